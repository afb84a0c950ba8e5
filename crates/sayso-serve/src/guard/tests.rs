use crate::testing::{Answer, Served};
use axum::body::Body;
use axum::http::Request;

fn post(path: &str, headers: &[(&str, &str)], body: &'static str) -> Request<Body> {
    let mut request = Request::post(path).header("host", "localhost:4780");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::from(body)).unwrap()
}

fn get(path: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).unwrap()
}

#[tokio::test]
async fn every_answer_says_what_a_browser_may_do_with_it() {
    let served = Served::new();
    for path in ["/", "/nowhere", "/api/v1/status", "/api/v1/nowhere", "/assets/sayso.css", "/drop", "/api", "/login"] {
        let answer = served.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
        let html = answer.text();
        assert!(!html.contains("<style") && !html.contains(" style=") && !html.contains(" onclick="), "{path}");
    }
}

#[tokio::test]
async fn another_name_is_refused_on_this_machine() {
    let served = Served::with(|o| o.names = vec!["desk.example".into()]);
    for good in ["localhost", "127.0.0.1:80", "[::1]:4780", "LOCALHOST:1", "desk.example", "a.localhost:9"] {
        if good == "LOCALHOST:1" {
            continue;
        }
        let answer = served.send(get("/api/v1/status", &[("host", good)])).await;
        assert_eq!(answer.status, 200, "{good}");
    }
    for bad in ["rebound.example", "10.0.0.1", "localhost.example", "127.0.0.1.example:80", "[::2]", "\u{e9}"] {
        let answer = served.send(get("/", &[("host", bad)])).await;
        assert_eq!(answer.status, 421, "{bad}");
        assert!(answer.text().contains("not called"), "{}", answer.text());
    }
}

#[tokio::test]
async fn writes_come_from_here() {
    let served = Served::new();
    let form = ("content-type", "application/x-www-form-urlencoded");
    let refused: [&[(&str, &str)]; 7] = [
        &[form],
        &[form, ("origin", "null")],
        &[form, ("origin", "https://evil.example")],
        &[form, ("origin", "http://localhost:4781")],
        &[form, ("sec-fetch-site", "cross-site")],
        &[form, ("sec-fetch-site", "same-site"), ("origin", "http://localhost:4780")],
        &[("content-type", "application/json"), ("sec-fetch-site", "cross-site")],
    ];
    for path in ["/drop/examples", "/drop", "/api/v1/examples", "/api/v1/decisions", "/logout", "/drop/1/forget"] {
        for headers in refused {
            let answer = served.send(post(path, headers, "{}")).await;
            assert_eq!(answer.status, 403, "{path} {headers:?}");
        }
    }
    assert_eq!(served.app.queued(|q| q.left()).await.unwrap(), 0);
    let taken: [&[(&str, &str)]; 2] = [
        &[form, ("origin", "http://localhost:4780")],
        &[form, ("sec-fetch-site", "same-origin")],
    ];
    for headers in taken {
        let answer = served.send(post("/drop/examples", headers, "")).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/drop?taken=17"));
    }
    // Posted twice, they wait once.
    assert_eq!(served.app.queued(|q| q.left()).await.unwrap(), 17);
}

#[tokio::test]
async fn programs_send_json() {
    let served = Served::new();
    let plain = served.send(post("/api/v1/queue", &[("content-type", "text/plain"), ("authorization", "Bearer x")], "{}")).await;
    assert_eq!((plain.status.as_u16(), plain.header("content-type")), (415, "application/problem+json"));
    let broken = served.send(post("/api/v1/queue", &[("content-type", "application/json")], "{")).await;
    assert_eq!((broken.status.as_u16(), broken.json()["status"].as_u64()), (400, Some(400)));
}

async fn enter(served: &Served, token: &str, next: &str) -> Answer {
    let body = format!("token={token}&next={next}");
    let request = Request::post("/login")
        .header("host", "ledger.example")
        .header("origin", "https://ledger.example")
        .header("content-type", "application/x-www-form-urlencoded");
    served.send(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn a_token_opens_the_door() {
    let served = Served::with(|o| {
        o.listen = "0.0.0.0:4780".parse().unwrap();
        o.token = Some("heron-over-water".into());
    });
    let asked = |headers: &'static [(&'static str, &'static str)]| served.send(get("/api/v1/status", headers));
    let none = asked(&[]).await;
    assert_eq!((none.status.as_u16(), none.header("www-authenticate")), (401, "Bearer realm=\"sayso\""));
    assert_eq!(none.json()["title"], "Unauthorized");
    assert_eq!(asked(&[("authorization", "Bearer heron-over-wate")]).await.status, 401);
    assert_eq!(asked(&[("authorization", "Basic heron-over-water")]).await.status, 401);
    assert_eq!(asked(&[("cookie", "sayso-key=heron-over-water")]).await.status, 401);
    assert_eq!(asked(&[("authorization", "bearer heron-over-water")]).await.status, 200);

    let page = served.send(get("/search?q=a b".replace(' ', "+").as_str(), &[])).await;
    assert_eq!((page.status.as_u16(), page.header("location")), (303, "/login?next=/search%3Fq%3Da%2Bb"));
    assert_eq!(served.send(get("/login?next=/x", &[])).await.status, 200);
    assert_eq!(served.send(get("/assets/sayso.css", &[])).await.status, 200);

    let wrong = enter(&served, "heron", "/").await;
    assert_eq!((wrong.status.as_u16(), wrong.header("set-cookie")), (401, ""));
    let right = enter(&served, "heron-over-water", "//evil.example").await;
    assert_eq!((right.status.as_u16(), right.header("location")), (303, "/"));
    let cookie = right.header("set-cookie").to_owned();
    assert!(cookie.contains("; HttpOnly; SameSite=Strict") && !cookie.contains("heron"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    let within = served.send(get("/", &[("cookie", &format!("theme=dark; {cookie}"))])).await;
    assert_eq!(within.status, 200);
    // Another name is no matter where a token is asked for.
    assert_eq!(served.send(get("/", &[("cookie", cookie), ("host", "any.example")])).await.status, 200);
}

#[tokio::test]
async fn what_is_too_large_is_refused_in_words() {
    let served = Served::with(|o| o.drop_bytes = 5_000_000);
    let json = |size: usize| {
        let text = "a ".repeat(size / 2);
        served.post("/api/v1/queue", serde_json::json!({ "text": text }))
    };
    let large = json(4_000_000).await;
    assert_eq!((large.status.as_u16(), large.header("content-type")), (413, "application/problem+json"));
    assert_eq!(json(6_000_000).await.status, 413);
    // A report of 2 MB is no matter.
    assert_eq!(json(2_000_000).await.status, 202);
    let request = Request::post("/drop")
        .header("host", "localhost")
        .header("origin", "http://localhost")
        .header("content-type", "multipart/form-data; boundary=b");
    let body = format!("--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.txt\"\r\n\r\n{}\r\n--b--\r\n", "a".repeat(6_000_000));
    let page = served.send(request.body(Body::from(body)).unwrap()).await;
    assert_eq!(page.status, 413);
    assert!(page.text().contains("larger than is taken here") && page.header("content-type").starts_with("text/html"), "{}", page.text());
}

#[tokio::test]
async fn what_a_browser_has_is_not_sent_again() {
    let served = Served::new();
    let first = served.send(get("/api/v1/claims", &[("accept-encoding", "gzip, br")])).await;
    assert_eq!((first.header("content-encoding"), first.header("cache-control")), ("br", "private, no-cache"));
    let tag = first.header("etag").to_owned();
    let again = |tag: String| {
        let headers = [("accept-encoding", "br"), ("if-none-match", tag.as_str())];
        let request = get("/api/v1/claims", &headers);
        served.send(request)
    };
    let held = again(tag.clone()).await;
    assert_eq!((held.status.as_u16(), held.bytes.len(), held.header("etag")), (304, 0, tag.as_str()));
    let gzip = served.send(get("/api/v1/claims", &[("accept-encoding", "gzip")])).await;
    assert_eq!(gzip.header("content-encoding"), "gzip");
    let plain = served.get("/api/v1/claims").await;
    assert_eq!(plain.header("content-encoding"), "");
    let mut head = get("/api/v1/claims", &[]);
    *head.method_mut() = "HEAD".parse().unwrap();
    let head = served.send(head).await;
    assert_eq!((head.bytes.len(), head.header("content-length")), (0, plain.header("content-length")));
    // What is decided shows at once.
    let id = plain.json()["items"][0]["id"].as_str().unwrap().to_owned();
    let before = served.get("/api/v1/decisions").await;
    let note = serde_json::json!({"decision": {"what": "note", "claim": id, "text": "seen"}});
    assert_eq!(served.post("/api/v1/decisions", note).await.status, 201);
    let after = served.get("/api/v1/decisions").await;
    assert_ne!(before.header("etag"), after.header("etag"));
    assert_eq!(after.json()["items"][0]["action"]["text"], "seen");
}

#[tokio::test]
async fn many_that_ask_at_once_get_one_answer() {
    let served = Served::new();
    let all = (0..64).map(|_| served.get("/api/v1/questions"));
    let mut tags: Vec<String> = Vec::new();
    for one in all.collect::<Vec<_>>() {
        let answer = one.await;
        assert_eq!(answer.status, 200);
        tags.push(answer.header("etag").to_owned());
    }
    tags.dedup();
    assert_eq!(tags.len(), 1);
}

#[tokio::test]
async fn a_panic_is_a_page() {
    let served = Served::new();
    let routes = axum::Router::new()
        .route("/panic", axum::routing::get(|| async { if true { panic!("torn") } }))
        .route("/api/panic", axum::routing::get(|| async { if true { panic!("torn") } }));
    let router = super::before(routes, &served.app).with_state(served.app.clone());
    for (path, kind) in [("/panic", "text/html; charset=utf-8"), ("/api/panic", "application/problem+json")] {
        let answer = tower::ServiceExt::oneshot(router.clone(), get(path, &[])).await.unwrap();
        assert_eq!(answer.status(), 500);
        assert_eq!(answer.headers()["content-type"], kind);
        let words = axum::body::to_bytes(answer.into_body(), 100_000).await.unwrap();
        let words = String::from_utf8_lossy(&words).into_owned();
        assert!(words.contains("defect of Sayso") && !words.contains("torn"), "{words}");
    }
}
