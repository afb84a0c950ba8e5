//! Telling people what changed in a ledger, each change once: as an Atom feed, by mail, by a signed call to a program.
//!
//! What changed, and who is told it, stands in the ledger ([`sayso_ledger::tell`]). Here a change is put into words ([`Told`]) as it may leave: a source that
//! is withheld is in no byte of it, and what is marked higher than the subscription may see is named as such and not shown. [`Teller`] looks for changes and
//! sends what is due; one program at a time tells of a ledger.
//!
//! ```
//! use sayso_ledger::{Ledger, tell::{NewSubscription, View}, policy::Tlp};
//! use sayso_tell::{Options, Teller, wish};
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("sayso.db");
//! let mut ledger = Ledger::create(&path)?;
//! let conflicts = View { conflicts: true, ..View::default() };
//! let made = wish::subscribe(&mut ledger, conflicts, wish::To::Feed, Default::default(), Tlp::Clear)?;
//! let mut teller = Teller::start(Options::new(path))?.expect("nobody else tells");
//! assert_eq!(teller.once()?.sent, 0);
//! # Ok::<(), anyhow::Error>(())
//! ```

pub mod atom;
mod html;
mod mail;
mod options;
mod said;
mod sign;
mod smtp;
mod teller;
mod text;
mod time;
mod told;
mod webhook;
pub mod wish;

pub use mail::address;
pub use options::Options;
pub use said::Said;
pub use sign::{sign, verify};
pub use smtp::Smtp;
pub use teller::{Round, Teller, tell};
pub use time::{iso, now};
pub use told::{Leaves, Told, ToldQuestion};
