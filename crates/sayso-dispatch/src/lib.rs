//! Which reports carry one copy of a text: a dispatch.
//!
//! Two reports carry one copy if one holds most of the sentences of the other, in the same or nearly the same words, whatever was cut, moved, retitled or put
//! around it; or if one credits the other's outlet and tells the same story in other words without a name or a number of its own. Reports of one event, or
//! reports that quote one statement, are not copies.
//!
//! ```
//! use sayso_dispatch::{Kind, Report, compare};
//!
//! let agency = Report {
//!     name: "1",
//!     text: "LOWMERE, May 3 (Coastline) - A cargo ship ran aground off Lowmere on Sunday and its crew of eleven was taken off by lifeboat, the harbour office said.\n\
//!            The captain had reported a failed rudder an hour before, according to harbour master Ena Trask.",
//!     ..Report::default()
//! };
//! let paper = Report {
//!     name: "2",
//!     text: "A cargo ship ran aground off Lowmere on Sunday and its crew of eleven was taken off by lifeboat, the harbour office said.",
//!     ..Report::default()
//! };
//! let pair = compare(&agency, &paper).expect("one copy");
//! assert_eq!(pair.kind, Kind::Trimmed);
//! assert!(pair.b.adds.is_empty());
//! ```
//!
//! Three steps, each a pure function, so that a store of any kind can stand between them:
//!
//! 1. [`Signature::of`] gives a report's keys. Reports that share a key are candidates. A key is the hash of four words in a row (of those of the text the few
//!    smallest, so a part of a text keeps its share of them), or of a credited outlet with a name out of the text.
//! 2. [`Signature::may_match`] estimates from two signatures alone how much of one text is in the other.
//! 3. [`compare`] aligns the two texts and gives the [`Pair`] with its evidence, or nothing.
//!
//! [`Index`] does all three in memory. A key that very many reports share is looked at only through its few first-ranked reports, where the rank is a hash
//! of the report's name: the cost of a report does not grow with the number of its copies, and the outcome does not depend on the order of arrival.

//!
//! # In a store of one's own
//!
//! A table of rows (key, [`rank`] of the report's name, report), indexed by key and rank, does what [`Index`] does with a [`Bucket`] for each key.
//! A new report is put under each of its keys; if its rank is among the first [`PER_KEY`] of the key, all reports of the key are candidates, else the first
//! [`PER_KEY`]. Candidates whose signatures may match are compared and the pairs stored. Where the new report is among the first of a key, the one that was last of them is displaced: a
//! stored pair of it counts further only if, under some key that both its reports have, one of the two is still among the first.
//! What is left of the pairs, joined, are the dispatches; each is named by its oldest report.

mod credit;
mod hash;
mod index;
mod pair;
mod prepared;
mod published;
mod report;
mod signature;
mod table;
mod text;

pub use index::{Bucket, Changes, Group, Index, Inserted, Link, PER_KEY, Shelf, rank};
pub use pair::{Kind, Pair, Side, compare, compare_prepared};
pub use prepared::Prepared;
pub use report::{Claim, Report};
pub use signature::{BadSignature, Signature};
