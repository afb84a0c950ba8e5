//! `export`: the ledger for other programs.

use super::claims::{MEASURES, day};
use crate::cli::{Cli, Context, Exit, Format};
use crate::record::ReportRecord;
use crate::rows::Rows;
use crate::view::View;
use anyhow::Context as _;
use clap::{CommandFactory, ValueEnum};
#[cfg(feature = "parquet")]
use sayso_export::parquet;
use sayso_export::{Profile, Selection, json_ld, wikitext};
use sayso_ledger::policy::{Policy, Tlp};
use sayso_ledger::{ClaimFilter, Decided, Ledger, QuestionFilter};
use sayso_read::fresh;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Writes answers, claims or the whole ledger for other programs
///
/// With a profile, comma-separated answers in the columns and by the convention of ACLED, UCDP GED or Iraq Body Count, or our own (plain): a row for each
/// answer, with party, words, literal bounds, the convention's numbers, when, line and link; what takes a coder is empty. --as gives answers (or, with
/// --what claims, claims) as Parquet, as JSON-LD of schema.org with Web Annotation selectors, or as wikitext tables with references.
///
/// Without either, the whole ledger: as jsonl (unless said otherwise) a report a line, in the form that `extract` gives; as json one array of these; as csv
/// a row for each claim.
///
/// No cell of a csv is one that a spreadsheet takes for a formula: such a cell gets an apostrophe before it, and a cell that begins with an apostrophe and would be
/// one without it gets one more; so whoever takes away the first apostrophe before = + - @ has the words as they were. The same ledger gives the same
/// bytes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Words that the question (or, of claims, actor, source or content) must have
    words: Vec<String>,
    /// Answers as csv, with the columns and the convention of these
    #[arg(long, value_enum, conflicts_with_all = ["form", "what"])]
    profile: Option<Convention>,
    /// Answers or claims in this form
    #[arg(long = "as", value_enum, value_name = "FORM")]
    form: Option<Form>,
    /// What is written in that form
    #[arg(long, value_enum, default_value_t, requires = "form")]
    what: What,
    /// Write to this file, all of it or nothing, instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// What is counted
    #[arg(long, value_name = "MEASURE", value_parser = MEASURES, help_heading = "Which")]
    measure: Option<String>,
    /// Part of the place's name
    #[arg(long, value_name = "NAME", help_heading = "Which")]
    place: Option<String>,
    /// Part of the name of someone who answers; of claims, an actor's id or words of one of its names
    #[arg(long, value_name = "NAME", help_heading = "Which")]
    actor: Option<String>,
    /// Questions with an answer published on this day or later; claims published then or later
    #[arg(long, value_name = "DAY", value_parser = day, help_heading = "Which")]
    since: Option<String>,
    /// Only questions with answers in conflict
    #[arg(long, help_heading = "Which")]
    contested: bool,
    /// The highest marking (TLP 2.0) of those it is for; what is marked higher makes it refuse
    #[arg(long, default_value = "clear")]
    tlp: Tlp,
    #[command(flatten)]
    view: View,
}

/// Whose columns and convention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Convention {
    /// Armed Conflict Location & Event Data: the most conservative number; tens 10, dozens 12, hundreds 100
    Acled,
    /// UCDP Georeferenced Event Dataset: low and high; best where both are one
    Ucdp,
    /// Iraq Body Count: minimum and maximum
    Ibc,
    /// The literal bounds
    Plain,
}

/// A form of more than rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For data frames and warehouses; the schema stands in the file
    #[cfg(feature = "parquet")]
    Parquet,
    /// Linked data: schema.org Claim and Quotation, Web Annotation selectors
    JsonLd,
    /// Tables with references for a wiki
    Wikitext,
}

/// What is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum What {
    /// Answers of questions
    #[default]
    Answers,
    /// Claims of reports
    Claims,
}

impl Convention {
    fn profile(self) -> Profile {
        match self {
            Convention::Acled => Profile::Acled,
            Convention::Ucdp => Profile::Ucdp,
            Convention::Ibc => Profile::Ibc,
            Convention::Plain => Profile::Plain,
        }
    }
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    if let Some(wrong) = wrong(args, at) {
        let kind = clap::error::ErrorKind::ArgumentConflict;
        Cli::command().error(kind, wrong).exit();
    }
    let ledger = fresh(&at.ledger)?;
    ledger.freeze()?;
    let decided = args.view.look(&ledger)?;
    let policy = Policy::of(&ledger, args.tlp)?;
    let Some(path) = &args.out else {
        write(
            &ledger,
            args,
            (&decided, &policy),
            at.format,
            std::io::stdout(),
        )?;
        return Ok(Exit::Done);
    };
    let name = || path.display().to_string();
    // A device or pipe must stay what it is.
    if std::fs::metadata(path).is_ok_and(|m| !m.is_file()) {
        let file = File::options().write(true).open(path).with_context(name)?;
        write(&ledger, args, (&decided, &policy), at.format, &file).with_context(name)?;
        return Ok(Exit::Done);
    }
    let partial = partial_of(path);
    let file = File::create(&partial).with_context(name)?;
    let done = write(&ledger, args, (&decided, &policy), at.format, &file)
        .and_then(|()| Ok(file.sync_all()?))
        .and_then(|()| Ok(std::fs::rename(&partial, path)?));
    if done.is_err() {
        // What is half written is of no use; that it cannot be removed either is not the news.
        let _ = std::fs::remove_file(&partial);
    }
    done.with_context(name)?;
    Ok(Exit::Done)
}

/// What does not go together, in words.
fn wrong(args: &Args, at: &Context) -> Option<&'static str> {
    let formed = args.form.is_some() || args.profile.is_some();
    if formed && at.format.is_some_and(|f| f != Format::Csv)
        || args.form.is_some() && at.format.is_some()
    {
        return Some("--format is for the whole ledger; a profile is csv, and --as names the form");
    }
    if at.format == Some(Format::Table) {
        return Some("export writes jsonl, json or csv, no table; `sayso claims` shows one");
    }
    let of_questions = args.measure.is_some() || args.place.is_some() || args.contested;
    let of_all =
        of_questions || args.actor.is_some() || args.since.is_some() || !args.words.is_empty();
    if !formed && of_all {
        return Some("the whole ledger is not filtered: choose answers with --profile or --as");
    }
    let claims = args.what == What::Claims;
    if claims && of_questions {
        return Some("--measure, --place and --contested are of questions, not of claims");
    }
    if claims && args.form == Some(Form::Wikitext) {
        return Some("wikitext tables are of answers");
    }
    None
}

fn partial_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".partial");
    PathBuf::from(name)
}

fn write<W: Write + Send>(
    ledger: &Ledger,
    args: &Args,
    (decided, policy): (&Decided, &Policy),
    format: Option<Format>,
    out: W,
) -> anyhow::Result<()> {
    let mut out = policy.guard(BufWriter::new(out));
    if args.profile.is_none() && args.form.is_none() {
        whole(ledger, decided, policy, format, &mut out)?;
    } else {
        formed(ledger, args, (decided, policy), &mut out)?;
    }
    out.end()?.flush()?;
    Ok(())
}

fn formed<W: Write + Send>(
    ledger: &Ledger,
    args: &Args,
    (decided, policy): (&Decided, &Policy),
    out: W,
) -> anyhow::Result<()> {
    let words = args.words.join(" ");
    let words = (!args.words.is_empty()).then_some(words.as_str());
    if args.what == What::Claims {
        let filter = ClaimFilter {
            actor: args.actor.as_deref(),
            since: args.since.as_deref(),
            words,
            ..ClaimFilter::default()
        };
        if !policy.is_open() {
            for said in sayso_export::claims(ledger, &filter, decided.clone())? {
                let said = said?;
                policy.may_go(&said.report, &said.row().id.to_string())?;
            }
        }
        let claims = sayso_export::claims(ledger, &filter, decided.clone())?;
        match args.form {
            #[cfg(feature = "parquet")]
            Some(Form::Parquet) => parquet::write_claims(out, claims)?,
            _ => json_ld::write_claims(out, claims)?,
        };
        return Ok(());
    }
    let selection = Selection {
        filter: QuestionFilter {
            measure: args.measure.as_deref(),
            place: args.place.as_deref(),
            actor: args.actor.as_deref(),
            words,
            since: args.since.as_deref(),
            contested: args.contested,
            answers: 1,
        },
        known: args.view.back.known(),
        machine: args.view.machine,
    };
    if !policy.is_open() {
        for answer in sayso_export::answers(ledger, &selection)? {
            let said = answer?.said;
            policy.may_go(&said.report, &said.row().id.to_string())?;
        }
    }
    let answers = sayso_export::answers(ledger, &selection)?;
    match (args.profile, args.form) {
        (Some(profile), _) => profile.profile().write(out, &selection.known, answers)?,
        #[cfg(feature = "parquet")]
        (None, Some(Form::Parquet)) => parquet::write_answers(out, answers)?,
        (None, Some(Form::Wikitext)) => wikitext::write(out, &selection.known, answers)?,
        (None, _) => json_ld::write_answers(out, answers)?,
    };
    Ok(())
}

fn whole<W: Write>(
    ledger: &Ledger,
    decided: &Decided,
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
    let mut rows = match format {
        Some(Format::Csv) => Rows::csv::<ReportRecord>(out)?,
        Some(Format::Json) => Rows::json(out, false),
        _ => Rows::json(out, true),
    };
    for key in ledger.reports()? {
        let leaving = policy.report(ledger, key)??;
        rows.write(&ReportRecord::new(leaving.report, leaving.reading, decided))?;
    }
    rows.end()
}
