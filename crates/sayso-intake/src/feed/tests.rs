use std::sync::Arc;

use super::*;
use crate::limits::Limits;

fn read(feed: &[u8]) -> Vec<Outcome> {
    let context = Context {
        input: "feed.xml".into(),
        limits: Arc::new(Limits::default()),
        ..Context::default()
    };
    items(feed, &context).collect()
}

const RSS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Ostrel Daily &amp; Post</title><link>https://ostrel.example/</link><language>en-GB</language>
<item><title>Bridge &lt;i&gt;falls&lt;/i&gt;</title><link>https://ostrel.example/bridge</link>
<dc:creator><![CDATA[Ada Venn]]></dc:creator><pubDate>Tue, 07 Oct 2025 18:30:00 +0300</pubDate>
<description>Short.</description>
<content:encoded><![CDATA[<p>The bridge fell, the mayor said.</p><p>&#8220;Nobody was on it,&#8221; she said.</p>]]></content:encoded></item>
<item><title>Second</title><description>&lt;p&gt;He denied it.&lt;/p&gt;</description></item>
<item><title>Mayor resigns, says daily</title></item>
</channel></rss>"#;

#[test]
fn rss_item_by_item() {
    let all: Vec<_> = read(RSS.as_bytes())
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert_eq!(all.len(), 3);
    let r = &all[0];
    assert_eq!(
        r.text,
        "The bridge fell, the mayor said.\n\n“Nobody was on it,” she said."
    );
    let feed = |words: &str| Some(Known::new(words.to_owned(), How::Feed));
    assert_eq!(r.title, feed("Bridge falls"));
    assert_eq!(r.byline, feed("Ada Venn"));
    assert_eq!(r.outlet, feed("Ostrel Daily & Post"));
    assert_eq!(r.language.as_ref().unwrap().value.to_lowercase(), "en-gb");
    assert_eq!(r.url, feed("https://ostrel.example/bridge"));
    assert_eq!(r.published, feed("2025-10-07T18:30:00+03:00"));
    assert_eq!((r.input.as_str(), r.place.as_str()), ("feed.xml", "item 1"));
    assert!(r.raw.starts_with(b"<item>") && r.raw.ends_with(b"</item>"));
    assert_eq!(all[1].text, "He denied it.");
    assert_eq!(all[2].text, "Mayor resigns, says daily");
}

#[test]
fn an_item_is_the_same_wherever_it_stands() {
    let first = read(RSS.as_bytes()).remove(0).unwrap();
    let moved = RSS.replace(
        "<item><title>Bridge",
        "<item><title>New</title></item>\n<item><title>Bridge",
    );
    assert_eq!(read(moved.as_bytes()).remove(1).unwrap().id, first.id);
}

#[test]
fn atom() {
    let feed = r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://sentar.example/"><title>Sentar Wire</title>
<entry><title>One</title><id>urn:x:1</id><link href="/one" rel="alternate"/><link rel="enclosure" href="https://sentar.example/a.mp3"/>
<author><name>Ilo Marr</name></author><author><name>Bo Tesk</name></author><updated>2025-10-08T00:00:00Z</updated><published>2025-10-07T09:00:00+02:00</published>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>He said <b>so</b>.</p><p>She did not.</p></div></content></entry>
<entry><title>Two</title><id>urn:x:2</id><summary type="text">Rain fell,
he said.</summary></entry></feed>"#;
    let all: Vec<_> = read(feed.as_bytes())
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert_eq!(all[0].text, "He said so.\n\nShe did not.");
    assert_eq!(all[0].byline.as_ref().unwrap().value, "Ilo Marr, Bo Tesk");
    assert_eq!(
        all[0].url.as_ref().unwrap().value,
        "https://sentar.example/one"
    );
    assert_eq!(
        all[0].published.as_ref().unwrap().value,
        "2025-10-07T09:00:00+02:00"
    );
    assert_eq!(all[1].text, "Rain fell,\nhe said.");
    assert_eq!(all[1].outlet.as_ref().unwrap().value, "Sentar Wire");
}

#[test]
fn rdf_and_unversioned_rss() {
    let rdf = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel><title>Old Wire</title></channel><item rdf:about="x"><title>t</title><link>https://old.example/t</link><description>He said so.</description></item></rdf:RDF>"#;
    let r = read(rdf.as_bytes()).remove(0).unwrap();
    assert_eq!(
        (r.text.as_str(), r.outlet.unwrap().value.as_str()),
        ("He said so.", "Old Wire")
    );
    let rss = "<rss><channel><title>W</title><item><title>t</title><description>He said so.</description></item></channel></rss>";
    assert_eq!(
        read(rss.as_bytes())
            .remove(0)
            .unwrap()
            .outlet
            .unwrap()
            .value,
        "W"
    );
}

#[test]
fn a_broken_item_costs_no_other() {
    let deep = format!(
        "<item><description>{}x{}</description></item>",
        "<b>".repeat(100_000),
        "</b>".repeat(100_000)
    );
    let feed = format!(
        "<rss version='2.0'><channel><title>Bad & broken</title>
        <item><title>a</title><description>One & two &nbsp; said.</description></item>
        <item><title>b</description></item>
        <item><description><![CDATA[<p>unclosed</description></item>
        <item><title>c</title><description><![CDATA[He said c.]]></description></item>
        <item><title>no end
        {deep}
        <item></item>
        <item><description>He said d.</description></item>
        <item><description>cut"
    );
    let all = read(feed.as_bytes());
    let kinds: Vec<_> = all
        .iter()
        .map(|o| o.as_ref().map(|r| r.text.as_str()).map_err(|e| e.kind))
        .collect();
    assert_eq!(
        kinds[1..],
        [
            Err(ErrorKind::Syntax),
            Err(ErrorKind::Syntax),
            Ok("He said c."),
            Err(ErrorKind::Syntax),
            Err(ErrorKind::TooDeep),
            Err(ErrorKind::NoText),
            Ok("He said d."),
            Err(ErrorKind::Truncated),
        ]
    );
    assert!(
        kinds[0].is_ok_and(|t| t.starts_with("One & two")),
        "{kinds:?}"
    );
    let line = all[1].as_ref().unwrap_err().to_string();
    assert!(line.starts_with("feed.xml: item 2: broken XML: "), "{line}");
}

#[test]
fn charsets() {
    let latin = b"<?xml version='1.0' encoding='iso-8859-1'?><rss version='2.0'><channel><title>Caf\xE9</title><item><description>Caf\xE9 ferm\xE9.</description></item></channel></rss>";
    let r = read(latin).remove(0).unwrap();
    assert_eq!(
        (r.text.as_str(), r.outlet.unwrap().value.as_str()),
        ("Café fermé.", "Café")
    );
    let broken = b"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><item><description>a \xFF b</description></item><item><description>Zo\xC3\xAB said.</description></item></channel></rss>";
    let all = read(broken);
    assert_eq!(all[0].as_ref().unwrap_err().kind, ErrorKind::Encoding);
    assert_eq!(all[1].as_ref().unwrap().text, "Zoë said.");
    let unknown = b"<?xml version='1.0' encoding='klingon'?><rss><channel><item/></channel></rss>";
    assert_eq!(
        read(unknown)[0].as_ref().unwrap_err().kind,
        ErrorKind::UnknownCharset
    );
}

/// Found by fuzzing: the parser cuts one byte off the name beside an address, and that byte was a part of a letter.
#[test]
fn an_address_beside_a_letter_of_many_bytes() {
    for contact in [
        "newsdesk@ostrel.example”e (Ada Orr)",
        "ne€€€€€€€€€€desk@ostrel.example",
        "desk&#64;ostrel.example&#8221;e (Ada Orr)",
    ] {
        let feed = format!(
            "<rss version='2.0'><channel><managingEditor>{contact}</managingEditor><item><author>{contact}</author><description>The wall fell.</description></item></channel></rss>"
        );
        let all = read(feed.as_bytes());
        assert_eq!(all[0].as_ref().unwrap().text, "The wall fell.", "{contact}");
    }
}

#[test]
fn no_items() {
    let all = read(b"<rss version='2.0'><channel><title>x</title></channel></rss>");
    assert_eq!(
        all[0].as_ref().unwrap_err().to_string(),
        "feed.xml: a feed without items"
    );
    assert_eq!(all.len(), 1);
    let wide = format!(
        "<rss a='{}'><channel>{}</channel></rss>",
        "x".repeat(10_000),
        "<item/>".repeat(10_000)
    );
    let all = read(wide.as_bytes());
    assert_eq!(all[0].as_ref().unwrap_err().kind, ErrorKind::TooLarge);
}
