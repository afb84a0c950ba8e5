//! The chart of a question: what each line of sourcing said, day by day, as SVG out of nothing but the answers.
//!
//! A step line holds a figure until the same line gives another. A band says how far its wording reaches; one that fades has no
//! end on that side ("at least"). Words that give no number ("dozens") are hatched over the values that they admit. Lines are
//! told apart by colour, dash and marker, each of which suffices. An answer in conflict has a ring.

mod mark;
mod number;
mod scale;
mod svg;
#[cfg(test)]
mod tests;
mod time;

pub use mark::swatch;
pub use number::{number, rounded};
pub use svg::draw;
pub use time::{day_number, day_shown};

/// What an answer says, on the day from which it holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Point {
    /// Days since 1970-01-01.
    pub day: i32,
    /// Low end under the convention.
    pub low: Option<f64>,
    /// The one number under the convention.
    pub best: Option<f64>,
    /// High end under the convention.
    pub high: Option<f64>,
    /// For words that give no number: the values that they admit; an end is infinite where they give none.
    pub vague: Option<(f64, f64)>,
    /// Whether it is in conflict with another line.
    pub clash: bool,
    /// In words, for a pointer that rests on it.
    pub words: String,
}

/// One line of sourcing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// Its number in the question, from 0.
    pub line: usize,
    /// Who speaks.
    pub name: String,
    /// What it said, oldest first.
    pub points: Vec<Point>,
}

/// All that a chart shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    /// What it is, in a line.
    pub title: String,
    /// What it shows, in sentences.
    pub about: String,
    /// The lines, the most important first: of more than [`DRAWN`] the rest is drawn thin and grey.
    pub series: Vec<Series>,
    /// The last day in view.
    pub until: i32,
    /// Where figures are no numbers but positions: their names, from below.
    pub positions: Vec<String>,
    /// On which days how many pairs of lines come into conflict.
    pub clashes: Vec<(i32, usize)>,
}

/// Lines that have a colour and a name of their own in one chart.
pub const DRAWN: usize = 12;

/// How large a chart is drawn: text keeps its size, so that each screen gets a chart of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// For screens of 320 px and more.
    Narrow,
    /// For 720 px and more.
    Wide,
}
