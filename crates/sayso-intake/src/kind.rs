//! What bytes are, told by the bytes; a file's name only breaks ties.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::rejected::{ErrorKind, Rejected};

/// How many first bytes decide.
pub(crate) const HEAD: usize = 8192;

/// What an input, or the raw bytes of a report, is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// Plain text.
    Text,
    /// An HTML page.
    Html,
    /// An RSS or Atom feed, or one item of it.
    Feed,
    /// A web archive, or one record of it.
    Warc,
    /// Reports as JSON, one a line.
    JsonLine,
    /// Something compressed with gzip.
    Gzip,
}

impl Kind {
    /// What bytes are, told by the bytes.
    ///
    /// # Errors
    /// They are no text.
    pub fn of(bytes: &[u8]) -> Result<Self, Rejected> {
        sniff(bytes.get(..HEAD).unwrap_or(bytes), "")
            .map_err(|reason| Rejected::new(ErrorKind::Binary, reason))
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Html => "html",
            Kind::Feed => "feed",
            Kind::Warc => "warc",
            Kind::JsonLine => "json_line",
            Kind::Gzip => "gzip",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Names of files, and beginnings of bytes, that are known not to be text.
const NOT_TEXT: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xFF\xD8\xFF", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x28\xB5\x2F\xFD", "a zstd archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xFD7zXZ\0", "an xz archive"),
    (b"\x7FELF", "a program"),
    (b"{\\rtf", "an RTF document"),
];

/// What the first bytes of an input say; an error names what it is instead.
pub(crate) fn sniff(head: &[u8], name: &str) -> Result<Kind, String> {
    if head.starts_with(&[0x1F, 0x8B]) {
        return Ok(Kind::Gzip);
    }
    if let Some((_, what)) = NOT_TEXT.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err(format!("{what}, not text"));
    }
    let wide = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]);
    if !wide && let Some(at) = head.iter().position(|&b| is_binary(b)) {
        return Err(format!(
            "not text: byte {:#04x} at byte {at}",
            head.get(at).copied().unwrap_or(0)
        ));
    }
    let flat: Vec<u8>;
    let head = if wide {
        flat = head
            .iter()
            .copied()
            .filter(|&b| b != 0 && b < 0x80)
            .collect();
        &flat
    } else {
        head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head)
    };
    let body = head.trim_ascii_start();
    if body.starts_with(b"WARC/") {
        return Ok(Kind::Warc);
    }
    if body.first() == Some(&b'<')
        && let Some(kind) = markup(body)
    {
        return Ok(kind);
    }
    let opens = |line: &[u8]| {
        line.strip_prefix(b"{")
            .map(<[u8]>::trim_ascii_start)
            .is_some_and(|rest| matches!(rest.first(), Some(b'"' | b'}')))
    };
    let named = [".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz"]
        .iter()
        .any(|end| name.to_ascii_lowercase().ends_with(end));
    if opens(body) || named {
        return Ok(Kind::JsonLine);
    }
    Ok(Kind::Text)
}

/// Control bytes that no text has.
fn is_binary(b: u8) -> bool {
    matches!(b, 0x00..=0x06 | 0x0E..=0x1A | 0x1C..=0x1F)
}

/// Whether the first element, after prolog and comments, is a feed's or a page's.
fn markup(mut rest: &[u8]) -> Option<Kind> {
    loop {
        rest = rest.trim_ascii_start();
        let skip: &[u8] = if rest.starts_with(b"<!--") {
            b"-->"
        } else if rest.starts_with(b"<?") {
            b"?>"
        } else if rest.starts_with(b"<!") {
            if rest
                .get(..14)
                .is_some_and(|d| d.eq_ignore_ascii_case(b"<!doctype html"))
            {
                return Some(Kind::Html);
            }
            b">"
        } else {
            break;
        };
        let at = memchr::memmem::find(rest, skip)?;
        rest = rest.get(at + skip.len()..)?;
    }
    let name: Vec<u8> = rest
        .strip_prefix(b"<")?
        .iter()
        .copied()
        .take(24)
        .take_while(|b| b.is_ascii_alphanumeric() || b":-_".contains(b))
        .collect();
    let name = name.to_ascii_lowercase();
    match name.as_slice() {
        b"rss" | b"feed" | b"rdf:rdf" | b"atom:feed" | b"a:feed" => Some(Kind::Feed),
        b"" => None,
        _ => {
            // An address in angle brackets opens a text, not a page.
            let after = rest.get(name.len() + 1)?;
            (after.is_ascii_whitespace() || matches!(after, b'>' | b'/')).then_some(Kind::Html)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides() {
        let cases: &[(&[u8], &str, Kind)] = &[
            (b"Rain fell.", "a.html", Kind::Text),
            (b" <!DOCTYPE html><p>", "a.txt", Kind::Html),
            (
                b"<?xml version='1.0'?><!-- x --><rss version='2.0'>",
                "a.txt",
                Kind::Feed,
            ),
            (
                b"<?xml version='1.0'?><html xmlns='x'>",
                "feed.xml",
                Kind::Html,
            ),
            (
                b"<feed xmlns='http://www.w3.org/2005/Atom'>",
                "",
                Kind::Feed,
            ),
            (b"WARC/1.0\r\n", "", Kind::Warc),
            (b"\xEF\xBB\xBF{\"id\": 1}", "a", Kind::JsonLine),
            (b"oops\n{\"id\": 1}", "a.jsonl", Kind::JsonLine),
            (b"{braces} in prose", "a", Kind::Text),
            (b"<desk@example.org> wrote", "a", Kind::Text),
            (b"\xFF\xFE<\0r\0s\0s\0>\0", "a", Kind::Feed),
            (b"\x1F\x8B\x08", "a", Kind::Gzip),
        ];
        for (head, name, kind) in cases {
            assert_eq!(
                sniff(head, name).as_ref(),
                Ok(kind),
                "{}",
                String::from_utf8_lossy(head)
            );
        }
        assert!(sniff(b"ab\0cd", "a.txt").is_err());
        assert!(sniff(b"%PDF-1.7", "a.txt").unwrap_err().contains("PDF"));
    }
}
