//! An article's blocks to its text: what is around the article but not of it is left out.

use dom_query::Document;

use super::blocks::{Block, blocks};
use super::parts::{is_credit, is_pointer};
use crate::report::Link;
use sayso_language::Span;

/// The longest caption or pointer to another story, in bytes.
const SHORT: usize = 400;
/// The longest line of date or writer before the article begins, in bytes.
const LINE: usize = 120;

/// The text of an article, its paragraphs parted by blank lines, and the links in it; `title` is not said again.
pub(crate) fn text(blocks: Vec<Block>, title: Option<&str>) -> (String, Vec<Link>) {
    let blocks = without(blocks, |b| b.other);
    let blocks = without(blocks, |b| is_link(b) || is_caption(b) || is_mark(b));
    let blocks = without_ends(blocks);
    let title = title.map(letters).unwrap_or_default();
    let begins = blocks.iter().position(is_sentence).unwrap_or(0);
    let (mut kept, mut links, mut at) = (Vec::<String>::with_capacity(blocks.len()), Vec::new(), 0);
    for (n, block) in blocks.into_iter().enumerate() {
        let again = !title.is_empty() && n <= begins && letters(&block.text) == title;
        if again || n < begins && is_line(&block.text) {
            continue;
        }
        // A picture's words stand twice in many pages, for wide screens and for narrow ones.
        if kept.last() != Some(&block.text) {
            links.extend(block.links.into_iter().map(|l| Link {
                span: Span::new(l.span.start + at, l.span.end + at),
                url: l.url,
            }));
            at += block.text.len() + 2;
            kept.push(block.text);
        }
    }
    (kept.join("\n\n"), links)
}

/// The text that a site gives as its article's, which some give as HTML; its lines are its paragraphs.
pub(crate) fn body(words: &str) -> String {
    let plain;
    let words = if words.contains('<') || words.contains('&') {
        let page = Document::fragment(words.replace('\n', "<br>"));
        plain = blocks(&page.root())
            .into_iter()
            .map(|b| b.text)
            .collect::<Vec<_>>()
            .join("\n\n");
        plain.as_str()
    } else {
        words
    };
    let lines: Vec<String> = words
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n\n")
}

/// `blocks` without the boilerplate that they begin and end with; what stands between is marked, not cut.
fn without_ends(blocks: Vec<Block>) -> Vec<Block> {
    let words: Vec<&str> = blocks.iter().map(|b| b.text.as_str()).collect();
    let text = words.join("\n\n");
    let marks = crate::mark_boilerplate(&text);
    let first = marks.first().filter(|m| m.start == 0).map_or(0, |m| m.end);
    let last = marks
        .last()
        .filter(|m| m.end == text.len())
        .map_or(text.len(), |m| m.start);
    let mut at = 0;
    let mut kept = Vec::with_capacity(blocks.len());
    for block in blocks {
        let end = at + block.text.len();
        if end > first && at < last {
            kept.push(block);
        }
        at = end + 2;
    }
    kept
}

/// `blocks` without those that are `out`, unless hardly any words would be left: then the signs are wrong for this page.
fn without(blocks: Vec<Block>, out: impl Fn(&Block) -> bool) -> Vec<Block> {
    let size = |keep: &dyn Fn(&Block) -> bool| -> usize {
        blocks
            .iter()
            .filter(|b| keep(b))
            .map(|b| b.text.len())
            .sum()
    };
    if size(&|b| !out(b)) * 2 < size(&|_| true) {
        return blocks;
    }
    blocks.into_iter().filter(|b| !out(b)).collect()
}

/// Little but a link to something else.
fn is_link(block: &Block) -> bool {
    let words = block
        .text
        .bytes()
        .filter(|b| !b.is_ascii_whitespace())
        .count();
    let plain = words.saturating_sub(block.linked);
    block.text.len() <= SHORT
        && (block.linked * 10 >= words * 9
            && !block.text.trim_end_matches([')', '”', '"']).ends_with('.')
            || is_pointer(&block.text.to_lowercase()) && (block.linked > plain || plain < 40))
}

fn is_caption(block: &Block) -> bool {
    block.text.len() <= SHORT && is_credit(&block.text.to_lowercase())
}

/// A number or mark that counts pictures and the like.
fn is_mark(block: &Block) -> bool {
    block.text.len() <= 3 && !block.text.chars().any(char::is_alphabetic)
}

fn is_sentence(block: &Block) -> bool {
    block.text.len() > LINE
        || block.text.len() > 60 && block.text.ends_with(['.', '!', '?', '”', '"'])
}

/// A line before the article that says when, by whom or where in the site.
fn is_line(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let by = ["By ", "by ", "BY "].iter().any(|by| text.starts_with(by));
    text.len() <= LINE && (by || digits >= 3)
}

/// The letters and digits of `text` in lower case: what stays the same however a title is set.
fn letters(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
