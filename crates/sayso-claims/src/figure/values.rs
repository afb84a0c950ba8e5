//! The second layer: the values that a wording admits, and how two of them stand to each other.

use super::table;
use crate::Figure;

/// The set of numbers that a figure's wording admits: all between two ends, in whole numbers for counts.
///
/// ```
/// use sayso_claims::{Figure, PossibleValues};
/// let over_12 = Figure { lower: Some(12.0), modifier: "over".into(), ..Figure::default() };
/// let values = PossibleValues::of(&over_12);
/// assert_eq!((values.lowest, values.highest), (13.0, f64::INFINITY));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PossibleValues {
    /// The lowest value; minus infinity if there is none.
    pub lowest: f64,
    /// The highest; infinity if there is none.
    pub highest: f64,
    /// Whether `lowest` itself is left out (never for whole numbers).
    pub above: bool,
    /// Whether `highest` itself is left out (never for whole numbers).
    pub below: bool,
    /// Whether only whole numbers count.
    pub whole: bool,
}

/// How two figures of one thing at one time stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Some value fits both.
    Agree,
    /// None does.
    Conflict,
}

/// Slack of "about": a tenth to each side, at least one for counts. `tables/figure-vague.tsv` has the vague words themselves.
const ABOUT: f64 = 0.1;

impl PossibleValues {
    /// The values that `figure` admits, by its literal bounds, its modifier and, for vague words, the row that read it.
    pub fn of(figure: &Figure) -> Self {
        let counted = matches!(figure.unit.as_deref(), None | Some("persons"))
            || figure.measure.as_deref().is_some_and(|m| m != "other");
        let bounds = [figure.lower, figure.upper];
        let whole = counted && bounds.iter().flatten().all(|v| v.fract() == 0.0);
        let floor = if whole { 0.0 } else { f64::NEG_INFINITY };
        let (lower, upper) = (
            figure.lower.unwrap_or(floor),
            figure.upper.unwrap_or(f64::INFINITY),
        );
        let given = |lowest, highest, above, below| {
            PossibleValues {
                lowest,
                highest,
                above,
                below,
                whole,
            }
            .settled()
        };
        match figure.modifier.as_str() {
            "over" => given(lower, f64::INFINITY, true, false),
            "nearly" => given(floor, upper, false, true),
            "up_to" if excludes_end(figure) => given(floor, upper, false, true),
            "about" => {
                let slack =
                    (lower.abs().max(upper.abs()) * ABOUT).max(if whole { 1.0 } else { 0.0 });
                given(lower - slack, upper + slack, false, false)
            }
            "vague" => match vague(figure.rule.as_deref().unwrap_or("")) {
                Some((low, high)) => given(low, high, false, false),
                None => given(floor, f64::INFINITY, false, false),
            },
            _ => given(lower, upper, false, false),
        }
    }

    /// Ends on whole numbers where only those count.
    fn settled(self) -> Self {
        if !self.whole {
            return self;
        }
        let up = |v: f64| {
            if self.above && v.fract() == 0.0 {
                v + 1.0
            } else {
                v.ceil()
            }
        };
        let down = |v: f64| {
            if self.below && v.fract() == 0.0 {
                v - 1.0
            } else {
                v.floor()
            }
        };
        PossibleValues {
            lowest: up(self.lowest).max(0.0),
            highest: down(self.highest),
            above: false,
            below: false,
            whole: true,
        }
    }

    /// Whether `value` is one of them.
    pub fn admits(&self, value: f64) -> bool {
        let above = if self.above {
            value > self.lowest
        } else {
            value >= self.lowest
        };
        let below = if self.below {
            value < self.highest
        } else {
            value <= self.highest
        };
        above && below && (!self.whole || value.fract() == 0.0)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        let open = self.above || self.below;
        self.lowest.is_nan()
            || self.highest.is_nan()
            || self.lowest > self.highest
            || open && self.lowest == self.highest
    }

    /// The values that both admit; may be empty.
    pub fn meet(&self, other: &Self) -> Self {
        let lowest = self.lowest.max(other.lowest);
        let highest = self.highest.min(other.highest);
        let above = self.above && self.lowest == lowest || other.above && other.lowest == lowest;
        let below =
            self.below && self.highest == highest || other.below && other.highest == highest;
        let whole = self.whole || other.whole;
        PossibleValues {
            lowest,
            highest,
            above,
            below,
            whole,
        }
        .settled_if(whole)
    }

    fn settled_if(self, whole: bool) -> Self {
        if whole && !self.is_empty() {
            let lowest = if self.above && self.lowest.fract() == 0.0 {
                self.lowest + 1.0
            } else {
                self.lowest.ceil()
            };
            let highest = if self.below && self.highest.fract() == 0.0 {
                self.highest - 1.0
            } else {
                self.highest.floor()
            };
            return PossibleValues {
                lowest,
                highest,
                above: false,
                below: false,
                whole,
            };
        }
        self
    }

    /// Whether the two agree or conflict, taken as claims of one thing at one time.
    pub fn relation(&self, other: &Self) -> Relation {
        if self.meet(other).is_empty() {
            Relation::Conflict
        } else {
            Relation::Agree
        }
    }
}

/// "fewer than", "under", "below": the bound itself is left out; "up to" and "no more than" keep it.
fn excludes_end(figure: &Figure) -> bool {
    let rule = figure.rule.as_deref().unwrap_or("");
    let phrase = rule
        .split_once("modifier:")
        .map_or("", |(_, rest)| rest.split(';').next().unwrap_or(""));
    let strict = phrase.ends_with("than") && !phrase.starts_with("no")
        || matches!(
            phrase,
            "under" | "below" | "well under" | "well below" | "sub -" | "<"
        );
    strict && !phrase.contains("equal")
}

/// The bounds of the vague word that a rule names ("vague:several hundred").
fn vague(rule: &str) -> Option<(f64, f64)> {
    let phrase = rule.split("vague:").nth(1)?.split(';').next()?.trim();
    let exact = |phrase: &str| {
        let first = phrase.split(' ').next()?;
        table::vague()
            .at(first)
            .iter()
            .find(|(words, _)| words.join(" ") == phrase)
            .map(|(_, v)| *v)
    };
    if let Some(v) = exact(phrase) {
        return Some((v.low, v.high));
    }
    let (base, scale) = phrase.rsplit_once(' ')?;
    let (v, (scale, _)) = (exact(base)?, table::numeral(scale)?);
    Some((v.low * scale, (v.high + 1.0) * scale - 1.0))
}

/// A figure's number in plain words that read back as the same bounds, modifier and, for money and shares, unit: "over 3,000", "11,000 to 12,000",
/// "dozens", "about CAD 85,000,000", "3.5 percent".
pub fn show(figure: &Figure) -> String {
    let unit = figure.unit.as_deref().unwrap_or("");
    let currency = unit.strip_prefix("currency:").unwrap_or("");
    let number = |v: Option<f64>| match v {
        Some(v) if !currency.is_empty() => format!("{currency} {}", grouped(v)),
        v => v.map(grouped).unwrap_or_default(),
    };
    let share = if unit == "percent" { " percent" } else { "" };
    let one = number(figure.lower.or(figure.upper)) + share;
    match figure.modifier.as_str() {
        "over" => format!("over {one}"),
        "at_least" => format!("at least {one}"),
        "up_to" if excludes_end(figure) => format!("fewer than {one}"),
        "up_to" => format!("up to {one}"),
        "nearly" => format!("nearly {one}"),
        "about" => format!("about {one}"),
        "range" => format!(
            "{} to {}{share}",
            number(figure.lower),
            number(figure.upper)
        ),
        "vague" => figure
            .rule
            .as_deref()
            .and_then(|r| r.split("vague:").nth(1))
            .and_then(|r| r.split(';').next())
            .unwrap_or("an unknown number")
            .trim()
            .to_owned(),
        _ => one,
    }
}

/// A number with its thousands grouped by commas, and as many decimals as it has.
pub(crate) fn grouped(value: f64) -> String {
    let plain = format!("{value}");
    let (sign, rest) = plain
        .strip_prefix('-')
        .map_or(("", plain.as_str()), |r| ("-", r));
    let (whole, decimals) = rest
        .split_once('.')
        .map_or((rest, None), |(w, d)| (w, Some(d)));
    let mut out = String::from(sign);
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    if let Some(decimals) = decimals {
        out.push('.');
        out.push_str(decimals);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn figure(lower: Option<f64>, upper: Option<f64>, modifier: &str, rule: &str) -> Figure {
        Figure {
            lower,
            upper,
            modifier: modifier.into(),
            rule: Some(rule.into()),
            ..Figure::default()
        }
    }

    #[test]
    fn wordings_admit_what_the_design_says() {
        let ends = |f: Figure| {
            (
                PossibleValues::of(&f).lowest,
                PossibleValues::of(&f).highest,
            )
        };
        assert_eq!(
            ends(figure(Some(12.0), None, "over", "")),
            (13.0, f64::INFINITY)
        );
        assert_eq!(ends(figure(None, Some(1000.0), "nearly", "")), (0.0, 999.0));
        assert_eq!(
            ends(figure(None, None, "vague", "vague:dozens")),
            (24.0, 119.0)
        );
        assert_eq!(
            ends(figure(
                None,
                None,
                "vague",
                "vague:several hundred; noun:casualties"
            )),
            (300.0, 999.0)
        );
        assert_eq!(
            ends(figure(Some(100.0), Some(100.0), "about", "")),
            (90.0, 110.0)
        );
        assert_eq!(
            ends(figure(None, Some(10.0), "up_to", "modifier:fewer than")),
            (0.0, 9.0)
        );
        assert_eq!(
            ends(figure(None, Some(10.0), "up_to", "modifier:no more than")),
            (0.0, 10.0)
        );
    }

    fn values() -> impl Strategy<Value = PossibleValues> {
        (0i32..200, 0i32..200, any::<bool>()).prop_map(|(a, b, whole)| PossibleValues {
            lowest: f64::from(a.min(b)),
            highest: f64::from(a.max(b)),
            above: false,
            below: false,
            whole,
        })
    }

    /// Any wording's values: both ends given, either or both missing, the ends themselves in or out.
    fn worded() -> impl Strategy<Value = PossibleValues> {
        const MODIFIERS: [&str; 8] = [
            "exact", "over", "at_least", "up_to", "nearly", "about", "range", "increase",
        ];
        (0i32..100, 0i32..100, 0usize..8, any::<bool>()).prop_map(|(a, b, wording, whole)| {
            let step = if whole { 1.0 } else { 0.5 };
            let (low, high) = (f64::from(a.min(b)) * step, f64::from(a.max(b)) * step);
            let modifier = MODIFIERS.get(wording).copied().unwrap_or("exact");
            let (lower, upper) = match modifier {
                "over" | "at_least" => (Some(low), None),
                "up_to" | "nearly" => (None, Some(high)),
                "range" => (Some(low), Some(high)),
                _ => (Some(low), Some(low)),
            };
            PossibleValues::of(&figure(lower, upper, modifier, ""))
        })
    }

    proptest! {
        #[test]
        fn values_of_wordings_are_an_algebra(a in worded(), b in worded(), c in worded(), at in 0i32..400) {
            let at = f64::from(at) / 4.0;
            prop_assert_eq!(a.meet(&a).admits(at), a.admits(at));
            prop_assert_eq!(a.meet(&b).admits(at), b.meet(&a).admits(at));
            prop_assert_eq!(a.meet(&b).meet(&c).admits(at), a.meet(&b.meet(&c)).admits(at));
            prop_assert_eq!(a.meet(&b).is_empty(), b.meet(&a).is_empty());
            prop_assert_eq!(a.relation(&b), b.relation(&a));
            // What both admit, if both count in the same way.
            if a.whole == b.whole {
                prop_assert_eq!(a.meet(&b).admits(at), a.admits(at) && b.admits(at));
            }
            // Two that share a value agree; none is admitted by what is empty.
            if a.meet(&b).admits(at) {
                prop_assert_eq!(a.relation(&b), Relation::Agree);
            }
            prop_assert!(!(a.is_empty() && a.admits(at)));
        }

        #[test]
        fn meeting_is_an_algebra(a in values(), b in values(), c in values(), at in 0i32..200) {
            let at = f64::from(at) / 2.0;
            prop_assert_eq!(a.meet(&a).admits(at), a.admits(at));
            prop_assert_eq!(a.meet(&b).admits(at), b.meet(&a).admits(at));
            prop_assert_eq!(a.meet(&b).meet(&c).admits(at), a.meet(&b.meet(&c)).admits(at));
            prop_assert_eq!(a.meet(&b).is_empty(), b.meet(&a).is_empty());
            prop_assert!(!a.meet(&b).admits(at) || a.admits(at));
            prop_assert_eq!(a.relation(&b), b.relation(&a));
            prop_assert_eq!(a.relation(&b) == Relation::Conflict, a.meet(&b).is_empty());
        }

        #[test]
        fn meeting_is_what_both_admit(a in values(), b in values(), at in 0i32..200) {
            let v = f64::from(at);
            prop_assert_eq!(a.meet(&b).admits(v), a.admits(v) && b.admits(v));
            prop_assert_eq!(a.relation(&b), b.relation(&a));
            prop_assert_eq!(a.meet(&a), a);
            prop_assert_eq!(a.relation(&a), Relation::Agree);
        }
    }
}
