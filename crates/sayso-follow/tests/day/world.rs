//! What the servers of the day say: a function of the time, so that it can be asked by any program at any moment.

use std::fmt::Write;

/// When the day begins.
pub const START: i64 = 1_900_000_000;
/// How many sources there are, …
pub const SOURCES: usize = 200;
/// … how often each is asked, and how long a host is left alone between two questions, in seconds.
pub const EVERY: i64 = 900;
pub const PACE: i64 = 5;
/// What the host of kind 19 wants.
pub const DELAY: i64 = 300;
/// Items that a feed holds.
const HELD: i64 = 10;

/// Two sources are on one host, and of one kind.
pub fn kind(source: usize) -> usize {
    source / 2 % 20
}

pub fn host(source: usize) -> String {
    format!("h{}.example", source / 2)
}

pub fn address(source: usize) -> String {
    let what = if kind(source) == 18 { "page" } else { "feed" };
    format!("http://{}/{what}/{source}", host(source))
}

/// Seconds from one item to the next.
fn period(source: usize) -> i64 {
    3_600 + (source as i64 * 1_373) % 10_800
}

/// When item `k` comes out.
pub fn published(source: usize, k: i64) -> i64 {
    START - 7_200 + (source as i64 * 97) % 3_600 + k * period(source)
}

/// The last item that is out; below 0 if none is.
pub fn last(source: usize, now: i64) -> i64 {
    (now - published(source, 0)).div_euclid(period(source))
}

/// Which version an item is in: some are corrected after two hours.
pub fn version(source: usize, k: i64, now: i64) -> i64 {
    let corrected = matches!(kind(source), 1 | 6) && k % 5 == 2;
    i64::from(corrected && now >= published(source, k) + 7_200)
}

/// What an item says, with a word of its own: `m` of an article, `e` of an entry in a feed, `p` of a page.
pub fn words(of: char, source: usize, k: i64, version: i64) -> String {
    let mut out = format!("{of}{source}x{k}v{version}");
    let mut seed = (source as u64 + 1) * 7_919 + k as u64 * 104_729 + version as u64;
    for _ in 0..12 {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let _ = write!(out, " w{}", seed >> 44);
    }
    out.push('.');
    out
}

/// An answer of a server.
#[derive(Default)]
pub struct Said {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    /// Never: the line stays open.
    pub silent: bool,
}

fn plain(status: u16) -> Said {
    Said {
        status,
        ..Said::default()
    }
}

fn page(words: &str) -> Said {
    let body = format!(
        "<!doctype html><title>Of the day</title><article><h1>Of the day</h1><p>{words}</p></article>"
    );
    Said {
        headers: vec![("content-type", "text/html; charset=utf-8".into())],
        body: body.into_bytes(),
        ..plain(200)
    }
}

/// What a host says at a path, asked with this tag or date of what is there already.
pub fn say(host: &str, path: &str, now: i64, known: Option<&str>) -> Said {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let number = |i: usize| parts.get(i).and_then(|p| p.parse::<usize>().ok());
    let group = host
        .trim_start_matches(['h', 'n'])
        .split('.')
        .next()
        .and_then(|n| n.parse::<usize>().ok());
    match (parts.first().copied(), number(1), number(2)) {
        (Some("robots.txt"), ..) => robots(group.unwrap_or(0) % 20, now),
        (Some("feed"), Some(source), _) => with_tag(feed(host, source, now), source, known),
        (Some("page"), Some(source), _) => with_tag(
            page(&words('p', source, last(source, now), 0)),
            source,
            known,
        ),
        (Some("article"), Some(source), Some(k)) => {
            let k = k as i64;
            // Something in the page is another with each look.
            let mut said = page(&words('m', source, k, version(source, k, now)));
            said.body.extend(format!("<!-- {now} -->").bytes());
            said
        }
        _ => plain(404),
    }
}

fn robots(kind: usize, now: i64) -> Said {
    let text = |body: &str| Said {
        body: body.as_bytes().to_vec(),
        ..plain(200)
    };
    match kind {
        3 if now < START + 3_600 => plain(500),
        14 => text("user-agent: *\ndisallow: /feed/\n"),
        15 => text("user-agent: other\ndisallow: /\n\nuser-agent: sayso\ndisallow: /article\n"),
        19 => text("user-agent: *\ncrawl-delay: 300\n"),
        _ => plain(404),
    }
}

/// As most servers do: nothing is sent again that has not changed.
fn with_tag(mut said: Said, source: usize, known: Option<&str>) -> Said {
    if said.status != 200 || matches!(kind(source), 4 | 16) {
        return said;
    }
    let tag = format!(
        "\"{}\"",
        said.body
            .iter()
            .fold(0u64, |h, b| h.wrapping_mul(31).wrapping_add(u64::from(*b)))
    );
    if known == Some(tag.as_str()) {
        return plain(304);
    }
    // A date that only this server can read does for one.
    let name = if kind(source) == 3 {
        "last-modified"
    } else {
        "etag"
    };
    said.headers.push((name, tag));
    said
}

fn feed(host: &str, source: usize, now: i64) -> Said {
    let to = |status, place: String| Said {
        headers: vec![("location", place)],
        ..plain(status)
    };
    let later = |status, wait: String| Said {
        headers: vec![("retry-after", wait)],
        ..plain(status)
    };
    match kind(source) {
        7 if (now / 1_800) % 8 == 3 => Said {
            silent: true,
            ..plain(200)
        },
        8 if (now / 3_600) % 3 == 0 => {
            let mut said = items(source, now);
            said.body.truncate(said.body.len() / 3);
            said
        }
        9 if now >= START + 21_600 => plain(410),
        10 if (now / 900) % 5 == 0 => later(429, "1800".into()),
        11 if (now / 1_200) % 6 == 1 => later(503, date(now + 1_200)),
        12 if host.starts_with('h') && now >= START + 10_800 => {
            to(301, format!("http://n{}.example/feed/{source}", source / 2))
        }
        13 => to(302, format!("http://{host}/feed/{source}/{}", now % 2)),
        16 => Said {
            body: vec![b' '; 3_000_000],
            ..plain(200)
        },
        _ => items(source, now),
    }
}

/// A date as HTTP writes it.
fn date(at: i64) -> String {
    let (days, rest) = (at.div_euclid(86_400), at.rem_euclid(86_400));
    // 17 March 2030 was day 21,990, a Sunday; no day here is far from it.
    let names = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    let n = days - 21_990;
    format!(
        "{}, {:02} Mar 2030 {:02}:{:02}:{:02} GMT",
        names[(n.rem_euclid(7)) as usize],
        17 + n,
        rest / 3_600,
        rest / 60 % 60,
        rest % 60
    )
}

fn items(source: usize, now: i64) -> Said {
    let mut out = String::from(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Ostrel Daily</title>\n",
    );
    let newest = last(source, now);
    for k in ((newest - HELD + 1).max(0)..=newest).rev() {
        let version = version(source, k, now);
        let says = match kind(source) {
            5 | 6 | 15 | 19 => words('e', source, k, version),
            17 if k % 4 == 1 => format!("{} caf\u{e9}", words('m', source, k, version)),
            _ => words('m', source, k, version),
        };
        let _ = writeln!(
            out,
            "<item><guid>{source}-{k}</guid><title>Item {k} of {source}</title><link>http://{}/article/{source}/{k}</link><description>{says}</description></item>",
            host(source)
        );
        if kind(source) == 8 && k % 3 == 0 {
            out.push_str("<item><title>Never closed\n");
        }
    }
    out.push_str("</channel></rss>\n");
    // What is not ASCII is in the charset that nobody names.
    let body: Vec<u8> = out.chars().map(|c| c as u8).collect();
    let mut said = Said {
        headers: vec![("content-type", "application/rss+xml; charset=utf-8".into())],
        body,
        ..plain(200)
    };
    if kind(source) == 4 {
        said.headers.push(("content-encoding", "gzip".into()));
        said.body = gzip(&said.body);
    }
    said
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// The words of their own that must be read, each once, by one who follows until `end`; and those that may be, since they came out late.
pub fn expected(end: i64) -> (Vec<String>, Vec<String>) {
    let (mut must, mut may) = (Vec::new(), Vec::new());
    for source in 0..SOURCES {
        let (of, end) = match kind(source) {
            13 | 14 | 16 => continue,
            9 => ('m', end.min(START + 21_600)),
            15 => ('e', end),
            18 => ('p', end),
            _ => ('m', end),
        };
        for k in 0..=last(source, end) {
            if kind(source) == 17 && k % 4 == 1 {
                continue;
            }
            for version in 0..=version(source, k, end) {
                let out = published(source, k) + version * 7_200;
                let word = format!("{of}{source}x{k}v{version}");
                // A page shows what is there when it is asked: what it said before the day began is over.
                let over = of == 'p' && k < last(source, START);
                // One that was corrected before it was first read has no first version here; servers that fail may take hours.
                let early =
                    out < START && version == 0 && self::version(source, k, START + 7_200) == 1;
                if over || early || out > end - 4 * 3_600 {
                    may.push(word)
                } else {
                    must.push(word)
                }
            }
        }
    }
    (must, may)
}

#[test]
fn dates_are_those_of_http() {
    assert_eq!(date(START), "Sun, 17 Mar 2030 17:46:40 GMT");
    assert_eq!(date(START + 86_400), "Mon, 18 Mar 2030 17:46:40 GMT");
}
