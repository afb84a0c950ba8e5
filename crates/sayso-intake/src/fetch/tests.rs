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
        "/within" => {
            let port = here.rsplit(':').next().unwrap_or_default();
            to.write_all(redirect(&format!("http://within.example:{port}/text")).as_bytes())
        }
        "/moved" => to.write_all(redirect("/text").as_bytes()),
        "/far" => to.write_all(redirect("/moved").as_bytes()),
        "/a" => to.write_all(redirect("/b").as_bytes()),
        "/b" => to.write_all(redirect("/a").as_bytes()),
        p if p.starts_with("/on/") => {
            let n: usize = p
                .rsplit('/')
                .next()
                .and_then(|n| n.parse().ok())
                .unwrap_or(0);
            to.write_all(redirect(&format!("/on/{}", n + 1)).as_bytes())
        }
        "/chunked" => write!(
            to,
            "{}Transfer-Encoding: chunked\r\n\r\n5\r\nThe b\r\n1\r\n.\r\n0\r\n\r\n",
            text("utf-8")
        ),
        "/trickle" => {
            write!(to, "{}Content-Length: 500\r\n\r\n", text("utf-8"))?;
            for _ in 0..500 {
                to.write_all(b"x")?;
                thread::sleep(Duration::from_millis(20));
            }
            Ok(())
        }
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

/// A name server of these tests: what each name leads to, one answer after the other.
#[derive(Debug)]
struct Names(std::sync::atomic::AtomicUsize);

impl ureq::unversioned::resolver::Resolver for Names {
    fn resolve(
        &self,
        uri: &ureq::http::Uri,
        _: &ureq::config::Config,
        _: ureq::unversioned::transport::NextTimeout,
    ) -> Result<ureq::unversioned::resolver::ResolvedSocketAddrs, Error> {
        let turn = self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let port = uri.port_u16().unwrap_or(80);
        // 127.0.0.1 plays the public server, 127.0.0.2 one within the network.
        let found: &[[u8; 4]] = match uri.host().unwrap_or_default() {
            "public.example" => &[[127, 0, 0, 1]],
            "both.example" => &[[127, 0, 0, 1], [127, 0, 0, 2]],
            "turns.example" if turn == 0 => &[[127, 0, 0, 1]],
            _ => &[[127, 0, 0, 2]],
        };
        let mut out = self.empty();
        found.iter().for_each(|ip| out.push((*ip, port).into()));
        Ok(out)
    }
}

fn fetch_named(url: &str, reach: Reach) -> (Result<String, String>, usize) {
    let limits = Limits {
        reach,
        ..Limits::default()
    };
    let inner: fn(std::net::IpAddr) -> bool = |ip| ip.to_string() == "127.0.0.2";
    let asked = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    #[derive(Debug)]
    struct Counted(Names, std::sync::Arc<std::sync::atomic::AtomicUsize>);
    impl ureq::unversioned::resolver::Resolver for Counted {
        fn resolve(
            &self,
            uri: &ureq::http::Uri,
            config: &ureq::config::Config,
            timeout: ureq::unversioned::transport::NextTimeout,
        ) -> Result<ureq::unversioned::resolver::ResolvedSocketAddrs, Error> {
            self.1.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            self.0.resolve(uri, config, timeout)
        }
    }
    let names = Counted(Names(0.into()), asked.clone());
    let page = fetch_by(url, &limits, Guarded::with(names, reach, inner));
    let text = page.map_err(|e| e.reason).map(|mut page| {
        let mut text = String::new();
        page.body.read_to_string(&mut text).unwrap();
        text
    });
    (text, asked.load(std::sync::atomic::Ordering::SeqCst))
}

#[test]
fn inner_addresses_are_refused_after_names_and_redirects() {
    let here = serve();
    let port = here.rsplit(':').next().unwrap();
    let at = |name: &str, path: &str| format!("http://{name}.example:{port}{path}");
    let refused = |url: &str, reach| {
        let words = fetch_named(url, reach).0.unwrap_err();
        assert!(
            words.contains("127.0.0.2, an address within a network"),
            "{url}: {words}"
        );
    };
    assert_eq!(
        fetch_named(&at("public", "/text"), Reach::Outside),
        (Ok(WORDS.into()), 1)
    );
    refused(&at("within", "/text"), Reach::Outside);
    refused(&at("both", "/text"), Reach::Outside);
    refused(&at("public", "/within"), Reach::Outside);
    refused(&at("public", "/within"), Reach::AsNamed);
    // The name is asked for once: what it says later is of no account.
    assert_eq!(
        fetch_named(&at("turns", "/text"), Reach::Outside),
        (Ok(WORDS.into()), 1)
    );
}

#[test]
fn this_machine_is_not_fetched_for_others() {
    let here = serve();
    let port = here.rsplit(':').next().unwrap();
    let limits = Limits {
        reach: Reach::Outside,
        ..Limits::default()
    };
    for host in [
        "127.0.0.1",
        "localhost",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f.1",
        "169.254.169.254",
    ] {
        let e = read(&format!("http://{host}:{port}/text"), &limits).unwrap_err();
        assert_eq!(e.kind, ErrorKind::Fetch, "{e}");
        assert!(e.reason.contains("within a network"), "{e}");
    }
    let named = Limits::default();
    assert_eq!(
        read(&format!("http://localhost:{port}/moved"), &named)
            .unwrap()
            .text,
        WORDS
    );
}

#[test]
fn a_server_is_asked_once_and_its_answer_given_as_it_is() {
    let here = serve();
    let limits = Limits {
        reach: Reach::Anywhere,
        raw_bytes: 1_000,
        ..Limits::default()
    };
    let say = |path: &str| {
        let what = Ask {
            url: format!("{here}{path}"),
            ..Ask::default()
        };
        ask(&what, &limits)
    };
    let text = say("/text#part").unwrap();
    assert_eq!((text.status, text.body.as_slice()), (200, WORDS.as_bytes()));
    let moved = say("/moved").unwrap();
    assert_eq!((moved.status, moved.body.len()), (302, 0));
    assert_eq!(moved.location, Some(format!("{here}/text")));
    assert_eq!(say("/none").unwrap().status, 404);
    assert_eq!(say("/large").unwrap_err().kind, ErrorKind::TooLarge);
    let outside = Limits {
        reach: Reach::Outside,
        ..limits.clone()
    };
    let what = Ask {
        url: format!("{here}/text"),
        ..Ask::default()
    };
    let refused = ask(&what, &outside).unwrap_err();
    assert!(
        refused
            .to_string()
            .contains("an address within a network, which is not fetched"),
        "{refused}"
    );
}

fn whole(url: &str, limits: &Limits) -> Result<Fetched, String> {
    fetch_whole(url, limits).map_err(|e| e.why.reason.clone())
}

#[test]
fn what_is_kept_comes_with_the_way_to_it() {
    let here = serve();
    let limits = Limits::default();
    let found = whole(&format!("{here}/far#part"), &limits).unwrap();
    let urls: Vec<&str> = found.redirects.iter().map(|r| r.url.as_str()).collect();
    assert_eq!(urls, [format!("{here}/far"), format!("{here}/moved")]);
    assert!(
        found
            .redirects
            .iter()
            .all(|r| r.status == 302 && r.to.is_some())
    );
    let last = found.last;
    assert_eq!(
        (last.url, last.status, last.to),
        (format!("{here}/text"), 200, None)
    );
    assert_eq!(last.body, WORDS.as_bytes());
    assert_eq!(last.ip, Some(std::net::IpAddr::from([127, 0, 0, 1])));
    assert!(
        last.request
            .starts_with("GET /text HTTP/1.1\r\nhost: 127.0.0.1:")
            && last.request.ends_with("\r\n\r\n")
    );
    assert!(
        last.response.starts_with("HTTP/1.1 200 OK\r\n")
            && last
                .response
                .contains("content-type: text/plain; charset=utf-8\r\n")
    );
    let chunked = whole(&format!("{here}/chunked"), &limits).unwrap().last;
    assert_eq!(chunked.body, b"The b.");
    assert!(
        chunked
            .response
            .contains("x-archive-orig-transfer-encoding: chunked\r\n"),
        "{}",
        chunked.response
    );
}

#[test]
fn what_cannot_be_kept_is_named() {
    let here = serve();
    let limits = Limits {
        raw_bytes: 1_000,
        fetch_time: Duration::from_millis(700),
        ..Limits::default()
    };
    for (path, reason) in [
        ("/none", "the server answers 404"),
        ("/round", "it redirects in a circle, back to"),
        ("/a", "it redirects in a circle, back to"),
        ("/on/1", "over 5 redirects"),
        (
            "/file",
            "it redirects to file:///etc/hostname: not an http(s) URL",
        ),
        ("/short", "the connection broke off"),
        ("/large", "over the limit of 1000 bytes"),
        ("/slow", "not fetched within 0.7 seconds"),
        ("/trickle", "not fetched within 0.7 seconds"),
    ] {
        let e = fetch_whole(&format!("{here}{path}"), &limits).unwrap_err();
        assert!(e.why.reason.starts_with(reason), "{path}: {}", e.why.reason);
        assert_eq!(e.status == Some(404), path == "/none", "{path}");
    }
    assert_eq!(
        fetch_whole(&format!("{here}/on/1"), &limits)
            .unwrap_err()
            .redirects
            .len(),
        6
    );
    assert!(fetch_whole("file:///etc/passwd", &limits).is_err());
}

#[test]
fn what_is_kept_comes_from_where_it_may() {
    let here = serve();
    let port = here.rsplit(':').next().unwrap();
    let inner: fn(std::net::IpAddr) -> bool = |ip| ip.to_string() == "127.0.0.2";
    let at = |name: &str, path: &str, reach| {
        let limits = Limits {
            reach,
            ..Limits::default()
        };
        let names = Guarded::with(Names(0.into()), reach, inner);
        let url = format!("http://{name}.example:{port}{path}");
        whole::whole_by(&url, &limits, names).map_err(|e| e.why.reason.clone())
    };
    assert_eq!(
        at("public", "/text", Reach::Outside).unwrap().last.body,
        WORDS.as_bytes()
    );
    for (name, path, reach) in [
        ("within", "/text", Reach::Outside),
        ("both", "/text", Reach::Outside),
        ("public", "/within", Reach::Outside),
        ("public", "/within", Reach::AsNamed),
        // Its first answer was a public one; the redirect asks again, and the second is not.
        ("turns", "/moved", Reach::Outside),
    ] {
        let words = at(name, path, reach).unwrap_err();
        assert!(
            words.contains("127.0.0.2, an address within a network"),
            "{name}: {words}"
        );
    }
    let limits = Limits {
        reach: Reach::Outside,
        ..Limits::default()
    };
    for host in ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433"] {
        let words = whole(&format!("http://{host}:{port}/text"), &limits).unwrap_err();
        assert!(words.contains("within a network"), "{host}: {words}");
    }
}
