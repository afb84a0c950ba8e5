//! A feed's items as slices, by one pass over its tags, so that a broken item costs no other.

use std::ops::Range;

use super::tags::Tags;

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
