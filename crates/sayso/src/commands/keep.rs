//! `keep`: what claims point to, fetched and kept.

use crate::cli::{Context, Exit, Format};
use crate::limits::{FetchArgs, size};
use crate::paint::{Ink, Paint};
use crate::pointing;
use crate::record::Record;
use crate::rows::Rows;
use crate::table::{self, Cell};
use anyhow::{Context as _, bail, ensure};
use sayso_ledger::evidence::{FetchRow, KeptRow, folder};
use sayso_ledger::{ClaimFilter, Ledger};
use sayso_read::{Asked, evidence_limits, keep_evidence, pointed_at, thousands};
use serde::Serialize;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

/// Fetches what claims point to and keeps the bytes; lists what is kept
///
/// A claim's links to posts, videos, images and documents are fetched now, once, and kept beside the ledger in LEDGER-evidence: the bytes by their SHA-256, with
/// what was asked and what was answered, every redirect, the time and the machine, as WARC records packed with zstd. The same bytes from two addresses are
/// kept once. What is not as it was promised (a page to log in where a video should be) is kept and said. Nothing is fetched unless it is asked for here
/// or in the page, and nothing on this machine or its networks unless --allow-inner says so. Exit status: 3 if something could not be kept.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Claims, by the first digits of their ids, or http(s) addresses; with --out, hashes of what is kept
    #[arg(value_name = "CLAIM|URL|HASH", required_unless_present_any = ["list", "all"])]
    what: Vec<String>,

    /// List what is kept, and which claims share it
    #[arg(long, conflicts_with_all = ["what", "out", "all", "again"])]
    list: bool,

    /// Write the kept bytes of HASH to this file; - for standard output
    #[arg(long, value_name = "FILE", conflicts_with = "all")]
    out: Option<PathBuf>,

    /// With --out: the WARC records of it, with heads and redirects, instead of the bytes
    #[arg(long, requires = "out")]
    warc: bool,

    /// Everything that any claim points to
    #[arg(long, conflicts_with = "what")]
    all: bool,

    /// Fetch again what is kept already
    #[arg(long)]
    again: bool,

    /// The most bytes of one thing
    #[arg(long, value_name = "SIZE", value_parser = size, default_value = "10MB")]
    max_bytes: u64,

    /// Let addresses lead to this machine and its networks; only public ones are fetched otherwise, and by no proxy
    #[arg(long)]
    allow_inner: bool,

    #[command(flatten)]
    fetching: FetchArgs,
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    if args.list {
        return list(at);
    }
    if let Some(file) = &args.out {
        return write(args, file, at);
    }
    let mut ledger = sayso_read::fresh(&at.ledger)?;
    let wanted = wanted(args, &ledger)?;
    drop(ledger);
    ledger = Ledger::create(&at.ledger)?;
    let mut limits = evidence_limits(args.allow_inner);
    args.fetching.apply(&mut limits);
    limits.raw_bytes = usize::try_from(args.max_bytes).unwrap_or(usize::MAX);
    let mut rows: Vec<FetchRow> = Vec::new();
    let mut out = std::io::stdout().lock();
    for (address, kind) in wanted {
        if !args.again
            && let Some(kept) = ledger.last_fetch_of(&address)?.filter(|f| f.hash.is_some())
        {
            say(
                &mut out,
                &address,
                &format!("kept already: {}", pointing::fetched(&kept)),
                at,
            )?;
            rows.push(kept);
            continue;
        }
        let row = match keep_evidence(&mut ledger, &address, kind.as_deref(), &limits)? {
            Asked::Kept(kept) => {
                let same = if kept.again {
                    " (the same bytes are kept already)"
                } else {
                    ""
                };
                say(
                    &mut out,
                    &address,
                    &format!("{}{same}", pointing::fetched(&kept.row)),
                    at,
                )?;
                kept.row
            }
            Asked::Failed(row) => {
                say(&mut out, &address, &pointing::fetched(&row), at)?;
                *row
            }
        };
        rows.push(row);
    }
    if rows.is_empty() {
        eprintln!("No claim there points to an address.");
        return Ok(Exit::Nothing);
    }
    if let Some(Format::Json | Format::Jsonl) = at.format {
        let mut json = Rows::json(out, at.format == Some(Format::Jsonl));
        for row in &rows {
            json.write(&FetchRecord(row))?;
        }
        json.end()?;
    }
    let kept = rows.iter().filter(|r| r.hash.is_some()).count();
    Ok(match (kept, rows.len()) {
        (0, _) => Exit::Nothing,
        (kept, all) if kept < all => Exit::Rejected,
        _ => Exit::Done,
    })
}

/// A line as soon as it is so: what is said to be kept is on the disk.
fn say(out: &mut impl Write, address: &str, words: &str, at: &Context) -> std::io::Result<()> {
    if matches!(at.format, None | Some(Format::Table)) {
        writeln!(out, "{}: {}", table::plain(address), table::plain(words))?;
        out.flush()?;
    }
    Ok(())
}

/// The addresses that are asked for, each once, with the kind of evidence that is promised there.
fn wanted(args: &Args, ledger: &Ledger) -> anyhow::Result<Vec<(String, Option<String>)>> {
    let mut out: Vec<(String, Option<String>)> = Vec::new();
    let mut add = |url: String, kind: Option<String>| {
        if !out.iter().any(|(known, _)| *known == url) {
            out.push((url, kind));
        }
    };
    if args.all {
        for key in ledger.find_claims(&ClaimFilter::default())? {
            for (url, kind) in pointed_at(&ledger.claim(key)?) {
                add(url, Some(kind));
            }
        }
    }
    for name in &args.what {
        if name.contains("://") {
            let url = sayso_ledger::evidence::without_fragment(name).to_owned();
            add(url, None);
            continue;
        }
        let mut any = false;
        for key in ledger.find_claim(name)? {
            for (url, kind) in pointed_at(&ledger.claim(key)?) {
                any = true;
                add(url, Some(kind));
            }
        }
        if !any {
            eprintln!("claim {name} points to no address");
        }
    }
    Ok(out)
}

fn write(args: &Args, file: &std::path::Path, at: &Context) -> anyhow::Result<Exit> {
    let [name] = args.what.as_slice() else {
        bail!(
            "--out takes one hash; sayso{} keep --list has them",
            at.ledger_flag()
        );
    };
    let ledger = Ledger::open(&at.ledger)?;
    let kept = ledger.find_evidence(name)?;
    let bytes = match args.warc {
        true => ledger.preserved_warc(&kept.hash)?,
        false => ledger.preserved(&kept.hash)?,
    };
    if file.as_os_str() == "-" {
        std::io::stdout().lock().write_all(&bytes)?;
        return Ok(Exit::Done);
    }
    ensure!(
        !file.exists(),
        "{}: something is there already; it was left untouched",
        file.display()
    );
    std::fs::write(file, &bytes).with_context(|| file.display().to_string())?;
    eprintln!(
        "{}: {} bytes, checked against {}",
        file.display(),
        thousands(bytes.len() as u64),
        kept.hash
    );
    Ok(Exit::Done)
}

fn list(at: &Context) -> anyhow::Result<Exit> {
    let ledger = Ledger::open(&at.ledger)?;
    let all = ledger.kept_evidence(0, usize::MAX)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut rows = match at.format {
        None | Some(Format::Table) => {
            let failed = ledger.failed_fetches()?;
            out.write_all(in_table(&all, &failed, at).as_bytes())?;
            out.flush()?;
            return Ok(Exit::Done);
        }
        Some(Format::Json) => Rows::json(out, false),
        Some(Format::Jsonl) => Rows::json(out, true),
        Some(Format::Csv) => Rows::csv::<KeptRecord<'_>>(out)?,
    };
    for kept in &all {
        rows.write(&KeptRecord(kept))?;
    }
    rows.end()?;
    Ok(Exit::Done)
}

fn in_table(all: &[KeptRow], failed: &[FetchRow], at: &Context) -> String {
    let paint = Paint { colour: at.colour };
    let width = table::width();
    let mut out = String::new();
    let under = |words: &str, ink: Ink| {
        table::row(
            paint,
            2,
            &[width.saturating_sub(2)],
            &[Cell::new(words, ink)],
            4,
        )
    };
    for kept in all {
        let line = format!(
            "{}  {}  {} bytes",
            kept.hash,
            kept.looks,
            thousands(kept.size)
        );
        out.push_str(&paint.ink(Ink::Bold, &line));
        out.push('\n');
        for fetch in &kept.fetches {
            let mut words = format!("{}  {}", fetch.at, fetch.address);
            for hop in &fetch.hops {
                words.push_str(&format!(" → {}", hop.to.as_deref().unwrap_or("?")));
            }
            out.push_str(&under(&words, Ink::Plain));
            for remark in &fetch.remarks {
                out.push_str(&under(remark, Ink::Found));
            }
        }
        for p in &kept.claims {
            let who = p.actor.as_deref().unwrap_or("nobody named");
            let outlet = p.outlet.as_deref().unwrap_or("outlet not known");
            out.push_str(&under(
                &format!("claim {}: {}, {who}, {outlet}", p.claim, p.kind),
                Ink::Dim,
            ));
        }
    }
    for fetch in failed {
        let words = format!("{}: {}", fetch.address, pointing::fetched(fetch));
        out.push_str(&table::hint(paint, &table::plain(&words)));
    }
    match all.len() {
        0 => format!("{out}Nothing is kept yet.\n"),
        n => {
            let place = folder(&at.ledger).display().to_string();
            let hint = format!(
                "{n} kept in {place}. sayso{} keep --out FILE HASH writes one.",
                at.ledger_flag()
            );
            format!("{out}\n{}", table::hint(paint, &hint))
        }
    }
}

#[derive(Serialize)]
#[serde(transparent)]
struct FetchRecord<'f>(&'f FetchRow);

impl Record for FetchRecord<'_> {
    const HEADER: &'static [&'static str] = &[];

    fn cells(&self) -> Vec<Vec<String>> {
        Vec::new()
    }
}

#[derive(Serialize)]
#[serde(transparent)]
struct KeptRecord<'k>(&'k KeptRow);

impl Record for KeptRecord<'_> {
    const HEADER: &'static [&'static str] = &[
        "hash", "size", "looks", "at", "address", "found", "status", "type", "remarks", "claims",
    ];

    fn cells(&self) -> Vec<Vec<String>> {
        let claims: Vec<&str> = self.0.claims.iter().map(|p| p.claim.as_str()).collect();
        let row = |f: &FetchRow| {
            vec![
                self.0.hash.to_string(),
                self.0.size.to_string(),
                self.0.looks.clone(),
                f.at.clone(),
                f.address.clone(),
                f.found.clone().unwrap_or_default(),
                f.status.map(|s| s.to_string()).unwrap_or_default(),
                f.sent_as.clone().unwrap_or_default(),
                f.remarks.join("; "),
                claims.join("; "),
            ]
        };
        self.0.fetches.iter().map(row).collect()
    }
}
