//! How deep a page is nested, told by its tags before a parser sees them: a parser's work grows with depth, and so would a hostile page's.
//!
//! Not a parser: where the rules of HTML are more forgiving than what is counted here, the count is too high, never far too low.

use std::collections::HashMap;
use std::sync::LazyLock;

use dom_query::Document;
use memchr::{memchr, memchr_iter, memchr2_iter, memmem};

use crate::limits::Limits;
use crate::rejected::{ErrorKind, Rejected};

/// How much a tag may cost on average, in open elements around it. Pages have 10 to 30.
const MEAN_DEPTH: usize = 50;
/// The most attributes of a tag: a parser compares each with all before it.
const ATTRIBUTES: usize = 2_000;

/// What the standard says of an element, one bit for each class of `tables/page_elements.tsv`.
#[derive(Clone, Copy, Default)]
struct Class(u8);

const CLASSES: [&str; 7] = [
    "void", "raw", "format", "closes_p", "scope", "special", "foreign",
];
const VOID: u8 = 1;
const RAW: u8 = 2;
const FORMAT: u8 = 4;
const CLOSES_P: u8 = 8;
const SCOPE: u8 = 16;
const SPECIAL: u8 = 32;
const FOREIGN: u8 = 64;

static ELEMENTS: LazyLock<HashMap<&'static str, Class>> = LazyLock::new(|| {
    let mut elements: HashMap<_, Class> = HashMap::new();
    for line in include_str!("../../tables/page_elements.tsv").lines() {
        if let Some((class, names)) = line.split_once('\t')
            && let Some(bit) = CLASSES.iter().position(|c| *c == class)
        {
            for name in names.split(' ') {
                elements.entry(name).or_default().0 |= 1 << bit;
            }
        }
    }
    elements
});

impl Class {
    fn of(name: &str) -> Self {
        ELEMENTS.get(name).copied().unwrap_or_default()
    }

    fn is(self, bit: u8) -> bool {
        self.0 & bit != 0
    }
}

/// Rejects a page nested over `limits.depth`, or with more than `limits.elements`.
pub(crate) fn check(page: &str, limits: &Limits) -> Result<(), Rejected> {
    let bytes = page.as_bytes();
    // A parser takes each reference (&amp;) and each stray mark by itself, and copies the text before it.
    let marks = memchr2_iter(b'&', b'<', bytes).count();
    let references = memchr_iter(b'&', bytes).count();
    if references > limits.elements || marks > limits.elements.saturating_mul(4) {
        let reason = format!("HTML with {references} & and {} <", marks - references);
        return Err(Rejected::new(ErrorKind::TooLarge, reason));
    }
    let mut nest = Nest::default();
    let (mut at, mut cost) = (0usize, 0usize);
    while let Some(tag) = next_tag(bytes, &mut at, nest.foreign > 0) {
        cost += 1 + nest.depth();
        nest.elements += usize::from(!tag.end);
        if nest.elements > limits.elements || cost > limits.elements.saturating_mul(MEAN_DEPTH) {
            let reason = format!(
                "HTML of more than {} elements, or as much work",
                limits.elements
            );
            return Err(Rejected::new(ErrorKind::TooLarge, reason));
        }
        if tag.end {
            nest.close(&tag);
            continue;
        }
        if tag.attributes > ATTRIBUTES {
            let reason = format!("HTML tag of more than {ATTRIBUTES} attributes at byte {at}");
            return Err(Rejected::new(ErrorKind::TooLarge, reason));
        }
        nest.open(&tag);
        if nest.depth() > limits.depth {
            let reason = format!(
                "HTML elements nested over {} deep at byte {at}",
                limits.depth
            );
            return Err(Rejected::new(ErrorKind::TooDeep, reason));
        }
        if nest.foreign == 0 && tag.class.is(RAW) {
            at = end_of_raw(bytes, at, &tag.name);
        }
    }
    Ok(())
}

/// The same of a parsed page: the last word, for what comes after may go as deep as the page does.
pub(crate) fn check_tree(page: &Document, limits: &Limits) -> Result<(), Rejected> {
    let mut left = vec![(page.root(), 0usize)];
    let mut nodes = 0usize;
    while let Some((node, depth)) = left.pop() {
        nodes += 1;
        // The parser adds html, head and body; text and comments are nodes too.
        if depth > limits.depth.saturating_add(8) {
            let reason = format!("HTML elements nested over {} deep", limits.depth);
            return Err(Rejected::new(ErrorKind::TooDeep, reason));
        }
        if nodes > limits.elements.saturating_mul(4) {
            let reason = format!("HTML of more than {} elements", limits.elements);
            return Err(Rejected::new(ErrorKind::TooLarge, reason));
        }
        left.extend(node.children_it(true).map(|child| (child, depth + 1)));
    }
    Ok(())
}

struct Tag {
    name: String,
    class: Class,
    end: bool,
    /// How many attributes it may have.
    attributes: usize,
    /// Written `<x/>`, which ends it in SVG and MathML.
    whole: bool,
}

/// The elements that are open.
#[derive(Default)]
struct Nest {
    open: Vec<(String, Class)>,
    format: usize,
    foreign: usize,
    elements: usize,
}

impl Nest {
    fn depth(&self) -> usize {
        self.open.len() + self.format
    }

    fn open(&mut self, tag: &Tag) {
        let (name, class) = (tag.name.as_str(), tag.class);
        let foreign = self.foreign > 0;
        if !foreign {
            if class.is(CLOSES_P) {
                self.pop_to(&["p"], &[]);
            }
            match name {
                "li" => self.pop_to(&["li"], &["ul", "ol", "menu", "dir"]),
                "dd" | "dt" => self.pop_to(&["dd", "dt"], &["dl"]),
                "td" | "th" => self.pop_to(&["td", "th"], &["tr"]),
                "tr" => self.pop_to(&["tr"], &[]),
                "tbody" | "thead" | "tfoot" => self.pop_to(&["tbody", "thead", "tfoot"], &[]),
                "option" if self.open.last().is_some_and(|o| o.0 == "option") => {
                    self.open.pop();
                }
                _ => {}
            }
        }
        if class.is(VOID) || foreign && tag.whole {
            return;
        }
        if class.is(FORMAT) && !foreign {
            self.format += 1;
        } else if name == "a" && !foreign && self.open.iter().rev().take(4).any(|o| o.0 == "a") {
            // A link ends the one it is in.
        } else {
            self.foreign += usize::from(class.is(FOREIGN));
            self.open.push((tag.name.clone(), class));
        }
    }

    /// Ends the nearest of `names`, and what is in it, if no barrier stands between.
    fn pop_to(&mut self, names: &[&str], barriers: &[&str]) {
        let cells = matches!(names.first(), Some(&("td" | "tr" | "tbody")));
        for at in (0..self.open.len()).rev() {
            let Some((open, class)) = self
                .open
                .get(at)
                .map(|(name, class)| (name.as_str(), *class))
            else {
                return;
            };
            if names.contains(&open) {
                self.truncate(at);
                return;
            }
            let wall = if cells {
                matches!(open, "table" | "template" | "html")
            } else {
                class.is(SCOPE)
            };
            if wall || barriers.contains(&open) || class.is(FOREIGN) {
                return;
            }
        }
    }

    fn close(&mut self, tag: &Tag) {
        let name = tag.name.as_str();
        if tag.class.is(FORMAT) && self.foreign == 0 {
            self.format = self.format.saturating_sub(1);
            return;
        }
        let cells = matches!(
            name,
            "table" | "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" | "caption"
        );
        for at in (0..self.open.len()).rev() {
            let Some((open, class)) = self
                .open
                .get(at)
                .map(|(name, class)| (name.as_str(), *class))
            else {
                return;
            };
            if open == name {
                self.truncate(at);
                return;
            }
            let wall = if cells {
                matches!(open, "table" | "template" | "html")
            } else if tag.class.is(SPECIAL) {
                class.is(SCOPE)
            } else {
                class.is(SPECIAL)
            };
            if wall {
                return;
            }
        }
    }

    fn truncate(&mut self, length: usize) {
        let gone = self.open.get(length..).unwrap_or_default();
        self.foreign -= gone.iter().filter(|(_, class)| class.is(FOREIGN)).count();
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
                let name = name
                    .get(..length.min(24))
                    .unwrap_or_default()
                    .to_ascii_lowercase();
                let (after, attributes, whole) =
                    end_of_tag(bytes, start + 1 + usize::from(end) + length);
                *at = after;
                let name = String::from_utf8_lossy(&name).into_owned();
                return Some(Tag {
                    class: Class::of(&name),
                    name,
                    end,
                    attributes,
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
    let found = memchr_iter(b'-', rest)
        .filter(|&at| rest.get(at + 1) == Some(&b'-'))
        .find_map(ends);
    found.map_or(bytes.len(), |n| from + n)
}

/// The byte after a tag whose name ends at `from`, how many attributes it has at most, and whether it ends with `/>`.
fn end_of_tag(bytes: &[u8], from: usize) -> (usize, usize, bool) {
    let (mut at, mut attributes) = (from, 0usize);
    let mut value = false;
    while let Some(&b) = bytes.get(at) {
        match b {
            b'>' => {
                return (
                    at + 1,
                    attributes,
                    at > from && bytes.get(at - 1) == Some(&b'/'),
                );
            }
            b'"' | b'\'' if value => {
                at = after(bytes, at + 1, &[b]);
                value = false;
                continue;
            }
            b'=' => value = true,
            b if b.is_ascii_whitespace() => {}
            _ => value = false,
        }
        attributes += usize::from(b == b'/' || b.is_ascii_whitespace());
        at += 1;
    }
    (bytes.len(), attributes, false)
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
            ("<table><tr><td>", ""),
            ("<table><td></div>", ""),
            ("<span><div></span>", ""),
            ("<ul><li>", ""),
            ("<div \">", ""),
            ("<!--><div>", "-->"),
            ("<svg><style><g>", ""),
            ("<svg><g><![CDATA[</g>]]>", ""),
        ] {
            let page = format!(
                "<html><body>{}{}",
                start.repeat(100_000),
                end.repeat(100_000)
            );
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
        let page = formats + &"<p>x".repeat(20_000);
        assert_eq!(kind(&page), Some(ErrorKind::TooLarge));
    }

    #[test]
    fn broken_tags_end() {
        assert_eq!(kind(&"&amp".repeat(100_001)), Some(ErrorKind::TooLarge));
        for page in [
            "<",
            "</",
            "<a",
            "<a b='",
            "<!--",
            "<!-",
            "<![CDATA[",
            "<script>",
            "</p",
            "é<é>",
        ] {
            assert_eq!(kind(page), None, "{page}");
        }
    }
}
