//! Bytes of any kind through the door of the intake: gzip, charset, text, pages, feeds, archives, lines. What comes out must fit itself, and come out the
//! same when it is read again from what is kept.
use sayso_intake::{Beside, Input, Limits, open, read_again};

/// See the module.
pub fn run(bytes: &[u8]) {
    let limits = Limits {
        raw_bytes: 1 << 20,
        text_bytes: 1 << 20,
        items: 200,
        ..Limits::default()
    };
    let input = Input::Bytes {
        name: "a".into(),
        bytes: bytes.to_vec(),
    };
    for report in open([input], &limits).flatten() {
        for span in &report.boilerplate {
            assert!(report.text.get(span.start..span.end).is_some());
        }
        let beside = Beside {
            kind: Some(report.kind),
            input: "a",
            charset: report.charset_from_outside(),
            url: None,
            around: report.around.as_deref(),
        };
        let again = read_again(&report.raw, &beside, &limits).expect("what was read is read again");
        assert_eq!(again.text, report.text);
    }
}
