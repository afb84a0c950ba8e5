//! `read` of what a cluster has read: tables of readings into the ledger, without reading again.

use crate::cli::Context;
use crate::progress::{Progress, thousands};
use sayso_export::readings::{Row, is_parquet, open};
use sayso_intake::{Limits, Progress as Bytes, Rejected};
use sayso_ledger::{Hash, Ledger};
use sayso_read::exchange::unpack;
use sayso_read::ordered::Sink;
use sayso_read::{Keeper, Outcome};
use std::path::{Path, PathBuf};

/// The file that the cluster job leaves in its folder.
const PLAN: &str = "plan.json";

/// The tables at `path`: itself, or those in a folder of the cluster job; none if it is neither.
pub fn tables(path: &Path) -> Option<Vec<PathBuf>> {
    if is_parquet(path) {
        return Some(vec![path.to_owned()]);
    }
    let folder = path.join("readings");
    if !path.join(PLAN).is_file() {
        return None;
    }
    let files = std::fs::read_dir(folder).ok()?;
    let mut found: Vec<PathBuf> = files
        .filter_map(|file| Some(file.ok()?.path()))
        .filter(|path| is_parquet(path))
        .collect();
    found.sort();
    Some(found)
}

/// Takes tables of readings in; gives whether all of it was sound.
pub fn read_in(tables: &[PathBuf], limits: &Limits, at: &Context) -> anyhow::Result<bool> {
    let mut sound = true;
    // Reports that were read by one version are kept by one run of it.
    let mut keeper: Option<(String, Keeper<Progress>)> = None;
    let asked = Ledger::create(&at.ledger)?;
    for path in tables {
        for (n, row) in (1u64..).zip(open(path)?) {
            let row =
                row.map_err(|e| anyhow::Error::from(e).context(path.display().to_string()))?;
            if keeper
                .as_ref()
                .is_none_or(|(version, _)| *version != row.version)
            {
                sound &= end(keeper.take(), at)?;
                let progress = Progress::new(None, Bytes::default());
                let ledger = Ledger::create(&at.ledger)?;
                keeper = Some((
                    row.version.clone(),
                    Keeper::new(ledger, row.version.clone(), progress),
                ));
            }
            if let Some((_, keeper)) = &mut keeper {
                keeper.take(outcome(&row, path, n, limits, &asked))?;
            }
        }
    }
    sound &= end(keeper, at)?;
    Ok(sound)
}

fn outcome(row: &Row, path: &Path, n: u64, limits: &Limits, ledger: &Ledger) -> Outcome {
    if ledger.knows(&Hash::of(&row.line)).unwrap_or(false) {
        return Outcome::Known;
    }
    let (input, place) = (path.display().to_string(), format!("row {n}"));
    match unpack(&row.line, row.reading.as_bytes(), limits) {
        Ok(mut read) => {
            read.report = read.report.at(&input, place);
            Outcome::Read(Box::new(read))
        }
        Err(rejected) => Outcome::Rejected(Rejected::at(rejected, &input, place)),
    }
}

fn end(keeper: Option<(String, Keeper<Progress>)>, at: &Context) -> anyhow::Result<bool> {
    let Some((version, mut keeper)) = keeper else {
        return Ok(true);
    };
    let time = keeper.end()?;
    let tally = &keeper.tally;
    eprintln!(
        "{}: {}, read by {version}, taken over in {:.1} s ({} reports)",
        at.ledger.display(),
        tally.words(),
        time.as_secs_f64(),
        thousands(tally.done())
    );
    Ok(tally.rejected() == 0)
}
