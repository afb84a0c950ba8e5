//! The command line of Sayso, a ledger of who said what.

fn main() {}
