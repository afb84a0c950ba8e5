//! The page of a ledger in a browser, and the API under it. Nothing comes from outside: templates and assets are in the program.
//!
//! `pages` are rendered on the server and read well without JavaScript; `api` gives the same in JSON; both ask the ledger
//! through [`App`]; `guard` stands before both; `queue` reads reports in the background.

mod api;
mod app;
mod chart;
mod decide;
mod examples;
mod failure;
mod feeds;
mod follow;
mod fresh;
mod guard;
mod options;
mod pages;
mod queue;
mod serve;
mod telling;
#[cfg(test)]
mod testing;

pub use api::SourceRecord;
pub use app::App;
pub use failure::Failure;
pub use options::Options;
pub use queue::Queue;
pub use serve::serve;
