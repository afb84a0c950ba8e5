//! A text in blocks, and blocks in parts that one page can show.

use sayso_language::Span;
use sayso_ledger::Stand;
use std::ops::Range;

/// Code points of a block, at most.
const BLOCK: usize = 3_000;
/// Code points of a part, about.
const PART: usize = 30_000;
/// Claims of a part, about.
const CLAIMS: usize = 100;

/// The paragraphs of a text, long ones cut where a sentence begins; in code points.
pub fn blocks(text: &str, sentences: &[Span]) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = None;
    let mut end = 0;
    for (n, c) in text.chars().enumerate() {
        end = n + 1;
        if c == '\n' {
            if let Some(from) = start.take() {
                cut(Span::new(from, n), sentences, &mut out);
            }
        } else if start.is_none() && !c.is_whitespace() {
            start = Some(n);
        }
    }
    if let Some(from) = start {
        cut(Span::new(from, end), sentences, &mut out);
    }
    out
}

fn cut(paragraph: Span, sentences: &[Span], out: &mut Vec<Span>) {
    let mut from = paragraph.start;
    while paragraph.end - from > BLOCK {
        let most = from + BLOCK;
        let first = sentences.partition_point(|s| s.start <= from);
        let past = sentences.partition_point(|s| s.start <= most);
        let at = sentences
            .get(first..past)
            .and_then(|s| s.last())
            .map_or(most, |s| s.start);
        out.push(Span::new(from, at));
        from = at;
    }
    if from < paragraph.end {
        out.push(Span::new(from, paragraph.end));
    }
}

/// Which blocks make which part. A report without text is one empty part.
pub fn parts(blocks: &[Span], stands: &[Stand]) -> Vec<Range<usize>> {
    let mut starts: Vec<usize> = stands.iter().map(|s| s.span.start).collect();
    starts.sort_unstable();
    let before = |at: usize| starts.partition_point(|s| *s < at);
    let mut out = Vec::new();
    let (mut first, mut size, mut claims) = (0, 0, 0);
    for (n, block) in blocks.iter().enumerate() {
        let here = before(block.end) - before(block.start);
        let long = block.end - block.start;
        if n > first && (size + long > PART || claims + here > CLAIMS) {
            out.push(first..n);
            (first, size, claims) = (n, 0, 0);
        }
        size += long;
        claims += here;
    }
    out.push(first..blocks.len());
    out
}

/// The part in which a place of the text is.
pub fn part_at(parts: &[Range<usize>], blocks: &[Span], place: usize) -> usize {
    let block = blocks
        .partition_point(|b| b.start <= place)
        .saturating_sub(1);
    parts
        .iter()
        .position(|p| p.contains(&block))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_blocks_and_long_ones_are_cut_at_sentences() {
        let text = format!("Eins.\n\n{}End.", "Zwölf da. ".repeat(500));
        let sentences: Vec<Span> = (0..500)
            .map(|n| Span::new(7 + n * 10, 16 + n * 10))
            .collect();
        let found = blocks(&text, &sentences);
        assert_eq!(found[0], Span::new(0, 5));
        assert_eq!(found[1], Span::new(7, 3_007));
        assert_eq!(found.last().unwrap().end, text.chars().count());
        assert!(blocks(" \n \n", &[]).is_empty());
    }

    #[test]
    fn parts_hold_all_blocks_once() {
        let blocks: Vec<Span> = (0..50)
            .map(|n| Span::new(n * 2_001, n * 2_001 + 2_000))
            .collect();
        let found = parts(&blocks, &[]);
        assert_eq!(found.len(), 4);
        assert_eq!(found[0], 0..15);
        assert_eq!(found.last().unwrap().end, 50);
        assert_eq!(part_at(&found, &blocks, 2_001 * 16), 1);
        let none = parts(&[], &[]);
        assert_eq!((none.len(), none.first()), (1, Some(&(0..0))));
    }
}
