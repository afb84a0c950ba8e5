//! `actors`: who speaks, over all reports.

use super::claims::KINDS_OF_ACTOR;
use crate::cli::{Context, Exit, Format};
use crate::paint::{Ink, Paint};
use crate::record::Record;
use crate::rows::Rows;
use crate::table::{self, Cell};
use crate::view::View;
use sayso_ledger::{ActorRow, Joined, Ledger, Wording};
use sayso_read::fresh;
use serde::Serialize;
use std::io::{BufWriter, Write};

/// How many actors a table shows where nothing is said of it.
const SHOWN: usize = 40;

/// Up to how many actors a table shows with what joined their names.
const APART: usize = 3;

/// Lists actors: who speaks, over all reports
///
/// Those with the most claims first. A person or body that reports name in several ways is one actor; what could be two stays apart, and
/// somebody without a name is of one report alone. With few actors to show, what joined their names stands below each.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// An actor's id, or words that one of its names must have; begin* is any word that begins so
    words: Vec<String>,
    /// What the actor is
    #[arg(long, value_name = "KIND", value_parser = KINDS_OF_ACTOR)]
    kind: Option<String>,
    /// Named by at least so many reports
    #[arg(long, value_name = "N", default_value_t = 1)]
    reports: u64,
    /// At most so many; 0 for all [default: 40 in a table, else all]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    #[command(flatten)]
    view: View,
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    let ledger = fresh(&at.ledger)?;
    ledger.freeze()?;
    let decisions = args.view.look(&ledger)?;
    let default = match at.format {
        None | Some(Format::Table) => SHOWN,
        Some(_) => 0,
    };
    let most = match args.limit.unwrap_or(default) {
        0 => usize::MAX,
        n => n,
    };
    let kept = decisions.is_empty() && !args.view.is_other() && args.words.is_empty();
    let (shown, all) = if kept {
        let (briefs, all) = ledger.actors_page(args.kind.as_deref(), args.reports, 0, most)?;
        let whole = briefs.into_iter().map(|a| ledger.actor_whole(a));
        (whole.collect::<Result<Vec<_>, _>>()?, all)
    } else {
        let mut found = match args.words.join(" ") {
            words if words.is_empty() => ledger.actors_as_decided(&decisions)?,
            words => ledger.find_actors_as_decided(&words, &decisions)?,
        };
        found.retain(|a| {
            args.kind.as_ref().is_none_or(|k| *k == a.kind) && a.reports >= args.reports
        });
        let all = found.len();
        found.truncate(most);
        (found, all)
    };
    let out = BufWriter::new(at.out.open());
    let mut rows = match at.format {
        None | Some(Format::Table) => {
            in_table(&shown, all, at, out)?;
            return Ok(Exit::Done);
        }
        Some(Format::Json) => Rows::json(out, false),
        Some(Format::Jsonl) => Rows::json(out, true),
        Some(Format::Csv) => Rows::csv::<ActorRecord>(out)?,
    };
    for actor in &shown {
        rows.write(&ActorRecord::new(&ledger, actor)?)?;
    }
    rows.end()?;
    Ok(Exit::Done)
}

fn in_table<W: Write>(
    shown: &[ActorRow],
    all: usize,
    at: &Context,
    mut out: W,
) -> anyhow::Result<()> {
    let paint = Paint { colour: at.colour };
    if shown.is_empty() {
        writeln!(out, "No actor is like that.")?;
        return Ok(());
    }
    let width = table::width();
    // What else an actor is called stands beside its name where there is room, else below it.
    let beside = width >= 100;
    let name = match beside {
        true => (width / 3).clamp(14, 44),
        false => width.saturating_sub(8 + 6 + 7 + 12 + 8),
    };
    let mut widths = vec![8, 6, 7, name, 12];
    let mut heads = vec!["actor", "claims", "reports", "name", "kind"];
    if beside {
        widths.push(width.saturating_sub(8 + 6 + 7 + name + 12 + 10));
        heads.push("also written");
    }
    let heads: Vec<Cell> = heads.iter().map(|w| Cell::new(w, Ink::Dim)).collect();
    out.write_all(table::row(paint, 0, &widths, &heads, 1).as_bytes())?;
    for actor in shown {
        out.write_all(line(actor, &widths, paint).as_bytes())?;
        if shown.len() <= APART {
            out.write_all(joined(&actor.joined, paint, width).as_bytes())?;
        }
    }
    let more = match all - shown.len() {
        0 => String::new(),
        _ => format!(
            "The first {} of {all} actors; --limit 0 shows all. ",
            shown.len()
        ),
    };
    let first = shown.first().map(short).unwrap_or_default();
    let hint = format!(
        "{more}sayso{} claims --actor {first} shows the claims of the first one.",
        at.ledger_flag()
    );
    write!(out, "\n{}", table::hint(paint, &hint))?;
    out.flush()?;
    Ok(())
}

/// The first digits of an actor's id.
pub fn short(actor: &ActorRow) -> String {
    actor.id.to_string().chars().take(8).collect()
}

fn line(actor: &ActorRow, widths: &[usize], paint: Paint) -> String {
    let affiliation = actor
        .affiliation
        .as_ref()
        .filter(|a| !actor.name.contains(a.as_str()));
    let name = match affiliation {
        Some(affiliation) => format!("{} ({affiliation})", actor.name),
        None => actor.name.clone(),
    };
    let also: Vec<&str> = actor
        .names
        .iter()
        .chain(&actor.spellings)
        .map(|w| w.words.as_str())
        .filter(|w| *w != actor.name && !PRONOUNS.contains(&w.to_lowercase().as_str()))
        .fold(Vec::new(), |mut seen, w| {
            if !seen.contains(&w) {
                seen.push(w);
            }
            seen
        });
    let also = Cell::new(&also.join(", "), Ink::Dim);
    let right = |n: usize, width: usize| Cell::new(&format!("{n:>width$}"), Ink::Plain);
    let mut cells = vec![
        Cell::new(&short(actor), Ink::Dim),
        right(actor.claims.len(), 6),
        right(actor.reports as usize, 7),
        Cell::new(&name, Ink::Source),
        Cell::new(&actor.kind, Ink::Plain),
    ];
    if widths.len() > cells.len() {
        cells.push(also);
        return table::row(paint, 0, widths, &cells, 2);
    }
    let mut out = table::row(paint, 0, widths, &cells, 2);
    let indent: usize = 8 + 6 + 7 + 6;
    let room = table::width().saturating_sub(indent);
    out.push_str(&table::row(paint, indent, &[room], &[also], 2));
    out.lines()
        .filter(|l| !l.is_empty())
        .map(|l| format!("{l}\n"))
        .collect()
}

/// Words that name nobody.
const PRONOUNS: [&str; 13] = [
    "he", "she", "it", "they", "him", "her", "them", "his", "its", "their", "who", "i", "we",
];

/// What joined the names of an actor, in lines.
pub fn joined(joined: &[Joined], paint: Paint, width: usize) -> String {
    let mut out = String::new();
    for one in joined.iter().take(12) {
        let names = match one.a == one.b {
            true if one.times == 1 => format!("“{}” in one more report", one.a),
            true => format!("“{}” in {} more reports", one.a, one.times),
            false => format!("“{}” and “{}”", one.a, one.b),
        };
        let words = format!("{names}: {}", one.why);
        out.push_str(&table::row(
            paint,
            10,
            &[width.saturating_sub(10)],
            &[Cell::new(&words, Ink::Dim)],
            4,
        ));
    }
    if joined.len() > 12 {
        let more = format!("… and {} more", joined.len() - 12);
        out.push_str(&table::row(
            paint,
            10,
            &[width.saturating_sub(10)],
            &[Cell::new(&more, Ink::Dim)],
            1,
        ));
    }
    out
}

/// An actor for other programs.
#[derive(Serialize)]
struct ActorRecord {
    id: String,
    name: String,
    kind: String,
    affiliation: Option<String>,
    reports: u64,
    claims: Vec<String>,
    names: Vec<Named>,
    spellings: Vec<Named>,
    joined: Vec<Why>,
}

#[derive(Serialize)]
struct Named {
    words: String,
    claims: u64,
}

#[derive(Serialize)]
struct Why {
    a: String,
    b: String,
    why: String,
    times: u64,
    reports: [String; 2],
}

impl ActorRecord {
    fn new(ledger: &Ledger, actor: &ActorRow) -> anyhow::Result<Self> {
        let named = |all: &[Wording]| -> Vec<Named> {
            all.iter()
                .map(|w| Named {
                    words: w.words.clone(),
                    claims: w.claims,
                })
                .collect()
        };
        let claims = actor
            .claims
            .iter()
            .map(|key| Ok(ledger.claim_id(*key)?.to_string()));
        Ok(ActorRecord {
            id: actor.id.to_string(),
            name: actor.name.clone(),
            kind: actor.kind.clone(),
            affiliation: actor.affiliation.clone(),
            reports: actor.reports,
            claims: claims.collect::<anyhow::Result<_>>()?,
            names: named(&actor.names),
            spellings: named(&actor.spellings),
            joined: actor
                .joined
                .iter()
                .map(|j| Why {
                    a: j.a.clone(),
                    b: j.b.clone(),
                    why: j.why.clone(),
                    times: j.times,
                    reports: j.reports.clone(),
                })
                .collect(),
        })
    }
}

impl Record for ActorRecord {
    const HEADER: &'static [&'static str] = &[
        "actor",
        "name",
        "kind",
        "affiliation",
        "claims",
        "reports",
        "names",
        "spellings",
        "joined",
    ];

    fn cells(&self) -> Vec<Vec<String>> {
        let words = |all: &[Named]| {
            let each: Vec<String> = all
                .iter()
                .map(|w| format!("{} ({})", w.words, w.claims))
                .collect();
            each.join("; ")
        };
        let joined: Vec<String> = self
            .joined
            .iter()
            .map(|j| format!("{} = {}: {}", j.a, j.b, j.why))
            .collect();
        vec![vec![
            self.id.clone(),
            self.name.clone(),
            self.kind.clone(),
            self.affiliation.clone().unwrap_or_default(),
            self.claims.len().to_string(),
            self.reports.to_string(),
            words(&self.names),
            words(&self.spellings),
            joined.join("; "),
        ]]
    }
}
