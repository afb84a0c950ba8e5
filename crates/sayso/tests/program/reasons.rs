//! `why` for relations, lines, actors and dispatches.

use crate::exports::READ;
use serde_json::Value;
use std::collections::BTreeMap;

fn json(line: &str) -> Vec<Value> {
    let done = READ.sayso(&format!("{line} --format json"));
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{line}");
    serde_json::from_str(&done.out).unwrap()
}

/// Each side of each step names a place in a report, and the words that stand there.
fn stands_there(steps: &[Value]) {
    let texts: BTreeMap<String, Vec<char>> = READ
        .sayso("export")
        .out
        .lines()
        .map(|l| serde_json::from_str::<Value>(l).unwrap())
        .map(|r| {
            let text = r["text"].as_str().unwrap().chars().collect();
            (r["id"].as_str().unwrap().to_owned(), text)
        })
        .collect();
    for step in steps {
        for side in [&step["a"], &step["b"]] {
            let text = &texts[side["report"].as_str().unwrap()];
            let words: Vec<String> = side["spans"]
                .as_array()
                .unwrap()
                .iter()
                .map(|s| {
                    let at = |n: usize| s[n].as_u64().unwrap() as usize;
                    text[at(0)..at(1)].iter().collect()
                })
                .collect();
            if !words.is_empty() {
                assert_eq!(words.join(" … "), side["words"].as_str().unwrap());
            }
        }
    }
}

#[test]
fn relations_and_lines_show_their_words() {
    let question = &json("questions --measure killed")[0];
    let id = question["id"].as_str().unwrap();
    let all = json(&format!("why {id}"));
    let relations = question["relations"].as_array().unwrap();
    assert_eq!(
        all.iter().filter(|s| s["kind"] == "relation").count(),
        relations.len()
    );
    assert!(all.iter().any(|s| s["kind"] == "line"));
    stands_there(&all);
    let conflict = relations.iter().find(|r| r[2] == "conflict").unwrap();
    let (i, j) = (
        conflict[0].as_u64().unwrap() + 1,
        conflict[1].as_u64().unwrap() + 1,
    );
    let steps = json(&format!("why {id} {i} {j}"));
    assert_eq!(steps[0]["how"], "conflict");
    assert_eq!(steps[0]["a"]["name"], i.to_string());
    assert!(steps.len() > 1, "and what joins or parts their lines");
    let answers = question["answers"].as_array().unwrap();
    let claim = |n: u64| answers[n as usize - 1]["claim"].as_str().unwrap();
    if claim(i) != claim(j) {
        let by_claims = json(&format!("why {} {}", claim(i), claim(j)));
        assert_eq!(by_claims[0]["kind"], "relation");
    }
    let text = READ.sayso(&format!("why {id} {i} {j}")).out;
    assert!(text.contains(&format!("{i} and {j}: conflict")), "{text}");
    assert!(text.contains("⟦C"), "the passages are marked: {text}");
    // Two answers of one line: every step of the path is a tie.
    let line = |n: usize| answers[n]["line"].as_u64().unwrap();
    let pair = (0..answers.len())
        .flat_map(|i| (i + 1..answers.len()).map(move |j| (i, j)))
        .find(|(i, j)| line(*i) == line(*j))
        .unwrap();
    let path = json(&format!("why {id} {} {}", pair.0 + 1, pair.1 + 1));
    assert!(
        path[1..]
            .iter()
            .all(|s| s["kind"] == "line" && s["how"] == "one line"),
        "{path:?}"
    );
    assert!(
        json(&format!("why {id} 1"))
            .iter()
            .all(|s| s["kind"] == "line" || s["a"]["name"] == "1" || s["b"]["name"] == "1")
    );
    for bad in [
        format!("why {id} 0"),
        format!("why {id} 1 9999"),
        "why zebra".into(),
        format!("why {id} 1 x"),
    ] {
        let done = READ.sayso(&bad);
        assert!(
            done.code == Some(1) && done.err.starts_with("sayso: "),
            "{bad}: {done:?}"
        );
    }
}

#[test]
fn dispatches_and_actors_show_their_words() {
    let dispatch = &json("dispatches")[0];
    let (a, b) = (dispatch[0].as_str().unwrap(), dispatch[2].as_str().unwrap());
    let steps = json(&format!("why {a} {b}"));
    assert!(!steps.is_empty() && steps.iter().all(|s| s["kind"] == "copy"));
    stands_there(&steps);
    assert!(
        READ.sayso(&format!("why {a} {b}"))
            .out
            .contains("% of it stands in the older")
    );
    assert!(!json(&format!("why {}", dispatch[1].as_str().unwrap())).is_empty());
    let actors = json("actors");
    let joined = actors
        .iter()
        .find(|a| !a["joined"].as_array().unwrap().is_empty())
        .unwrap();
    let steps = json(&format!("why {}", joined["id"].as_str().unwrap()));
    assert_eq!(steps.len(), joined["joined"].as_array().unwrap().len());
    assert!(
        steps
            .iter()
            .all(|s| s["how"] == "one actor" && !s["why"].as_str().unwrap().is_empty())
    );
    stands_there(&steps);
}
