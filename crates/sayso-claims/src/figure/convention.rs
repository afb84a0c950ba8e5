//! The third layer: named, versioned conventions that turn a figure into the numbers of a table or chart.

use super::values::PossibleValues;
use crate::Figure;

/// How figures become single numbers when they are shown or exported.
///
/// ```
/// use sayso_claims::{Convention, Figure};
/// let dozens = Figure { modifier: "vague".into(), rule: Some("vague:dozens".into()), ..Figure::default() };
/// assert_eq!(Convention::Acled.show(&dozens).best, Some(12.0));
/// assert_eq!(Convention::Acled.name(), "acled/1");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Convention {
    /// ACLED: one number; tens are 10, dozens 12, hundreds 100.
    Acled,
    /// UCDP: low and high; the best estimate is left to a person unless they are equal.
    Ucdp,
    /// Iraq Body Count: lowest and highest reported.
    Ibc,
    /// The literal bounds, nothing added.
    Plain,
}

/// A figure under a convention; none where the convention gives no number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shown {
    /// Low estimate, or minimum.
    pub low: Option<f64>,
    /// The one number, where the convention has one.
    pub best: Option<f64>,
    /// High estimate, or maximum.
    pub high: Option<f64>,
}

const ROWS: &str = include_str!("../../tables/figure-conventions.tsv");

impl Convention {
    /// All of them.
    pub const ALL: [Convention; 4] = [
        Convention::Acled,
        Convention::Ucdp,
        Convention::Ibc,
        Convention::Plain,
    ];

    /// Its name and version, to be printed beside every table and chart that uses it.
    pub fn name(self) -> &'static str {
        match self {
            Convention::Acled => "acled/1",
            Convention::Ucdp => "ucdp/1",
            Convention::Ibc => "ibc/1",
            Convention::Plain => "plain/1",
        }
    }

    /// The convention of that name, with or without its version.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|c| c.name() == name || c.name().split('/').next() == Some(name))
    }

    /// `figure` under this convention.
    pub fn show(self, figure: &Figure) -> Shown {
        let values = PossibleValues::of(figure);
        let finite = |v: f64| v.is_finite().then_some(v);
        let (low, high) = (finite(values.lowest), finite(values.highest));
        match self {
            Convention::Plain => Shown {
                low: figure.lower,
                best: figure.lower.filter(|_| figure.lower == figure.upper),
                high: figure.upper,
            },
            Convention::Ucdp => Shown {
                low,
                best: low.filter(|_| low == high),
                high,
            },
            Convention::Ibc => Shown {
                low: figure.lower.or(low),
                best: None,
                high: figure.upper.or(high),
            },
            Convention::Acled => {
                let vague = figure
                    .rule
                    .as_deref()
                    .and_then(|r| r.split("vague:").nth(1))
                    .and_then(|r| r.split(';').next())
                    .map(str::trim);
                let best = vague
                    .and_then(|v| listed("acled", v))
                    .or(figure.lower)
                    .or(figure.upper)
                    .or(low);
                Shown {
                    low: best,
                    best,
                    high: best,
                }
            }
        }
    }
}

/// The number that a convention's row gives a vague word.
fn listed(convention: &str, phrase: &str) -> Option<f64> {
    ROWS.lines().filter(|l| !l.starts_with('#')).find_map(|l| {
        let mut cells = l.split('\t');
        (cells.next() == Some(convention) && cells.next() == Some(phrase))
            .then(|| cells.next())?
            .and_then(|n| n.parse().ok())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vague(phrase: &str) -> Figure {
        Figure {
            modifier: "vague".into(),
            rule: Some(format!("vague:{phrase}")),
            ..Figure::default()
        }
    }

    #[test]
    fn conventions_differ_and_are_named() {
        assert_eq!(Convention::Acled.show(&vague("hundreds")).best, Some(100.0));
        assert_eq!(
            Convention::Ucdp.show(&vague("dozens")),
            Shown {
                low: Some(24.0),
                best: None,
                high: Some(119.0)
            }
        );
        assert_eq!(
            Convention::Plain.show(&vague("dozens")),
            Shown {
                low: None,
                best: None,
                high: None
            }
        );
        assert_eq!(Convention::named("ibc"), Some(Convention::Ibc));
    }
}
