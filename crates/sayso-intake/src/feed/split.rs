//! A feed's items as slices, by one pass over its tags, so that a broken item costs no other.

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

/// One item of a feed.
#[derive(Debug, PartialEq)]
pub(super) struct Part {
    pub span: Range<usize>,
    /// Why it is no item.
    pub missing: Option<Missing>,
    /// How deep its elements are nested.
    pub depth: usize,
}

/// What an item lacks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Missing {
    /// Its end tag; the next item follows.
    EndTag,
    /// All that would follow; the feed ends.
    Rest,
}

/// A feed taken apart.
#[derive(Debug, Default)]
pub(super) struct Split {
    /// The tags that an item stands in.
    pub open: String,
    /// Their end tags.
    pub close: String,
    /// All before the first item.
    pub head: Range<usize>,
    pub parts: Vec<Part>,
}

/// Takes a feed apart.
pub(super) fn split(text: &str) -> Split {
    let mut out = Split {
        head: 0..text.len(),
        ..Split::default()
    };
    let mut item = String::new();
    let mut channel = None;
    let mut here: Option<(usize, usize, usize)> = None;
    for tag in Tags::new(text) {
        if item.is_empty() {
            let (prefix, local) = tag.name.rsplit_once(':').unwrap_or(("", tag.name));
            item = match (prefix, local) {
                ("", "feed") => "entry".into(),
                (prefix, "feed") => format!("{prefix}:entry"),
                _ => "item".into(),
            };
            out.open = text.get(tag.span.clone()).unwrap_or_default().to_owned();
            out.close = format!("</{}>", tag.name);
            if local == "rss" {
                out.open = as_version_2(&out.open);
            }
            continue;
        }
        if tag.name == item {
            if let Some((from, _, depth)) = here.take() {
                let (end, missing) = match tag.is_end {
                    true => (tag.span.end, None),
                    false => (tag.span.start, Some(Missing::EndTag)),
                };
                out.parts.push(Part {
                    span: from..end,
                    missing,
                    depth,
                });
            }
            if !tag.is_end && tag.is_empty {
                out.parts.push(Part {
                    span: tag.span.clone(),
                    missing: None,
                    depth: 1,
                });
            } else if !tag.is_end {
                here = Some((tag.span.start, 1, 1));
            }
            if out.parts.is_empty() && out.head.end == text.len() {
                out.head.end = tag.span.start;
            }
        } else if let Some((_, depth, deepest)) = &mut here {
            match (tag.is_end, tag.is_empty) {
                (true, _) => *depth = depth.saturating_sub(1),
                (_, true) => {}
                _ => *depth += 1,
            }
            *deepest = (*deepest).max(*depth);
        } else if tag.name == "channel" && out.parts.is_empty() {
            channel = (!tag.is_end).then_some(tag.span.clone());
        }
    }
    if let Some((from, _, depth)) = here {
        out.parts.push(Part {
            span: from..text.len(),
            missing: Some(Missing::Rest),
            depth,
        });
    }
    if let Some(channel) = channel {
        out.open += text.get(channel).unwrap_or_default();
        out.close = format!("</channel>{}", out.close);
    }
    out
}

/// The root tag of an RSS feed with the version whose elements include those of all before it; some feeds name none, or one
/// that never was.
fn as_version_2(tag: &str) -> String {
    let Some(at) = tag.find(" version") else {
        return tag.replacen("<rss", "<rss version=\"2.0\"", 1);
    };
    let mut parts = tag.get(at..).unwrap_or_default().splitn(3, ['"', '\'']);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(_), Some(_), Some(rest)) => format!(
            "{} version=\"2.0\"{rest}",
            tag.get(..at).unwrap_or_default()
        ),
        _ => tag.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(text: &str) -> Vec<(&str, Option<Missing>)> {
        let parts = split(text).parts;
        parts
            .into_iter()
            .map(|p| (text.get(p.span).unwrap(), p.missing))
            .collect()
    }

    #[test]
    fn hidden_tags_are_no_tags() {
        let text = "<?xml version='1.0'?><!-- <item> --><rss version='0.9'><channel><title>x</title>\
            <item a='>'><![CDATA[</item>]]></item><items/><item/>\n<item>b</item ></channel></rss>";
        assert_eq!(
            items(text),
            [
                ("<item a='>'><![CDATA[</item>]]></item>", None),
                ("<item/>", None),
                ("<item>b</item >", None)
            ]
        );
        let split = split(text);
        assert_eq!(split.open, "<rss version=\"2.0\"><channel>");
        assert_eq!(split.close, "</channel></rss>");
        assert!(text[split.head].ends_with("</title>"));
    }

    #[test]
    fn what_is_not_closed_ends_where_the_next_begins() {
        let text = "<rss><channel><item><![CDATA[a</item><item><![CDATA[b]]></item><item>c<item>d</item><item>e";
        assert_eq!(
            items(text),
            [
                ("<item><![CDATA[a</item>", None),
                ("<item><![CDATA[b]]></item>", None),
                ("<item>c", Some(Missing::EndTag)),
                ("<item>d</item>", None),
                ("<item>e", Some(Missing::Rest)),
            ]
        );
    }

    #[test]
    fn roots() {
        let rdf =
            split("<rdf:RDF x='y'><channel><title>t</title></channel><item>a</item></rdf:RDF>");
        assert_eq!(
            (rdf.open.as_str(), rdf.close.as_str()),
            ("<rdf:RDF x='y'>", "</rdf:RDF>")
        );
        let atom = split("<a:feed><a:entry><b><c/></b></a:entry></a:feed>");
        assert_eq!((atom.parts.len(), atom.parts[0].depth), (1, 2));
    }

    #[test]
    fn hostile_feeds_take_linear_time() {
        for unit in [
            "<![CDATA[",
            "<!--",
            "<?",
            "<a \"",
            "<item>",
            "]]><![CDATA[",
            "<",
            "</item>",
        ] {
            let text = format!("<rss>{}", unit.repeat(1_000_000 / unit.len()));
            assert!(split(&text).parts.len() <= 1_000_000, "{unit}");
        }
    }
}
