//! Answers and claims in the forms of other programs, over the examples, by the real program.

use crate::Folder;
use crate::questions::examples;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The examples, read once; nobody decides anything here.
pub static READ: LazyLock<Folder> = LazyLock::new(examples);

fn out(line: &str) -> String {
    let done = READ.sayso(line);
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{line}");
    done.out
}

fn table(line: &str) -> (Vec<String>, Vec<BTreeMap<String, String>>) {
    let text = out(line);
    assert!(text.ends_with("\r\n"), "RFC 4180 ends lines in CR LF");
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let header: Vec<String> = rows.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = rows
        .records()
        .map(|r| {
            let cells = r.unwrap();
            assert_eq!(cells.len(), header.len());
            let cells = cells.iter().map(|c| sayso_export::cell::read(c).to_owned());
            header.iter().cloned().zip(cells).collect()
        })
        .collect();
    (header, rows)
}

fn answers() -> Vec<(Value, Value)> {
    let questions: Value = serde_json::from_str(&out("questions --format json")).unwrap();
    let mut all = Vec::new();
    for question in questions.as_array().unwrap() {
        for answer in question["answers"].as_array().unwrap() {
            all.push((question.clone(), answer.clone()));
        }
    }
    all
}

#[test]
fn every_answer_is_a_row_under_every_profile() {
    let answers = answers();
    for (profile, first) in [
        ("acled", "event_id_cnty"),
        ("ucdp", "id"),
        ("ibc", "IBC code"),
        ("plain", "question"),
    ] {
        let (header, rows) = table(&format!("export --profile {profile}"));
        assert_eq!(header[0], first);
        let last = header.last().unwrap();
        assert!(
            last.starts_with(&format!("number from ({profile}/1: ")),
            "{last}"
        );
        assert_eq!(rows.len(), answers.len());
        let mut by_claim: BTreeMap<(&str, &str), Vec<&BTreeMap<String, String>>> = BTreeMap::new();
        for row in &rows {
            assert_eq!(row["convention"], format!("{profile}/1"));
            assert!(
                !row["claim"].is_empty() && !row["words"].is_empty()
                    || row["source_words"].is_empty()
            );
            by_claim
                .entry((&row["question"], &row["claim"]))
                .or_default()
                .push(row);
        }
        for (question, answer) in &answers {
            let key = (
                question["id"].as_str().unwrap(),
                answer["claim"].as_str().unwrap(),
            );
            let row = by_claim[&key]
                .iter()
                .find(|r| r["figure_as_worded"] == answer["words"].as_str().unwrap())
                .unwrap();
            assert_eq!(row["party"], answer["actor"].as_str().unwrap_or(""));
            assert_eq!(row["as_of"], answer["as_of"].as_str().unwrap_or(""));
            assert_eq!(
                row["literal_lower"],
                answer["lower"]
                    .as_f64()
                    .map(|n| n.to_string())
                    .unwrap_or_default()
            );
            assert_eq!(
                row["line"],
                (answer["line"].as_u64().unwrap() + 1).to_string()
            );
        }
    }
}

#[test]
fn conventions_give_numbers_and_never_guess() {
    let (_, rows) = table("export --profile acled");
    for row in &rows {
        for guessed in [
            "event_type",
            "latitude",
            "actor1",
            "country",
            "event_id_cnty",
        ] {
            assert_eq!(row[guessed], "");
        }
        if row["measure"] != "killed" {
            assert_eq!(row["fatalities"], "");
        } else if let Ok(lower) = row["literal_lower"].parse::<f64>() {
            assert_eq!(
                row["fatalities"].parse(),
                Ok(lower),
                "the most conservative number"
            );
        }
    }
    assert!(
        rows.iter()
            .any(|r| !r["fatalities"].is_empty() && !r["source"].is_empty())
    );
    let (_, rows) = table("export --profile ucdp --measure killed");
    assert!(!rows.is_empty());
    for row in &rows {
        assert_eq!(row["measure"], "killed");
        let number = |name: &str| row[name].parse::<f64>().ok();
        match (number("low"), number("best"), number("high")) {
            (Some(low), Some(best), Some(high)) => assert!(low == best && best == high),
            (Some(low), None, Some(high)) => assert!(low < high),
            (_, best, _) => assert_eq!(best, None),
        }
    }
    let (_, rows) = table("export --profile plain --contested");
    assert!(
        rows.iter()
            .all(|r| r["value_low"] == r["literal_lower"] && r["value_high"] == r["literal_upper"])
    );
    let none = table("export zebra --profile ibc").1;
    assert!(none.is_empty());
}

#[test]
fn the_same_ledger_gives_the_same_bytes() {
    for line in [
        "export --profile ucdp",
        "export --as json-ld",
        "export --as wikitext",
        "export --as json-ld --what claims",
    ] {
        let all = out(line);
        assert!(!all.is_empty() && all == out(line), "{line}");
        assert_eq!(out(&format!("{line} --out there")), "");
        assert_eq!(std::fs::read_to_string(READ.path("there")).unwrap(), all);
    }
    let parquet: &[&str] = match cfg!(feature = "parquet") {
        true => &["export --as parquet", "export --as parquet --what claims"],
        false => &[],
    };
    for line in parquet {
        out(&format!("{line} --out a.parquet"));
        out(&format!("{line} --out b.parquet"));
        let [a, b] = ["a.parquet", "b.parquet"].map(|f| std::fs::read(READ.path(f)).unwrap());
        assert!(a == b && a.starts_with(b"PAR1") && a.ends_with(b"PAR1"));
    }
    for wrong in [
        "export --profile acled --as json-ld",
        "export --measure killed",
        "export --as wikitext --what claims",
        "export --as parquet --format json",
        "export --as parquet --what claims --contested",
        "export --profile acled --format json",
    ] {
        assert_eq!(READ.sayso(wrong).code, Some(2), "{wrong}");
    }
}

#[test]
fn linked_data_is_whole_and_points_into_the_text() {
    let all: Value = serde_json::from_str(&out("export --as json-ld")).unwrap();
    let context = all["@context"].as_object().unwrap();
    assert_eq!(context["@vocab"], "https://schema.org/");
    let graph = all["@graph"].as_array().unwrap();
    let mut of_type: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for node in graph {
        assert!(
            ids.insert(node["@id"].as_str().unwrap()),
            "one node for one id"
        );
        of_type
            .entry(node["@type"].as_str().unwrap())
            .or_default()
            .push(node);
    }
    for kind in [
        "Claim",
        "Quotation",
        "Annotation",
        "NewsArticle",
        "Question",
        "Answer",
    ] {
        assert!(!of_type[kind].is_empty(), "{kind}");
    }
    assert_eq!(of_type["Claim"].len(), of_type["Annotation"].len());
    assert_eq!(of_type["Answer"].len(), answers().len());
    for answer in &of_type["Answer"] {
        assert!(ids.contains(answer["parentItem"]["@id"].as_str().unwrap()));
        assert!(ids.contains(answer["isBasedOn"]["@id"].as_str().unwrap()));
    }
    // Every selector finds its words in the text of its report.
    let reports: Vec<Value> = out("export")
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let texts: BTreeMap<&str, Vec<char>> = reports
        .iter()
        .map(|r| {
            (
                r["id"].as_str().unwrap(),
                r["text"].as_str().unwrap().chars().collect(),
            )
        })
        .collect();
    let mut named = BTreeMap::new();
    for report in &of_type["NewsArticle"] {
        named.insert(
            report["@id"].as_str().unwrap(),
            report["identifier"].as_str().unwrap(),
        );
    }
    let mut selectors = 0;
    for annotation in &of_type["Annotation"] {
        assert!(ids.contains(annotation["body"].as_str().unwrap()));
        for target in annotation["target"].as_array().unwrap() {
            let text = &texts[named[target["source"].as_str().unwrap()]];
            let (quote, place) = (&target["selector"][0], &target["selector"][1]);
            assert_eq!(quote["@type"], "TextQuoteSelector");
            assert_eq!(place["@type"], "TextPositionSelector");
            let at = |name: &str| place[name].as_u64().unwrap() as usize;
            let there: String = text[at("start")..at("end")].iter().collect();
            assert_eq!(there, quote["exact"].as_str().unwrap());
            let before = quote["prefix"].as_str().unwrap().chars().count();
            let there: String = text[at("start") - before..at("start")].iter().collect();
            assert_eq!(there, quote["prefix"].as_str().unwrap());
            selectors += 1;
        }
    }
    assert!(selectors > of_type["Claim"].len());
    let claims: Value = serde_json::from_str(&out("export --as json-ld --what claims")).unwrap();
    let count = claims["@graph"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|n| n["@type"] == "Claim")
        .count();
    let all: usize = reports
        .iter()
        .map(|r| r["claims"].as_array().unwrap().len())
        .sum();
    assert_eq!(count, all);
}

#[test]
fn wikitext_is_balanced_and_cites_each_report_once() {
    let all = out("export --as wikitext --measure killed");
    let count = |what: &str| all.matches(what).count();
    assert!(count("{| class=\"wikitable sortable\"") > 0);
    assert_eq!(count("\n|}"), count("{| class="));
    assert_eq!(count("<ref"), count("</ref>") + count("\" />"));
    assert_eq!(count("{{cite news"), count("</ref>"));
    let mut full = BTreeSet::new();
    for part in all.split("<ref name=\"").skip(1) {
        let (name, rest) = part.split_once('"').unwrap();
        if rest.starts_with('>') {
            assert!(full.insert(name), "{name} is given in full once");
        } else {
            assert!(
                full.contains(name),
                "{name} is given before it is used again"
            );
        }
    }
    assert!(all.ends_with("{{reflist}}\n"));
    // Every row has as many cells as the head.
    for line in all.lines().filter(|l| l.starts_with("| ")) {
        assert_eq!(line.matches(" || ").count(), 7, "{line}");
    }
}

#[test]
fn cells_that_would_be_formulas_are_words() {
    let folder = Folder::new();
    let text = "=SUM(9) people were killed at the “-Tarn” mill, said mayor Edda Kulm. @Kulm Ltd said 12 people were killed at the mill.";
    let line = serde_json::json!({"id": "=1+1", "text": text, "title": "+cmd|' /C calc'!A0", "outlet": "@Post", "published": "2031-05-02"});
    folder.write("in.jsonl", format!("{line}\n"));
    assert_eq!(folder.sayso("read in.jsonl").code, Some(0));
    for profile in ["acled", "ucdp", "ibc", "plain"] {
        let all = folder.sayso(&format!("export --profile {profile}")).out;
        let mut rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(all.as_bytes());
        let (mut cells, mut title) = (0, false);
        for row in rows.records() {
            for cell in &row.unwrap() {
                cells += 1;
                assert!(
                    !cell.trim_start().starts_with(['=', '+', '-', '@', '\t']),
                    "{cell}"
                );
                title |= sayso_export::cell::read(cell) == "+cmd|' /C calc'!A0";
            }
        }
        assert!(cells > 0 && title, "{all}");
    }
    let wiki = folder.sayso("export --as wikitext").out;
    assert!(wiki.contains("cmd&#124;' /C calc'!A0"), "{wiki}");
}
