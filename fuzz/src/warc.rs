//! A web archive: records, HTTP heads, chunks, compressed bodies.
use sayso_intake::{Input, Limits, open};

/// See the module.
pub fn run(bytes: &[u8]) {
    let limits = Limits {
        raw_bytes: 1 << 20,
        ..Limits::default()
    };
    let http = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n",
        bytes.len()
    );
    for whole in [
        [b"WARC/1.0\r\n", bytes].concat(),
        [http.as_bytes(), bytes, b"\r\n\r\n"].concat(),
    ] {
        let input = Input::Bytes {
            name: "a.warc".into(),
            bytes: whole,
        };
        open([input], &limits).take(200).for_each(drop);
    }
}
