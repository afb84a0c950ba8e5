//! Readings to claims.

mod claim;
mod figure;

pub use claim::{Claim, Evidence, Figure, Quote, Time};
pub use figure::{Convention, PossibleValues, Relation, Shown, read_figures, read_quantities, show};
