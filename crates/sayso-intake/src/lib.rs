//! Bytes to reports: plain text, HTML, RSS and Atom, WARC, JSON lines, gzip of any, folders, standard input, addresses.
//!
//! What bytes are is told by the bytes. Each item becomes a [`Report`] or a [`Rejected`], in order; one bad item never
//! keeps the rest from being read, and memory is bounded by [`Limits`], not by the input.
//!
//! ```
//! use sayso_intake::{Input, Limits, open};
//!
//! let bytes = b"{\"id\": \"a\", \"text\": \"The bridge fell, the mayor said.\"}\nnot json\n".to_vec();
//! let mut reports = open([Input::Bytes { name: "desk.jsonl".into(), bytes }], &Limits::default());
//! let report = reports.next().unwrap().unwrap();
//! assert_eq!(report.given_id.as_deref(), Some("a"));
//! let rejected = reports.next().unwrap().unwrap_err();
//! assert!(rejected.to_string().starts_with("desk.jsonl: line 2: not JSON"));
//! assert!(reports.next().is_none());
//! ```
//!
//! A report keeps its raw bytes and is named by their hash; its text is named by a hash of its own. All that is known of it
//! says how it is known ([`Known`], [`How`]). Reading is a pure function of the bytes: no clock, and no network but for an
//! address that the user named.

mod again;
mod boilerplate;
mod charset;
mod dateline;
mod feed;
mod fetch;
mod folder;
mod gzip;
mod html;
mod input;
mod json_line;
mod kind;
mod limits;
mod lines;
mod open;
mod published;
mod rejected;
mod report;
mod text;
mod warc;

pub use again::{Around, Beside, read_again};
pub use boilerplate::mark as mark_boilerplate;
pub use dateline::find as find_dateline;
pub use feed::{Entries, FeedEntry, feed_entries};
pub use fetch::caller;
pub use fetch::{Answer, Ask, ask};
pub use fetch::{Fetched, Hop, Unfetched, fetch_whole};
pub use input::{Input, Progress};
pub use json_line::parse_json_line;
pub use kind::Kind;
pub use limits::{Limits, Reach};
pub use lines::{Line, Lines};
pub use open::{Reports, open, too_long};
pub use rejected::{ErrorKind, Rejected};
pub use report::{Dateline, How, Known, Link, Report, ReportId, TextId};
