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
    report.outlet = given
        .map(|o| Known::new(o, How::Given))
        .or(report.outlet)
        .or_else(|| said(&source?.title));
    report.title = report.title.or_else(|| said(&item.title));
    report.published = report.published.or_else(|| said(&item.published));
    // A page is known by where it was found, if by nothing else.
    let found = Some(item.place.clone()).filter(|_| kind != Some(Kind::Feed));
    report.url = report
        .url
        .or_else(|| found.map(|place| Known::new(place, How::Url)));
    Ok(report)
}
