use crate::testing::Served;
use axum::body::Body;
use axum::http::Request;
use sayso_claims::{Claim, Evidence};
use sayso_intake::{Fetched, Hop};
use sayso_language::Span;
use sayso_ledger::{Arrival, Hash, Ledger};
use std::time::UNIX_EPOCH;

const URL: &str = "http://127.0.0.1:9/video.mp4";
const PAGE: &[u8] = b"<html><body><script>alert(1)</script></body></html>";

/// A ledger with a claim that points to an address; where that leads is kept already, if `kept`.
fn served(kept: bool) -> Served {
    Served::with(|options| {
        let mut ledger = Ledger::create(&options.ledger).unwrap();
        let run = ledger.begin_run("v1").unwrap();
        let text = "The dam held, Ilse Brandt said in a video. The passport was forged, she said.";
        let claim = |source: &str, content: &str, evidence: Evidence| {
            let at = |words: &str| {
                let start = text.find(words).unwrap();
                vec![Span::new(start, start + words.len())]
            };
            Claim {
                kind: "statement".into(),
                source: at(source),
                cue: at("said"),
                content: at(content),
                stance: "states".into(),
                evidence: vec![evidence],
                confidence: 0.9,
                ..Claim::default()
            }
        };
        let video = Evidence {
            kind: "video".into(),
            span: Span::new(34, 41),
            url: Some(URL.into()),
            status: None,
        };
        let paper = Evidence {
            kind: "document".into(),
            span: Span::new(43, 55),
            url: None,
            status: Some("claimed_forged".into()),
        };
        let arrival = Arrival {
            raw: text.as_bytes(),
            given_id: Some("video"),
            kind: "text",
            text,
            version: "v1",
            sentences: vec![Span::new(0, text.len())],
            claims: vec![
                claim("Ilse Brandt", "The dam held", video),
                claim("she", "The passport was forged", paper),
            ],
            ..Arrival::default()
        };
        ledger.keep(run, &[arrival], &[]).unwrap();
        ledger.end_run(run, 0).unwrap();
        ledger.update().unwrap();
        if kept {
            let last = Hop {
                url: URL.into(),
                at: UNIX_EPOCH,
                ip: None,
                request: "GET / HTTP/1.1\r\n\r\n".into(),
                response: "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n".into(),
                status: 200,
                to: None,
                body: PAGE.to_vec(),
                is_cut: false,
            };
            let fetched = Fetched {
                redirects: Vec::new(),
                last,
            };
            ledger.preserve(URL, Some("video"), &fetched).unwrap();
        }
    })
}

#[tokio::test]
async fn the_margin_says_what_a_claim_points_to() {
    let page = served(false).get("/report/video").await.text();
    assert!(
        page.contains("points to video</span> <bdi>“a video”</bdi>"),
        "{page}"
    );
    assert!(
        page.contains("points to document, claimed forged</span> <bdi>“The passport”</bdi>"),
        "{page}"
    );
    assert_eq!(page.matches("action=\"/evidence/keep\"").count(), 1);
    let page = served(true).get("/report/video").await.text();
    let hash = Hash::of(PAGE).to_string();
    assert!(
        page.contains(&format!("/evidence/{hash}/bytes")) && page.contains("Keep again"),
        "{page}"
    );
    assert!(page.contains("a page where a video was promised"), "{page}");
}

#[tokio::test]
async fn bytes_are_saved_and_never_shown() {
    let served = served(true);
    let hash = Hash::of(PAGE).to_string();
    for path in [
        format!("/evidence/{hash}/bytes"),
        format!("/api/v1/evidence/{hash}/bytes"),
    ] {
        let answer = served.get(&path).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.bytes[..]),
            (200, PAGE),
            "{path}"
        );
        assert_eq!(answer.header("content-type"), "application/octet-stream");
        assert!(
            answer
                .header("content-disposition")
                .starts_with("attachment; filename=\"")
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(
            answer.header("content-security-policy"),
            "default-src 'none'; sandbox"
        );
    }
    let warc = served.get(&format!("/evidence/{hash}/warc")).await;
    assert!(
        warc.text().starts_with("WARC/1.1\r\n")
            && warc.header("content-disposition").contains(".warc")
    );
    assert_eq!(served.get("/evidence/00").await.status, 404);
    let list = served.get("/evidence").await.text();
    assert!(
        list.contains(&hash) && list.contains("One claim points to it"),
        "{list}"
    );
    let one = served.get(&format!("/api/v1/evidence/{hash}")).await.json();
    assert_eq!(
        one["fetches"][0]["remarks"][0],
        "a page where a video was promised"
    );
    let all = served.get("/api/v1/evidence").await.json();
    assert_eq!(all["items"][0]["claims"][0]["kind"], "video");
    let claims = served.get("/api/v1/claims?limit=50").await.text();
    assert!(claims.contains("\"status\":\"claimed_forged\""), "{claims}");
}

#[tokio::test]
async fn what_is_asked_waits_in_the_queue() {
    let served = served(false);
    let taken = served
        .post("/api/v1/evidence", serde_json::json!({"url": URL}))
        .await;
    assert_eq!(taken.status, 202);
    let taken = served
        .post("/api/v1/evidence", serde_json::json!({"claim": "zz"}))
        .await;
    assert_eq!(taken.status, 404);
    for bad in ["file:///etc/passwd", "", "http://a b"] {
        let taken = served
            .post("/api/v1/evidence", serde_json::json!({"url": bad}))
            .await;
        assert_eq!(taken.status, 422, "{bad}");
    }
    let list = served.get("/drop").await.text();
    assert!(list.contains(URL) && list.contains("evidence"), "{list}");
    let from = |origin: &'static str| {
        Request::post("/evidence/keep")
            .header("host", "localhost")
            .header("origin", origin)
            .header("content-type", "application/x-www-form-urlencoded")
    };
    let answer = served
        .send(
            from("http://elsewhere.example")
                .body(Body::from(format!("url={URL}")))
                .unwrap(),
        )
        .await;
    assert_eq!(answer.status, 403);
    let answer = served
        .send(
            from("http://localhost")
                .body(Body::from("url=file:///etc/passwd"))
                .unwrap(),
        )
        .await;
    assert_eq!(answer.status, 400);
}
