//! How words stand out: by colour on a terminal, by brackets elsewhere.

use anstyle::{AnsiColor, Style};

/// What a word is, for a reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ink {
    /// Nothing special.
    #[default]
    Plain,
    /// Who is attributed.
    Source,
    /// The words that attribute.
    Cue,
    /// What is attributed.
    Content,
    /// Less important than the rest.
    Dim,
    /// A heading.
    Bold,
    /// A word that was looked for.
    Found,
}

impl Ink {
    fn style(self) -> Style {
        let colour = |c: AnsiColor| Style::new().fg_color(Some(c.into()));
        match self {
            Ink::Plain => Style::new(),
            Ink::Source => colour(AnsiColor::Cyan).bold(),
            Ink::Cue => colour(AnsiColor::Yellow).underline(),
            Ink::Content => colour(AnsiColor::Green),
            Ink::Dim => Style::new().dimmed(),
            Ink::Bold => Style::new().bold(),
            Ink::Found => colour(AnsiColor::Magenta).bold(),
        }
    }
}

/// Paints words, or leaves them as they are.
#[derive(Clone, Copy, Debug)]
pub struct Paint {
    /// Whether to paint.
    pub colour: bool,
}

impl Paint {
    /// `words` in `ink`.
    pub fn ink(self, ink: Ink, words: &str) -> String {
        if !self.colour || ink == Ink::Plain || words.is_empty() {
            return words.to_owned();
        }
        let style = ink.style();
        format!("{style}{words}{style:#}")
    }

    /// A word that was looked for: painted, or in brackets.
    pub fn found(self, words: &str) -> String {
        if self.colour {
            self.ink(Ink::Found, words)
        } else {
            format!("⟦{words}⟧")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_ends_where_it_should() {
        let with = Paint { colour: true };
        assert_eq!(with.ink(Ink::Bold, "dam"), "\u{1b}[1mdam\u{1b}[0m");
        assert_eq!(with.ink(Ink::Plain, "dam"), "dam");
        let without = Paint { colour: false };
        assert_eq!(without.ink(Ink::Bold, "dam"), "dam");
        assert_eq!(without.found("dam"), "⟦dam⟧");
    }
}
