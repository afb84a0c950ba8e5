use crate::testing::Served;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use sayso_ledger::policy::Tlp;
use sayso_ledger::tell::View;
use sayso_tell::wish::{To, subscribe};

async fn token(served: &Served) -> String {
    let made = served.app.change(|ledger| {
        let made = subscribe(
            ledger,
            View::default(),
            To::Feed,
            Default::default(),
            Tlp::Clear,
        );
        Ok(made.map(|s| s.token).unwrap_or_default())
    });
    made.await.unwrap()
}

#[tokio::test]
async fn pages_name_their_feeds_and_the_feeds_are_there() {
    let served = Served::new();
    let home = served.get("/?single=1&place=Quarry").await.text();
    assert!(
        home.contains("rel=\"alternate\" type=\"application/atom+xml\""),
        "{home}"
    );
    assert!(
        home.contains("/feeds/questions.atom?place=Quarry&amp;single=1")
            || home.contains("/feeds/questions.atom?place=Quarry&#38;single=1"),
        "{home}"
    );
    let feed = served
        .get("/feeds/questions.atom?place=Quarry&single=1")
        .await;
    assert_eq!(feed.status, StatusCode::OK);
    assert_eq!(
        feed.header("content-type"),
        "application/atom+xml; charset=utf-8"
    );
    let words = feed.text();
    assert!(
        words.contains("people were killed") && words.contains("Ostrel Daily"),
        "{words}"
    );
    assert!(words.contains(
        "<link rel=\"alternate\" type=\"text/html\" href=\"http://127.0.0.1:4780/report/"
    ));
    assert_eq!(
        feed.bytes,
        served
            .get("/feeds/questions.atom?place=Quarry&single=1")
            .await
            .bytes
    );
    for path in [
        "/feeds/question/nowhere.atom",
        "/feeds/question/nowhere",
        "/feeds/actor/0011223344556677.atom",
        "/feeds/saved/00.atom",
        "/unsubscribe/00",
    ] {
        assert_eq!(
            served.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[tokio::test]
async fn whoever_has_the_token_reads_and_ends_a_subscription_without_the_other() {
    let served = Served::with(|o| o.token = Some("otter-otter".into()));
    let token = token(&served).await;
    assert_eq!(
        served.get("/feeds/questions.atom").await.status,
        StatusCode::SEE_OTHER
    );
    let feed = format!("/feeds/saved/{token}.atom");
    let own = served.get(&feed).await;
    assert_eq!(own.status, StatusCode::OK);
    assert!(own.text().contains("<updated>20"), "{}", own.text());
    // Looking ends nothing; a mail program's one click does.
    let page = format!("/unsubscribe/{token}");
    let asked = served.get(&page).await;
    assert_eq!(asked.header("cache-control"), "no-store");
    assert!(asked.text().contains("Tell me nothing any more"));
    assert_eq!(served.get(&feed).await.status, StatusCode::OK);
    let click = Request::post(&page)
        .header("host", "localhost:4780")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from("List-Unsubscribe=One-Click"));
    let ended = served.send(click.unwrap()).await;
    assert!(ended.status == StatusCode::OK && ended.text().contains("nothing any more"));
    assert_eq!(served.get(&feed).await.status, StatusCode::GONE);
}
