//! Inputs of any kind into a ledger.

use crate::keeping::{Keeper, Outcome, Tally};
use crate::ordered::{self, Plan};
use crate::reading::{ReportReader, version};
use crate::watch::Watch;
use sayso_claims::Conventions;
use sayso_intake::{Rejected, Report, Reports};
use sayso_language::Model;
use sayso_ledger::{Hash, Ledger};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Bytes of reports in flight.
const ROOM: usize = 4_000_000;

/// What is to be read, and how.
pub struct Job<'m> {
    /// The ledger's file, which is made if it is not there.
    pub ledger: &'m Path,
    /// What reads.
    pub model: &'m Model,
    /// Worker threads; what is kept is the same with any number.
    pub threads: usize,
    /// How long the reading of one report may take.
    pub time: Duration,
}

/// An item of input.
enum Arrived {
    Known,
    Rejected(Rejected),
    New(Box<Report>),
}

/// Reads all `reports` into the ledger. Gives what became of them, how long it took, and what stopped it, if something did: what was kept until then
/// is kept.
///
/// # Errors
/// The ledger cannot be opened.
pub fn into_ledger(
    job: &Job<'_>,
    reports: Reports,
    watch: impl Watch,
) -> anyhow::Result<(Tally, Duration, Option<anyhow::Error>)> {
    let ledger = Ledger::create(job.ledger)?;
    let asked = Ledger::open(job.ledger)?;
    let reports = reports.leaving_alone(own_files(job.ledger));
    let mut keeper = Keeper::new(ledger, version(job.model), watch);
    let plan = Plan {
        threads: job.threads,
        room: ROOM,
    };
    let start = || ReportReader::new(job.model, Conventions::default(), job.time);
    let done = ordered::run(plan, arrivals(reports, asked), start, read, &mut keeper);
    let (time, error) = match done.and_then(|()| Ok(keeper.end()?)) {
        Ok(time) => (time, None),
        Err(error) => (keeper.quit(), Some(error)),
    };
    Ok((keeper.tally, time, error))
}

/// The items of the reports, with their sizes; those that the ledger has are looked up before they are read.
fn arrivals(reports: Reports, ledger: Ledger) -> impl Iterator<Item = (Arrived, usize)> + Send {
    reports.map(move |outcome| match outcome {
        // A ledger that cannot answer here will say so when it is written.
        Ok(report) if ledger.knows(&Hash::of(&report.raw)).unwrap_or(false) => {
            (Arrived::Known, 1_000)
        }
        Ok(report) => {
            let size = report.raw.len() + report.text.len() + 1_000;
            (Arrived::New(Box::new(report)), size)
        }
        Err(rejected) => (Arrived::Rejected(rejected), 1_000),
    })
}

/// The files of the ledger itself, of the queue and of the evidence beside it, which may lie in the folder that is read. They must not be opened but by SQLite: when a program closes any handle
/// of a file, POSIX drops all locks that the program has on it, and another program would take the ledger for its own.
fn own_files(ledger: &Path) -> Vec<PathBuf> {
    let Ok(file) = ledger.canonicalize() else {
        return Vec::new();
    };
    let beside = |end: &str| {
        let mut name = file.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    [
        "",
        "-wal",
        "-shm",
        "-journal",
        "-queue",
        "-queue-wal",
        "-queue-shm",
        "-queue-journal",
        "-follow",
        "-evidence",
    ]
    .map(beside)
    .to_vec()
}

fn read(reader: &mut ReportReader<'_>, arrived: Arrived) -> Outcome {
    match arrived {
        Arrived::Known => Outcome::Known,
        Arrived::Rejected(rejected) => Outcome::Rejected(rejected),
        Arrived::New(report) => match reader.read(*report) {
            Ok(read) => Outcome::Read(Box::new(read)),
            Err(rejected) => Outcome::Rejected(rejected),
        },
    }
}
