//! Reports out of the file, as dispatches and questions want them.

use crate::Hash;
use crate::contract::Words;
use crate::keep::Failed;
use rusqlite::{Connection, OptionalExtension};
use sayso_language::Span;
use sayso_questions::moment::Published;
use std::ops::Range;

/// A report and its text.
pub(super) struct Stored {
    /// The hash of its bytes, in hex.
    pub name: String,
    pub text: String,
    /// In bytes of the text.
    pub boilerplate: Vec<Range<usize>>,
    pub title: Option<String>,
    pub byline: Option<String>,
    pub outlet: Option<String>,
    pub url: Option<String>,
    pub published: Option<String>,
}

impl Stored {
    pub fn of(db: &Connection, report: i64) -> Result<Option<Self>, Failed> {
        let sql = "SELECT w.hash, t.body, g.boilerplate, r.title, r.byline, r.outlet, r.url, r.published
                   FROM report r JOIN raw w ON w.id = r.id JOIN reading g ON g.report = r.id JOIN text t ON t.id = g.text WHERE r.id = ?";
        let found = db.prepare_cached(sql)?.query_row([report], |r| {
            let boilerplate: String = r.get(2)?;
            let stored = Stored {
                name: Hash(r.get(0)?).to_string(),
                text: r.get(1)?,
                boilerplate: Vec::new(),
                title: r.get(3)?,
                byline: r.get(4)?,
                outlet: r.get(5)?,
                url: r.get(6)?,
                published: r.get(7)?,
            };
            Ok((stored, boilerplate))
        });
        let Some((mut stored, boilerplate)) = found.optional()? else {
            return Ok(None);
        };
        let spans: Vec<Span> = serde_json::from_str(&boilerplate)?;
        let words = Words::new(&stored.text);
        stored.boilerplate = spans
            .iter()
            .map(|s| {
                let bytes = words.bytes(*s);
                bytes.start..bytes.end
            })
            .collect();
        Ok(Some(stored))
    }

    /// As dispatches want it.
    pub fn to_compare(&self) -> sayso_dispatch::Report<'_> {
        sayso_dispatch::Report {
            name: &self.name,
            text: &self.text,
            boilerplate: &self.boilerplate,
            title: self.title.as_deref(),
            outlet: self.outlet.as_deref(),
            byline: self.byline.as_deref(),
            published: self.published.as_deref(),
            claims: &[],
        }
    }

    /// What stands before what: when it was published, then its name. A report without a date stands last.
    pub fn order(&self) -> (i64, String) {
        let published = self.published.as_deref().and_then(Published::read);
        (published.map_or(i64::MAX, |p| p.minute), self.name.clone())
    }
}

/// What stands before what, of a report that is kept.
pub(super) fn order(db: &Connection, report: i64) -> Result<(i64, String), Failed> {
    let mut statement = db.prepare_cached(
        "SELECT w.hash, r.published FROM report r JOIN raw w ON w.id = r.id WHERE r.id = ?",
    )?;
    let (hash, published): (Hash, Option<String>) =
        statement.query_row([report], |r| Ok((Hash(r.get(0)?), r.get(1)?)))?;
    let published = published.as_deref().and_then(Published::read);
    Ok((published.map_or(i64::MAX, |p| p.minute), hash.to_string()))
}

/// The number of the report of this name, if it is kept and was placed.
pub(super) fn number(db: &Connection, name: &str) -> Result<Option<i64>, Failed> {
    let Some((hash, _)) = crate::id::blobs_with(name, 32) else {
        return Ok(None);
    };
    let sql = "SELECT w.id FROM raw w JOIN signature s ON s.report = w.id WHERE w.hash = ?";
    let found = db.prepare_cached(sql)?.query_row([hash], |r| r.get(0));
    Ok(found.optional()?)
}

/// JSON, packed.
pub(super) fn pack<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, Failed> {
    let json = crate::contract::to_json(value)?;
    zstd::bulk::compress(json.as_bytes(), 3).map_err(|e| Failed::Json(serde_json::Error::io(e)))
}

/// The same, unpacked.
pub(crate) fn unpack<T: serde::de::DeserializeOwned>(packed: &[u8]) -> Result<T, Failed> {
    let io = |e| Failed::Json(serde_json::Error::io(e));
    let json = zstd::stream::decode_all(packed).map_err(io)?;
    Ok(serde_json::from_slice(&json)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_to_the_last_bit() {
        for number in [133.824 * 1e6, 0.1 + 0.2, 1.0 / 3.0, 5e-324] {
            let packed = pack(&vec![number]).unwrap();
            let back: Vec<f64> = unpack(&packed).unwrap();
            assert_eq!(back, [number]);
        }
    }
}
