//! A page.
use sayso_intake::{Beside, Kind, Limits, read_again};

/// See the module.
pub fn run(bytes: &[u8]) {
    let beside = Beside {
        kind: Some(Kind::Html),
        ..Beside::default()
    };
    let _ = read_again(bytes, &beside, &Limits::default());
}
