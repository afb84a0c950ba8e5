use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use super::*;
use crate::input::Input;
use crate::open::open;
use crate::report::{How, Known, Report};

const WORDS: &str = "The bridge fell, the mayor said.";

/// What the server of these tests says at each path; `{here}` is its own address.
fn answer(path: &str, mut to: TcpStream, here: &str) -> io::Result<()> {
    let text = |charset: &str| {
        format!(
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/plain; charset={charset}\r\n"
        )
    };
    let redirect = |place: &str| {
        format!(
            "HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n"
        )
    };
    match path {
        "/text" => write!(
            to,
            "{}Content-Length: {}\r\n\r\n{WORDS}",
            text("utf-8"),
            WORDS.len()
        ),
        "/latin" => {
            write!(to, "{}Content-Length: 4\r\n\r\n", text("iso-8859-1"))?;
            to.write_all(b"Caf\xE9")
        }
        "/moved" => to.write_all(redirect("/text").as_bytes()),
        "/round" => to.write_all(redirect("/round").as_bytes()),
        "/file" => to.write_all(redirect("file:///etc/hostname").as_bytes()),
        "/short" => write!(to, "{}Content-Length: 500\r\n\r\n{WORDS}", text("utf-8")),
        "/large" => write!(to, "{}\r\n{}", text("utf-8"), WORDS.repeat(100)),
        "/slow" => {
            write!(to, "{}Content-Length: 500\r\n\r\n{WORDS}", text("utf-8"))?;
            // Held open until the reader gives up.
            to.read(&mut [0; 10]).map(|_| ())
        }
        _ => write!(
            to,
            "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{here}",
            here.len()
        ),
    }
}

/// A server on this machine; its address.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let here = format!("http://{}", listener.local_addr().unwrap());
    let address = here.clone();
    thread::spawn(move || {
        for to in listener.incoming().flatten() {
            let here = here.clone();
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
                let _ = answer(&path, to, &here);
            });
        }
    });
    address
}

fn read(url: &str, limits: &Limits) -> Result<Report, Rejected> {
    let mut all = open([Input::Url(url.to_owned())], limits);
    let first = all.next().unwrap();
    assert!(all.next().is_none());
    first
}

#[test]
fn pages_are_fetched() {
    let here = serve();
    let limits = Limits::default();
    let report = read(&format!("{here}/text#part"), &limits).unwrap();
    assert_eq!(
        (report.text.as_str(), report.input),
        (WORDS, format!("{here}/text#part"))
    );
    let latin = read(&format!("{here}/latin"), &limits).unwrap();
    assert_eq!(latin.text, "Café");
    assert_eq!(
        latin.charset,
        Some(Known::new("windows-1252".into(), How::Header))
    );
    assert_eq!(read(&format!("{here}/moved"), &limits).unwrap().text, WORDS);
    assert_eq!(
        fetch(&format!("{here}/moved"), &limits).unwrap().url,
        format!("{here}/text")
    );
}

#[test]
fn what_is_not_given_is_named() {
    let here = serve();
    let limits = Limits {
        raw_bytes: 1_000,
        ..Limits::default()
    };
    for (path, kind, reason) in [
        ("/none", ErrorKind::Fetch, "the server answers 404"),
        ("/round", ErrorKind::Fetch, "over 5 redirects"),
        ("/file", ErrorKind::Fetch, "the server answers 404"),
        ("/short", ErrorKind::Io, "the connection broke off"),
        (
            "/large",
            ErrorKind::TooLarge,
            "over the limit of 1000 bytes",
        ),
        ("/slow", ErrorKind::Io, "not fetched within 0.5 seconds"),
    ] {
        let mut limits = limits.clone();
        if path == "/slow" {
            limits.fetch_time = Duration::from_millis(500);
        }
        let e = read(&format!("{here}{path}"), &limits).unwrap_err();
        let line = e.to_string();
        assert!(
            line.starts_with(&format!("{here}{path}: {reason}")),
            "{line}"
        );
        assert_eq!(e.kind, kind, "{line}");
    }
    for bad in [
        "ftp://ostrel.example/a",
        "http://",
        "file:///etc/passwd",
        "https://[x",
    ] {
        let e = read(bad, &limits).unwrap_err();
        assert_eq!(e.kind, ErrorKind::BadUrl, "{e}");
        assert!(e.to_string().starts_with(bad), "{e}");
    }
}

#[test]
fn nobody_listens() {
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let e = read(&format!("http://{free}/"), &Limits::default()).unwrap_err();
    assert_eq!(e.kind, ErrorKind::Fetch, "{e}");
}
