use super::*;
use crate::rejected::ErrorKind;
use crate::report::Known;

fn read(page: &str) -> Report {
    report(page.as_bytes(), None, None, &Limits::default()).unwrap()
}

const STORY: [&str; 4] = [
    "OSTREL, Oct 7 (Harbour Wire) - The old bridge at Ostrel fell into the river on Tuesday, killing two, the mayor said.",
    "“It had been closed to lorries since May,” said Ada Lund, who looks after the town's roads, bridges and ferries.",
    "The railway said that its own bridge, half a mile upstream, was sound, and that trains would run as they always had.",
    "Divers will look at the piers on Thursday, the council said, and a ferry will carry people, bicycles and carts.",
];

fn page(head: &str, middle: &str) -> String {
    let [a, b, c, d] = STORY;
    format!(
        "<!DOCTYPE html><html lang='en-GB'><head><title>Bridge falls at Ostrel | Ostrel Daily</title>{head}</head><body>\
        <nav><a href='/'>Home</a> <a href='/news'>News</a></nav><main><article><h1>Bridge falls at Ostrel</h1>\
        <p>{a}</p><p>{b}</p>{middle}<p>{c}</p><p>{d}</p></article>\
        <section class='more'><h2>Most read</h2><ul><li><a href='/x'>Ferry line to close</a></li></ul></section></main>\
        <footer>© 2031 Ostrel Daily</footer></body></html>"
    )
}

#[test]
fn the_article_and_nothing_else() {
    let middle = "<figure><img src='x.jpg'><figcaption>The bridge in 2029</figcaption></figure>\
        <aside class='related'><h4>Related stories</h4><ul><li><a href='/y'>Who owns the bridge?</a></li></ul></aside>\
        <p>Read more: <a href='/z'>Forty years of ferries on the Ost</a></p>\
        <div class='newsletter-signup'><h4>Newsletter</h4><p>Get the Daily in your inbox.</p></div>";
    let report = read(&page("", middle));
    assert_eq!(report.text, STORY.join("\n\n"));
    assert_eq!(
        report.title,
        Some(Known::new("Bridge falls at Ostrel".into(), How::Html))
    );
    assert_eq!(report.language, Some(Known::new("en-GB".into(), How::Html)));
    assert_eq!(report.dateline.unwrap().place, "OSTREL");
}

#[test]
fn a_quoted_post_is_kept() {
    let middle = "<div class='social-media-embed'><blockquote class='social-post'><p>“I crossed it every day.”</p>\
        <footer>— Bo Venn (@bovenn) <a href='https://x.example/1'>7 October 2031</a></footer></blockquote></div>";
    let text = read(&page("", middle)).text;
    assert!(
        text.contains("\n\n“I crossed it every day.”\n\n— Bo Venn (@bovenn) 7 October 2031\n\n"),
        "{text}"
    );
}

#[test]
fn what_a_page_says_of_itself() {
    let meta = "<meta property='og:site_name' content='Ostrel Daily'><meta property='og:title' content='Bridge falls | Ostrel Daily'>\
        <meta name='author' content='By Ada Venn'><meta property='article:published_time' content='2031-10-07T18:30:00+02:00'>\
        <link rel='canonical' href='https://ostrel.example/2031/10/07/bridge'>";
    let report = read(&page(meta, ""));
    let known = |value: &str, how| Some(Known::new(value.to_owned(), how));
    assert_eq!(report.title, known("Bridge falls", How::Meta));
    assert_eq!(report.outlet, known("Ostrel Daily", How::Meta));
    assert_eq!(report.byline, known("Ada Venn", How::Meta));
    assert_eq!(
        report.published,
        known("2031-10-07T18:30:00+02:00", How::Meta)
    );
    assert_eq!(
        report.url,
        known("https://ostrel.example/2031/10/07/bridge", How::Meta)
    );
    let ld = r#"<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "A bridge &amp; its fall",
        "datePublished": "2031-10-07", "author": {"name": "Bo Lund"}, "publisher": {"name": "The Daily"}}]}</script>"#;
    let report = read(&page(&format!("{meta}{ld}"), ""));
    assert_eq!(report.title, known("A bridge & its fall", How::JsonLd));
    assert_eq!(report.byline, known("Bo Lund", How::JsonLd));
    assert_eq!(report.outlet, known("The Daily", How::JsonLd));
    assert_eq!(report.published, known("2031-10-07", How::JsonLd));
}

#[test]
fn how_the_day_is_known() {
    let of = |head: &str, middle: &str, url: Option<&str>| {
        let page = page(head, middle);
        let report = report(page.as_bytes(), None, url, &Limits::default()).unwrap();
        report.published.map(|p| (p.value, p.how))
    };
    let time = "<p><time datetime='2031-10-08'>yesterday</time></p>";
    assert_eq!(
        of("", time, None),
        Some(("2031-10-08".into(), How::TimeElement))
    );
    let url = "https://www.ostrel.example/2031/10/09/bridge";
    assert_eq!(of("", "", Some(url)), Some(("2031-10-09".into(), How::Url)));
    let given = report(page("", "").as_bytes(), None, Some(url), &Limits::default()).unwrap();
    assert_eq!(
        given.outlet,
        Some(Known::new("ostrel.example".into(), How::Url))
    );
    assert_eq!(of("", "", None), None);
}

#[test]
fn charset_of_the_page_itself() {
    let mut raw = b"<html><head><meta http-equiv=Content-Type content='text/html; charset=windows-1251'></head><body><p>".to_vec();
    raw.extend([0xCC, 0xEE, 0xF1, 0xF2, b'.']);
    let report = report(&raw, None, None, &Limits::default()).unwrap();
    assert_eq!(report.text, "Мост.");
    assert_eq!(
        report.charset,
        Some(Known::new("windows-1251".into(), How::Meta))
    );
    assert!(declared(b"<body>charset=klingon <meta name=x>charset=y").is_none());
}

#[test]
fn pages_without_an_article_give_what_they_have() {
    let ld = r#"<script type="application/ld+json">{"@type": "NewsArticle", "articleBody":
        "The bridge fell.\n\nNobody was hurt, the mayor of Ostrel told reporters on the bank of the river."}</script>"#;
    let report = read(&format!(
        "<html><head>{ld}</head><body><p>Loading</p></body></html>"
    ));
    assert!(
        report.text.starts_with("The bridge fell.\n\nNobody"),
        "{}",
        report.text
    );
    assert_eq!(read("<p>It fell.").text, "It fell.");
    let e = super::report(
        b"<html><body></body></html>",
        None,
        None,
        &Limits::default(),
    )
    .unwrap_err();
    assert_eq!(e.kind, ErrorKind::NoText);
}

#[test]
fn too_deep_is_refused_with_its_reason() {
    let page = "<div>".repeat(100_000);
    let e = report(page.as_bytes(), None, None, &Limits::default()).unwrap_err();
    assert_eq!(e.kind, ErrorKind::TooDeep);
    assert!(e.reason.contains("over 512 deep at byte"), "{}", e.reason);
}

/// Words and addresses of a report's links.
fn links(report: &Report) -> Vec<(&str, &str)> {
    let shown = |l: &'_ crate::report::Link| l.span;
    report
        .links
        .iter()
        .map(|l| (shown(l).of(&report.text), l.url.as_str()))
        .collect()
}

#[test]
fn links_stand_with_their_words() {
    let middle = "<p>In <a href='https://t.me/ostrel/7'>a  video\nposted on <b>Telegram</b></a>, Bo Venn, who <a href='/people/venn?x=1&amp;y=2'>builds</a> \
        ferries, showed the piers. <a href='#top'>Top</a> <a href='mailto:bo@ostrel.example'>Write</a> <a>nothing</a> <a href='javascript:x()'>x</a></p>";
    let head = "<link rel='canonical' href='https://ostrel.example/news/bridge'>";
    let report = read(&page(head, middle));
    assert_eq!(
        links(&report),
        [
            ("a video posted on Telegram", "https://t.me/ostrel/7"),
            ("builds", "https://ostrel.example/people/venn?x=1&y=2"),
        ]
    );
    // Without an address of its own, a page's relative links lead nowhere.
    let report = read(&page("", middle));
    assert_eq!(
        links(&report),
        [("a video posted on Telegram", "https://t.me/ostrel/7")]
    );
    let report = read(&page("<base href='https://other.example/x/'>", middle));
    assert_eq!(
        links(&report)[1].1,
        "https://other.example/people/venn?x=1&y=2"
    );
}
