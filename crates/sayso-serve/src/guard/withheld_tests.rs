//! Nothing that is withheld is in a byte of what leaves.

use crate::testing::Served;
use sayso_ledger::policy::Tlp;
use sayso_ledger::{Action, ClaimFilter, ClaimId, Ledger};

/// The source of the first claim is withheld; what it is called holds the word "Quarry".
async fn withhold(served: &Served) {
    let change = served.app.change(|ledger| {
        let key = first_claim(ledger);
        let names = ledger.names_of_source(&key)?;
        let of = ledger.place_of(&key)?;
        let action = Action::Withhold {
            of,
            by: "desk".into(),
            names,
        };
        ledger.decide(&action, "desk", "")?;
        Ok(())
    });
    change.await.unwrap();
}

fn first_claim(ledger: &Ledger) -> ClaimId {
    let filter = ClaimFilter {
        actor: Some("mayor"),
        ..ClaimFilter::default()
    };
    let key = ledger.find_claims(&filter).unwrap().first().copied();
    ledger.claim(key.unwrap()).unwrap().id
}

async fn ids(served: &Served) -> Vec<String> {
    let mut out = Vec::new();
    for (list, page, more) in [
        ("claims", "claim", "/why"),
        ("reports", "report", "/reading"),
        ("questions", "question", "/answers"),
        ("actors", "actor", ""),
    ] {
        let all = served.get(&format!("/api/v1/{list}")).await.json();
        for record in all["items"].as_array().unwrap() {
            let id = record["hash"].as_str().or(record["id"].as_str()).unwrap();
            out.push(format!("/api/v1/{list}/{id}"));
            out.push(format!("/api/v1/{list}/{id}{more}"));
            out.push(format!("/{page}/{id}"));
        }
        out.push(format!("/api/v1/{list}"));
        out.push(format!("/{list}"));
    }
    out
}

#[tokio::test]
async fn a_withheld_source_is_in_no_byte_of_pages_and_api() {
    let served = Served::new();
    let mut paths = ids(&served).await;
    let reports: Vec<String> = paths
        .iter()
        .filter(|p| p.starts_with("/api/v1/reports/") && !p.ends_with("/reading"))
        .map(|p| format!("{p}/raw"))
        .collect();
    for path in [
        "/",
        "/inbox",
        "/search?q=killed",
        "/search?q=Quarry",
        "/claims?actor=mayor+of+Quarry",
        "/?words=Quarry",
        "/dispatches",
        "/compare",
        "/api/v1/search?q=Quarry",
        "/api/v1/search?q=said",
        "/api/v1/actors/quarry",
        "/api/v1/decisions",
        "/api/v1/export/reports",
        "/api/v1/export/questions",
        "/api/v1/export/decisions",
        "/decisions",
    ] {
        paths.push(path.to_owned());
    }
    let mut named = 0;
    for path in paths.iter().chain(&reports) {
        named += usize::from(served.get(path).await.text().contains("Quarry"));
    }
    assert!(named > 10, "{named}: the test looks where there is nothing");
    withhold(&served).await;
    let (mut cut, mut refused) = (0, 0);
    for path in paths.iter().chain(&reports) {
        let answer = served.get(path).await;
        let text = answer.text();
        assert!(!text.to_lowercase().contains("quarry"), "{path}: {text}");
        cut += usize::from(answer.status.is_success() && text.contains('█'));
        refused += usize::from(answer.status.as_u16() == 403);
    }
    assert!(cut > 10 && refused >= 2, "{cut} cut, {refused} refused");
    let hits = served.get("/api/v1/search?q=Quarry").await.json();
    assert_eq!(hits["items"].as_array().map(Vec::len), Some(0), "{hits}");
}

#[tokio::test]
async fn who_owns_the_ledger_may_see_them() {
    let served = Served::with(|o| o.shows_withheld = true);
    withhold(&served).await;
    let claims = served.get("/api/v1/claims").await.text();
    assert!(claims.contains("Quarry"));
}

#[tokio::test]
async fn what_is_marked_higher_closes_the_page() {
    let served = Served::with(|o| o.tlp = Some(Tlp::Green));
    assert_eq!(served.get("/").await.status.as_u16(), 200);
    let mark = |tlp| {
        served.app.change(move |ledger| {
            let of = ledger.place_of(&first_claim(ledger))?;
            ledger.decide(&Action::MarkClaim { of, tlp }, "desk", "")?;
            Ok(())
        })
    };
    mark(Tlp::Green).await.unwrap();
    assert_eq!(served.get("/").await.status.as_u16(), 200);
    mark(Tlp::Amber).await.unwrap();
    for path in [
        "/",
        "/api/v1/claims",
        "/search?q=said",
        "/api/v1/export/reports",
    ] {
        let answer = served.get(path).await;
        assert_eq!(answer.status.as_u16(), 403, "{path}");
        assert!(answer.text().contains("TLP:AMBER"), "{path}");
    }
    assert_eq!(served.get("/assets/sayso.css").await.status.as_u16(), 200);
}
