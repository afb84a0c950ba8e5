//! Readings to claims.

mod claim;

pub use claim::{Claim, Evidence, Figure, Quote, Time};
