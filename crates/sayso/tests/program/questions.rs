//! Dispatches, questions and decisions over the examples, by the real program.

use crate::Folder;
use serde_json::Value;
use std::path::Path;

pub fn examples() -> Folder {
    let folder = Folder::new();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    std::fs::create_dir(folder.path("in")).unwrap();
    for entry in std::fs::read_dir(examples).unwrap() {
        let from = entry.unwrap().path();
        copy(&from, &folder.path("in").join(from.file_name().unwrap()));
    }
    let done = folder.sayso("read in");
    assert_eq!(done.code, Some(0), "{done:?}");
    folder
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        std::fs::create_dir(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let from = entry.unwrap().path();
            copy(&from, &to.join(from.file_name().unwrap()));
        }
    } else {
        std::fs::copy(from, to).unwrap();
    }
}

fn json(folder: &Folder, line: &str) -> Value {
    let done = folder.sayso(&format!("{line} --format json"));
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{line}");
    serde_json::from_str(&done.out).unwrap()
}

#[test]
fn answers_stand_side_by_side_and_decisions_hold() {
    let folder = examples();
    let dispatches = json(&folder, "dispatches");
    let sizes: Vec<usize> = dispatches
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d.as_array().unwrap().len())
        .collect();
    assert_eq!(sizes, [3, 3, 3]);
    assert!(
        folder
            .sayso("dispatches")
            .out
            .contains("3 reports, one copy")
    );

    let questions = json(&folder, "questions --measure killed");
    let first = &questions[0];
    let answers = first["answers"].as_array().unwrap();
    assert!(answers.len() > 5 && first["lines"].as_u64().unwrap() < answers.len() as u64);
    let relations = first["relations"].as_array().unwrap();
    assert_eq!(relations.len(), first["reasons"].as_array().unwrap().len());
    for relation in relations {
        let (i, j) = (
            relation[0].as_u64().unwrap() as usize,
            relation[1].as_u64().unwrap() as usize,
        );
        assert!(i < j && j < answers.len());
        assert!(["agree", "conflict", "revise", "unlike"].contains(&relation[2].as_str().unwrap()));
    }
    let id = first["id"].as_str().unwrap();
    let table = folder.sayso(&format!("question {id} --why"));
    assert!(
        table.out.contains("In conflict") && table.out.contains("One line, and why"),
        "{}",
        table.out
    );
    let day = answers[0]["as_of"].as_str().unwrap();
    let then = json(&folder, &format!("question {id} --as-of {day}"));
    assert!(then[0]["answers"].as_array().unwrap().len() < answers.len());
    assert_eq!(folder.sayso("question nonsense").code, Some(1));

    let claim = answers[0]["claim"].as_str().unwrap();
    let done = folder.sayso(&format!(
        "decide reject {claim} --author Ann --reason misread"
    ));
    assert_eq!(done.code, Some(0), "{done:?}");
    let has = |questions: &Value| questions.to_string().contains(claim);
    assert!(!has(&json(&folder, "questions")));
    assert!(has(&json(&folder, "questions --machine")));
    // Copies of one claim in other reports have names of their own and stay.
    let log = json(&folder, "decisions");
    assert_eq!(
        (log[0]["author"].as_str(), log[0]["reason"].as_str()),
        (Some("Ann"), Some("misread"))
    );
    assert_eq!(folder.sayso("undo 1").code, Some(0));
    assert_eq!(json(&folder, "questions --measure killed"), questions);
    assert_eq!(json(&folder, "decisions")[0]["undone"].as_u64(), Some(2));
    assert!(folder.sayso("decisions").out.contains("misread"));
    for bad in [
        "decide amend 00 actor X",
        &format!("decide amend {claim} colour red"),
        "undo 7",
        "decide merge-actors A A",
    ] {
        let done = folder.sayso(bad);
        assert!(
            done.code == Some(1) && done.err.starts_with("sayso: "),
            "{bad}: {done:?}"
        );
    }
}
