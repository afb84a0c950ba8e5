//! Reading a bundle into a ledger. Nothing that is there changes: a report that is known is compared and the difference told, a decision against one of
//! this ledger is told and not taken.

use super::PublicKey;
use super::each;
use super::record::Record;
use super::write::Decided;
use crate::decision::touch;
use crate::keep::Failed;
use crate::update::named;
use crate::{Action, Error, ErrorKind, Hash, Ledger};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// Largest record or raw bytes of a report, unpacked.
const LARGEST: u64 = 256_000_000;

/// What became of a bundle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// Who signed it.
    pub signer: String,
    /// Reports that were not there.
    pub new: u64,
    /// Claims in them.
    pub claims: u64,
    /// Reports that were, and of which the bundle says the same.
    pub known: u64,
    /// Decisions that were taken.
    pub decisions: u64,
    /// Where the bundle says otherwise than this ledger, which was left as it was.
    pub conflicts: Vec<String>,
    /// What was not taken because something in it cannot be true: the report, and why.
    pub rejected: Vec<(String, String)>,
}

/// Reads a bundle that `key` signed into the ledger: all of it is checked before anything is taken, and all is taken or nothing.
///
/// # Errors
/// Something in it is not as it was signed; a file cannot be read or written.
pub fn receive(ledger: &mut Ledger, path: &Path, key: &PublicKey) -> Result<Received, Error> {
    let verified = super::verify(path, key)?;
    let at = ledger.path.clone();
    let sqlite = |e: rusqlite::Error| Error::sqlite(&at, &e);
    let batch = ledger
        .db
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(sqlite)?;
    let hash = Hash::of(verified.text.as_bytes());
    let bundle: Option<i64> = batch
        .query_row("SELECT id FROM bundle WHERE hash = ?", [&hash.0[..]], |r| {
            r.get(0)
        })
        .optional()
        .map_err(sqlite)?;
    let bundle = match bundle {
        Some(id) => id,
        None => {
            let now = SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |d| d.as_secs() as i64);
            batch
                .prepare("INSERT INTO bundle (hash, signer, manifest, read) VALUES (?, ?, ?, ?)")
                .and_then(|mut s| {
                    s.insert(params![&hash.0[..], verified.signer, verified.text, now])
                })
                .map_err(sqlite)?
        }
    };
    let mut arrival = Arrival {
        db: &batch,
        bundle,
        name: path
            .file_name()
            .map_or_else(String::new, |n| n.to_string_lossy().into_owned()),
        raw: BTreeMap::new(),
        out: Received {
            signer: verified.signer.clone(),
            ..Received::default()
        },
    };
    // Every hash is looked at again: the file may have changed since.
    each(path, key, &mut |name, bytes| {
        arrival.file(name, bytes).map_err(|e| match e {
            Stop::Failed(e) => named(&at, e),
            Stop::Bad(why) => {
                Error::new(ErrorKind::Damaged, path, format!("bundle: {name}: {why}"))
            }
        })
    })?;
    let out = arrival.out;
    batch.commit().map_err(sqlite)?;
    Ok(out)
}

enum Stop {
    Failed(Failed),
    Bad(String),
}

impl<E: Into<Failed>> From<E> for Stop {
    fn from(e: E) -> Self {
        Stop::Failed(e.into())
    }
}

struct Arrival<'d> {
    db: &'d Transaction<'d>,
    bundle: i64,
    name: String,
    /// Raw bytes whose reports have not come yet, packed.
    raw: BTreeMap<String, Vec<u8>>,
    out: Received,
}

fn unpacked(packed: &[u8]) -> Result<Vec<u8>, Stop> {
    let mut out = Vec::new();
    zstd::Decoder::new(packed)
        .and_then(|d| d.take(LARGEST + 1).read_to_end(&mut out))
        .map_err(|e| Stop::Bad(e.to_string()))?;
    if out.len() as u64 > LARGEST {
        return Err(Stop::Bad(format!("over the limit of {LARGEST} bytes")));
    }
    Ok(out)
}

impl Arrival<'_> {
    fn file(&mut self, name: &str, bytes: Vec<u8>) -> Result<(), Stop> {
        if let Some(hash) = name
            .strip_prefix("raw/")
            .and_then(|n| n.strip_suffix(".zst"))
        {
            self.raw.insert(hash.to_owned(), bytes);
            return Ok(());
        }
        if name == "decisions.json" {
            let all: Vec<serde_json::Value> =
                serde_json::from_slice(&bytes).map_err(|e| Stop::Bad(e.to_string()))?;
            for value in all {
                // What a newer program decided is not for this one to take.
                match serde_json::from_value::<Decided>(value) {
                    Ok(decided) => self.decision(&decided)?,
                    Err(e) => self
                        .out
                        .rejected
                        .push(("a decision".to_owned(), e.to_string())),
                }
            }
            return Ok(());
        }
        let json = unpacked(&bytes)?;
        let record: Record = serde_json::from_slice(&json).map_err(|e| Stop::Bad(e.to_string()))?;
        let raw = self.raw.remove(&record.report);
        if let Some(why) = record.wrong() {
            self.out.rejected.push((record.report, why));
            return Ok(());
        }
        self.report(&record, &bytes, raw)
    }

    fn report(&mut self, record: &Record, packed: &[u8], raw: Option<Vec<u8>>) -> Result<(), Stop> {
        let Some((hash, _)) = crate::id::blobs_with(&record.report, 32) else {
            return Ok(());
        };
        let mut size = record.size;
        if let Some(raw) = &raw {
            let bytes = unpacked(raw)?;
            if Hash::of(&bytes).0[..] != hash[..] || record.is_cut {
                let why = "its bytes are not those that its name says";
                self.out
                    .rejected
                    .push((record.report.clone(), why.to_owned()));
                return Ok(());
            }
            size = bytes.len() as u64;
        }
        let known: Option<i64> = self
            .db
            .prepare_cached("SELECT id FROM raw WHERE hash = ?")?
            .query_row([&hash], |r| r.get(0))
            .optional()?;
        if let Some(id) = known {
            return self.compare(id, record);
        }
        let id = self
            .db
            .prepare_cached("INSERT INTO raw (hash, size, zstd) VALUES (?, ?, ?)")?
            .insert(params![hash, size as i64, raw.unwrap_or_default()])?;
        let known = serde_json::to_string(&record.known)?;
        let from = [record.input.as_str(), record.place.as_str()];
        let from: Vec<&str> = from.into_iter().filter(|p| !p.is_empty()).collect();
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |d| d.as_secs() as i64);
        self.db
            .prepare_cached(
                "INSERT INTO report (id, given_id, kind, input, place, title, byline, outlet, language, url, published, known, first_read, charset, around)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![
                id, record.given_id, record.kind, format!("bundle {} of {}", self.name, self.out.signer), from.join(": "), record.title, record.byline,
                record.outlet, record.language, record.url, record.published, known, now, record.charset, record.around
            ])?;
        self.db
            .prepare_cached("INSERT INTO received (report, bundle, zstd) VALUES (?, ?, ?)")?
            .execute(params![id, self.bundle, packed])?;
        record.derive(self.db, id)?;
        self.out.new += 1;
        self.out.claims += record.claims.len() as u64;
        // Markings hold for whoever has the report from here on.
        if let Some(tlp) = record.marking {
            let report = record.report.clone();
            self.log(&self.marked(Action::MarkReport { report, tlp }))?;
        }
        Ok(())
    }

    fn marked(&self, action: Action) -> Decided {
        Decided {
            at: SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |d| d.as_secs() as i64),
            author: format!("bundle of {}", self.out.signer),
            reason: "marked so where it came from".to_owned(),
            action,
        }
    }

    /// Says what the bundle has otherwise than this ledger, of a report that both have.
    fn compare(&mut self, id: i64, record: &Record) -> Result<(), Stop> {
        let short: String = record.report.chars().take(12).collect();
        let mut told: Vec<String> = Vec::new();
        let sql = "SELECT r.title, r.byline, r.outlet, r.language, r.url, r.published FROM report r WHERE r.id = ?";
        let own: [Option<String>; 6] = self.db.prepare_cached(sql)?.query_row([id], |r| {
            Ok([
                r.get(0)?,
                r.get(1)?,
                r.get(2)?,
                r.get(3)?,
                r.get(4)?,
                r.get(5)?,
            ])
        })?;
        let theirs = [
            &record.title,
            &record.byline,
            &record.outlet,
            &record.language,
            &record.url,
            &record.published,
        ];
        let names = ["title", "byline", "outlet", "language", "url", "published"];
        for ((name, own), theirs) in names.iter().zip(&own).zip(theirs) {
            if own != theirs {
                let words = |v: &Option<String>| v.clone().unwrap_or_else(|| "none".to_owned());
                told.push(format!(
                    "{name} is {} here and {} there",
                    words(own),
                    words(theirs)
                ));
            }
        }
        let mut statement = self
            .db
            .prepare_cached("SELECT name, json FROM claim WHERE report = ?")?;
        let own: BTreeMap<String, String> = statement
            .query_map([id], |r| {
                Ok((crate::ClaimId(r.get(0)?).to_string(), r.get(1)?))
            })?
            .collect::<rusqlite::Result<_>>()?;
        let own: BTreeMap<String, sayso_claims::Claim> = own
            .into_iter()
            .map(|(id, json)| Ok((id, serde_json::from_str(&json)?)))
            .collect::<Result<_, serde_json::Error>>()?;
        let theirs: BTreeMap<&str, &sayso_claims::Claim> =
            record.claims.iter().map(|c| (c.id.as_str(), c)).collect();
        let more = theirs.keys().filter(|id| !own.contains_key(**id)).count();
        if more > 0 {
            told.push(format!("{more} claims of the bundle are not read here"));
        }
        for (id, claim) in &theirs {
            let Some(here) = own.get(*id) else { continue };
            let differs = (&here.actor, &here.stance, &here.origin)
                != (&claim.actor, &claim.stance, &claim.origin)
                || here.figures != claim.figures;
            if differs {
                told.push(format!("claim {id} is read otherwise there"));
            }
        }
        match told.is_empty() {
            true => self.out.known += 1,
            false => self
                .out
                .conflicts
                .push(format!("report {short}: {}", told.join("; "))),
        }
        Ok(())
    }

    fn decision(&mut self, decided: &Decided) -> Result<(), Stop> {
        let mut statement = self
            .db
            .prepare_cached("SELECT id, at, author, action, undone FROM decision ORDER BY id")?;
        type Row = (i64, i64, String, String, Option<i64>);
        let rows: Vec<Row> = statement
            .query_map([], |r| {
                Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?))
            })?
            .collect::<rusqlite::Result<_>>()?;
        for (id, at, author, json, undone) in rows {
            let Ok(own) = serde_json::from_str::<Action>(&json) else {
                continue;
            };
            let is_same = own == decided.action;
            if is_same && (undone.is_none() || (at == decided.at && author == decided.author)) {
                if undone.is_some() {
                    self.conflict(
                        decided,
                        &format!("decision {id} is the same and was undone here"),
                    );
                }
                return Ok(());
            }
            if undone.is_none() && against(&own, &decided.action) {
                self.conflict(decided, &format!("decision {id} here is against it"));
                return Ok(());
            }
        }
        self.log(decided)?;
        self.out.decisions += 1;
        Ok(())
    }

    fn conflict(&mut self, decided: &Decided, why: &str) {
        let about: BTreeSet<&str> = decided
            .action
            .places()
            .into_iter()
            .map(|p| p.claim.as_str())
            .collect();
        let about: Vec<&str> = about.into_iter().chain(decided.action.reports()).collect();
        self.out.conflicts.push(format!(
            "{} {} by {}: {why}; it was not taken",
            decided.action.what(),
            about.join(", "),
            decided.author
        ));
    }

    fn log(&self, decided: &Decided) -> Result<(), Stop> {
        let json = crate::contract::to_json(&decided.action)?;
        self.db
            .prepare_cached(
                "INSERT INTO decision (at, author, reason, action, bundle) VALUES (?, ?, ?, ?, ?)",
            )?
            .execute(params![
                decided.at,
                decided.author,
                decided.reason,
                json,
                self.bundle
            ])?;
        touch(self.db, &decided.action)?;
        Ok(())
    }
}

/// Whether two decisions cannot both hold.
fn against(own: &Action, theirs: &Action) -> bool {
    match (own, theirs) {
        (
            Action::Amend {
                of: a,
                field: f,
                value: v,
            },
            Action::Amend {
                of: b,
                field: g,
                value: w,
            },
        ) => a.claim == b.claim && f == g && v != w,
        (Action::SplitActor { of: a, actor: v }, Action::SplitActor { of: b, actor: w }) => {
            a.claim == b.claim && v != w
        }
        (Action::MergeActors { from: a, into: v }, Action::MergeActors { from: b, into: w }) => {
            a == b && v != w
        }
        (Action::Reject { of: a }, other) | (other, Action::Reject { of: a }) => {
            !matches!(other, Action::Reject { .. } | Action::Note { .. })
                && other.places().iter().any(|p| p.claim == a.claim)
        }
        (Action::SplitDispatch { report }, Action::MergeDispatches { reports })
        | (Action::MergeDispatches { reports }, Action::SplitDispatch { report }) => {
            reports.0 == *report || reports.1 == *report
        }
        (Action::SplitQuestion { of: a }, Action::MergeQuestions { of: b, with: c })
        | (Action::MergeQuestions { of: b, with: c }, Action::SplitQuestion { of: a }) => {
            a.claim == b.claim || a.claim == c.claim
        }
        _ => false,
    }
}

impl Ledger {
    /// Puts what was read in reports that came in bundles into the derived tables again, where it is not there.
    ///
    /// # Errors
    /// The file cannot be read or written.
    pub fn fill_received(&mut self) -> Result<u64, Error> {
        let path = self.path.clone();
        let sqlite = |e: rusqlite::Error| Error::sqlite(&path, &e);
        let batch = self
            .db
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(sqlite)?;
        let filled = fill(&batch).map_err(|e| named(&path, e))?;
        batch.commit().map_err(sqlite)?;
        Ok(filled)
    }
}

fn fill(db: &Connection) -> Result<u64, Failed> {
    let mut statement = db.prepare(
        "SELECT report, zstd FROM received v WHERE NOT EXISTS (SELECT 1 FROM reading g WHERE g.report = v.report) ORDER BY report",
    )?;
    let mut rows = statement.query([])?;
    let mut filled = 0;
    while let Some(r) = rows.next()? {
        let record: Record = crate::update::load::unpack(&r.get::<_, Vec<u8>>(1)?)?;
        record.derive(db, r.get(0)?)?;
        filled += 1;
    }
    Ok(filled)
}
