//! What a report is: raw bytes, text, and what is known of it, each with how it is known.

use std::fmt;
use std::sync::Arc;

use sayso_language::Span;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::kind::Kind;

/// One published item.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Names it: the hash of `raw`.
    pub id: ReportId,
    /// The id that the input gave it (JSON lines).
    pub given_id: Option<String>,
    /// Its bytes: a file's (decompressed), a feed item's, a WARC record's (header and body), a JSON line's.
    pub raw: Arc<[u8]>,
    /// What `raw` is.
    pub kind: Kind,
    /// The input it came from, as the user named it.
    pub input: String,
    /// Where in that input; empty for the whole of it.
    pub place: String,
    /// The article text; paragraphs are parted by a blank line in text out of HTML. A JSON line's `text` is kept byte for byte.
    pub text: String,
    /// Names this version of the text: its hash.
    pub text_id: TextId,
    /// Parts of `text` that are no report: newsletter prompts, share lines, copyright. Sorted, disjoint, whole lines.
    pub boilerplate: Vec<Span>,
    /// Links of the page around words of `text`, in text order; empty where the format has none.
    pub links: Vec<Link>,
    /// The headline.
    pub title: Option<Known<String>>,
    /// Who wrote it, without "By".
    pub byline: Option<Known<String>>,
    /// Who published it.
    pub outlet: Option<Known<String>>,
    /// BCP 47 tag.
    pub language: Option<Known<String>>,
    /// Its canonical address.
    pub url: Option<Known<String>>,
    /// When it was published: an ISO 8601 date (`2024-12-27`), or date and time, with offset where it gives one.
    pub published: Option<Known<String>>,
    /// The place and agency that the text opens with ("SENTAR, Oct 7 (Northline) -").
    pub dateline: Option<Dateline>,
    /// The charset its bytes were read in; none where the format fixes it.
    pub charset: Option<Known<String>>,
    /// What its bytes stood in and cannot be read without: an [`Around`](crate::Around) as JSON, for a feed's item.
    pub around: Option<String>,
}

/// Words of a text that lead somewhere else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The words; bytes of the text.
    pub span: Span,
    /// Where they lead: an http(s) address.
    pub url: String,
}

/// A value and how it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known<T> {
    /// The value.
    pub value: T,
    /// How it is known.
    pub how: How,
}

impl<T> Known<T> {
    /// `value`, known by `how`.
    pub fn new(value: T, how: How) -> Self {
        Known { value, how }
    }
}

/// Where something known of a report comes from. Displays and serialises in snake case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum How {
    /// Whoever handed the report over said so (JSON line).
    Given,
    /// A JSON-LD block of the page.
    JsonLd,
    /// A meta or link tag of the page.
    Meta,
    /// A time element of the page.
    TimeElement,
    /// The page's own markup: title element, heading, byline, lang attribute.
    Html,
    /// The feed that carries the item.
    Feed,
    /// The address.
    Url,
    /// The dateline that the text opens with.
    Dateline,
    /// The first lines of the text.
    Text,
    /// The file's name.
    File,
    /// A header of HTTP or WARC.
    Header,
    /// A byte order mark.
    Bom,
    /// The bytes themselves, by detection.
    Detected,
}

impl How {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            How::Given => "given",
            How::JsonLd => "json_ld",
            How::Meta => "meta",
            How::TimeElement => "time_element",
            How::Html => "html",
            How::Feed => "feed",
            How::Url => "url",
            How::Dateline => "dateline",
            How::Text => "text",
            How::File => "file",
            How::Header => "header",
            How::Bom => "bom",
            How::Detected => "detected",
        }
    }
}

impl fmt::Display for How {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a text opens with before its first sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dateline {
    /// Its bytes in the text, dash included.
    pub span: Span,
    /// The place as written.
    pub place: String,
    /// The agency in brackets.
    pub agency: Option<String>,
    /// ISO 8601 date; none where no day is given or its year is not known.
    pub date: Option<String>,
}

/// SHA-256 of a report's raw bytes, 64 lower-case hex digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ReportId(String);

/// SHA-256 of a text's UTF-8 bytes, 64 lower-case hex digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TextId(String);

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

impl ReportId {
    /// The id of a report of these bytes.
    pub fn of(raw: &[u8]) -> Self {
        ReportId(hex(raw))
    }

    /// The hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TextId {
    /// The id of this text.
    pub fn of(text: &str) -> Self {
        TextId(hex(text.as_bytes()))
    }

    /// The hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ReportId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for TextId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Report {
    /// A report of `raw` with `text`, its boilerplate and dateline marked, and nothing else known.
    pub(crate) fn new(kind: Kind, raw: &[u8], text: String) -> Self {
        let boilerplate = crate::boilerplate::mark(&text);
        Report {
            id: ReportId::of(raw),
            given_id: None,
            raw: Arc::from(raw),
            kind,
            input: String::new(),
            place: String::new(),
            text_id: TextId::of(&text),
            text,
            boilerplate,
            links: Vec::new(),
            title: None,
            byline: None,
            outlet: None,
            language: None,
            url: None,
            published: None,
            dateline: None,
            charset: None,
            around: None,
        }
    }

    /// The same, from `input` at `place`.
    pub fn at(mut self, input: &str, place: impl Into<String>) -> Self {
        self.input = input.to_owned();
        self.place = place.into();
        self
    }
}
