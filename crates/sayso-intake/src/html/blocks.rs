//! A part of a page as blocks of words: what a reader sees as paragraphs, headings and list items.

use dom_query::NodeRef;

use super::parts::{is_other_class, is_other_element};

/// A run of words that stands apart from what is before and after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// Its words, white space run together; a line break of the page is `\n`.
    pub text: String,
    /// How many bytes of `text` are words of links.
    pub linked: usize,
    /// Whether the markup around it says that it is no part of the article: a caption, a newsletter's form.
    pub other: bool,
}

impl Block {
    /// Whether it reads like a paragraph of a text: long enough, and few links.
    pub fn is_paragraph(&self) -> bool {
        !self.other && self.text.len() >= 60 && self.linked * 3 < self.text.len()
    }
}

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
    let (mut links, mut others) = (0usize, 0usize);
    let mut steps = vec![Step::Enter(*root)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Leave { apart, link, other } => {
                if apart {
                    open.end(&mut out, others > 0);
                }
                links -= usize::from(link);
                others -= usize::from(other);
            }
            Step::Enter(node) if node.is_text() => open.push(&node.text(), links > 0),
            Step::Enter(node) => {
                let Some(name) = node.qual_name_ref().map(|q| q.local.to_string()) else {
                    continue;
                };
                if UNSEEN.contains(&name.as_str()) {
                    continue;
                }
                match name.as_str() {
                    "br" => open.line(),
                    "td" | "th" => open.push(" ", false),
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
                links += usize::from(link);
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
}

impl Open {
    fn push(&mut self, words: &str, link: bool) {
        let mut gap = words.starts_with(char::is_whitespace);
        for word in words.split_whitespace() {
            if gap && !self.text.is_empty() && !self.text.ends_with(char::is_whitespace) {
                self.text.push(' ');
            }
            self.text.push_str(word);
            if link {
                self.linked += word.len();
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

    fn line(&mut self) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    fn end(&mut self, out: &mut Vec<Block>, other: bool) {
        let open = std::mem::take(self);
        // Two line breaks in a row are how old pages part paragraphs.
        for text in open.text.split("\n\n").map(str::trim) {
            if text.chars().any(char::is_alphanumeric) {
                out.push(Block {
                    linked: open.linked.min(text.len()),
                    other,
                    text: text.to_owned(),
                });
            }
        }
    }
}
