//! RSS and Atom, item by item: each is cut out of the feed and read on its own, so its bytes name it wherever the feed moves
//! it, and a broken one costs no other.

mod contact;
mod entries;
mod fragment;
mod item;
mod split;
mod tags;

use crate::again::Around;
use crate::charset::{Strictness, decode};
use crate::limits::Limits;
use crate::open::{Context, Items, Outcome, one};
use crate::rejected::{ErrorKind, Rejected};
use crate::report::{How, Known, Report};

pub use entries::{Entries, FeedEntry, feed_entries};
use split::{Missing, Part, Split, split};

/// What the feed says of all its items.
#[derive(Default)]
struct Frame {
    outlet: Option<Known<String>>,
    language: Option<Known<String>>,
    charset: Option<Known<String>>,
    /// What relative links are relative to.
    base: Option<String>,
}

pub(crate) fn items(raw: &[u8], context: &Context) -> Items {
    match Feed::new(raw, context) {
        Ok(feed) => Box::new(feed),
        Err(e) => one(Err(e.at(&context.input, ""))),
    }
}

struct Feed {
    text: String,
    open: String,
    close: String,
    parts: std::iter::Enumerate<std::vec::IntoIter<Part>>,
    frame: Frame,
    /// Whether some of its bytes are not in its charset.
    is_broken: bool,
    context: Context,
}

impl Feed {
    fn new(raw: &[u8], context: &Context) -> Result<Self, Rejected> {
        let declared: Vec<_> = context
            .charset
            .clone()
            .into_iter()
            .chain(declaration(raw).map(|label| (How::Meta, label)))
            .collect();
        let (decoded, is_broken) = match decode(raw, &declared, Strictness::Strict) {
            Err(e) if e.kind == ErrorKind::Encoding => {
                (decode(raw, &declared, Strictness::Lenient)?, true)
            }
            decoded => (decoded?, false),
        };
        let text = decoded.text;
        let Split {
            open,
            close,
            head,
            parts,
        } = split(&text);
        if parts.is_empty() {
            return Err(Rejected::new(ErrorKind::NoText, "a feed without items"));
        }
        // Each item is parsed within these tags, so their bytes count once for each.
        if open.len().saturating_mul(parts.len()) > text.len().saturating_mul(16) {
            let reason = format!(
                "root element of {} bytes is too large for {} items",
                open.len(),
                parts.len()
            );
            return Err(Rejected::new(ErrorKind::TooLarge, reason));
        }
        let head = text.get(head).unwrap_or_default();
        let mut frame = frame(&format!("{head}{close}"), &open, &close);
        frame.charset = Some(decoded.charset);
        frame.base = context.url.clone();
        Ok(Feed {
            open,
            close,
            parts: parts.into_iter().enumerate(),
            frame,
            is_broken,
            context: context.clone(),
            text,
        })
    }

    fn read(&self, part: &Part) -> Outcome {
        self.read_entry(part).map(|(_, report, _)| report)
    }

    /// The id that an item gives itself, its report, and whether the item carries the article whole.
    fn read_entry(&self, part: &Part) -> Result<(String, Report, bool), Rejected> {
        let item = self.text.get(part.span.clone()).unwrap_or_default();
        let at = part.span.start;
        let limits = &self.context.limits;
        let reject = |kind, reason: String| Err(Rejected::new(kind, reason));
        match part.missing {
            Some(Missing::Rest) => {
                return reject(
                    ErrorKind::Truncated,
                    format!("truncated: the feed ends within the item that begins at byte {at}"),
                );
            }
            Some(Missing::EndTag) => {
                return reject(
                    ErrorKind::Syntax,
                    format!("the item that begins at byte {at} has no end tag"),
                );
            }
            None => {}
        }
        if part.depth > limits.depth {
            return reject(
                ErrorKind::TooDeep,
                format!(
                    "elements nested {} deep; the limit is {}",
                    part.depth, limits.depth
                ),
            );
        }
        if self.is_broken && item.contains('\u{FFFD}') {
            let charset = self.frame.charset.as_ref().map_or("UTF-8", |c| &c.value);
            return reject(ErrorKind::Encoding, format!("invalid {charset} in it"));
        }
        let around = Around {
            open: self.open.clone(),
            close: self.close.clone(),
            base: self.frame.base.clone(),
        };
        let entry = entry(&around, item)?;
        let id = entry.id.trim().to_owned();
        let (report, is_whole) = item::whole_report(item, entry, &self.frame, limits)?;
        let around = serde_json::to_string(&around).ok();
        Ok((id, Report { around, ..report }, is_whole))
    }
}

/// The report of an item that is kept.
pub(crate) fn again(raw: &[u8], around: Option<&str>, limits: &Limits) -> Outcome {
    let item = String::from_utf8_lossy(raw);
    let around: Around = around
        .and_then(|a| serde_json::from_str(a).ok())
        .unwrap_or_else(|| Around::usual(&item));
    let entry = entry(&around, &item)?;
    item::report(&item, entry, &Frame::default(), limits)
}

/// An item within the tags that it stood in, taken apart.
fn entry(around: &Around, item: &str) -> Result<feed_rs::model::Entry, Rejected> {
    let whole = format!("{}{item}{}", around.open, around.close);
    let base = around.base.as_deref();
    parse(&whole, base)
        .or_else(|e| parse(&mend(&whole), base).map_err(|_| e))
        .map_err(|e| Rejected::new(ErrorKind::Syntax, format!("broken XML: {e}")))?
        .entries
        .pop()
        .ok_or_else(|| {
            Rejected::new(
                ErrorKind::Syntax,
                "no entry in it; one of RSS 1.0 needs a link",
            )
        })
}

impl Iterator for Feed {
    type Item = Outcome;

    fn next(&mut self) -> Option<Outcome> {
        let (i, part) = self.parts.next()?;
        let place = format!("item {}", i + 1);
        let input = &self.context.input;
        Some(match self.read(&part) {
            Ok(report) => Ok(report.at(input, place)),
            Err(e) => Err(e.at(input, place)),
        })
    }
}

fn parse(xml: &str, base: Option<&str>) -> feed_rs::parser::ParseFeedResult<feed_rs::model::Feed> {
    feed_rs::parser::Builder::new()
        .base_uri(base)
        // Ids are not used; the usual ones cost a hash or the clock.
        .id_generator(|_, _, _| String::new())
        .build()
        .parse(contact::spaced(xml).as_bytes())
}

/// The same XML with the `&` escaped that begin nothing that XML knows; HTML's own entities are read after it.
fn mend(xml: &str) -> String {
    let mut out = String::with_capacity(xml.len());
    let mut rest = xml;
    while let Some(at) = rest.find(['&', '<']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let hidden = from
            .starts_with("<![CDATA[")
            .then(|| from.find("]]>").unwrap_or(from.len()));
        let (_, after) = from.split_at(1);
        let end = after.bytes().take(12).position(|b| b == b';');
        let name = end.and_then(|end| after.get(..end)).unwrap_or("");
        let is_known =
            matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") || name.starts_with('#');
        let taken = hidden.unwrap_or(1);
        let (kept, next) = from.split_at(taken);
        out.push_str(if kept == "&" && !is_known {
            "&amp;"
        } else {
            kept
        });
        rest = next;
    }
    out + rest
}

/// What stands before the first item: all of it if it is sound, else no more than its title.
fn frame(head: &str, open: &str, close: &str) -> Frame {
    // The declaration of a charset is no longer true.
    let head = match head.trim_start().strip_prefix("<?xml") {
        Some(rest) => rest.split_once("?>").map_or(head, |(_, rest)| rest),
        None => head,
    };
    let title = head.find("<title").and_then(|from| {
        let to = head.get(from..)?.find("</title>")? + "</title>".len();
        head.get(from..from + to)
    });
    let Ok(feed) = parse(head, None)
        .or_else(|_| parse(&mend(head), None))
        .or_else(|_| parse(&format!("{open}{}{close}", title.unwrap_or_default()), None))
    else {
        return Frame::default();
    };
    let known = |words: String| {
        let words = fragment::text(&words);
        (!words.is_empty()).then(|| Known::new(words, How::Feed))
    };
    Frame {
        outlet: feed.title.and_then(|t| known(t.content)),
        language: feed.language.and_then(known),
        ..Frame::default()
    }
}

/// The charset that the XML declaration names.
fn declaration(raw: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(raw.get(..200).unwrap_or(raw));
    let (_, rest) = head
        .trim_start()
        .strip_prefix("<?xml")?
        .split_once("encoding")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| "\"'".contains(*c))?;
    Some(rest.get(1..)?.split_once(quote)?.0.to_owned())
}

#[cfg(test)]
mod tests;
