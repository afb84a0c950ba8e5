//! What a visitor asked of a question: as known when, in which convention, from which row on.

use crate::app::Failure;
use crate::chart::day_number;
use axum::http::StatusCode;
use sayso_claims::Convention;
use serde::Deserialize;

/// The part of the address after the `?`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    as_of: Option<String>,
    convention: Option<String>,
    from: Option<String>,
    row: Option<String>,
}

/// The same, understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// As known at the end of this day.
    pub as_of: Option<String>,
    /// How figures are shown.
    pub convention: Convention,
    /// The first row of the table that is shown, from 0.
    pub from: usize,
    /// The only row that is shown, with all its claims.
    pub row: Option<usize>,
}

impl Asked {
    /// What it means.
    ///
    /// # Errors
    /// A day that is none, a convention that is not there.
    pub fn understood(self) -> Result<Wish, Failure> {
        let given = |field: Option<String>| field.filter(|v| !v.trim().is_empty());
        let as_of = given(self.as_of);
        if let Some(day) = &as_of
            && (day.len() != 10 || !day.is_ascii() || day_number(day).is_none())
        {
            return Err(wrong(format!(
                "{day:?} is no day: those are written like 2026-09-14."
            )));
        }
        let convention = match given(self.convention) {
            None => Convention::Plain,
            Some(name) => Convention::named(&name).ok_or_else(|| {
                let all: Vec<&str> = Convention::ALL.iter().map(|c| c.name()).collect();
                wrong(format!(
                    "There is no convention {name:?}; there are {}.",
                    all.join(", ")
                ))
            })?,
        };
        let count = |field: Option<String>| given(field).and_then(|n| n.parse().ok());
        Ok(Wish {
            as_of,
            convention,
            from: count(self.from).unwrap_or(0),
            row: count(self.row),
        })
    }
}

impl Wish {
    /// The address of a question seen so, with `row` or `from` as given here.
    pub fn address(&self, id: &str) -> String {
        let mut out = format!("/question/{id}?convention={}", self.convention.name());
        if let Some(day) = &self.as_of {
            out.push_str(&format!("&as_of={day}"));
        }
        if self.from > 0 {
            out.push_str(&format!("&from={}", self.from));
        }
        if let Some(row) = self.row {
            out.push_str(&format!("&row={row}"));
        }
        out
    }
}

/// A failure of the one who asks.
fn wrong(words: String) -> Failure {
    Failure {
        status: StatusCode::BAD_REQUEST,
        words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(as_of: &str, convention: &str) -> Asked {
        Asked {
            as_of: Some(as_of.into()),
            convention: Some(convention.into()),
            ..Asked::default()
        }
    }

    #[test]
    fn days_and_conventions_are_checked() {
        let wish = asked("2026-09-14", "acled").understood().unwrap();
        assert_eq!(
            wish.address("q1"),
            "/question/q1?convention=acled/1&as_of=2026-09-14"
        );
        assert!(asked("", "").understood().unwrap().as_of.is_none());
        for (day, convention) in [
            ("yesterday", ""),
            ("2026-99-01", ""),
            ("", "none"),
            ("éééééé", ""),
        ] {
            assert!(
                asked(day, convention).understood().is_err(),
                "{day}{convention}"
            );
        }
    }
}
