//! One item of a feed to one report.

use feed_rs::model::Entry;

use super::tags::Tags;
use super::{Frame, fragment};
use crate::dateline;
use crate::kind::Kind;
use crate::limits::Limits;
use crate::published;
use crate::rejected::Rejected;
use crate::report::{How, Known, Link, Report};
use crate::text;

/// Elements that say when an item was published, best first.
const DATES: &[&str] = &[
    "pubDate",
    "published",
    "dc:date",
    "issued",
    "date",
    "updated",
    "modified",
];

/// Fewest characters that an element made for the full text has, where it holds it.
const FULL: usize = 400;
/// The same of a summary, which seldom does.
const LONG: usize = 1_500;
/// What a text ends with that goes on elsewhere.
const GOES_ON: &[&str] = &[
    "…",
    "...",
    "[…]",
    "[...]",
    "read more",
    "continue reading",
    "more »",
];

/// The report of `entry`, which was read out of `item`. Its text is the full text, or the summary, or the title alone.
pub(super) fn report(
    item: &str,
    entry: Entry,
    frame: &Frame,
    limits: &Limits,
) -> Result<Report, Rejected> {
    whole_report(item, entry, frame, limits).map(|(report, _)| report)
}

/// The same, and whether the item carries the article whole, as far as that can be told: it is long and does not end as what goes on elsewhere.
pub(super) fn whole_report(
    item: &str,
    entry: Entry,
    frame: &Frame,
    limits: &Limits,
) -> Result<(Report, bool), Rejected> {
    let has_words = |words: &String| words.chars().any(char::is_alphanumeric);
    let title = entry
        .title
        .as_ref()
        .map(|t| words(&t.content, t.content_type.as_str()))
        .map(|t| t.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(has_words);
    let content = entry.content.as_ref().and_then(|c| {
        let body = c.body.as_deref()?;
        let kind = c.content_type.as_str();
        (kind.starts_with("text/") || kind.contains("html")).then(|| linked(body, kind))
    });
    let summary = || {
        entry
            .summary
            .as_ref()
            .map(|s| linked(&s.content, s.content_type.as_str()))
    };
    let media = || {
        let mut described = entry.media.iter().filter_map(|m| m.description.as_ref());
        described
            .next()
            .map(|d| linked(&d.content, d.content_type.as_str()))
    };
    let has_some = |found: &(String, Vec<Link>)| has_words(&found.0);
    let content = content.filter(has_some);
    let least = if content.is_some() { FULL } else { LONG };
    let (text, links) = content
        .or_else(|| summary().filter(has_some))
        .or_else(|| media().filter(has_some))
        .or_else(|| Some((title.clone()?, Vec::new())))
        .unwrap_or_default();
    text::check(&text, limits)?;
    let is_whole = text.chars().nth(least - 1).is_some() && !goes_on(&text);

    let mut report = Report::new(Kind::Feed, item.as_bytes(), text);
    let known = |value| Known::new(value, How::Feed);
    report.title = title.map(known);
    report.byline = byline(&entry).map(known);
    report.outlet = frame.outlet.clone();
    report.language = entry
        .language
        .clone()
        .map(known)
        .or_else(|| frame.language.clone());
    report.url = link(&entry).map(known);
    let page = report.url.as_ref().map(|k| k.value.as_str());
    report.links = crate::html::whole_links(links, page);
    report.charset = frame.charset.clone();
    report.published = date(item)
        .or_else(|| published::iso(&entry.published.or(entry.updated)?.to_rfc3339()))
        .map(known);
    if report.published.is_none() {
        let url = report
            .url
            .as_ref()
            .and_then(|u| published::in_digits(&u.value));
        report.published = url.map(|day| Known::new(day, How::Url));
    }
    dateline::complete(&mut report);
    Ok((report, is_whole))
}

/// Whether a text says at its end that there is more elsewhere.
fn goes_on(text: &str) -> bool {
    let end: Vec<char> = text.trim_end().chars().rev().take(20).collect();
    let end: String = end.into_iter().rev().collect::<String>().to_lowercase();
    GOES_ON.iter().any(|words| end.ends_with(words))
}

fn words(content: &str, kind: &str) -> String {
    linked(content, kind).0
}

fn linked(content: &str, kind: &str) -> (String, Vec<Link>) {
    // RSS has no way to say that a title or description is plain, so text/plain may well be HTML with escaped brackets.
    match kind {
        "text/plain" if !content.contains(['<', '&']) => (fragment::plain(content), Vec::new()),
        _ => fragment::linked(content),
    }
}

/// The names of its authors, without their addresses.
fn byline(entry: &Entry) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    for name in entry.authors.iter().filter_map(|p| p.name.as_deref()) {
        let name = name.trim();
        let name = name
            .strip_prefix("By ")
            .or_else(|| name.strip_prefix("by "))
            .unwrap_or(name);
        let name = fragment::text(name);
        if !name.is_empty() && !name.contains('@') && !names.contains(&name) {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| names.join(", "))
}

/// The page of the item, not its enclosures or comments.
fn link(entry: &Entry) -> Option<String> {
    let is_page = |href: &str| href.starts_with("http://") || href.starts_with("https://");
    entry
        .links
        .iter()
        .filter(|l| l.rel.as_deref().is_none_or(|rel| rel == "alternate"))
        .map(|l| l.href.trim())
        .chain([entry.id.trim()])
        .find(|href| is_page(href))
        .map(str::to_owned)
}

/// The date as the item writes it, which keeps the offset that parsing it to an instant would lose.
fn date(item: &str) -> Option<String> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    let mut depth = 0usize;
    for tag in Tags::new(item) {
        if tag.is_end {
            depth = depth.saturating_sub(1);
            if let Some((rank, from)) = open.take() {
                let words = item.get(from..tag.span.start).unwrap_or_default().trim();
                let words = words
                    .strip_prefix("<![CDATA[")
                    .and_then(|w| w.strip_suffix("]]>"))
                    .unwrap_or(words);
                found.extend(published::iso(words).map(|day| (rank, day)));
            }
            continue;
        }
        let rank = DATES.iter().position(|name| *name == tag.name);
        open = rank
            .filter(|_| depth == 1 && !tag.is_empty)
            .map(|rank| (rank, tag.span.end));
        depth += usize::from(!tag.is_empty);
    }
    found
        .into_iter()
        .min_by_key(|(rank, _)| *rank)
        .map(|(_, day)| day)
}
