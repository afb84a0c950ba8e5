//! A ledger's file with bytes changed: it opens or is refused, and what can be asked is answered or an error.
use sayso_ledger::{Arrival, Ledger};
use std::sync::OnceLock;

fn sound() -> &'static Vec<u8> {
    static SOUND: OnceLock<Vec<u8>> = OnceLock::new();
    SOUND.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, copy) = (folder.path().join("l.db"), folder.path().join("c.db"));
        let mut ledger = Ledger::create(&path).expect("a ledger");
        let run = ledger.begin_run("v").expect("a run");
        let arrival = Arrival {
            raw: b"The wall fell, she said.",
            text: "The wall fell, she said.",
            kind: "text",
            input: "a",
            version: "v",
            ..Arrival::default()
        };
        ledger.keep(run, &[arrival], &[]).expect("kept");
        ledger.update().expect("placed");
        drop(ledger);
        sayso_ledger::backup::backup(&path, &copy).expect("a copy");
        std::fs::read(copy).expect("its bytes")
    })
}

/// See the module.
pub fn run(changes: Vec<(u32, u8)>) {
    let mut bytes = sound().clone();
    for (at, to) in changes {
        let at = at as usize % bytes.len();
        bytes[at] = to;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("l.db");
    std::fs::write(&path, &bytes).expect("written");
    if let Ok(mut ledger) = Ledger::open(&path) {
        ledger.check(&mut |_| {});
        for key in ledger.reports().unwrap_or_default() {
            let _ = (ledger.report(key), ledger.reading(key), ledger.raw(key));
        }
        let _ = (
            ledger.search("wall", 5),
            ledger.decisions(),
            ledger.update(),
        );
    }
    let _ = sayso_ledger::doctor::salvage(&path, &folder.path().join("new.db"));
}
