//! Readings to claims.

mod actor;
mod claim;
mod evidence;
mod figure;
mod relay;
mod stance;

pub use actor::{Context, merge, resolve};
pub use claim::{Claim, Evidence, Figure, Quote, Time};
pub use figure::{Convention, PossibleValues, Relation, Shown, read_figures, read_quantities, show};
