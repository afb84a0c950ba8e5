//! Deciding and undoing. A form that comes twice decides once; one about a claim that changed since it was shown decides nothing.

use crate::app::{App, Failure};
use crate::pages::sources::report::decided::{Decided, value};
use crate::pages::sources::wording;
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use sayso_ledger::{
    Action, ClaimRow, ErrorKind, FIELDS, Hash, Ledger, SPAN_FIELDS, read_spans, write_spans,
};

/// What a form sent: names and values, in its order.
type Sent = Vec<(String, String)>;

/// What became of it.
enum Outcome {
    /// Decided: the first and the last number.
    Kept(i64, i64),
    /// There was nothing to decide.
    Nothing,
    /// The claim changed meanwhile.
    Changed(Changed),
}

#[derive(Template)]
#[template(path = "sources/changed.html")]
struct Changed {
    claim: String,
    gone: bool,
    href: String,
    sent: Vec<(String, String)>,
}

fn get<'a>(sent: &'a Sent, name: &str) -> &'a str {
    let found = sent.iter().find(|(n, _)| n == name);
    found.map_or("", |(_, value)| value.trim())
}

fn refuse(words: impl Into<String>) -> Failure {
    Failure {
        status: StatusCode::UNPROCESSABLE_ENTITY,
        words: words.into(),
    }
}

/// `POST /decide`.
pub async fn decide(State(app): State<App>, Form(sent): Form<Sent>) -> Result<Response, Failure> {
    let author: String = get(&sent, "author").chars().take(80).collect();
    if author.is_empty() {
        return Err(refuse(
            "A decision has an author: go back and give your name.",
        ));
    }
    let back = get(&sent, "back").to_owned();
    let by = author.clone();
    let outcome = app
        .change(move |ledger| decided(ledger, &sent, &author))
        .await?;
    Ok(match outcome {
        Outcome::Kept(first, last) => {
            Redirect::to(&returned(&back, Some((first, last)), &by)).into_response()
        }
        Outcome::Nothing => Redirect::to(&returned(&back, None, &by)).into_response(),
        Outcome::Changed(page) => {
            let page = page.render().map_err(|_| Failure::defect())?;
            (StatusCode::CONFLICT, Html(page)).into_response()
        }
    })
}

/// `accept CLAIM STATE KEY` of the inbox, or the fields of a form for one claim.
fn decided(ledger: &mut Ledger, sent: &Sent, author: &str) -> Result<Outcome, Failure> {
    let mut parts = get(sent, "do").split_whitespace();
    let what = parts.next().unwrap_or_default().to_owned();
    let mut part = |name: &str| parts.next().unwrap_or_else(|| get(sent, name)).to_owned();
    let (claim, state, key) = (part("claim"), part("state"), part("key"));
    if key.is_empty() || key.len() > 64 {
        return Err(refuse("This form has no key: load its page again."));
    }
    // One key with something else in the form is another form: the page may have been kept and given to two persons.
    let mut whole = key;
    for (name, value) in sent {
        whole.push_str(&format!("\0{name}={value}"));
    }
    let key = Hash::of(whole.as_bytes()).to_string();
    if let Some(before) = ledger.posted(&key)? {
        return Ok(Outcome::Kept(before, before));
    }
    let actions = if what == "merge" && claim.is_empty() {
        merged(get(sent, "from"), get(sent, "into"))?
    } else {
        let row = match current(ledger, &claim, &state, sent)? {
            Ok(row) => row,
            Err(changed) => return Ok(Outcome::Changed(changed)),
        };
        of_claim(ledger, &what, &row, sent)?
    };
    if actions.is_empty() {
        return Ok(Outcome::Nothing);
    }
    let reason: String = get(sent, "reason").chars().take(500).collect();
    let last = ledger
        .decide_once(&key, &actions, author, &reason)
        .map_err(|e| match e.kind() {
            ErrorKind::Other => refuse(e.to_string()),
            _ => e.into(),
        })?;
    ledger.update()?;
    Ok(Outcome::Kept(last + 1 - actions.len() as i64, last))
}

/// The claim as it is now, if that is how the form showed it.
fn current(
    ledger: &Ledger,
    claim: &str,
    state: &str,
    sent: &Sent,
) -> Result<Result<ClaimRow, Changed>, Failure> {
    let sent: Vec<(String, String)> = sent
        .iter()
        .filter(|(name, value)| {
            !value.is_empty()
                && ![
                    "key", "state", "back", "author", "claim", "report", "do", "pick",
                ]
                .contains(&name.as_str())
        })
        .filter(|(name, _)| !name.starts_with("into-"))
        .cloned()
        .collect();
    let keys = match ledger.find_claim(claim) {
        Ok(keys) if claim.len() == 16 => keys,
        Ok(_) => return Err(refuse(format!("{claim:?} is no name of a claim"))),
        Err(e) if e.kind() == ErrorKind::Unknown => {
            return Ok(Err(Changed {
                claim: claim.to_owned(),
                gone: true,
                href: "/inbox".to_owned(),
                sent,
            }));
        }
        Err(e) => return Err(e.into()),
    };
    // One text can stand in several reports, each read by the same program: the claim is the same in all, but for what hangs on the report.
    let mut now = None;
    for key in keys {
        let row = ledger.claim(key)?;
        if Decided::of(ledger, row.report)?.state(&row) == state {
            return Ok(Ok(row));
        }
        now = Some(row);
    }
    let href = match now {
        Some(row) => {
            let report = ledger.hash_of(row.report)?;
            format!("/report/{report}?claim={claim}&amend=1#amend")
        }
        None => "/inbox".to_owned(),
    };
    Ok(Err(Changed {
        claim: claim.to_owned(),
        gone: false,
        href,
        sent,
    }))
}

fn of_claim(
    ledger: &Ledger,
    what: &str,
    row: &ClaimRow,
    sent: &Sent,
) -> Result<Vec<Action>, Failure> {
    let of = ledger.place_of(&row.id)?;
    Ok(match what {
        "accept" => vec![Action::Accept { of }],
        "reject" => vec![Action::Reject { of }],
        "apart" => vec![Action::SplitQuestion { of }],
        "merge" => {
            let mut decided = row.clone();
            Decided::of(ledger, row.report)?.apply(&mut decided);
            let from = decided.claim.actor.unwrap_or_default();
            merged(&from, get(sent, &format!("into-{}", row.id)))?
        }
        "amend" => amended(ledger, row, sent)?,
        other => return Err(refuse(format!("{other:?} is nothing that can be decided"))),
    })
}

fn merged(from: &str, into: &str) -> Result<Vec<Action>, Failure> {
    if from.is_empty() || into.is_empty() {
        return Err(refuse("Merging takes two names: who, and who that is."));
    }
    if from == into {
        return Err(refuse(format!("{from} is that name already.")));
    }
    Ok(vec![Action::MergeActors {
        from: from.to_owned(),
        into: into.to_owned(),
    }])
}

/// One action for each field that is another than it stands now.
fn amended(ledger: &Ledger, row: &ClaimRow, sent: &Sent) -> Result<Vec<Action>, Failure> {
    let mut now = row.clone();
    let whole = now.claim.figures.clone();
    Decided::of(ledger, row.report)?.apply(&mut now);
    if now.claim.figures.len() != whole.len() {
        now.claim.figures = whole;
    }
    let long = ledger.text(row.report)?.chars().count();
    let mut actions = Vec::new();
    for (field, wanted) in sent {
        let wanted = wanted.trim();
        if !FIELDS.contains(&field.as_str()) && !field.starts_with("figures.") {
            continue;
        }
        let mut wanted = Some(wanted.to_owned()).filter(|w| !w.is_empty());
        if SPAN_FIELDS.contains(&field.as_str()) {
            let spans = read_spans(wanted.as_deref().unwrap_or_default())
                .ok_or_else(|| refuse(format!("{field}: spans are written as 3-17 20-28, first and last character, and do not overlap.")))?;
            if spans.last().is_some_and(|s| s.end > long) {
                return Err(refuse(format!("{field}: the text has {long} characters.")));
            }
            wanted = Some(write_spans(&spans));
        }
        if let Some(number) = wanted
            .as_ref()
            .filter(|_| field.ends_with(".lower") || field.ends_with(".upper"))
        {
            wanted = Some(number.replace([',', ' ', '\u{202f}', '\u{a0}'], ""));
        }
        if value(&now.claim, field) != wanted {
            actions.push(Action::Amend {
                of: ledger.place_of(&row.id)?,
                field: field.clone(),
                value: wanted,
            });
        }
    }
    Ok(actions)
}

/// `POST /undo`.
pub async fn undo(State(app): State<App>, Form(sent): Form<Sent>) -> Result<Redirect, Failure> {
    let author: String = get(&sent, "author").chars().take(80).collect();
    if author.is_empty() {
        return Err(refuse("Undoing has an author: go back and give your name."));
    }
    let (back, by) = (get(&sent, "back").to_owned(), author.clone());
    let numbers = super::numbers(Some(get(&sent, "decisions")));
    if numbers.is_empty() {
        return Err(refuse("There is no decision to undo."));
    }
    app.change(move |ledger| {
        for number in numbers {
            ledger
                .undo(number, &author, get(&sent, "reason"))
                .map_err(|e| match e.kind() {
                    ErrorKind::Other => refuse(e.to_string()),
                    _ => e.into(),
                })?;
        }
        ledger.update()?;
        Ok(())
    })
    .await?;
    Ok(Redirect::to(&returned(&back, None, &by)))
}

/// Where to go back to: a page of ours and nothing else, told what was decided and by whom.
fn returned(back: &str, done: Option<(i64, i64)>, by: &str) -> String {
    let ours = back.starts_with('/')
        && !back.starts_with("//")
        && !back.contains('\\')
        && back.bytes().all(|b| (0x21..0x7f).contains(&b));
    let back = if ours { back } else { "/inbox" };
    let (path, place) = back
        .split_once('#')
        .map_or((back, None), |(path, place)| (path, Some(place)));
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut kept: Vec<String> = query
        .split('&')
        .filter(|p| !p.is_empty() && !p.starts_with("done=") && !p.starts_with("by="))
        .map(str::to_owned)
        .collect();
    if let Some((first, last)) = done {
        kept.push(format!("done={first}-{last}"));
    }
    kept.push(format!("by={}", wording::encoded(by)));
    let place = place.map(|p| format!("#{p}")).unwrap_or_default();
    format!("{path}?{}{place}", kept.join("&"))
}

#[cfg(test)]
mod tests {
    use super::returned;

    #[test]
    fn one_goes_back_to_our_pages_alone() {
        assert_eq!(
            returned("/report/ab?claim=c&done=1-2#claim-c", Some((3, 3)), "A B"),
            "/report/ab?claim=c&done=3-3&by=A%20B#claim-c"
        );
        for foreign in [
            "https://example.org/",
            "//example.org",
            "/\\example.org",
            "",
            "/a\nb",
        ] {
            assert_eq!(returned(foreign, None, "A"), "/inbox?by=A", "{foreign:?}");
        }
    }
}
