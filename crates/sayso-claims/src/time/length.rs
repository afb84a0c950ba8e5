//! Lengths of time, what lies a length before or after something, and what recurs.

use super::Convention;
use super::lexicon::Class;
use super::narrative::{Meant, Narrative, meant, small};
use super::rule::Match;
use super::token::Token;
use super::value::{Length, Open, Unit, Vague, Value, shift};

impl Narrative {
    pub(super) fn ago(&self, m: &Match, tokens: &[Token]) -> Option<Option<Value>> {
        let unit = Unit::of(m.code(Class::Unit).or(m.code(Class::Units))?)?;
        let narrated = m.hits.last().is_some_and(|h| h.class == Class::Ahead)
            || !tokens
                .get(m.to - 1)
                .is_some_and(|t| t.text.eq_ignore_ascii_case("ago"));
        let sign = if m.get(Class::Back).is_some() { -1 } else { 1 };
        let word = |n: usize| tokens.get(n).map_or("", |t| t.text);
        let of_event = word(m.to - 1).eq_ignore_ascii_case("before")
            && word(m.to).starts_with(char::is_alphabetic);
        let some = m.get(Class::Few).is_some();
        if narrated && m.get(Class::Units).is_some() && (some || of_event) {
            let count = m.number(Class::Number).filter(|_| !some);
            let count = count.and_then(|n| u32::try_from(n).ok());
            return Some(Some(length(count, unit)));
        }
        if m.get(Class::Few).is_some()
            || (m.get(Class::Units).is_some()
                && m.get(Class::Number).is_none()
                && m.get(Class::Halves).is_none())
        {
            return Some(Some(Value::Vague(if sign < 0 {
                Vague::Past
            } else {
                Vague::Future
            })));
        }
        let count = m
            .number(Class::Number)
            .or(m.number(Class::Halves))
            .unwrap_or(1);
        if unit == Unit::Year
            && count == 1
            && sign < 0
            && let (Some((y, q)), Convention::TimeMl) = (self.quarter, self.convention)
        {
            return Some(Some(Value::Quarter(y - 1, q)));
        }
        let from = if narrated {
            self.anchor()
        } else {
            self.published
        };
        let unit_of = if unit == Unit::Week { Unit::Day } else { unit };
        Some(from.and_then(|d| Value::of_unit(shift(d, sign * count, unit)?, unit_of)))
    }

    pub(super) fn length(&self, m: &Match, tokens: &[Token]) -> Option<Meant> {
        let unit = Unit::of(m.code(Class::Unit).or(m.code(Class::Units))?)?;
        let bare = m
            .get(Class::Number)
            .or(m.get(Class::Few))
            .or(m.get(Class::Halves))
            .is_none()
            && m.get(Class::Units).is_some();
        let couple = (m.from..m.to).any(|n| {
            tokens
                .get(n)
                .is_some_and(|t| t.text.eq_ignore_ascii_case("couple"))
        });
        let half = (m.from..m.to).any(|n| {
            tokens
                .get(n)
                .is_some_and(|t| t.text.eq_ignore_ascii_case("half"))
        });
        let smaller = match unit {
            Unit::Year => Some((6, Unit::Month)),
            Unit::Hour => Some((30, Unit::Minute)),
            Unit::Minute => Some((30, Unit::Second)),
            Unit::Day => Some((12, Unit::Hour)),
            _ => None,
        };
        let number = m.number(Class::Number).or(m.number(Class::Halves));
        let count = match number {
            Some(n) => Some(u32::try_from(n).ok()?),
            None if couple => Some(2),
            None if m.get(Class::Few).is_some() || bare => None,
            None => Some(1),
        };
        let (count, unit) = match unit {
            Unit::Decade => (
                count.and_then(|n| n.checked_mul(10)),
                if count.is_some() { Unit::Year } else { unit },
            ),
            Unit::Century => (
                count.and_then(|n| n.checked_mul(100)),
                if count.is_some() { Unit::Year } else { unit },
            ),
            _ => (count, unit),
        };
        let rest = if half || m.get(Class::Halves).is_some() {
            smaller
        } else {
            None
        };
        let value = Value::Length(Length { count, unit, rest });
        let mut meant = meant(Some(value), "", None);
        if let (Some(by), Some(now), Some(n)) = (
            m.number(Class::Which).filter(|n| *n != 0),
            self.published,
            count,
        ) && let Some(other) = shift(now, by * i64::from(n), unit)
        {
            let (first, last) = if other < now {
                (other, now)
            } else {
                (now, other)
            };
            (meant.days, meant.days_last) = (
                Some((first.to_string(), last.to_string())),
                Some(last.to_string()),
            );
        }
        Some(meant)
    }
}

pub(super) fn length(count: Option<u32>, unit: Unit) -> Value {
    Value::Length(Length {
        count,
        unit,
        rest: None,
    })
}

pub(super) fn each(m: &Match) -> Option<Value> {
    if let Some(w) = small(m, Class::Weekday).or(small(m, Class::Weekdays)) {
        return Some(Value::Open(Open {
            weekday: Some(w),
            ..Open::default()
        }));
    }
    if let Some(month) = small(m, Class::Month) {
        return Some(Value::Open(Open {
            month: Some(month),
            ..Open::default()
        }));
    }
    let count = m.number(Class::Number).unwrap_or(1);
    Some(length(
        Some(u32::try_from(count).ok()?),
        Unit::of(m.code(Class::Unit).or(m.code(Class::Units))?)?,
    ))
}
