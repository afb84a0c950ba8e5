//! Doctor, backup, restore, bundles: the real program on ledgers that were damaged, in use, or sent elsewhere.

use crate::{Folder, line, report};
use serde_json::Value;
use std::fs;

fn read(folder: &Folder, reports: usize) {
    folder.write("in.jsonl", (0..reports).map(line).collect::<String>());
    assert_eq!(folder.sayso("read in.jsonl").code, Some(0));
}

fn json(folder: &Folder, line: &str) -> (Option<i32>, Value) {
    let done = folder.sayso(&format!("{line} --format json"));
    let value = serde_json::from_str(&done.out).unwrap_or_else(|_| panic!("{line}: {done:?}"));
    (done.code, value)
}

fn sql(folder: &Folder, words: &str) {
    let db = rusqlite::Connection::open(folder.path("sayso.db")).unwrap();
    db.execute_batch(words).unwrap();
}

#[test]
fn a_rebuild_is_equal_byte_for_byte() {
    let folder = Folder::new();
    let feed = "<rss version='2.0' xmlns:c='http://purl.org/rss/1.0/modules/content/'><channel><title>T</title><item><title>The wall</title>\
        <c:encoded><![CDATA[<p>The wall fell, the mayor said. Nine people were killed, according to the police.]]></c:encoded></item></channel></rss>";
    folder
        .write("in/feed.xml", feed)
        .write("in/page.html", "<!doctype html><title>Dam</title><article><p>The dam broke, the mayor said. Four people were killed, police said.</article>")
        .write("in/a.txt", report(1))
        .write("in/b.jsonl", (2..20).map(line).collect::<String>());
    assert_eq!(folder.sayso("read in").code, Some(0));
    let claim = folder.sayso("claims --format json");
    let claims: Value = serde_json::from_str(&claim.out).unwrap();
    let id = claims[0]["id"].as_str().unwrap();
    assert_eq!(folder.sayso(&format!("decide reject {id}")).code, Some(0));
    let (code, said) = json(&folder, "doctor --rebuild");
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(
        (&said["sound"], &said["rebuild"]["equal"]),
        (&true.into(), &true.into())
    );
    assert_eq!(said["rebuild"]["reports"], 21);
    for table in said["rebuild"]["tables"].as_array().unwrap() {
        assert_eq!(
            (&table["rows"], &table["is_equal"]),
            (&table["other_rows"], &true.into())
        );
    }
    // What was changed by hand is named, row by row.
    sql(&folder, "UPDATE claim SET said = '1999' WHERE id = 3");
    let done = folder.sayso("doctor --rebuild");
    assert_eq!(done.code, Some(3));
    assert!(
        done.out.contains("claim") && done.out.contains("differs") && done.out.contains("| 1999 |"),
        "{}",
        done.out
    );
    assert!(!folder.path("sayso.db.rebuilt").exists());
}

#[test]
fn what_is_derived_is_mended_out_of_what_is_kept() {
    let folder = Folder::new();
    read(&folder, 12);
    let before = folder.sayso("export").out;
    sql(
        &folder,
        "UPDATE text SET body = 'changed' WHERE id = 2; DELETE FROM claim WHERE report = 5; DELETE FROM reading WHERE report = 5",
    );
    let done = folder.sayso("doctor");
    assert_eq!(done.code, Some(3));
    assert!(
        done.out
            .contains("its text is not the one that its hash names (can be mended)"),
        "{}",
        done.out
    );
    assert!(done.out.contains("its reading is gone"), "{}", done.out);
    let done = folder.sayso("doctor --mend");
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(
        done.out.contains("All is sound now; nothing is lost."),
        "{}",
        done.out
    );
    assert!(folder.path("sayso.db.replaced-1").exists());
    assert_eq!(folder.sayso("export").out, before);
    assert_eq!(folder.sayso("doctor").code, Some(0));
}

#[test]
fn a_corrupt_page_is_named_and_what_it_cost_too() {
    let folder = Folder::new();
    read(&folder, 60);
    sql(&folder, "PRAGMA wal_checkpoint(TRUNCATE)");
    let path = folder.path("sayso.db");
    let db = rusqlite::Connection::open(&path).unwrap();
    let page: usize = db
        .query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'claim'",
            [],
            |r| r.get(0),
        )
        .unwrap();
    db.execute_batch("PRAGMA journal_mode = DELETE").unwrap();
    drop(db);
    let mut bytes = fs::read(&path).unwrap();
    bytes[(page - 1) * 4096..page * 4096].fill(0x5A);
    fs::write(&path, &bytes).unwrap();
    let done = folder.sayso("doctor");
    assert_eq!(done.code, Some(3), "{done:?}");
    assert!(done.out.contains("table claim"), "{}", done.out);
    let done = folder.sayso("doctor --mend");
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_eq!(folder.sayso("doctor --rebuild").code, Some(0));
    assert_eq!(folder.status()["reports"], 60);
}

#[test]
fn bytes_that_are_lost_are_named_and_nothing_else_goes() {
    let folder = Folder::new();
    read(&folder, 6);
    sql(&folder, "UPDATE raw SET zstd = zeroblob(20) WHERE id = 3");
    let done = folder.sayso("doctor");
    assert!(
        done.out.contains("cannot be mended out of this file"),
        "{}",
        done.out
    );
    let done = folder.sayso("doctor --mend");
    assert_eq!(done.code, Some(3), "{done:?}");
    assert!(
        done.out.contains("lost: ") && done.out.contains("in.jsonl: line 3"),
        "{}",
        done.out
    );
    assert_eq!(folder.status()["reports"], 5);
    // Read again, it is there again.
    assert_eq!(folder.sayso("read in.jsonl").code, Some(0));
    assert_eq!(folder.status()["reports"], 6);
    assert_eq!(folder.sayso("doctor").code, Some(0));
}

#[test]
fn a_backup_of_a_ledger_in_use_is_whole() {
    let folder = Folder::new();
    folder.write("in.jsonl", (0..2000).map(line).collect::<String>());
    let mut child = folder.command("read in.jsonl").spawn().unwrap();
    let mut whole = 0;
    for round in 0..200 {
        let done = folder.sayso("backup copy.db");
        if done.code == Some(0) {
            let status = folder.sayso("status --ledger copy.db --format json");
            let status: Value = serde_json::from_str(&status.out).unwrap();
            let reports = status["reports"].as_u64().unwrap();
            assert!(reports >= whole, "{round}");
            whole = reports;
            if whole > 0 && round > 2 {
                break;
            }
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(whole > 0);
    let done = folder.sayso("doctor --ledger copy.db");
    assert_eq!(done.code, Some(0), "{done:?}");
    // Back again, what was there is kept beside.
    let now = folder.status()["reports"].as_u64().unwrap();
    let done = folder.sayso("restore copy.db");
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_eq!(folder.status()["reports"].as_u64().unwrap(), whole);
    let kept = folder.sayso("status --ledger sayso.db.replaced-1 --format json");
    assert!(kept.out.contains(&format!("\"reports\":{now}")), "{kept:?}");
}

#[test]
fn a_damaged_backup_is_not_restored() {
    let folder = Folder::new();
    read(&folder, 8);
    assert_eq!(folder.sayso("backup copy.db").code, Some(0));
    let db = rusqlite::Connection::open(folder.path("copy.db")).unwrap();
    db.execute_batch("UPDATE raw SET zstd = x'00' WHERE id = 2; PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    drop(db);
    let before = folder.sayso("export").out;
    for (file, bytes) in [
        (
            "cut.db",
            fs::read(folder.path("copy.db")).unwrap()[..9000].to_vec(),
        ),
        ("notes.txt", b"my notes".to_vec()),
    ] {
        folder.write(file, bytes);
        assert_eq!(
            folder.sayso(&format!("restore {file}")).code,
            Some(1),
            "{file}"
        );
    }
    let done = folder.sayso("restore copy.db");
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(
        done.err.contains("cannot be unpacked") && done.err.contains("was not restored"),
        "{done:?}"
    );
    assert_eq!(folder.sayso("export").out, before);
    assert!(!folder.path("sayso.db.replaced-1").exists());
    // A backup never takes the place of something else.
    assert_eq!(folder.sayso("backup notes.txt").code, Some(1));
    assert_eq!(fs::read(folder.path("notes.txt")).unwrap(), b"my notes");
    assert_eq!(folder.sayso("backup sayso.db").code, Some(1));
}

#[test]
fn a_bundle_goes_from_ledger_to_ledger() {
    let folder = Folder::new();
    read(&folder, 5);
    assert_eq!(folder.sayso("bundle key desk").code, Some(0));
    assert_eq!(
        folder.sayso("bundle key desk").code,
        Some(1),
        "a key is never overwritten"
    );
    let claims: Value = serde_json::from_str(&folder.sayso("claims --format json").out).unwrap();
    let of = |actor: &str| {
        let all = claims.as_array().unwrap();
        let found = all
            .iter()
            .find(|c| c["source_words"].as_str().unwrap().contains(actor));
        found.unwrap_or_else(|| panic!("{actor}: {claims}"))["id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let mayor = of("the mayor of Quarry 3");
    let done = folder.sayso(&format!("decide withhold {mayor} --by desk --also Quarry"));
    assert_eq!(done.code, Some(0), "{done:?}");
    let done = folder.sayso("bundle out.bundle --key desk.key --raw");
    assert_eq!(done.code, Some(0), "{done:?}");
    let (code, said) = json(&folder, "bundle verify out.bundle --key desk.pub");
    assert_eq!((code, &said["manifest"]["reports"]), (Some(0), &5.into()));
    assert_eq!(
        folder.sayso("read out.bundle --ledger two.db").code,
        Some(1),
        "a bundle wants a key"
    );
    let done = folder.sayso("read out.bundle --ledger two.db --key desk.pub");
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.err.contains("5 new reports"), "{done:?}");
    let export = folder.sayso("export --ledger two.db").out;
    assert!(!export.to_lowercase().contains("quarry"), "{export}");
    let own = folder.sayso("export").out;
    assert!(!own.to_lowercase().contains("quarry"), "{own}");
    assert!(export.contains("source withheld by desk") && own.contains("source withheld by desk"));
    assert_eq!(
        folder.sayso("doctor --ledger two.db --rebuild").code,
        Some(0)
    );
    // A changed byte.
    let mut bytes = fs::read(folder.path("out.bundle")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    folder.write("bad.bundle", &bytes);
    assert_eq!(
        folder.sayso("bundle verify bad.bundle --key desk.pub").code,
        Some(1)
    );
    assert_eq!(
        folder
            .sayso("read bad.bundle --ledger three.db --key desk.pub")
            .code,
        Some(1)
    );
}

#[test]
fn what_is_marked_does_not_leave() {
    let folder = Folder::new();
    read(&folder, 2);
    assert_eq!(
        folder.sayso("decide mark r1 --tlp amber+strict").code,
        Some(0)
    );
    let done = folder.sayso("export");
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(
        done.err.contains("TLP:AMBER+STRICT") && done.out.is_empty(),
        "{done:?}"
    );
    assert_eq!(folder.sayso("export --tlp red").code, Some(0));
    assert_eq!(folder.sayso("export --out x.jsonl").code, Some(1));
    assert!(!folder.path("x.jsonl").exists());
}
