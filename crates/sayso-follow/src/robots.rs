//! robots.txt (RFC 9309): what a server lets programs ask, and how often.

use crate::place::path;
use sayso_ledger::follow::{Robots, RobotsState};

/// What this program is called there.
const NAME: &str = "sayso";
/// So much of it is read, …
pub(crate) const MOST: usize = 500_000;
/// … and so many of its rules.
const RULES: usize = 5_000;
/// The slowest pace that is kept to, in seconds.
const SLOWEST: i64 = 86_400;

/// The rules that are for this program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Whether to let, and which paths.
    rules: Vec<(bool, String)>,
    /// Seconds from one question to the next.
    pub delay: Option<i64>,
}

impl Rules {
    /// Those in the bytes of a robots.txt: of the groups that name this program, else of those for all.
    pub fn of(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes.get(..MOST).unwrap_or(bytes));
        let (mut ours, mut all) = (None, None);
        // Which of the two the group at hand is for, and whether its list of names is over.
        let (mut for_us, mut for_all, mut begun) = (false, false, true);
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else {
                continue;
            };
            let (key, value) = (
                key.trim_matches(is_blank).to_ascii_lowercase(),
                value.trim(),
            );
            if key == "user-agent" {
                if begun {
                    (for_us, for_all, begun) = (false, false, false);
                }
                let name = value.split(['/', ' ']).next().unwrap_or_default();
                for_us |= name.eq_ignore_ascii_case(NAME);
                for_all |= name == "*";
                if for_us {
                    ours.get_or_insert_with(Rules::default);
                }
                continue;
            }
            let known = matches!(key.as_str(), "allow" | "disallow" | "crawl-delay");
            if !known {
                continue;
            }
            begun = true;
            if for_us {
                ours.get_or_insert_with(Rules::default).add(&key, value);
            }
            if for_all {
                all.get_or_insert_with(Rules::default).add(&key, value);
            }
        }
        ours.or(all).unwrap_or_default()
    }

    fn add(&mut self, key: &str, value: &str) {
        match key {
            "crawl-delay" => {
                let seconds = value.parse::<f64>().ok().filter(|s| *s >= 0.0);
                // Whole seconds, no shorter than asked for.
                let seconds = seconds.map(|s| s.min(SLOWEST as f64).ceil() as i64);
                self.delay = seconds.or(self.delay);
            }
            _ if value.is_empty() || self.rules.len() >= RULES => {}
            _ => self.rules.push((key == "allow", encoded(value))),
        }
    }

    /// Whether the address may be asked: the longest rule that fits it says so, and of equals the one that lets.
    pub fn allow(&self, address: &str) -> bool {
        let path = encoded(&path(address));
        let fit = |rule: &&(bool, String)| fits(rule.1.as_bytes(), path.as_bytes());
        let best = self.rules.iter().filter(fit);
        best.max_by_key(|(lets, rule)| (rule.len(), *lets))
            .is_none_or(|(lets, _)| *lets)
    }

    /// As lines of a robots.txt.
    pub fn lines(&self) -> String {
        let mut out = String::from("user-agent: *\n");
        if let Some(delay) = self.delay {
            out.push_str(&format!("crawl-delay: {delay}\n"));
        }
        for (lets, path) in &self.rules {
            let key = if *lets { "allow" } else { "disallow" };
            out.push_str(&format!("{key}: {path}\n"));
        }
        out
    }

    /// Those that are kept.
    pub(crate) fn kept(robots: &Robots) -> Self {
        match robots.state {
            RobotsState::Rules => Rules::of(robots.rules.as_bytes()),
            _ => Rules::default(),
        }
    }
}

/// Blanks, and the mark that some files begin with.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{FEFF}'
}

/// Percent-encoding made one: what is encoded without need is not, what is not and should be is.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let bytes = path.as_bytes();
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        let hex = |i: usize| bytes.get(i).and_then(|b| char::from(*b).to_digit(16));
        let (value, taken) = match (b, hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) => ((high * 16 + low) as u8, 3),
            _ => (b, 1),
        };
        at += taken;
        let plain = value.is_ascii_alphanumeric() || b"-._~".contains(&value);
        if plain || taken == 1 && value.is_ascii_graphic() {
            out.push(char::from(value));
        } else {
            out.push_str(&format!("%{value:02X}"));
        }
    }
    out
}

/// Whether a rule with `*` for anything and `$` for the end fits the beginning of a path. Linear in both but for stars, each of which is tried once.
fn fits(rule: &[u8], path: &[u8]) -> bool {
    let (rule, whole) = match rule.strip_suffix(b"$") {
        Some(rule) => (rule, true),
        None => (rule, false),
    };
    let (mut r, mut p) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    loop {
        match (rule.get(r), path.get(p)) {
            (Some(b'*'), _) => {
                star = Some((r, p));
                r += 1;
            }
            (Some(a), Some(b)) if a == b => (r, p) = (r + 1, p + 1),
            (None, rest) if !whole || rest.is_none() => return true,
            (_, None) => return false,
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    (r, p) = (at + 1, from + 1);
                }
                None => return false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\u{FEFF}User-agent: other\nDisallow: /\n\n# all\nuser-agent: *\nuser-agent: third\nDisallow: /private\nAllow: /private/open\n\
        Disallow: /*.pdf$\nCrawl-delay: 7.5\nSitemap: http://a.example/map\nDisallow: /a%2db\nDisallow:\n";

    #[test]
    fn the_longest_rule_decides() {
        let rules = Rules::of(FILE.as_bytes());
        assert_eq!(rules.delay, Some(8));
        for (path, allowed) in [
            ("/", true),
            ("/private/x", false),
            ("/private/open/x", true),
            ("/x/y.pdf", false),
            ("/x/y.pdf?z", true),
            ("/a-b", false),
            ("/a-c", true),
        ] {
            assert_eq!(
                rules.allow(&format!("http://a.example{path}")),
                allowed,
                "{path}"
            );
        }
        assert_eq!(Rules::of(rules.lines().as_bytes()), rules);
    }

    #[test]
    fn a_group_of_our_own_is_the_only_one() {
        let file = "user-agent: *\ndisallow: /\n\nuser-agent: Sayso/1\nuser-agent: other\ndisallow: /x\n\nuser-agent: sayso\nallow: /x/y\n";
        let rules = Rules::of(file.as_bytes());
        assert!(rules.allow("http://a.example/"));
        assert!(!rules.allow("http://a.example/x/z"));
        assert!(rules.allow("http://a.example/x/y"));
        // A group that names us and says nothing lets all.
        assert!(
            Rules::of(b"user-agent: *\ndisallow: /\nuser-agent: sayso\n")
                .allow("http://a.example/")
        );
        assert!(!Rules::of(b"User-Agent: *\r\nDisallow: /\r\n").allow("http://a.example/q?x=1"));
        assert!(Rules::of(b"<html>no such page</html>").allow("http://a.example/"));
    }

    #[test]
    fn hostile_rules_end() {
        let rule = format!("user-agent: *\ndisallow: /{}b$\n", "*a".repeat(5_000));
        let rules = Rules::of(rule.as_bytes());
        assert!(rules.allow(&format!("http://a.example/{}", "a".repeat(5_000))));
        assert!(Rules::of(&[b'%'; 100]).allow("http://a.example/%zz"));
    }
}
