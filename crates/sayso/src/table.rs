//! Columns that fit the terminal, out of words that may try to harm it.

use crate::paint::{Ink, Paint};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of the terminal; `COLUMNS` where it is set, 80 where there is no terminal.
pub fn width() -> usize {
    let set = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let seen = || terminal_size::terminal_size().map(|(w, _)| usize::from(w.0));
    set.or_else(seen).unwrap_or(80).clamp(40, 400)
}

/// A character as a terminal may have it: white space as a blank, one that would control the terminal or turn the direction
/// of writing as an escape.
pub fn plain_char(c: char, out: &mut String) {
    let turns = matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if c.is_whitespace() {
        out.push(' ');
    } else if c.is_control() || turns {
        out.extend(c.escape_unicode());
    } else {
        out.push(c);
    }
}

/// `text` with every character as [`plain_char`] has it, on one line.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| plain_char(c, &mut out));
    out
}

/// `text` on one line of at most `width` columns, cut with `…`.
pub fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        out.push(c);
    }
    let mut out = out.trim_end().to_owned();
    out.push('…');
    out
}

/// `text` in lines of at most `width` columns, broken at blanks; after `lines` of them it is cut with `…`.
pub fn wrap(text: &str, width: usize, lines: usize) -> Vec<String> {
    let width = width.max(2);
    let mut out: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let wide = word.width();
        if used > 0 && used + 1 + wide > width {
            out.push(std::mem::take(&mut line));
            used = 0;
        }
        if out.len() > lines {
            break;
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        for c in word.chars() {
            let w = c.width().unwrap_or(0);
            if used + w > width {
                out.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(c);
            used += w;
        }
    }
    if !line.is_empty() || out.is_empty() {
        out.push(line);
    }
    if out.len() > lines {
        out.truncate(lines);
        if let Some(last) = out.last_mut() {
            *last = cut(&format!("{last} …"), width);
            if !last.ends_with('…') {
                last.push('…');
            }
        }
    }
    out
}

/// What may be done next, in dim lines that fit.
pub fn hint(paint: Paint, words: &str) -> String {
    wrap(words, width(), usize::MAX)
        .iter()
        .map(|line| paint.ink(Ink::Dim, line) + "\n")
        .collect()
}

/// One cell of a row.
pub struct Cell {
    words: String,
    ink: Ink,
}

impl Cell {
    /// `words`, made harmless, in `ink`.
    pub fn new(words: &str, ink: Ink) -> Self {
        Cell {
            words: plain(words),
            ink,
        }
    }
}

/// A row, its cells wrapped side by side in columns of `widths`, two blanks between, after `indent` blanks; each cell at most
/// `lines` lines. No line ends in blanks.
pub fn row(paint: Paint, indent: usize, widths: &[usize], cells: &[Cell], lines: usize) -> String {
    let wrapped: Vec<Vec<String>> = cells
        .iter()
        .zip(widths)
        .map(|(cell, width)| wrap(&cell.words, *width, lines))
        .collect();
    let tall = wrapped.iter().map(Vec::len).max().unwrap_or(0);
    let mut out = String::new();
    for n in 0..tall {
        let mut line = " ".repeat(indent);
        let mut owed = 0;
        for ((column, cell), width) in wrapped.iter().zip(cells).zip(widths) {
            let words = column.get(n).map_or("", String::as_str);
            if !words.is_empty() {
                line.push_str(&" ".repeat(owed));
                owed = 0;
                line.push_str(&paint.ink(cell.ink, words));
            }
            owed += width.saturating_sub(words.width()) + 2;
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const BARE: Paint = Paint { colour: false };

    #[test]
    fn what_would_control_a_terminal_is_shown() {
        assert_eq!(plain("a\u{1b}[2J\nb\u{202E}c"), "a\\u{1b}[2J b\\u{202e}c");
        assert_eq!(plain("Ölhafen “ja”"), "Ölhafen “ja”");
    }

    #[test]
    fn lines_keep_to_their_width() {
        assert_eq!(wrap("one two three", 7, 9), ["one two", "three"]);
        assert_eq!(wrap("one two three four", 7, 1), ["one tw…"]);
        assert_eq!(wrap("one", 7, 1), ["one"]);
        assert_eq!(wrap("abcdefghij", 4, 9), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("水害水害", 4, 9), ["水害", "水害"]);
        assert_eq!(wrap("", 4, 9), [""]);
        for line in wrap(&"wide 水 word ".repeat(30), 11, 4) {
            assert!(line.width() <= 11, "{line:?}");
        }
    }

    #[test]
    fn cells_stand_side_by_side() {
        let cells = [
            Cell::new("水", Ink::Plain),
            Cell::new("who said it", Ink::Plain),
            Cell::new("what", Ink::Plain),
        ];
        assert_eq!(
            row(BARE, 1, &[4, 8, 9], &cells, 3),
            " 水    who said  what\n       it\n"
        );
    }
}
