//! `extract`: the claims of reports as JSON lines, without a ledger.

use crate::cli::{Context, Exit};
use crate::limits::{LimitArgs, threads};
use crate::weights::ModelArgs;
use sayso_intake::{Line, Lines};
use sayso_language::Convention;
use sayso_read::extract::{Arrived, extract};
use sayso_read::ordered::{self, Plan, Sink};
use sayso_read::{ReportReader, hush_panics};
use std::io::{BufReader, BufWriter, Write};

/// Claims of JSON lines on standard input, as JSON lines on standard output
///
/// Takes one report a line: {"id", "text" or "html", "title"?, "outlet"?, "url"?, "published"?}. Gives one line for each, in
/// the order of the input: {"id", "text", "title", "outlet", "published", "boilerplate", "sentences", "claims",
/// "own_voice_figures", "own_voice_times"}. Spans are half-open, in Unicode code points of "text". A report that cannot be
/// read gives a line with its "id" and "error", and the exit status is 3. Nothing else is touched: no ledger, no network.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Worker threads; all cores where none is said. The output is the same with any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// Count ages, durations, rates and the like as figures too
    #[arg(long)]
    all_quantities: bool,

    /// How times are read: as the claims need them, or all that TimeML marks, such as "now"
    #[arg(long, value_enum, default_value_t = Times::Guide, value_name = "CONVENTION")]
    times: Times,

    /// By whose rules attributions are marked: the guide of Sayso, or the PolNeAR corpus, to be scored against it
    #[arg(long, value_enum, default_value_t = Attributions::Guide, value_name = "CONVENTION")]
    attributions: Attributions,

    #[command(flatten)]
    model: ModelArgs,

    #[command(flatten)]
    limits: LimitArgs,
}

/// What counts as an attribution, and where its parts begin and end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Attributions {
    Guide,
    Polnear,
}

/// Which expressions count as times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Times {
    Guide,
    Timeml,
}

/// Bytes of input in flight.
const ROOM: usize = 2_000_000;

pub fn run(args: &Args, _: &Context) -> anyhow::Result<Exit> {
    hush_panics();
    let limits = args.limits.limits(None);
    let model = args.model.load()?;
    let conventions = sayso_claims::Conventions {
        attribution: match args.attributions {
            Attributions::Guide => Convention::Guide,
            Attributions::Polnear => Convention::Polnear,
        },
        all_quantities: args.all_quantities,
        time_ml: args.times == Times::Timeml,
    };
    let plan = Plan {
        threads: threads(args.threads),
        room: ROOM,
    };
    let mut sink = Out {
        out: BufWriter::new(std::io::stdout()),
        rejected: false,
    };
    let work = |reader: &mut ReportReader<'_>, arrived| extract(reader, arrived, &limits);
    ordered::run(
        plan,
        lines(limits.line_bytes),
        || ReportReader::new(&model, conventions, args.limits.time()),
        work,
        &mut sink,
    )?;
    sink.out.flush()?;
    Ok(if sink.rejected {
        Exit::Rejected
    } else {
        Exit::Done
    })
}

/// The lines of standard input that are not blank, with their sizes.
fn lines(limit: usize) -> impl Iterator<Item = (Arrived, usize)> {
    let mut lines = Lines::new(BufReader::with_capacity(1 << 16, std::io::stdin()), limit);
    let mut done = false;
    std::iter::from_fn(move || {
        while !done {
            let arrived = match lines.read() {
                Ok(None) => return None,
                Ok(Some(Line::Whole(line))) if line.trim_ascii().is_empty() => continue,
                Ok(Some(Line::Whole(line))) => Ok(Ok(line.to_vec())),
                Ok(Some(Line::Skipped(length))) => Ok(Err(length)),
                Err(e) => Err(e),
            };
            done = arrived.is_err();
            return Some(match (arrived, lines.number()) {
                (Ok(Ok(line)), n) => {
                    let size = line.len() + 1_000;
                    (Arrived::Line(n, line), size)
                }
                (Ok(Err(length)), n) => (Arrived::TooLong(n, length), 1_000),
                (Err(e), n) => (Arrived::Broken(n, e), 1_000),
            });
        }
        None
    })
}

struct Out<W> {
    out: W,
    rejected: bool,
}

impl<W: Write> Sink<(String, bool)> for Out<W> {
    fn take(&mut self, (line, rejected): (String, bool)) -> anyhow::Result<()> {
        self.rejected |= rejected;
        self.out.write_all(line.as_bytes())?;
        Ok(self.out.write_all(b"\n")?)
    }

    fn idle(&mut self) -> anyhow::Result<()> {
        Ok(self.out.flush()?)
    }
}
