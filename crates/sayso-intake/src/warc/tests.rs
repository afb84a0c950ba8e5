use std::io::{Cursor, Write};
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;
use crate::input::Input;
use crate::open::open;

fn record(kind: &str, uri: &str, block: &[u8]) -> Vec<u8> {
    let mut out = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: <{uri}>\r\nWARC-Date: 2031-04-05T06:07:08Z\r\n\
         Content-Type: application/http; msgtype={kind}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    )
    .into_bytes();
    out.extend_from_slice(block);
    out.extend_from_slice(b"\r\n\r\n");
    out
}

fn page(fields: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\n{fields}\r\n\r\n");
    record(
        "response",
        "https://ostrel.example/a",
        &[head.as_bytes(), body].concat(),
    )
}

fn text(words: &str) -> Vec<u8> {
    page("Content-Type: text/plain; charset=utf-8", words.as_bytes())
}

fn read_with(bytes: Vec<u8>, limits: Limits) -> Vec<Outcome> {
    let context = Context {
        input: "a.warc".into(),
        limits: Arc::new(limits),
        ..Context::default()
    };
    items(Box::new(Cursor::new(bytes)), context).collect()
}

fn read(bytes: Vec<u8>) -> Vec<Outcome> {
    read_with(bytes, Limits::default())
}

fn words(all: &[Outcome]) -> Vec<Result<&str, ErrorKind>> {
    all.iter()
        .map(|o| o.as_ref().map(|r| r.text.as_str()).map_err(|e| e.kind))
        .collect()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn answers_are_read_and_the_rest_is_passed_over() {
    let first = text("The bridge fell, he said.");
    let mut all = record(
        "request",
        "https://ostrel.example/a",
        b"GET / HTTP/1.1\r\n\r\n",
    );
    let start = all.len();
    all.extend(&first);
    all.extend(page("Content-Type: image/png", b"\x89PNG\0"));
    all.extend(record(
        "response",
        "https://x.example/",
        b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\n\r\nNone here.",
    ));
    all.extend(text("Second."));
    let all = read(all);
    assert_eq!(
        words(&all),
        [Ok("The bridge fell, he said."), Ok("Second.")]
    );
    let r = all[0].as_ref().unwrap();
    assert_eq!(r.place, format!("record 2 at byte {start}"));
    assert_eq!(&*r.raw, first.strip_suffix(b"\r\n\r\n").unwrap());
    assert_eq!((r.kind, &r.id), (Kind::Warc, &ReportId::of(&r.raw)));
    assert_eq!(
        r.url,
        Some(Known::new("https://ostrel.example/a".into(), How::Header))
    );
    assert_eq!(
        r.published,
        Some(Known::new("2031-04-05T06:07:08Z".into(), How::Header))
    );
    assert_eq!(r.charset.as_ref().unwrap().how, How::Header);
}

#[test]
fn bodies_lose_chunks_and_compression() {
    let chunked = "Content-Type: text/plain; charset=iso-8859-1\r\nTransfer-Encoding: chunked";
    let zipped = gz(b"He said so.");
    let both = [
        format!("{:x}\r\n", zipped.len()).as_bytes(),
        &zipped,
        b"\r\n0\r\n\r\n",
    ]
    .concat();
    let mut all = page(chunked, b"4;x=y\r\nCaf\xE9\r\n8\r\n closed.\r\n0\r\n\r\n");
    all.extend(page(&format!("{chunked}\r\nContent-Encoding: gzip"), &both));
    all.extend(page(
        &format!("{chunked}\r\nContent-Encoding: gzip"),
        b"No longer so, he said.",
    ));
    all.extend(page(chunked, b"4\r\nBad \r\nzz\r\nchunk"));
    all.extend(page(chunked, b"ff\r\ncut"));
    all.extend(page(
        "Content-Type: text/plain\r\nContent-Encoding: gzip",
        &zipped[..zipped.len() / 2],
    ));
    all.extend(page(
        "Content-Type: text/plain\r\nContent-Encoding: br",
        b"\xFF\xFE\x00",
    ));
    all.extend(page("Content-Type: text/plain", b"a\0b"));
    all.extend(page("Content-Type: text/plain", b"  "));
    all.extend(page(
        "Content-Type: text/plain; charset=klingon",
        b"He said so.",
    ));
    assert_eq!(
        words(&read(all)),
        [
            Ok("Café closed."),
            Ok("He said so."),
            Ok("No longer so, he said."),
            Err(ErrorKind::Syntax),
            Err(ErrorKind::Truncated),
            Err(ErrorKind::Truncated),
            Err(ErrorKind::Encoding),
            Err(ErrorKind::Binary),
            Err(ErrorKind::Empty),
            Err(ErrorKind::UnknownCharset),
        ]
    );
}

#[test]
fn what_is_broken_is_named_and_the_rest_goes_on() {
    let no_length =
        b"WARC/1.0\r\nWARC-Type: response\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx\r\n\r\n".to_vec();
    let bad_length = b"WARC/1.0\r\nContent-Length: many\r\n\r\n\r\n".to_vec();
    let cut = text("A record that is cut in the middle, he said.");
    let all = [
        text("One."),
        no_length,
        text("Two."),
        bad_length,
        text("Three."),
        b"what is this\nline\n".to_vec(),
        text("Four."),
        cut[..cut.len() - 20].to_vec(),
        b"\r\n".to_vec(),
        text("Five."),
        cut[..cut.len() - 20].to_vec(),
    ];
    let all = read(all.concat());
    assert_eq!(
        words(&all),
        [
            Ok("One."),
            Err(ErrorKind::Syntax),
            Ok("Two."),
            Err(ErrorKind::Syntax),
            Ok("Three."),
            Err(ErrorKind::Syntax),
            Ok("Four."),
            Err(ErrorKind::Truncated),
            Ok("Five."),
            Err(ErrorKind::Truncated),
        ]
    );
    let line = all[1].as_ref().unwrap_err().to_string();
    let start = text("One.").len();
    assert_eq!(
        line,
        format!("a.warc: record 2 at byte {start}: no Content-Length in its header")
    );
    let last = all[9].as_ref().unwrap_err().to_string();
    assert!(last.starts_with("a.warc: record 10 at byte "), "{last}");
    assert_eq!(
        words(&read(b"WARC/1.0\r\nWARC-Ty".to_vec())),
        [Err(ErrorKind::Truncated)]
    );
}

#[test]
fn a_truncated_gzip_keeps_what_came_before() {
    let mut bytes = gz(&text("One."));
    bytes.extend(gz(&text("Two.")));
    let cut = gz(&text("Three."));
    bytes.extend(&cut[..cut.len() - 30]);
    let name = "a.warc.gz".to_owned();
    let all: Vec<_> = open([Input::Bytes { name, bytes }], &Limits::default()).collect();
    assert_eq!(
        words(&all),
        [Ok("One."), Ok("Two."), Err(ErrorKind::Truncated)]
    );
    let line = all[2].as_ref().unwrap_err().to_string();
    assert!(line.starts_with("a.warc.gz: record 3 at byte "), "{line}");
}

#[test]
fn limits_hold() {
    let limits = Limits {
        raw_bytes: 1_000,
        ..Limits::default()
    };
    let mut all = text(&"He said so. ".repeat(200));
    all.extend(text("Two."));
    all.extend(page(
        "Content-Type: text/plain\r\nContent-Encoding: gzip",
        &gz(&[b'x'; 2_000]),
    ));
    all.extend(page("Content-Type: image/png", &[0; 5_000]));
    assert_eq!(
        words(&read_with(all, limits)),
        [
            Err(ErrorKind::TooLarge),
            Ok("Two."),
            Err(ErrorKind::TooLarge)
        ]
    );
    let endless = [b"WARC/1.0\r\n".as_slice(), &b"a: b\r\n".repeat(20_000)].concat();
    assert_eq!(words(&read(endless)), [Err(ErrorKind::Syntax)]);
}

#[test]
fn the_archive_of_the_examples() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../examples/convoy/archive.warc.gz"
    );
    let all: Vec<_> = open([Input::Path(path.into())], &Limits::default()).collect();
    assert!(!all.is_empty());
    for outcome in all {
        let report = outcome.unwrap();
        assert!(report.text.len() > 500 && report.title.is_some() && report.url.is_some());
    }
}
