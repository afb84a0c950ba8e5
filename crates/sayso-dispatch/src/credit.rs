//! Whom a report credits: agencies and other outlets, by dateline, byline, lines of credit and mentions.

use crate::report::Report;
use crate::table;
use crate::text::fold;

/// Names of outlets, folded, in the order found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Credits {
    /// Who the report says it is by: its outlet, or the agency of its dateline.
    pub own: Vec<String>,
    /// Whom else it names.
    pub others: Vec<String>,
}

/// So many mentions of outlets are looked at.
const MENTIONS: usize = 12;

/// What a report credits.
pub fn credits(report: &Report) -> Credits {
    let mut credits = Credits::default();
    if let Some(outlet) = report.outlet.and_then(known_as) {
        credits.own.push(outlet);
    }
    if let Some(agency) = dateline(report.text) {
        push(&mut credits.own, agency);
    }
    for line in report
        .byline
        .into_iter()
        .chain(report.text.lines().filter(|l| l.len() < 120))
    {
        for part in line.split(['/', ',', ';', '|', '(', ')', '©', '.', '–', '—']) {
            if let Some(agency) = credit_line(part) {
                push(&mut credits.others, agency);
            }
        }
    }
    for claim in report.claims {
        for name in claim.via.iter().copied().chain(claim.origin) {
            if is_outlet(name)
                && let Some(name) = known_as(name)
            {
                push(&mut credits.others, name);
            }
        }
    }
    for name in mentions(report.text) {
        push(&mut credits.others, name);
    }
    let own = credits.own.clone();
    credits
        .others
        .retain(|name| !own.iter().any(|o| same_outlet(o, name)));
    credits
}

/// Whether two folded names can name one outlet: the words of one are among the words of the other, and are not all words of the trade.
pub fn same_outlet(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let long: Vec<&str> = long.split(' ').collect();
    short.split(' ').all(|w| long.contains(&w))
        && short.split(' ').any(|w| !table::TRADE_WORDS.contains(w))
}

fn push(names: &mut Vec<String>, name: String) {
    if !name.is_empty() && !names.contains(&name) {
        names.push(name);
    }
}

/// A name folded, without its article, as it is best known.
fn known_as(name: &str) -> Option<String> {
    let mut words: Vec<String> = fold(name).collect();
    if words.first().is_some_and(|w| w == "the") {
        words.remove(0);
    }
    let name = words.join(" ");
    let name = table::AGENCIES
        .get(name.as_str())
        .map_or(name, |known| (*known).to_string());
    (!name.is_empty()).then_some(name)
}

fn is_outlet(name: &str) -> bool {
    let folded = known_as(name).unwrap_or_default();
    table::AGENCIES.contains_key(folded.as_str())
        || folded.split(' ').any(|w| table::TRADE_WORDS.contains(w))
}

/// "LOWMERE, May 3 (Coastline) - …": the name in brackets before the dash.
fn dateline(text: &str) -> Option<String> {
    text.lines().take(6).find_map(|line| {
        let opens = line.char_indices().take(80).find(|(_, c)| *c == '(')?.0;
        let shuts = opens + line[opens..].find(')')?;
        let after = line[shuts + 1..].trim_start();
        let name = &line[opens + 1..shuts];
        let before = line[..opens].chars().find(|c| c.is_alphabetic());
        (after.starts_with(['-', '–', '—'])
            && before.is_some_and(char::is_uppercase)
            && name.split_whitespace().count() <= 4
            && name.starts_with(char::is_uppercase))
        .then(|| known_as(name))
        .flatten()
    })
}

/// "By Reuters", "with AP", "Source: AFP", "Copyright 2016 The Associated Press": words of credit around the name of an agency.
fn credit_line(part: &str) -> Option<String> {
    if part.len() > 60 || !part.contains(char::is_uppercase) {
        return None;
    }
    let words: Vec<String> = fold(part).collect();
    let around = |w: &String| {
        matches!(
            w.as_str(),
            "by" | "from"
                | "with"
                | "source"
                | "via"
                | "the"
                | "copyright"
                | "c"
                | "and"
                | "staff"
                | "credit"
                | "courtesy"
                | "of"
                | "report"
        ) || w.starts_with(|c: char| c.is_ascii_digit())
    };
    let from = words.iter().position(|w| !around(w))?;
    let to = words.iter().rposition(|w| !around(w))? + 1;
    if to - from > 4 {
        return None;
    }
    let name = words[from..to].join(" ");
    table::AGENCIES
        .get(name.as_str())
        .map(|known| (*known).to_string())
}

/// Capitalised names that hold a word of the trade or are those of agencies ("The Tarn Courier", "Reuters").
fn mentions(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut name: Vec<&str> = Vec::new();
    for token in text
        .split_inclusive(|c: char| c.is_whitespace() || matches!(c, '"' | '“' | '”' | '(' | ')'))
    {
        if found.len() >= MENTIONS {
            break;
        }
        let word = token.trim_matches(|c: char| !c.is_alphanumeric());
        let capital = word.starts_with(char::is_uppercase);
        if capital {
            name.push(word);
        }
        let ends = !capital
            || token.trim_end().ends_with(|c: char| !c.is_alphanumeric())
            || token.ends_with('\n');
        if ends && !name.is_empty() {
            mention(&name, &mut found);
            name.clear();
        }
    }
    mention(&name, &mut found);
    found
}

fn mention(name: &[&str], found: &mut Vec<String>) {
    let Some(last) = name.last() else { return };
    let short = last.len() <= 3 && name.len() == 1;
    if short && *last != "AP" && !(last.len() == 3 && last.chars().all(char::is_uppercase)) {
        return;
    }
    let owner = last.strip_suffix("'s").or_else(|| last.strip_suffix("’s"));
    let mut words: Vec<&str> = name.to_vec();
    if let (Some(owner), Some(place)) = (owner, words.last_mut()) {
        *place = owner;
    }
    let folded: Vec<String> = words.iter().flat_map(|w| fold(w)).collect();
    if let Some(known) = folded
        .iter()
        .find_map(|w| table::AGENCIES.get(w.as_str()).filter(|_| w.len() > 3))
    {
        push(found, (*known).to_string());
    } else if let Some(known) = known_as(&folded.join(" "))
        .filter(|n| table::AGENCIES.contains_key(n.as_str()) || (n.contains(' ') && is_outlet(n)))
    {
        push(found, known);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Credits {
        credits(&Report {
            text,
            outlet: Some("The Lowmere Post"),
            ..Report::default()
        })
    }

    #[test]
    fn datelines_and_lines_of_credit() {
        assert_eq!(
            of("LOWMERE, May 3 (Coastline) - A ship sank.").own,
            ["lowmere post", "coastline"]
        );
        assert_eq!(
            of("LOWMERE (AP) — A ship sank.").own,
            ["lowmere post", "associated press"]
        );
        assert_eq!(
            of("A ship sank.\nReuters/AFP").others,
            ["reuters", "agence france presse"]
        );
        assert_eq!(
            of("A ship sank.\n© 2024 The Associated Press").others,
            ["associated press"]
        );
        assert!(of("A ship (the Marigold) - an old one - sank.").own.len() == 1);
    }

    #[test]
    fn mentions_of_outlets() {
        assert_eq!(
            of("Two died, The Tarn Courier reported on Monday.").others,
            ["tarn courier"]
        );
        assert_eq!(of("Two died, a nurse told Reuters.").others, ["reuters"]);
        assert!(of("Two died, the Lowmere Post was told.").others.is_empty());
        assert!(of("The Times Square was shut.").others.len() <= 1);
    }

    #[test]
    fn names_of_one_outlet() {
        assert!(same_outlet("coastline", "coastline press agency"));
        assert!(!same_outlet("press agency", "coastline press agency"));
        assert!(!same_outlet("tarn courier", "tarn herald"));
    }
}
