use super::*;
use crate::policy::{Policy, Tlp};
use crate::{Action, Arrival, Ledger};
use sayso_claims::Claim;
use sayso_language::Span;
use std::collections::BTreeMap;

fn filled(path: &std::path::Path, texts: &[&str]) -> Ledger {
    let mut ledger = Ledger::create(path).unwrap();
    let run = ledger.begin_run("v1").unwrap();
    for text in texts {
        let claim = Claim {
            id: "c1".into(),
            source: vec![Span::new(0, 9)],
            content: vec![Span::new(15, text.len())],
            actor: Some(text[..9].to_owned()),
            stance: "states".into(),
            ..Claim::default()
        };
        let arrival = Arrival {
            raw: text.as_bytes(),
            text,
            kind: "text",
            input: "a.txt",
            version: "v1",
            claims: vec![claim],
            ..Arrival::default()
        };
        ledger.keep(run, &[arrival], &[]).unwrap();
    }
    ledger.update().unwrap();
    ledger
}

fn all(ledger: &Ledger, raw: bool) -> Chosen {
    let keys = ledger.reports().unwrap();
    Chosen {
        reports: keys.into_iter().map(|k| (k, Default::default())).collect(),
        raw,
        leave_out: false,
    }
}

fn keys() -> (minisign::SecretKey, PublicKey) {
    let (secret, public) = new_key(None).unwrap();
    (
        secret_key(&secret, None).unwrap(),
        public_key(&public).unwrap(),
    )
}

const TEXTS: [&str; 2] = [
    "Ada Venne said the bridge fell.",
    "Bo Marten said the dam held.",
];

#[test]
fn a_bundle_arrives_with_the_same_ids_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut one = filled(&folder.path().join("1.db"), &TEXTS);
    let claims = one.find_claims(&Default::default()).unwrap();
    let of = one.place_of(&one.claim(claims[0]).unwrap().id).unwrap();
    one.decide(&Action::Pin { of: of.clone() }, "ed", "to check")
        .unwrap();
    let (secret, public) = keys();
    let path = folder.path().join("a.bundle");
    let policy = Policy::of(&one, Tlp::Clear).unwrap();
    write(&one, &policy, &all(&one, true), &secret, "test", &path).unwrap();
    assert!(is_bundle(&path));
    let verified = verify(&path, &public).unwrap();
    assert_eq!(
        (
            verified.manifest.reports,
            verified.manifest.claims,
            verified.manifest.decisions
        ),
        (2, 2, 1)
    );
    assert!(verify(&path, &keys().1).is_err());

    let mut two = filled(&folder.path().join("2.db"), &TEXTS[..1]);
    let got = receive(&mut two, &path, &public).unwrap();
    two.update().unwrap();
    assert_eq!(
        (got.new, got.known, got.decisions, got.conflicts.len()),
        (1, 1, 1, 0)
    );
    let ids = |l: &Ledger| -> BTreeMap<String, String> {
        let of = |k| {
            (
                l.report(k).unwrap().hash.to_string(),
                l.reading(k).unwrap().claims[0].id.to_string(),
            )
        };
        l.reports().unwrap().into_iter().map(of).collect()
    };
    assert_eq!(ids(&one), ids(&two));
    let came = two.find_report("a.txt");
    assert!(came.is_ok());
    let dam = two
        .find_report(&Hash::of(TEXTS[1].as_bytes()).to_string())
        .unwrap();
    let row = two.report(dam).unwrap();
    assert!(
        row.input.starts_with("bundle a.bundle of ") && row.place == "a.txt",
        "{row:?}"
    );
    assert_eq!(two.raw(dam).unwrap(), TEXTS[1].as_bytes());
    assert_eq!(two.check(&mut |f| println!("{f:?}")).damaged, 0);
    // Again: nothing is new.
    let again = receive(&mut two, &path, &public).unwrap();
    assert_eq!((again.new, again.known, again.decisions), (0, 2, 0));

    // A ledger that decided otherwise keeps its own.
    let mut three = filled(&folder.path().join("3.db"), &TEXTS);
    three.decide(&Action::Reject { of }, "vi", "").unwrap();
    let got = receive(&mut three, &path, &public).unwrap();
    assert_eq!((got.decisions, got.conflicts.len()), (0, 1));
    assert!(
        got.conflicts[0].contains("decision 1 here is against it"),
        "{:?}",
        got.conflicts
    );
}

#[test]
fn every_changed_byte_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let one = filled(&folder.path().join("1.db"), &TEXTS[..1]);
    let (secret, public) = keys();
    let path = folder.path().join("a.bundle");
    let policy = Policy::of(&one, Tlp::Clear).unwrap();
    write(&one, &policy, &all(&one, true), &secret, "test", &path).unwrap();
    let whole = std::fs::read(&path).unwrap();
    assert!(verify(&path, &public).is_ok());
    let changed = folder.path().join("b.bundle");
    for at in 0..whole.len() {
        // One bit of each byte, another from byte to byte.
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        std::fs::write(&changed, &bytes).unwrap();
        let found = verify(&changed, &public).is_err();
        assert!(found, "byte {at} of {}", whole.len());
    }
    for bytes in [
        &whole[..whole.len() - 1],
        &whole[..whole.len() - 512],
        &[whole.as_slice(), b"\0"].concat(),
    ] {
        std::fs::write(&changed, bytes).unwrap();
        assert!(verify(&changed, &public).is_err());
    }
}

#[test]
fn a_withheld_source_is_in_no_byte_of_a_bundle() {
    let folder = tempfile::tempdir().unwrap();
    let mut one = filled(&folder.path().join("1.db"), &TEXTS);
    let claims = one.find_claims(&Default::default()).unwrap();
    let row = claims
        .into_iter()
        .map(|k| one.claim(k).unwrap())
        .find(|c| c.source_words == "Ada Venne")
        .unwrap();
    let action = Action::Withhold {
        of: one.place_of(&row.id).unwrap(),
        by: "the desk".into(),
        names: one.names_of_source(&row.id).unwrap(),
    };
    one.decide(&action, "Ada Venne's editor", "Ada Venne asked")
        .unwrap();
    one.decide(
        &Action::Note {
            of: one.place_of(&row.id).unwrap(),
            text: "ask Venne again".into(),
        },
        "ed",
        "",
    )
    .unwrap();
    let (secret, public) = keys();
    let path = folder.path().join("a.bundle");
    let policy = Policy::of(&one, Tlp::Clear).unwrap();
    let done = write(&one, &policy, &all(&one, true), &secret, "test", &path).unwrap();
    assert_eq!((done.manifest.withheld, done.manifest.decisions), (1, 0));
    let mut plain: Vec<u8> = std::fs::read(&path).unwrap();
    each(&path, &public, &mut |name, bytes| {
        if name.ends_with(".zst") {
            plain.extend(zstd::stream::decode_all(bytes.as_slice()).unwrap());
        }
        Ok(())
    })
    .unwrap();
    let all = String::from_utf8_lossy(&plain).to_lowercase();
    let own = Hash::of(TEXTS[0].as_bytes()).to_string();
    for name in ["ada venne", "venne", own.as_str()] {
        assert!(!all.contains(name), "{name}");
    }
    assert!(all.contains("source withheld by the desk"));
    // Bytes of the other report went along.
    assert!(
        done.manifest
            .files
            .iter()
            .filter(|f| f.name.starts_with("raw/"))
            .count()
            == 1
    );
    let mut two = Ledger::create(folder.path().join("2.db")).unwrap();
    assert_eq!(receive(&mut two, &path, &public).unwrap().new, 2);
    assert_eq!(two.check(&mut |f| println!("{f:?}")).damaged, 0);
}

#[test]
fn what_is_marked_stays_and_a_marking_goes_along() {
    let folder = tempfile::tempdir().unwrap();
    let mut one = filled(&folder.path().join("1.db"), &TEXTS);
    let report = Hash::of(TEXTS[0].as_bytes()).to_string();
    one.decide(
        &Action::MarkReport {
            report: report.clone(),
            tlp: Tlp::Amber,
        },
        "ed",
        "",
    )
    .unwrap();
    let (secret, public) = keys();
    let path = folder.path().join("a.bundle");
    let clear = Policy::of(&one, Tlp::Clear).unwrap();
    let error = write(&one, &clear, &all(&one, false), &secret, "test", &path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert!(!path.exists());
    let out = write(
        &one,
        &clear,
        &Chosen {
            leave_out: true,
            ..all(&one, false)
        },
        &secret,
        "test",
        &path,
    )
    .unwrap();
    assert_eq!((out.manifest.reports, out.left_out.len()), (1, 1));
    let amber = Policy::of(&one, Tlp::Amber).unwrap();
    write(&one, &amber, &all(&one, false), &secret, "test", &path).unwrap();
    let mut two = Ledger::create(folder.path().join("2.db")).unwrap();
    receive(&mut two, &path, &public).unwrap();
    assert_eq!(
        Policy::of(&two, Tlp::Clear).unwrap().mark(&report),
        Some(Tlp::Amber)
    );
}
