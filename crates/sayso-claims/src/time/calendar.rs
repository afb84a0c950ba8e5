//! Months, seasons, quarters, years and other units of the calendar.

use super::length::length;
use super::lexicon::Class;
use super::narrative::{Meant, Narrative, meant, small, year};
use super::rule::Match;
use super::tense::Direction;
use super::token::Token;
use super::value::{Open, Season, Unit, Value, shift};

/// A month without a year that lies so many months behind or ahead of the published one is of that year, whatever the verb.
const NEAR_MONTHS: std::ops::RangeInclusive<i8> = -4..=2;

impl Narrative {
    pub(super) fn month(&self, m: &Match, direction: Direction) -> Option<Option<Value>> {
        let month = small(m, Class::Month)?;
        if let Some(year) = year(m) {
            return Some(Some(Value::Month(year, month)));
        }
        let Some(published) = self.published else {
            return Some(Some(Value::Open(Open {
                month: Some(month),
                ..Open::default()
            })));
        };
        let (year, now) = (published.year(), published.month());
        let which = m.number(Class::Which);
        let of_year = m.hits.last().is_some_and(|h| h.class == Class::Which) || m.to - m.from > 2;
        let year = match which {
            Some(n)
                if of_year
                    && m.hits.iter().position(|h| h.class == Class::Which)
                        > m.hits.iter().position(|h| h.class == Class::Month) =>
            {
                year + n as i16
            }
            Some(-1) => {
                if month < now {
                    year
                } else {
                    year - 1
                }
            }
            Some(1) => {
                if month > now {
                    year
                } else {
                    year + 1
                }
            }
            Some(_) => year,
            None => {
                let ahead = month - now;
                let mut near = [
                    (year, ahead),
                    (year - 1, ahead - 12),
                    (year + 1, ahead + 12),
                ];
                near.sort_by_key(|n| n.1.abs());
                let fits = |n: &&(i16, i8)| n.1.signum() != -direction.sign;
                let sure = |n: &(i16, i8)| !direction.firm && NEAR_MONTHS.contains(&n.1);
                near.iter()
                    .find(|n| sure(n) || fits(n))
                    .map_or(year, |n| n.0)
            }
        };
        Some(Some(Value::Month(year, month)))
    }

    pub(super) fn season(&self, m: &Match) -> Option<Option<Value>> {
        let season = Season::of(m.code(Class::Season)?)?;
        if let Some(year) = year(m) {
            return Some(Some(Value::Season(year, season)));
        }
        let Some(published) = self.published else {
            return Some(Some(Value::Open(Open {
                season: Some(season),
                ..Open::default()
            })));
        };
        let by = i16::try_from(m.number(Class::Which).unwrap_or(0)).ok()?;
        let this = Value::Season(published.year(), season).days();
        let over = this.is_some_and(|(_, last)| last < published);
        Some(Some(Value::Season(
            published.year()
                + if (by < 0 && over) || (by > 0 && !over) {
                    0
                } else {
                    by
                },
            season,
        )))
    }

    pub(super) fn quarter(&self, m: &Match) -> Option<Option<Value>> {
        let q = i8::try_from(m.number(Class::OrdinalWord).or(m.number(Class::Ordinal))?)
            .ok()
            .filter(|q| (1..=4).contains(q))?;
        if let Some(year) = year(m) {
            return Some(Some(Value::Quarter(year, q)));
        }
        let by = i16::try_from(m.number(Class::Which).unwrap_or(0)).ok()?;
        Some(self.published.map(|d| {
            let now = (d.month() + 2) / 3;
            Value::Quarter(
                d.year() + by - i16::from(m.get(Class::Which).is_none() && q > now),
                q,
            )
        }))
    }

    pub(super) fn same_quarter(&self, m: &Match) -> Option<Value> {
        let (y, q) = match (self.quarter, self.published) {
            (Some(found), _) => found,
            (None, Some(d)) => {
                let before = shift(d, -1, Unit::Quarter)?;
                (before.year(), (before.month() + 2) / 3)
            }
            (None, None) => return None,
        };
        Some(Value::Quarter(year(m).unwrap_or(y), q))
    }

    pub(super) fn unit(&mut self, m: &Match, tokens: &[Token]) -> Option<Meant> {
        let unit = Unit::of(m.code(Class::Unit)?)?;
        let which = m.number(Class::Which);
        let value = match (which, unit) {
            (_, Unit::Hour | Unit::Minute | Unit::Second) => Some(length(Some(1), unit)),
            (Some(-1 | 1), Unit::Decade | Unit::Century) => Some(length(
                Some(if unit == Unit::Decade { 10 } else { 100 }),
                Unit::Year,
            )),
            (None, Unit::Quarter) if self.quarter.is_some() => {
                self.quarter.map(|(y, q)| Value::Quarter(y, q))
            }
            (None, _) => self.told(unit).and_then(|d| Value::of_unit(d, unit)),
            (Some(by), _) => {
                let word = |w: &str| {
                    (m.from..m.to)
                        .filter_map(|n| tokens.get(n))
                        .any(|t| t.text.eq_ignore_ascii_case(w))
                };
                let told = ["following", "previous", "preceding", "same"]
                    .iter()
                    .any(|w| word(w))
                    || (unit == Unit::Day && by != 0);
                let from = if told {
                    self.told(unit)
                } else {
                    self.published
                };
                from.and_then(|d| Value::of_unit(shift(d, by, unit)?, unit))
            }
        };
        self.note_quarter(value);
        self.note(value);
        Some(meant(
            value,
            m.code(Class::Edge).unwrap_or(""),
            self.published,
        ))
    }
}

pub(super) fn decade(m: &Match) -> Option<i16> {
    let n = m.number(Class::Decade).or(m.number(Class::DecadeWord))?;
    i16::try_from(if n < 100 { 190 + n / 10 } else { n / 10 }).ok()
}

pub(super) fn unit_word(word: &str) -> Option<Unit> {
    [
        ("week", Unit::Week),
        ("month", Unit::Month),
        ("year", Unit::Year),
    ]
    .iter()
    .find(|(w, _)| word.eq_ignore_ascii_case(w))
    .map(|&(_, u)| u)
}
