//! A part of a page as blocks of words: what a reader sees as paragraphs, headings and list items.

use dom_query::NodeRef;

use super::parts::{is_other_class, is_other_element};
use crate::report::Link;
use sayso_language::Span;

/// A run of words that stands apart from what is before and after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// Its words, white space run together; a line break of the page is `\n`.
    pub text: String,
    /// How many bytes of `text` are words of links.
    pub linked: usize,
    /// Its links as the page writes them, spans in bytes of `text`.
    pub links: Vec<Link>,
    /// Whether the markup around it says that it is no part of the article: a caption, a newsletter's form.
    pub other: bool,
}

impl Block {
    /// Whether it reads like a paragraph of a text: long enough, and few links.
    pub fn is_paragraph(&self) -> bool {
        !self.other && self.text.len() >= 60 && self.linked * 3 < self.text.len()
    }
}

/// The longest address of a link that is kept, in bytes.
const LONGEST: usize = 2_000;

/// Elements that part their words from those around them.
const APART: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
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
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
];

/// Elements whose words nobody sees.
const UNSEEN: &[&str] = &[
    "script", "style", "template", "noscript", "svg", "math", "iframe", "object", "select",
    "textarea", "button", "head", "audio", "video",
];

enum Step<'a> {
    Enter(NodeRef<'a>),
    /// Leaves an element that stands apart, or a link.
    Leave {
        apart: bool,
        link: bool,
        other: bool,
    },
}

/// The blocks below `root`, in order of the page.
pub(crate) fn blocks(root: &NodeRef<'_>) -> Vec<Block> {
    let mut out = Vec::new();
    let mut open = Open::default();
    let (mut links, mut others): (Vec<Option<String>>, usize) = (Vec::new(), 0);
    let mut steps = vec![Step::Enter(*root)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Leave { apart, link, other } => {
                if apart {
                    open.end(&mut out, others > 0);
                }
                if link {
                    links.pop();
                }
                others -= usize::from(other);
            }
            Step::Enter(node) if node.is_text() => {
                open.push(&node.text(), links.last().map(Option::as_deref));
            }
            Step::Enter(node) => {
                let Some(name) = node.qual_name_ref().map(|q| q.local.to_string()) else {
                    continue;
                };
                if UNSEEN.contains(&name.as_str()) {
                    continue;
                }
                match name.as_str() {
                    "br" => open.line(),
                    "td" | "th" => open.push(" ", None),
                    _ => {}
                }
                let link = name == "a";
                let other = is_other_element(&name)
                    || node.id != root.id
                        && ["class", "id"]
                            .iter()
                            .any(|a| node.attr(a).is_some_and(|v| is_other_class(&v)));
                // What is no part of the article must not share a block with it.
                let apart = other || APART.contains(&name.as_str());
                if apart {
                    open.end(&mut out, others > 0);
                }
                if link {
                    let leads = node.attr("href").map(|h| h.trim().to_owned());
                    links.push(leads.filter(|h| !h.is_empty() && h.len() <= LONGEST));
                }
                others += usize::from(other);
                steps.push(Step::Leave { apart, link, other });
                steps.extend(node.children_it(true).map(Step::Enter));
            }
        }
    }
    open.end(&mut out, false);
    out
}

/// A block in the making.
#[derive(Default)]
struct Open {
    text: String,
    linked: usize,
    links: Vec<Link>,
}

impl Open {
    /// Words, and the link that they stand in, with where it leads if that can be told.
    fn push(&mut self, words: &str, link: Option<Option<&str>>) {
        let mut gap = words.starts_with(char::is_whitespace);
        for word in words.split_whitespace() {
            if gap && !self.text.is_empty() && !self.text.ends_with(char::is_whitespace) {
                self.text.push(' ');
            }
            let start = self.text.len();
            self.text.push_str(word);
            if let Some(leads) = link {
                self.linked += word.len();
                self.lead(start, leads);
            }
            gap = true;
        }
        if words.ends_with(char::is_whitespace)
            && !self.text.is_empty()
            && !self.text.ends_with(char::is_whitespace)
        {
            self.text.push(' ');
        }
    }

    /// The words since `start` are those of a link; one link is one span, however many words it has.
    fn lead(&mut self, start: usize, leads: Option<&str>) {
        let Some(leads) = leads else { return };
        let end = self.text.len();
        match self.links.last_mut() {
            Some(last) if last.url == leads && last.span.end + 1 >= start => last.span.end = end,
            _ => self.links.push(Link {
                span: Span::new(start, end),
                url: leads.to_owned(),
            }),
        }
    }

    fn line(&mut self) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    fn end(&mut self, out: &mut Vec<Block>, other: bool) {
        let open = std::mem::take(self);
        // Two line breaks in a row are how old pages part paragraphs.
        let mut at = 0;
        for part in open.text.split("\n\n") {
            let from = at + (part.len() - part.trim_start().len());
            at += part.len() + 2;
            let text = part.trim();
            if text.chars().any(char::is_alphanumeric) {
                let within = Span::new(from, from + text.len());
                let links = open.links.iter().filter(|l| within.contains(l.span));
                out.push(Block {
                    linked: open.linked.min(text.len()),
                    links: links.map(|l| moved(l, from)).collect(),
                    other,
                    text: text.to_owned(),
                });
            }
        }
    }
}

/// A link in what begins at `from`.
fn moved(link: &Link, from: usize) -> Link {
    Link {
        span: Span::new(link.span.start - from, link.span.end - from),
        url: link.url.clone(),
    }
}
