//! The page of a question: chart, table, relations and lines, as known on a day and under a convention.

mod asked;
mod figures;
mod parties;
mod plot;
mod relations;
mod view;

use asked::{Asked, Wish};
pub use figures::Figures;
pub use parties::party;
pub use view::cut;

use crate::app::{App, Failure};
use crate::pages::when::{When, day};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::Html;
use sayso_claims::Convention;
use sayso_ledger::Ledger;
use view::View;

#[derive(Template)]
#[template(path = "question/question.html")]
struct Page {
    /// The id that stays in the address, whatever day is looked at.
    id: String,
    text: String,
    measure: Option<String>,
    unit: Option<String>,
    wish: Wish,
    /// Days on which reports came out.
    days: Vec<String>,
    /// The place of the day that is shown among them.
    at: usize,
    /// Nothing if nothing was known then.
    view: Option<View>,
    citation: String,
    link: String,
    /// In words, for those who do not see that the chart changed.
    said: String,
}

impl Page {
    fn conventions(&self) -> Vec<(&'static str, String, bool)> {
        let one = |c: Convention| {
            let wish = Wish {
                convention: c,
                row: None,
                from: 0,
                ..self.wish.clone()
            };
            (c.name(), wish.address(&self.id), c == self.wish.convention)
        };
        Convention::ALL.into_iter().map(one).collect()
    }

    fn export(&self, format: &str) -> String {
        let mut out = format!(
            "/api/v1/questions/{}/export?format={format}&convention={}",
            self.id,
            self.wish.convention.name()
        );
        if let Some(day) = &self.wish.as_of {
            out.push_str(&format!("&as_of={day}"));
        }
        out
    }

    fn page_from(&self, from: &usize) -> String {
        let wish = Wish {
            from: *from,
            row: None,
            ..self.wish.clone()
        };
        format!("{}#answers", wish.address(&self.id))
    }

    fn row(&self, row: &usize) -> String {
        let wish = Wish {
            from: 0,
            row: Some(*row),
            ..self.wish.clone()
        };
        format!("{}#row-{row}", wish.address(&self.id))
    }

    /// The day that the form shows: the one asked for, else the last.
    fn day(&self) -> &str {
        let asked = self.wish.as_of.as_ref().or(self.days.last());
        asked.map_or("", String::as_str)
    }

    fn plain(&self, word: &str) -> String {
        word.replace('_', " ")
    }

    fn whole_table(&self) -> String {
        self.page_from(&0)
    }
}

/// `GET /question/ID`.
pub async fn question(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    head: HeaderMap,
) -> Result<Html<String>, Failure> {
    let wish = asked.understood()?;
    let base = base(&head);
    let page = app
        .ask(move |ledger| page(ledger, &id, wish, &base))
        .await?;
    page.render().map(Html).map_err(|_| Failure::defect())
}

fn page(ledger: &Ledger, id: &str, mut wish: Wish, base: &str) -> Result<Page, Failure> {
    if !id.bytes().all(|b| b.is_ascii_alphanumeric()) || id.is_empty() {
        return Err(Failure::absent(format!("No question is called {id:?}.")));
    }
    let now = ledger.question(id)?;
    let days = ledger.days_of_question(&now.id)?;
    // A day from the last on is the ledger as it stands, undated reports included.
    let last = days.last().cloned();
    let looks_back = wish
        .as_of
        .as_ref()
        .filter(|day| last.as_ref().is_some_and(|l| *day < l));
    let (text, measure, unit, id) = (
        now.text.clone(),
        now.measure.clone(),
        now.unit.clone(),
        now.id.clone(),
    );
    let then = match looks_back {
        Some(day) => ledger.question_then(&now, Some(day), false)?,
        None => Some(now),
    };
    let at = match &wish.as_of {
        Some(day) => days.iter().filter(|d| *d <= day).count().max(1) - 1,
        None => days.len().max(1) - 1,
    };
    if let Some(row) = wish.row
        && row >= 100_000
    {
        wish.row = None;
    }
    let view = then
        .map(|whole| View::of(ledger, whole, &wish))
        .transpose()?;
    let fixed = Wish {
        as_of: wish.as_of.clone().or(last),
        ..wish.clone()
    };
    let link = format!("{base}{}", fixed.address(&id));
    Ok(Page {
        citation: citation(&text, &id, &fixed, view.as_ref(), &link),
        said: said(view.as_ref(), &fixed),
        id,
        text,
        measure,
        unit,
        wish,
        days,
        at,
        view,
        link,
    })
}

/// The question as it was known at the end of a day; none if nothing of it was.
fn plural(n: usize, one: &str) -> String {
    format!("{n} {one}{}", if n == 1 { "" } else { "s" })
}

fn said(view: Option<&View>, wish: &Wish) -> String {
    let when = wish.as_of.as_deref().and_then(day);
    let when = when
        .map(|d| format!("As known on {d}: "))
        .unwrap_or_default();
    match view {
        None => format!("{when}nothing"),
        Some(view) => format!(
            "{when}{}, {}, {}, {}",
            plural(view.whole.answers.len(), "answer"),
            plural(view.whole.reports, "report"),
            plural(view.whole.lines, "line"),
            plural(view.conflicts, "conflict")
        ),
    }
}

fn citation(text: &str, id: &str, wish: &Wish, view: Option<&View>, link: &str) -> String {
    let counts = view.map(|v| {
        format!(
            " ({}, {})",
            plural(v.whole.reports, "report"),
            plural(v.whole.lines, "independent line")
        )
    });
    let known = wish.as_of.as_deref().and_then(day);
    let known = known
        .map(|d| format!(", as known on {d}"))
        .unwrap_or_default();
    format!(
        "“{text}”{}{known}. Sayso ledger, question {id}, convention {}. {link}",
        counts.unwrap_or_default(),
        wish.convention.name()
    )
}

/// Where this page is served, as the browser names it; nothing if it names something odd.
fn base(head: &HeaderMap) -> String {
    let host = head.get(header::HOST).and_then(|h| h.to_str().ok());
    let plain = |h: &&str| {
        h.len() < 260
            && h.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b))
    };
    let scheme = match head.get("x-forwarded-proto").map(|p| p.as_bytes()) {
        Some(b"https") => "https",
        _ => "http",
    };
    host.filter(plain)
        .map(|h| format!("{scheme}://{h}"))
        .unwrap_or_default()
}
