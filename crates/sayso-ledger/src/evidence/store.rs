//! The files beside the ledger.

use super::record;
use crate::{Error, ErrorKind, Hash};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

/// Room for heads and redirects of one fetch, beside its bytes.
const HEADS: u64 = 4_000_000;
/// A file that is not done after so long belongs to a program that was ended.
const OLD: Duration = Duration::from_secs(3_600);
/// What the name of a file ends with that is not done.
pub(super) const PARTIAL: &str = ".partial";

/// `LEDGER-evidence`.
pub fn folder(ledger: &Path) -> PathBuf {
    let mut name = ledger.as_os_str().to_owned();
    name.push("-evidence");
    PathBuf::from(name)
}

/// The name of a file, by the hash of what it holds and its own.
pub(super) fn name(payload: &Hash, file: &Hash) -> String {
    let (payload, file) = (payload.to_string(), file.to_string());
    let part = |s: &str, n: usize| s.chars().take(n).collect::<String>();
    format!(
        "{}/{payload}-{}.warc.zst",
        part(&payload, 2),
        part(&file, 16)
    )
}

/// Whether a name is one that files here have; a ledger that came from elsewhere could say anything.
pub(super) fn is_name(name: &str) -> bool {
    let hex = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_hexdigit());
    let parts = || {
        let (short, rest) = name.split_once('/')?;
        let (payload, rest) = rest.split_once('-')?;
        Some(
            hex(short, 2)
                && hex(payload, 64)
                && payload.starts_with(short)
                && hex(rest.strip_suffix(".warc.zst")?, 16),
        )
    };
    parts().unwrap_or(false)
}

/// Writes a file: beside its place, synced, renamed. It is there whole or not at all.
pub(super) fn put(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Error> {
    static TURN: AtomicU64 = AtomicU64::new(0);
    let place = folder.join(name);
    let access = |e: std::io::Error| {
        let kind = match e.kind() {
            std::io::ErrorKind::StorageFull
            | std::io::ErrorKind::FileTooLarge
            | std::io::ErrorKind::QuotaExceeded => ErrorKind::Full,
            _ => ErrorKind::Access,
        };
        Error::new(kind, &place, e.to_string())
    };
    if !is_name(name) {
        return Err(Error::new(
            ErrorKind::Other,
            folder,
            format!("{name:?} is no name of evidence"),
        ));
    }
    let Some(within) = place.parent() else {
        return Err(Error::new(ErrorKind::Other, folder, "it is no folder"));
    };
    fs::create_dir_all(within).map_err(access)?;
    sweep(within);
    let turn = TURN.fetch_add(1, Ordering::Relaxed);
    let partial = within.join(format!(".{}-{turn}{PARTIAL}", std::process::id()));
    let write = || -> std::io::Result<()> {
        let mut file = File::create(&partial)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&partial, &place)?;
        for folder in [Some(within), Some(folder), folder.parent()]
            .into_iter()
            .flatten()
        {
            let folder = if folder.as_os_str().is_empty() {
                Path::new(".")
            } else {
                folder
            };
            // Not every system can sync a folder.
            let _ = File::open(folder).and_then(|f| f.sync_all());
        }
        Ok(())
    };
    write().map_err(|e| {
        let _ = fs::remove_file(&partial);
        access(e)
    })
}

/// Takes away what programs left that were ended while they wrote.
fn sweep(within: &Path) {
    for entry in fs::read_dir(within).into_iter().flatten().flatten() {
        let is_partial = entry.file_name().to_string_lossy().ends_with(PARTIAL);
        let age = entry.metadata().and_then(|m| m.modified()).ok();
        let is_old = age
            .and_then(|at| SystemTime::now().duration_since(at).ok())
            .is_some_and(|age| age > OLD);
        if is_partial && is_old {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The records of a file, unpacked; `size` is that of the bytes it holds.
pub(super) fn unpacked(folder: &Path, name: &str, size: u64) -> Result<Vec<u8>, String> {
    if !is_name(name) {
        return Err(format!("{name:?} is no name of evidence"));
    }
    let file = File::open(folder.join(name)).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => format!("its file {name} is missing"),
        _ => format!("its file {name} cannot be read ({e})"),
    })?;
    let mut out = Vec::new();
    zstd::Decoder::new(file)
        .and_then(|d| d.take(size.saturating_add(HEADS)).read_to_end(&mut out))
        .map_err(|e| format!("its file {name} cannot be unpacked ({e})"))?;
    Ok(out)
}

/// The bytes of this hash out of a file.
pub(super) fn payload(
    folder: &Path,
    name: &str,
    hash: &Hash,
    size: u64,
) -> Result<Vec<u8>, String> {
    let warc = unpacked(folder, name, size)?;
    let bodies = record::bodies(&warc);
    let found = bodies.into_iter().rev().find(|b| Hash::of(b) == *hash);
    found
        .map(<[u8]>::to_vec)
        .ok_or_else(|| format!("the bytes in its file {name} are not those that its hash names"))
}
