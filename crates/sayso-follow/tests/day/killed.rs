//! A day in which the program is killed again and again.

use crate::day::{check_items, check_pace};
use crate::server::Server;
use crate::stub::{Names, Nothing, Played, fill, options};
use crate::world::START;
use sayso_follow::Follower;
use std::path::Path;
use std::process::{Child, Command, Stdio};

const HOURS: i64 = 6;
const KILLS: u64 = 25;

/// The program: what this test starts again and again.
#[test]
#[ignore = "it is started by the other test"]
fn program() {
    let said = |name: &str| std::env::var(name).unwrap_or_default();
    let (Ok(port), Ok(from)) = (said("SAYSO_PORT").parse(), said("SAYSO_FROM").parse()) else {
        return;
    };
    let clock = Played::new(from, START + HOURS * 3_600);
    let web = Names::new(port, &clock);
    let path = said("SAYSO_LEDGER");
    let say = |_: &str| {};
    let mut follower =
        Follower::new(Path::new(&path), options(), &clock, &web, &Nothing, &say).unwrap();
    follower.run(&clock.stop).unwrap();
}

fn start(server: &Server, ledger: &Path) -> Child {
    // A clock never goes back.
    let from = server.log().iter().map(|s| s.at).max().unwrap_or(START);
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::program", "--ignored"])
        .env("SAYSO_PORT", server.port.to_string())
        .env("SAYSO_FROM", from.to_string())
        .env("SAYSO_LEDGER", ledger)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn nothing_is_lost_or_doubled_by_kills() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("l.db");
    fill(&path);
    let (mut seed, mut kills) = (1u64, 0);
    loop {
        let mut child = start(&server, &path);
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        // Killed after so many more questions, whenever that is: while it asks, writes down, reads, keeps.
        let wanted = server.log().len() + 20 + (seed >> 33) as usize % 330;
        let ended = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break Some(status);
            }
            if kills < KILLS && server.wait_for(wanted) >= wanted {
                break None;
            }
            if kills >= KILLS {
                break Some(child.wait().unwrap());
            }
        };
        if let Some(status) = ended {
            assert!(status.success(), "{:?}", child.wait_with_output());
            break;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
    }
    assert!(kills >= 10, "{kills}");
    // One that is killed before it has heard the answer cannot keep to it; its pace it keeps all the same.
    check_pace(&server.log(), false);
    let read = check_items(&path, START + HOURS * 3_600);
    println!(
        "{kills} kills, {} questions, {read} texts read, each once",
        server.log().len()
    );
}
