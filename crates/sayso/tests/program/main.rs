//! The real program on real files, each test in a folder of its own.

mod back;
mod examples;
mod exports;
mod extract;
mod faults;
mod follow;
mod harm;
mod keep;
mod parse;
mod processors;
mod questions;
mod read;
mod reasons;
mod serve;
mod trust;
mod words;

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A folder to run the program in.
struct Folder(TempDir);

/// How a run ended.
#[derive(Debug)]
struct Done {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Folder {
    fn new() -> Self {
        Folder(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
        self
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sayso"));
        command
            .args(line.split_whitespace())
            .current_dir(self.0.path())
            .env_remove("NO_COLOR");
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs a command line, blanks between its words.
    fn sayso(&self, line: &str) -> Done {
        done(self.command(line).output().unwrap())
    }

    /// The same with bytes on standard input.
    fn feed(&self, line: &str, input: impl AsRef<[u8]>) -> Done {
        let mut child = self.command(line).stdin(Stdio::piped()).spawn().unwrap();
        let input = input.as_ref().to_vec();
        let mut pipe = child.stdin.take().unwrap();
        let writer = std::thread::spawn(move || pipe.write_all(&input).is_ok());
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        done(output)
    }

    /// `status` as its JSON.
    fn status(&self) -> serde_json::Value {
        let status = self.sayso("status --format json");
        assert_eq!(status.code, Some(0), "{status:?}");
        serde_json::from_str(&status.out).unwrap()
    }
}

fn done(output: Output) -> Done {
    let words = |bytes| String::from_utf8(bytes).unwrap();
    Done {
        code: output.status.code(),
        out: words(output.stdout),
        err: words(output.stderr),
    }
}

/// A report of two paragraphs, its own for each number.
fn report(n: usize) -> String {
    format!(
        "The bridge over the Ost fell on Monday, the mayor of Quarry {n} said. “Nobody is missing,” she added.\n\n\
         According to the river police, {n} boats were moored there. A spokesman denied that they had been warned.\n"
    )
}

/// As a JSON line.
fn line(n: usize) -> String {
    let text = report(n);
    let line = serde_json::json!({"id": format!("r{n}"), "text": text, "outlet": "Ostrel Daily", "published": "2031-10-07"});
    format!("{line}\n")
}
