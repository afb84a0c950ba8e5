//! All hosts of the day, on one port of this machine: `/@TIME/HOST/PATH`.

use crate::world::{self, Said};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

/// A question as a host saw it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    pub host: String,
    pub at: i64,
    pub path: String,
    pub status: u16,
}

pub struct Server {
    pub port: u16,
    log: Arc<(Mutex<Vec<Seen>>, Condvar)>,
}

impl Server {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let log: Arc<(Mutex<Vec<Seen>>, Condvar)> = Arc::default();
        let seen = log.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let seen = seen.clone();
                // One who goes away in the middle is no concern of the server's.
                thread::spawn(move || serve(stream, &seen));
            }
        });
        Server { port, log }
    }

    /// All questions so far.
    pub fn log(&self) -> Vec<Seen> {
        self.log.0.lock().unwrap().clone()
    }

    /// Waits until so many questions were put.
    pub fn wait_for(&self, questions: usize) -> usize {
        let log = self.log.0.lock().unwrap();
        let wait = std::time::Duration::from_secs(1);
        self.log
            .1
            .wait_timeout_while(log, wait, |log| log.len() < questions)
            .unwrap()
            .0
            .len()
    }
}

fn serve(stream: TcpStream, log: &(Mutex<Vec<Seen>>, Condvar)) -> Option<()> {
    let (mut target, mut known) = (String::new(), None);
    for line in BufReader::new(&stream).lines().map_while(Result::ok) {
        if target.is_empty() {
            target = line.split(' ').nth(1)?.to_owned();
        } else if line.is_empty() {
            break;
        } else if let Some((name, value)) = line.split_once(": ")
            && ["if-none-match", "if-modified-since"].contains(&name.to_ascii_lowercase().as_str())
        {
            known = Some(value.to_owned());
        }
    }
    let (at, rest) = target.strip_prefix("/@")?.split_once('/')?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let at = at.parse().ok()?;
    let said = world::say(host, path, at, known.as_deref());
    log.0.lock().unwrap().push(Seen {
        host: host.to_owned(),
        at,
        path: path.to_owned(),
        status: said.status,
    });
    log.1.notify_all();
    answer(stream, said)
}

fn answer(mut stream: TcpStream, said: Said) -> Option<()> {
    if said.silent {
        // Open until the other side has had enough.
        return stream.read(&mut [0; 9]).ok().map(|_| ());
    }
    let mut head = format!(
        "HTTP/1.1 {} Said\r\nconnection: close\r\ncontent-length: {}\r\n",
        said.status,
        said.body.len()
    );
    for (name, value) in &said.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(&said.body).ok()
}
