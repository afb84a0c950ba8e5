//! Readings into the ledger: one writer, in batches, with a tally of what became of each item.

use crate::ordered::Sink;
use crate::reading::Read;
use crate::watch::{Watch, thousands};
use sayso_intake::{Known, Rejected, Report};
use sayso_ledger::{Arrival, Error, Item, Kept, Ledger, Rejection, RunId};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// The ledger at `path`, with every report placed that was read into it: what an interrupted `read` left to do is done first.
///
/// # Errors
/// It cannot be opened or, if something is left to do, written.
pub fn fresh(path: &std::path::Path) -> Result<Ledger, Error> {
    let ledger = Ledger::open(path)?;
    if !ledger.is_behind()? {
        return Ok(ledger);
    }
    drop(ledger);
    let mut ledger = Ledger::create(path)?;
    ledger.update()?;
    Ok(ledger)
}

/// A batch is kept when it has so many items, …
const ITEMS: usize = 256;
/// … so many bytes, …
const BYTES: usize = 2_000_000;
/// … or is so old: what a kill can cost.
const AGE: Duration = Duration::from_secs(1);

/// What became of an item of input.
pub enum Outcome {
    /// The ledger has it.
    Known,
    /// It gave no report.
    Rejected(Rejected),
    /// It was read.
    Read(Box<Read>),
}

/// What became of all of them.
#[derive(Debug, Default)]
pub struct Tally {
    /// New reports.
    pub new: u64,
    /// Their claims.
    pub claims: u64,
    /// Reports that the ledger had.
    pub known: u64,
    /// Known too, but only when its batch was kept: it came twice in one run.
    pub twice: u64,
    /// By the words for the reason.
    pub rejected: BTreeMap<&'static str, u64>,
    /// Time that the ledger's own work took.
    pub ledger: Duration,
    /// Time that dispatches and questions took.
    pub placing: Duration,
}

/// Keeps what is read, batch by batch.
pub struct Keeper<W> {
    ledger: Ledger,
    version: String,
    /// Begun with the first batch, so that a command that finds nothing new writes nothing.
    run: Option<RunId>,
    reads: Vec<Read>,
    rejections: Vec<Rejection>,
    bytes: usize,
    since: Instant,
    watch: W,
    /// So far.
    pub tally: Tally,
}

impl<W: Watch> Keeper<W> {
    /// Into this ledger, read by this version.
    pub fn new(ledger: Ledger, version: String, watch: W) -> Self {
        Keeper {
            ledger,
            version,
            run: None,
            reads: Vec::new(),
            rejections: Vec::new(),
            bytes: 0,
            since: Instant::now(),
            watch,
            tally: Tally::default(),
        }
    }

    /// Keeps what is held, and ends the run. Gives the time since it all began.
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub fn end(&mut self) -> Result<Duration, Error> {
        self.flush()?;
        let began = Instant::now();
        if let Some(run) = self.run {
            // Those that a batch turned out to know are counted by the ledger itself.
            self.ledger.end_run(run, self.tally.known)?;
        }
        self.tally.ledger += began.elapsed();
        let began = Instant::now();
        self.ledger.update()?;
        self.tally.placing = began.elapsed();
        Ok(self.watch.end())
    }

    /// Takes the progress line away; gives the time since it all began.
    pub fn quit(&self) -> Duration {
        self.watch.end()
    }

    fn flush(&mut self) -> Result<(), Error> {
        let (reads, rejections) = (
            std::mem::take(&mut self.reads),
            std::mem::take(&mut self.rejections),
        );
        (self.bytes, self.since) = (0, Instant::now());
        if reads.is_empty() && rejections.is_empty() {
            return Ok(());
        }
        let began = Instant::now();
        let run = match self.run {
            Some(run) => run,
            None => *self.run.insert(self.ledger.begin_run(&self.version)?),
        };
        let mut claims = Vec::with_capacity(reads.len());
        let (reports, found): (Vec<Report>, Vec<_>) = reads
            .into_iter()
            .map(|r| (r.report, (r.sentences, r.claims, r.figures, r.times)))
            .unzip();
        let arrivals: Vec<Arrival<'_>> = reports
            .iter()
            .zip(found)
            .map(|(report, (sentences, found, figures, times))| {
                claims.push(found.len() as u64);
                Arrival {
                    version: &self.version,
                    sentences,
                    claims: found,
                    figures,
                    times,
                    ..arrival(report)
                }
            })
            .collect();
        let kept = self.ledger.keep(run, &arrivals, &rejections)?;
        for (kept, claims) in kept.iter().zip(claims) {
            match kept {
                Kept::New => {
                    self.tally.new += 1;
                    self.tally.claims += claims;
                }
                Kept::Known => self.tally.twice += 1,
            }
        }
        self.tally.ledger += began.elapsed();
        Ok(())
    }
}

impl<W: Watch> Sink<Outcome> for Keeper<W> {
    fn take(&mut self, outcome: Outcome) -> anyhow::Result<()> {
        if self.reads.is_empty() && self.rejections.is_empty() {
            self.since = Instant::now();
        }
        match outcome {
            Outcome::Known => self.tally.known += 1,
            Outcome::Rejected(rejected) => {
                self.watch.say(format_args!("rejected: {rejected}"));
                *self.tally.rejected.entry(rejected.kind.name()).or_default() += 1;
                let Rejected {
                    input,
                    place,
                    kind,
                    reason,
                    ..
                } = rejected;
                self.rejections.push(Rejection {
                    input,
                    place,
                    class: kind.name().to_owned(),
                    reason,
                });
            }
            Outcome::Read(read) => {
                self.bytes += read.report.raw.len() + read.report.text.len();
                self.reads.push(*read);
            }
        }
        self.watch.show(self.tally.done() + self.reads.len() as u64);
        if self.reads.len() + self.rejections.len() >= ITEMS
            || self.bytes >= BYTES
            || self.since.elapsed() >= AGE
        {
            self.flush()?;
        }
        Ok(())
    }

    fn idle(&mut self) -> anyhow::Result<()> {
        if self.since.elapsed() >= AGE {
            self.flush()?;
        }
        Ok(())
    }
}

impl Read {
    /// As a ledger keeps it.
    pub fn arrival<'r>(&'r self, version: &'r str) -> Arrival<'r> {
        Arrival {
            version,
            sentences: self.sentences.clone(),
            claims: self.claims.clone(),
            figures: self.figures.clone(),
            times: self.times.clone(),
            ..arrival(&self.report)
        }
    }
}

pub(crate) fn arrival(report: &Report) -> Arrival<'_> {
    Arrival {
        raw: &report.raw,
        given_id: report.given_id.as_deref(),
        kind: report.kind.name(),
        input: &report.input,
        place: &report.place,
        title: item(&report.title),
        byline: item(&report.byline),
        outlet: item(&report.outlet),
        language: item(&report.language),
        url: item(&report.url),
        published: item(&report.published),
        charset: report.charset_from_outside(),
        around: report.around.as_deref(),
        text: &report.text,
        boilerplate: report.boilerplate.clone(),
        links: &report.links,
        ..Arrival::default()
    }
}

fn item(known: &Option<Known<String>>) -> Item<'_> {
    known.as_ref().map_or_else(Item::default, |k| Item {
        value: Some(&k.value),
        how: Some(k.how.name()),
    })
}

impl Tally {
    /// How many items were dealt with.
    pub fn done(&self) -> u64 {
        self.new + self.known + self.twice + self.rejected()
    }

    /// How many were rejected.
    pub fn rejected(&self) -> u64 {
        self.rejected.values().sum()
    }

    /// In words: `15 new reports with 123 claims, 2 known, 3 rejected (2 empty, 1 not text)`.
    pub fn words(&self) -> String {
        let known = self.known + self.twice;
        let mut parts = Vec::new();
        match (self.new, known) {
            (0, 0) => {}
            (0, 1) => parts.push("1 report, known already".to_owned()),
            (0, n) => parts.push(format!("all {} reports are known already", thousands(n))),
            (1, _) => parts.push(format!("1 new report with {}", some(self.claims, "claim"))),
            (n, _) => parts.push(format!(
                "{} new reports with {}",
                thousands(n),
                some(self.claims, "claim")
            )),
        }
        if self.new > 0 && known > 0 {
            parts.push(format!("{} known already", thousands(known)));
        }
        if !self.rejected.is_empty() {
            let mut reasons: Vec<_> = self.rejected.iter().collect();
            reasons.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
            let reasons: Vec<_> = reasons
                .iter()
                .map(|(reason, n)| format!("{} {reason}", thousands(**n)))
                .collect();
            parts.push(format!(
                "{} rejected ({})",
                thousands(self.rejected()),
                reasons.join(", ")
            ));
        }
        if parts.is_empty() {
            "no report found".to_owned()
        } else {
            parts.join(", ")
        }
    }
}

fn some(n: u64, thing: &str) -> String {
    format!("{} {thing}{}", thousands(n), if n == 1 { "" } else { "s" })
}
