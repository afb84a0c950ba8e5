//! `read` keeps what it can and says what it could not.

use crate::{Folder, line, report};

fn folder_of_reports() -> Folder {
    let folder = Folder::new();
    folder
        .write("in/a.txt", report(1))
        .write("in/b/b.txt", report(2));
    folder.write("in/c.jsonl", (3..6).map(line).collect::<String>());
    folder
}

#[test]
fn reading_twice_keeps_one() {
    let folder = folder_of_reports();
    let first = folder.sayso("read in");
    assert_eq!((first.code, first.out.as_str()), (Some(0), ""), "{first:?}");
    assert!(first.err.contains("5 new reports with "), "{first:?}");
    assert!(first.err.contains("\nNext: sayso claims\n"), "{first:?}");
    let status = folder.status();
    assert_eq!(
        (&status["reports"], &status["rejected"]),
        (&5.into(), &0.into())
    );
    assert!(status["claims"].as_u64().unwrap() >= 10, "{status}");
    let before = std::fs::read(folder.path("sayso.db")).unwrap();
    let second = folder.sayso("read in");
    assert_eq!(second.code, Some(0));
    assert!(
        second.err.contains("all 5 reports are known already"),
        "{second:?}"
    );
    assert_eq!(folder.status(), status);
    assert!(before == std::fs::read(folder.path("sayso.db")).unwrap());
}

#[test]
fn one_new_among_the_known() {
    let folder = folder_of_reports();
    folder.sayso("read in");
    folder
        .write("in/d.txt", report(9))
        .write("in/e.txt", report(9));
    let again = folder.sayso("read in");
    assert!(
        again.err.contains("1 new report with ") && again.err.contains("6 known already"),
        "{again:?}"
    );
}

#[test]
fn what_is_rejected_is_named() {
    let folder = folder_of_reports();
    folder
        .write("in/empty.txt", "")
        .write("in/noise.bin", [0u8, 1, 2, 255].repeat(200));
    folder.write("in/f.jsonl", format!("{}oops\n{}", line(11), line(12)));
    let done = folder.sayso("--ledger kept.db read in nowhere.txt gopher://example.org/x");
    assert_eq!(done.code, Some(3), "{done:?}");
    let said: Vec<&str> = done
        .err
        .lines()
        .filter(|l| l.starts_with("rejected: "))
        .collect();
    assert_eq!(said.len(), 5, "{said:?}");
    assert_eq!(said[0], "rejected: in/empty.txt: empty");
    assert!(said[1].starts_with("rejected: in/f.jsonl: line 2: not JSON"));
    assert!(said[2].starts_with("rejected: in/noise.bin: "));
    assert_eq!(said[3], "rejected: nowhere.txt: no such file or folder");
    assert!(said[4].starts_with("rejected: gopher://example.org/x: "));
    assert!(
        done.err.contains("7 new reports") && done.err.contains("5 rejected (1 "),
        "{done:?}"
    );
    assert!(done.err.contains("Next: sayso claims --ledger kept.db\n"));
    let status = folder.sayso("status --ledger kept.db --format csv");
    assert!(
        status.out.starts_with("reports,claims,rejected\n7,") && status.out.ends_with(",5\n"),
        "{status:?}"
    );
    assert!(!folder.path("sayso.db").exists());
}

#[test]
fn nothing_read_ends_with_1() {
    let folder = Folder::new();
    let done = folder.sayso("read nowhere.txt");
    assert_eq!(done.code, Some(1));
    assert!(
        done.err.contains("1 rejected (1 cannot be read)"),
        "{done:?}"
    );
    assert!(!done.err.contains("Next:"));
    let done = folder.write("hollow/.keep", "").sayso("read hollow");
    assert_eq!(done.code, Some(1));
    assert!(done.err.contains("no report found"), "{done:?}");
}

#[test]
fn standard_input_and_the_ledgers_own_folder() {
    let folder = Folder::new();
    let done = folder.feed("read -", (0..3).map(line).collect::<String>());
    assert!(
        done.code == Some(0) && done.err.contains("3 new reports"),
        "{done:?}"
    );
    let done = folder.write("x.txt", report(4)).sayso("read .");
    assert!(
        done.code == Some(0) && done.err.contains("1 new report with"),
        "{done:?}"
    );
}

#[test]
fn threads_keep_the_same() {
    let folder = Folder::new();
    folder.write("in.jsonl", (0..40).map(line).collect::<String>());
    folder.sayso("read in.jsonl --threads 1 --ledger one.db");
    folder.sayso("read in.jsonl --threads 3 --ledger two.db");
    let counts = |ledger: &str| folder.sayso(&format!("status --ledger {ledger}")).out;
    assert!(counts("one.db").contains("40"));
    assert_eq!(counts("one.db"), counts("two.db"));
}
