//! Every level of instructions reads the same claims in the project's own examples.

use crate::Folder;
use std::path::Path;
use std::process::Stdio;

/// The examples as lines of `extract`.
fn lines() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut texts = Vec::new();
    let mut open = vec![folder];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "txt") {
                texts.push((path.clone(), std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    texts.sort();
    assert!(texts.len() > 2);
    let line = |(path, text): (std::path::PathBuf, String)| {
        let id = path.file_name().map(|n| n.to_string_lossy().into_owned());
        serde_json::json!({"id": id, "text": text, "published": "2026-04-15"}).to_string() + "\n"
    };
    texts.into_iter().map(line).collect()
}

fn extract(level: Option<&str>, input: &str) -> String {
    let folder = Folder::new();
    folder.write("in", input);
    let mut command = folder.command("extract --threads 1");
    command.env_remove("SAYSO_PROCESSOR");
    if let Some(level) = level {
        command.env("SAYSO_PROCESSOR", level);
    }
    let input = std::fs::File::open(folder.path("in")).unwrap();
    let output = command.stdin(Stdio::from(input)).output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_level_reads_the_same_claims() {
    let lines = lines();
    let all: String = lines.concat();
    let best = extract(None, &all);
    assert!(best.matches("\"cue\"").count() > 50);
    for level in ["vnni", "avx2"] {
        assert!(extract(Some(level), &all) == best, "{level}");
    }
    let one = &lines[0];
    assert!(extract(Some("plain"), one) == extract(None, one), "plain");
}
