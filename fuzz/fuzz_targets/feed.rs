//! A feed's item within what feeds usually declare, and a feed that holds it.
#![no_main]
use libfuzzer_sys::fuzz_target;
use sayso_intake::{Beside, Input, Kind, Limits, open, read_again};

fuzz_target!(|bytes: &[u8]| {
    let beside = Beside {
        kind: Some(Kind::Feed),
        ..Beside::default()
    };
    let _ = read_again(bytes, &beside, &Limits::default());
    let whole = [b"<rss version='2.0'><channel>", bytes].concat();
    let input = Input::Bytes {
        name: "a.xml".into(),
        bytes: whole,
    };
    open([input], &Limits::default()).take(50).for_each(drop);
});
