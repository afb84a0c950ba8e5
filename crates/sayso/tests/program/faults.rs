//! A disk that fails, by a shim that is loaded before the C library (`tests/faults/shim.c`). Each test is a row of docs/reliability.md.
#![cfg(target_os = "linux")]

use crate::{Done, Folder, done, line};
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

/// The shim, compiled once.
fn shim() -> &'static PathBuf {
    static SHIM: OnceLock<PathBuf> = OnceLock::new();
    SHIM.get_or_init(|| {
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults/shim.c");
        let out = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("shim-{}.so", std::process::id()));
        let made = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .arg(&out)
            .arg(source)
            .arg("-ldl")
            .status();
        assert!(
            made.is_ok_and(|s| s.success()),
            "a C compiler makes the shim"
        );
        out
    })
}

fn with(folder: &Folder, fault: &str, line: &str) -> Done {
    let mut command = folder.command(line);
    command.env("LD_PRELOAD", shim()).env("SAYSO_FAULT", fault);
    done(command.output().unwrap())
}

/// A ledger with ten reports, and a file with forty more.
fn begun() -> Folder {
    let folder = Folder::new();
    folder.write("a.jsonl", (0..10).map(line).collect::<String>());
    folder.write("b.jsonl", (10..50).map(line).collect::<String>());
    assert_eq!(folder.sayso("read a.jsonl").code, Some(0));
    folder
}

/// What was kept is kept, the file is sound, and reading again completes it.
fn recovers(folder: &Folder, fault: &str) {
    let kept = folder.status()["reports"].as_u64().unwrap();
    assert!((10..=50).contains(&kept), "{fault}: {kept}");
    let doctor = folder.sayso("doctor");
    assert_eq!(doctor.code, Some(0), "{fault}: {doctor:?}");
    let again = folder.sayso("read a.jsonl b.jsonl");
    assert_eq!(again.code, Some(0), "{fault}: {again:?}");
    assert_eq!(folder.status()["reports"], 50, "{fault}");
    assert_eq!(folder.sayso("doctor").code, Some(0), "{fault}");
}

#[test]
fn a_full_disk_is_named_and_costs_nothing_kept() {
    for bytes in [0, 5_000, 60_000] {
        let folder = begun();
        let fault = format!("full:{bytes}");
        let done = with(&folder, &fault, "read b.jsonl");
        assert_ne!(done.code, Some(0), "{fault}: {done:?}");
        assert!(done.err.contains("sayso.db: "), "{fault}: {done:?}");
        recovers(&folder, &fault);
    }
}

#[test]
fn a_sync_that_fails_is_not_called_kept() {
    for n in [1, 2, 4] {
        let folder = begun();
        let fault = format!("fsync:{n}");
        let done = with(&folder, &fault, "read b.jsonl");
        assert_ne!(done.code, Some(0), "{fault}: {done:?}");
        assert!(
            !done.err.contains("40 new reports") || done.err.contains("sayso.db: the ledger"),
            "{fault}: {done:?}"
        );
        recovers(&folder, &fault);
    }
}

#[test]
fn writes_that_fail_are_named() {
    for n in [1, 3, 9, 30] {
        let folder = begun();
        let fault = format!("eio:{n}");
        let done = with(&folder, &fault, "read b.jsonl");
        assert_ne!(done.code, Some(0), "{fault}: {done:?}");
        recovers(&folder, &fault);
    }
}

#[test]
fn short_writes_are_completed() {
    let folder = begun();
    let done = with(&folder, "short", "read b.jsonl");
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_eq!(folder.status()["reports"], 50);
    recovers(&folder, "short");
}

#[test]
fn a_decision_that_could_not_be_kept_is_not_called_made() {
    let folder = begun();
    let claims: serde_json::Value =
        serde_json::from_str(&folder.sayso("claims --format json").out).unwrap();
    let id = claims[0]["id"].as_str().unwrap();
    for fault in ["fsync:1", "full:0", "eio:1"] {
        let done = with(&folder, fault, &format!("decide pin {id}"));
        assert_ne!(done.code, Some(0), "{fault}: {done:?}");
        assert!(!done.err.contains("decision 1: "), "{fault}: {done:?}");
    }
    assert_eq!(folder.sayso(&format!("decide pin {id}")).code, Some(0));
    assert_eq!(folder.sayso("doctor").code, Some(0));
}

#[test]
fn a_read_only_disk_is_named() {
    let folder = begun();
    let before = std::fs::read(folder.path("sayso.db")).unwrap();
    let done = with(&folder, "readonly", "read b.jsonl");
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(
        done.err.contains("sayso.db: ") && !done.err.contains("panicked"),
        "{done:?}"
    );
    let done = with(&folder, "readonly", "read b.jsonl --ledger new.db");
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(std::fs::read(folder.path("sayso.db")).unwrap() == before);
    recovers(&folder, "readonly");
}

#[test]
fn a_backup_to_a_full_disk_leaves_the_one_before() {
    let folder = begun();
    assert_eq!(folder.sayso("backup copy.db").code, Some(0));
    let before = std::fs::read(folder.path("copy.db")).unwrap();
    assert_eq!(folder.sayso("read b.jsonl").code, Some(0));
    for fault in ["full:40000", "fsync:1", "eio:5"] {
        let done = with(&folder, fault, "backup copy.db");
        assert_eq!(done.code, Some(1), "{fault}: {done:?}");
        assert!(
            std::fs::read(folder.path("copy.db")).unwrap() == before,
            "{fault}"
        );
        assert!(!folder.path("copy.db.partial").exists(), "{fault}");
    }
    assert_eq!(folder.sayso("restore copy.db").code, Some(0));
    recovers(&folder, "restored");
}

#[test]
fn a_restore_onto_a_full_disk_leaves_the_ledger() {
    let folder = begun();
    assert_eq!(folder.sayso("backup copy.db").code, Some(0));
    assert_eq!(folder.sayso("read b.jsonl").code, Some(0));
    for fault in ["full:100000", "eio:60", "fsync:2"] {
        let done = with(&folder, fault, "restore copy.db");
        assert_eq!(done.code, Some(1), "{fault}: {done:?}");
        assert_eq!(folder.status()["reports"], 50, "{fault}");
        assert_eq!(folder.sayso("doctor").code, Some(0), "{fault}");
    }
}

/// A disk that lies: writes that it says were done are not. Nothing can be promised; that it is found can.
#[test]
fn writes_that_were_lost_are_found() {
    let folder = begun();
    with(&folder, "lost:12", "read b.jsonl");
    let done = folder.sayso("doctor");
    if done.code == Some(3) || done.code == Some(1) {
        let mended = folder.sayso("doctor --mend");
        assert!(matches!(mended.code, Some(0 | 1 | 3)), "{mended:?}");
    } else {
        assert!(folder.status()["reports"].as_u64().unwrap() >= 10);
    }
}

#[test]
fn kills_lose_nothing_that_was_kept() {
    let folder = Folder::new();
    folder.write("in.jsonl", (0..4000).map(line).collect::<String>());
    let counted = || -> i64 {
        rusqlite::Connection::open(folder.path("sayso.db"))
            .and_then(|db| db.query_row("SELECT count(*) FROM report", [], |r| r.get(0)))
            .unwrap_or(0)
    };
    let mut kept = 0;
    for kill in 0..8u64 {
        let mut child = folder.command("read in.jsonl").spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(150 + kill * 233 % 700));
        kept = kept.max(counted());
        child.kill().unwrap();
        child.wait().unwrap();
        let now = counted();
        assert!(now >= kept, "kill {kill}: {now} of {kept}");
        kept = now;
    }
    assert_eq!(folder.sayso("doctor").code, Some(0));
}
