//! A piece of HTML, as feeds carry it, to text.

use std::borrow::Cow;
use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use crate::report::Link;
use memchr::memchr;
use sayso_language::Span;

/// Longest tag, in bytes, that keeps its attributes: the tokenizer compares each of them with all before it.
const LONG_TAG: usize = 1_000;

/// Elements that part paragraphs.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tr",
    "ul",
];

/// Elements whose content is no text.
const SILENT: &[&str] = &["iframe", "script", "style", "textarea"];

/// What stands between the last words and the next.
#[derive(Clone, Copy, Default, PartialEq, PartialOrd)]
enum Gap {
    #[default]
    None,
    Space,
    Line,
    Paragraph,
}

#[derive(Default)]
struct State {
    text: String,
    gap: Gap,
    silent: bool,
    is_marked_up: bool,
    /// Where the link leads that is open.
    leads: Option<String>,
    links: Vec<Link>,
}

#[derive(Default)]
struct Words(RefCell<State>);

impl State {
    fn widen(&mut self, gap: Gap) {
        if gap > self.gap {
            self.gap = gap;
        }
    }

    fn push(&mut self, words: &str) {
        for c in words.chars() {
            if c.is_whitespace() {
                self.widen(Gap::Space);
                continue;
            }
            if !self.text.is_empty() {
                self.text.push_str(match self.gap {
                    Gap::None => "",
                    Gap::Space => " ",
                    Gap::Line => "\n",
                    Gap::Paragraph => "\n\n",
                });
            }
            let joins = self.gap <= Gap::Space;
            self.gap = Gap::None;
            let start = self.text.len();
            self.text.push(c);
            self.lead(start, joins);
        }
    }

    /// The character at `start` is one of a link, if one is open.
    fn lead(&mut self, start: usize, joins: bool) {
        let Some(leads) = &self.leads else { return };
        let end = self.text.len();
        match self.links.last_mut() {
            Some(last) if joins && last.span.end + 1 >= start && last.url == *leads => {
                last.span.end = end;
            }
            _ => self.links.push(Link {
                span: Span::new(start, end),
                url: leads.clone(),
            }),
        }
    }

    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        self.is_marked_up = true;
        if name == "a" {
            let href = tag.attrs.iter().find(|a| &*a.name.local == "href");
            self.leads = href
                .filter(|_| tag.kind == TagKind::StartTag)
                .map(|a| a.value.trim().to_owned())
                .filter(|h| !h.is_empty());
        }
        if SILENT.contains(&name) {
            self.silent = tag.kind == TagKind::StartTag;
            if self.silent {
                return TokenSinkResult::RawData(RawKind::Rawtext);
            }
        } else if name == "br" {
            let gap = match self.gap {
                Gap::Line | Gap::Paragraph => Gap::Paragraph,
                _ => Gap::Line,
            };
            self.widen(gap);
        } else if BLOCKS.contains(&name) {
            self.widen(Gap::Paragraph);
        } else if name == "td" || name == "th" {
            self.widen(Gap::Space);
        }
        TokenSinkResult::Continue
    }
}

impl TokenSink for Words {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(words) if !state.silent => state.push(&words),
            Token::TagToken(tag) => return state.tag(&tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// The words of a piece of HTML, paragraphs parted by a blank line. What has no element in it keeps its blank lines.
pub(super) fn text(html: &str) -> String {
    linked(html).0
}

/// The same, and the links in it.
pub(super) fn linked(html: &str) -> (String, Vec<Link>) {
    let state = tokenize(html);
    if state.is_marked_up {
        return (state.text, state.links);
    }
    let paragraphs: Vec<String> = plain(html)
        .split("\n\n")
        .map(|p| tokenize(p).text)
        .collect();
    (paragraphs.join("\n\n"), Vec::new())
}

/// Plain words with one kind of line end, no space around lines, and no more than one blank line at a time.
pub(super) fn plain(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut blank = false;
    for line in words.lines().map(str::trim) {
        if line.is_empty() {
            blank = true;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blank { "\n\n" } else { "\n" });
        }
        blank = false;
        out.push_str(line);
    }
    out
}

fn tokenize(html: &str) -> State {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(shorten(html).as_ref()));
    let tokenizer = Tokenizer::new(Words::default(), TokenizerOpts::default());
    // It stops early only where the sink asks for it.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.take()
}

/// The same HTML without the attributes of very long tags.
fn shorten(html: &str) -> Cow<'_, str> {
    let bytes = html.as_bytes();
    let mut out = String::new();
    let (mut kept, mut at) = (0, 0);
    while let Some(i) = memchr(b'<', bytes.get(at..).unwrap_or_default()) {
        let start = at + i;
        let end = tag_end(bytes, start);
        at = end;
        if end - start > LONG_TAG {
            let name = bytes
                .iter()
                .skip(start + 2)
                .position(|b| !b.is_ascii_alphanumeric());
            let name_end = start + 2 + name.unwrap_or(0);
            out.push_str(html.get(kept..name_end).unwrap_or_default());
            out.push('>');
            kept = end;
        }
    }
    if kept == 0 {
        return Cow::Borrowed(html);
    }
    out.push_str(html.get(kept..).unwrap_or_default());
    Cow::Owned(out)
}

/// Where the tag that may open at `start` ends; just after its `<` where none opens.
fn tag_end(bytes: &[u8], start: usize) -> usize {
    if !bytes
        .get(start + 1)
        .is_some_and(|b| b.is_ascii_alphabetic() || *b == b'/')
    {
        return start + 1;
    }
    let (mut quote, mut before) = (None, b'<');
    for (i, &b) in bytes.iter().enumerate().skip(start + 1) {
        match (quote, b) {
            (None, b'>') => return i + 1,
            (None, b'"' | b'\'') if before == b'=' => quote = Some(b),
            (Some(q), b) if q == b => quote = None,
            _ => {}
        }
        before = b;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_lines_and_entities() {
        let html = "<p>The bridge&nbsp;<b>fell</b>, she\n said.</p><p>&#8220;No&rdquo;<br>he said.<br><br>So.</p>\
            <script>var x = '<p>no</p>';</script><ul><li>a<li>b</ul><!-- c --><table><tr><td>1<td>2</table>";
        assert_eq!(
            text(html),
            "The bridge fell, she said.\n\n“No”\nhe said.\n\nSo.\n\na\n\nb\n\n1 2"
        );
        assert_eq!(
            text("Profit &lt; 5 &amp; <3,\n\n he said.\n"),
            "Profit < 5 & <3,\n\nhe said."
        );
    }

    #[test]
    fn links_stand_with_their_words() {
        let html = "<p>In <a href='https://t.me/x/1'>a <b>video</b></a>, <a href=/p>she</a></p><p><a href='/p'>said</a> so <a>x</a></p>";
        let (text, links) = linked(html);
        let links: Vec<(&str, &str)> = links
            .iter()
            .map(|l| (l.span.of(&text), l.url.as_str()))
            .collect();
        assert_eq!(
            links,
            [
                ("a video", "https://t.me/x/1"),
                ("she", "/p"),
                ("said", "/p")
            ]
        );
    }

    #[test]
    fn hostile_html() {
        assert_eq!(text(&"<b>x".repeat(100_000)).len(), 100_000);
        assert_eq!(text("<p unclosed"), "");
        assert_eq!(text("a<é>"), "a<é>");
        let words: String = (0..300_000).map(|i| format!(" a{i}")).collect();
        assert_eq!(text(&format!("<p{words} b='>'>x</p><i>y</i>")), "x\n\ny");
    }
}
