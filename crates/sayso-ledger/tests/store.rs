//! The ledger's file against second reads, other programs' files, other writers and a full disk.

use sayso_claims::Claim;
use sayso_language::Span;
use sayso_ledger::{Arrival, ErrorKind, Kept, Ledger, Rejection};
use std::time::Duration;

const TEXT: &str = "“It fell,” the mayor said.";

fn arrival(raw: &[u8]) -> Arrival<'_> {
    let claim = Claim {
        id: "c1".into(),
        source: vec![Span::new(15, 24)],
        cue: vec![Span::new(25, 29)],
        content: vec![Span::new(3, 11)],
        ..Claim::default()
    };
    Arrival {
        raw,
        text: TEXT,
        kind: "text",
        input: "a.txt",
        version: "v1",
        claims: vec![claim],
        ..Arrival::default()
    }
}

#[test]
fn the_same_bytes_are_kept_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = Ledger::create(folder.path().join("l.db")).unwrap();
    let run = ledger.begin_run("v1").unwrap();
    let kept = ledger
        .keep(
            run,
            &[arrival(b"a"), arrival(b"b"), arrival(b"a")],
            &[Rejection::default()],
        )
        .unwrap();
    assert_eq!(kept, [Kept::New, Kept::New, Kept::Known]);
    drop(ledger);
    let counts = Ledger::open(folder.path().join("l.db"))
        .unwrap()
        .counts()
        .unwrap();
    assert_eq!((counts.reports, counts.claims, counts.rejected), (2, 2, 1));
}

#[test]
fn a_file_of_something_else_is_refused_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let notes = folder.path().join("notes.txt");
    std::fs::write(&notes, "my notes").unwrap();
    assert_eq!(
        Ledger::create(&notes).err().unwrap().kind(),
        ErrorKind::NotALedger
    );
    assert_eq!(std::fs::read(&notes).unwrap(), b"my notes");
    let foreign = folder.path().join("foreign.db");
    rusqlite::Connection::open(&foreign)
        .unwrap()
        .execute_batch("CREATE TABLE x (y)")
        .unwrap();
    let before = std::fs::read(&foreign).unwrap();
    assert_eq!(
        Ledger::create(&foreign).err().unwrap().kind(),
        ErrorKind::NotALedger
    );
    assert_eq!(std::fs::read(&foreign).unwrap(), before);
    assert_eq!(
        Ledger::open(folder.path().join("none.db"))
            .err()
            .unwrap()
            .kind(),
        ErrorKind::Missing
    );
}

#[test]
fn another_writer_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("l.db");
    let mut ledger = Ledger::with_wait(&path, Duration::from_millis(50)).unwrap();
    let run = ledger.begin_run("v1").unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(
        ledger.keep(run, &[arrival(b"a")], &[]).unwrap_err().kind(),
        ErrorKind::Locked
    );
}
