//! `subscriptions`: who is told what, and how that goes.

use crate::cli::{Context, Exit, Format};
use crate::paint::{Ink, Paint};
use crate::record::Record;
use crate::rows::Rows;
use crate::table::{self, Cell};
use sayso_ledger::Ledger;
use sayso_ledger::tell::{Delivery, State, Subscription};
use sayso_tell::iso;
use serde::Serialize;
use std::io::{BufWriter, Write};

/// Lists subscriptions: which changes, where to, how many were told, and what did not get through
///
/// A mail is uncertain if the program ended while it was handed to the server: it may have come or not. It is not sent again by itself; `tell --resend` does,
/// `tell --settle` lets it rest.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Those that ended, too
    #[arg(long)]
    ended: bool,
}

/// A subscription as it is listed.
#[derive(Serialize)]
struct Row {
    id: String,
    view: String,
    to: &'static str,
    address: String,
    pace: &'static str,
    tlp: &'static str,
    feed: String,
    since: String,
    next_digest: Option<String>,
    ended: Option<String>,
    why: Option<String>,
    changes: u64,
    waiting: u64,
    /// Deliveries by their state.
    deliveries: std::collections::BTreeMap<String, u64>,
    /// What a person should know of: uncertain, given up, or tried in vain.
    troubles: Vec<Trouble>,
}

/// A delivery that did not get through.
#[derive(Serialize)]
struct Trouble {
    delivery: String,
    state: &'static str,
    changes: u64,
    tries: u32,
    next: Option<String>,
    said: String,
}

impl Record for Row {
    const HEADER: &'static [&'static str] = &[
        "id",
        "view",
        "to",
        "address",
        "pace",
        "tlp",
        "feed",
        "since",
        "next_digest",
        "ended",
        "why",
        "changes",
        "waiting",
        "deliveries",
        "troubles",
    ];

    fn cells(&self) -> Vec<Vec<String>> {
        let or_empty = |v: &Option<String>| v.clone().unwrap_or_default();
        vec![vec![
            self.id.clone(),
            self.view.clone(),
            self.to.to_owned(),
            self.address.clone(),
            self.pace.to_owned(),
            self.tlp.to_owned(),
            self.feed.clone(),
            self.since.clone(),
            or_empty(&self.next_digest),
            or_empty(&self.ended),
            or_empty(&self.why),
            self.changes.to_string(),
            self.waiting.to_string(),
            self.states(),
            self.troubles
                .iter()
                .map(Trouble::words)
                .collect::<Vec<_>>()
                .join("; "),
        ]]
    }
}

impl Row {
    fn of(ledger: &Ledger, s: &Subscription) -> anyhow::Result<Self> {
        let so_far = ledger.told(s)?;
        let mut troubles = Vec::new();
        for state in [State::Uncertain, State::Failed, State::Pending] {
            for d in ledger.deliveries(Some(&s.name), Some(state))? {
                if s.ended.is_none() && (state != State::Pending || d.tries > 0) {
                    troubles.push(Trouble::of(&d));
                }
            }
        }
        Ok(Row {
            id: s.name.clone(),
            view: s.view.in_words(),
            to: s.channel.word(),
            address: s.channel.address().to_owned(),
            pace: s.pace.word(),
            tlp: s.ceiling.word(),
            feed: format!("/feeds/saved/{}.atom", s.token),
            since: iso(s.made),
            next_digest: s.next.map(iso),
            ended: s.ended.map(iso),
            why: s.why.clone(),
            changes: so_far.changes,
            waiting: so_far.waiting,
            deliveries: so_far.states,
            troubles,
        })
    }

    fn states(&self) -> String {
        let all = self.deliveries.iter().map(|(s, n)| format!("{n} {s}"));
        all.collect::<Vec<_>>().join(", ")
    }
}

impl Trouble {
    fn of(d: &Delivery) -> Self {
        Trouble {
            delivery: d.name.clone(),
            state: d.state.word(),
            changes: d.changes,
            tries: d.tries,
            next: (d.state == State::Pending).then(|| iso(d.next)),
            said: d.said.clone().unwrap_or_default(),
        }
    }

    fn words(&self) -> String {
        let short = self.delivery.get(..12).unwrap_or(&self.delivery);
        let s = if self.changes == 1 { "" } else { "s" };
        let next = self.next.as_ref().map(|n| format!(", again {n}"));
        format!(
            "{short} {} ({} change{s}, tried {} times{}): {}",
            self.state,
            self.changes,
            self.tries,
            next.unwrap_or_default(),
            self.said
        )
    }
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    let ledger = Ledger::open(&at.ledger)?;
    ledger.freeze()?;
    let mut found = Vec::new();
    for one in ledger.subscriptions()? {
        if args.ended || one.ended.is_none() {
            found.push(Row::of(&ledger, &one)?);
        }
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut rows = match at.format {
        None | Some(Format::Table) => {
            out.write_all(in_table(&found, at).as_bytes())?;
            out.flush()?;
            return Ok(Exit::Done);
        }
        Some(Format::Json) => Rows::json(out, false),
        Some(Format::Jsonl) => Rows::json(out, true),
        Some(Format::Csv) => Rows::csv::<Row>(out)?,
    };
    for row in &found {
        rows.write(row)?;
    }
    rows.end()?;
    Ok(Exit::Done)
}

fn in_table(found: &[Row], at: &Context) -> String {
    let paint = Paint { colour: at.colour };
    if found.is_empty() {
        return "Nobody is told anything.\n".to_owned();
    }
    let rest = table::width().saturating_sub(10 + 10 + 8 + 10).max(30);
    let widths = [10, rest / 2, rest - rest / 2, 8, 10];
    let head = |words: &str| Cell::new(words, Ink::Dim);
    let heads = ["", "told", "to", "changes", "deliveries"].map(head);
    let mut out = table::row(paint, 0, &widths, &heads, 1);
    for row in found {
        let to = match row.address.as_str() {
            "" => row.feed.clone(),
            address => format!("{} {address}, {}", row.to, row.pace.replace('_', " ")),
        };
        let ended = row.why.as_ref().map(|why| format!(" (ended: {why})"));
        let cells = [
            Cell::new(&row.id, Ink::Dim),
            Cell::new(
                &format!("{}{}", row.view, ended.unwrap_or_default()),
                Ink::Plain,
            ),
            Cell::new(&to, Ink::Plain),
            Cell::new(&row.changes.to_string(), Ink::Plain),
            Cell::new(&row.states(), Ink::Dim),
        ];
        out.push_str(&table::row(paint, 0, &widths, &cells, 4));
        for trouble in &row.troubles {
            out.push_str(&format!("           {}\n", trouble.words()));
        }
    }
    out
}
