//! What goes into a ledger comes out in every form.

use sayso_claims::{Claim, Figure, Quote};
use sayso_export::{Profile, Selection, answers, cell, json_ld, wikitext};
use sayso_language::Span;
use sayso_ledger::{Arrival, Item, Ledger};
use serde_json::Value;
use std::collections::BTreeMap;
use tempfile::TempDir;

const TEXT: &str = "“Dozens were killed” at the Sorrel mill in Varnholt, Mayor Edda Kulm said.";

/// A ledger of one report, in which somebody says that dozens were killed.
fn ledger() -> (TempDir, Ledger) {
    let span = |words: &str| {
        let start = TEXT.find(words).unwrap();
        Span::new(start, start + words.len())
    };
    let figure = Figure {
        span: span("Dozens"),
        modifier: "vague".into(),
        measure: Some("killed".into()),
        place: Some("Varnholt".into()),
        rule: Some("vague:dozens".into()),
        ..Figure::default()
    };
    let claim = Claim {
        id: "c1".into(),
        kind: "statement".into(),
        stance: "states".into(),
        source: vec![span("Mayor Edda Kulm")],
        cue: vec![span("said")],
        content: vec![span("“Dozens were killed” at the Sorrel mill in Varnholt")],
        quote: Quote::Mixed,
        actor: Some("Edda Kulm".into()),
        actor_kind: Some("person".into()),
        origin: Some("Edda Kulm".into()),
        via: vec!["Orlen Wire".into()],
        said: Some("2031-05-02".into()),
        figures: vec![figure],
        confidence: 0.9,
        ..Claim::default()
    };
    let item = |value| Item {
        value: Some(value),
        how: Some("given"),
    };
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = Ledger::create(folder.path().join("l.db")).unwrap();
    let run = ledger.begin_run("v1").unwrap();
    let arrival = Arrival {
        raw: TEXT.as_bytes(),
        text: TEXT,
        kind: "text",
        input: "a.txt",
        version: "v1",
        title: item("=Fire | at the mill"),
        outlet: item("Varnholt Post"),
        url: item("https://post.example/a|b"),
        published: item("2031-05-02T08:00:00Z"),
        sentences: vec![Span::new(0, TEXT.len())],
        claims: vec![claim],
        ..Arrival::default()
    };
    ledger.keep(run, &[arrival], &[]).unwrap();
    ledger.update().unwrap();
    (folder, ledger)
}

fn rows(ledger: &Ledger, profile: Profile) -> Vec<BTreeMap<String, String>> {
    let selection = Selection::default();
    let mut out = Vec::new();
    let all = answers(ledger, &selection).unwrap();
    let written = profile.write(&mut out, &selection.known, all).unwrap();
    let mut csv = csv::Reader::from_reader(out.as_slice());
    let header = csv.headers().unwrap().clone();
    let rows: Vec<_> = csv
        .records()
        .map(|row| {
            let row = row.unwrap();
            let cells = row.iter().map(|c| cell::read(c).to_owned());
            header.iter().map(str::to_owned).zip(cells).collect()
        })
        .collect();
    assert_eq!(rows.len() as u64, written);
    rows
}

#[test]
fn a_vague_word_is_the_number_that_its_convention_gives() {
    let (_folder, ledger) = ledger();
    let of = |profile| rows(&ledger, profile).remove(0);
    let acled = of(Profile::Acled);
    assert_eq!(acled["fatalities"], "12");
    assert_eq!(
        (acled["location"].as_str(), acled["event_date"].as_str()),
        ("Varnholt", "")
    );
    let last = acled
        .iter()
        .find(|(name, _)| name.starts_with("number from (acled/1"))
        .unwrap();
    assert_eq!(last.1, "a vague word: Dozens");
    let ucdp = of(Profile::Ucdp);
    assert_eq!(
        [&ucdp["low"], &ucdp["best"], &ucdp["high"]],
        ["24", "", "119"]
    );
    assert_eq!(ucdp["source_original"], "Edda Kulm");
    let ibc = of(Profile::Ibc);
    assert_eq!(
        [&ibc["Reported Minimum"], &ibc["Reported Maximum"]],
        ["24", "119"]
    );
    let plain = of(Profile::Plain);
    assert_eq!(
        [
            &plain["value_low"],
            &plain["value_best"],
            &plain["value_high"]
        ],
        ["", "", ""]
    );
    for row in [acled, ucdp, ibc, plain] {
        assert_eq!(row["title"], "=Fire | at the mill");
        assert_eq!([&row["literal_lower"], &row["literal_upper"]], ["", ""]);
        assert_eq!(row["via"], "Orlen Wire");
    }
}

#[test]
fn linked_data_names_who_said_it_and_where_it_stands() {
    let (_folder, ledger) = ledger();
    let mut out = Vec::new();
    let selection = Selection::default();
    json_ld::write_answers(&mut out, answers(&ledger, &selection).unwrap()).unwrap();
    let all: Value = serde_json::from_slice(&out).unwrap();
    let one = |kind: &str| {
        let nodes = all["@graph"].as_array().unwrap();
        nodes.iter().find(|n| n["@type"] == kind).unwrap().clone()
    };
    let claim = one("Claim");
    assert_eq!(claim["author"]["@type"], "Person");
    assert_eq!(claim["author"]["name"], "Edda Kulm");
    assert_eq!(claim["dateCreated"], "2031-05-02");
    assert_eq!(claim["appearance"]["@id"], one("NewsArticle")["@id"]);
    assert_eq!(one("Quotation")["isBasedOn"]["@id"], claim["@id"]);
    assert_eq!(one("Answer")["about"]["modifier"], "vague");
    let targets = one("Annotation")["target"].as_array().unwrap().clone();
    let cue = targets.iter().find(|t| t["role"] == "cue").unwrap();
    assert_eq!(cue["selector"][0]["exact"], "said");
    // Code points, not bytes: two quote marks stand before it.
    assert_eq!(cue["selector"][1]["start"], TEXT.chars().count() as u64 - 5);
    // Every word of it is one that the context or schema.org has.
    let context = json_ld::context();
    for name in [
        "stance",
        "claimKind",
        "role",
        "exact",
        "start",
        "line",
        "asOf",
        "modifier",
    ] {
        assert!(context.get(name).is_some(), "{name}");
    }
}

#[test]
fn a_wiki_reads_titles_and_addresses_as_words() {
    let (_folder, ledger) = ledger();
    let mut out = Vec::new();
    let selection = Selection::default();
    wikitext::write(
        &mut out,
        &selection.known,
        answers(&ledger, &selection).unwrap(),
    )
    .unwrap();
    let all = String::from_utf8(out).unwrap();
    assert!(all.contains("|title=&#61;Fire &#124; at the mill |work=Varnholt Post |date=2031-05-02 |url=https://post.example/a%7Cb |"), "{all}");
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_comes_back_as_it_went() {
    use arrow_array::cast::AsArray;
    use arrow_array::types::Float64Type;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use sayso_export::{claims, parquet as form};
    use sayso_ledger::{ClaimFilter, Decided};
    let (folder, ledger) = ledger();
    let read = |name: &str| {
        let file = std::fs::File::open(folder.path().join(name)).unwrap();
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
        let keys = builder
            .metadata()
            .file_metadata()
            .key_value_metadata()
            .unwrap()
            .clone();
        let schema = keys
            .iter()
            .find(|k| k.key == "sayso.schema")
            .unwrap()
            .value
            .clone()
            .unwrap();
        let batches: Vec<_> = builder.build().unwrap().map(Result::unwrap).collect();
        assert_eq!(batches.len(), 1);
        (schema, batches[0].clone())
    };
    let file = |name: &str| std::fs::File::create(folder.path().join(name)).unwrap();
    let selection = Selection::default();
    form::write_answers(file("a"), answers(&ledger, &selection).unwrap()).unwrap();
    let (schema, answers) = read("a");
    assert_eq!((schema.as_str(), answers.num_rows()), ("answers/1", 1));
    assert_eq!(answers.num_columns(), form::ANSWERS.len());
    let number = |name: &str| {
        answers
            .column_by_name(name)
            .unwrap()
            .as_primitive::<Float64Type>()
            .clone()
    };
    assert_eq!(
        (number("least").value(0), number("most").value(0)),
        (24.0, 119.0)
    );
    assert_eq!(number("lower").iter().next(), Some(None));
    let text = |name: &str| {
        answers
            .column_by_name(name)
            .unwrap()
            .as_string::<i32>()
            .value(0)
            .to_owned()
    };
    assert_eq!(
        (text("actor").as_str(), text("figure_words").as_str()),
        ("Edda Kulm", "Dozens")
    );
    let filter = ClaimFilter::default();
    let all = claims(&ledger, &filter, Decided::default()).unwrap();
    form::write_claims(file("c"), all).unwrap();
    let (schema, found) = read("c");
    assert_eq!((schema.as_str(), found.num_rows()), ("claims/1", 1));
    let via = found
        .column_by_name("via")
        .unwrap()
        .as_list::<i32>()
        .value(0);
    assert_eq!(via.as_string::<i32>().value(0), "Orlen Wire");
    for (field, column) in found.schema().fields().iter().zip(form::CLAIMS) {
        assert_eq!(field.metadata()["description"], column.description);
    }
}
