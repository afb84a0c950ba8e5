//! What a source answered: a feed with its items, or a page.

use crate::answer::{Failure, Had};
use crate::place::{host, plain};
use crate::task::Task;
use sayso_intake::{Answer, Beside, Kind, Limits, feed_entries, read_again};
use sayso_ledger::Hash;
use sayso_ledger::follow::{Articles, Entry, Fresh, Source, short_hash};
use std::collections::HashMap;

/// How a source stands.
#[derive(Debug)]
pub(crate) enum SourceOutcome {
    /// As before; where it moved for good.
    Same(Option<String>),
    /// Something may be new in it.
    Fresh(Option<String>, Box<Gave>),
    /// It could not be had.
    Failed(Failure),
    /// It is gone for good.
    Gone(String),
}

/// What it gave.
#[derive(Debug, Default)]
pub(crate) struct Gave {
    kind: &'static str,
    title: Option<String>,
    etag: Option<String>,
    modified: Option<String>,
    at: String,
    hash: Option<Hash>,
    broken: u64,
    broken_why: Option<String>,
    items: Vec<Item>,
}

#[derive(Debug)]
struct Item {
    name: [u8; 16],
    words: [u8; 16],
    address: Option<String>,
    host: String,
    title: Option<String>,
    published: Option<String>,
    kind: Kind,
    charset: Option<String>,
    around: Option<String>,
    bytes: Vec<u8>,
}

impl Gave {
    /// As the ledger takes it.
    pub fn fresh(&self) -> Fresh<'_> {
        let entry = |i| -> Entry<'_> {
            let i: &Item = i;
            Entry {
                name: i.name,
                words: i.words,
                address: i.address.as_deref(),
                host: &i.host,
                title: i.title.as_deref(),
                published: i.published.as_deref(),
                kind: i.kind.name(),
                place: &self.at,
                charset: i.charset.as_deref(),
                around: i.around.as_deref(),
                bytes: &i.bytes,
            }
        };
        Fresh {
            kind: self.kind,
            title: self.title.as_deref(),
            etag: self.etag.as_deref(),
            modified: self.modified.as_deref(),
            validated: &self.at,
            hash: self.hash,
            broken: self.broken,
            broken_why: self.broken_why.as_deref(),
            entries: self.items.iter().map(entry).collect(),
        }
    }
}

pub(crate) fn of_source(
    source: &Source,
    task: &Task,
    had: Result<Had, Failure>,
    limits: &Limits,
) -> SourceOutcome {
    let moved = task.moved().map(str::to_owned);
    let answer = match had {
        Ok(Had::Same) => return SourceOutcome::Same(moved),
        Ok(Had::Body(answer)) => answer,
        Err(f) if f.status == Some(410) => return SourceOutcome::Gone(f.why),
        Err(f) => return SourceOutcome::Failed(f),
    };
    let hash = Hash::of(&answer.body);
    // A server that gives no tag, or another each time, is believed by the bytes.
    let unchanged = source.hash == Some(hash) && answer.etag == source.etag;
    if unchanged && source.validated.as_ref() == Some(&task.address) {
        return SourceOutcome::Same(moved);
    }
    match gave(source, task, &answer, limits) {
        Ok(gave) => SourceOutcome::Fresh(
            moved,
            Box::new(Gave {
                etag: answer.etag,
                modified: answer.modified,
                at: task.address.clone(),
                hash: Some(hash),
                ..gave
            }),
        ),
        Err(why) => SourceOutcome::Failed(Failure::new(why)),
    }
}

fn gave(source: &Source, task: &Task, answer: &Answer, limits: &Limits) -> Result<Gave, String> {
    if answer.body.trim_ascii().is_empty() {
        return Err("what it gives is empty".to_owned());
    }
    let kind =
        Kind::of(&answer.body).map_err(|e| format!("neither a feed nor a page: {}", e.reason))?;
    let name = match kind {
        Kind::Feed => "feed",
        Kind::Html | Kind::Text => "page",
        other => return Err(format!("neither a feed nor a page, but {other}")),
    };
    if let Some(before) = source.kind.as_deref().filter(|k| *k != name) {
        return Err(format!("it gives a {name}, where a {before} was"));
    }
    match kind {
        Kind::Feed => feed(source, task, answer, limits),
        kind => page(kind, task, answer, limits),
    }
}

fn feed(source: &Source, task: &Task, answer: &Answer, limits: &Limits) -> Result<Gave, String> {
    let charset = answer.charset.as_deref();
    let found = feed_entries(&answer.body, &task.address, charset, limits).map_err(|e| e.reason)?;
    let mut out = Gave {
        kind: "feed",
        title: found.outlet,
        broken: found.broken.len() as u64,
        broken_why: found.broken.first().map(|e| e.reason.clone()),
        ..Gave::default()
    };
    let mut names: HashMap<[u8; 16], [u8; 16]> = HashMap::new();
    // Oldest first, as far as feeds keep to an order: what was published first is read first.
    for entry in found.entries.into_iter().rev() {
        let report = entry.report;
        let value = |k: &Option<sayso_intake::Known<String>>| k.as_ref().map(|k| k.value.clone());
        let (title, link) = (value(&report.title), value(&report.url));
        let words = short_hash(&[
            link.as_deref().unwrap_or(""),
            title.as_deref().unwrap_or(""),
            &report.text,
        ]);
        let mut name = short_hash(&[&entry.id]);
        if names.get(&name).is_some_and(|before| *before != words) {
            // Two items of one id that say different things are two items.
            name = short_hash(&[&entry.id, &report.text]);
        }
        if names.insert(name, words) == Some(words) {
            continue;
        }
        let wanted = match source.articles {
            Articles::Auto => !entry.is_whole,
            Articles::Always => true,
            Articles::Never => false,
        };
        let address = link
            .as_deref()
            .and_then(plain)
            .filter(|a| wanted && *a != task.address && *a != source.address);
        out.items.push(Item {
            name,
            words,
            host: address.as_deref().and_then(host).unwrap_or_default(),
            address,
            title,
            published: value(&report.published),
            kind: Kind::Feed,
            charset: report.charset_from_outside().map(str::to_owned),
            around: report.around.clone(),
            bytes: report.raw.to_vec(),
        });
    }
    Ok(out)
}

fn page(kind: Kind, task: &Task, answer: &Answer, limits: &Limits) -> Result<Gave, String> {
    let beside = Beside {
        kind: Some(kind),
        input: &task.address,
        charset: answer.charset.as_deref(),
        url: Some(&task.address),
        around: None,
    };
    let report = read_again(&answer.body, &beside, limits).map_err(|e| e.reason)?;
    let item = Item {
        name: short_hash(&["page"]),
        // What stands around the article may change with each look.
        words: short_hash(&[&report.text]),
        address: None,
        host: String::new(),
        title: report.title.map(|k| k.value),
        published: report.published.map(|k| k.value),
        kind,
        charset: answer.charset.clone(),
        around: None,
        bytes: answer.body.clone(),
    };
    Ok(Gave {
        kind: "page",
        items: vec![item],
        ..Gave::default()
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use sayso_ledger::follow::{FollowId, SourceState};

    /// A source that was never asked.
    pub(crate) fn source() -> Source {
        Source {
            id: FollowId(1),
            address: "http://a.example/feed".into(),
            outlet: None,
            every: 900,
            articles: Articles::Auto,
            state: SourceState::Followed,
            why: None,
            added: 0,
            kind: None,
            title: None,
            etag: None,
            modified: None,
            validated: None,
            hash: None,
            due: 0,
            asked: None,
            answered: None,
            news: None,
            failing: None,
            failures: 0,
            error: None,
            broken: 0,
            broken_why: None,
        }
    }

    fn judge(source: &Source, body: &str) -> SourceOutcome {
        let answer = Answer {
            status: 200,
            body: body.as_bytes().to_vec(),
            ..Answer::default()
        };
        let task = Task::source(source.clone());
        of_source(source, &task, Ok(Had::Body(answer)), &Limits::default())
    }

    fn gave(source: &Source, body: &str) -> Gave {
        match judge(source, body) {
            SourceOutcome::Fresh(None, gave) => *gave,
            other => panic!("{other:?}"),
        }
    }

    const FEED: &str = "<rss version='2.0'><channel><title>T</title>\
        <item><guid>1</guid><title>One</title><link>http://a.example/1#top</link><description>It fell.</description></item>\
        <item><guid>1</guid><title>One</title><link>http://a.example/1#top</link><description>It fell.</description></item>\
        <item><guid>1</guid><title>Two</title><description>It rose.</description></item></channel></rss>";

    #[test]
    fn items_are_told_apart_and_lead_to_their_articles() {
        let found = gave(&source(), FEED);
        let items: Vec<_> = found
            .items
            .iter()
            .map(|i| (i.title.as_deref(), i.address.as_deref(), i.host.as_str()))
            .collect();
        assert_eq!(
            items,
            [
                (Some("Two"), None, ""),
                (Some("One"), Some("http://a.example/1"), "a.example"),
            ]
        );
        assert_ne!(found.items[0].name, found.items[1].name);
        let never = Source {
            articles: Articles::Never,
            ..source()
        };
        assert!(gave(&never, FEED).items.iter().all(|i| i.address.is_none()));
    }

    #[test]
    fn a_page_changes_when_its_words_do() {
        let page = |words: &str, beside: &str| {
            format!("<!doctype html><article><p>{words}</article><!-- {beside} -->")
        };
        let words = |body: &str| gave(&source(), body).items[0].words;
        let long = "The bridge over the Ost fell on Monday, the mayor said.";
        assert_eq!(words(&page(long, "1")), words(&page(long, "2")));
        assert_ne!(
            words(&page(long, "1")),
            words(&page(&format!("{long} Nobody was hurt."), "1"))
        );
    }

    #[test]
    fn what_is_neither_is_said() {
        let was_feed = Source {
            kind: Some("feed".into()),
            ..source()
        };
        for (source, body, why) in [
            (source(), " ", "what it gives is empty"),
            (
                source(),
                "%PDF-1.7",
                "neither a feed nor a page: a PDF file, not text",
            ),
            (
                source(),
                "{\"a\": 1}",
                "neither a feed nor a page, but json_line",
            ),
            (source(), "<rss><channel>", "a feed without items"),
            (
                was_feed,
                "<!doctype html><p>Sorry, we are closed today.",
                "it gives a page, where a feed was",
            ),
        ] {
            match judge(&source, body) {
                SourceOutcome::Failed(f) => assert_eq!(f.why, why),
                other => panic!("{body}: {other:?}"),
            }
        }
    }
}
