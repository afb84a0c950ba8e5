//! Invented reports for tests.

use crate::claim::{Claim, Figure, Report, Values};
use crate::context::Context;

/// A plain figure.
pub(crate) fn figure(value: f64, measure: &str, of: Option<&str>) -> Figure {
    Figure {
        lower: Some(value),
        upper: Some(value),
        values: Values {
            lowest: Some(value),
            highest: Some(value),
            open: (false, false),
            whole: true,
        },
        words: format!("{value}"),
        before: String::new(),
        after: String::new(),
        role: Some("total".into()),
        implied: false,
        unit: Some("persons".into()),
        measure: Some(measure.into()),
        of: of.map(str::to_owned),
        place: None,
        since: None,
        until: None,
    }
}

/// A claim of `actor` with a figure.
pub(crate) fn claim(actor: &str, kind: &str, figures: Vec<Figure>) -> Claim {
    Claim {
        id: "c1".into(),
        actor: Some(actor.into()),
        actor_kind: Some(kind.into()),
        origin: Some(actor.into()),
        mention: actor.into(),
        stance: "states".into(),
        kind: "statement".into(),
        content: "people were killed".into(),
        figures,
        ..Claim::default()
    }
}

/// A report of one event (the fall of the bridge at Varnholt).
pub(crate) fn report(id: &str, outlet: &str, published: &str, claims: Vec<Claim>) -> Report {
    let mut claims = claims;
    for (n, claim) in claims.iter_mut().enumerate() {
        claim.id = format!("c{}", n + 1);
    }
    Report {
        id: id.into(),
        published: Some(published.into()),
        outlet: Some(outlet.into()),
        title: Some("Bridge falls at Varnholt".into()),
        context: Context::of(
            "Bridge falls at Varnholt",
            "The Sorrel bridge at Varnholt fell on Friday. Mayor Edda Kulm came to the Sorrel.",
            "",
            "",
        ),
        dispatch: None,
        claims,
    }
}
