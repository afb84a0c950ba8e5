//! Bytes that are kept, to the same report again: without the input that they came from, only with what is kept beside them.

use std::io::Cursor;

use serde::{Deserialize, Serialize};

use crate::json_line::parse_json_line;
use crate::kind::Kind;
use crate::limits::Limits;
use crate::rejected::{ErrorKind, Rejected};
use crate::report::{How, Known, Report};

/// What a feed's item stood in: without the names that the feed declares, its elements mean nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Around {
    /// The tags before it.
    pub open: String,
    /// Their ends.
    pub close: String,
    /// What its links are relative to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
}

impl Around {
    /// What most feeds declare, for an item whose own feed is not known.
    pub(crate) fn usual(item: &str) -> Self {
        const NAMES: &str = "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
            xmlns:media=\"http://search.yahoo.com/mrss/\" xmlns:atom=\"http://www.w3.org/2005/Atom\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"";
        if item.starts_with("<entry") {
            return Around {
                open: format!("<feed xmlns=\"http://www.w3.org/2005/Atom\" {NAMES}>"),
                close: "</feed>".to_owned(),
                base: None,
            };
        }
        Around {
            open: format!("<rss version=\"2.0\" {NAMES}><channel>"),
            close: "</channel></rss>".to_owned(),
            base: None,
        }
    }
}

/// What is kept beside the bytes of a report.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside<'a> {
    /// What the bytes are.
    pub kind: Option<Kind>,
    /// The input that they came from.
    pub input: &'a str,
    /// The charset that a server named.
    pub charset: Option<&'a str>,
    /// Where they were fetched.
    pub url: Option<&'a str>,
    /// What a feed's item stood in, as [`Report::around`] has it.
    pub around: Option<&'a str>,
}

/// The report of bytes that are kept, as it was when they came. What bytes of no known kind are, is told by the bytes.
///
/// ```
/// use sayso_intake::{Beside, Limits, read_again};
/// let report = read_again(b"The bridge fell, the mayor said.", &Beside::default(), &Limits::default()).unwrap();
/// assert_eq!(report.text, "The bridge fell, the mayor said.");
/// ```
///
/// # Errors
/// As when they came.
pub fn read_again(raw: &[u8], beside: &Beside<'_>, limits: &Limits) -> Result<Report, Rejected> {
    let charset = beside.charset.map(|c| (How::Header, c.to_owned()));
    let kind = match beside.kind {
        Some(kind) => kind,
        None => guess(raw)?,
    };
    match kind {
        Kind::Text => crate::text::report(raw, beside.input, charset, limits),
        Kind::Html => crate::html::report(raw, charset, beside.url, limits),
        Kind::JsonLine => parse_json_line(raw, limits),
        Kind::Feed => crate::feed::again(raw, beside.around, limits),
        Kind::Warc => crate::warc::again(Box::new(Cursor::new(raw.to_vec())), limits),
        Kind::Gzip => Err(Rejected::new(ErrorKind::Binary, "gzip is no report")),
    }
}

fn guess(raw: &[u8]) -> Result<Kind, Rejected> {
    if raw.starts_with(b"<item") || raw.starts_with(b"<entry") {
        return Ok(Kind::Feed);
    }
    crate::kind::sniff(raw.get(..crate::kind::HEAD).unwrap_or(raw), "")
        .map_err(|reason| Rejected::new(ErrorKind::Binary, reason))
}

impl Report {
    /// The charset, where something outside of the bytes named it.
    pub fn charset_from_outside(&self) -> Option<&str> {
        let of = |k: &Known<String>| k.how == How::Header && self.kind != Kind::Warc;
        self.charset
            .as_ref()
            .filter(|k| of(k))
            .map(|k| k.value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Input, open};

    fn same(name: &str, bytes: &[u8]) {
        let input = Input::Bytes {
            name: name.into(),
            bytes: bytes.to_vec(),
        };
        let mut n = 0;
        for report in open([input], &Limits::default()) {
            let report = report.unwrap();
            let beside = Beside {
                kind: Some(report.kind),
                input: &report.input,
                charset: report.charset_from_outside(),
                url: None,
                around: report.around.as_deref(),
            };
            let again = read_again(&report.raw, &beside, &Limits::default()).unwrap();
            assert_eq!((&again.text, &again.id), (&report.text, &report.id));
            assert_eq!(again.boilerplate, report.boilerplate);
            assert_eq!(again.title, report.title);
            n += 1;
        }
        assert!(n > 0, "{name}");
    }

    #[test]
    fn every_kind_gives_the_same_again() {
        same(
            "a.txt",
            "Dam breaks\r\n\r\nThe dam broke, “she” said.".as_bytes(),
        );
        same(
            "a.html",
            b"<!doctype html><title>Dam</title><p>The dam broke, she said.<p>Nobody was hurt, he said.",
        );
        same(
            "a.jsonl",
            b"{\"id\":\"1\",\"html\":\"<p>It fell, she said.\"}\n{\"text\":\"It rose.\"}\n",
        );
        same(
            "a.xml",
            b"<rss version='2.0' xmlns:c='http://purl.org/rss/1.0/modules/content/'><channel><title>T</title>\
              <item><title>One</title><c:encoded><![CDATA[<p>It fell, she said.]]></c:encoded></item></channel></rss>",
        );
        same(
            "b.xml",
            b"<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry><a:title>One</a:title><a:summary>It fell.</a:summary></a:entry></a:feed>",
        );
        let http = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n<p>The caf\u{e9} fell, she said.";
        let http: Vec<u8> = http.chars().map(|c| c as u8).collect();
        let head = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://example.org/a\r\nContent-Length: {}\r\n\r\n",
            http.len()
        );
        same("a.warc", &[head.as_bytes(), &http, b"\r\n\r\n"].concat());
    }

    #[test]
    fn an_item_whose_feed_is_lost_is_read_by_what_feeds_usually_declare() {
        let item = b"<item><title>One</title><content:encoded>&lt;p&gt;It fell, she said.</content:encoded></item>";
        let again = read_again(item, &Beside::default(), &Limits::default()).unwrap();
        assert_eq!(again.text, "It fell, she said.");
    }
}
