//! What claims point to, fetched from a server of these tests and kept: the real program.

use crate::Folder;
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

/// Not much of a video, but it begins as one.
fn video(n: usize) -> Vec<u8> {
    let mut out = b"\0\0\0\x18ftypmp42".to_vec();
    // Not to be packed: the same length of noise each time.
    let mut state = n as u32 + 1;
    out.extend((0..400_000).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    }));
    out
}

fn answer(path: &str, mut to: TcpStream) -> std::io::Result<()> {
    let head = |kind: &str, length: usize| {
        format!(
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
        )
    };
    let redirect = |place: &str| {
        format!(
            "HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n"
        )
    };
    let number = |path: &str| {
        path.rsplit('/')
            .next()
            .and_then(|n| n.parse().ok())
            .unwrap_or(0)
    };
    match path {
        "/a.mp4" | "/b.mp4" => {
            to.write_all(head("video/mp4", video(0).len()).as_bytes())?;
            to.write_all(&video(0))
        }
        p if p.starts_with("/v/") => {
            let bytes = video(number(p));
            to.write_all(head("video/mp4", bytes.len()).as_bytes())?;
            to.write_all(&bytes)
        }
        "/short" => to.write_all(redirect("/shorter").as_bytes()),
        "/shorter" => to.write_all(redirect("/b.mp4").as_bytes()),
        "/round" => to.write_all(redirect("/round/2").as_bytes()),
        "/round/2" => to.write_all(redirect("/round").as_bytes()),
        "/login" => {
            let page = "<!doctype html><title>Log in</title><form><input type=\"password\"></form>";
            write!(to, "{}{page}", head("text/html", page.len()))
        }
        "/large" => {
            to.write_all(head("video/mp4", 11_000_000).as_bytes())?;
            to.write_all(&vec![7; 11_000_000])
        }
        "/slow" => {
            to.write_all(head("video/mp4", 100).as_bytes())?;
            to.read(&mut [0; 1]).map(|_| ())
        }
        _ => write!(
            to,
            "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        ),
    }
}

/// A server on this machine; its address.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let here = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for to in listener.incoming().flatten() {
            thread::spawn(move || {
                let mut path = String::new();
                for line in BufReader::new(&to).lines().map_while(Result::ok) {
                    if path.is_empty() {
                        path = line.split(' ').nth(1).unwrap_or_default().to_owned();
                    }
                    if line.is_empty() {
                        break;
                    }
                }
                // Who asked may be gone: that is their part of the test.
                let _ = answer(&path, to);
            });
        }
    });
    here
}

/// A page whose claim points to a video at `url`.
fn page(n: usize, url: &str) -> String {
    format!(
        "<!doctype html><title>Dam {n}</title><article><p>The dam at Quarry {n} held through the night, the mayor of the town, Ilse Brandt, said in \
         <a href='{url}'>a video posted on Telegram</a>.</p><p>Divers of the river police will look at the piers on Thursday, and a ferry will carry people and carts.</p></article>"
    )
}

fn json(folder: &Folder, line: &str) -> Value {
    let done = folder.sayso(&format!("{line} --format json"));
    serde_json::from_str(&done.out).unwrap_or_else(|_| panic!("{line}: {done:?}"))
}

/// Claims that point to an address: their ids.
fn pointing(folder: &Folder) -> Vec<String> {
    let claims = json(folder, "claims");
    let all = claims.as_array().unwrap().iter();
    let pointing = all.filter(|c| {
        c["evidence"]
            .as_array()
            .unwrap()
            .iter()
            .any(|e| e["url"].is_string())
    });
    pointing
        .map(|c| c["id"].as_str().unwrap().to_owned())
        .collect()
}

/// The files of evidence.
fn files(folder: &Folder) -> Vec<PathBuf> {
    let within = |at: PathBuf| {
        fs::read_dir(at)
            .into_iter()
            .flatten()
            .flatten()
            .map(|e| e.path())
    };
    let mut out: Vec<PathBuf> = within(folder.path("sayso.db-evidence"))
        .flat_map(within)
        .collect();
    out.sort();
    out
}

#[test]
fn what_a_claim_points_to_is_kept_and_one_by_its_hash() {
    let (folder, here) = (Folder::new(), serve());
    folder
        .write("in/a.html", page(1, &format!("{here}/a.mp4#t=3")))
        .write("in/b.html", page(2, &format!("{here}/short")));
    assert_eq!(folder.sayso("read in").code, Some(0));
    let claims = pointing(&folder);
    assert_eq!(claims.len(), 2, "{}", folder.sayso("claims").out);
    let shown = folder.sayso("claims").out;
    assert!(shown.contains("points to video “a video"), "{shown}");
    // Nothing within this machine, unless it is said.
    let done = folder.sayso(&format!("keep {}", claims[0]));
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(done.out.contains("within a network"), "{done:?}");
    let done = folder.sayso(&format!("keep --allow-inner {} {}", claims[0], claims[1]));
    assert_eq!(done.code, Some(0), "{done:?}");
    let kept = json(&folder, "keep --list");
    assert_eq!(kept.as_array().unwrap().len(), 1, "{kept}");
    let kept = &kept[0];
    assert_eq!(
        (kept["looks"].as_str(), kept["size"].as_u64()),
        (Some("video/mp4"), Some(video(0).len() as u64))
    );
    assert_eq!(kept["claims"].as_array().unwrap().len(), 2, "{kept}");
    let by_way = kept["fetches"]
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["address"].as_str().unwrap().ends_with("/short"))
        .unwrap();
    assert_eq!(by_way["hops"].as_array().unwrap().len(), 2);
    assert!(by_way["found"].as_str().unwrap().ends_with("/b.mp4") && by_way["ip"] == "127.0.0.1");
    let hash = kept["hash"].as_str().unwrap();
    assert_eq!(
        folder
            .sayso(&format!("keep --out v.mp4 {}", &hash[..12]))
            .code,
        Some(0)
    );
    assert_eq!(fs::read(folder.path("v.mp4")).unwrap(), video(0));
    assert_eq!(
        folder.sayso(&format!("keep --out v.mp4 {hash}")).code,
        Some(1)
    );
    assert_eq!(
        folder
            .sayso(&format!("keep --warc --out v.warc {hash}"))
            .code,
        Some(0)
    );
    assert!(
        fs::read(folder.path("v.warc"))
            .unwrap()
            .starts_with(b"WARC/1.1\r\n")
    );
    let why = folder.sayso(&format!("why {}", claims[0])).out;
    assert!(why.contains(&hash[..40]), "{why}");
    let again = folder.sayso(&format!("keep {}", claims[0]));
    assert!(
        again.code == Some(0) && again.out.contains("kept already"),
        "{again:?}"
    );
    let done = folder.sayso("doctor");
    assert!(
        done.code == Some(0) && done.out.contains("2 files of evidence"),
        "{done:?}"
    );
    let done = folder.sayso("doctor --rebuild");
    assert!(
        done.code == Some(0) && done.out.contains("All derived tables are equal"),
        "{}",
        done.out
    );
    // A folder that is read may hold the ledger; its evidence is no report.
    let done = folder.sayso("read .");
    assert!(!done.err.contains("evidence"), "{done:?}");
    // The copy has all of it.
    assert_eq!(folder.sayso("backup copy.db").code, Some(0));
    fs::remove_dir_all(folder.path("sayso.db-evidence")).unwrap();
    let done = folder.sayso("doctor");
    assert!(
        done.code == Some(3) && done.out.contains("is missing") && done.out.contains(&claims[0]),
        "{}",
        done.out
    );
    assert_eq!(folder.sayso("restore copy.db").code, Some(0));
    let done = folder.sayso("doctor");
    assert_eq!(done.code, Some(0), "{}", done.out);
}

#[test]
fn what_is_not_as_promised_is_said() {
    let (folder, here) = (Folder::new(), serve());
    folder.write("a.html", page(1, &format!("{here}/login")));
    assert_eq!(folder.sayso("read a.html").code, Some(0));
    let claim = &pointing(&folder)[0];
    let done = folder.sayso(&format!("keep --allow-inner {claim}"));
    assert!(
        done.code == Some(0)
            && done
                .out
                .contains("a page that asks to log in where a video was promised"),
        "{done:?}"
    );
    for (path, code, words) in [
        ("/none", Some(1), "the server answers 404"),
        ("/round", Some(1), "it redirects in a circle"),
        ("/large", Some(1), "over the limit of 10000000 bytes"),
        ("/slow", Some(1), "not fetched within 1 seconds"),
    ] {
        let done = folder.sayso(&format!(
            "keep --allow-inner --max-fetch-time 1 {here}{path}"
        ));
        assert!(
            done.code == code && done.out.contains(words),
            "{path}: {done:?}"
        );
    }
    let done = folder.sayso(&format!("keep --allow-inner {here}/none {here}/a.mp4"));
    assert_eq!(done.code, Some(3), "{done:?}");
    let list = folder.sayso("keep --list").out;
    assert!(list.contains("404") && list.contains("10000000"), "{list}");
}

#[test]
fn doctor_finds_tampering() {
    let (folder, here) = (Folder::new(), serve());
    folder.write("a.html", page(1, &format!("{here}/a.mp4")));
    folder.sayso("read a.html");
    let claim = &pointing(&folder)[0];
    assert_eq!(
        folder.sayso(&format!("keep --allow-inner {claim}")).code,
        Some(0)
    );
    let file = files(&folder).remove(0);
    let whole = fs::read(&file).unwrap();
    let doctor = |words: &str| {
        let done = folder.sayso("doctor");
        assert_eq!(done.code, Some(3), "{done:?}");
        assert!(
            done.out.contains(words) && done.out.contains(claim.as_str()),
            "{}",
            done.out
        );
    };
    let mut other = whole.clone();
    other[200_000] ^= 1;
    fs::write(&file, other).unwrap();
    doctor("was changed");
    fs::write(&file, &whole[..1_000]).unwrap();
    doctor("is cut short");
    // Kept again, the bytes are whole beside the damaged file, which stays as it is.
    assert_eq!(
        folder
            .sayso(&format!("keep --again --allow-inner {claim}"))
            .code,
        Some(0)
    );
    doctor("the same bytes are kept whole in another file");
    fs::write(&file, &whole).unwrap();
    assert_eq!(folder.sayso("doctor").code, Some(0));
}

/// Killed at any moment, whatever was said to be kept is there, whole, and the next call goes on.
#[test]
fn a_kill_loses_nothing_that_was_said_to_be_kept() {
    let (folder, here) = (Folder::new(), serve());
    folder.write("a.html", page(1, &format!("{here}/a.mp4")));
    folder.sayso("read a.html");
    let urls: Vec<String> = (0..400).map(|n| format!("{here}/v/{n}")).collect();
    let mut said = 0;
    for round in 0..6u64 {
        let line = format!(
            "keep --again --allow-inner {}",
            urls[said.min(390)..].join(" ")
        );
        let mut child = folder.command(&line).spawn().unwrap();
        thread::sleep(Duration::from_millis(150 + 130 * round));
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        let out = String::from_utf8_lossy(&output.stdout).into_owned();
        // A line that was cut in the middle was not said.
        let whole: Vec<&str> = out
            .split_inclusive('\n')
            .filter(|l| l.ends_with('\n'))
            .collect();
        for line in &whole {
            let hash = line.split(": ").nth(1).unwrap().split(',').next().unwrap();
            assert_eq!(written(&folder, hash), Some(0), "{line}");
        }
        said += whole.len();
    }
    assert!(said > 0, "it was too slow to say anything");
    let done = folder.sayso("doctor");
    assert_eq!(done.code, Some(0), "{}", done.out);
}

/// Has the kept bytes written out; they are those of a video.
fn written(folder: &Folder, hash: &str) -> Option<i32> {
    let out = folder
        .command(&format!("keep --out - {hash}"))
        .output()
        .unwrap();
    assert!(out.stdout.starts_with(b"\0\0\0\x18ftypmp42"));
    out.status.code()
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_keeps_what_was_kept() {
    let (folder, here) = (Folder::new(), serve());
    folder.write("a.html", page(1, &format!("{here}/a.mp4")));
    folder.sayso("read a.html");
    // A limit on the size of files fails as a full disk does; a file of evidence is larger than it.
    let program = env!("CARGO_BIN_EXE_sayso");
    let line = format!(
        "trap '' XFSZ; ulimit -f 600; exec {program} keep --allow-inner {here}/login {here}/a.mp4"
    );
    let output = std::process::Command::new("sh")
        .args(["-c", &line])
        .current_dir(folder.path(""))
        .output()
        .unwrap();
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    );
    assert_eq!(output.status.code(), Some(1), "{out}{err}");
    assert!(
        out.contains("/login: ") && err.contains("no room is left on the disk"),
        "{out}{err}"
    );
    assert_eq!(files(&folder).len(), 1);
    let done = folder.sayso("doctor");
    assert_eq!(done.code, Some(0), "{}", done.out);
    assert_eq!(json(&folder, "keep --list").as_array().unwrap().len(), 1);
    assert_eq!(
        folder
            .sayso(&format!("keep --allow-inner {here}/a.mp4"))
            .code,
        Some(0)
    );
}
