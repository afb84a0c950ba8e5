//! Contacts of a feed, set so that feed-rs 3.0.0 can take them: it cuts one byte off the name beside an e-mail address, and panics where that byte
//! is a part of a letter ("desk@ostrel.example”").

use std::borrow::Cow;

/// The elements of RSS whose words feed-rs searches for an address.
const ELEMENTS: [&str; 3] = ["author", "managingEditor", "webMaster"];

/// The same XML with a space on both sides of each address in such an element.
pub(super) fn spaced(xml: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut done = 0;
    while let Some((from, to)) = next(xml, done) {
        let (Some(before), Some(words)) = (xml.get(done..from), xml.get(from..to)) else {
            break;
        };
        out.push_str(before);
        out.push_str(&space(words));
        done = to;
    }
    match xml.get(done..) {
        Some(rest) if done > 0 => Cow::Owned(out + rest),
        _ => Cow::Borrowed(xml),
    }
}

/// Where the words of the next such element that has an address stand, from byte `at` on.
fn next(xml: &str, mut at: usize) -> Option<(usize, usize)> {
    loop {
        at += xml.get(at..)?.find('<')? + 1;
        let tag = xml.get(at..)?;
        let length = tag.find(|c: char| c == '>' || c.is_whitespace())?;
        let (tag, _) = tag.split_at(length);
        let name = tag.rsplit(':').next().unwrap_or(tag);
        if !ELEMENTS.contains(&name) || tag.starts_with('/') {
            continue;
        }
        let from = at + length;
        let words = xml.get(from..)?;
        let end = words.find(&format!("{name}>")).unwrap_or(words.len());
        if words.get(..end)?.contains(['@', '#']) {
            return Some((from, from + end));
        }
        at = from + end;
    }
}

/// Whether a character may stand in an address, by feed-rs's expression.
fn of_address(c: char) -> bool {
    c.is_ascii_alphanumeric() || "._%+-@".contains(c)
}

/// `words` with a space on both sides of each run of characters of an address that has an "@", also of one written as a number.
fn space(words: &str) -> String {
    let words = at_signs(words);
    let mut out = String::with_capacity(words.len() + 8);
    let mut rest = words.as_str();
    while let Some(start) = rest.find(of_address) {
        let (before, run) = rest.split_at(start);
        let end = run.find(|c| !of_address(c)).unwrap_or(run.len());
        let (run, after) = run.split_at(end);
        out.push_str(before);
        if run.contains('@') {
            out.push(' ');
            out.push_str(run);
            out.push(' ');
        } else {
            out.push_str(run);
        }
        rest = after;
    }
    out + rest
}

/// "&#64;" and "&#x40;" written out.
fn at_signs(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find("&#") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let end = from.find(';').filter(|&end| end < 16);
        let number = end.and_then(|end| from.get(2..end)).and_then(|digits| {
            match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => digits.parse().ok(),
            }
        });
        let taken = if number == Some(0x40) {
            end.map_or(2, |e| e + 1)
        } else {
            2
        };
        let (kept, after) = from.split_at(taken);
        out.push_str(if number == Some(0x40) { "@" } else { kept });
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::spaced;

    #[test]
    fn addresses_stand_apart() {
        assert_eq!(
            spaced("<author>desk@ostrel.example” (Ada)</author><p>a@b.cd”</p>"),
            "<author> desk@ostrel.example ” (Ada)</author><p>a@b.cd”</p>"
        );
        assert_eq!(
            spaced("<r:webMaster x='1'>€mailto:a&#64;b.cd€</r:webMaster>"),
            "<r:webMaster x='1'>€mailto: a@b.cd €</r:webMaster>"
        );
        let plain = "<author>Ada Orr</author>";
        assert_eq!(spaced(plain), plain);
    }
}
