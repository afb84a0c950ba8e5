//! In one go: what is due is asked, what comes of it read, and then it ends.

use crate::server::Server;
use crate::stub::{Names, Nothing, Played, fill, options};
use crate::world::START;
use sayso_follow::{Follower, Options};
use sayso_ledger::Ledger;

#[test]
fn what_is_due_is_asked_once() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("l.db");
    fill(&path);
    let clock = Played::new(START + 7_200, START + 86_400);
    let web = Names::new(server.port, &clock);
    let once = Options {
        once: true,
        ..options()
    };
    let say = |_: &str| {};
    let mut follower = Follower::new(&path, once.clone(), &clock, &web, &Nothing, &say).unwrap();
    // One at a time.
    let second = Follower::new(&path, once, &clock, &web, &Nothing, &say);
    let why = second.err().unwrap().to_string();
    assert!(why.contains("followed already"), "{why}");
    let summary = follower.run(&clock.stop).unwrap();
    assert!(summary.new > 300 && summary.reports > 300, "{summary:?}");
    assert!(clock.now.into_inner() < START + 7_200 + 1_000);
    let ledger = Ledger::open(&path).unwrap();
    for c in ledger.coverage(START + 8_200, false).unwrap() {
        assert!(c.source.asked.is_some(), "{c:?}");
    }
}
