//! `read`: reports into the ledger.

use super::bundle::read_in;
use crate::cli::{Context, Exit};
use crate::limits::{FetchArgs, LimitArgs, threads};
use crate::progress::{Progress, rate};
use crate::weights::ModelArgs;
use sayso_intake::Input;
use sayso_ledger::bundle::is_bundle;
use sayso_read::{Job, Tally, hush_panics, into_ledger};
use std::time::Duration;

/// Reads reports into the ledger
///
/// Takes files, folders, addresses and standard input, in any mixture; what each is, is told by its content: plain text,
/// HTML, RSS or Atom feeds, WARC, JSON lines, or gzip of any; or what a cluster has read (Parquet). A report is named by its bytes, so reading it again changes
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

    /// The public key of who should have signed a bundle: a file, or its line of base64
    #[arg(long, value_name = "FILE|KEY")]
    key: Option<String>,

    #[command(flatten)]
    model: ModelArgs,

    #[command(flatten)]
    limits: LimitArgs,

    #[command(flatten)]
    fetching: FetchArgs,
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    hush_panics();
    let inputs: Vec<Input> = args.inputs.iter().map(|i| Input::from_arg(i)).collect();
    let (bundles, inputs): (Vec<Input>, Vec<Input>) = inputs
        .into_iter()
        .partition(|i| matches!(i, Input::Path(path) if is_bundle(path)));
    let mut sound = true;
    for input in &bundles {
        if let Input::Path(path) = input {
            sound &= read_in(path, args.key.as_deref(), at)?;
        }
    }
    #[cfg(feature = "parquet")]
    let inputs = {
        let mut rest = Vec::with_capacity(inputs.len());
        for input in inputs {
            match &input {
                Input::Path(path) => match super::readings::tables(path) {
                    Some(tables) => {
                        let limits = args.limits.limits(None);
                        sound &= super::readings::read_in(&tables, &limits, at)?;
                    }
                    None => rest.push(input),
                },
                _ => rest.push(input),
            }
        }
        rest
    };
    if inputs.is_empty() {
        return Ok(if sound { Exit::Done } else { Exit::Rejected });
    }
    let model = args.model.load()?;
    let size = inputs.iter().map(Input::size).sum::<Option<u64>>();
    let reports = sayso_intake::open(inputs, &args.limits.limits(Some(&args.fetching)));
    let progress = Progress::new(size, reports.progress());
    let job = Job {
        ledger: &at.ledger,
        model: &model,
        threads: threads(args.threads),
        time: args.limits.time(),
    };
    let (tally, time, error) = into_ledger(&job, reports, progress)?;
    if let Some(error) = &error {
        eprintln!("sayso: {error:#}");
    }
    close(&tally, time, args.timings, at);
    let any = tally.new + tally.known + tally.twice > 0;
    Ok(
        match (any, sound && error.is_none() && tally.rejected() == 0) {
            (false, _) => Exit::Nothing,
            (true, true) => Exit::Done,
            (true, false) => Exit::Rejected,
        },
    )
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
