//! `parse` writes CoNLL-U that holds the text and well-formed trees.

use crate::Folder;

const TEXT: &str =
    "Mayor Ina Holt didn't say why. \"It's over,\" she added.\n\nRain fell on Quarry.";

#[test]
fn a_text_comes_out_whole_and_in_trees() {
    let done = Folder::new().feed("parse", TEXT);
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""));
    let lines: Vec<&str> = done.out.lines().collect();
    let head = ["# newdoc", "# global.Entity = eid-etype-head", "# newpar"];
    assert_eq!(lines[..3], head);
    assert_eq!(lines.iter().filter(|l| **l == "# newpar").count(), 2);
    let row = |form: &str| {
        let found = lines.iter().map(|l| l.split('\t').collect::<Vec<_>>());
        found.into_iter().find(|c| c.get(1) == Some(&form)).unwrap()
    };
    assert_eq!(row("didn't")[0], "4-5");
    assert_eq!((row("did")[2], row("did")[3]), ("do", "AUX"));
    assert!(
        row("Holt")[9].ends_with("|Name=I-person"),
        "{:?}",
        row("Holt")
    );
    assert_eq!(row("over")[9], "SpaceAfter=No");
    // "She" is the mayor: one entity, marked where it begins.
    let entity = |form: &str| {
        let misc = row(form)[9].to_owned();
        misc.split_once("(e")
            .and_then(|(_, rest)| Some(rest.split_once('-')?.0.to_owned()))
    };
    assert!(
        entity("she").is_some() && entity("she") == entity("Mayor"),
        "{}",
        done.out
    );
    // The words and their spaces give the text back, and each sentence is one tree.
    let (mut text, mut until) = (String::new(), 0);
    for sentence in done.out.split("\n\n").filter(|s| !s.trim().is_empty()) {
        let mut heads = Vec::new();
        for cells in sentence.lines().map(|l| l.split('\t').collect::<Vec<_>>()) {
            if cells.len() != 10 {
                assert!(cells[0].starts_with('#'), "{cells:?}");
                continue;
            }
            let space = if cells[9].contains("SpaceAfter=No") {
                ""
            } else {
                " "
            };
            match cells[0].split_once('-') {
                Some((_, last)) => {
                    until = last.parse().unwrap();
                    text.push_str(cells[1]);
                    text.push_str(space);
                    continue;
                }
                None if cells[0].parse::<usize>().unwrap() > until => {
                    text.push_str(cells[1]);
                    text.push_str(space);
                }
                None => {}
            }
            heads.push(cells[6].parse::<usize>().unwrap());
        }
        until = 0;
        assert_eq!(heads.iter().filter(|h| **h == 0).count(), 1, "{sentence}");
        for mut at in 1..=heads.len() {
            for _ in 0..heads.len() {
                at = if at == 0 { 0 } else { heads[at - 1] };
            }
            assert_eq!(at, 0, "a circle: {sentence}");
        }
    }
    let words = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(words(&text), words(TEXT));
}

#[test]
fn what_is_no_text_is_named() {
    let done = Folder::new().feed("parse", b"fine \xff");
    assert_eq!(done.code, Some(1));
    assert_eq!(done.err, "sayso: standard input: not UTF-8 at byte 5\n");
    let empty = Folder::new().feed("parse", "");
    assert_eq!(
        (empty.code, empty.out.as_str()),
        (Some(0), "# newdoc\n# global.Entity = eid-etype-head\n")
    );
}
