//! A day of 200 sources on 100 hosts, on a clock that is played: whatever servers do, every item is read once, and no host is asked faster than its pace.

mod day;
mod killed;
mod once;
mod server;
mod stub;
mod world;
