//! A ledger of every past file version opens, and says what it said.

use sayso_ledger::{ClaimFilter, Ledger};

#[test]
fn version_1_opens() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("1.db");
    rusqlite::Connection::open(&path)
        .unwrap()
        .execute_batch(include_str!("samples/1.sql"))
        .unwrap();
    let ledger = Ledger::open(&path).unwrap();
    let report = ledger.find_report("wall-1").unwrap();
    let row = ledger.report(report).unwrap();
    assert_eq!(row.outlet.as_deref(), Some("Hethe Valley Voice"));
    assert_eq!(row.known.get("title").map(String::as_str), Some("given"));
    let reading = ledger.reading(report).unwrap();
    assert_eq!(ledger.raw(report).unwrap(), reading.text.as_bytes());
    let figure = &reading.claims[0].claim.figures[0];
    assert_eq!((figure.lower, figure.upper), (Some(9.0), Some(9.0)));
    let filter = ClaimFilter {
        words: Some("warning"),
        ..ClaimFilter::default()
    };
    let found = ledger.find_claims(&filter).unwrap();
    assert_eq!(
        ledger.claim(found[0]).unwrap().id.to_string(),
        "541c7786071de3b2"
    );
    assert_eq!(ledger.search("nine hours", 5).unwrap().1, 1);
    assert_eq!(
        ledger.rejected_by_reason().unwrap()[0].class,
        "broken syntax"
    );
    drop(ledger);
    Ledger::create(&path).unwrap().begin_run("2").unwrap();
}
