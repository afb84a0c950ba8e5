use crate::testing::{Answer, Served};
use axum::body::Body;
use axum::http::Request;

async fn form(served: &Served, parts: &[(&str, Option<&str>, &str)]) -> Answer {
    let mut body = String::new();
    for (name, file, value) in parts {
        let file = file.map(|f| format!("; filename=\"{f}\"")).unwrap_or_default();
        body.push_str(&format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{value}\r\n"));
    }
    body.push_str("--b--\r\n");
    let request = Request::post("/drop")
        .header("host", "localhost")
        .header("origin", "http://localhost")
        .header("content-type", "multipart/form-data; boundary=b");
    served.send(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn files_text_and_addresses_are_taken_together() {
    let served = Served::new();
    let parts = [
        ("files", Some("a<b>.txt"), "It fell, he said."),
        ("files", Some("b.html"), "<p>It held, she said.</p>"),
        ("url", None, "https://ostrel.example/a\r\n\r\nhttp://ostrel.example/b\r\n"),
        ("text", None, "Nobody fell, they said."),
        ("outlet", None, "Ostrel Daily"),
    ];
    for _ in 0..2 {
        let answer = form(&served, &parts).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/drop?taken=5"));
    }
    let page = served.get("/drop?taken=5").await;
    assert_eq!(page.header("cache-control"), "no-store");
    let html = page.text();
    assert!(html.contains("5 taken.") && html.contains("a&#60;b&#62;.txt") && !html.contains("a<b>"), "{html}");
    assert!(html.contains("data-left=\"5\""), "{html}");
    let list = served.get("/drop/list").await.text();
    assert!(list.trim_start().starts_with("<div data-left=\"5\">"), "{list}");
}

#[tokio::test]
async fn what_cannot_be_taken_is_said_on_a_page() {
    let served = Served::new();
    let none = [("files", Some(""), ""), ("text", None, " "), ("url", None, "")];
    for (parts, words) in [
        (&none[..], "neither a file"),
        (&[("url", None, "file:///etc/passwd")][..], "begins with http"),
    ] {
        let answer = form(&served, parts).await;
        assert_eq!(answer.status, 400);
        assert!(answer.text().contains(words) && answer.text().contains("<main"), "{}", answer.text());
    }
    assert_eq!(served.get("/drop?taken=x").await.status, 400);
}

#[tokio::test]
async fn an_empty_ledger_offers_the_examples() {
    let folder = tempfile::tempdir().unwrap();
    let app = crate::App::new(crate::Options::local(folder.path().join("l.db"))).unwrap();
    let router = crate::serve::router(app);
    let request = Request::get("/drop").body(Body::empty()).unwrap();
    let answer = tower::ServiceExt::oneshot(router, request).await.unwrap();
    let html = axum::body::to_bytes(answer.into_body(), 1_000_000).await.unwrap();
    assert!(String::from_utf8_lossy(&html).contains("action=\"/drop/examples\""));
    let full = Served::new();
    assert!(!full.get("/drop").await.text().contains("/drop/examples"));
}
