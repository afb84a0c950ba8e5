//! Spans of a text. Inside Sayso they count bytes; at its doors (JSON, ledger) they count Unicode code points.

use serde::{Deserialize, Serialize};

/// A half-open range `start..end` of byte offsets into one text, both on character boundaries.
///
/// Serialises as `[start, end]`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(from = "[usize; 2]", into = "[usize; 2]")]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl From<[usize; 2]> for Span {
    fn from([start, end]: [usize; 2]) -> Self {
        Span { start, end }
    }
}

impl From<Span> for [usize; 2] {
    fn from(s: Span) -> Self {
        [s.start, s.end]
    }
}

impl Span {
    /// The span `start..end`.
    pub fn new(start: usize, end: usize) -> Self {
        Span { start, end }
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.end <= self.start
    }

    /// Whether the two share a byte.
    pub fn overlaps(&self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(&self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The words it covers; empty if it does not fit `text`.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or("")
    }
}

/// Byte offsets to code-point offsets of one text, in constant time after one pass.
///
/// ```
/// use sayso_language::{CodePoints, Span};
/// let points = CodePoints::new("“Ja”");
/// assert_eq!(points.span(Span::new(3, 5)), Span::new(1, 3));
/// ```
pub struct CodePoints {
    /// Code points before each block of 64 bytes; `None` for plain ASCII, where the two counts are the same.
    blocks: Option<Vec<u32>>,
    bytes: Vec<u8>,
}

impl CodePoints {
    /// Indexes `text`.
    pub fn new(text: &str) -> Self {
        if text.is_ascii() {
            return CodePoints {
                blocks: None,
                bytes: Vec::new(),
            };
        }
        let mut blocks = Vec::with_capacity(text.len() / 64 + 1);
        let mut seen = 0u32;
        for block in text.as_bytes().chunks(64) {
            blocks.push(seen);
            seen += block.iter().filter(|&&b| (b & 0xC0) != 0x80).count() as u32;
        }
        CodePoints {
            blocks: Some(blocks),
            bytes: text.as_bytes().to_vec(),
        }
    }

    /// The number of code points before byte `at`.
    pub fn offset(&self, at: usize) -> usize {
        let Some(blocks) = &self.blocks else {
            return at;
        };
        let at = at.min(self.bytes.len());
        let block = (at / 64).min(blocks.len().saturating_sub(1));
        let begin = block * 64;
        blocks[block] as usize
            + self.bytes[begin..at]
                .iter()
                .filter(|&&b| (b & 0xC0) != 0x80)
                .count()
    }

    /// A byte span in code points.
    pub fn span(&self, span: Span) -> Span {
        Span::new(self.offset(span.start), self.offset(span.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_code_points_across_blocks() {
        let text = "é“x”".repeat(100);
        let points = CodePoints::new(&text);
        for (n, (at, _)) in text.char_indices().enumerate() {
            assert_eq!(points.offset(at), n);
        }
        assert_eq!(points.offset(text.len()), text.chars().count());
    }

    #[test]
    fn ascii_is_the_same() {
        assert_eq!(
            CodePoints::new("abc").span(Span::new(1, 3)),
            Span::new(1, 3)
        );
    }
}
