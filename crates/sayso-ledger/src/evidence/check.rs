//! Whether what is kept is still there, and still what it was.

use super::row::FetchRow;
use super::store::{self, PARTIAL, folder};
use crate::doctor::{Finding, FindingKind};
use crate::{Hash, Ledger};
use serde::Serialize;
use std::collections::HashSet;
use std::fs;

/// How many claims are named beside a file.
const CLAIMS: usize = 5;

/// How much was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EvidenceChecked {
    /// Files beside the ledger.
    pub files: u64,
    /// Those that are missing, changed or cut short.
    pub damaged: u64,
}

impl Ledger {
    /// Looks at every file of evidence: that it is there, that each byte is as it was, and that it holds what its hash names.
    pub fn check_evidence(&self, found: &mut dyn FnMut(Finding)) -> EvidenceChecked {
        let mut checked = EvidenceChecked::default();
        let mut named: HashSet<String> = HashSet::new();
        let mut add = |kind: FindingKind, place: String, words: String| {
            found(Finding {
                kind,
                place,
                words,
                can_be_mended: false,
            });
        };
        let ids = self
            .db
            .prepare("SELECT id FROM fetched WHERE file IS NOT NULL ORDER BY id")
            .and_then(|mut s| {
                let rows = s.query_map([], |r| r.get::<_, i64>(0))?;
                rows.collect::<rusqlite::Result<Vec<_>>>()
            });
        let ids = match ids {
            Ok(ids) => ids,
            Err(e) => {
                add(
                    FindingKind::Page,
                    "table fetched".to_owned(),
                    format!("it cannot be read ({e})"),
                );
                checked.damaged += 1;
                return checked;
            }
        };
        for id in ids {
            let fetch = match self.fetch(id) {
                Ok(fetch) => fetch,
                Err(e) => {
                    add(
                        FindingKind::Evidence,
                        format!("fetch {id}"),
                        e.detail().to_owned(),
                    );
                    checked.damaged += 1;
                    continue;
                }
            };
            checked.files += 1;
            named.extend(fetch.file.clone());
            if let Some(words) = self.wrong(&fetch) {
                checked.damaged += 1;
                let place = format!(
                    "evidence {}",
                    fetch.hash.map(|h| h.to_string()).unwrap_or_default()
                );
                add(
                    FindingKind::Evidence,
                    place,
                    format!("{words}; {}", self.whose(&fetch)),
                );
            }
        }
        for name in self.strangers(&named) {
            add(
                FindingKind::Note,
                format!("evidence file {name}"),
                "nothing in the ledger names it: what was interrupted left it".to_owned(),
            );
        }
        checked
    }

    /// What is wrong with the file of a fetch.
    fn wrong(&self, fetch: &FetchRow) -> Option<String> {
        let (name, hash) = (fetch.file.as_ref()?, fetch.hash?);
        let row: rusqlite::Result<([u8; 32], u64)> = self.db.query_row(
            "SELECT file_hash, file_size FROM fetched WHERE id = ?",
            [fetch.id],
            |r| Ok((r.get(0)?, r.get(1)?)),
        );
        let (file_hash, file_size) = match row {
            Ok(row) => row,
            Err(e) => return Some(format!("its row cannot be read ({e})")),
        };
        if !store::is_name(name) {
            return Some(format!("{name:?} is no name of evidence"));
        }
        let bytes = match fs::read(folder(&self.path).join(name)) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return Some(format!("its file {name} is missing"));
            }
            Err(e) => return Some(format!("its file {name} cannot be read ({e})")),
        };
        let size = bytes.len() as u64;
        if size < file_size {
            return Some(format!(
                "its file {name} is cut short: {size} of {file_size} bytes"
            ));
        }
        if Hash::of(&bytes) != Hash(file_hash) {
            return Some(format!("its file {name} was changed"));
        }
        if fetch.is_whole {
            return store::payload(&folder(&self.path), name, &hash, fetch.size.unwrap_or(0)).err();
        }
        None
    }

    /// Who points to it, and whether the bytes are still there.
    fn whose(&self, fetch: &FetchRow) -> String {
        let claims: Vec<String> = self
            .pointers(&fetch.address)
            .unwrap_or_default()
            .into_iter()
            .map(|p| p.claim)
            .collect();
        let who = match claims.len() {
            0 => "no claim points to it".to_owned(),
            n if n <= CLAIMS => format!("claims {} point to it", claims.join(", ")),
            n => format!(
                "claims {} and {} more point to it",
                claims
                    .iter()
                    .take(CLAIMS)
                    .cloned()
                    .collect::<Vec<_>>()
                    .join(", "),
                n - CLAIMS
            ),
        };
        let there = fetch.hash.is_some_and(|h| self.preserved(&h).is_ok());
        let left = match there {
            true => "the same bytes are kept whole in another file".to_owned(),
            false => format!("from {}", fetch.address),
        };
        format!("{who}; {left}")
    }

    /// Files in the folder that no row names.
    fn strangers(&self, named: &HashSet<String>) -> Vec<String> {
        let mut out = Vec::new();
        let root = folder(&self.path);
        for within in fs::read_dir(&root).into_iter().flatten().flatten() {
            let short = within.file_name().to_string_lossy().into_owned();
            for file in fs::read_dir(within.path()).into_iter().flatten().flatten() {
                let file = file.file_name().to_string_lossy().into_owned();
                let name = format!("{short}/{file}");
                if !named.contains(&name) && (store::is_name(&name) || file.ends_with(PARTIAL)) {
                    out.push(name);
                }
            }
        }
        out.sort();
        out
    }
}
