//! HTML pages.

mod about;
mod article;
mod blocks;
mod depth;
mod json_ld;
mod parts;
mod tidy;

use dom_query::Document;

use self::about::About;
use self::article::{ArticleText, Smoothie};
use crate::charset::{Strictness, decode};
use crate::kind::Kind;
use crate::limits::Limits;
use crate::rejected::Rejected;
use crate::report::{How, Report};
use crate::{dateline, text};

/// A report out of the bytes of a page, as a browser would read them.
pub(crate) fn report(
    raw: &[u8],
    charset: Option<(How, String)>,
    url: Option<&str>,
    limits: &Limits,
) -> Result<Report, Rejected> {
    let declared: Vec<_> = charset.into_iter().collect();
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
    let about = About::of(&document);
    let blocks = Smoothie.article(document).unwrap_or_default();
    let title = about.title().map(|t| t.value);
    let words = tidy::text(blocks, title.as_deref());
    text::check(&words, limits)?;
    let mut report = Report::new(Kind::Html, raw, words);
    about.tell(&mut report, url);
    dateline::complete(&mut report);
    Ok(report)
}
