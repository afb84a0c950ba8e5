//! Two reports compared.

mod align;
mod compare;
mod rewrite;

use std::ops::Range;

pub use compare::{compare, compare_prepared};

/// How one copy came to stand in two reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// All of it, in the same words and order.
    Verbatim,
    /// All of one lies in the other, which has more and is not known to be the later.
    Trimmed,
    /// The same sentences in another order.
    Reordered,
    /// One has added to the other, or each has something of its own.
    Extended,
    /// Many of the sentences in nearly the same words.
    Reworded,
    /// Other words, credited to the other's outlet or with the same quotations, and nothing new.
    Rewritten,
}

impl Kind {
    /// In a word, as it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Verbatim => "verbatim",
            Self::Trimmed => "trimmed",
            Self::Reordered => "reordered",
            Self::Extended => "extended",
            Self::Reworded => "reworded",
            Self::Rewritten => "rewritten",
        }
    }
}

/// The evidence that two reports carry one copy.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// How.
    pub kind: Kind,
    /// The first report.
    pub a: Side,
    /// The second.
    pub b: Side,
    /// Both have a title, and not the same.
    pub retitled: bool,
    /// Quotations of five words or more that both have in the same words.
    pub same_quotes: usize,
    /// Claims of the first and of the second whose content is in the same words, by position.
    pub same_claims: Vec<(usize, usize)>,
    /// Outlets that both are by or credit, or that one is by and the other credits.
    pub credits: Vec<String>,
}

/// One report of a pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// How much of its body is in the other: 0 to 1.
    pub share: f32,
    /// What it has that the other has not, in bytes of its text. Boilerplate and headings are not looked at.
    pub adds: Vec<Range<usize>>,
    /// Names and numbers in the sentences in common that the other does not give anywhere: a toll brought up to date, a name put right.
    pub changes: Vec<Range<usize>>,
    /// It names the other's outlet.
    pub credits_other: bool,
}

impl Side {
    /// Whether a span, such as a claim's content, is mostly the report's own: what an outlet adds to a copy stays its own.
    pub fn is_own(&self, span: &Range<usize>) -> bool {
        let own: usize = self
            .adds
            .iter()
            .map(|a| a.end.min(span.end).saturating_sub(a.start.max(span.start)))
            .sum();
        2 * own > span.len()
    }
}
