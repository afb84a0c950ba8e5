//! `doctor`: whether the ledger is sound, what is wrong where, and what can be mended.

use crate::cli::{Context, Exit, Format};
use crate::limits::{LimitArgs, threads};
use sayso_language::Model;
use sayso_ledger::doctor::{Checked, Finding, FindingKind, TableCompared, compare};
use sayso_ledger::evidence::EvidenceChecked;
use sayso_ledger::{ErrorKind, Ledger, backup};
use sayso_read::{Again, MadeAnew, hush_panics, made_anew, thousands};
use serde_json::json;
use std::io::Write;
use std::path::Path;

/// Checks the ledger, mends it, proves that all that is derived can be made again
///
/// Looks at the pages of the file, the hash of every report's bytes and of its text, every span, every claim against the words it points at, every
/// decision, what is derived across reports, and every file of evidence beside the ledger. Exit status: 0 if all is sound, 3 if something is damaged, 1 if the file cannot be opened as a ledger.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Make everything derived anew out of raw bytes and decisions, in a file beside, and say table by table whether it is equal; changes nothing
    #[arg(long, conflicts_with = "mend")]
    rebuild: bool,

    /// If something is damaged: make the ledger anew out of what is kept, and put that in its place; the damaged one is kept beside
    #[arg(long)]
    mend: bool,

    /// Worker threads; all cores where none is said
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    #[command(flatten)]
    limits: LimitArgs,
}

/// How many findings are told in words.
const TOLD: usize = 50;

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    hush_panics();
    let ledger = match Ledger::open(&at.ledger) {
        Ok(ledger) => Some(ledger),
        Err(e) if e.kind() == ErrorKind::Damaged && args.mend => {
            eprintln!("sayso: {e}");
            None
        }
        Err(e) => return Err(e.into()),
    };
    let mut findings: Vec<Finding> = Vec::new();
    let mut checked = Checked {
        damaged: 1,
        ..Checked::default()
    };
    if let Some(ledger) = &ledger {
        checked = ledger.check(&mut |f| findings.push(f));
    }
    let mut evidence = EvidenceChecked::default();
    if let Some(ledger) = &ledger {
        evidence = ledger.check_evidence(&mut |f| findings.push(f));
    }
    drop(ledger);
    let damaged = checked.damaged + evidence.damaged;
    let mut said = json!({"ledger": at.ledger, "sound": damaged == 0, "checked": checked, "evidence": evidence, "findings": findings});
    let mut words = in_words(at, &checked, &evidence, &findings);
    let mut exit = match damaged {
        0 => Exit::Done,
        _ => Exit::Rejected,
    };
    if args.rebuild {
        let (made, tables) = rebuilt(args, at)?;
        let is_equal = tables.iter().all(|t| t.is_equal) && made.rejected.is_empty();
        if !is_equal {
            exit = Exit::Rejected;
        }
        words += &rebuild_in_words(&made, &tables, is_equal);
        said["rebuild"] = json!({"equal": is_equal, "reports": made.reports, "claims": made.claims, "received": made.received, "rejected": made.rejected, "tables": tables});
    } else if args.mend && checked.damaged > 0 {
        let (made, kept, left) = mended(args, at)?;
        let whole = left.damaged + evidence.damaged == 0 && made.salvaged.lost.is_empty();
        exit = if whole { Exit::Done } else { Exit::Rejected };
        words += &mend_in_words(&made, &kept, &left);
        let lost: Vec<_> = made
            .salvaged
            .lost
            .iter()
            .map(|l| json!({"report": l.name, "why": l.why}))
            .collect();
        said["mended"] = json!({"kept": kept, "reports": made.reports, "lost": lost, "unread": made.salvaged.unread, "rejected": made.rejected, "checked": left});
    }
    let mut out = std::io::stdout().lock();
    match at.format {
        Some(Format::Json | Format::Jsonl | Format::Csv) => writeln!(out, "{said}")?,
        Some(Format::Table) | None => out.write_all(words.as_bytes())?,
    }
    Ok(exit)
}

fn again<'m>(args: &Args, model: &'m Model) -> Again<'m> {
    Again {
        model,
        threads: threads(args.threads),
        time: args.limits.time(),
        limits: args.limits.limits(None),
    }
}

fn rebuilt(args: &Args, at: &Context) -> anyhow::Result<(MadeAnew, Vec<TableCompared>)> {
    // What an interrupted `read` left to do is done first: the rebuilt one has it done.
    sayso_read::fresh(&at.ledger)?;
    let model = Model::embedded()?;
    let beside = backup::beside(&at.ledger, "rebuilt");
    backup::remove(&beside);
    let work = || -> anyhow::Result<_> {
        let made = made_anew(&again(args, &model), &at.ledger, &beside)?;
        Ok((made, compare(&at.ledger, &beside)?))
    };
    let done = work();
    backup::remove(&beside);
    done
}

fn mended(args: &Args, at: &Context) -> anyhow::Result<(MadeAnew, std::path::PathBuf, Checked)> {
    let model = Model::embedded()?;
    let beside = backup::beside(&at.ledger, "mending");
    backup::remove(&beside);
    let work = || -> anyhow::Result<_> {
        let made = made_anew(&again(args, &model), &at.ledger, &beside)?;
        let left = Ledger::open(&beside)?.check(&mut |_| {});
        let kept = backup::replace(&beside, &at.ledger)?;
        Ok((made, kept.unwrap_or_default(), left))
    };
    let done = work();
    backup::remove(&beside);
    done
}

fn in_words(
    at: &Context,
    checked: &Checked,
    evidence: &EvidenceChecked,
    findings: &[Finding],
) -> String {
    let files = match evidence.files {
        0 => String::new(),
        n => format!(", {} files of evidence", thousands(n)),
    };
    let mut out = format!(
        "{}: {} reports, {} claims{files} and {} decisions looked at.",
        at.ledger.display(),
        thousands(checked.reports),
        thousands(checked.claims),
        thousands(checked.decisions)
    );
    match checked.damaged + evidence.damaged {
        0 => out.push_str(" All is sound.\n"),
        1 => out.push_str(" 1 thing is damaged.\n"),
        n => out.push_str(&format!(" {} things are damaged.\n", thousands(n))),
    }
    // What is wrong with the file says why so much else is.
    let mut findings: Vec<&Finding> = findings.iter().collect();
    findings.sort_by_key(|f| f.kind != FindingKind::Page);
    for f in findings.iter().take(TOLD) {
        let mend = match (f.kind.is_damage(), f.can_be_mended) {
            (true, true) => " (can be mended)",
            (true, false) => " (cannot be mended out of this file)",
            (false, _) => "",
        };
        out.push_str(&format!("  {}: {}{mend}\n", f.place, f.words));
    }
    if let Some(more) = findings.len().checked_sub(TOLD).filter(|n| *n > 0) {
        out.push_str(&format!("  and {more} more; --format json has all\n"));
    }
    if evidence.damaged > 0 {
        out.push_str("Evidence comes back with sayso restore and a backup; sayso keep --again fetches what is still there.\n");
    }
    if checked.damaged > 0 {
        let flag = at.ledger_flag();
        out.push_str(&format!(
            "Next: sayso{flag} doctor --mend, or sayso{flag} restore with a backup\n"
        ));
    }
    out
}

fn rebuild_in_words(made: &MadeAnew, tables: &[TableCompared], is_equal: bool) -> String {
    let mut out = format!(
        "Rebuilt from raw bytes and decisions: {} reports with {} claims",
        thousands(made.reports),
        thousands(made.claims)
    );
    match made.received {
        0 => out.push_str(".\n"),
        n => out.push_str(&format!(
            ", and {} as bundles brought them.\n",
            thousands(n)
        )),
    }
    for t in tables {
        let how = match (t.is_equal, &t.error) {
            (true, _) => "equal".to_owned(),
            (false, Some(e)) => format!("cannot be compared: {e}"),
            (false, None) => format!("differs (rebuilt: {} rows)", thousands(t.other_rows)),
        };
        out.push_str(&format!(
            "  {:<14} {:>10} rows  {how}\n",
            t.table,
            thousands(t.rows)
        ));
        for line in &t.differences {
            out.push_str(&format!("    {line}\n"));
        }
    }
    out += &rejected(made);
    out.push_str(match is_equal {
        true => "All derived tables are equal, byte for byte.\n",
        false => "Not all is equal. Readings by another version of Sayso differ; so does a ledger that was changed by hand.\n",
    });
    out
}

fn mend_in_words(made: &MadeAnew, kept: &Path, left: &Checked) -> String {
    let mut out = format!(
        "Made anew out of what is kept: {} reports with {} claims. The damaged ledger is kept as {}.\n",
        thousands(made.reports),
        thousands(made.claims),
        kept.display()
    );
    for lost in &made.salvaged.lost {
        out.push_str(&format!("  lost: {} ({})\n", lost.name, lost.why));
    }
    for (table, n) in &made.salvaged.unread {
        out.push_str(&format!("  table {table}: {n} rows could not be read\n"));
    }
    out += &rejected(made);
    out.push_str(&match (left.damaged, made.salvaged.lost.is_empty()) {
        (0, true) => "All is sound now; nothing is lost.\n".to_owned(),
        (0, false) => {
            "All is sound now. What is lost must be read again, or restored from a backup.\n"
                .to_owned()
        }
        (n, _) => format!("{n} things are still damaged.\n"),
    });
    out
}

fn rejected(made: &MadeAnew) -> String {
    let line = |(name, why): &(String, String)| {
        format!("  report {name} is kept, but could not be read again: {why}\n")
    };
    made.rejected.iter().map(line).collect()
}
