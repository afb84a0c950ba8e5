//! All that is derived in a ledger, made anew out of what is kept.

use crate::keeping::arrival;
use crate::ordered::{self, Plan, Sink};
use crate::reading::{Read, ReportReader, guarded, version};
use sayso_claims::Conventions;
use sayso_intake::{Beside, Kind, Known, Limits, Rejected, Report, read_again};
use sayso_language::Model;
use sayso_ledger::doctor::{KeptReport, Salvaged, salvage};
use sayso_ledger::{Arrival, Error, Ledger, ReportKey};
use std::path::Path;
use std::time::Duration;

/// How a ledger is made anew.
pub struct Again<'m> {
    /// What reads.
    pub model: &'m Model,
    /// Worker threads; what comes out is the same with any number.
    pub threads: usize,
    /// How long the reading of one report may take.
    pub time: Duration,
    /// What a report may be.
    pub limits: Limits,
}

/// What became of it.
#[derive(Debug, Default)]
pub struct MadeAnew {
    /// What was kept in the old ledger and is in the new.
    pub salvaged: Salvaged,
    /// Reports that were read again.
    pub reports: u64,
    /// Their claims.
    pub claims: u64,
    /// Reports that came in bundles, with what the bundles say was read in them.
    pub received: u64,
    /// Reports whose bytes are there but could not be read again, and why.
    pub rejected: Vec<(String, String)>,
}

/// Bytes of reports in flight.
const ROOM: usize = 4_000_000;
/// Reports of one transaction.
const BATCH: usize = 128;

/// Makes a new ledger at `into` out of what is kept in the one at `from`, which is not changed.
///
/// # Errors
/// `from` cannot be opened, `into` cannot be written.
pub fn made_anew(job: &Again<'_>, from: &Path, into: &Path) -> anyhow::Result<MadeAnew> {
    let salvaged = salvage(from, into)?;
    let mut ledger = Ledger::create(into)?;
    let received = ledger.fill_received()?;
    let asked = Ledger::open(into)?;
    let keys = ledger.unread()?;
    let source = keys.into_iter().map(move |key| {
        let kept = asked.kept(key);
        let size = kept.as_ref().map_or(0, |k| k.raw.len()) + 1_000;
        ((key, kept), size)
    });
    let mut filler = Filler {
        ledger,
        version: version(job.model),
        held: Vec::new(),
        out: MadeAnew {
            salvaged,
            received,
            ..MadeAnew::default()
        },
    };
    let plan = Plan {
        threads: job.threads,
        room: ROOM,
    };
    let start = || ReportReader::new(job.model, Conventions::default(), job.time);
    let limits = &job.limits;
    ordered::run(
        plan,
        source,
        start,
        |reader: &mut ReportReader<'_>, (key, kept)| (key, again(reader, kept, limits)),
        &mut filler,
    )?;
    filler.flush()?;
    filler.ledger.update()?;
    Ok(filler.out)
}

fn again(
    reader: &mut ReportReader<'_>,
    kept: Result<KeptReport, Error>,
    limits: &Limits,
) -> Result<Read, Rejected> {
    let kept = kept.map_err(|e| Rejected::new(sayso_intake::ErrorKind::Binary, e.to_string()))?;
    let beside = Beside {
        kind: kind(&kept.kind),
        input: &kept.input,
        charset: kept.charset.as_deref(),
        url: kept.url.as_deref(),
        around: kept.around.as_deref(),
    };
    let mut report = guarded(|| read_again(&kept.raw, &beside, limits))?;
    if kept.has_metadata {
        // What is kept is not read anew, so that what it rests on does not change under it.
        let known = |value: Option<String>| value.map(|v| Known::new(v, sayso_intake::How::Given));
        report.title = known(kept.title);
        report.outlet = known(kept.outlet);
        report.url = known(kept.url);
        report.published = known(kept.published);
    } else {
        report.input = "found again by doctor".to_owned();
    }
    reader.read(report)
}

fn kind(name: &str) -> Option<Kind> {
    let all = [
        Kind::Text,
        Kind::Html,
        Kind::Feed,
        Kind::Warc,
        Kind::JsonLine,
    ];
    all.into_iter().find(|k| k.name() == name)
}

struct Filler {
    ledger: Ledger,
    version: String,
    held: Vec<(ReportKey, Read)>,
    out: MadeAnew,
}

impl Filler {
    fn flush(&mut self) -> Result<(), Error> {
        let (keys, reports): (Vec<_>, Vec<(Report, _)>) = std::mem::take(&mut self.held)
            .into_iter()
            .map(|(key, r)| (key, (r.report, (r.sentences, r.claims, r.figures, r.times))))
            .unzip();
        let mut arrivals = Vec::with_capacity(keys.len());
        for (key, (report, (sentences, claims, figures, times))) in keys.into_iter().zip(&reports) {
            self.out.claims += claims.len() as u64;
            let arrival = Arrival {
                version: &self.version,
                sentences: sentences.clone(),
                claims: claims.clone(),
                figures: figures.clone(),
                times: times.clone(),
                ..arrival(report)
            };
            arrivals.push((key, arrival));
        }
        self.out.reports += arrivals.len() as u64;
        self.ledger.fill(&arrivals)
    }
}

impl Sink<(ReportKey, Result<Read, Rejected>)> for Filler {
    fn take(&mut self, (key, read): (ReportKey, Result<Read, Rejected>)) -> anyhow::Result<()> {
        match read {
            Ok(read) => self.held.push((key, read)),
            Err(e) => {
                let name = self.ledger.hash_of(key)?.to_string();
                self.out.rejected.push((name, e.to_string()));
            }
        }
        if self.held.len() >= BATCH {
            self.flush()?;
        }
        Ok(())
    }
}
