//! A wikitext table for each question, with every figure referenced, as articles of casualties have them.
//!
//! A report is a named reference: given in full (`cite news`) where it stands first, and by its name alone afterwards. Whatever comes out of a report is
//! escaped: no pipe, bracket, brace, tag or signature of it does anything.

use crate::{Answer, Error, profile::number};
use sayso_claims::Convention;
use sayso_ledger::{Hash, Known, ReportRow};
use std::collections::BTreeSet;
use std::io::Write;

/// Writes answers as tables. Gives how many there were.
///
/// # Errors
/// The ledger cannot be read, or `out` does not take it.
pub fn write<W: Write>(
    mut out: W,
    known: &Known,
    answers: impl Iterator<Item = Result<Answer, Error>>,
) -> Result<u64, Error> {
    let (mut written, mut last) = (0, None);
    let mut named: BTreeSet<Hash> = BTreeSet::new();
    for answer in answers {
        let answer = answer?;
        if last.as_ref() != Some(&answer.question.id) {
            if last.is_some() {
                out.write_all(b"|}\n\n")?;
            }
            begin(&mut out, &answer, known)?;
            last = Some(answer.question.id.clone());
        }
        row(&mut out, &answer, &mut named)?;
        written += 1;
    }
    if last.is_some() {
        out.write_all(b"|}\n\n== References ==\n{{reflist}}\n")?;
    }
    out.flush()?;
    Ok(written)
}

fn begin<W: Write>(out: &mut W, answer: &Answer, known: &Known) -> Result<(), Error> {
    let q = &answer.question;
    let some = |n: usize, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
    let mut caption = format!(
        "{}, {}, {}; numbers by the convention {}",
        some(q.answers.len(), "answer"),
        some(q.reports, "report"),
        some(q.lines, "independent line"),
        Convention::Plain.name()
    );
    for day in known.as_of().into_iter().chain(known.known_on()) {
        caption.push_str(&format!(", as known on {}", text(day)));
    }
    writeln!(out, "=== {} ===", text(&q.text))?;
    writeln!(out, "{{| class=\"wikitable sortable\"\n|+ {caption}")?;
    writeln!(
        out,
        "! scope=\"col\" | As of !! scope=\"col\" | Party !! scope=\"col\" | As worded !! scope=\"col\" | From !! scope=\"col\" | To !! scope=\"col\" | Stance !! scope=\"col\" | Line !! scope=\"col\" class=\"unsortable\" | Words"
    )?;
    Ok(())
}

fn row<W: Write>(out: &mut W, answer: &Answer, named: &mut BTreeSet<Hash>) -> Result<(), Error> {
    let claim = &answer.said.row().claim;
    let party = match (&answer.row.actor, &answer.row.origin) {
        (Some(actor), Some(origin)) if actor != origin => format!("{actor} (from {origin})"),
        (Some(name), _) | (None, Some(name)) => name.clone(),
        (None, None) => "not named".to_owned(),
    };
    let shown = answer.figure().map(|f| Convention::Plain.show(f));
    let stance = match &answer.row.position {
        Some(position) => position,
        None => &claim.stance,
    };
    let cells = [
        text(answer.row.as_of.as_deref().unwrap_or("–")),
        text(&party),
        text(&answer.row.words),
        number(shown.and_then(|s| s.low)),
        number(shown.and_then(|s| s.high)),
        text(&stance.replace('_', " ")),
        (answer.row.line + 1).to_string(),
        text(&answer.said.row().content_words),
    ];
    writeln!(out, "|-")?;
    writeln!(
        out,
        "| {}{}",
        cells.join(" || "),
        reference(&answer.said.report, named)
    )?;
    Ok(())
}

/// A report as a reference: in full for the first time, then by name.
fn reference(report: &ReportRow, named: &mut BTreeSet<Hash>) -> String {
    let hash = report.hash.to_string();
    let name: String = hash.chars().take(12).collect();
    if !named.insert(report.hash) {
        return format!("<ref name=\"sayso-{name}\" />");
    }
    let mut cite = format!("<ref name=\"sayso-{name}\">{{{{cite news");
    let mut field = |name: &str, value: &str| {
        if !value.is_empty() {
            cite.push_str(&format!(" |{name}={value}"));
        }
    };
    let word = |v: &Option<String>| text(v.as_deref().unwrap_or_default());
    let title = word(&report.title);
    field("author", &word(&report.byline));
    field(
        "title",
        if title.is_empty() {
            "[Untitled]"
        } else {
            &title
        },
    );
    field("work", &word(&report.outlet));
    let published = report.published.as_deref().unwrap_or_default();
    field("date", &text(published.get(..10).unwrap_or(published)));
    let url = report.url.as_deref().map(link).unwrap_or_default();
    field("url", &url);
    if !url.is_empty() {
        field(
            "access-date",
            &text(report.first_read.get(..10).unwrap_or_default()),
        );
    }
    cite.push_str("}}</ref>");
    cite
}

/// Words as words: on one line, and nothing in them is markup.
pub fn text(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut last = ' ';
    let clean = words.split_whitespace().collect::<Vec<_>>().join(" ");
    for c in clean.chars().filter(|c| !c.is_control()) {
        match c {
            '&' | '<' | '>' | '|' | '[' | ']' | '{' | '}' | '~' | '"' => {
                out.push_str(&format!("&#{};", u32::from(c)));
            }
            // Two of them are markup, one is not.
            '\'' | '_' | '=' | '-' if last == c => out.push_str(&format!("&#{};", u32::from(c))),
            // What a line must not begin with.
            '*' | '#' | ':' | ';' | '!' | '=' | '-' | '+' if out.is_empty() => {
                out.push_str(&format!("&#{};", u32::from(c)));
            }
            '!' if last == c => out.push_str("&#33;"),
            c => out.push(c),
        }
        last = c;
    }
    out
}

/// An address that a template can carry; nothing for one that is no web address.
fn link(url: &str) -> String {
    if !url.starts_with("https://") && !url.starts_with("http://") {
        return String::new();
    }
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '|' | '[' | ']' | '{' | '}' | '<' | '>' | '"' | '\'' | ' ' => {
                out.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_do_nothing() {
        assert_eq!(
            text("a|b ''it'' <ref>"),
            "a&#124;b '&#39;it'&#39; &#60;ref&#62;"
        );
        let written = text("{{evil}} [[x]]\n* y ~~~~");
        assert!(!written.contains(['{', '[', '~', '\n']), "{written}");
        assert_eq!(text("- 5"), "&#45; 5");
        assert_eq!(link("https://x.org/a|b c"), "https://x.org/a%7Cb%20c");
        assert_eq!(link("javascript:alert(1)"), "");
    }
}
