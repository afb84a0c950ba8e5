//! `export`: the whole ledger for other programs.

use crate::cli::{Cli, Context, Exit, Format};
use crate::record::ReportRecord;
use crate::rows::Rows;
use anyhow::Context as _;
use clap::CommandFactory;
use sayso_ledger::Ledger;
use sayso_ledger::policy::{Policy, Tlp};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Writes the whole ledger for other programs
///
/// As jsonl (unless said otherwise) a report a line, in the form that `extract` gives; as json one array of these; as csv a
/// row for each claim, with a header, and no cell that a spreadsheet would take for a formula. Oldest report first, so that
/// two ledgers of the same reports give the same bytes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write to this file, all of it or nothing, instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// The highest marking (TLP 2.0) of those it is for; what is marked higher makes it refuse
    #[arg(long, default_value = "clear")]
    tlp: Tlp,
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    if at.format == Some(Format::Table) {
        let error = Cli::command().error(
            clap::error::ErrorKind::InvalidValue,
            "export writes jsonl, json or csv, no table; `sayso claims` shows one",
        );
        error.exit();
    }
    let ledger = Ledger::open(&at.ledger)?;
    ledger.freeze()?;
    let policy = Policy::of(&ledger, args.tlp)?;
    let Some(path) = &args.out else {
        write(&ledger, &policy, at.format, std::io::stdout().lock())?;
        return Ok(Exit::Done);
    };
    let name = || path.display().to_string();
    // A device or pipe must stay what it is.
    if std::fs::metadata(path).is_ok_and(|m| !m.is_file()) {
        let file = File::options().write(true).open(path).with_context(name)?;
        write(&ledger, &policy, at.format, &file).with_context(name)?;
        return Ok(Exit::Done);
    }
    let partial = partial_of(path);
    let file = File::create(&partial).with_context(name)?;
    let done = write(&ledger, &policy, at.format, &file)
        .and_then(|()| Ok(file.sync_all()?))
        .and_then(|()| Ok(std::fs::rename(&partial, path)?));
    if done.is_err() {
        // What is half written is of no use; that it cannot be removed either is not the news.
        let _ = std::fs::remove_file(&partial);
    }
    done.with_context(name)?;
    Ok(Exit::Done)
}

fn partial_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".partial");
    PathBuf::from(name)
}

fn write<W: Write>(
    ledger: &Ledger,
    policy: &Policy,
    format: Option<Format>,
    out: W,
) -> anyhow::Result<()> {
    if !policy.is_open() {
        // Nothing is written before it is known that all of it may leave.
        for key in ledger.reports()? {
            policy.report(ledger, key)??;
        }
    }
    let out = policy.guard(BufWriter::new(out));
    let mut rows = match format {
        Some(Format::Csv) => Rows::csv::<ReportRecord>(out)?,
        Some(Format::Json) => Rows::json(out, false),
        _ => Rows::json(out, true),
    };
    for key in ledger.reports()? {
        let leaving = policy.report(ledger, key)??;
        rows.write(&ReportRecord::new(leaving.report, leaving.reading))?;
    }
    rows.end()
}
