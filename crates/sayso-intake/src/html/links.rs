//! Where the links of a page lead.

use crate::report::Link;
use dom_query::Document;
use url::Url;

/// Most links of one report.
const MOST: usize = 2_000;

/// What the page says that its links are relative to.
pub(crate) fn base(page: &Document) -> Option<String> {
    let base = page.select_single("base[href]").attr("href")?;
    Some(base.trim().to_owned())
}

/// `links` with whole addresses: those that lead to the web, elsewhere than into the page itself. Relative ones need the page's own address.
pub(crate) fn whole(links: Vec<Link>, base: Option<String>, page: Option<&str>) -> Vec<Link> {
    let page = page.and_then(|p| Url::parse(p).ok());
    let base = match (base, &page) {
        (Some(base), Some(page)) => page.join(&base).ok(),
        (Some(base), None) => Url::parse(&base).ok(),
        (None, page) => page.clone(),
    };
    let whole = |link: Link| {
        let url = match (Url::parse(&link.url), &base) {
            (Ok(url), _) => url,
            (Err(_), Some(base)) => base.join(&link.url).ok()?,
            (Err(_), None) => return None,
        };
        let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
        let is_page = page.as_ref().is_some_and(|p| {
            let bare = |u: &Url| {
                let mut u = u.clone();
                u.set_fragment(None);
                u
            };
            bare(p) == bare(&url)
        });
        (is_web && !is_page).then(|| Link {
            span: link.span,
            url: url.into(),
        })
    };
    links.into_iter().filter_map(whole).take(MOST).collect()
}
