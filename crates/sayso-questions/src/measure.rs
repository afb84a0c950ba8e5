//! Measures: how each behaves over time, and its words.

use crate::text::{rows, words};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// How the true value of a measure behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// It only rises: a later, higher count follows an earlier one.
    Growing,
    /// It rises and falls: counts of different days need not exclude each other.
    Moving,
    /// There is one true value.
    Fixed,
}

struct Row {
    course: Course,
    shown: &'static str,
    nouns: HashSet<&'static str>,
}

static ROWS: LazyLock<HashMap<&'static str, Row>> = LazyLock::new(|| {
    rows(include_str!("../tables/question-measures.tsv"))
        .filter_map(|cells| {
            let course = match *cells.get(1)? {
                "growing" => Course::Growing,
                "moving" => Course::Moving,
                _ => Course::Fixed,
            };
            let shown = cells.get(2).copied().unwrap_or("");
            let nouns = cells.get(3).map(|c| words(c).collect()).unwrap_or_default();
            Some((
                *cells.first()?,
                Row {
                    course,
                    shown,
                    nouns,
                },
            ))
        })
        .collect()
});

/// How `measure` behaves; one that the table does not know is fixed.
pub fn course(measure: &str) -> Course {
    ROWS.get(measure).map_or(Course::Fixed, |r| r.course)
}

/// Its words in the text of a question.
pub(crate) fn shown(measure: &str) -> &str {
    ROWS.get(measure).map_or(measure, |r| r.shown)
}

/// Whether a noun only repeats the measure.
pub(crate) fn repeats(measure: &str, noun: &str) -> bool {
    let Some(row) = ROWS.get(measure) else {
        return false;
    };
    row.nouns.contains(noun) || row.nouns.iter().any(|n| crate::text::stem(n) == noun)
}
