//! Writing a bundle.

use super::manifest::{FileEntry, Manifest};
use super::record::Record;
use super::{archive, signed};
use crate::backup::{beside, remove};
use crate::policy::{Policy, Refused};
use crate::query::ReportKey;
use crate::{Action, Error, ErrorKind, Hash, Ledger};
use minisign::SecretKey;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufReader, BufWriter};
use std::path::Path;

/// zstd level of what a bundle holds.
const LEVEL: i32 = 9;

/// What goes into a bundle.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    /// Reports; of those that stand here with claims, these claims alone.
    pub reports: BTreeMap<ReportKey, BTreeSet<String>>,
    /// Raw bytes too.
    pub raw: bool,
    /// Leaves out what may not leave, instead of refusing all.
    pub leave_out: bool,
}

/// What went into a bundle.
#[derive(Clone, Debug)]
pub struct Written {
    /// What is in it.
    pub manifest: Manifest,
    /// What was left out.
    pub left_out: Vec<Refused>,
}

/// A decision in a bundle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Decided {
    pub at: i64,
    pub author: String,
    pub reason: String,
    pub action: Action,
}

/// Writes a bundle; nothing is at `into` before all of it is there.
///
/// # Errors
/// Something may not leave (then the error says what), or a file cannot be read or written.
pub fn write(
    ledger: &Ledger,
    policy: &Policy,
    chosen: &Chosen,
    key: &SecretKey,
    made_by: &str,
    into: &Path,
) -> Result<Written, Error> {
    let (body, partial) = (beside(into, "body"), beside(into, "partial"));
    let done = whole(
        ledger,
        policy,
        chosen,
        key,
        made_by,
        [&body, &partial, into],
    );
    remove(&body);
    remove(&partial);
    done
}

fn whole(
    ledger: &Ledger,
    policy: &Policy,
    chosen: &Chosen,
    key: &SecretKey,
    made_by: &str,
    [body, partial, into]: [&Path; 3],
) -> Result<Written, Error> {
    let file = |e: io::Error| Error::new(ErrorKind::Access, into, e.to_string());
    let mut out = Writer {
        manifest: Manifest::new(made_by),
        body: BufWriter::new(File::create(body).map_err(file)?),
        path: into,
    };
    let mut left_out = Vec::new();
    // Hashes of texts that leave as they are, and claims that leave, each under the id that it leaves with.
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    let mut whole_reports: BTreeSet<String> = BTreeSet::new();
    let mut records: Vec<(String, Vec<u8>)> = Vec::new();
    for (&key, claims) in &chosen.reports {
        let mut leaving = match policy.report(ledger, key)? {
            Ok(leaving) => leaving,
            Err(refused) if chosen.leave_out => {
                left_out.push(refused);
                continue;
            }
            Err(refused) => return Err(Error::new(ErrorKind::Refused, into, refused.to_string())),
        };
        if !claims.is_empty() {
            let own: BTreeSet<String> = claims
                .iter()
                .filter_map(|c| leaving.ids.get(c).cloned())
                .collect();
            leaving
                .reading
                .claims
                .retain(|c| own.contains(&c.id.to_string()));
            leaving.withheld.retain(|id, _| own.contains(id));
            leaving.marks.retain(|id, _| own.contains(id));
        }
        let mut record = Record::of(&leaving);
        if !leaving.is_cut {
            let kept = ledger.kept(key)?;
            (record.charset, record.around) = (kept.charset, kept.around);
            for claim in &record.claims {
                ids.insert(claim.id.clone(), claim.id.clone());
            }
            whole_reports.insert(record.report.clone());
            let name = format!("raw/{}.zst", record.report);
            if chosen.raw && !kept.raw.is_empty() && policy.may_go_raw(&kept.raw) {
                out.packed(&name, &kept.raw)?;
            }
        }
        out.manifest.reports += 1;
        out.manifest.claims += record.claims.len() as u64;
        out.manifest.withheld += record.withheld.len() as u64;
        out.manifest.marking = out.manifest.marking.max(record.marking);
        let json = serde_json::to_vec(&record)
            .map_err(|e| Error::new(ErrorKind::Other, into, e.to_string()))?;
        let name = format!("reports/{}.json.zst", record.report);
        policy
            .look(&name, &json)
            .map_err(|r| Error::new(ErrorKind::Refused, into, r.to_string()))?;
        let packed = zstd::bulk::compress(&json, LEVEL).map_err(file)?;
        records.push((name, packed));
        if records.len() >= 64 {
            out.all(&mut records)?;
        }
    }
    out.all(&mut records)?;
    let decisions = decisions(ledger, policy, &ids, &whole_reports)?;
    out.manifest.decisions = decisions.len() as u64;
    let json = serde_json::to_vec(&decisions)
        .map_err(|e| Error::new(ErrorKind::Other, into, e.to_string()))?;
    policy
        .look("decisions.json", &json)
        .map_err(|r| Error::new(ErrorKind::Refused, into, r.to_string()))?;
    out.put("decisions.json", &json)?;
    let manifest = out.manifest.clone();
    out.body.into_inner().map_err(|e| file(e.into_error()))?;
    let text = manifest
        .text()
        .map_err(|e| Error::new(ErrorKind::Other, into, e.to_string()))?;
    policy
        .look("manifest.json", text.as_bytes())
        .map_err(|r| Error::new(ErrorKind::Refused, into, r.to_string()))?;
    let signature =
        signed::sign(key, text.as_bytes()).map_err(|e| Error::new(ErrorKind::Other, into, e))?;
    let put = || -> io::Result<()> {
        let mut out = BufWriter::new(File::create(partial)?);
        archive::put(&mut out, "manifest.json", text.as_bytes())?;
        archive::put(&mut out, "manifest.json.minisig", signature.as_bytes())?;
        io::copy(&mut BufReader::new(File::open(body)?), &mut out)?;
        archive::end(&mut out)?;
        out.into_inner()
            .map_err(io::IntoInnerError::into_error)?
            .sync_all()?;
        std::fs::rename(partial, into)
    };
    put().map_err(file)?;
    Ok(Written { manifest, left_out })
}

/// The decisions about what leaves whole. Those on a report that was cut stay here: they name what was cut.
fn decisions(
    ledger: &Ledger,
    policy: &Policy,
    ids: &BTreeMap<String, String>,
    reports: &BTreeSet<String>,
) -> Result<Vec<Decided>, Error> {
    let mut out = Vec::new();
    for row in ledger.decisions()? {
        let own = |claim: &String| ids.contains_key(claim);
        let leaves = row.undone.is_none()
            && row.applies
            && match &row.action {
                Action::Withhold { .. } | Action::MarkReport { .. } | Action::MarkClaim { .. } => {
                    false
                }
                Action::MergeActors { from, into } => {
                    policy.words(from) == *from && policy.words(into) == *into
                }
                other => {
                    other.places().iter().all(|p| own(&p.claim))
                        && other.reports().iter().all(|r| reports.contains(*r))
                }
            };
        if !leaves {
            continue;
        }
        let mut value = serde_json::to_value(&row.action).unwrap_or_default();
        policy.value(&mut value);
        let Ok(action) = serde_json::from_value(value) else {
            continue;
        };
        out.push(Decided {
            at: row.at,
            author: policy.words(&row.author),
            reason: policy.words(&row.reason),
            action,
        });
    }
    Ok(out)
}

impl Ledger {
    /// The report that a claim stands in; the oldest, where its text came in several.
    ///
    /// # Errors
    /// No claim has this name.
    pub fn report_of_claim(&self, claim: &crate::ClaimId) -> Result<ReportKey, Error> {
        self.db
            .prepare_cached("SELECT report FROM claim WHERE name = ? ORDER BY id LIMIT 1")
            .and_then(|mut s| s.query_row([&claim.0[..]], |r| r.get(0).map(ReportKey)))
            .map_err(|e| self.sqlite(&e))
    }
}

struct Writer<'p> {
    manifest: Manifest,
    body: BufWriter<File>,
    path: &'p Path,
}

impl Writer<'_> {
    fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        archive::put(&mut self.body, name, bytes)
            .map_err(|e| Error::new(ErrorKind::Access, self.path, e.to_string()))?;
        self.manifest.files.push(FileEntry {
            name: name.to_owned(),
            size: bytes.len() as u64,
            sha256: Hash::of(bytes).to_string(),
        });
        Ok(())
    }

    fn packed(&mut self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let packed = zstd::bulk::compress(bytes, LEVEL)
            .map_err(|e| Error::new(ErrorKind::Other, self.path, e.to_string()))?;
        self.put(name, &packed)
    }

    fn all(&mut self, files: &mut Vec<(String, Vec<u8>)>) -> Result<(), Error> {
        for (name, bytes) in files.drain(..) {
            self.put(&name, &bytes)?;
        }
        Ok(())
    }
}
