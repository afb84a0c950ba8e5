//! `read`: reports into the ledger.

use crate::cli::{Context, Exit};
use crate::keeping::{Keeper, Outcome, Tally};
use crate::limits::{FetchArgs, LimitArgs, threads};
use crate::ordered::{self, Plan};
use crate::progress::{Progress, rate};
use crate::reading::{ReportReader, hush_panics, version};
use sayso_intake::{Input, Rejected, Report, Reports};
use sayso_language::Model;
use sayso_ledger::{Hash, Ledger};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Reads reports into the ledger
///
/// Takes files, folders, addresses and standard input, in any mixture; what each is, is told by its content: plain text,
/// HTML, RSS or Atom feeds, WARC, JSON lines, or gzip of any. A report is named by its bytes, so reading it again changes
/// nothing, and what was interrupted can be run again. What cannot be read gives one line on standard error, with the input,
/// the place and the reason; the rest is read, and the exit status is 3 (1 if nothing could be read).
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files, folders, http(s) addresses, or - for standard input
    #[arg(required = true, value_name = "PATH|URL|-")]
    inputs: Vec<String>,

    /// Worker threads; all cores where none is said. What is kept is the same with any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// Say at the end where the time went
    #[arg(long)]
    timings: bool,

    #[command(flatten)]
    limits: LimitArgs,

    #[command(flatten)]
    fetching: FetchArgs,
}

/// Bytes of reports in flight.
const ROOM: usize = 4_000_000;

/// An item of input.
enum Arrived {
    Known,
    Rejected(Rejected),
    New(Box<Report>),
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    hush_panics();
    let ledger = Ledger::create(&at.ledger)?;
    let asked = Ledger::open(&at.ledger)?;
    let model = Model::embedded()?;
    let inputs: Vec<Input> = args.inputs.iter().map(|i| Input::from_arg(i)).collect();
    let size = inputs.iter().map(Input::size).sum::<Option<u64>>();
    let reports = sayso_intake::open(inputs, &args.limits.limits(Some(&args.fetching)))
        .leaving_alone(own_files(&at.ledger));
    let progress = Progress::new(size, reports.progress());
    let mut keeper = Keeper::new(ledger, version(&model), progress);
    let plan = Plan {
        threads: threads(args.threads),
        room: ROOM,
    };
    let source = arrivals(reports, asked);
    let done = ordered::run(
        plan,
        source,
        || {
            ReportReader::new(
                &model,
                sayso_claims::Conventions::default(),
                args.limits.time(),
            )
        },
        read,
        &mut keeper,
    );
    let ended = done.and_then(|()| Ok(keeper.end()?));
    let time = match &ended {
        Ok(time) => *time,
        Err(error) => {
            let time = keeper.quit();
            eprintln!("sayso: {error:#}");
            time
        }
    };
    close(&keeper.tally, time, args.timings, at);
    let any = keeper.tally.new + keeper.tally.known + keeper.tally.twice > 0;
    Ok(match (any, ended.is_ok() && keeper.tally.rejected() == 0) {
        (false, _) => Exit::Nothing,
        (true, true) => Exit::Done,
        (true, false) => Exit::Rejected,
    })
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

/// The files of the ledger itself, which may lie in the folder that is read. They must not be opened but by SQLite: when a program closes any handle
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
    ["", "-wal", "-shm", "-journal"].map(beside).to_vec()
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

/// The closing summary, and the next command to try.
fn close(tally: &Tally, time: Duration, timings: bool, at: &Context) {
    let seconds = time.as_secs_f64();
    let rate = rate(tally.done(), time);
    eprintln!(
        "{}: {}, in {seconds:.1} s ({rate})",
        at.ledger.display(),
        tally.words()
    );
    if timings {
        let ledger = tally.ledger.as_secs_f64();
        eprintln!(
            "timings: {seconds:.3} s in all, of which the ledger's own work {ledger:.3} s ({:.1} %), dispatches and questions {:.3} s",
            100.0 * ledger / seconds,
            tally.placing.as_secs_f64()
        );
    }
    if tally.new + tally.known + tally.twice > 0 {
        eprintln!("Next: sayso claims{}", at.ledger_flag());
    }
}
