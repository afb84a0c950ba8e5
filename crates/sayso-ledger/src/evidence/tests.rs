use super::*;
use crate::Arrival;
use sayso_claims::{Claim, Evidence};
use sayso_language::Span;
use std::fs;
use std::time::Duration;

fn hop(url: &str, body: &[u8], kind: &str, to: Option<&str>) -> Hop {
    Hop {
        url: url.into(),
        at: UNIX_EPOCH + Duration::from_secs(1_953_590_399),
        ip: Some([192, 0, 2, 7].into()),
        request: "GET /x HTTP/1.1\r\nhost: ostrel.example\r\n\r\n".into(),
        response: format!("HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\n\r\n"),
        status: if to.is_some() { 302 } else { 200 },
        to: to.map(str::to_owned),
        body: body.to_vec(),
        is_cut: false,
    }
}

fn fetched(url: &str, body: &[u8]) -> Fetched {
    Fetched {
        redirects: vec![hop(
            "https://ostrel.example/short",
            b"moved",
            "text/plain",
            Some(url),
        )],
        last: hop(url, body, "video/mp4", None),
    }
}

const VIDEO: &[u8] = b"\0\0\0\x18ftypmp42 not much of a video \r\n\r\nWARC/1.1 at all";

/// A ledger with a claim that points to each address.
fn ledger(folder: &std::path::Path, urls: &[&str]) -> Ledger {
    let mut ledger = Ledger::create(folder.join("l.db")).unwrap();
    let run = ledger.begin_run("v1").unwrap();
    for (n, url) in urls.iter().enumerate() {
        let text = format!("The dam held, the mayor of Quarry {n} said in a video.");
        let claim = Claim {
            id: "c1".into(),
            source: vec![Span::new(14, 23)],
            cue: vec![Span::new(36, 40)],
            content: vec![Span::new(0, 12)],
            stance: "states".into(),
            evidence: vec![Evidence {
                kind: "video".into(),
                span: Span::new(44, 51),
                url: Some(format!("{url}#t=10")),
                status: None,
            }],
            ..Claim::default()
        };
        let arrival = Arrival {
            raw: text.as_bytes(),
            text: &text,
            kind: "text",
            version: "v1",
            claims: vec![claim],
            ..Arrival::default()
        };
        ledger.keep(run, &[arrival], &[]).unwrap();
    }
    ledger
}

const A: &str = "https://ostrel.example/a.mp4";
const B: &str = "https://other.example/b.mp4";

#[test]
fn the_same_bytes_from_two_addresses_are_one() {
    let place = tempfile::tempdir().unwrap();
    let mut ledger = ledger(place.path(), &[A, B]);
    let first = ledger
        .preserve(A, Some("video"), &fetched(A, VIDEO))
        .unwrap();
    let second = ledger
        .preserve(B, Some("video"), &fetched(B, VIDEO))
        .unwrap();
    assert_eq!((first.again, second.again), (false, true));
    assert_eq!((first.row.is_whole, second.row.is_whole), (true, false));
    assert_eq!(first.row.hash, Some(Hash::of(VIDEO)));
    assert_eq!(first.row.at, "2031-11-27T23:59:59Z");
    assert_eq!(first.row.hops[0].to.as_deref(), Some(A));
    assert!(first.row.remarks.is_empty(), "{:?}", first.row.remarks);
    let all = ledger.kept_evidence(0, 10).unwrap();
    assert_eq!(all.len(), 1);
    let urls: Vec<&str> = all[0].claims.iter().map(|p| p.url.as_str()).collect();
    assert_eq!(urls, [A, B]);
    assert_eq!(ledger.preserved(&Hash::of(VIDEO)).unwrap(), VIDEO);
    let warc = ledger.preserved_warc(&Hash::of(VIDEO)).unwrap();
    let words = String::from_utf8_lossy(&warc);
    assert_eq!(words.matches("WARC-Type: response").count(), 3);
    assert_eq!(words.matches("WARC-Type: revisit").count(), 1);
    assert_eq!(words.matches("WARC-Type: request").count(), 4);
    assert!(words.contains("WARC-IP-Address: 192.0.2.7\r\n"));
    assert!(words.contains(&format!("WARC-Payload-Digest: sha256:{}", Hash::of(VIDEO))));
    assert_eq!(ledger.promised_at(A).unwrap().as_deref(), Some("video"));
    assert_eq!(
        ledger
            .find_evidence(&Hash::of(VIDEO).to_string()[..9])
            .unwrap()
            .fetches
            .len(),
        2
    );
}

#[test]
fn the_intake_reads_the_records() {
    let place = tempfile::tempdir().unwrap();
    let mut ledger = ledger(place.path(), &[A]);
    let page = b"<!doctype html><title>Dam</title><p>The dam at Quarry held through the night, the mayor of the town said on Monday.</p>";
    let mut found = fetched(A, page);
    found.last.response = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n".into();
    let kept = ledger.preserve(A, Some("video"), &found).unwrap();
    assert_eq!(kept.row.remarks, ["a page where a video was promised"]);
    let input = sayso_intake::Input::Bytes {
        name: "kept.warc".into(),
        bytes: ledger.preserved_warc(&Hash::of(page)).unwrap(),
    };
    let texts: Vec<String> = sayso_intake::open([input], &sayso_intake::Limits::default())
        .filter_map(|r| r.ok().map(|r| r.text))
        .collect();
    assert!(
        texts
            .iter()
            .any(|t| t.starts_with("The dam at Quarry held")),
        "{texts:?}"
    );
}

#[test]
fn doctor_names_what_is_gone_cut_or_changed() {
    let place = tempfile::tempdir().unwrap();
    let mut ledger = ledger(place.path(), &[A]);
    let row = ledger.preserve(A, None, &fetched(A, VIDEO)).unwrap().row;
    let claim = ledger.pointers(A).unwrap()[0].claim.clone();
    let file = folder(&place.path().join("l.db")).join(row.file.unwrap());
    let whole = fs::read(&file).unwrap();
    let check = |words: &str| {
        let mut found = Vec::new();
        let checked = ledger.check_evidence(&mut |f| found.push(f));
        assert_eq!(
            (checked.files, checked.damaged),
            (1, u64::from(!words.is_empty())),
            "{found:?}"
        );
        if !words.is_empty() {
            assert!(
                found[0].words.contains(words) && found[0].words.contains(&claim),
                "{found:?}"
            );
            assert!(found[0].place.contains(&Hash::of(VIDEO).to_string()));
            assert!(ledger.preserved(&Hash::of(VIDEO)).is_err() || words == "was changed");
        }
    };
    check("");
    fs::write(&file, &whole[..whole.len() - 3]).unwrap();
    check("cut short");
    for at in [0, 9, whole.len() / 2, whole.len() - 1] {
        let mut other = whole.clone();
        other[at] ^= 1;
        fs::write(&file, other).unwrap();
        check("was changed");
    }
    fs::remove_file(&file).unwrap();
    check("is missing");
    fs::write(&file, &whole).unwrap();
    check("");
    // Kept again after it was damaged, the bytes are whole in another file.
    fs::write(&file, b"x").unwrap();
    let mut other = Ledger::create(place.path().join("l.db")).unwrap();
    let mut later = fetched(A, VIDEO);
    later.last.at += Duration::from_secs(60);
    let again = other.preserve(A, None, &later).unwrap();
    assert!(!again.again && again.row.is_whole);
    assert_eq!(other.preserved(&Hash::of(VIDEO)).unwrap(), VIDEO);
    fs::write(file.with_file_name(".1-1.partial"), b"x").unwrap();
    let mut found = Vec::new();
    other.check_evidence(&mut |f| found.push(f));
    assert!(
        found[0].words.contains("kept whole in another file"),
        "{found:?}"
    );
    assert!(found[1].place.contains(".partial") && !found[1].kind.is_damage());
}

#[test]
fn a_name_from_elsewhere_leads_nowhere() {
    let good = store::name(&Hash::of(b"a"), &Hash::of(b"b"));
    assert!(store::is_name(&good));
    for bad in [
        "../../etc/passwd",
        "ab/../../x.warc.zst",
        "",
        "ab/x-y.warc.zst",
        &format!("{good}/x"),
        &format!("zz{}", &good[2..]),
    ] {
        assert!(!store::is_name(bad), "{bad}");
    }
    let place = tempfile::tempdir().unwrap();
    let ledger = ledger(place.path(), &[]);
    ledger
        .db
        .execute("INSERT INTO fetched (at, address, hash, size, hops, remarks, file, file_hash, file_size, is_whole) VALUES (1, 'x', ?1, 3, '[]', '[]', '../l.db', ?1, 3, 1)", [&Hash::of(b"abc").0[..]])
        .unwrap();
    assert!(ledger.preserved(&Hash::of(b"abc")).is_err());
    assert_eq!(ledger.check_evidence(&mut |_| {}).damaged, 1);
    let carried = carry(
        &ledger.db,
        &place.path().join("l.db"),
        &place.path().join("m.db"),
    )
    .unwrap();
    assert_eq!((carried.files, carried.left.len()), (0, 1));
}

#[test]
fn evidence_goes_along_with_a_backup_and_back() {
    let place = tempfile::tempdir().unwrap();
    let (own, copy, other) = (
        place.path().join("l.db"),
        place.path().join("b.db"),
        place.path().join("r.db"),
    );
    let mut ledger = ledger(place.path(), &[A]);
    let row = ledger.preserve(A, None, &fetched(A, VIDEO)).unwrap().row;
    let done = crate::backup::backup(&own, &copy).unwrap();
    assert_eq!((done.evidence.files, done.evidence.left.len()), (1, 0));
    crate::backup::restore(&copy, &other, &mut |f| {
        assert!(f.place != "evidence", "{f:?}")
    })
    .unwrap();
    let restored = Ledger::open(&other).unwrap();
    assert_eq!(restored.preserved(&Hash::of(VIDEO)).unwrap(), VIDEO);
    assert_eq!(restored.check_evidence(&mut |_| {}).damaged, 0);
    // What is gone is told, and the rest goes along.
    fs::remove_file(folder(&own).join(row.file.unwrap())).unwrap();
    let done = crate::backup::backup(&own, &place.path().join("c.db")).unwrap();
    assert!(done.evidence.left[0].ends_with("it is missing"), "{done:?}");
}

#[test]
fn what_gave_nothing_is_written_down() {
    let place = tempfile::tempdir().unwrap();
    let mut ledger = ledger(place.path(), &[A]);
    let failed = Unfetched {
        redirects: vec![hop(A, b"", "text/plain", Some("http://10.0.0.1/"))],
        status: Some(302),
        why: sayso_intake::Rejected::new(sayso_intake::ErrorKind::Fetch, "it leads to 10.0.0.1"),
    };
    let row = ledger
        .preserve_failure(A, None, UNIX_EPOCH, &failed)
        .unwrap();
    assert_eq!(
        (row.hash, row.failure.as_deref()),
        (None, Some("it leads to 10.0.0.1"))
    );
    assert_eq!(ledger.failed_fetches().unwrap().len(), 1);
    assert!(ledger.kept_evidence(0, 9).unwrap().is_empty());
    // Later bytes count for more than an earlier failure, and than a later one.
    ledger.preserve(A, None, &fetched(A, VIDEO)).unwrap();
    ledger
        .preserve_failure(A, None, UNIX_EPOCH, &failed)
        .unwrap();
    assert!(ledger.last_fetch_of(A).unwrap().unwrap().hash.is_some());
}
