//! How deep a page is nested, told by its tags before a parser sees them: a parser's work grows with depth, and so would a hostile page's.
//!
//! Not a parser: where the rules of HTML are more forgiving than what is counted here, the count is too high, never far too low.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use memchr::{memchr, memmem};

use crate::limits::Limits;
use crate::rejected::{ErrorKind, Rejected};

/// How much a tag may cost on average, in open elements around it. Pages have 10 to 30.
const MEAN_DEPTH: usize = 100;

static CLASSES: LazyLock<HashMap<&'static str, HashSet<&'static str>>> = LazyLock::new(|| {
    include_str!("../../tables/page_elements.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .map(|(class, names)| (class, names.split(' ').collect()))
        .collect()
});

fn is(class: &str, name: &str) -> bool {
    CLASSES.get(class).is_some_and(|names| names.contains(name))
}

/// Rejects a page nested over `limits.depth`, or with more than `limits.elements`.
pub(crate) fn check(page: &str, limits: &Limits) -> Result<(), Rejected> {
    let bytes = page.as_bytes();
    let mut nest = Nest::default();
    let (mut at, mut cost) = (0usize, 0usize);
    while let Some(tag) = next_tag(bytes, &mut at, nest.foreign > 0) {
        cost += 1 + nest.depth();
        if tag.end {
            nest.close(&tag.name);
            continue;
        }
        nest.elements += 1;
        if nest.elements > limits.elements || cost > limits.elements.saturating_mul(MEAN_DEPTH) {
            let reason = format!("HTML of more than {} elements, or as much work", limits.elements);
            return Err(Rejected::new(ErrorKind::TooLarge, reason));
        }
        nest.open(&tag);
        if nest.depth() > limits.depth {
            let reason = format!("HTML elements nested over {} deep at byte {at}", limits.depth);
            return Err(Rejected::new(ErrorKind::TooDeep, reason));
        }
        if nest.foreign == 0 && is("raw", &tag.name) {
            at = end_of_raw(bytes, at, &tag.name);
        }
    }
    Ok(())
}

struct Tag {
    name: String,
    end: bool,
    /// Written `<x/>`, which ends it in SVG and MathML.
    whole: bool,
}

/// The elements that are open.
#[derive(Default)]
struct Nest {
    open: Vec<String>,
    format: usize,
    foreign: usize,
    elements: usize,
}

impl Nest {
    fn depth(&self) -> usize {
        self.open.len() + self.format
    }

    fn open(&mut self, tag: &Tag) {
        let name = tag.name.as_str();
        let foreign = self.foreign > 0;
        if !foreign {
            if is("closes_p", name) {
                self.pop_to(&["p"], &[]);
            }
            match name {
                "li" => self.pop_to(&["li"], &["ul", "ol", "menu", "dir"]),
                "dd" | "dt" => self.pop_to(&["dd", "dt"], &["dl"]),
                "td" | "th" => self.pop_to(&["td", "th"], &["tr"]),
                "tr" => self.pop_to(&["tr"], &[]),
                "tbody" | "thead" | "tfoot" => self.pop_to(&["tbody", "thead", "tfoot"], &[]),
                "option" if self.open.last().is_some_and(|o| o == "option") => {
                    self.open.pop();
                }
                _ => {}
            }
        }
        if is("void", name) || foreign && tag.whole {
            return;
        }
        if is("format", name) && !foreign {
            self.format += 1;
        } else if name == "a" && !foreign && self.open.iter().rev().take(4).any(|o| o == "a") {
            // A link ends the one it is in.
        } else {
            self.foreign += usize::from(is("foreign", name));
            self.open.push(tag.name.clone());
        }
    }

    /// Ends the nearest of `names`, and what is in it, if no barrier stands between.
    fn pop_to(&mut self, names: &[&str], barriers: &[&str]) {
        let cells = matches!(names.first(), Some(&("td" | "tr" | "tbody")));
        for at in (0..self.open.len()).rev() {
            let Some(open) = self.open.get(at).map(String::as_str) else {
                return;
            };
            if names.contains(&open) {
                self.truncate(at);
                return;
            }
            let wall = if cells {
                matches!(open, "table" | "template" | "html")
            } else {
                is("scope", open)
            };
            if wall || barriers.contains(&open) || is("foreign", open) {
                return;
            }
        }
    }

    fn close(&mut self, name: &str) {
        if is("format", name) && self.foreign == 0 {
            self.format = self.format.saturating_sub(1);
            return;
        }
        let cells = matches!(name, "table" | "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" | "caption");
        for at in (0..self.open.len()).rev() {
            let Some(open) = self.open.get(at).map(String::as_str) else {
                return;
            };
            if open == name {
                self.truncate(at);
                return;
            }
            let wall = if cells {
                matches!(open, "table" | "template" | "html")
            } else if is("special", name) {
                is("scope", open)
            } else {
                is("special", open)
            };
            if wall {
                return;
            }
        }
    }

    fn truncate(&mut self, length: usize) {
        let gone = self.open.get(length..).unwrap_or_default();
        self.foreign -= gone.iter().filter(|name| is("foreign", name)).count();
        self.open.truncate(length);
    }
}

/// The next tag from `at` on; `at` moves past it.
fn next_tag(bytes: &[u8], at: &mut usize, foreign: bool) -> Option<Tag> {
    loop {
        let start = *at + memchr(b'<', bytes.get(*at..)?)?;
        let rest = bytes.get(start + 1..)?;
        let end = rest.first() == Some(&b'/');
        let name = rest.get(usize::from(end)..)?;
        match name.first()? {
            b if b.is_ascii_alphabetic() => {
                let length = name
                    .iter()
                    .position(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'))
                    .unwrap_or(name.len());
                // No name of an element that matters is longer.
                let name = name.get(..length.min(24)).unwrap_or_default().to_ascii_lowercase();
                let (after, whole) = end_of_tag(bytes, start + 1 + usize::from(end) + length);
                *at = after;
                return Some(Tag {
                    name: String::from_utf8_lossy(&name).into_owned(),
                    end,
                    whole,
                });
            }
            b'!' if rest.starts_with(b"!--") => *at = end_of_comment(bytes, start + 4),
            b'!' if foreign && rest.starts_with(b"![CDATA[") => {
                *at = after(bytes, start + 9, b"]]>");
            }
            b'!' | b'?' | b'/' => *at = after(bytes, start + 1, b">"),
            _ => *at = start + 1,
        }
    }
}

/// The byte after the next `mark`, or the end.
fn after(bytes: &[u8], from: usize, mark: &[u8]) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    memmem::find(rest, mark).map_or(bytes.len(), |n| from + n + mark.len())
}

fn end_of_comment(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    if rest.starts_with(b">") {
        return from + 1;
    }
    if rest.starts_with(b"->") {
        return from + 2;
    }
    let ends = |at: usize| {
        let tail = rest.get(at + 2..).unwrap_or_default();
        match tail {
            [b'>', ..] => Some(at + 3),
            [b'!', b'>', ..] => Some(at + 4),
            _ => None,
        }
    };
    let found = memchr::memchr_iter(b'-', rest)
        .filter(|&at| rest.get(at + 1) == Some(&b'-'))
        .find_map(ends);
    found.map_or(bytes.len(), |n| from + n)
}

/// The byte after a tag whose name ends at `from`, and whether it ends with `/>`.
fn end_of_tag(bytes: &[u8], from: usize) -> (usize, bool) {
    let mut at = from;
    let mut value = false;
    while let Some(&b) = bytes.get(at) {
        match b {
            b'>' => return (at + 1, at > from && bytes.get(at - 1) == Some(&b'/')),
            b'"' | b'\'' if value => {
                at = after(bytes, at + 1, &[b]);
                value = false;
                continue;
            }
            b'=' => value = true,
            b if b.is_ascii_whitespace() => {}
            _ => value = false,
        }
        at += 1;
    }
    (bytes.len(), false)
}

/// The byte where the end tag of a raw element begins, or the end.
fn end_of_raw(bytes: &[u8], from: usize, name: &str) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    memmem::find_iter(rest, b"</")
        .find(|at| {
            rest.get(at + 2..at + 2 + name.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        })
        .map_or(bytes.len(), |n| from + n)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(page: &str) -> Option<ErrorKind> {
        check(page, &Limits::default()).err().map(|e| e.kind)
    }

    #[test]
    fn too_deep() {
        for (start, end) in [
            ("<div>", ""),
            ("<DIV class='a>b'>", ""),
            ("<b>", ""),
            ("<span><p>", ""),
            ("<table><tr><td>", ""),
            ("<table><td></div>", ""),
            ("<span><div></span>", ""),
            ("<ul><li>", ""),
            ("<div \">", ""),
            ("<!--><div>", "-->"),
            ("<svg><style><g>", ""),
            ("<svg><g><![CDATA[</g>]]>", ""),
        ] {
            let page = format!("<html><body>{}{}", start.repeat(100_000), end.repeat(100_000));
            let limits = Limits {
                elements: usize::MAX,
                ..Limits::default()
            };
            let e = check(&page, &limits).err();
            assert_eq!(e.map(|e| e.kind), Some(ErrorKind::TooDeep), "{start}");
        }
    }

    #[test]
    fn flat_pages_of_many_unclosed_tags_are_read() {
        for part in [
            "<p>It fell. ",
            "<p>It <b>fell</b>.<br>",
            "<li>It fell.",
            "<tr><td>It<td>fell",
            "<dt>It<dd>fell",
            "<a href='x'>It<a href=y>fell",
            "<img src=x>",
            "<option>It",
            "<script>if (a<b) document.write('<div>')</script>",
            "<!-- <div> -->",
            "a < b <3 </> <? <! ",
        ] {
            let page = format!("<html><body><table>{}", part.repeat(5_000));
            assert_eq!(kind(&page), None, "{part}");
        }
    }

    #[test]
    fn too_many() {
        let limits = Limits {
            elements: 100,
            ..Limits::default()
        };
        assert!(check(&"<p>x".repeat(100), &limits).is_ok());
        let e = check(&"<p>x".repeat(101), &limits).unwrap_err();
        assert_eq!(e.kind, ErrorKind::TooLarge);
        // Each block opens again all formats that were left open.
        let formats: String = (0..500).map(|n| format!("<b id={n}>")).collect();
        let page = formats + &"<p>x".repeat(90_000);
        assert_eq!(kind(&page), Some(ErrorKind::TooLarge));
    }

    #[test]
    fn broken_tags_end() {
        for page in ["<", "</", "<a", "<a b='", "<!--", "<!-", "<![CDATA[", "<script>", "</p", "é<é>"] {
            assert_eq!(kind(page), None, "{page}");
        }
    }
}
