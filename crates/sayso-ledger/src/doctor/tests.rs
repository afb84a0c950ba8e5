use super::*;
use crate::{Arrival, Hash};
use sayso_claims::Claim;
use sayso_language::Span;
use std::path::Path;

fn filled(path: &Path, reports: usize) -> Ledger {
    let mut ledger = Ledger::create(path).unwrap();
    let run = ledger.begin_run("v1").unwrap();
    for n in 0..reports {
        let text = format!("Ada Venne said bridge {n} fell “at noon”.");
        let claim = Claim {
            id: "c1".into(),
            source: vec![Span::new(0, 9)],
            cue: vec![Span::new(10, 14)],
            content: vec![Span::new(15, text.len() - 1)],
            actor: Some("Ada Venne".into()),
            stance: "states".into(),
            ..Claim::default()
        };
        let arrival = Arrival {
            raw: text.as_bytes(),
            text: &text,
            kind: "text",
            input: "a.txt",
            version: "v1",
            claims: vec![claim],
            ..Arrival::default()
        };
        ledger.keep(run, &[arrival], &[]).unwrap();
    }
    ledger.update().unwrap();
    ledger
}

fn findings(ledger: &Ledger) -> Vec<Finding> {
    let mut out = Vec::new();
    ledger.check(&mut |f| out.push(f));
    out
}

#[test]
fn a_sound_ledger_has_no_findings() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = filled(&folder.path().join("l.db"), 5);
    let mut found = Vec::new();
    let checked = ledger.check(&mut |f| found.push(f));
    assert_eq!(found, []);
    assert_eq!((checked.reports, checked.claims), (5, 5));
}

/// Each change by hand gives the finding that names it; without the check that is named, the test fails.
#[test]
fn each_damage_is_named() {
    let cases: [(&str, FindingKind, &str, bool); 15] = [
        (
            "UPDATE raw SET hash = zeroblob(32) WHERE id = 1",
            FindingKind::Raw,
            "not those that its hash names",
            false,
        ),
        (
            "UPDATE raw SET zstd = x'00' WHERE id = 2",
            FindingKind::Raw,
            "cannot be unpacked",
            false,
        ),
        (
            "UPDATE text SET body = body || '!' WHERE id = 1",
            FindingKind::Text,
            "not the one that its hash names",
            true,
        ),
        (
            "DELETE FROM reading WHERE report = 1",
            FindingKind::Reading,
            "never read",
            true,
        ),
        (
            "UPDATE reading SET sentences = '[[0,999]]' WHERE report = 1",
            FindingKind::Reading,
            "points at 0–999",
            true,
        ),
        (
            "UPDATE reading SET figures = 'nothing' WHERE report = 1",
            FindingKind::Reading,
            "its figures cannot be read",
            true,
        ),
        (
            "UPDATE claim SET content = 'the wall fell' WHERE report = 1",
            FindingKind::Claim,
            "not those that stand there",
            true,
        ),
        (
            "UPDATE claim SET json = replace(json, '[15,', '[16,') WHERE report = 1",
            FindingKind::Claim,
            "not those that stand there",
            true,
        ),
        (
            "UPDATE claim SET name = zeroblob(8) WHERE report = 1",
            FindingKind::Claim,
            "not called what",
            true,
        ),
        (
            "UPDATE claim SET stance = 'denies' WHERE report = 1",
            FindingKind::Claim,
            "columns",
            true,
        ),
        (
            "PRAGMA foreign_keys = OFF; DELETE FROM report WHERE id = 1",
            FindingKind::Report,
            "metadata are not there",
            true,
        ),
        (
            "INSERT INTO dispatch VALUES (1, 99)",
            FindingKind::Across,
            "no oldest report",
            true,
        ),
        (
            "DELETE FROM event WHERE report = 2",
            FindingKind::Across,
            "of an event that is not there, or missing",
            true,
        ),
        (
            "UPDATE event SET first = 99 WHERE report = 2",
            FindingKind::Across,
            "of an event that is not there, or missing",
            true,
        ),
        (
            "INSERT INTO decision (at, author, reason, action) VALUES (1, 'a', '', 'broken')",
            FindingKind::Decision,
            "cannot be read",
            false,
        ),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (n, (sql, kind, words, mend)) in cases.into_iter().enumerate() {
        let ledger = filled(&folder.path().join(format!("{n}.db")), 3);
        ledger.db.execute_batch(sql).unwrap();
        let found = findings(&ledger);
        let hit = found
            .iter()
            .find(|f| f.kind == kind && f.words.contains(words));
        assert!(
            hit.is_some_and(|f| f.can_be_mended == mend),
            "{sql}: {found:?}"
        );
    }
}

#[test]
fn an_index_that_lost_its_words_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = filled(&folder.path().join("l.db"), 3);
    ledger.db.execute_batch("DROP TRIGGER text_removed; DROP TRIGGER text_added; UPDATE text SET body = 'other words' WHERE id = 1").unwrap();
    let found = findings(&ledger);
    assert!(
        found.iter().any(|f| f.kind == FindingKind::Index),
        "{found:?}"
    );
}

#[test]
fn what_is_kept_is_saved_around_bad_rows() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (folder.path().join("old.db"), folder.path().join("new.db"));
    let ledger = filled(&old, 10);
    ledger
        .db
        .execute_batch("UPDATE raw SET zstd = x'28b52ffd' WHERE id = 4")
        .unwrap();
    drop(ledger);
    let saved = salvage(&old, &new).unwrap();
    assert_eq!(saved.lost.len(), 1);
    assert!(saved.lost[0].name.contains("a.txt"), "{saved:?}");
    let ledger = Ledger::open(&new).unwrap();
    assert_eq!(ledger.unread().unwrap().len(), 9);
    let kept = ledger.kept(ledger.unread().unwrap()[0]).unwrap();
    assert!(kept.raw.starts_with(b"Ada Venne said bridge 0") && kept.input == "a.txt");
    let all = compare(&old, &new).unwrap();
    let claims = all.iter().find(|t| t.table == "claim").unwrap();
    assert!(!claims.is_equal && claims.other_rows == 0 && !claims.differences.is_empty());
    assert!(
        !ledger
            .knows(&Hash::of(
                b"Ada Venne said bridge 3 fell \xE2\x80\x9Cat noon\xE2\x80\x9D."
            ))
            .unwrap()
    );
}

/// A page in the middle of the table of raw bytes is overwritten: reports on other pages are saved, those on it are named.
#[test]
fn a_corrupt_page_costs_what_stood_on_it() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (folder.path().join("old.db"), folder.path().join("new.db"));
    let ledger = filled(&old, 400);
    ledger
        .db
        .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    let root: i64 = ledger
        .db
        .query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'raw'",
            [],
            |r| r.get(0),
        )
        .unwrap();
    drop(ledger);
    let mut bytes = std::fs::read(&old).unwrap();
    // The root of a table of several pages names its leaves: the second of them.
    let at = (root as usize - 1) * 4096;
    assert_eq!(bytes[at], 5, "the table has more than one page");
    let cell = usize::from(u16::from_be_bytes([bytes[at + 14], bytes[at + 15]]));
    let leaf = u32::from_be_bytes(bytes[at + cell..at + cell + 4].try_into().unwrap()) as usize;
    bytes[(leaf - 1) * 4096..leaf * 4096].fill(0xA5);
    std::fs::write(&old, &bytes).unwrap();
    let ledger = Ledger::open(&old).unwrap();
    let found = findings(&ledger);
    assert!(
        found
            .iter()
            .any(|f| f.kind == FindingKind::Page && f.place == "table raw"),
        "{found:?}"
    );
    drop(ledger);
    let saved = salvage(&old, &new).unwrap();
    let lost = saved.lost.len();
    assert!((1..200).contains(&lost), "{lost}");
    let left = Ledger::open(&new).unwrap().unread().unwrap().len();
    assert_eq!(left + lost, 400);
}
