//! What a person may ask of a ledger.
use sayso_ledger::{Arrival, ClaimFilter, Ledger};

thread_local! {
    static LEDGER: Ledger = {
        let folder = Box::leak(Box::new(tempfile::tempdir().expect("a folder")));
        let mut ledger = Ledger::create(folder.path().join("l.db")).expect("a ledger");
        let run = ledger.begin_run("v").expect("a run");
        let arrival = Arrival { raw: b"x", text: "The wall fell, she said.", kind: "text", input: "a", version: "v", ..Arrival::default() };
        ledger.keep(run, &[arrival], &[]).expect("kept");
        ledger
    };
}

/// See the module.
pub fn run(words: &str) {
    LEDGER.with(|ledger| {
        // An expression that SQLite does not understand would be our defect: whatever a person types is words.
        ledger.search(words, 5).expect("words can be looked for");
        let some = Some(words);
        for filter in [
            ClaimFilter {
                words: some,
                ..ClaimFilter::default()
            },
            ClaimFilter {
                actor: some,
                ..ClaimFilter::default()
            },
            ClaimFilter {
                outlet: some,
                since: some,
                until: some,
                stance: some,
                ..ClaimFilter::default()
            },
        ] {
            ledger
                .find_claims(&filter)
                .expect("claims can be looked for");
        }
        let _ = (
            ledger.find_report(words),
            ledger.claim_named(words),
            ledger.question(words),
        );
    });
}
