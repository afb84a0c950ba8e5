//! A page.
#![no_main]
use libfuzzer_sys::fuzz_target;
use sayso_intake::{Beside, Kind, Limits, read_again};

fuzz_target!(|bytes: &[u8]| {
    let beside = Beside {
        kind: Some(Kind::Html),
        ..Beside::default()
    };
    let _ = read_again(bytes, &beside, &Limits::default());
});
