//! Small tools for words: taking a text apart, lower case, stems, and reading tables.

/// The rows of a table, without comments and empty lines; cells are split at tabs.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|line| line.split('\t').map(str::trim).collect())
}

/// The words that share a cell, parted by `|`.
pub(crate) fn words(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split('|').map(str::trim).filter(|w| !w.is_empty())
}

/// One word of a text: its bytes' range and whether a single space parts it from the word before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word<'t> {
    /// As written, a possessive ending cut away.
    pub text: &'t str,
    /// Whether it follows the word before after one space and nothing else.
    pub close: bool,
}

/// The words and numbers of a text, in order.
pub(crate) fn tokens(text: &str) -> Vec<Word<'_>> {
    let mut out = Vec::new();
    let mut begin: Option<usize> = None;
    let mut last_end = 0;
    let joins = |c: char| matches!(c, '\'' | '’' | '-');
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let inside = c.is_alphanumeric()
            || begin.is_some()
                && joins(c)
                && chars.peek().is_some_and(|(_, next)| next.is_alphabetic());
        if inside && begin.is_none() {
            begin = Some(at);
        }
        if !inside && let Some(start) = begin.take() {
            push(&mut out, text, start, at, last_end);
            last_end = at;
        }
    }
    if let Some(start) = begin {
        push(&mut out, text, start, text.len(), last_end);
    }
    out
}

fn push<'t>(out: &mut Vec<Word<'t>>, text: &'t str, start: usize, end: usize, last_end: usize) {
    let (Some(word), Some(gap)) = (text.get(start..end), text.get(last_end..start)) else {
        return;
    };
    let close = gap == " " && !out.is_empty();
    let word = ["'s", "’s", "'S", "’S"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending))
        .unwrap_or(word);
    if !word.is_empty() {
        out.push(Word { text: word, close });
    }
}

/// A word without its commonest endings, so that "killed" and "kills", "soldiers" and "soldier" meet.
pub(crate) fn stem(word: &str) -> String {
    let lower = word.to_lowercase();
    for (ending, instead) in [
        ("ies", "y"),
        ("sses", "ss"),
        ("ing", ""),
        ("ed", ""),
        ("es", ""),
        ("s", ""),
        ("e", ""),
    ] {
        if let Some(front) = lower.strip_suffix(ending)
            && front.chars().count() >= 3
            && !(ending == "s" && front.ends_with(['s', 'u', 'i']))
        {
            return format!("{front}{instead}");
        }
    }
    lower
}

/// 64 bits that name some bytes (FNV-1a): the same on every machine.
pub(crate) fn hash(parts: &[&str]) -> u64 {
    let mut h: u64 = 0xcbf2_9ce4_8422_2325;
    for part in parts {
        for byte in part.bytes().chain(std::iter::once(0x1f)) {
            h ^= u64::from(byte);
            h = h.wrapping_mul(0x0100_0000_01b3);
        }
    }
    h
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_hyphens_and_lose_possessives() {
        let words: Vec<&str> = tokens("Ann's well-known ‘Mr X’, 3,000 m")
            .iter()
            .map(|w| w.text)
            .collect();
        assert_eq!(words, ["Ann", "well-known", "Mr", "X", "3", "000", "m"]);
    }

    #[test]
    fn stems_meet() {
        assert_eq!(stem("soldiers"), stem("soldier"));
        assert_eq!(stem("killed"), stem("kills"));
        assert_eq!(stem("bus"), "bus");
    }
}
