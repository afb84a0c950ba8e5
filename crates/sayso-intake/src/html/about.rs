//! What a page says of itself: title, byline, outlet, language, address and day, each with how it is known.

use std::collections::HashMap;
use std::sync::LazyLock;

use dom_query::{Document, NodeRef};
use url::Url;

use super::json_ld::JsonLd;
use crate::published;
use crate::report::{How, Known, Report};

/// The longest value taken, in bytes.
const LONGEST: usize = 500;

/// Keys by item, the most trusted first, as they stand in `tables/page_keys.tsv`.
static KEYS: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut keys: HashMap<_, Vec<_>> = HashMap::new();
    for line in include_str!("../../tables/page_keys.tsv").lines() {
        if let Some((item, key)) = line.split_once('\t').filter(|_| !line.starts_with('#')) {
            keys.entry(item).or_default().push(key);
        }
    }
    keys
});

/// All that a page says of itself, as found in one walk over it.
#[derive(Default)]
pub(crate) struct About {
    /// Meta tags and itemprop attributes, the first of each key.
    meta: HashMap<String, String>,
    canonical: Option<String>,
    language: Option<String>,
    title: Option<String>,
    heading: Option<String>,
    byline: Option<String>,
    times: Vec<String>,
    pub json_ld: JsonLd,
}

impl About {
    /// Reads `page`.
    pub fn of(page: &Document) -> Self {
        let mut about = About::default();
        let mut blocks = Vec::new();
        for node in page.root().descendants_it() {
            let Some(name) = node.qual_name_ref().map(|q| q.local.to_string()) else {
                continue;
            };
            about.element(&name, &node, &mut blocks);
        }
        about.json_ld = JsonLd::read(&blocks);
        about
    }

    fn element(&mut self, name: &str, node: &NodeRef<'_>, blocks: &mut Vec<String>) {
        let attr = |key: &str| {
            node.attr(key)
                .map(|v| v.trim().to_owned())
                .filter(|v| !v.is_empty())
        };
        match name {
            "html" => {
                self.language = self
                    .language
                    .take()
                    .or_else(|| attr("lang").or_else(|| attr("xml:lang")))
            }
            "title" if self.title.is_none() => self.title = line(&node.text()),
            "h1" if self.heading.is_none() => self.heading = line(&node.text()),
            "link" if attr("rel").is_some_and(|r| r.eq_ignore_ascii_case("canonical")) => {
                self.canonical = self.canonical.take().or_else(|| attr("href"));
            }
            "script"
                if attr("type")
                    .is_some_and(|t| t.to_ascii_lowercase().starts_with("application/ld+json")) =>
            {
                blocks.push(node.text().to_string());
            }
            "time" if self.times.len() < 20 => {
                self.times
                    .extend(attr("datetime").or_else(|| line(&node.text())));
            }
            "meta" => {
                let keys = ["property", "name", "itemprop", "http-equiv"];
                if let (Some(key), Some(value)) =
                    (keys.iter().find_map(|k| attr(k)), attr("content"))
                {
                    self.keep(&key, value);
                }
            }
            _ => {
                if let Some(key) = attr("itemprop")
                    && matches!(key.as_str(), "datePublished" | "headline" | "author")
                {
                    let value = attr("content")
                        .or_else(|| attr("datetime"))
                        .or_else(|| written_by(node));
                    value.into_iter().for_each(|v| self.keep(&key, v));
                }
                if self.byline.is_none()
                    && (attr("rel").is_some_and(|r| r == "author")
                        || attr("class").is_some_and(|c| is_byline_class(&c)))
                {
                    self.byline = written_by(node);
                }
            }
        }
    }

    fn keep(&mut self, key: &str, value: String) {
        let key = key.to_lowercase().replace(['.', '_'], ":");
        if value.len() <= LONGEST && self.meta.len() < 1_000 {
            self.meta.entry(key).or_insert(value);
        }
    }

    /// The values of the meta tags for an item, the most trusted first.
    fn meta<'a>(&'a self, item: &str) -> impl Iterator<Item = Known<String>> + 'a {
        let keys = KEYS.get(item).map(Vec::as_slice).unwrap_or_default();
        let found = keys.iter().filter_map(|key| self.meta.get(*key));
        found.filter_map(|v| Some(Known::new(line(&plain(v))?, How::Meta)))
    }

    fn json_ld(value: Option<&String>) -> Option<Known<String>> {
        Some(Known::new(line(&plain(value?))?, How::JsonLd))
    }

    /// Fills in what is known of `report`; `url` is where it was fetched.
    pub fn tell(&self, report: &mut Report, url: Option<&str>) {
        let html = |v: &Option<String>| v.clone().map(|v| Known::new(v, How::Html));
        report.url = self.address(url);
        let host = report.url.as_ref().and_then(|u| host(&u.value));
        report.outlet = Self::json_ld(self.json_ld.outlet.as_ref())
            .or_else(|| {
                self.meta("outlet")
                    .find(|k| !k.value.contains("://") && !k.value.starts_with('@'))
            })
            .or_else(|| host.map(|h| Known::new(h, How::Url)));
        report.title = self.title().map(|known| {
            let outlet = report.outlet.as_ref().map_or("", |o| o.value.as_str());
            Known::new(without_outlet(&known.value, outlet), known.how)
        });
        report.byline = Self::json_ld(self.json_ld.byline.as_ref())
            .into_iter()
            .chain(self.meta("byline"))
            .chain(html(&self.byline))
            .filter_map(|known| Some(Known::new(writer(&known.value)?, known.how)))
            .next();
        report.language = html(&self.language)
            .into_iter()
            .chain(Self::json_ld(self.json_ld.language.as_ref()))
            .chain(self.meta("language"))
            .filter_map(|known| Some(Known::new(tag(&known.value)?, known.how)))
            .next();
        let times = self
            .times
            .iter()
            .map(|t| Known::new(t.clone(), How::TimeElement));
        let digits = report
            .url
            .as_ref()
            .and_then(|u| published::in_digits(&u.value));
        report.published = Self::json_ld(self.json_ld.published.as_ref())
            .into_iter()
            .chain(self.meta("published"))
            .chain(times)
            .filter_map(|known| Some(Known::new(published::iso(&known.value)?, known.how)))
            .next()
            .or_else(|| digits.map(|d| Known::new(d, How::Url)));
    }

    /// The headline as the page has it, its outlet's name perhaps after it.
    pub fn title(&self) -> Option<Known<String>> {
        let html = |v: &Option<String>| v.clone().map(|v| Known::new(v, How::Html));
        Self::json_ld(self.json_ld.title.as_ref())
            .or_else(|| self.meta("title").next())
            .or_else(|| html(&self.heading))
            .or_else(|| html(&self.title))
    }

    /// The canonical address, unless it is only the site's front.
    fn address(&self, url: Option<&str>) -> Option<Known<String>> {
        let base = url.and_then(|u| Url::parse(u).ok());
        let whole = |address: &str| {
            let found = match &base {
                Some(base) => base.join(address),
                None => Url::parse(address),
            };
            let found = found
                .ok()
                .filter(|u| matches!(u.scheme(), "http" | "https"))?;
            (found.path().len() > 1 || found.query().is_some()).then(|| String::from(found))
        };
        let canonical = self
            .canonical
            .iter()
            .cloned()
            .map(|u| Known::new(u, How::Meta));
        canonical
            .chain(self.meta("url"))
            .chain(
                self.json_ld
                    .url
                    .iter()
                    .cloned()
                    .map(|u| Known::new(u, How::JsonLd)),
            )
            .filter_map(|known| Some(Known::new(whole(&known.value)?, known.how)))
            .next()
            .or_else(|| url.map(|u| Known::new(u.to_owned(), How::Url)))
    }
}

/// Words with their entities read and tags taken off, for sites that escape twice.
fn plain(text: &str) -> String {
    if !text.contains('&') || text.len() > 4 * LONGEST {
        return text.to_owned();
    }
    Document::fragment(text).text().to_string()
}

/// One line of words, not too long.
fn line(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    (!line.is_empty() && line.len() <= LONGEST).then_some(line)
}

fn is_byline_class(class: &str) -> bool {
    class.len() <= LONGEST
        && class.split_whitespace().any(|c| {
            let low = c.to_lowercase();
            low == "author"
                || low == "byline"
                || low.ends_with("author-name")
                || low.ends_with("byline-name")
        })
}

/// The words of a byline element, without those of a time element in it.
fn written_by(node: &NodeRef<'_>) -> Option<String> {
    let mut words = String::new();
    for part in node.descendants_it().take(40).filter(NodeRef::is_text) {
        if !part.ancestors_it(Some(4)).any(|a| a.has_name("time")) {
            words.push_str(&part.text());
            words.push(' ');
        }
    }
    line(&words)
}

/// A writer's name without "By"; none for addresses, accounts and whole sentences.
fn writer(text: &str) -> Option<String> {
    let text = text.trim();
    let name = ["By ", "by ", "BY ", "By: "]
        .iter()
        .find_map(|by| text.strip_prefix(by))
        .unwrap_or(text)
        .trim_matches([' ', '|', ',', '-', '–', '·', '•']);
    let name = [" | ", " · ", " • ", " @"]
        .iter()
        .filter_map(|mark| name.find(mark))
        .min()
        .map_or(name, |end| {
            name.get(..end).unwrap_or(name).trim_end_matches([' ', ','])
        });
    let fits = (2..=160).contains(&name.len())
        && !name.contains("://")
        && !name.starts_with('@')
        && name.chars().any(char::is_alphabetic)
        && name.split(' ').count() <= 24;
    fits.then(|| name.to_owned())
}

/// `en_GB.utf8` to `en-GB`; none for what is no language tag.
fn tag(text: &str) -> Option<String> {
    let text = text.split([',', ';', '.', ' ']).next()?.replace('_', "-");
    let mut parts = text.split('-');
    let first = parts.next()?;
    let fits = (2..=3).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_alphabetic())
        && parts
            .all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
    fits.then_some(text)
}

/// The host of an address, without www.
fn host(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let host = url.host_str()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
}

/// A headline without the outlet's name that titles of pages end with.
fn without_outlet(title: &str, outlet: &str) -> String {
    let same = |a: &str| a.trim().to_lowercase() == outlet.to_lowercase();
    for mark in [" | ", " - ", " – ", " — ", " :: ", " » "] {
        if let Some((head, tail)) = title.rsplit_once(mark)
            && !head.trim().is_empty()
            && !outlet.is_empty()
            && same(tail)
        {
            return head.trim().to_owned();
        }
    }
    title.to_owned()
}
