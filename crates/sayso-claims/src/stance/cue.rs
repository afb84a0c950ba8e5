//! From the words of a cue to a stance, by `tables/stance-cues.tsv`.

use crate::actor::table::{cell, rows};
use std::collections::HashMap;
use std::sync::LazyLock;

struct Row {
    words: Vec<&'static str>,
    stance: &'static str,
    negated: &'static str,
    kind: &'static str,
    line: usize,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    rows(include_str!("../../tables/stance-cues.tsv"))
        .map(|(line, row)| Row {
            words: cell(&row, 0).split(' ').collect(),
            stance: cell(&row, 1),
            negated: cell(&row, 2),
            kind: cell(&row, 3),
            line,
        })
        .collect()
});

/// Row indices by their first word.
static BY_WORD: LazyLock<HashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut map: HashMap<&'static str, Vec<usize>> = HashMap::new();
    for (n, row) in ROWS.iter().enumerate() {
        if let Some(first) = row.words.first() {
            map.entry(first).or_default().push(n);
        }
    }
    map
});

static IRREGULAR: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    rows(include_str!("../../tables/stance-irregular.tsv"))
        .map(|(_, row)| (cell(&row, 0), cell(&row, 1)))
        .collect()
});

/// What a cue says.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The stance.
    pub stance: &'static str,
    /// The kind of claim.
    pub kind: &'static str,
    /// Whether the cue itself commits to nothing, so that a formula in the content may shift the stance.
    pub neutral: bool,
    /// Whether the cue is negated.
    pub negated: bool,
    /// The row that decided.
    pub rule: String,
}

/// The base forms that an inflected word may have, itself first.
pub fn bases(word: &str) -> Vec<String> {
    let mut found = vec![word.to_string()];
    if let Some(base) = IRREGULAR.get(word) {
        found.push((*base).to_string());
    }
    let mut add = |stem: &str, tail: &str| {
        if stem.len() > 1 {
            found.push(format!("{stem}{tail}"));
        }
    };
    for ending in ["ies", "ied"] {
        if let Some(stem) = word.strip_suffix(ending) {
            add(stem, "y");
        }
    }
    for ending in ["es", "s", "ed", "ing"] {
        let Some(stem) = word.strip_suffix(ending) else {
            continue;
        };
        add(stem, "");
        if ending != "s" {
            add(stem, "e");
            let mut chars = stem.chars().rev();
            if let (Some(a), Some(b)) = (chars.next(), chars.next())
                && a == b
            {
                add(stem.get(..stem.len() - a.len_utf8()).unwrap_or(""), "");
            }
        }
    }
    found
}

fn negates(word: &str) -> bool {
    matches!(
        word,
        "not" | "never" | "neither" | "nor" | "no" | "cannot" | "hardly"
    ) || word.ends_with("n't")
}

/// Reads the words of a cue (lower case), with those of its source and content.
pub fn read(cue: &[&str], source: &[&str], content: &[&str]) -> Reading {
    let forms: Vec<Vec<String>> = cue.iter().map(|w| bases(w)).collect();
    let mut best: Option<(usize, usize, usize, &Row)> = None;
    for (at, candidates) in forms.iter().enumerate().take(24) {
        for form in candidates {
            for &n in BY_WORD.get(form.as_str()).into_iter().flatten() {
                let Some(row) = ROWS.get(n) else { continue };
                if fits(&row.words, forms.get(at..).unwrap_or(&[]))
                    && best.is_none_or(|(len, place, _, _)| {
                        (row.words.len(), usize::MAX - at) > (len, usize::MAX - place)
                    })
                {
                    best = Some((row.words.len(), at, n, row));
                }
            }
        }
    }
    let source_negates = source
        .first()
        .is_some_and(|w| matches!(*w, "neither" | "no" | "none" | "nobody" | "nothing"))
        && source.get(1).is_none_or(|w| *w != "doubt");
    let in_row = |w: &str| best.is_some_and(|(_, _, _, row)| row.words.contains(&w));
    let yet = cue.windows(2).any(|w| w[0] == "yet" && w[1] == "to") || cue.first() == Some(&"yet");
    let negated = source_negates || yet || cue.iter().any(|w| negates(w) && !in_row(w));
    let Some((_, _, _, row)) = best else {
        let stance = if negated {
            open_negation(cue)
        } else {
            "states"
        };
        return Reading {
            stance,
            kind: "statement",
            neutral: !negated,
            negated,
            rule: "no row: default".into(),
        };
    };
    let told_to = row.words.first() == Some(&"tell")
        && content.iter().take(3).any(|w| *w == "to")
        && !content
            .iter()
            .take(3)
            .any(|w| matches!(*w, "that" | "is" | "was" | "had" | "has"));
    let whether = row.words.first() == Some(&"question")
        && content
            .first()
            .is_some_and(|w| matches!(*w, "whether" | "how" | "why"));
    let (stance, kind) = match (negated, row.negated) {
        _ if told_to || whether => ("asks", if told_to { "order" } else { "statement" }),
        (false, _) => (row.stance, row.kind),
        (true, "-") => (open_negation(cue), row.kind),
        (true, other) => (other, row.kind),
    };
    let neutral = !negated && stance == "states";
    let rule = format!(
        "stance-cues.tsv:{} {}{}",
        row.line,
        if negated { "not " } else { "" },
        row.words.join(" ")
    );
    Reading {
        stance,
        kind,
        neutral,
        negated,
        rule,
    }
}

/// "has not said" leaves a thing open, "would not say" refuses it.
fn open_negation(cue: &[&str]) -> &'static str {
    if cue.iter().any(|w| {
        matches!(
            *w,
            "has" | "have" | "had" | "hasn't" | "haven't" | "hadn't" | "yet"
        )
    }) {
        "does_not_confirm"
    } else {
        "declines_to_comment"
    }
}

fn fits(words: &[&str], forms: &[Vec<String>]) -> bool {
    let mut left = forms.iter();
    words.iter().all(|w| {
        left.by_ref()
            .any(|candidates| candidates.iter().any(|c| c == w))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stance(cue: &str) -> &'static str {
        read(&cue.split(' ').collect::<Vec<_>>(), &[], &[]).stance
    }

    #[test]
    fn follows_the_table() {
        for (cue, expected) in [
            ("said", "states"),
            ("has denied", "denies"),
            ("has yet to acknowledge", "does_not_confirm"),
            ("would not say", "declines_to_comment"),
            ("has not said", "does_not_confirm"),
            ("would neither confirm nor deny", "declines_to_comment"),
            ("declined to confirm", "declines_to_comment"),
            ("did not immediately respond", "declines_to_comment"),
            ("could not be reached", "declines_to_comment"),
            ("was not possible to verify", "does_not_confirm"),
            ("could not independently verify", "does_not_confirm"),
            ("makes no mention", "does_not_confirm"),
            ("called for", "asks"),
            ("stood by", "claims"),
            ("puts at", "estimates"),
            ("are believed", "believes"),
            ("does not believe", "believes"),
            ("rebutted", "denies"),
            ("according to", "states"),
        ] {
            assert_eq!(stance(cue), expected, "{cue}");
        }
    }

    #[test]
    fn a_negative_source_negates() {
        assert_eq!(
            read(&["has", "confirmed"], &["neither", "side"], &[]).stance,
            "does_not_confirm"
        );
    }

    #[test]
    fn telling_to_do_is_asking() {
        assert_eq!(
            read(&["told"], &["a", "guard"], &["to", "wait"]).stance,
            "asks"
        );
    }
}
