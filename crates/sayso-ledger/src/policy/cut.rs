//! Blacking out, letter by letter, so that what stands after keeps its place.

use std::ops::Range;

/// What stands for a letter or digit that was cut.
pub const BLACK: char = '█';

/// The text with the letters and digits of these ranges, in characters and in order, blacked out.
pub(super) fn black_out(text: &str, ranges: &[Range<usize>]) -> String {
    if ranges.is_empty() {
        return text.to_owned();
    }
    let mut ranges = ranges.iter().peekable();
    let mut out = String::with_capacity(text.len());
    for (n, c) in text.chars().enumerate() {
        while ranges.next_if(|r| r.end <= n).is_some() {}
        let is_cut = ranges.peek().is_some_and(|r| r.start <= n);
        out.push(
            if is_cut && !c.is_whitespace() && !c.is_ascii_punctuation() {
                BLACK
            } else {
                c
            },
        );
    }
    out
}

/// Ranges put in order and joined where they touch.
pub(super) fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|r| (r.start, r.end));
    let mut out: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}
