//! `extract` keeps its contract.

use crate::{Folder, line};
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

/// The keys of an object in the order in which they are written.
fn keys(json: &str) -> Vec<String> {
    let (mut keys, mut depth, mut rest) = (Vec::new(), 0, json.char_indices().peekable());
    while let Some((at, c)) = rest.next() {
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            '"' => {
                let mut escaped = false;
                let end = rest.find(|(_, c)| {
                    let end = *c == '"' && !escaped;
                    escaped = *c == '\\' && !escaped;
                    end
                });
                let end = end.unwrap().0;
                if depth == 1 && json[end + 1..].starts_with(':') {
                    keys.push(json[at + 1..end].to_owned());
                }
            }
            _ => {}
        }
    }
    keys
}

/// The words of spans in code points.
fn words(text: &str, spans: &Value) -> String {
    let spans = spans.as_array().unwrap().iter();
    let one = |span: &Value| {
        let (from, to) = (
            span[0].as_u64().unwrap() as usize,
            span[1].as_u64().unwrap() as usize,
        );
        text.chars().skip(from).take(to - from).collect::<String>()
    };
    spans.map(one).collect::<Vec<_>>().join(" … ")
}

#[test]
fn a_line_has_the_fields_in_their_order() {
    let done = Folder::new().feed("extract", line(7));
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""));
    assert_eq!(
        keys(&done.out),
        [
            "id",
            "text",
            "title",
            "outlet",
            "published",
            "boilerplate",
            "sentences",
            "claims",
            "own_voice_figures",
            "own_voice_times"
        ]
    );
    let report: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(
        (&report["id"], &report["outlet"], &report["title"]),
        (&"r7".into(), &"Ostrel Daily".into(), &Value::Null)
    );
    let text = report["text"].as_str().unwrap();
    let second = Value::Array(vec![report["sentences"][1].clone()]);
    assert!(words(text, &second).starts_with("“Nobody is missing,”"));
    let claims = report["claims"].as_array().unwrap();
    let quoted = claims
        .iter()
        .find(|c| words(text, &c["cue"]) == "added")
        .expect("a claim with this cue");
    assert_eq!(words(text, &quoted["source"]), "she");
    assert!(words(text, &quoted["content"]).contains("Nobody is missing"));
    let from = done.out.find("\"claims\":[").unwrap() + "\"claims\":[".len();
    let first = serde_json::Deserializer::from_str(&done.out[from..]).into_iter::<Value>();
    let mut first = first;
    first.next().unwrap().unwrap();
    assert_eq!(
        keys(&done.out[from..from + first.byte_offset()]),
        [
            "id",
            "kind",
            "source",
            "cue",
            "content",
            "quote",
            "actor",
            "actor_kind",
            "affiliation",
            "via",
            "origin",
            "parent",
            "stance",
            "hedges",
            "said",
            "evidence",
            "figures",
            "times",
            "confidence"
        ]
    );
}

#[test]
fn a_bad_line_keeps_its_place_and_id() {
    let input = format!(
        "{}\n{{\"id\": \"x9\", \"title\": \"no text\"}}\nnot json\n{}",
        line(1),
        line(2)
    );
    let done = Folder::new().feed("extract --threads 2", input);
    assert_eq!(done.code, Some(3));
    let lines: Vec<Value> = done
        .out
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let ids: Vec<_> = lines.iter().map(|l| l["id"].as_str()).collect();
    assert_eq!(ids, [Some("r1"), Some("x9"), None, Some("r2")]);
    // The blank line counts as a line of the input.
    assert!(
        lines[1]["error"]
            .as_str()
            .unwrap()
            .starts_with("-: line 3: "),
        "{}",
        lines[1]
    );
    assert!(
        lines[2]["error"]
            .as_str()
            .unwrap()
            .contains("line 4: not JSON")
    );
    assert!(lines[3].get("error").is_none());
}

#[test]
fn threads_change_no_byte() {
    let input: String = (0..60)
        .map(|n| {
            if n % 13 == 5 {
                "broken\n".to_owned()
            } else {
                line(n)
            }
        })
        .collect();
    let folder = Folder::new();
    let (one, two) = (
        folder.feed("extract --threads 1", &input),
        folder.feed("extract --threads 3", &input),
    );
    assert_eq!(one.out.lines().count(), 60);
    assert!(one.out == two.out && one.code == two.code);
}

#[test]
fn limits_are_kept() {
    let input = format!(
        "{{\"id\": \"big\", \"text\": \"{}\"}}\n{}",
        "said ".repeat(500),
        line(1)
    );
    let done = Folder::new().feed("extract --max-line 2kB", &input);
    assert_eq!(done.code, Some(3));
    assert!(
        done.out
            .lines()
            .next()
            .unwrap()
            .contains("over the limit of 2000"),
        "{}",
        done.out
    );
    let done = Folder::new().feed("extract --max-text 2kB", &input);
    let first: Value = serde_json::from_str(done.out.lines().next().unwrap()).unwrap();
    assert_eq!(first["id"], "big");
    assert!(first["error"].is_string());
    let done = Folder::new().feed("extract --max-time 0", line(1));
    assert!(
        done.out
            .starts_with(r#"{"id":"r1","error":"-: line 1: its reading took longer"#)
    );
}

#[test]
fn nobody_reading_ends_it_quietly() {
    let folder = Folder::new();
    let mut child = folder
        .command("extract")
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(line(1).as_bytes()).unwrap();
    let mut first = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    // The first result comes though the input is still open.
    out.read_line(&mut first).unwrap();
    assert!(first.contains("\"r1\""));
    drop(out);
    for n in 0..50 {
        if pipe.write_all(line(n).as_bytes()).is_err() {
            break;
        }
    }
    // It ends though the input stays open.
    let output = child.wait_with_output().unwrap();
    drop(pipe);
    assert_eq!(
        (output.status.code(), output.stderr.as_slice()),
        (Some(0), &b""[..])
    );
}
