//! What it says of itself.

use crate::Folder;

#[test]
fn help_is_a_short_manual() {
    let folder = Folder::new();
    let help = folder.sayso("--help");
    assert_eq!(help.code, Some(0));
    for word in [
        "A ledger of who said what",
        "Examples:",
        "sayso read reports/",
        "Exit status",
        "NO_COLOR",
        "--ledger",
    ] {
        assert!(help.out.contains(word), "{word} is not in {}", help.out);
    }
    assert!(help.out.lines().all(|l| l.chars().count() <= 120));
    let read = folder.sayso("read --help").out;
    assert!(
        read.contains("--max-depth") && read.contains("[default: 20MB]"),
        "{read}"
    );
}

#[test]
fn wrong_usage_ends_with_2() {
    let folder = Folder::new();
    for line in [
        "",
        "raed x",
        "read",
        "read x --max-bytes plenty",
        "status --format xml",
    ] {
        assert_eq!(folder.sayso(line).code, Some(2), "{line}");
    }
}

#[test]
fn completions_and_man_pages() {
    let folder = Folder::new();
    assert!(folder.sayso("completions bash").out.contains("complete -F"));
    assert!(folder.sayso("completions fish").out.contains("extract"));
    assert!(folder.sayso("man").out.contains(".TH sayso 1"));
    assert_eq!(folder.sayso("man --into pages").code, Some(0));
    assert!(folder.path("pages/sayso-read.1").exists());
}
