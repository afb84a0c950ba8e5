//! Readings to claims.

mod actor;
mod claim;
mod evidence;
mod figure;
mod relay;
mod stance;
mod time;

pub use actor::{Context, merge, resolve};
pub use claim::{Claim, Evidence, Figure, Quote, Time};
pub use figure::{Convention, PossibleValues, Relation, Shown, read_figures, read_quantities, show};
pub use time::{Convention as TimeConvention, Length, Open, Part, Said, Season, Unit, Vague, Value as TimeValue, read_times, read_times_as, said};
