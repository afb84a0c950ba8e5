//! Evidence in the margin, beside its claim.

use crate::app::Failure;
use crate::pages::sources::wording;
use sayso_claims::Claim;
use sayso_ledger::Ledger;
use sayso_ledger::contract::Words;
use sayso_ledger::evidence::FetchRow;
use sayso_read::thousands;

/// Something that a claim points to, and what is kept of it.
pub struct Shown {
    /// What it is; of a document with how it is claimed to be.
    pub kind: String,
    /// The words that mention it.
    pub words: String,
    /// Its address.
    pub url: Option<String>,
    /// The last time that it was fetched.
    pub fetch: Option<FetchRow>,
}

impl Shown {
    /// All that a claim points to.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn of(ledger: &Ledger, claim: &Claim, words: &Words<'_>) -> Result<Vec<Self>, Failure> {
        let shown = |e: &sayso_claims::Evidence| {
            let url = e.url.clone().filter(|u| is_web(u));
            let mut kind = wording::plain(&e.kind);
            if let Some(status) = &e.status {
                kind.push_str(", ");
                kind.push_str(&wording::plain(status));
                if claim.stance == "denies" {
                    kind.push_str(", which this claim denies");
                }
            }
            Ok(Shown {
                kind,
                words: words.of(e.span).to_owned(),
                fetch: match &url {
                    Some(url) => ledger.last_fetch_of(url)?,
                    None => None,
                },
                url,
            })
        };
        claim.evidence.iter().map(shown).collect()
    }

    /// The hash of what is kept.
    pub fn hash(&self) -> Option<String> {
        self.fetch.as_ref()?.hash.map(|h| h.to_string())
    }

    /// Size and type of what is kept.
    pub fn about(&self) -> String {
        let Some(fetch) = &self.fetch else {
            return String::new();
        };
        format!(
            "{} bytes, {}",
            thousands(fetch.size.unwrap_or(0)),
            fetch.looks.as_deref().unwrap_or("of no known type")
        )
    }

    /// When it was fetched.
    pub fn at(&self) -> &str {
        self.fetch.as_ref().map_or("", |f| f.at.as_str())
    }

    /// Why nothing is kept, or what is not as it was promised.
    pub fn remarks(&self) -> Vec<&str> {
        let Some(fetch) = &self.fetch else {
            return Vec::new();
        };
        let failed = fetch.failure.iter();
        failed.chain(&fetch.remarks).map(String::as_str).collect()
    }

    /// The address without its scheme, for the eye.
    pub fn short_url(&self) -> String {
        let url = self.url.as_deref().unwrap_or_default();
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let mut out: String = rest.chars().take(60).collect();
        if rest.chars().count() > 60 {
            out.push('…');
        }
        out
    }
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
