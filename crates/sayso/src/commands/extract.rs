//! `extract`: the claims of reports as JSON lines, without a ledger.

use crate::cli::{Context, Exit};
use crate::limits::{LimitArgs, threads};
use crate::weights::ModelArgs;
use sayso_claims::{Claim, Figure, Time};
use sayso_intake::{ErrorKind, Limits, Line, Lines, Rejected, parse_json_line, too_long};
use sayso_language::{CodePoints, Convention, Span};
use sayso_ledger::contract;
use sayso_read::ordered::{self, Plan, Sink};
use sayso_read::{Read, ReportReader, guarded, hush_panics};
use serde::Serialize;
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

/// A line of input, its number with it.
enum Arrived {
    Line(u64, Vec<u8>),
    TooLong(u64, u64),
    Broken(u64, std::io::Error),
}

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

/// A line of output, and whether it is an error.
fn extract(reader: &mut ReportReader<'_>, arrived: Arrived, limits: &Limits) -> (String, bool) {
    let (n, parsed) = match arrived {
        Arrived::Line(n, line) => (n, guarded(|| parse_json_line(&line, limits))),
        Arrived::TooLong(n, length) => (n, Err(too_long(length, limits))),
        Arrived::Broken(n, e) => (n, Err(e.into())),
    };
    let place = format!("line {n}");
    let read = match parsed {
        Ok(report) => reader.read(report.at("-", place)),
        Err(rejected) => Err(rejected.at("-", place)),
    };
    let line = read.and_then(|read| {
        let id = read.report.given_id.clone();
        line(read).map_err(|e| Rejected {
            given_id: id,
            ..Rejected::new(ErrorKind::Defect, e.to_string())
        })
    });
    match line {
        Ok(line) => (line, false),
        Err(rejected) => {
            let error = Failure {
                error: rejected.to_string(),
                id: rejected.given_id,
            };
            (contract::to_json(&error).unwrap_or_default(), true)
        }
    }
}

#[derive(Serialize)]
struct Failure {
    id: Option<String>,
    error: String,
}

/// The contract's fields, in its order.
#[derive(Serialize)]
struct Extract<'r> {
    id: &'r str,
    text: &'r str,
    title: Option<&'r str>,
    outlet: Option<&'r str>,
    published: Option<&'r str>,
    boilerplate: Vec<Span>,
    sentences: Vec<Span>,
    claims: Vec<Claim>,
    own_voice_figures: Vec<Figure>,
    own_voice_times: Vec<Time>,
}

fn line(mut read: Read) -> serde_json::Result<String> {
    let report = &read.report;
    let points = CodePoints::new(&report.text);
    for claim in &mut read.claims {
        contract::without_rules(claim);
        contract::claim_in_points(claim, &points);
    }
    contract::figures_in_points(&mut read.figures, &points);
    contract::times_in_points(&mut read.times, &points);
    read.figures.iter_mut().for_each(|f| f.rule = None);
    read.times.iter_mut().for_each(|t| t.rule = None);
    let spans = |spans: &[Span]| spans.iter().map(|s| points.span(*s)).collect();
    contract::to_json(&Extract {
        id: report.given_id.as_deref().unwrap_or(report.id.as_str()),
        text: &report.text,
        title: report.title.as_ref().map(|k| k.value.as_str()),
        outlet: report.outlet.as_ref().map(|k| k.value.as_str()),
        published: report.published.as_ref().map(|k| k.value.as_str()),
        boilerplate: spans(&report.boilerplate),
        sentences: spans(&read.sentences),
        claims: read.claims,
        own_voice_figures: read.figures,
        own_voice_times: read.times,
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
