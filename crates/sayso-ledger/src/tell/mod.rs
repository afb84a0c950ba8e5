//! Telling people what changed: who is told ([`Subscription`]), what changed since it was last looked ([`Change`]), and what is on its way to whom
//! ([`Delivery`]).
//!
//! Each change is told once, whatever restarts. [`Ledger::look`](crate::Ledger::look) does all of it in one transaction: it compares every question that
//! was made anew with what was seen of it, writes the changes with the deliveries that carry them, and sees the question as it is now. A program that is
//! killed has looked, or has not. From then on a delivery goes through states, each committed before the step that it stands for:
//!
//! ```text
//! pending ─▶ sending ─▶ handed ─▶ sent
//!    ▲          │           └───▶ uncertain ─▶ settled (a person knows that it came) or pending (a person has it sent again)
//!    └──────────┘  what was killed here was never handed over; or the other side said no: later again, in the end `failed`
//! ```
//!
//! A mail is `handed` just before its last byte. If the program dies between that and the mark that the server took it, nobody here can know whether it
//! did: the mail is `uncertain`, is shown as such, and is not sent a second time unless a person says so. What goes by webhook has a name that the receiver
//! drops doubles by, so it is never uncertain: it is sent again.

mod change;
mod look;
mod outbox;
mod subscription;
#[cfg(test)]
mod tests;
mod view;

pub use change::{Asked, Change, Kind, Party, Rejecter, recent};
pub use look::Looked;
pub use outbox::{Delivery, Out, SoFar, State};
pub use subscription::{Channel, NewSubscription, Pace, Subscription};
pub use view::View;
