//! The tags of a feed, sound or not.

use std::ops::Range;

use memchr::{memchr, memmem};

/// A tag as it stands in the feed.
pub(super) struct Tag<'f> {
    /// With its prefix.
    pub name: &'f str,
    pub span: Range<usize>,
    pub is_end: bool,
    pub is_empty: bool,
}

/// All tags outside of comments, CDATA and instructions; linear in the feed, whatever is in it.
pub(super) struct Tags<'f> {
    text: &'f str,
    at: usize,
    /// Where the next end of each of [`HIDDEN`] stands, so that none is looked for twice.
    ends: [Option<usize>; 3],
}

/// What hides tags: how it opens, how it closes.
const HIDDEN: [(&str, &str); 3] = [("<![CDATA[", "]]>"), ("<!--", "-->"), ("<?", "?>")];

impl<'f> Tags<'f> {
    pub fn new(text: &'f str) -> Self {
        Tags {
            text,
            at: 0,
            ends: [None; 3],
        }
    }

    fn first(&self, from: usize, needle: &str) -> Option<usize> {
        memmem::find(self.text.as_bytes().get(from..)?, needle.as_bytes()).map(|i| from + i)
    }

    /// Where the hidden part that opens at `from` ends; none where it is not closed before the next of its kind opens, since
    /// then its end is missing and the one found belongs to another item.
    fn hidden_end(&mut self, which: usize, from: usize) -> Option<usize> {
        let (open, close) = HIDDEN.get(which)?;
        let cached = self.ends.get(which).copied().flatten();
        let end = match cached {
            Some(end) if end >= from => end,
            _ => {
                let end = self.first(from, close).unwrap_or(usize::MAX);
                *self.ends.get_mut(which)? = Some(end);
                end
            }
        };
        let inside = self.text.as_bytes().get(from..end)?;
        let again = memmem::find(inside, open.as_bytes()).is_some();
        (!again).then_some(end + close.len())
    }

    /// Where the tag that opens at `from` ends: after `>` outside of quotes, or before the next `<`.
    fn tag_end(&self, from: usize) -> usize {
        let mut quote = None;
        for (i, &b) in self.text.as_bytes().iter().enumerate().skip(from) {
            match (quote, b) {
                (_, b'<') => return i,
                (None, b'>') => return i + 1,
                (None, b'"' | b'\'') => quote = Some(b),
                (Some(q), b) if q == b => quote = None,
                _ => {}
            }
        }
        self.text.len()
    }
}

impl<'f> Iterator for Tags<'f> {
    type Item = Tag<'f>;

    fn next(&mut self) -> Option<Tag<'f>> {
        loop {
            let start = self.at + memchr(b'<', self.text.as_bytes().get(self.at..)?)?;
            let rest = self.text.get(start..)?;
            if let Some(which) = HIDDEN.iter().position(|(open, _)| rest.starts_with(open)) {
                let inside = start + HIDDEN.get(which).map_or(1, |(open, _)| open.len());
                self.at = self.hidden_end(which, inside).unwrap_or(inside);
                continue;
            }
            let is_end = rest.starts_with("</");
            let name_at = start + 1 + usize::from(is_end);
            let words = self.text.get(name_at..)?;
            let is_name = |c: char| c.is_alphanumeric() || ":-_.".contains(c);
            let length = words.find(|c| !is_name(c)).unwrap_or(words.len());
            let name = words.get(..length)?;
            if name.is_empty() {
                self.at = start + 1;
                continue;
            }
            self.at = self.tag_end(name_at);
            return Some(Tag {
                name,
                span: start..self.at,
                is_end,
                is_empty: self.text.get(..self.at)?.ends_with("/>"),
            });
        }
    }
}
