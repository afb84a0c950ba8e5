//! Looking back, and looking at what was decided, with every command that asks.

use crate::Folder;
use crate::exports::READ;
use crate::questions::examples;
use serde_json::Value;

fn json(folder: &Folder, line: &str) -> Vec<Value> {
    let done = folder.sayso(&format!("{line} --format json"));
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{line}");
    serde_json::from_str(&done.out).unwrap()
}

/// The day in the middle of all days of publication.
fn middle() -> String {
    let mut days: Vec<String> = json(&READ, "export")
        .iter()
        .filter_map(|r| Some(r["published"].as_str()?.get(..10)?.to_owned()))
        .collect();
    days.sort();
    days[days.len() / 2].clone()
}

#[test]
fn every_command_knows_what_was_known() {
    let day = middle();
    let published = |v: &Value| v["published"].as_str().map(|p| p[..10].to_owned());
    let then = json(&READ, &format!("claims --as-of {day}"));
    let all = json(&READ, "claims");
    assert!(!then.is_empty() && then.len() < all.len());
    assert!(then.iter().all(|c| published(c).is_some_and(|p| p <= day)));
    let kept = all
        .iter()
        .filter(|c| published(c).is_some_and(|p| p < day))
        .count();
    assert!(then.len() >= kept);
    let late = all
        .iter()
        .find(|c| published(c).is_some_and(|p| p > day))
        .unwrap();
    let report = late["report"].as_str().unwrap();
    for line in ["show", "report", "dispatches"] {
        assert_eq!(
            READ.sayso(&format!("{line} {report} --as-of {day}")).code,
            Some(1),
            "{line}"
        );
        assert_eq!(
            READ.sayso(&format!("{line} {report}")).code,
            Some(0),
            "{line}"
        );
    }
    let claim = late["id"].as_str().unwrap();
    assert_eq!(READ.sayso(&format!("why {claim}")).code, Some(0));
    let hits = json(&READ, &format!("search said --limit 0 --as-of {day}"));
    assert!(!hits.is_empty() && hits.iter().all(|h| published(h).is_some_and(|p| p <= day)));
    let claims = |actors: &[Value]| -> usize {
        actors
            .iter()
            .map(|a| a["claims"].as_array().unwrap().len())
            .sum()
    };
    let (now, back) = (
        json(&READ, "actors"),
        json(&READ, &format!("actors --as-of {day}")),
    );
    assert!(claims(&back) > 0 && claims(&back) < claims(&now));
    let questions = json(&READ, &format!("questions --as-of {day}"));
    assert!(!questions.is_empty());
    let names: Vec<&str> = then.iter().map(|c| c["id"].as_str().unwrap()).collect();
    for question in &questions {
        for answer in question["answers"].as_array().unwrap() {
            assert!(names.contains(&answer["claim"].as_str().unwrap()));
        }
    }
    let rows = |line: &str| READ.sayso(line).out.lines().count();
    let (back, now) = (
        rows(&format!("export --profile plain --as-of {day}")),
        rows("export --profile plain"),
    );
    assert!(back > 1 && back < now);
    let header = READ
        .sayso(&format!("export --profile plain --as-of {day}"))
        .out;
    assert!(
        header
            .lines()
            .next()
            .unwrap()
            .contains(&format!("as known on {day}"))
    );
}

#[test]
fn a_month_means_its_last_day_and_first_reading_counts_apart() {
    let day = middle();
    let (month, year) = (&day[..7], &day[..4]);
    let by_month = json(&READ, &format!("claims --as-of {month}"));
    let by_day = json(&READ, &format!("claims --as-of {month}-31"));
    assert_eq!(by_month, by_day);
    assert_eq!(
        json(&READ, &format!("questions --as-of {year}")),
        json(&READ, &format!("questions --as-of {year}-12-31"))
    );
    // Before this ledger read anything there was nothing; from then on, everything, dated in the future or not.
    for line in [
        "claims",
        "actors",
        "questions",
        "dispatches",
        "search said",
        "export",
    ] {
        assert!(
            json(&READ, &format!("{line} --known-on 2000-01-01")).is_empty(),
            "{line}"
        );
    }
    for line in ["claims", "actors", "questions", "dispatches"] {
        let (then, now) = (
            json(&READ, &format!("{line} --known-on 9999")),
            json(&READ, line),
        );
        assert_eq!(then.len(), now.len(), "{line}");
    }
    assert_eq!(READ.sayso("claims --as-of Monday").code, Some(2));
}

#[test]
fn decisions_show_with_who_and_why() {
    let folder = examples();
    let claims = json(&folder, "claims --stance states");
    let (rejected, amended) = (&claims[0], &claims[1]);
    let id = |c: &Value| c["id"].as_str().unwrap().to_owned();
    let (reject, amend) = (id(rejected), id(amended));
    for line in [
        format!("decide reject {reject} --author Ann --reason misread"),
        format!("decide amend {amend} stance denies --author Bo --reason misheard"),
    ] {
        assert_eq!(folder.sayso(&line).code, Some(0), "{line}");
    }
    let has = |line: &str, claim: &str| json(&folder, line).iter().any(|c| c["id"] == claim);
    assert!(!has("claims", &reject) && has("claims --machine", &reject));
    assert!(has("claims --stance denies", &amend) && !has("claims --stance states", &amend));
    assert!(has("claims --stance states --machine", &amend));
    assert!(
        folder
            .sayso("claims --limit 0")
            .out
            .contains("left out, rejected by decision")
    );
    let all = json(&folder, "claims --stance denies");
    let shown = all.iter().find(|c| c["id"] == amend.as_str()).unwrap();
    assert_eq!(shown["decisions"][0]["author"], "Bo");
    assert_eq!(shown["decisions"][0]["from"], "states");
    let order: Vec<String> = all.iter().map(|c| c["published"].to_string()).collect();
    let mut sorted = order.clone();
    sorted.sort_by(|a, b| b.cmp(a));
    assert_eq!(order.len(), sorted.len());

    let report = rejected["report"].as_str().unwrap();
    let text = folder.sayso(&format!("show {report}")).out;
    assert!(
        text.contains("rejected: no claim — Ann on ") && text.contains("misread"),
        "{text}"
    );
    assert!(
        !folder
            .sayso(&format!("show {report} --machine"))
            .out
            .contains("— Ann on ")
    );
    let whole = &json(&folder, &format!("show {report}"))[0];
    assert_eq!(whole["rejected"][0]["id"], reject.as_str());
    assert!(
        whole["claims"]
            .as_array()
            .unwrap()
            .iter()
            .all(|c| c["id"] != reject.as_str())
    );
    let known = &json(&folder, &format!("report {report}"))[0];
    assert_eq!(known["rejected"], 1);
    assert!(
        folder
            .sayso(&format!("report {report}"))
            .out
            .contains("1 rejected by decision")
    );
    assert_eq!(
        json(&folder, &format!("report {report} --machine"))[0]["rejected"],
        0
    );

    let why = folder.sayso(&format!("why {amend}")).out;
    assert!(
        why.contains("stance is “denies”, was read as “states” — Bo on "),
        "{why}"
    );
    assert!(why.contains("by decision 2 by Bo"), "{why}");
    assert!(
        !folder
            .sayso(&format!("why {amend} --machine"))
            .out
            .contains("Bo")
    );
    assert!(
        folder
            .sayso(&format!("why {reject}"))
            .out
            .contains("rejected: no claim")
    );
    // What was decided later was not known before.
    assert!(json(&folder, "claims --known-on 2000").is_empty());

    // Two names become one actor, for the list, the filter and the export.
    let actors = json(&folder, "actors --kind person");
    let name = |n: usize| actors[n]["name"].as_str().unwrap().to_owned();
    let (a, b) = (name(0), name(1));
    let mut merge = folder.command("decide merge-actors");
    merge
        .args([&b, &a])
        .args(["--author", "Ann", "--reason", "one man"]);
    assert!(merge.output().unwrap().status.success());
    let merged = json(&folder, "actors --kind person");
    let one = merged.iter().find(|x| x["name"] == a.as_str()).unwrap();
    assert!(
        one["joined"]
            .to_string()
            .contains("decision 3 by Ann: one man"),
        "{one}"
    );
    assert!(merged.iter().all(|x| x["name"] != b.as_str()));
    let count = |v: &Value| v["claims"].as_array().unwrap().len();
    assert!(count(one) > count(actors.iter().find(|x| x["name"] == a.as_str()).unwrap()));
    let raw = json(&folder, "actors --kind person --machine");
    assert_eq!(raw.len(), actors.len());
    let mut by_name = folder.command("claims --format json --actor");
    by_name.arg(&a);
    let found: Vec<Value> = serde_json::from_slice(&by_name.output().unwrap().stdout).unwrap();
    assert!(found.len() >= count(one), "{} {}", found.len(), count(one));
    assert!(found.iter().all(|c| c["actor"] != b.as_str()));
    let mut why = folder.command("why");
    why.args([&b, &a]);
    let why = String::from_utf8(why.output().unwrap().stdout).unwrap();
    assert!(why.contains("decision 3 by Ann: one man"), "{why}");
}
