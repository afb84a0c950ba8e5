//! What the claims give of actors: one mention for each report, name, kind and affiliation.

use crate::{ClaimKey, Error, Ledger};
use sayso_claims::merge::Known;
use std::collections::BTreeMap;

/// An actor as one report gives it.
pub(super) struct Mention {
    /// Hash of the report's bytes.
    pub hash: String,
    /// Name, kind, affiliation and the number of the report.
    pub known: Known,
    /// Its claims there, each with the words of its source.
    pub claims: Vec<(ClaimKey, String)>,
}

impl Ledger {
    /// All mentions: of the oldest report first, undated ones last, then by hash; in a report by name. Nobody in particular is left out.
    pub(super) fn mentions(&self) -> Result<Vec<Mention>, Error> {
        let sql = "SELECT c.id, lower(hex(w.hash)), c.actor, json_extract(c.json, '$.actor_kind'), json_extract(c.json, '$.affiliation'), c.source
                   FROM claim c JOIN report r ON r.id = c.report JOIN raw w ON w.id = r.id
                   WHERE c.actor IS NOT NULL AND c.actor NOT IN ('unspecified', 'unspecified questioner')
                   ORDER BY r.published IS NULL, r.published, w.hash, c.position";
        let mut mentions: Vec<Mention> = Vec::new();
        let mut here: BTreeMap<(String, String, Option<String>), Mention> = BTreeMap::new();
        let mut last = String::new();
        let mut report = 0;
        let read = self.db.prepare_cached(sql).and_then(|mut query| {
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let hash: String = row.get(1)?;
                if hash != last {
                    mentions.extend(std::mem::take(&mut here).into_values());
                    last.clone_from(&hash);
                    report += 1;
                }
                let name: String = row.get(2)?;
                let kind: String = row.get::<_, Option<String>>(3)?.unwrap_or_default();
                let affiliation: Option<String> = row.get(4)?;
                let claim = (ClaimKey(row.get(0)?), row.get(5)?);
                here.entry((name.clone(), kind.clone(), affiliation.clone()))
                    .or_insert_with(|| Mention {
                        hash,
                        known: Known {
                            name,
                            kind,
                            affiliation,
                            report,
                        },
                        claims: Vec::new(),
                    })
                    .claims
                    .push(claim);
            }
            Ok(())
        });
        read.map_err(|e| self.sqlite(&e))?;
        mentions.extend(here.into_values());
        Ok(mentions)
    }
}
