//! Changes in plain text.

use crate::{Said, Told};

/// Where the words of a claim are cut in a mail; the page has all of them.
const WORDS: usize = 1_500;

/// At most so many characters, with an ellipsis where something is left out.
pub(crate) fn cut(words: &str, most: usize) -> String {
    let mut all = words.chars();
    let out: String = all.by_ref().take(most).collect();
    match all.next() {
        Some(_) => out + "…",
        None => out,
    }
}

/// On one line, without characters that steer.
pub(crate) fn line(words: &str) -> String {
    let plain: String = words
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        // What turns the direction of what follows would turn ours too.
        .filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Changes, one after another.
pub(crate) fn changes(all: &[Told]) -> String {
    let mut out = String::new();
    for (n, told) in all.iter().enumerate() {
        if n > 0 {
            out.push('\n');
        }
        let number = if all.len() > 1 {
            format!("{}. ", n + 1)
        } else {
            String::new()
        };
        out.push_str(&format!("{number}{}\n", line(&told.sentence)));
        if let Some(question) = &told.question {
            out.push_str(&format!("   Question: {}\n", line(&question.text)));
            if let Some(page) = &question.page {
                out.push_str(&format!("   {page}\n"));
            }
        }
        if let Some(now) = &told.now {
            said(&mut out, now, "   ");
        }
        if let Some(reason) = told.reason.as_deref().filter(|r| !r.is_empty()) {
            out.push_str(&format!("   Why: {}\n", line(reason)));
        }
        if let Some(before) = &told.before {
            out.push_str("   Before:\n");
            said(&mut out, before, "     ");
        }
        if told.before.is_none() && !told.revises.is_empty() {
            out.push_str("   Takes the place of:\n");
            let last = told.revises.iter().rev().take(3);
            last.for_each(|r| said(&mut out, r, "     "));
        }
        if !told.against.is_empty() {
            out.push_str("   In conflict with:\n");
            told.against.iter().for_each(|a| said(&mut out, a, "     "));
            if told.against_more > 0 {
                out.push_str(&format!("     and {} more\n", told.against_more));
            }
        }
    }
    out
}

fn said(out: &mut String, said: &Said, indent: &str) {
    let stance = said.stance.as_deref().map(|s| s.replace('_', " "));
    let stance = stance.map(|s| format!(" {s}")).unwrap_or_default();
    out.push_str(&format!(
        "{indent}{}{stance}: {}\n",
        line(said.name()),
        line(&said.figure())
    ));
    if let Some(content) = &said.content {
        out.push_str(&format!("{indent}> {}\n", line(&cut(content, WORDS))));
    }
    let title = said
        .title
        .as_deref()
        .map(|t| format!(": {}", line(t)))
        .unwrap_or_default();
    out.push_str(&format!("{indent}{}{title}\n", line(&said.place())));
    for link in said.page.iter().chain(&said.url) {
        out.push_str(&format!("{indent}{}\n", line(link)));
    }
}
