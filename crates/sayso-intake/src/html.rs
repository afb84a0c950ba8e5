//! HTML pages.

mod about;
mod article;
mod blocks;
mod depth;
mod json_ld;
mod links;
mod parts;
mod tidy;

use dom_query::Document;
use memchr::memmem;

use self::about::About;
use self::article::{ArticleText, Smoothie};
use crate::charset::{Strictness, decode};
use crate::kind::Kind;
use crate::limits::Limits;
use crate::rejected::Rejected;
use crate::report::{How, Link, Report};
use crate::{dateline, text};

/// How many times as long another way's text must be for the extractor's to be taken for a miss.
const MISSED: usize = 3;
/// Text so short, in bytes, that an article may have been missed.
const FEW: usize = 250;
/// How many first bytes may declare the charset: browsers look at 1,024, but pages put it later.
const DECLARED: usize = 4096;

/// A report out of the bytes of a page, as a browser would read them.
pub(crate) fn report(
    raw: &[u8],
    charset: Option<(How, String)>,
    url: Option<&str>,
    limits: &Limits,
) -> Result<Report, Rejected> {
    let declared: Vec<_> = charset.into_iter().chain(declared(raw)).collect();
    let decoded = decode(raw, &declared, Strictness::Lenient)?;
    let mut report = report_of_words(raw, &decoded.text, url, limits)?;
    report.charset = Some(decoded.charset);
    Ok(report)
}

/// A report out of a page already decoded; `raw` names it.
pub(crate) fn report_of_words(
    raw: &[u8],
    page: &str,
    url: Option<&str>,
    limits: &Limits,
) -> Result<Report, Rejected> {
    depth::check(page, limits)?;
    let document = Document::from(page);
    depth::check_tree(&document, limits)?;
    let about = About::of(&document);
    let title = about.title().map(|t| t.value);
    let base = links::base(&document);
    let article = Smoothie.article(document).unwrap_or_default();
    let (mut words, mut leads) = tidy::text(article, title.as_deref());
    let body = about.json_ld.body.as_deref();
    let body = body
        .filter(|b| depth::check(b, limits).is_ok())
        .map(tidy::body)
        .unwrap_or_default();
    if words.len() * MISSED < body.len() {
        (words, leads) = (body, Vec::new());
    }
    if words.len() < FEW {
        let blocks = article::paragraphs(&Document::from(page));
        let all = tidy::text(blocks, title.as_deref());
        if words.len() * MISSED < all.0.len() {
            (words, leads) = all;
        }
    }
    text::check(&words, limits)?;
    let mut report = Report::new(Kind::Html, raw, words);
    about.tell(&mut report, url);
    report.links = links::whole(leads, base, report.url.as_ref().map(|k| k.value.as_str()));
    dateline::complete(&mut report);
    Ok(report)
}

/// The links of a piece of HTML that stands by itself, made whole.
pub(crate) fn whole_links(links: Vec<Link>, page: Option<&str>) -> Vec<Link> {
    links::whole(links, None, page)
}

/// The charset that a page's own first tags name.
fn declared(raw: &[u8]) -> Option<(How, String)> {
    let head = raw.get(..raw.len().min(DECLARED))?.to_ascii_lowercase();
    for at in memmem::find_iter(&head, b"charset") {
        let tag = head.get(..at)?;
        let within = memchr::memrchr(b'<', tag).and_then(|start| tag.get(start..));
        if !within.is_some_and(|t| {
            (t.starts_with(b"<meta") || t.starts_with(b"<?xml")) && !t.contains(&b'>')
        }) {
            continue;
        }
        let rest = head.get(at + 7..)?.trim_ascii_start();
        let Some(rest) = rest.strip_prefix(b"=") else {
            continue;
        };
        let label: Vec<u8> = rest
            .trim_ascii_start()
            .iter()
            .copied()
            .skip_while(|b| matches!(b, b'"' | b'\''))
            .take_while(|b| b.is_ascii_alphanumeric() || b"-_:.".contains(b))
            .take(40)
            .collect();
        if !label.is_empty() {
            return Some((How::Meta, String::from_utf8_lossy(&label).into_owned()));
        }
    }
    None
}

#[cfg(test)]
mod tests;
