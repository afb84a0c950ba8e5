//! Following feeds and pages: each is asked again and again, politely, and what is new in it is read into the ledger, once.
//!
//! [`Follower::run`] is the door. How far it has come lies in the ledger alone, so it may be ended at any moment and begins again where it was. It takes the
//! time from a [`Clock`], asks servers through a [`Web`] and reads through a [`Reads`], so that a day can be gone through in a minute.
//!
//! ```
//! use sayso_follow::{Options, every};
//! assert_eq!(every("15m"), Ok(900));
//! assert_eq!(Options::default().pace, 5);
//! ```
//!
//! Politeness, by host: one question at a time, and no more than one in [`Options::pace`] seconds or what the `Crawl-delay` of its robots.txt says; what that
//! forbids is not asked. What has not changed is not sent again (`ETag`, `Last-Modified`); what fails is asked ever more seldom; `Retry-After` is kept to, and
//! `410 Gone` is for good.

mod answer;
mod clock;
mod every;
mod follower;
mod item;
mod options;
mod place;
mod pool;
mod report;
mod robots;
mod source;
mod task;
mod wait;
mod web;

pub use clock::{Clock, SystemClock};
pub use every::{every, length};
pub use follower::{Follower, Summary};
pub use options::Options;
pub use place::plain as plain_address;
pub use pool::{Reads, WithModel};
pub use robots::Rules;
pub use wait::{LONGEST, back_off, jitter};
pub use web::{Net, Web};
