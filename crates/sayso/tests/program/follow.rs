//! Following as a program: what is new is read once, whatever ends it, and what was not read is said.

use crate::{Folder, report};
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

/// Items of the feed.
const ITEMS: usize = 5;

/// A server of a feed whose items lead to articles, a page, and something that is gone; its address.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let here = format!("http://{}", listener.local_addr().unwrap());
    let address = here.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let here = here.clone();
            // One who goes away in the middle is no concern of the server's.
            std::thread::spawn(move || answer(&stream, &here));
        }
    });
    address
}

fn answer(mut stream: &TcpStream, here: &str) -> Option<()> {
    let mut path = String::new();
    for line in BufReader::new(stream).lines().map_while(Result::ok) {
        if path.is_empty() {
            path = line.split(' ').nth(1)?.to_owned();
        }
        if line.is_empty() {
            break;
        }
    }
    let page = |n: usize| {
        let paragraphs = report(n).replace("\n\n", "<p>");
        format!("<!doctype html><title>Bridge {n}</title><article><p>{paragraphs}</article>")
    };
    let (status, body) = match path.trim_start_matches('/').split_once('/') {
        None if path == "/feed" => {
            let item = |n| {
                format!(
                    "<item><guid>{n}</guid><title>Bridge {n}</title><link>{here}/article/{n}</link><description>A bridge fell.</description></item>"
                )
            };
            let items: String = (0..ITEMS).map(item).collect();
            (
                200,
                format!(
                    "<rss version='2.0'><channel><title>Ostrel Daily</title>{items}</channel></rss>"
                ),
            )
        }
        None if path == "/page" => (200, page(900)),
        None if path == "/gone" => (410, String::new()),
        None if path == "/robots.txt" => {
            (200, "user-agent: sayso\ndisallow: /private\n".to_owned())
        }
        Some(("article", n)) => (200, page(n.parse().ok()?)),
        _ => (404, String::new()),
    };
    write!(
        stream,
        "HTTP/1.1 {status} Said\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .ok()
}

fn listed(folder: &Folder) -> Vec<Value> {
    let list = folder.sayso("follow list --format json");
    assert_eq!(list.code, Some(0), "{list:?}");
    serde_json::from_str(&list.out).unwrap()
}

#[test]
fn what_is_followed_is_read_once_whatever_ends_it() {
    let (folder, here) = (Folder::new(), serve());
    let added = folder.sayso(&format!(
        "follow add {here}/feed {here}/page {here}/gone {here}/private {here}/feed --every 1h"
    ));
    assert_eq!(added.code, Some(0), "{added:?}");
    assert!(added.err.contains("was followed already"), "{}", added.err);
    assert_eq!(folder.sayso("follow add nowhere").code, Some(1));
    assert_eq!(listed(&folder)[0]["state"], "new");
    // Killed a little later each time: while it asks, writes down, reads, keeps.
    for round in 0..4u64 {
        let mut child = folder
            .command("follow run --pace 1 --threads 1 --allow-inner")
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(600 + 700 * round));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let done = folder.sayso("follow run --once --pace 1 --threads 1 --allow-inner");
    assert!(matches!(done.code, Some(0 | 3)), "{done:?}");
    assert_eq!(folder.status()["reports"], ITEMS + 1);
    let list = listed(&folder);
    let states: Vec<&str> = list.iter().map(|s| s["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["well", "well", "gone", "failing"]);
    assert_eq!(
        (&list[0]["read"], &list[0]["title"]),
        (&Value::from(ITEMS), &Value::from("Ostrel Daily"))
    );
    assert!(
        list[3]["error"]
            .as_str()
            .unwrap()
            .contains("robots.txt does not let"),
        "{}",
        list[3]
    );
    let claims = folder.sayso("claims --outlet Ostrel --format json");
    assert!(
        claims.out.contains("boats were moored there"),
        "{}",
        claims.out
    );
    assert_eq!(
        folder.sayso(&format!("follow remove {here}/page 1")).code,
        Some(0)
    );
    assert_eq!(listed(&folder).len(), 2);
    assert_eq!(
        folder.sayso("follow remove http://nobody.example/").code,
        Some(1)
    );
    let sound = folder.sayso("doctor");
    assert_eq!(sound.code, Some(0), "{sound:?}");
}

#[test]
fn inner_addresses_are_not_asked() {
    let (folder, here) = (Folder::new(), serve());
    assert_eq!(
        folder.sayso(&format!("follow add {here}/feed")).code,
        Some(0)
    );
    let done = folder.sayso("follow run --once");
    assert_eq!(done.code, Some(3), "{done:?}");
    assert!(
        done.err
            .contains("an address within a network, which is not fetched"),
        "{}",
        done.err
    );
    assert_eq!(folder.status()["reports"], 0);
}
