//! A feed's item within what feeds usually declare, and a feed that holds it.
use sayso_intake::{Beside, Input, Kind, Limits, open, read_again};

/// See the module.
pub fn run(bytes: &[u8]) {
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
}
