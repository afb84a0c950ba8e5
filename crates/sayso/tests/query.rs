//! Asking a ledger that the real program made.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;
use tempfile::TempDir;

const WALL: &str = "The wall held for nine hours, Mayor Ilse Brandt said on Monday. “No warning reached us,” she added.\nThe energy minister, Anton Drosk, denied that the gates were shut.";
const HOSTILE: &str = "Port chief Olaf Reem said the “\u{1b}[2Jcranes\u{202E}” were safe. =HYPERLINK(\"x\") works, the clerk said.";

/// A folder with a ledger of three reports: two of the same text, one that means harm.
static LEDGER: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let line = |id: &str, outlet: &str, published: &str, text: &str| {
        serde_json::json!({"id": id, "outlet": outlet, "published": published, "title": "The wall", "text": text}).to_string()
    };
    let lines = [
        line("wall-1", "Harbour Post", "2026-03-05T23:30:00-05:00", WALL),
        line("wall-2", "Östry Courier", "2026-03-05", WALL),
        line("cranes", "Quay Times", "2026-04-01", HOSTILE),
    ];
    std::fs::write(folder.path().join("in.jsonl"), lines.join("\n")).unwrap();
    let done = run(folder.path(), &["read", "in.jsonl"]);
    assert!(done.status.success(), "{done:?}");
    folder
});

fn run(at: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sayso"))
        .args(words)
        .current_dir(at)
        .env("COLUMNS", "80")
        .output()
        .unwrap()
}

fn sayso(words: &[&str]) -> String {
    let done = run(LEDGER.path(), words);
    assert!(done.status.success(), "{words:?}: {done:?}");
    String::from_utf8(done.stdout).unwrap()
}

fn json(words: &[&str]) -> Vec<Value> {
    let all = [words, &["--format", "json"]].concat();
    serde_json::from_str(&sayso(&all)).unwrap()
}

fn is_harmless(shown: &str) -> bool {
    !shown.contains(['\u{1b}', '\u{202E}'])
}

fn out(name: &str) -> PathBuf {
    LEDGER.path().join(name)
}

#[test]
fn claims_are_filtered() {
    let all = json(&["claims"]);
    assert!(all.len() >= 6, "{all:?}");
    assert_eq!(all[0]["report"], "cranes");
    let brandt = json(&["claims", "--actor", "brandt"]);
    assert!(!brandt.is_empty());
    for claim in &brandt {
        let who = format!("{} {}", claim["actor"], claim["source_words"]);
        assert!(who.contains("Brandt"), "{who}");
    }
    let denied = json(&["claims", "gates", "--stance", "denies"]);
    assert_eq!(denied.len(), 2, "{denied:?}");
    assert_eq!(denied[0]["content_words"], "the gates were shut");
    let cue = &denied[0]["cue"][0];
    let (start, end) = (
        cue[0].as_u64().unwrap() as usize,
        cue[1].as_u64().unwrap() as usize,
    );
    let words: String = WALL.chars().skip(start).take(end - start).collect();
    assert_eq!(denied[0]["cue_words"], words);
    // 23:30 at -05:00 is the next day in UTC.
    let since = json(&["claims", "--since", "2026-03-06", "--until", "2026-03-31"]);
    assert!(!since.is_empty() && since.iter().all(|c| c["report"] == "wall-1"));
    let outlet = json(&["claims", "--outlet", "östry", "--limit", "1"]);
    assert!(outlet.len() == 1 && outlet[0]["report"] == "wall-2");
    assert_eq!(json(&["claims", "zebra"]), Vec::<Value>::new());
    for wrong in [
        ["--stance", "shouts"],
        ["--since", "Monday"],
        ["--limit", "-1"],
    ] {
        let done = run(LEDGER.path(), &["claims", wrong[0], wrong[1]]);
        assert_eq!(done.status.code(), Some(2), "{done:?}");
    }
}

#[test]
fn actors_are_listed_with_their_claims() {
    let all = json(&["actors"]);
    let brandt = all.iter().find(|a| a["name"] == "Ilse Brandt").unwrap();
    assert_eq!(brandt["reports"], 2);
    assert_eq!(brandt["kind"], "person");
    let claims = json(&["claims", "--actor", "ilse brandt"]);
    assert_eq!(brandt["claims"].as_array().unwrap().len(), claims.len());
    // By actor and not by text: some of these sources read “she”.
    assert!(
        claims.iter().any(|c| c["source_words"] == "she"),
        "{claims:?}"
    );
    assert!(!brandt["joined"].as_array().unwrap().is_empty());
    let id = &brandt["id"].as_str().unwrap()[..8];
    assert_eq!(json(&["actors", id]).len(), 1);
    assert!(sayso(&["actors", "brandt"]).contains("the same name"));
    assert!(
        sayso(&["actors", "--format", "csv", "--kind", "person"]).starts_with("actor,name,kind")
    );
    assert_eq!(json(&["actors", "zebra"]), Vec::<Value>::new());
    assert!(json(&["actors", "--reports", "3"]).is_empty());
    let claim = claims[0]["id"].as_str().unwrap();
    assert!(sayso(&["why", claim]).contains("Taken for one with others"));
}

#[test]
fn tables_fit_and_cannot_harm_a_terminal() {
    use unicode_width::UnicodeWidthStr;
    for words in [
        &["claims"][..],
        &["actors"],
        &["actors", "brandt"],
        &["show", "cranes"],
        &["search", "safe"],
        &["report", "cranes"],
        &["show", "wall-1"],
    ] {
        let shown = sayso(words);
        assert!(is_harmless(&shown), "{shown}");
        for line in shown.lines() {
            assert!(line.width() <= 80, "{words:?}: {line:?}");
        }
    }
    let id = json(&["claims", "safe"])[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(is_harmless(&sayso(&["why", &id])));
    assert!(sayso(&["show", "cranes"]).contains("\\u{1b}[2Jcranes\\u{202e}"));
}

#[test]
fn a_report_is_shown_with_its_marks() {
    let shown = sayso(&["show", "wall-1"]);
    assert!(shown.contains("⟦S1 Mayor Ilse Brandt⟧"), "{shown}");
    assert!(shown.contains("⟦Q1 said"), "{shown}");
    assert!(shown.contains("Harbour Post"), "{shown}");
    let record = json(&["show", "wall-1"]);
    assert_eq!(record[0]["text"], WALL);
}

#[test]
fn search_finds_passages_and_claims() {
    let hits = json(&["search", "warning", "reached"]);
    assert_eq!(hits.len(), 2);
    assert!(
        hits[0]["snippet"]
            .as_str()
            .unwrap()
            .contains("No warning reached us")
    );
    assert!(!hits[0]["claims"].as_array().unwrap().is_empty());
    assert!(sayso(&["search", "warning"]).contains("⟦warning⟧"));
    assert_eq!(json(&["search", "OR AND \" ("]), Vec::<Value>::new());
    assert_eq!(json(&["search", "warn*", "--limit", "1"]).len(), 1);
}

#[test]
fn why_names_words_rules_and_copies() {
    let id = json(&["claims", "gates"])[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let shown = sayso(&["why", &id[..10]]);
    for part in [
        "“denied”",
        "stance-cues.tsv",
        "confidence",
        "The same words stand in",
        "Harbour Post",
        "Östry Courier",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let copies = json(&["why", &id]);
    assert_eq!(copies.len(), 2);
    assert!(!copies[0]["why"].as_array().unwrap().is_empty());
    for wrong in ["zz", "0000000000000000"] {
        let done = run(LEDGER.path(), &["why", wrong]);
        assert_eq!(done.status.code(), Some(1));
        assert_eq!(String::from_utf8(done.stderr).unwrap().lines().count(), 1);
    }
}

#[test]
fn export_is_the_contract_of_extract() {
    let lines = sayso(&["export"]);
    let ids: Vec<String> = lines
        .lines()
        .map(|l| {
            serde_json::from_str::<Value>(l).unwrap()["id"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(ids, ["wall-2", "wall-1", "cranes"]);
    let first = lines.lines().next().unwrap();
    assert!(
        !first.contains("\"why\"") && !first.contains("\"rule\""),
        "{first}"
    );
    let mut extract = Command::new(env!("CARGO_BIN_EXE_sayso"))
        .arg("extract")
        .stdin(std::fs::File::open(out("in.jsonl")).unwrap())
        .current_dir(LEDGER.path())
        .output()
        .unwrap();
    let extracted = String::from_utf8(std::mem::take(&mut extract.stdout)).unwrap();
    let bare = |line: &str| {
        let mut value: Value = serde_json::from_str(line).unwrap();
        for claim in value["claims"].as_array_mut().unwrap() {
            claim["id"] = Value::Null;
            claim["parent"] = Value::Null;
        }
        value
    };
    assert_eq!(bare(first), bare(extracted.lines().nth(1).unwrap()));
    assert_eq!(json(&["export"]).len(), 3);
}

#[test]
fn export_to_a_file_is_all_or_nothing() {
    assert_eq!(
        sayso(&["export", "--format", "csv", "--out", "all.csv"]),
        ""
    );
    let csv = std::fs::read_to_string(out("all.csv")).unwrap();
    assert!(
        csv.starts_with("report,outlet,published,title,url,claim,actor,"),
        "{csv}"
    );
    assert!(is_harmless(&csv.replace('\u{202E}', "")), "{csv}");
    assert!(
        !csv.contains(",=HYPERLINK") && !csv.contains("\"=HYPERLINK"),
        "{csv}"
    );
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    assert_eq!(
        rows.records().map(Result::unwrap).count(),
        json(&["claims"]).len()
    );
    let done = run(LEDGER.path(), &["export", "--out", "no/such/folder.jsonl"]);
    assert_eq!(done.status.code(), Some(1));
    assert!(!out("all.csv.partial").exists());
    std::fs::create_dir(out("folder")).unwrap();
    let done = run(LEDGER.path(), &["export", "--out", "folder"]);
    assert_eq!(done.status.code(), Some(1));
    assert!(out("folder").is_dir());
    let done = run(LEDGER.path(), &["export", "--format", "table"]);
    assert_eq!(done.status.code(), Some(2));
}

#[test]
fn a_report_gives_its_bytes_back() {
    let raw = sayso(&["report", "cranes", "--raw"]);
    let given = std::fs::read_to_string(out("in.jsonl")).unwrap();
    assert_eq!(raw.trim_end(), given.lines().nth(2).unwrap());
    let known = json(&["report", "cranes"]);
    assert_eq!(known[0]["known"]["outlet"], "given");
    assert_eq!(known[0]["published"], "2026-04-01");
    let done = run(LEDGER.path(), &["report", "nobody"]);
    assert_eq!(done.status.code(), Some(1));
    let error = String::from_utf8(done.stderr).unwrap();
    assert!(error.contains("no report is called \"nobody\""), "{error}");
}

#[test]
fn nothing_asked_makes_a_ledger() {
    let empty = tempfile::tempdir().unwrap();
    for words in [
        &["claims"][..],
        &["show", "x"],
        &["search", "x"],
        &["why", "x"],
        &["report", "x"],
        &["export"],
    ] {
        let done = run(empty.path(), words);
        assert_eq!(done.status.code(), Some(1), "{done:?}");
        let error = String::from_utf8(done.stderr).unwrap();
        assert!(error.contains("there is no ledger here yet"), "{error}");
    }
    assert_eq!(std::fs::read_dir(empty.path()).unwrap().count(), 0);
}
