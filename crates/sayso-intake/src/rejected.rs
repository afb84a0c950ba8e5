//! What could not be read, where it stands, and why.

use std::fmt;

/// One item of input that gave no report. Displays as one line, `input: place: reason`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The input as the user named it; `-` is standard input.
    pub input: String,
    /// Where in the input: `line 12`, `record 3 at byte 8812`, `item 2`; empty for the whole of it.
    pub place: String,
    /// The class of the reason, for counting.
    pub kind: ErrorKind,
    /// What is wrong, for a person.
    pub reason: String,
    /// The id that the item gave itself, where it could still be read.
    pub given_id: Option<String>,
}

/// Why an item was rejected. Displays as the words that a summary counts by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The file, folder or stream could not be read.
    Io,
    /// Nothing is in it.
    Empty,
    /// It is not text of any kind.
    Binary,
    /// It ends in the middle: gzip, WARC.
    Truncated,
    /// It is over a limit.
    TooLarge,
    /// Its elements are nested over the limit.
    TooDeep,
    /// Its bytes are not what its charset says, or fit no charset.
    Encoding,
    /// It names a charset that nobody knows.
    UnknownCharset,
    /// Its syntax is broken: JSON, XML, WARC header, gzip.
    Syntax,
    /// It is well formed but has no text to read.
    NoText,
    /// It is not an http(s) URL.
    BadUrl,
    /// The server did not give the page.
    Fetch,
    /// Its reading took longer than it may.
    TooSlow,
    /// Its reading failed, which is a defect of Sayso.
    Defect,
}

impl ErrorKind {
    /// The words for it.
    pub fn name(self) -> &'static str {
        match self {
            ErrorKind::Io => "cannot be read",
            ErrorKind::Empty => "empty",
            ErrorKind::Binary => "not text",
            ErrorKind::Truncated => "truncated",
            ErrorKind::TooLarge => "too large",
            ErrorKind::TooDeep => "nested too deep",
            ErrorKind::Encoding => "broken encoding",
            ErrorKind::UnknownCharset => "unknown charset",
            ErrorKind::Syntax => "broken syntax",
            ErrorKind::NoText => "no article text",
            ErrorKind::BadUrl => "not an http(s) URL",
            ErrorKind::Fetch => "not fetched",
            ErrorKind::TooSlow => "took too long",
            ErrorKind::Defect => "reading failed",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Rejected {
    /// A rejection that does not yet say where; see [`Rejected::at`].
    pub fn new(kind: ErrorKind, reason: impl Into<String>) -> Self {
        Rejected {
            input: String::new(),
            place: String::new(),
            kind,
            reason: reason.into(),
            given_id: None,
        }
    }

    /// The same, in `input` at `place`.
    pub fn at(mut self, input: &str, place: impl Into<String>) -> Self {
        self.input = input.to_owned();
        self.place = place.into();
        self
    }
}

impl From<std::io::Error> for Rejected {
    fn from(e: std::io::Error) -> Self {
        use std::io::ErrorKind as Io;
        match e.kind() {
            Io::UnexpectedEof => Rejected::new(
                ErrorKind::Truncated,
                "truncated: it ends in the middle of the compressed data",
            ),
            Io::InvalidInput | Io::InvalidData => {
                Rejected::new(ErrorKind::Syntax, format!("broken compressed data: {e}"))
            }
            Io::NotFound => Rejected::new(ErrorKind::Io, "no such file or folder"),
            Io::PermissionDenied => Rejected::new(ErrorKind::Io, "permission denied"),
            _ if e.to_string().contains("gzip expands") => {
                Rejected::new(ErrorKind::TooLarge, e.to_string())
            }
            _ => Rejected::new(ErrorKind::Io, e.to_string()),
        }
    }
}

/// `text` with control characters (which could move a terminal's cursor or reorder the line) shown as escapes.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let bidi = matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        if c.is_control() || bidi {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    out
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [&self.input, &self.place, &self.reason];
        let line: Vec<String> = parts
            .iter()
            .filter(|p| !p.is_empty())
            .map(|p| plain(p))
            .collect();
        f.write_str(&line.join(": "))
    }
}

impl std::error::Error for Rejected {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_one_line() {
        let bad = Rejected::new(ErrorKind::Syntax, "a\nb\u{202E}c").at("in\u{1b}[2J.txt", "line 3");
        let line = bad.to_string();
        assert_eq!(line, "in\\u{1b}[2J.txt: line 3: a\\nb\\u{202e}c");
        assert_eq!(
            Rejected::new(ErrorKind::Empty, "empty")
                .at("x", "")
                .to_string(),
            "x: empty"
        );
    }
}
