//! Report by report: raw bytes against their hash, the text against its own, spans within the text, claims equal to the words they point at.

use super::{FindingKind, Findings, rows};
use crate::contract::Words;
use crate::{ClaimId, Hash};
use rusqlite::{Connection, OptionalExtension, Row};
use sayso_claims::{Claim, Figure, Time};
use sayso_language::Span;
use std::io::Read;

pub(super) fn check(db: &Connection, found: &mut Findings<'_>) {
    let (numbers, partly) = rows::numbers(db, "raw");
    if partly {
        let words = "some of it cannot be read; reports whose bytes stood there are lost, unless a backup has them";
        found.add(FindingKind::Page, "table raw", words, false);
    }
    for number in numbers {
        found.checked.reports += 1;
        if let Err(e) = one(db, number, found) {
            found.unanswered("reading", &e);
        }
    }
    strays(db, found);
}

/// Readings and claims of reports that are not there.
fn strays(db: &Connection, found: &mut Findings<'_>) {
    for table in ["reading", "claim"] {
        let sql = format!(
            "SELECT count(*) FROM {table} WHERE report NOT IN (SELECT id FROM raw NOT INDEXED)"
        );
        match db.query_row(&sql, [], |r| r.get::<_, i64>(0)) {
            Ok(0) => {}
            Ok(n) => found.add(
                FindingKind::Reference,
                format!("table {table}"),
                format!("{n} rows are of reports that are not there"),
                true,
            ),
            Err(e) => found.unanswered(table, &e),
        }
    }
}

fn one(db: &Connection, number: i64, found: &mut Findings<'_>) -> rusqlite::Result<()> {
    let name = raw(db, number, found);
    let called = |name: &Option<Hash>| match name {
        Some(hash) => format!("report {hash}"),
        None => format!("report in row {number}"),
    };
    let place = called(&name);
    let known = db
        .prepare_cached("SELECT known FROM report WHERE id = ?")
        .and_then(|mut s| s.query_row([number], |r| r.get::<_, String>(0)).optional());
    match known {
        Ok(Some(json)) if serde_json::from_str::<serde_json::Value>(&json).is_ok() => {}
        Ok(Some(_)) => found.add(
            FindingKind::Report,
            &place,
            "how its metadata are known cannot be read",
            false,
        ),
        Ok(None) => found.add(
            FindingKind::Report,
            &place,
            "its metadata are not there; they can be read out of its bytes again",
            name.is_some(),
        ),
        Err(e) => found.add(
            FindingKind::Page,
            &place,
            format!("its metadata cannot be read ({e})"),
            name.is_some(),
        ),
    }
    let reading = db
        .prepare_cached(
            "SELECT t.hash, t.body, g.boilerplate, g.sentences, g.figures, g.times FROM reading g JOIN text t ON t.id = g.text WHERE g.report = ?",
        )?
        .query_row([number], Reading::of)
        .optional();
    match reading {
        Ok(Some(reading)) => reading.check(&place, found),
        Ok(None) => {
            found.add(
                FindingKind::Reading,
                &place,
                "it was never read, or its reading is gone",
                true,
            );
            return Ok(());
        }
        Err(e) => {
            found.add(
                FindingKind::Page,
                &place,
                format!("its reading cannot be read ({e})"),
                true,
            );
            return Ok(());
        }
    }
    claims(db, number, &place, found)
}

/// The hash that names the report, if its row can be read.
fn raw(db: &Connection, number: i64, found: &mut Findings<'_>) -> Option<Hash> {
    let received = db
        .prepare_cached("SELECT 1 FROM received WHERE report = ?")
        .and_then(|mut s| s.exists([number]))
        .unwrap_or(false);
    let row = db
        .prepare_cached("SELECT hash, size, zstd FROM raw WHERE id = ?")
        .and_then(|mut s| {
            s.query_row([number], |r| {
                Ok((
                    Hash(r.get(0)?),
                    r.get::<_, u64>(1)?,
                    r.get::<_, Vec<u8>>(2)?,
                ))
            })
        });
    let (hash, size, packed) = match row {
        Ok(row) => row,
        Err(e) => {
            let place = format!("report in row {number}");
            found.add(
                FindingKind::Raw,
                place,
                format!("its bytes cannot be read ({e})"),
                false,
            );
            return None;
        }
    };
    // What came in a bundle may have come without its bytes.
    if received && packed.is_empty() {
        return Some(hash);
    }
    let why = match unpacked(&packed, size) {
        Err(e) => Some(format!("its bytes cannot be unpacked ({e})")),
        Ok(bytes) if Hash::of(&bytes) != hash => {
            Some("its bytes are not those that its hash names".to_owned())
        }
        Ok(_) => None,
    };
    if let Some(why) = why {
        found.add(FindingKind::Raw, format!("report {hash}"), why, false);
    }
    Some(hash)
}

/// Raw bytes out of what is kept; no more than were put in.
pub(super) fn unpacked(packed: &[u8], size: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    zstd::Decoder::new(packed)?
        .take(size.saturating_add(1))
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

struct Reading {
    hash: Hash,
    body: String,
    boilerplate: String,
    sentences: String,
    figures: String,
    times: String,
}

impl Reading {
    fn of(r: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Reading {
            hash: Hash(r.get(0)?),
            body: r.get(1)?,
            boilerplate: r.get(2)?,
            sentences: r.get(3)?,
            figures: r.get(4)?,
            times: r.get(5)?,
        })
    }

    fn check(&self, place: &str, found: &mut Findings<'_>) {
        if Hash::of(self.body.as_bytes()) != self.hash {
            let words = "its text is not the one that its hash names";
            found.add(FindingKind::Text, place, words, true);
        }
        let length = self.body.chars().count();
        let mut spans: Vec<Span> = Vec::new();
        let mut broken: Vec<&str> = Vec::new();
        for (json, what) in [
            (&self.boilerplate, "its boilerplate"),
            (&self.sentences, "its sentences"),
        ] {
            match serde_json::from_str::<Vec<Span>>(json) {
                Ok(own) => spans.extend(own),
                Err(_) => broken.push(what),
            }
        }
        match serde_json::from_str::<Vec<Figure>>(&self.figures) {
            Ok(own) => spans.extend(own.iter().map(|f| f.span)),
            Err(_) => broken.push("its figures"),
        }
        match serde_json::from_str::<Vec<Time>>(&self.times) {
            Ok(own) => spans.extend(own.iter().map(|t| t.span)),
            Err(_) => broken.push("its times"),
        }
        for what in broken {
            found.add(
                FindingKind::Reading,
                place,
                format!("{what} cannot be read"),
                true,
            );
        }
        if let Some(bad) = outside(&spans, length) {
            let words = format!(
                "its reading points at {}–{} of a text of {length} characters",
                bad.start, bad.end
            );
            found.add(FindingKind::Reading, place, words, true);
        }
    }
}

fn outside(spans: &[Span], length: usize) -> Option<Span> {
    spans
        .iter()
        .copied()
        .find(|s| s.start > s.end || s.end > length)
}

struct ClaimOf {
    name: Vec<u8>,
    position: i64,
    actor: Option<String>,
    source: String,
    content: String,
    stance: String,
    kind: String,
    json: String,
}

fn claims(
    db: &Connection,
    number: i64,
    place: &str,
    found: &mut Findings<'_>,
) -> rusqlite::Result<()> {
    let (hash, text): (Hash, String) = db
        .prepare_cached(
            "SELECT t.hash, t.body FROM reading g JOIN text t ON t.id = g.text WHERE g.report = ?",
        )?
        .query_row([number], |r| Ok((Hash(r.get(0)?), r.get(1)?)))?;
    let (words, length) = (Words::new(&text), text.chars().count());
    let mut statement = db.prepare_cached(
        "SELECT name, position, actor, source, content, stance, kind, json FROM claim WHERE report = ? ORDER BY position",
    )?;
    let rows = statement.query_map([number], |r| {
        Ok(ClaimOf {
            name: r.get(0)?,
            position: r.get(1)?,
            actor: r.get(2)?,
            source: r.get(3)?,
            content: r.get(4)?,
            stance: r.get(5)?,
            kind: r.get(6)?,
            json: r.get(7)?,
        })
    })?;
    for (n, row) in rows.enumerate() {
        found.checked.claims += 1;
        let row = match row {
            Ok(row) => row,
            Err(e) => {
                found.add(
                    FindingKind::Page,
                    place,
                    format!("its claims cannot be read ({e})"),
                    true,
                );
                break;
            }
        };
        if let Some(why) = wrong(&row, n, &hash, &words, length) {
            let place = format!("claim {} of {place}", row.position + 1);
            found.add(FindingKind::Claim, place, why, true);
        }
    }
    Ok(())
}

/// What is wrong with a claim, if anything is.
fn wrong(row: &ClaimOf, n: usize, text: &Hash, words: &Words<'_>, length: usize) -> Option<String> {
    let Ok(claim) = serde_json::from_str::<Claim>(&row.json) else {
        return Some("it cannot be read".to_owned());
    };
    let spans = [&claim.source, &claim.cue, &claim.content];
    let mut all: Vec<Span> = spans.into_iter().flatten().copied().collect();
    all.extend(claim.figures.iter().map(|f| f.span));
    all.extend(claim.times.iter().map(|t| t.span));
    all.extend(claim.evidence.iter().map(|e| e.span));
    if let Some(bad) = outside(&all, length) {
        return Some(format!(
            "it points at {}–{} of a text of {length} characters",
            bad.start, bad.end
        ));
    }
    if words.join(&claim.source) != row.source {
        return Some(
            "the words of its source are not those that stand there in the text".to_owned(),
        );
    }
    if words.join(&claim.content) != row.content {
        return Some(
            "the words of its content are not those that stand there in the text".to_owned(),
        );
    }
    let id = ClaimId::of(text, &claim.source, &claim.cue, &claim.content);
    if id.0[..] != row.name[..] || id.to_string() != claim.id {
        return Some("it is not called what its text and place make it be called".to_owned());
    }
    if claim.actor != row.actor || claim.stance != row.stance || claim.kind != row.kind {
        return Some("its columns do not say what its whole says".to_owned());
    }
    (row.position != n as i64).then(|| "claims before it are missing".to_owned())
}
