//! Nothing that goes wrong harms what is kept.

use crate::{Folder, line, report};
use std::fs;

#[test]
fn a_kill_leaves_whole_batches() {
    let folder = Folder::new();
    folder.write("in.jsonl", (0..3000).map(line).collect::<String>());
    let mut child = folder.command("read in.jsonl").spawn().unwrap();
    let kept = || {
        let db = rusqlite::Connection::open(folder.path("sayso.db")).ok()?;
        let count = |r: &rusqlite::Row<'_>| r.get::<_, i64>(0);
        db.query_row("SELECT count(*) FROM report", [], count).ok()
    };
    while kept().unwrap_or(0) == 0 {
        assert!(child.try_wait().unwrap().is_none(), "it ended before");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let kept = folder.status()["reports"].as_u64().unwrap();
    assert!(kept > 0 && kept < 3000, "{kept} kept");
    folder.write(
        "few.jsonl",
        (0..=kept as usize).map(line).collect::<String>(),
    );
    let done = folder.sayso("read few.jsonl");
    assert!(
        done.err.contains("1 new report with") && done.err.contains(&format!("{kept} known")),
        "{kept}: {done:?}"
    );
}

#[test]
fn foreign_and_newer_files_are_left_alone() {
    let folder = Folder::new();
    folder
        .write("a.txt", report(1))
        .write("notes.txt", "my notes");
    let done = folder.sayso("read a.txt --ledger notes.txt");
    assert_eq!(done.code, Some(1));
    assert!(
        done.err
            .starts_with("sayso: notes.txt: not a ledger of Sayso"),
        "{done:?}"
    );
    assert_eq!(fs::read(folder.path("notes.txt")).unwrap(), b"my notes");
    folder.sayso("read a.txt");
    let mut newer = fs::read(folder.path("sayso.db")).unwrap();
    // The version of the file, big-endian, at byte 60.
    newer[60..64].copy_from_slice(&900i32.to_be_bytes());
    folder.write("newer.db", &newer);
    for command in ["read a.txt", "status"] {
        let done = folder.sayso(&format!("{command} --ledger newer.db"));
        assert_eq!(done.code, Some(1));
        assert!(
            done.err.contains("newer Sayso") && done.err.contains("900"),
            "{done:?}"
        );
    }
    assert!(fs::read(folder.path("newer.db")).unwrap() == newer);
    let done = folder.sayso("status --ledger none.db");
    assert!(
        done.code == Some(1) && done.err.contains("there is no ledger here yet"),
        "{done:?}"
    );
    assert!(!folder.path("none.db").exists());
}

/// Once the ledger was opened, looked at and closed by hand while SQLite had it open, which dropped its locks (POSIX): a second program, ending first,
/// took the log of the first away with all that was in it.
#[test]
fn two_readers_at_once_take_turns() {
    let folder = Folder::new();
    folder.write("a.jsonl", (0..30).map(line).collect::<String>());
    folder.write("b.jsonl", (20..50).map(line).collect::<String>());
    for round in 0..3 {
        let ledger = format!("{round}.db");
        let read = |file| format!("read {file} --ledger {ledger}");
        let first = folder.command(&read("a.jsonl")).spawn().unwrap();
        let second = folder.sayso(&read("b.jsonl"));
        assert_eq!(second.code, Some(0), "{second:?}");
        let first = first.wait_with_output().unwrap();
        assert!(first.status.success(), "{round}: {first:?}");
        let status = folder.sayso(&format!("status --format json --ledger {ledger}"));
        assert!(status.out.contains("\"reports\":50"), "{round}: {status:?}");
    }
}

#[test]
fn a_locked_ledger_is_named() {
    let folder = Folder::new();
    folder.write("a.txt", report(1)).write("b.txt", report(2));
    folder.sayso("read a.txt");
    let other = rusqlite::Connection::open(folder.path("sayso.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let done = folder.sayso("read b.txt");
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(
        done.err
            .contains("another program is writing to this ledger"),
        "{done:?}"
    );
    assert_eq!(folder.status()["reports"], 1);
    drop(other);
    assert_eq!(folder.sayso("read b.txt").code, Some(0));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_keeps_what_was_kept() {
    let folder = Folder::new();
    folder
        .write("a.txt", report(1))
        .write("b.jsonl", (0..60).map(line).collect::<String>());
    folder.sayso("read a.txt");
    let program = env!("CARGO_BIN_EXE_sayso");
    // A limit on the size of files fails as a full disk does; the shell ignores the signal that would kill the program.
    let blocks = fs::metadata(folder.path("sayso.db")).unwrap().len() / 1024;
    let line = format!("trap '' XFSZ; ulimit -f {blocks}; exec {program} read b.jsonl");
    let output = std::process::Command::new("sh")
        .args(["-c", &line])
        .current_dir(folder.path(""))
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(matches!(output.status.code(), Some(1 | 3)), "{said}");
    assert!(said.contains("sayso.db: "), "{said}");
    let kept = folder.status()["reports"].as_u64().unwrap();
    assert!((1..61).contains(&kept));
    let done = folder.sayso("read b.jsonl");
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_eq!(folder.status()["reports"], 61);
}
