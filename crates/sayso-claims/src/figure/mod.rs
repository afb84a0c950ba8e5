//! Every figure in a report, as worded.
//!
//! A figure is read in steps, each a file: the text is taken apart ([`lex`]), numbers are read ([`numeral`]), with their bounds, units and ranges
//! ([`amount`]); what is no figure is set aside ([`not`], [`aside`]); what is counted ([`counted`]) and how ([`measure`]) is found; and single
//! persons and none at all are read where no numeral stands ([`implied`]). The words that decide stand in `tables/figure-*.tsv`.
//!
//! Spans of literal bounds are the first of three layers; [`PossibleValues`] and [`Convention`] are the others.

// Rules read as lists of refusals, one per line; folded into one negation they would not.
#![allow(clippy::nonminimal_bool)]

mod amount;
mod aside;
#[cfg(test)]
mod bad_input;
mod change;
mod convention;
mod counted;
mod elsewhere;
mod fate;
mod fraction;
mod harm;
mod implied;
mod inherit;
mod label;
mod lex;
mod magnitude;
mod measure;
mod not;
mod numeral;
mod place;
mod read;
mod role;
mod table;
#[cfg(test)]
mod tests;
mod toll;
mod tree;
mod values;
mod whereabouts;
#[cfg(test)]
mod wording;

pub use convention::{Convention, Shown};
pub(crate) use elsewhere::again;
pub(crate) use read::read_figures_again;
pub use read::{read_figures, read_quantities};
pub use values::{PossibleValues, Relation, show};
