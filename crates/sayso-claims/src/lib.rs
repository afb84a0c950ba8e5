//! Readings to claims: who said what, on whose word, with which figures and times.
//!
//! [`read`] is the door; what it finds follows the tables in this crate's `tables/`, which a person can read and edit.

mod actor;
mod attribution;
mod claim;
mod evidence;
mod figure;
mod read;
mod relay;
mod stance;
mod time;

pub use actor::{Context, merge, resolve};
pub use claim::{Claim, Evidence, Figure, Quote, Time};
pub use figure::{
    Convention, PossibleValues, Relation, Shown, read_figures, read_quantities, show,
};
pub use read::{Conventions, ReportClaims, Source, read};
pub use time::{
    Convention as TimeConvention, Length, Open, Part, Said, Season, Unit, Vague,
    Value as TimeValue, read_times, read_times_as, said,
};
