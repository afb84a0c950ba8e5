//! Days: dates, weekdays, feasts, and the parts and clock times that lie in them.

use super::lexicon::Class;
use super::narrative::{Narrative, dom, small, year};
use super::rule::Match;
use super::tense::Direction;
use super::token::Token;
use super::value::{Open, Part, Unit, Value, shift};
use jiff::civil::{Date, Weekday};

/// A date without a year within so many days of the published one is of the year that makes it so, whatever the verb.
const NEAR_DAYS: i32 = 45;

/// Likewise behind "until" and "since".
const FIRM_DAYS: i32 = 14;

impl Narrative {
    /// A day, its part or a clock time. The outer option: whether it is a time at all; the inner: whether it can be placed.
    pub(super) fn when(
        &self,
        m: &Match,
        tokens: &[Token],
        direction: Direction,
    ) -> Option<Option<Value>> {
        let part = m.code(Class::Part).and_then(Part::of);
        let placed = self.day_of(m, tokens, direction)?;
        let Some(clock) = minutes(m) else {
            if let (None, Some(_)) = (placed, self.published) {
                return Some(None);
            }
            let Some(day) = placed else {
                let open = Open {
                    month: small(m, Class::Month),
                    day: dom(m),
                    weekday: small(m, Class::Weekday),
                    part,
                    ..Open::default()
                };
                let empty = open.month.is_none() && open.day.is_none() && open.weekday.is_none();
                return Some((!empty).then_some(Value::Open(open)));
            };
            return Some(Some(part.map_or(Value::Day(day), |p| Value::Part(day, p))));
        };
        let Some(day) = placed else { return Some(None) };
        let (hour, minute) = (
            i8::try_from(clock / 60).ok()?,
            i8::try_from(clock % 60).ok()?,
        );
        Some(Some(Value::Clock(day, hour.min(24), Some(minute))))
    }

    /// The day of a match: none for no such day, none within for one that cannot be placed.
    fn day_of(&self, m: &Match, tokens: &[Token], direction: Direction) -> Option<Option<Date>> {
        if let Some(n) = m.number(Class::FullDate) {
            return Date::new(
                i16::try_from(n / 10_000).ok()?,
                i8::try_from(n / 100 % 100).ok()?,
                i8::try_from(n % 100).ok()?,
            )
            .ok()
            .map(Some);
        }
        if let (Some(month), Some(dom)) = (small(m, Class::Month), dom(m)) {
            if let Some(year) = year(m) {
                return Date::new(year, month, dom).ok().map(Some);
            }
            Date::new(2024, month, dom).ok()?;
            let Some(published) = self.published else {
                return Some(None);
            };
            let mut near: Vec<Date> = (-1..=1)
                .filter_map(|n| Date::new(published.year() + n, month, dom).ok())
                .collect();
            near.sort_by_key(|d| days(published, *d).abs());
            let fits = |d: &Date| days(published, *d).signum() != -i32::from(direction.sign);
            let near_days = if direction.firm { FIRM_DAYS } else { NEAR_DAYS };
            let sure = |d: &Date| days(published, *d).abs() <= near_days;
            let which = m.number(Class::Which);
            return Some(match which {
                Some(-1) => near.into_iter().find(|d| *d < published),
                Some(1) => near.into_iter().find(|d| *d > published),
                _ => near
                    .iter()
                    .copied()
                    .find(|d| sure(d) || fits(d))
                    .or(near.first().copied()),
            });
        }
        if let Some(code) = m.code(Class::Feast) {
            let Some(published) = self.published else {
                return Some(None);
            };
            let which = m.number(Class::Which);
            let near = year(m)
                .map_or(-1..=1, |y| y - published.year()..=y - published.year())
                .filter_map(|n| feast(code, published.year().checked_add(n)?));
            return Some(
                near.filter(|d| which != Some(-1) || *d < published)
                    .min_by_key(|d| (days(published, *d)).abs()),
            );
        }
        let Some(published) = self.published else {
            return Some(None);
        };
        if let Some(n) = m.number(Class::Dayword) {
            return Some(shift(published, n, Unit::Day));
        }
        if let Some(weekday) = small(m, Class::Weekday) {
            let today = published.weekday().to_monday_one_offset();
            let back = i64::from((today - weekday).rem_euclid(7));
            let by = match m.number(Class::Which) {
                Some(-1) => -(if back == 0 { 7 } else { back }),
                Some(1) => 7 - back,
                _ if direction.sign > 0 && back != 0 => 7 - back,
                _ => -back,
            };
            return Some(shift(published, by, Unit::Day));
        }
        let this = tokens
            .get(m.from)
            .is_some_and(|t| t.text.eq_ignore_ascii_case("this"));
        let same = (m.from..m.to).filter_map(|n| tokens.get(n)).any(|t| {
            ["day", "same", "that"]
                .iter()
                .any(|w| t.text.eq_ignore_ascii_case(w))
        });
        Some(match (this, same) {
            (true, _) => Some(published),
            (false, true) => self.anchor(),
            (false, false) => self.near_anchor(),
        })
    }

    pub(super) fn shared(&self, m: &Match) -> Option<Option<Value>> {
        let clock = minutes(m)?;
        Some(self.anchor().and_then(|d| {
            Some(Value::Clock(
                d,
                i8::try_from(clock / 60).ok()?,
                Some(i8::try_from(clock % 60).ok()?),
            ))
        }))
    }
}

/// Days from `a` to `b`.
pub(super) fn days(a: Date, b: Date) -> i32 {
    a.until(b).map_or(0, |s| s.get_days())
}

/// Minutes since midnight; `a.m.` and `p.m.` applied.
fn minutes(m: &Match) -> Option<i64> {
    if let Some(n) = m.number(Class::Noon) {
        return Some(n);
    }
    let hour = m
        .number(Class::Hour)
        .or(m.number(Class::HourWord))
        .map(|h| h * 60 + m.number(Class::Minute).unwrap_or(0));
    let four = m
        .number(Class::FourDigitClock)
        .map(|n| n / 100 * 60 + n % 100);
    let time = m.number(Class::HourMinute).or(hour).or(four)?;
    let late = m
        .code(Class::Part)
        .is_some_and(|p| matches!(p, "TAF" | "TEV" | "TNI"))
        && m.get(Class::HalfDay).is_none()
        && time < 720;
    Some(match m.number(Class::HalfDay) {
        Some(720) if time < 720 => time + 720,
        Some(0) if (720..780).contains(&time) => time - 720,
        _ if late => time + 720,
        _ => time,
    })
}

/// The day of a feast in a year.
fn feast(code: &str, year: i16) -> Option<Date> {
    if let Some(by) = code.strip_prefix("easter") {
        return shift(easter(year)?, by.parse().ok()?, Unit::Day);
    }
    let fields: Vec<i8> = code.split('-').filter_map(|f| f.parse().ok()).collect();
    match fields[..] {
        [month, day] => Date::new(year, month, day).ok(),
        [11, 1, 2] => Date::new(year, 11, 1)
            .ok()?
            .nth_weekday_of_month(1, Weekday::Monday)
            .ok()?
            .tomorrow()
            .ok(),
        [month, nth, weekday] => Date::new(year, month, 1)
            .ok()?
            .nth_weekday_of_month(
                if nth == 0 { -1 } else { nth },
                Weekday::from_monday_one_offset(weekday).ok()?,
            )
            .ok(),
        _ => None,
    }
}

/// Easter Sunday of the Gregorian calendar, by the rule of Meeus, Jones and Butcher.
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let n = h + l - 7 * ((a + 11 * h + 22 * l) / 451) + 114;
    Date::new(
        year,
        i8::try_from(n / 31).ok()?,
        i8::try_from(n % 31 + 1).ok()?,
    )
    .ok()
}
