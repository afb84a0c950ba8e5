use crate::testing::Served;
use serde_json::{Value, json};

/// All claims, the last first.
async fn claims(served: &Served) -> Vec<Value> {
    let found = served.get("/api/v1/claims").await.json();
    found["items"].as_array().unwrap().clone()
}

fn id(claim: &Value) -> String {
    claim["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn everything_can_be_asked() {
    let served = Served::new();
    let claim = id(&claims(&served).await[0]);
    let question = served.get("/api/v1/questions").await.json()["items"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let actor = served.get("/api/v1/actors").await.json()["items"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    for path in [
        "status".to_owned(),
        "questions?measure=killed&place=quarry&actor=mayor&words=people&since=2030&contested=false&sort=newest&answers=1".to_owned(),
        format!("questions/{question}"),
        format!("questions/{question}?as_of=2031-10-08&machine=true"),
        format!("questions/{question}/answers?limit=1"),
        format!("questions/{question}/relations?kind=conflict"),
        "dispatches".to_owned(),
        "reports".to_owned(),
        "reports/r1".to_owned(),
        "reports/r1/reading".to_owned(),
        "reports/r1/copies".to_owned(),
        "claims?words=killed&actor=mayor&outlet=ostrel&since=2031&until=2031-10&stance=states&kind=statement&report=r1".to_owned(),
        format!("claims/{claim}"),
        format!("claims/{claim}/why"),
        "actors?words=quarry&kind=person&reports=1".to_owned(),
        format!("actors/{actor}"),
        "search?q=mayor&limit=5".to_owned(),
        "rejected".to_owned(),
        "decisions?stale=true".to_owned(),
        "queue".to_owned(),
        "openapi.json".to_owned(),
    ] {
        let answer = served.get(&format!("/api/v1/{path}")).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        assert_eq!(answer.header("content-type"), "application/json", "{path}");
        answer.json();
    }
    let raw = served.get("/api/v1/reports/r1/raw").await;
    assert_eq!(raw.header("content-type"), "application/octet-stream");
    assert!(
        raw.header("content-disposition").starts_with("attachment")
            && raw.text().contains("<script>")
    );
    assert_eq!(served.get("/api/v1").await.header("location"), "/api");
    let page = served.get("/api").await.text();
    for word in [
        "/questions/{id}/answers",
        "ClaimRecord",
        "openapi.json",
        "POST",
    ] {
        assert!(page.contains(word), "{word}");
    }
}

#[tokio::test]
async fn records_are_those_of_the_command_line() {
    let served = Served::new();
    let claims = claims(&served).await;
    let claim = claims
        .iter()
        .find(|c| c["report"] == "r1" && c["stance"] == "states")
        .unwrap();
    assert_eq!(claim["content_words"], "1 people were killed");
    // Whole numbers have no point.
    let text = served
        .get(&format!("/api/v1/claims/{}", id(claim)))
        .await
        .text();
    assert!(text.contains(r#""lower":1,"upper":1,"#), "{text}");
    let question = served
        .get(&format!("/api/v1/questions/{}", id(claim)))
        .await
        .json();
    assert_eq!(
        (&question["measure"], &question["place"]),
        (&json!("killed"), &json!("Quarry"))
    );
    assert_eq!(question["answers"][0]["report"], "r1");
    let reading = served.get("/api/v1/reports/r2/reading").await.json();
    assert_eq!(reading["claims"].as_array().unwrap().len(), 2);
    assert_eq!(served.get("/api/v1/search?q=killed").await.json()["all"], 2);
    assert_eq!(
        served.get("/api/v1/reports/r1").await.json()["known"]["outlet"],
        "given"
    );
}

#[tokio::test]
async fn what_is_not_there_and_what_is_nonsense_is_said() {
    let served = Served::new();
    for (path, status) in [
        ("nowhere", 404),
        ("claims/ffffffffffffffff", 404),
        ("claims/zzz", 404),
        ("claims/%00", 404),
        ("questions/nope", 404),
        ("questions/!!!", 404),
        ("questions/nope/answers", 404),
        ("reports/nope", 404),
        ("reports/nope/raw", 404),
        ("reports/%F0%9F%98%80'%22--", 404),
        ("actors/12345", 404),
        ("actors/ffffffff", 404),
        ("queue/77", 404),
        ("queue/x", 404),
        ("export/nothing", 404),
        ("claims?limit=0", 400),
        ("claims?limit=501", 400),
        ("claims?limit=x", 400),
        ("claims?cursor=x", 400),
        ("claims?since=yesterday", 400),
        ("questions?sort=best", 400),
        ("questions?contested=perhaps", 400),
        ("search", 400),
        ("claims?report=nope", 404),
    ] {
        let answer = served.get(&format!("/api/v1/{path}")).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        assert_eq!(
            answer.header("content-type"),
            "application/problem+json",
            "{path}"
        );
        let problem = answer.json();
        assert_eq!(problem["status"], status, "{path}");
        assert!(
            problem["detail"].as_str().unwrap().len() > 8 && !answer.text().contains("l.db"),
            "{path}: {problem}"
        );
    }
}

#[tokio::test]
async fn lists_come_a_page_at_a_time() {
    let served = Served::new();
    for list in ["claims", "reports", "actors", "questions"] {
        let whole = served.get(&format!("/api/v1/{list}")).await.json()["items"]
            .as_array()
            .unwrap()
            .clone();
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = served
                .get(&format!("/api/v1/{list}?limit=1&cursor={cursor}"))
                .await
                .json();
            found.extend(page["items"].as_array().unwrap().clone());
            match page["next"].as_str() {
                Some(next) => cursor = next.to_owned(),
                None => break,
            }
        }
        assert!(!whole.is_empty() && found == whole, "{list}");
    }
}

#[tokio::test]
async fn a_decision_sent_twice_is_one_and_is_undone_once() {
    let served = Served::new();
    let claim = id(&claims(&served).await[1]);
    let amend = |value: &str| json!({"author": "desk", "reason": "misread", "decision": {"what": "amend", "claim": claim, "field": "stance", "value": value}});
    let first = served.post("/api/v1/decisions", amend("claims")).await;
    assert_eq!(
        (first.status.as_u16(), first.json()),
        (201, json!({"id": 1, "again": false}))
    );
    let twice = served.post("/api/v1/decisions", amend("claims")).await;
    assert_eq!(
        (twice.status.as_u16(), twice.json()),
        (200, json!({"id": 1, "again": true}))
    );
    // What was decided otherwise in between is decided again.
    assert_eq!(
        served
            .post("/api/v1/decisions", amend("denies"))
            .await
            .status,
        201
    );
    assert_eq!(
        served
            .post("/api/v1/decisions", amend("claims"))
            .await
            .status,
        201
    );
    let undo = served.post("/api/v1/decisions/3/undo", json!({})).await;
    assert_eq!(
        (undo.status.as_u16(), undo.json()),
        (200, json!({"id": 3, "again": false}))
    );
    assert_eq!(
        served
            .post("/api/v1/decisions/3/undo", json!({}))
            .await
            .json()["again"],
        true
    );
    assert_eq!(
        served
            .post("/api/v1/decisions/99/undo", json!({}))
            .await
            .status,
        404
    );
    // The undoing was the fourth.
    assert_eq!(
        served
            .post("/api/v1/decisions/4/undo", json!({}))
            .await
            .status,
        404
    );
    let all = served.get("/api/v1/decisions").await.json();
    assert_eq!(all["items"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn what_cannot_be_decided_is_refused() {
    let served = Served::new();
    let claim = id(&claims(&served).await[0]);
    for (decision, status) in [
        (
            json!({"what": "amend", "claim": claim, "field": "colour", "value": "red"}),
            422,
        ),
        (
            json!({"what": "amend", "claim": claim, "field": "figures.0.lower", "value": "many"}),
            422,
        ),
        (
            json!({"what": "merge_actors", "from": "Ost", "into": "Ost"}),
            422,
        ),
        (json!({"what": "explode"}), 422),
        (json!({"what": "reject"}), 422),
        (json!({"what": "reject", "claim": "ffffffffffffffff"}), 409),
        (json!({"what": "split_dispatch", "report": "nope"}), 404),
    ] {
        let answer = served
            .post("/api/v1/decisions", json!({ "decision": decision }))
            .await;
        assert_eq!(answer.status, status, "{decision}: {}", answer.text());
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    assert_eq!(
        served.get("/api/v1/decisions").await.json()["items"],
        json!([])
    );
}

#[tokio::test]
async fn a_stale_decision_is_told_apart() {
    let served = Served::new();
    let before = claims(&served).await;
    // The second report is read anew: one claim is still there, by another version, and one is not.
    served
        .app
        .change(|ledger| {
            let key = ledger.find_report("r2")?;
            let (raw, text) = (ledger.raw(key)?, ledger.text(key)?);
            let mut reading = ledger.reading(key)?;
            let mut kept = reading.claims.remove(0).claim;
            // These spans count code points; up to here the text is ASCII.
            kept.why.clear();
            let arrival = sayso_ledger::Arrival {
                raw: &raw,
                text: &text,
                kind: "text",
                version: "v2",
                claims: vec![kept],
                ..sayso_ledger::Arrival::default()
            };
            assert_eq!(ledger.replace(&[arrival])?, 1);
            ledger.update()?;
            Ok(())
        })
        .await
        .unwrap();
    let of = |stance: &str| {
        id(before
            .iter()
            .find(|c| c["report"] == "r2" && c["stance"] == stance)
            .unwrap())
    };
    let pin = |claim: String| json!({"version": "v1", "decision": {"what": "pin", "claim": claim}});
    for claim in [of("states"), of("denies")] {
        let answer = served.post("/api/v1/decisions", pin(claim)).await;
        assert_eq!(answer.status, 409, "{}", answer.text());
        assert!(answer.text().contains("read anew"), "{}", answer.text());
    }
    let fresh = json!({"version": "v2", "decision": {"what": "pin", "claim": of("states")}});
    assert_eq!(served.post("/api/v1/decisions", fresh).await.status, 201);
}

#[tokio::test]
async fn what_is_dropped_waits_and_can_be_taken_off() {
    let served = Served::new();
    let text = json!({"text": "It fell, he said.", "outlet": "Ostrel Daily"});
    let taken = served.post("/api/v1/queue", text.clone()).await;
    assert_eq!(
        (taken.status.as_u16(), taken.json()),
        (202, json!({"ids": [1]}))
    );
    assert_eq!(
        served.post("/api/v1/queue", text).await.json(),
        json!({"ids": [1]})
    );
    assert_eq!(
        served
            .post("/api/v1/queue", json!({"url": "https://ostrel.example/a"}))
            .await
            .json(),
        json!({"ids": [2]})
    );
    for (bad, status) in [
        (json!({}), 422),
        (json!({"text": "  "}), 422),
        (json!({"text": "a", "url": "https://a.example"}), 422),
        (json!({"url": "file:///etc/passwd"}), 422),
        (json!({"text": 1}), 422),
        (json!({"words": "a"}), 422),
    ] {
        assert_eq!(
            served.post("/api/v1/queue", bad.clone()).await.status,
            status,
            "{bad}"
        );
    }
    let list = served.get("/api/v1/queue").await;
    assert_eq!(list.header("cache-control"), "no-store");
    assert_eq!(
        (
            list.json()["left"].as_u64(),
            list.json()["items"][0]["name"].as_str()
        ),
        (Some(2), Some("https://ostrel.example/a"))
    );
    assert_eq!(
        served.get("/api/v1/queue/1").await.json()["state"],
        "waiting"
    );
    let delete = |id: u64| {
        let request =
            axum::http::Request::delete(format!("/api/v1/queue/{id}")).header("host", "localhost");
        served.send(request.body(axum::body::Body::empty()).unwrap())
    };
    assert_eq!(
        (
            delete(1).await.status.as_u16(),
            delete(1).await.status.as_u16()
        ),
        (204, 404)
    );
    assert_eq!(
        served.post("/api/v1/queue/2/again", json!({})).await.status,
        404
    );
    assert_eq!(
        served.post("/api/v1/examples", json!({})).await.json()["ids"]
            .as_array()
            .unwrap()
            .len(),
        17
    );
}

#[tokio::test]
async fn exports_are_lines() {
    let served = Served::new();
    for (all, lines) in [("reports", 2), ("questions", 0), ("decisions", 0)] {
        let answer = served.get(&format!("/api/v1/export/{all}")).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("content-type")),
            (200, "application/x-ndjson")
        );
        let found: Vec<Value> = answer
            .text()
            .lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect();
        assert!(found.len() >= lines, "{all}: {}", found.len());
    }
}

#[tokio::test]
async fn a_question_comes_in_the_forms_of_other_programs() {
    let served = Served::new();
    let found = served.get("/api/v1/questions").await.json();
    let id = found["items"][0]["id"].as_str().unwrap();
    for (asked, has) in [
        ("csv&convention=acled", "acled/1"),
        ("csv", "plain/1"),
        ("wikitext", "{| class=\"wikitable"),
        ("jsonld", "https://schema.org"),
    ] {
        let address = format!("/api/v1/questions/{id}/export?format={asked}");
        let answer = served.get(&address).await;
        assert_eq!(answer.status, 200, "{asked}: {}", answer.text());
        assert!(answer.text().contains(has), "{asked}: {}", answer.text());
        assert!(answer.header("content-disposition").contains(id));
    }
    for wrong in ["pdf", "csv&convention=hearsay", "csv&as_of=soon"] {
        let address = format!("/api/v1/questions/{id}/export?format={wrong}");
        assert_eq!(served.get(&address).await.status, 400, "{wrong}");
    }
}

#[test]
fn the_document_names_every_address_once() {
    let document = serde_json::to_value(&*super::DOCUMENT).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let mut ids = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, of) in methods.as_object().unwrap() {
            assert!(of["summary"].is_string(), "{method} {path}");
            assert!(
                of["responses"]["4XX"].is_object() && of["responses"]["5XX"].is_object(),
                "{method} {path}"
            );
            ids.push(of["operationId"].as_str().unwrap().to_owned());
        }
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), count), (count, 34));
}
