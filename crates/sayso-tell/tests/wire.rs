//! What goes over the wire: a mail server and a receiver of calls, each a few lines, and a ledger with a source to protect.

use sayso_claims::{Claim, Figure};
use sayso_language::Span;
use sayso_ledger::policy::Tlp;
use sayso_ledger::tell::{Channel, Pace, State, Subscription, View};
use sayso_ledger::{Action, Arrival, Item, Ledger};
use sayso_tell::wish::{To, subscribe};
use sayso_tell::{Options, Smtp, Teller, atom, verify};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};

fn item(value: &str) -> Item<'_> {
    Item {
        value: Some(value),
        how: Some("given"),
    }
}

/// A report in which an engineer counts `n` dead, and names herself.
fn keep(ledger: &mut Ledger, n: usize, day: &str) {
    let text = format!(
        "The Ostrel Bridge over the Vesna fell on Monday. In Quarry, {n} people were killed, engineer Mara Tolvin said. Divers searched the Vesna below the <b>bridge</b>. “Tolvin counted {n} dead,” the mayor said."
    );
    let span = |words: &str| {
        let start = text.find(words).unwrap();
        Span::new(start, start + words.len())
    };
    let claim = |source: &str, content: String, actor: &str| Claim {
        kind: "statement".into(),
        source: vec![span(source)],
        cue: vec![span("said")],
        content: vec![span(&content)],
        actor: Some(actor.into()),
        actor_kind: Some("person".into()),
        stance: "states".into(),
        said: Some(day.into()),
        figures: vec![Figure {
            span: Span::new(span(&content).start, span(&content).end),
            lower: Some(n as f64),
            upper: Some(n as f64),
            modifier: "exact".into(),
            measure: Some("killed".into()),
            of: Some("people".into()),
            place: Some("Quarry".into()),
            ..Figure::default()
        }],
        confidence: 0.9,
        ..Claim::default()
    };
    let claims = vec![
        claim(
            "engineer Mara Tolvin",
            format!("{n} people were killed"),
            "Mara Tolvin",
        ),
        claim(
            "the mayor",
            format!("“Tolvin counted {n} dead,”"),
            "mayor of Quarry",
        ),
    ];
    let url = format!("https://example.org/mara-tolvin-{n}");
    let arrival = Arrival {
        raw: text.as_bytes(),
        kind: "text",
        input: "desk/mara-tolvin.txt",
        title: item("What Tolvin saw <i>\r\nBcc: eve@example.org"),
        outlet: item("Ostrel Daily"),
        url: item(&url),
        published: item(day),
        text: &text,
        version: "v1",
        sentences: vec![Span::new(0, text.len())],
        claims,
        ..Arrival::default()
    };
    let run = ledger.begin_run("v1").unwrap();
    ledger.keep(run, &[arrival], &[]).unwrap();
    ledger.end_run(run, 0).unwrap();
    ledger.update().unwrap();
}

/// How the server for mail answers to the end of a mail.
#[derive(Clone, Copy)]
enum Ends {
    Takes,
    HangsUp,
    Refuses,
}

/// A server that takes one mail in each connection.
fn mail_server(ends: Vec<Ends>) -> (SocketAddr, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    let (sender, mails) = channel();
    std::thread::spawn(move || {
        for (stream, ends) in listener.incoming().zip(ends) {
            take_mail(stream.unwrap(), ends, &sender);
        }
    });
    (at, mails)
}

fn take_mail(mut stream: TcpStream, ends: Ends, mails: &Sender<String>) {
    let mut lines = BufReader::new(stream.try_clone().unwrap());
    let mut say = |words: &str| stream.write_all(format!("{words}\r\n").as_bytes()).unwrap();
    say("220 here");
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        match line
            .get(..4)
            .unwrap_or_default()
            .to_ascii_uppercase()
            .as_str()
        {
            "RCPT" if matches!(ends, Ends::Refuses) => say("550 nobody is called so"),
            "DATA" => {
                say("354 go on");
                let mut mail = String::new();
                while !mail.ends_with("\r\n.\r\n") {
                    assert!(lines.read_line(&mut mail).unwrap() > 0);
                }
                mails.send(mail).unwrap();
                match ends {
                    Ends::HangsUp => return,
                    _ => say("250 taken"),
                }
            }
            "QUIT" => return say("221 bye"),
            _ => say("250 fine"),
        }
    }
}

struct Call {
    head: String,
    body: String,
}

impl Call {
    fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|l| l.split_once(": "));
        lines
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map_or("", |(_, v)| v)
    }
}

/// A receiver of calls that answers with these statuses, one after another.
fn receiver(statuses: Vec<&'static str>) -> (String, Receiver<Call>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let (sender, calls) = channel();
    std::thread::spawn(move || {
        for (stream, status) in listener.incoming().zip(statuses) {
            let mut stream = stream.unwrap();
            let mut read = BufReader::new(stream.try_clone().unwrap());
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") {
                assert!(read.read_line(&mut head).unwrap() > 0);
            }
            let mut call = Call {
                head,
                body: String::new(),
            };
            let length: u64 = call.header("content-length").parse().unwrap();
            read.take(length).read_to_string(&mut call.body).unwrap();
            sender.send(call).unwrap();
            let answer =
                format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    (url, calls)
}

struct Desk {
    _folder: tempfile::TempDir,
    path: PathBuf,
    ledger: Ledger,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("l.db");
        let mut ledger = Ledger::create(&path).unwrap();
        keep(&mut ledger, 3, "2031-10-07");
        Desk {
            _folder: folder,
            path,
            ledger,
        }
    }

    fn subscribe(&mut self, to: To) -> Subscription {
        subscribe(
            &mut self.ledger,
            View::default(),
            to,
            Pace::AtOnce,
            Tlp::Clear,
        )
        .unwrap()
    }

    fn options(&self, smtp: Option<SocketAddr>) -> Options {
        Options {
            base: "https://ledger.example".into(),
            smtp: smtp.map(|at| {
                Smtp::new(&format!("smtp://{at}"), None, "Desk „Ö“ <desk@example.org>").unwrap()
            }),
            allow_inner: true,
            ..Options::new(self.path.clone())
        }
    }

    fn teller(&self, smtp: Option<SocketAddr>) -> Teller {
        Teller::start(self.options(smtp)).unwrap().unwrap()
    }

    fn states(&self, state: State) -> usize {
        self.ledger.deliveries(None, Some(state)).unwrap().len()
    }
}

/// Quoted-printable, undone.
fn unquoted(mail: &str) -> String {
    let mail = mail.replace("=\r\n", "");
    let mut out = Vec::new();
    let mut bytes = mail.bytes();
    while let Some(b) = bytes.next() {
        match b {
            b'=' => {
                let hex: String = bytes.by_ref().take(2).map(char::from).collect();
                out.push(u8::from_str_radix(&hex, 16).unwrap_or(b'?'));
            }
            b => out.push(b),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[test]
fn a_mail_says_who_now_says_what_and_how_to_stop() {
    let mut desk = Desk::new();
    let to = desk.subscribe(To::Mail("Eva <eva@example.org>".into()));
    keep(&mut desk.ledger, 5, "2031-10-08");
    let (at, mails) = mail_server(vec![Ends::Takes]);
    let mut teller = desk.teller(Some(at));
    assert!(
        Teller::start(desk.options(None)).unwrap().is_none(),
        "another tells"
    );
    assert_eq!(teller.once().unwrap().sent, 1);
    assert_eq!(teller.once().unwrap().sent, 0);
    let mail = mails.recv().unwrap();
    let (head, _) = mail.split_once("\r\n\r\n").unwrap();
    for line in [
        "To: eva@example.org",
        &format!(
            "List-Unsubscribe: <https://ledger.example/unsubscribe/{}>",
            to.token
        ),
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "Content-Type: multipart/alternative;",
    ] {
        assert!(head.lines().any(|l| l == line), "{line} is not in {head}");
    }
    assert!(!mail.contains("\r\nBcc:"));
    let delivery = &desk.ledger.deliveries(None, Some(State::Sent)).unwrap()[0];
    assert!(head.contains(&format!("Message-ID: <{}@example.org>", delivery.name)));
    let words = unquoted(&mail);
    assert!(words.contains("> 5 people were killed\r\n"), "{words}");
    assert!(words.contains("Ostrel Daily, 2031-10-08"), "{words}");
    assert!(
        words.contains(
            "Mara Tolvin: “5 people were killed”, before “3 people were killed” (2031-10-07)"
        ),
        "{words}"
    );
    assert!(
        words.contains("&lt;i&gt;")
            && !words.contains("saw <i>\r\nBcc")
            && words.contains("https://ledger.example/report/")
    );
}

#[test]
fn what_nobody_can_know_is_uncertain_and_what_is_refused_is_given_up() {
    let mut desk = Desk::new();
    desk.subscribe(To::Mail("eva@example.org".into()));
    keep(&mut desk.ledger, 5, "2031-10-08");
    let (at, mails) = mail_server(vec![Ends::HangsUp, Ends::Takes, Ends::Refuses]);
    let mut teller = desk.teller(Some(at));
    assert_eq!(teller.once().unwrap().uncertain, 1);
    assert_eq!(
        teller.once().unwrap().uncertain,
        0,
        "it is not sent again by itself"
    );
    assert_eq!(desk.states(State::Uncertain), 1);
    assert_eq!(teller.settle(None, true).unwrap(), 1);
    assert_eq!(teller.once().unwrap().sent, 1);
    let id = |mail: String| {
        mail.lines()
            .find(|l| l.starts_with("Message-ID"))
            .map(str::to_owned)
    };
    assert_eq!(id(mails.recv().unwrap()), id(mails.recv().unwrap()));
    keep(&mut desk.ledger, 6, "2031-10-09");
    assert_eq!(teller.once().unwrap().failed, 1);
    assert_eq!(desk.states(State::Failed), 1);
}

#[test]
fn a_call_is_signed_made_again_by_the_same_name_and_ends_where_nobody_is() {
    let mut desk = Desk::new();
    let (url, calls) = receiver(vec!["503 Busy", "204 Fine", "410 Gone"]);
    let to = desk.subscribe(To::Webhook(url));
    keep(&mut desk.ledger, 5, "2031-10-08");
    let Channel::Webhook { secret, .. } = &to.channel else {
        panic!("{to:?}");
    };
    let mut teller = Teller::start(Options {
        retry: std::time::Duration::from_secs(1),
        ..desk.options(None)
    })
    .unwrap()
    .unwrap();
    // Each change is a call; where one does not get through, the others are not tried.
    let round = teller.once().unwrap();
    assert_eq!((round.changes, round.later, round.sent), (2, 1, 0));
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    let round = teller.once().unwrap();
    assert_eq!((round.sent, round.failed), (1, 1));
    let (first, again, last) = (
        calls.recv().unwrap(),
        calls.recv().unwrap(),
        calls.recv().unwrap(),
    );
    assert_eq!(first.header("webhook-id"), again.header("webhook-id"));
    assert_eq!(first.header("webhook-id"), first.header("idempotency-key"));
    assert_ne!(first.header("webhook-id"), last.header("webhook-id"));
    assert_eq!(first.body, again.body);
    for call in [&first, &again, &last] {
        let at = call.header("webhook-timestamp").parse().unwrap();
        let signature = call.header("webhook-signature");
        assert!(verify(
            secret,
            call.header("webhook-id"),
            at,
            call.body.as_bytes(),
            signature
        ));
    }
    let body: serde_json::Value = serde_json::from_str(&first.body).unwrap();
    assert_eq!(body["type"], "sayso.changes");
    let change = &body["data"]["changes"][0];
    assert_eq!(change["now"]["content"], "5 people were killed");
    assert_eq!(change["before"]["lower"], 3);
    assert_eq!(change["now"]["outlet"], "Ostrel Daily");
    let ended = desk.ledger.subscription(&to.name).unwrap();
    assert!(ended.ended.is_some() && ended.why.unwrap().contains("410"));
}

#[test]
fn calls_lead_to_public_addresses_alone() {
    let mut desk = Desk::new();
    let (url, calls) = receiver(vec!["204 Fine"]);
    desk.subscribe(To::Webhook(url));
    keep(&mut desk.ledger, 5, "2031-10-08");
    let mut teller = Teller::start(Options {
        allow_inner: false,
        ..desk.options(None)
    })
    .unwrap()
    .unwrap();
    assert_eq!(teller.once().unwrap().later, 1);
    assert!(calls.try_recv().is_err());
    let late = &desk.ledger.deliveries(None, Some(State::Pending)).unwrap()[0];
    assert!(
        late.said
            .as_ref()
            .unwrap()
            .contains("an address within a network"),
        "{late:?}"
    );
}

/// Nothing that would give Mara Tolvin away, in any form.
fn gives_nobody_away(bytes: &str) {
    let plain = unquoted(bytes).to_lowercase() + &bytes.to_lowercase();
    for name in ["tolvin", "mara", "engineer"] {
        assert!(!plain.contains(name), "{name} is in {plain}");
    }
}

#[test]
fn a_withheld_source_is_in_no_byte_of_a_mail_a_call_or_a_feed() {
    let mut desk = Desk::new();
    desk.subscribe(To::Mail("eva@example.org".into()));
    let (url, calls) = receiver(vec!["204 Fine"; 2]);
    desk.subscribe(To::Webhook(url));
    let feed = desk.subscribe(To::Feed);
    keep(&mut desk.ledger, 5, "2031-10-08");
    // What changed is found before she asks, and sent after.
    desk.ledger.look(sayso_tell::now()).unwrap();
    let claims = desk.ledger.find_claims(&Default::default()).unwrap();
    let names = |key| desk.ledger.claim(key).unwrap().claim.actor == Some("Mara Tolvin".into());
    let hers = claims.into_iter().find(|key| names(*key)).unwrap();
    let id = desk.ledger.claim(hers).unwrap().id;
    let (of, names) = (
        desk.ledger.place_of(&id).unwrap(),
        desk.ledger.names_of_source(&id).unwrap(),
    );
    let action = Action::Withhold {
        of,
        by: "the desk".into(),
        names,
    };
    desk.ledger.decide(&action, "ed", "she asked").unwrap();
    let (at, mails) = mail_server(vec![Ends::Takes; 2]);
    let round = desk.teller(Some(at)).once().unwrap();
    assert!(round.sent >= 3 && round.failed == 0, "{round:?}");
    let mail = mails.recv().unwrap();
    gives_nobody_away(&mail);
    assert!(unquoted(&mail).contains("source withheld by the desk"));
    let raw_names: Vec<String> = desk
        .ledger
        .changes_told(&feed, 9)
        .unwrap()
        .iter()
        .map(|c| c.change.now.claim.clone())
        .collect();
    assert_eq!(raw_names.len(), 2);
    let mut all = unquoted(&mail);
    for call in calls.try_iter() {
        gives_nobody_away(&call.body);
        all.push_str(&call.body);
    }
    let own = atom::of_subscription(&desk.ledger, &feed, "https://ledger.example").unwrap();
    gives_nobody_away(&own);
    all.push_str(&own);
    // Nor the hash of her words with her name, which would let anyone try names.
    assert!(raw_names.iter().all(|name| !all.contains(name)));
    assert!(all.contains("people were killed"));
}

#[test]
fn what_is_marked_higher_is_named_as_such_and_not_shown() {
    let mut desk = Desk::new();
    let feed = desk.subscribe(To::Feed);
    keep(&mut desk.ledger, 5, "2031-10-08");
    desk.ledger.look(sayso_tell::now()).unwrap();
    let report = desk.ledger.changes_told(&feed, 1).unwrap()[0]
        .change
        .now
        .report
        .clone();
    desk.ledger
        .decide(
            &Action::MarkReport {
                report,
                tlp: Tlp::Amber,
            },
            "ed",
            "",
        )
        .unwrap();
    let own = atom::of_subscription(&desk.ledger, &feed, "").unwrap();
    assert!(
        own.contains("A change is not shown: it is marked TLP:AMBER"),
        "{own}"
    );
    assert!(!own.contains("killed") && !own.contains("Quarry"), "{own}");
}
