//! Documents that are shown: the names of withheld sources blacked out in pages and in JSON, where tags and escapes could hide them.

use super::cut::{BLACK, black_out, joined};
use super::{Names, Policy};
use std::ops::Range;

/// Attributes that a person reads or hears.
const READ: [&str; 7] = [
    "title",
    "alt",
    "value",
    "content",
    "placeholder",
    "aria-label",
    "label",
];
/// Attributes that hold an address.
const ADDRESSES: [&str; 4] = ["href", "action", "src", "formaction"];

impl Policy {
    /// A page without the names of withheld sources: in its words, also where tags part a name, in attributes that are read out, and in what an
    /// address asks for. Tags and everything between them keep their places.
    pub fn page(&self, html: &str) -> String {
        match self.names.is_empty() {
            true => html.to_owned(),
            false => page(&self.names, html),
        }
    }

    /// A piece of JSON without them, in all its strings but the keys; also one that is cut short.
    pub fn json(&self, json: &str) -> String {
        match self.names.is_empty() {
            true => json.to_owned(),
            false => strings(&self.names, json),
        }
    }

    /// The words of an address without them, as no reader would write them either.
    pub fn address(&self, address: &str) -> String {
        cut_value(&self.names, address)
    }

    /// Whether a withheld source is named here, also in the escapes of addresses.
    pub fn names_in(&self, words: &str) -> bool {
        self.names.is_in(words)
    }
}

/// A character that is seen, and the bytes that it stands for; none where it only parts.
struct Seen {
    c: char,
    from: Range<usize>,
}

fn page(names: &Names, html: &str) -> String {
    let mut tags: Vec<Range<usize>> = Vec::new();
    let (mut parted, mut joined_up): (Vec<Seen>, Vec<Seen>) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(rest) = html.get(at..).filter(|r| !r.is_empty()) {
        if rest.starts_with('<') {
            let end = at + tag(rest);
            tags.push(at..end);
            let blank = || Seen { c: ' ', from: 0..0 };
            if parted.last().is_some_and(|s| s.c != ' ') {
                parted.push(blank());
            }
            at = end;
            continue;
        }
        let (c, long) = character(rest);
        let from = at..at + long;
        at += long;
        let blank = c.is_whitespace();
        for seen in [&mut parted, &mut joined_up] {
            if !blank || seen.last().is_some_and(|s| s.c != ' ') {
                let c = if blank { ' ' } else { c };
                let from = from.clone();
                seen.push(Seen { c, from });
            }
        }
    }
    let mut cut: Vec<Range<usize>> = Vec::new();
    for seen in [&parted, &joined_up] {
        let words: String = seen.iter().map(|s| s.c).collect();
        for found in names.find(&words) {
            let letters = seen.get(found).unwrap_or_default().iter();
            cut.extend(
                letters
                    .filter(|s| s.c.is_alphanumeric() && !s.from.is_empty())
                    .map(|s| s.from.clone()),
            );
        }
    }
    let mut edits: Vec<(Range<usize>, String)> = joined(cut)
        .into_iter()
        .map(|range| {
            let letters = html.get(range.clone()).unwrap_or_default();
            let (mut n, mut rest) = (0, letters);
            while !rest.is_empty() {
                let (_, long) = character(rest);
                rest = rest.get(long..).unwrap_or("");
                n += 1;
            }
            (range, BLACK.to_string().repeat(n))
        })
        .collect();
    for tag in tags {
        edits.extend(attributes(names, html, tag));
    }
    edits.sort_by_key(|e| e.0.start);
    let (mut out, mut from) = (String::with_capacity(html.len()), 0);
    for (range, words) in edits {
        out.push_str(html.get(from..range.start).unwrap_or_default());
        out.push_str(&words);
        from = range.end;
    }
    out + html.get(from..).unwrap_or_default()
}

/// How long the tag at the start is, in bytes: up to a `>` outside quotation marks, or all there is.
fn tag(html: &str) -> usize {
    if html.starts_with("<!--") {
        return html.find("-->").map_or(html.len(), |n| n + 3);
    }
    let mut quote = None;
    for (n, b) in html.bytes().enumerate() {
        match (quote, b) {
            (None, b'>') => return n + 1,
            (None, b'"' | b'\'') => quote = Some(b),
            (Some(q), b) if q == b => quote = None,
            _ => {}
        }
    }
    html.len()
}

/// The first character as a reader sees it, and how many bytes it takes.
fn character(html: &str) -> (char, usize) {
    let first = html.chars().next().unwrap_or(' ');
    if first == '&'
        && let Some(end) = html.bytes().take(12).position(|b| b == b';')
        && let Some(name) = html.get(1..end)
    {
        let number = match name.strip_prefix('#') {
            Some(digits) => match digits.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok(),
                None => digits.parse().ok(),
            },
            None => None,
        };
        let named = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some('\u{a0}'),
            "shy" => Some('\u{ad}'),
            _ => number.and_then(char::from_u32),
        };
        if let Some(c) = named {
            return (c, end + 1);
        }
    }
    (first, first.len_utf8())
}

/// What to change in the attributes of a tag.
fn attributes(names: &Names, html: &str, tag: Range<usize>) -> Vec<(Range<usize>, String)> {
    let mut out = Vec::new();
    let whole = html.get(tag.clone()).unwrap_or_default();
    if whole.starts_with("<!--") {
        if names.is_in(whole) {
            out.push((tag, String::new()));
        }
        return out;
    }
    let mut at = 0;
    while let Some(equals) = whole.get(at..).and_then(|r| r.find('=')).map(|n| at + n) {
        let before = whole.get(..equals).unwrap_or_default().trim_end();
        let name = before
            .rsplit(|c: char| c.is_whitespace() || c == '"' || c == '\'')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let after = whole.get(equals + 1..).unwrap_or_default();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (from, to) = match quote {
            Some(q) => {
                let from = equals + 2;
                let long = whole.get(from..).and_then(|r| r.find(q));
                (from, from + long.unwrap_or(whole.len() - from))
            }
            None => {
                let long = after
                    .find(|c: char| c.is_whitespace() || c == '>')
                    .unwrap_or(after.len());
                (equals + 1, equals + 1 + long)
            }
        };
        let value = whole.get(from..to).unwrap_or_default();
        let start = match name.as_str() {
            n if READ.contains(&n) || n.starts_with("data-") => Some(0),
            n if ADDRESSES.contains(&n) && value.contains("://") => Some(0),
            n if ADDRESSES.contains(&n) => value.find(['?', '#']),
            _ => None,
        };
        if let Some(start) = start {
            let part = value.get(start..).unwrap_or_default();
            let plain = seen_in(part);
            if names.is_in(part) || names.is_in(&plain) {
                let cut = escaped(&cut_value(names, &plain));
                out.push((tag.start + from + start..tag.start + to, cut));
            }
        }
        at = to.max(equals + 1);
    }
    out
}

fn seen_in(html: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(html.len()), html);
    while !rest.is_empty() {
        let (c, long) = character(rest);
        out.push(c);
        rest = rest.get(long..).unwrap_or("");
    }
    out
}

fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => out.push_str("&#38;"),
            '<' => out.push_str("&#60;"),
            '>' => out.push_str("&#62;"),
            '"' => out.push_str("&#34;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Cuts names; where escapes hide one, all letters and digits.
fn cut_value(names: &Names, value: &str) -> String {
    if !names.is_in(value) {
        return value.to_owned();
    }
    let (cut, _) = names.cut(value);
    if !names.is_in(&cut) {
        return cut;
    }
    let all = 0..value.chars().count();
    black_out(value, &[all])
}

fn strings(names: &Names, json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(open) = rest.find('"') {
        out.push_str(rest.get(..open).unwrap_or_default());
        rest = rest.get(open..).unwrap_or_default();
        let mut end = None;
        let mut skip = false;
        for (n, b) in rest.bytes().enumerate().skip(1) {
            match b {
                _ if skip => skip = false,
                b'\\' => skip = true,
                b'"' => {
                    end = Some(n + 1);
                    break;
                }
                _ => {}
            }
        }
        let long = end.unwrap_or(rest.len());
        let literal = rest.get(..long).unwrap_or_default();
        rest = rest.get(long..).unwrap_or_default();
        let is_key = rest.trim_start().starts_with(':');
        match serde_json::from_str::<String>(literal) {
            Ok(value) if !is_key && names.is_in(&value) => {
                let cut = cut_value(names, &value);
                out.push_str(&serde_json::to_string(&cut).unwrap_or_else(|_| "\"\"".to_owned()));
            }
            Err(_) if names.is_in(literal) => out.push('"'),
            _ => out.push_str(literal),
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> Policy {
        let mut names = Names::default();
        names.add_all(&["Anna O’Berg".to_owned(), "Mark Page".to_owned()]);
        Policy {
            names,
            ..Policy::default()
        }
    }

    #[test]
    fn a_page_is_cut_whatever_parts_the_name() {
        let policy = policy();
        for (html, cut) in [
            (
                "<p>said Anna O&#8217;Berg.</p>",
                "<p>said ████ █&#8217;████.</p>",
            ),
            (
                "<mark id=\"c1\">Anna</mark>\n   <b>O’Berg</b>",
                "<mark id=\"c1\">████</mark>\n   <b>█’████</b>",
            ),
            ("<i>An</i>na was there", "<i>██</i>██ was there"),
            ("An&shy;na", "██&shy;██"),
            ("&#65;nna", "████"),
            (
                "<a href=\"/claims?actor=Anna%20O%E2%80%99Berg\">x</a>",
                "<a href=\"?\">x</a>",
            ),
            (
                "<input value=\"Anna\" name=\"anna\">",
                "<input value=\"████\" name=\"anna\">",
            ),
            (
                "<main class=\"page\">page</main>",
                "<main class=\"page\">████</main>",
            ),
            ("a<!-- Anna -->b", "ab"),
        ] {
            let got = policy.page(html);
            match cut {
                "<a href=\"?\">x</a>" => assert!(
                    got.starts_with("<a href=\"/claims?") && !policy.names_in(&got),
                    "{got}"
                ),
                cut => assert_eq!(got, cut),
            }
        }
        let same = "<p title=\"Hanna\">Annals &amp; pages < 3</p";
        assert_eq!(policy.page(same), same);
    }

    #[test]
    fn json_is_cut_in_its_strings() {
        let policy = policy();
        let json = "{\"anna\":\"Anna\\nO’Berg\",\"u\":\"x?a=Anna+O%E2%80%99Berg\",\"n\":[1,\"\\u0041nna\",\"b\\\"\"]}";
        let cut = policy.json(json);
        let value: serde_json::Value = serde_json::from_str(&cut).unwrap();
        assert_eq!(value["anna"], "████\n██████");
        assert_eq!(value["n"][1], "████");
        assert_eq!(value["n"][2], "b\"");
        assert!(!policy.names_in(&value["u"].to_string()), "{cut}");
        assert_eq!(policy.json("{\"a\":\"Anna"), "{\"a\":\"");
        assert_eq!(Policy::default().json(json), json);
    }
}
