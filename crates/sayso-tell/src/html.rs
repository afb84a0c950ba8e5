//! Changes as HTML that a mail program or feed reader shows: no style, no script, nothing that is fetched. All words of reports are escaped.

use crate::text::{cut, line};
use crate::{Said, Told};

/// Where the words of a claim are cut; the page has all of them.
const WORDS: usize = 3_000;

/// Words in HTML or XML; characters that XML cannot have are left out.
pub(crate) fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

/// A link, if it leads to where a browser may follow without harm.
fn link(href: &str, words: &str) -> String {
    let is_plain = href.starts_with("https://") || href.starts_with("http://");
    match is_plain {
        true => format!("<a href=\"{}\">{}</a>", escaped(href), escaped(words)),
        false => escaped(words),
    }
}

/// One change.
pub(crate) fn change(told: &Told) -> String {
    let mut out = format!(
        "<p><strong>{}</strong></p>\n",
        escaped(&line(&told.sentence))
    );
    if let Some(question) = &told.question {
        let words = line(&question.text);
        let shown = match &question.page {
            Some(page) => link(page, &words),
            None => escaped(&words),
        };
        out.push_str(&format!("<p>Question: {shown}</p>\n"));
    }
    if let Some(now) = &told.now {
        out.push_str(&said(now));
    }
    if let Some(reason) = told.reason.as_deref().filter(|r| !r.is_empty()) {
        out.push_str(&format!("<p>Why: {}</p>\n", escaped(reason)));
    }
    if let Some(before) = &told.before {
        out.push_str(&format!("<p>Before:</p>\n{}", said(before)));
    }
    if told.before.is_none() && !told.revises.is_empty() {
        out.push_str("<p>Takes the place of:</p>\n");
        let last = told.revises.iter().rev().take(3);
        last.for_each(|r| out.push_str(&said(r)));
    }
    if !told.against.is_empty() {
        out.push_str("<p>In conflict with:</p>\n");
        told.against.iter().for_each(|a| out.push_str(&said(a)));
        if told.against_more > 0 {
            out.push_str(&format!("<p>and {} more</p>\n", told.against_more));
        }
    }
    out
}

fn said(said: &Said) -> String {
    let stance = said
        .stance
        .as_deref()
        .map(|s| format!(" {}", s.replace('_', " ")));
    let mut out = format!(
        "<p>{}{}: {}</p>\n",
        escaped(said.name()),
        escaped(&stance.unwrap_or_default()),
        escaped(&said.figure())
    );
    if let Some(content) = &said.content {
        out.push_str(&format!(
            "<blockquote><p>{}</p></blockquote>\n",
            escaped(&cut(content, WORDS))
        ));
    }
    let mut place = escaped(&said.place());
    if let Some(title) = &said.title {
        place.push_str(&format!(": {}", escaped(title)));
    }
    if let Some(page) = &said.page {
        place.push_str(&format!(" · {}", link(page, "the claim on its page")));
    }
    if let Some(url) = &said.url {
        place.push_str(&format!(" · {}", link(url, "the report")));
    }
    out.push_str(&format!("<p>{place}</p>\n"));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_reports_are_words_and_nothing_else() {
        assert_eq!(
            escaped("<b a=\"'\">&\u{1}\n"),
            "&lt;b a=&quot;&#39;&quot;&gt;&amp; "
        );
        assert_eq!(link("javascript:alert(1)", "x"), "x");
        assert_eq!(
            link("https://e.org/\"<", "x"),
            "<a href=\"https://e.org/&quot;&lt;\">x</a>"
        );
    }
}
