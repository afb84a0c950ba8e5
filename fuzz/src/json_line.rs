//! One JSON line.
use sayso_intake::{Limits, parse_json_line};

/// See the module.
pub fn run(bytes: &[u8]) {
    if let Ok(report) = parse_json_line(bytes, &Limits::default()) {
        let again =
            parse_json_line(&report.raw, &Limits::default()).expect("what was read is read again");
        assert_eq!(again, report);
    }
}
