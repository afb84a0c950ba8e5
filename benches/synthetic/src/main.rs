//! How a ledger does at size, over invented readings: `synthetic LEDGER REPORTS [--more N] [--batch N]`.
//!
//! Events of eight reports on average over two years, five claims a report: figures of the dead and wounded, by persons of the event, by bodies of its town, by a few
//! thousand people and bodies that the whole world hears of, and by nobody in particular. Every ninth report is a copy. A ledger that is there is carried on with, since
//! report N is the same whenever it is made. `--more N` then adds N reports beyond, and says how long that took.

mod invented;

use invented::World;
use sayso_ledger::{Arrival, Item, Ledger};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str, default: usize| {
        let at = args.iter().position(|a| a == name);
        at.and_then(|at| args.get(at + 1)?.parse().ok())
            .unwrap_or(default)
    };
    let (Some(path), Some(count)) = (args.first(), args.get(1).and_then(|n| n.parse().ok())) else {
        return Err("synthetic LEDGER REPORTS [--more N] [--batch N]".into());
    };
    let (more, batch) = (option("--more", 0), option("--batch", 10_000));
    let mut ledger = Ledger::create(path)?;
    let have = ledger.counts()?.reports as usize;
    let mut world = World::new(have);
    let (mut at, whole) = (have, Instant::now());
    while at < count {
        let to = (at + batch).min(count);
        add(&mut ledger, &mut world, to - at)?;
        at = to;
    }
    if have < count {
        println!("all: {:.1} s", whole.elapsed().as_secs_f64());
    }
    if more > 0 {
        print!("{more} more: ");
        add(&mut ledger, &mut world, more)?;
    }
    let counts = ledger.counts()?;
    let size = std::fs::metadata(path)?.len();
    println!(
        "{} reports, {} claims, {} bytes, {:.0} a claim",
        counts.reports,
        counts.claims,
        size,
        size as f64 / counts.claims.max(1) as f64
    );
    Ok(())
}

/// Keeps the next `count` reports and brings the ledger up to date.
fn add(ledger: &mut Ledger, world: &mut World, count: usize) -> Result<(), sayso_ledger::Error> {
    let began = Instant::now();
    let run = ledger.begin_run("synthetic")?;
    let mut left = count;
    while left > 0 {
        let reports: Vec<_> = world.by_ref().take(left.min(256)).collect();
        left -= reports.len();
        let item = |value| Item {
            value: Some(value),
            how: Some("given"),
        };
        let arrivals: Vec<Arrival<'_>> = reports
            .iter()
            .map(|r| Arrival {
                raw: r.raw.as_bytes(),
                given_id: Some(&r.id),
                kind: "json",
                input: "synthetic",
                place: &r.id,
                title: item(&r.title),
                outlet: item(&r.outlet),
                published: item(&r.published),
                text: &r.text,
                version: "synthetic",
                sentences: r.sentences.clone(),
                claims: r.claims.clone(),
                ..Arrival::default()
            })
            .collect();
        ledger.keep(run, &arrivals, &[])?;
    }
    ledger.end_run(run, 0)?;
    let kept = began.elapsed();
    let updated = ledger.update()?;
    println!(
        "{count} reports: kept in {:.2} s, placed in {:.2} s ({} events, {} groups of actors)",
        kept.as_secs_f64(),
        (began.elapsed() - kept).as_secs_f64(),
        updated.events,
        updated.actors,
    );
    Ok(())
}
