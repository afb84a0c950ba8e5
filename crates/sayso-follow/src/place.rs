//! Where an address leads: the server that answers for its robots.txt, and the host that is to be spared.

use url::Url;

/// Scheme, host and port: what one robots.txt is for.
pub(crate) fn origin(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    url.has_host().then(|| url.origin().ascii_serialization())
}

/// The host that is spared: its name, with a port that is not the usual one. Both schemes of a name are one.
pub(crate) fn host(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let name = url.host_str()?;
    // A name may end with a full stop and is the same.
    let name = name.strip_suffix('.').unwrap_or(name);
    Some(match url.port() {
        Some(port) => format!("{name}:{port}"),
        None => name.to_owned(),
    })
}

/// The part of an address that a robots.txt speaks of.
pub(crate) fn path(address: &str) -> String {
    let Ok(url) = Url::parse(address) else {
        return "/".to_owned();
    };
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}

/// The address as it is asked and compared: without a fragment; none if it is no http(s) address.
pub fn plain(address: &str) -> Option<String> {
    let mut url = Url::parse(address.trim()).ok()?;
    url.set_fragment(None);
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then(|| url.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        let address = "https://A.example.:443/x/y?q=1#z";
        assert_eq!(host(address).as_deref(), Some("a.example"));
        assert_eq!(
            origin("HTTP://a.example:81/x").as_deref(),
            Some("http://a.example:81")
        );
        assert_eq!(
            host("http://a.example:81/x").as_deref(),
            Some("a.example:81")
        );
        assert_eq!(path(address), "/x/y?q=1");
        assert_eq!(
            plain("http://a.example#b").as_deref(),
            Some("http://a.example/")
        );
        assert_eq!(plain("ftp://a.example/"), None);
        assert_eq!(origin("mailto:a@b.example"), None);
    }
}
