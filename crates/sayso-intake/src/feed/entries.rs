//! All items of a feed at once, each with what names it, for one who follows the feed.

use std::sync::Arc;

use super::{Feed, Frame};
use crate::limits::Limits;
use crate::open::Context;
use crate::rejected::{ErrorKind, Rejected};
use crate::report::{How, Report};

/// A feed, taken apart.
#[derive(Debug, Default)]
pub struct Entries {
    /// What the feed calls itself.
    pub outlet: Option<String>,
    /// Its items in the feed's order.
    pub entries: Vec<FeedEntry>,
    /// Items that could not be read.
    pub broken: Vec<Rejected>,
}

/// An item of a feed.
#[derive(Debug)]
pub struct FeedEntry {
    /// What it is called for good: its own id, else its link, else the hash of its bytes.
    pub id: String,
    /// What it says.
    pub report: Report,
    /// Whether it carries the article whole, as far as that can be told.
    pub is_whole: bool,
}

/// The items of the feed `raw`, which was found at `url`; `charset` is what the server named. A feed without items is one, if it ends as feeds do.
///
/// # Errors
/// It cannot be taken apart at all.
pub fn feed_entries(
    raw: &[u8],
    url: &str,
    charset: Option<&str>,
    limits: &Limits,
) -> Result<Entries, Rejected> {
    let context = Context {
        input: url.to_owned(),
        url: Some(url.to_owned()),
        charset: charset.map(|c| (How::Header, c.to_owned())),
        limits: Arc::new(limits.clone()),
    };
    let mut feed = match Feed::new(raw, &context) {
        Err(e) if e.kind == ErrorKind::NoText && has_end(raw) => return Ok(Entries::default()),
        feed => feed?,
    };
    let Frame { outlet, .. } = &feed.frame;
    let mut out = Entries {
        outlet: outlet.as_ref().map(|k| k.value.clone()),
        ..Entries::default()
    };
    let most = usize::try_from(limits.items).unwrap_or(usize::MAX);
    while let Some((i, part)) = feed.parts.next() {
        if i >= most {
            break;
        }
        let place = format!("item {}", i + 1);
        match feed.read_entry(&part) {
            Ok((id, report, is_whole)) => {
                let link = report.url.as_ref().map(|k| k.value.clone());
                let named = Some(id).filter(|id| !id.is_empty()).or(link);
                out.entries.push(FeedEntry {
                    id: named.unwrap_or_else(|| report.id.to_string()),
                    report: report.at(url, place),
                    is_whole,
                });
            }
            Err(e) => out.broken.push(e.at(url, place)),
        }
    }
    Ok(out)
}

/// Whether the bytes end with the end of a feed.
fn has_end(raw: &[u8]) -> bool {
    let raw = raw.trim_ascii_end();
    let end = raw.get(raw.len().saturating_sub(40)..).unwrap_or(raw);
    let end = String::from_utf8_lossy(end).to_lowercase();
    ["</rss>", "feed>", "</rdf:rdf>"]
        .iter()
        .any(|tag| end.ends_with(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Entries {
        feed_entries(
            raw.as_bytes(),
            "http://a.example/feed",
            None,
            &Limits::default(),
        )
        .unwrap()
    }

    #[test]
    fn items_have_names_and_say_whether_they_are_whole() {
        let long = "The dam broke on Monday, she said. ".repeat(20);
        let raw = format!(
            "<rss version='2.0' xmlns:c='http://purl.org/rss/1.0/modules/content/'><channel><title>Ostrel Daily</title>\
             <item><guid>g1</guid><title>One</title><link>http://a.example/1</link><description>Short.</description></item>\
             <item><title>Two</title><link>/2</link><c:encoded><![CDATA[<p>{long}]]></c:encoded></item>\
             <item><title>Three</title><c:encoded><![CDATA[<p>{long}<p>Read more]]></c:encoded></item>\
             <item><title>Four</channel></rss>"
        );
        let found = read(&raw);
        assert_eq!(found.outlet.as_deref(), Some("Ostrel Daily"));
        let items: Vec<_> = found
            .entries
            .iter()
            .map(|e| (e.id.as_str(), e.is_whole))
            .collect();
        assert_eq!(
            items.get(..2).unwrap(),
            [("g1", false), ("http://a.example/2", true)]
        );
        assert_eq!(items[2].0.len(), 64);
        assert!(!items[2].1);
        assert_eq!(found.broken.len(), 1);
    }

    #[test]
    fn an_empty_feed_is_a_feed_and_a_broken_one_is_not() {
        let empty = "<rss version='2.0'><channel><title>Quiet</title></channel></rss>\n";
        assert!(read(empty).entries.is_empty());
        let cut = b"<rss version='2.0'><channel><title>Qui";
        assert!(feed_entries(cut, "http://a.example/", None, &Limits::default()).is_err());
    }
}
