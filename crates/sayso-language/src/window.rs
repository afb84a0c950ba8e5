//! Windows: what the encoder reads at once.

use std::ops::Range;

/// Pieces of one window, without the two marks at its ends.
pub const LIMIT: usize = 382;
/// Pieces that neighbouring windows share at least.
const OVERLAP: usize = 64;

/// Ranges of words of overlapping windows of nearly even size, given the number of pieces of each word. Together they cover all words.
pub fn windows(lengths: &[usize]) -> Vec<Range<usize>> {
    let mut before = Vec::with_capacity(lengths.len() + 1);
    before.push(0usize);
    for &n in lengths {
        before.push(before[before.len() - 1] + n);
    }
    let total = before[lengths.len()];
    if total <= LIMIT {
        return if lengths.is_empty() {
            Vec::new()
        } else {
            std::iter::once(0..lengths.len()).collect()
        };
    }
    let count = (total - OVERLAP).div_ceil(LIMIT - OVERLAP);
    // No window needs to be longer than an even share of the text and the overlaps.
    let size = (total + (count - 1) * OVERLAP).div_ceil(count).min(LIMIT);
    let mut out: Vec<Range<usize>> = Vec::with_capacity(count);
    for k in 0..count {
        let want = k * (total - size) / (count - 1).max(1);
        let mut start = before.partition_point(|&b| b < want).min(lengths.len() - 1);
        if let Some(last) = out.last() {
            start = start.min(last.end);
        }
        let mut end = before.partition_point(|&b| b <= before[start] + size) - 1;
        end = end.max(start + 1);
        if out.last().is_none_or(|last| end > last.end) {
            out.push(start..end);
        }
    }
    while let Some(last) = out.last().filter(|last| last.end < lengths.len()) {
        let start = last.end;
        let end = (before.partition_point(|&b| b <= before[start] + LIMIT) - 1).max(start + 1);
        out.push(start..end);
    }
    out
}

/// For each word, the window in which it stands most central.
pub fn homes(windows: &[Range<usize>], words: usize) -> Vec<usize> {
    let mut out = Vec::with_capacity(words);
    let mut at = 0;
    let off = |w: &Range<usize>, i: usize| (w.start + w.end).abs_diff(2 * i + 1);
    for i in 0..words {
        while at + 1 < windows.len()
            && (i >= windows[at].end
                || (i >= windows[at + 1].start && off(&windows[at + 1], i) < off(&windows[at], i)))
        {
            at += 1;
        }
        out.push(at);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cover_all_words_within_the_limit() {
        for (n, each) in [
            (0, 1),
            (1, 1),
            (382, 1),
            (383, 1),
            (700, 1),
            (5000, 2),
            (100, 16),
            (1001, 3),
        ] {
            let lengths = vec![each; n];
            let found = windows(&lengths);
            let mut at = 0;
            for w in &found {
                assert!(
                    w.start <= at && w.end > at && w.len() * each <= LIMIT,
                    "{n} × {each}: {w:?}"
                );
                at = w.end;
            }
            assert_eq!(at, n);
            for (i, home) in homes(&found, n).into_iter().enumerate() {
                assert!(found[home].contains(&i));
            }
        }
    }
}
