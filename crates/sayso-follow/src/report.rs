//! An item that waits, as a report.

use sayso_intake::{Beside, How, Kind, Known, Limits, Rejected, Report, read_again};
use sayso_ledger::follow::{Source, Waiting};

/// The report of an item's bytes, with what its feed says of it where it says nothing itself.
pub(crate) fn report(
    item: &Waiting,
    source: Option<&Source>,
    bytes: &[u8],
    limits: &Limits,
) -> Result<Report, Rejected> {
    let kind = [Kind::Text, Kind::Html, Kind::Feed]
        .into_iter()
        .find(|k| Some(k.name()) == item.kind.as_deref());
    let beside = Beside {
        kind,
        input: &item.place,
        charset: item.charset.as_deref(),
        url: Some(&item.place),
        around: item.around.as_deref(),
    };
    let mut report = read_again(bytes, &beside, limits)
        .map_err(|e| e.at(&item.place, ""))?
        .at(&item.place, "");
    let said = |value: &Option<String>| value.clone().map(|v| Known::new(v, How::Feed));
    let given = source.and_then(|s| s.outlet.clone());
    // The name of a host is worse than what a feed calls itself.
    let named = report.outlet.take();
    let (by_url, named): (Option<_>, Option<_>) = match named {
        Some(outlet) if outlet.how == How::Url => (Some(outlet), None),
        named => (None, named),
    };
    report.outlet = given
        .map(|o| Known::new(o, How::Given))
        .or(named)
        .or_else(|| said(&source?.title))
        .or(by_url);
    report.title = report.title.or_else(|| said(&item.title));
    report.published = report.published.or_else(|| said(&item.published));
    // A page is known by where it was found, if by nothing else.
    let found = Some(item.place.clone()).filter(|_| kind != Some(Kind::Feed));
    report.url = report
        .url
        .or_else(|| found.map(|place| Known::new(place, How::Url)));
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::tests::source;
    use sayso_ledger::follow::{FollowId, ItemId};

    #[test]
    fn a_page_is_known_by_its_feed_where_it_says_nothing() {
        let item = Waiting {
            id: ItemId(1),
            source: FollowId(1),
            address: None,
            host: String::new(),
            tries: 0,
            title: Some("Bridge".into()),
            published: Some("2031-10-07".into()),
            kind: Some("html".into()),
            place: "http://a.example/1".into(),
            charset: None,
            around: None,
            why: None,
            text: None,
            versions: 0,
        };
        let page =
            b"<!doctype html><article><p>The bridge over the Ost fell, the mayor said.</article>";
        let mut source = source();
        source.title = Some("Ostrel Daily".into());
        let read = |source: &Source| report(&item, Some(source), page, &Limits::default()).unwrap();
        let found = read(&source);
        let value = |k: &Option<Known<String>>| k.as_ref().map(|k| k.value.clone());
        assert_eq!(value(&found.outlet).as_deref(), Some("Ostrel Daily"));
        assert_eq!(value(&found.published).as_deref(), Some("2031-10-07"));
        assert_eq!(value(&found.title).as_deref(), Some("Bridge"));
        assert_eq!(value(&found.url).as_deref(), Some("http://a.example/1"));
        source.outlet = Some("The Ost".into());
        assert_eq!(value(&read(&source).outlet).as_deref(), Some("The Ost"));
    }
}
