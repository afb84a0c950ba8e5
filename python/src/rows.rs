//! What was read in a report as rows of `claims/1`: the columns are those of `sayso export --as parquet`, and so is the code that fills them.

use sayso_export::Said;
use sayso_export::columns::{Batch, CLAIMS};
use sayso_ledger::contract::{Words, claim_in_points};
use sayso_ledger::{ClaimId, ClaimKey, ClaimRow, DecidedClaim, Hash, ReportKey, ReportRow};
use sayso_read::Read;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

/// The claims of a report, on their way from the thread that read them.
pub struct Rows {
    report: ReportRow,
    text: String,
    claims: Vec<ClaimRow>,
}

/// None yet.
pub fn batch() -> Batch<Said> {
    Batch::new("claims/1", CLAIMS)
}

impl Rows {
    /// What was read; claims are called as every ledger calls them.
    pub fn new(read: Read) -> Self {
        let Read {
            report, mut claims, ..
        } = read;
        let name = Hash::of(report.text.as_bytes());
        let points = sayso_language::CodePoints::new(&report.text);
        claims.iter_mut().for_each(|c| claim_in_points(c, &points));
        let id = |c: &sayso_claims::Claim| ClaimId::of(&name, &c.source, &c.cue, &c.content);
        let ids: HashMap<String, String> = claims
            .iter()
            .map(|c| (c.id.clone(), id(c).to_string()))
            .collect();
        let words = Words::new(&report.text);
        let rows = claims.into_iter().map(|mut claim| {
            let own = id(&claim);
            claim.id = own.to_string();
            claim.parent = claim.parent.as_ref().and_then(|p| ids.get(p).cloned());
            ClaimRow {
                key: ClaimKey::default(),
                id: own,
                report: ReportKey::default(),
                source_words: words.join(&claim.source),
                content_words: words.join(&claim.content),
                claim,
            }
        });
        let claims: Vec<ClaimRow> = rows.collect();
        let value = |known: &Option<sayso_intake::Known<String>>| {
            known.as_ref().map(|known| known.value.clone())
        };
        let row = ReportRow {
            key: ReportKey::default(),
            hash: Hash::of(&report.raw),
            given_id: report.given_id.clone(),
            kind: report.kind.name().to_owned(),
            input: String::new(),
            place: String::new(),
            title: value(&report.title),
            byline: value(&report.byline),
            outlet: value(&report.outlet),
            language: value(&report.language),
            url: value(&report.url),
            published: value(&report.published),
            known: BTreeMap::new(),
            first_read: String::new(),
            size: report.raw.len() as u64,
            text: name,
            version: String::new(),
            claims: claims.len() as u64,
        };
        Rows {
            report: row,
            text: report.text,
            claims,
        }
    }

    /// Puts them into a table.
    pub fn push(self, to: &mut Batch<Said>) {
        let (report, text): (_, Rc<str>) = (Rc::new(self.report), Rc::from(self.text));
        for row in self.claims {
            to.push(&Said {
                claim: DecidedClaim {
                    row,
                    changes: Vec::new(),
                },
                report: Rc::clone(&report),
                text: Rc::clone(&text),
            });
        }
    }
}
