//! The page as a program: what it says it has taken is there after any kill.

use crate::{Folder, line};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Child;
use std::time::{Duration, Instant};

/// A served ledger; killed when it is let go.
struct Served {
    child: Child,
    address: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Served {
    fn start(folder: &Folder, more: &str) -> Self {
        let line = format!("serve --listen 127.0.0.1:0 --threads 1 {more}");
        let mut child = folder.command(&line).spawn().unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut said)
            .unwrap();
        let address = said
            .trim()
            .trim_start_matches("http://")
            .trim_end_matches('/')
            .to_owned();
        assert!(address.starts_with("127.0.0.1:"), "{said}");
        Served { child, address }
    }

    /// Status and body; none where the connection breaks.
    fn ask(&self, method: &str, path: &str, body: &str) -> Option<(u16, String)> {
        let mut stream = TcpStream::connect(&self.address).ok()?;
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .ok()?;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.address,
            body.len()
        )
        .ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.split(' ').nth(1)?.parse().ok()?;
        let body = answer.split_once("\r\n\r\n")?.1.to_owned();
        Some((status, body))
    }

    fn get(&self, path: &str) -> Value {
        let (status, body) = self.ask("GET", path, "").unwrap();
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).unwrap()
    }

    fn wait_until_read(&self) {
        let (mut left, mut since) = (Value::Null, Instant::now());
        loop {
            let now = self.get("/api/v1/queue?limit=1")["left"].clone();
            if now == 0 {
                return;
            }
            if now != left {
                (left, since) = (now, Instant::now());
            }
            // However slow the machine is, it goes on.
            assert!(
                since.elapsed() < Duration::from_secs(300),
                "stuck at {left}"
            );
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

/// The server takes the settings of memory that keep it flat, in the process that was started, unless they are given.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[test]
fn memory_that_is_not_in_use_goes_back() {
    let folder = Folder::new();
    let settings = |served: &Served| -> Vec<String> {
        let path = format!("/proc/{}/environ", served.child.id());
        let all = std::fs::read_to_string(path).unwrap();
        let own = all.split('\0').filter(|s| s.starts_with("MALLOC_"));
        own.map(str::to_owned).collect()
    };
    let served = Served::start(&folder, "");
    let mut found = settings(&served);
    found.sort();
    assert_eq!(
        found,
        ["MALLOC_ARENA_MAX=2", "MALLOC_MMAP_THRESHOLD_=262144"]
    );
    drop(served);
    let mut command = folder.command("serve --listen 127.0.0.1:0");
    let mut child = command.env("MALLOC_ARENA_MAX", "7").spawn().unwrap();
    let mut said = String::new();
    let read = BufReader::new(child.stdout.take().unwrap()).read_line(&mut said);
    let served = Served {
        child,
        address: said,
    };
    assert!(read.is_ok() && served.address.starts_with("http://"));
    assert_eq!(settings(&served), ["MALLOC_ARENA_MAX=7"]);
}

#[test]
fn what_was_taken_and_decided_is_there_after_kills() {
    let folder = Folder::new();
    folder.write("first.jsonl", line(9_999));
    assert_eq!(folder.sayso("read first.jsonl").code, Some(0));
    let mut next = 0;
    let (mut taken, mut noted): (Vec<usize>, Vec<String>) = (Vec::new(), Vec::new());
    for round in 0..4u64 {
        let served = Served::start(&folder, "");
        let claims = served.get("/api/v1/claims?words=9999&limit=1");
        let claim = claims["items"][0]["id"].as_str().unwrap().to_owned();
        // Each round is killed a little later: while it takes, reads, places, decides.
        let until = Instant::now() + Duration::from_millis(150 + 350 * round);
        std::thread::scope(|scope| {
            let killer = scope.spawn(|| {
                std::thread::sleep(until.saturating_duration_since(Instant::now()));
                let pid = served.child.id().to_string();
                std::process::Command::new("kill")
                    .args(["-9", &pid])
                    .status()
                    .unwrap()
            });
            let most = next + 20;
            while Instant::now() < until + Duration::from_millis(50) {
                // A few are enough: all are read in the end, and that takes its time.
                let numbers: Vec<usize> = (next..(next + 4).min(most)).collect();
                let text: String = numbers.iter().map(|n| line(*n)).collect();
                let body = json!({ "text": text }).to_string();
                if numbers.is_empty() {
                    std::thread::sleep(Duration::from_millis(5));
                } else if let Some((202, _)) = served.ask("POST", "/api/v1/queue", &body) {
                    taken.extend(&numbers);
                }
                next += numbers.len();
                let note = format!("note {round}.{}", noted.len());
                let decision =
                    json!({"decision": {"what": "note", "claim": claim, "text": note}}).to_string();
                if let Some((201, _)) = served.ask("POST", "/api/v1/decisions", &decision) {
                    noted.push(note);
                }
            }
            assert!(killer.join().unwrap().success());
        });
    }
    assert!(
        taken.len() >= 4 && noted.len() >= 2,
        "{} taken, {} noted",
        taken.len(),
        noted.len()
    );
    let served = Served::start(&folder, "");
    served.wait_until_read();
    for n in &taken {
        assert_eq!(
            served.get(&format!("/api/v1/reports/r{n}"))["report"],
            format!("r{n}")
        );
    }
    let decisions = served.get("/api/v1/decisions?limit=500").to_string();
    for note in &noted {
        assert!(decisions.contains(&format!("\"{note}\"")), "{note} is lost");
    }
    let items = served.get("/api/v1/queue?limit=500");
    for item in items["items"].as_array().unwrap() {
        assert_eq!(item["state"], "done", "{item}");
    }
    drop(served);
    let checked = folder.sayso("status --format json");
    let status: Value = serde_json::from_str(&checked.out).unwrap();
    assert!(
        status["reports"].as_u64().unwrap() > taken.len() as u64,
        "{status}"
    );
}

#[test]
fn a_queue_goes_on_and_says_why_something_is_no_report() {
    let folder = Folder::new();
    let served = Served::start(&folder, "");
    for (body, status) in [
        (
            json!({"text": "The bridge fell, the mayor said.", "outlet": "Ostrel Daily", "published": "2031-10-07"}),
            202,
        ),
        (json!({"text": "{\"id\": 1}\n"}), 202),
        (json!({"url": "http://127.0.0.1:9/inner"}), 202),
        (json!({"url": "http://localhost:9/inner"}), 202),
    ] {
        assert_eq!(
            served
                .ask("POST", "/api/v1/queue", &body.to_string())
                .unwrap()
                .0,
            status
        );
    }
    served.wait_until_read();
    let items = served.get("/api/v1/queue");
    let states: Vec<&str> = items["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["rejected", "rejected", "rejected", "done"]);
    for n in [0, 1] {
        let reason = items["items"][n]["reason"].as_str().unwrap();
        assert!(reason.contains("an address within a network"), "{reason}");
    }
    assert_eq!(served.get("/api/v1/status")["reports"], 1);
    // The ledger has one that serves it.
    let second = folder.sayso("serve --listen 127.0.0.1:0");
    assert_eq!(second.code, Some(1));
    assert!(
        second.err.contains("is this ledger served already?"),
        "{}",
        second.err
    );
}

#[test]
fn a_page_for_other_machines_needs_a_token() {
    let folder = Folder::new();
    let open = folder.sayso("serve --listen 0.0.0.0:0");
    assert_eq!(open.code, Some(1));
    assert!(open.err.contains("give a token as well"), "{}", open.err);
    assert_eq!(
        folder.sayso("serve --listen 0.0.0.0:0 --token short").code,
        Some(1)
    );
}
