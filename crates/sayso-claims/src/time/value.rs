//! Values of time expressions as TIMEX3 writes them, and the days and instants that they span.

use jiff::civil::{Date, ISOWeekDate, Weekday, date};
use jiff::{Span as Shift, ToSpan};
use std::fmt;
use std::str::FromStr;

/// What a time expression stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A century by its first two digits: `19`.
    Century(i16),
    /// A decade by its first three digits: `199`.
    Decade(i16),
    /// A calendar year: `1994`.
    Year(i16),
    /// Half of a year: `1990-H1`.
    Half(i16, i8),
    /// A quarter: `1989-Q3`.
    Quarter(i16, i8),
    /// A season: `1998-FA`.
    Season(i16, Season),
    /// A month: `2024-10`.
    Month(i16, i8),
    /// An ISO week: `2025-W32`.
    Week(i16, i8),
    /// Its Saturday and Sunday: `2025-W20-WE`.
    Weekend(i16, i8),
    /// A day: `2024-12-27`.
    Day(Date),
    /// A part of a day: `2025-08-04TNI`.
    Part(Date, Part),
    /// A clock time, to the hour or minute: `2025-08-02T23:00`.
    Clock(Date, i8, Option<i8>),
    /// A length of time: `P5D`, `PT2H30M`, `PXW`.
    Length(Length),
    /// A month, day, weekday, season or part of a day, of an unnamed year or week: `XXXX-12-17`, `XXXX-WXX-5TNI`.
    Open(Open),
    /// Some time past, present or to come.
    Vague(Vague),
}

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($variant:ident $code:literal $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $(#[doc = $text] $variant),* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The code that TIMEX3 gives it.
            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code),* }
            }

            /// The one of this code.
            pub fn of(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|x| x.code() == code)
            }
        }
    };
}

codes! {
    /// A season.
    Season { Spring "SP" "Spring.", Summer "SU" "Summer.", Autumn "FA" "Autumn.", Winter "WI" "Winter, named by the year it begins in." }
}
codes! {
    /// A part of a day.
    Part { Morning "TMO" "Morning.", Midday "TMI" "Midday.", Afternoon "TAF" "Afternoon.", Evening "TEV" "Evening.", Night "TNI" "Night, named by the day it begins on.", Daytime "TDT" "Working day." }
}
codes! {
    /// A vague reference.
    Vague { Past "PAST_REF" "The past.", Present "PRESENT_REF" "The present.", Future "FUTURE_REF" "The future." }
}
codes! {
    /// A unit of time. Months are told from minutes by the place of the code.
    Unit { Second "TS" "Second.", Minute "TM" "Minute.", Hour "TH" "Hour.", Day "D" "Day.", Weekend "WE" "Weekend.", Week "W" "Week.", Month "M" "Month.", Quarter "Q" "Quarter.", Year "Y" "Year.", Decade "E" "Decade.", Century "C" "Century." }
}

/// A length of time: a number of units, and of smaller ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    /// How many; none where the wording does not tell.
    pub count: Option<u32>,
    /// Of what.
    pub unit: Unit,
    /// A number of smaller units besides.
    pub rest: Option<(u32, Unit)>,
}

/// Fields of a date that recur or await a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Open {
    /// 1 to 12.
    pub month: Option<i8>,
    /// Day of the month, 1 to 31.
    pub day: Option<i8>,
    /// 1 (Monday) to 7.
    pub weekday: Option<i8>,
    /// Season.
    pub season: Option<Season>,
    /// Part of the day.
    pub part: Option<Part>,
}

impl Length {
    fn write(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let split = |u: Unit| {
            u.code()
                .strip_prefix('T')
                .map_or((false, u.code()), |c| (true, c))
        };
        let (clock, code) = split(self.unit);
        f.write_str(if clock { "PT" } else { "P" })?;
        match self.count {
            Some(n) => write!(f, "{n}{code}")?,
            None => write!(f, "X{code}")?,
        }
        if let Some((n, unit)) = self.rest {
            let (inner, code) = split(unit);
            write!(f, "{}{n}{code}", if inner && !clock { "T" } else { "" })?;
        }
        Ok(())
    }

    fn parse(text: &str) -> Option<Self> {
        let mut clock = false;
        let mut rest = text.strip_prefix('P')?;
        let mut parts = Vec::new();
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('T') {
                clock = true;
                rest = after;
            }
            let digits = rest
                .find(|c: char| !c.is_ascii_digit() && c != 'X')
                .unwrap_or(rest.len());
            let (count, after) = rest.split_at_checked(digits)?;
            let letters = after
                .find(|c: char| !c.is_ascii_uppercase() || c == 'T')
                .unwrap_or(after.len());
            let (code, after) = after.split_at_checked(letters)?;
            let count = if count == "X" {
                None
            } else {
                Some(count.parse().ok()?)
            };
            let unit = Unit::ALL.iter().copied().find(|u| {
                u.code()
                    .strip_prefix('T')
                    .map_or(!clock && u.code() == code, |c| clock && c == code)
            })?;
            parts.push((count, unit));
            rest = after;
        }
        match parts[..] {
            [(count, unit)] => Some(Length {
                count,
                unit,
                rest: None,
            }),
            [(count, unit), (Some(n), small)] => Some(Length {
                count,
                unit,
                rest: Some((n, small)),
            }),
            _ => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Value::Century(c) => write!(f, "{c:02}"),
            Value::Decade(d) => write!(f, "{d:03}"),
            Value::Year(y) => write!(f, "{y:04}"),
            Value::Half(y, h) => write!(f, "{y:04}-H{h}"),
            Value::Quarter(y, q) => write!(f, "{y:04}-Q{q}"),
            Value::Season(y, s) => write!(f, "{y:04}-{}", s.code()),
            Value::Month(y, m) => write!(f, "{y:04}-{m:02}"),
            Value::Week(y, w) => write!(f, "{y:04}-W{w:02}"),
            Value::Weekend(y, w) => write!(f, "{y:04}-W{w:02}-WE"),
            Value::Day(d) => write!(f, "{d}"),
            Value::Part(d, p) => write!(f, "{d}{}", p.code()),
            Value::Clock(d, h, None) => write!(f, "{d}T{h:02}"),
            Value::Clock(d, h, Some(m)) => write!(f, "{d}T{h:02}:{m:02}"),
            Value::Length(length) => length.write(f),
            Value::Vague(v) => f.write_str(v.code()),
            Value::Open(o) => {
                f.write_str("XXXX")?;
                match (o.weekday, o.season, o.month, o.day) {
                    (Some(w), ..) => write!(f, "-WXX-{w}")?,
                    (None, Some(s), ..) => write!(f, "-{}", s.code())?,
                    (None, None, Some(m), Some(d)) => write!(f, "-{m:02}-{d:02}")?,
                    (None, None, Some(m), None) => write!(f, "-{m:02}")?,
                    (None, None, None, Some(d)) => write!(f, "-XX-{d:02}")?,
                    (None, None, None, None) => f.write_str("-XX-XX")?,
                }
                f.write_str(o.part.map_or("", Part::code))
            }
        }
    }
}

impl FromStr for Value {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        parse(text).ok_or(())
    }
}

fn parse(text: &str) -> Option<Value> {
    if let Some(vague) = Vague::of(text) {
        return Some(Value::Vague(vague));
    }
    if text.starts_with('P') {
        return Length::parse(text).map(Value::Length);
    }
    let (day, time) = text
        .split_once('T')
        .map_or((text, None), |(d, t)| (d, Some(t)));
    let part = time.and_then(|t| Part::of(text.get(text.len() - t.len() - 1..)?));
    if let Some(open) = day.strip_prefix("XXXX") {
        let (first, second) = open
            .strip_prefix('-')?
            .split_once('-')
            .map_or((open.get(1..)?, None), |(a, b)| (a, Some(b)));
        let number = |s: &str| s.parse::<i8>().ok();
        let mut o = Open {
            part,
            ..Open::default()
        };
        match (first, second) {
            ("WXX", Some(w)) => o.weekday = Some(number(w)?),
            (m, d) => {
                o.season = Season::of(m);
                o.month = number(m);
                o.day = d.and_then(number);
            }
        }
        return (time.is_none() || part.is_some()).then_some(Value::Open(o));
    }
    if let Some(time) = time {
        let day: Date = day.parse().ok()?;
        if let Some(part) = part {
            return Some(Value::Part(day, part));
        }
        let (h, m) = time
            .split_once(':')
            .map_or((time, None), |(h, m)| (h, Some(m)));
        let minute = match m {
            Some(m) => Some(m.parse().ok().filter(|m| (0..60).contains(m))?),
            None => None,
        };
        return Some(Value::Clock(
            day,
            h.parse().ok().filter(|h| (0..=24).contains(h))?,
            minute,
        ));
    }
    let (head, tail) = day
        .split_once('-')
        .map_or((day, None), |(h, t)| (h, Some(t)));
    let number: i16 = head
        .parse()
        .ok()
        .filter(|_| head.bytes().all(|b| b.is_ascii_digit()))?;
    match (head.len(), tail) {
        (2, None) => Some(Value::Century(number)),
        (3, None) => Some(Value::Decade(number)),
        (4, None) => Some(Value::Year(number)),
        (4, Some(tail)) => {
            let small = |s: &str| s.parse::<i8>().ok();
            if let Some(season) = Season::of(tail) {
                return Some(Value::Season(number, season));
            }
            match tail.as_bytes().first()? {
                b'H' => Some(Value::Half(number, small(tail.get(1..)?)?)),
                b'Q' => Some(Value::Quarter(number, small(tail.get(1..)?)?)),
                b'W' => match tail.strip_suffix("-WE") {
                    Some(week) => Some(Value::Weekend(number, small(week.get(1..)?)?)),
                    None => Some(Value::Week(number, small(tail.get(1..)?)?)),
                },
                _ if tail.len() == 2 => Some(Value::Month(number, small(tail)?)),
                _ => day.parse().ok().map(Value::Day),
            }
        }
        _ => None,
    }
}

impl Value {
    /// First and last day that it covers; none for lengths and vague or open values.
    pub fn days(&self) -> Option<(Date, Date)> {
        let months = |y: i16, m: i8, n: i32| {
            let first = Date::new(y, m, 1).ok()?;
            Some((first, first.checked_add(n.months()).ok()?.yesterday().ok()?))
        };
        let years = |y: i16, n: i16| {
            Some((
                Date::new(y, 1, 1).ok()?,
                Date::new(y.checked_add(n - 1)?, 12, 31).ok()?,
            ))
        };
        match *self {
            Value::Century(c) => years(c.checked_mul(100)?, 100),
            Value::Decade(d) => years(d.checked_mul(10)?, 10),
            Value::Year(y) => years(y, 1),
            Value::Half(y, h) => months(y, h * 6 - 5, 6),
            Value::Quarter(y, q) => months(y, q * 3 - 2, 3),
            Value::Season(y, s) => match s {
                Season::Spring => months(y, 3, 3),
                Season::Summer => months(y, 6, 3),
                Season::Autumn => months(y, 9, 3),
                Season::Winter => months(y, 12, 3),
            },
            Value::Month(y, m) => months(y, m, 1),
            Value::Week(y, w) => {
                let monday = ISOWeekDate::new(y, w, Weekday::Monday).ok()?.date();
                Some((monday, monday.checked_add(6.days()).ok()?))
            }
            Value::Weekend(y, w) => {
                let saturday = ISOWeekDate::new(y, w, Weekday::Saturday).ok()?.date();
                Some((saturday, saturday.tomorrow().ok()?))
            }
            Value::Part(d, Part::Night) => Some((d, d.tomorrow().ok()?)),
            Value::Day(d) | Value::Part(d, _) => Some((d, d)),
            Value::Clock(d, 24, _) => Some((d.tomorrow().ok()?, d.tomorrow().ok()?)),
            Value::Clock(d, ..) => Some((d, d)),
            Value::Length(_) | Value::Open(_) | Value::Vague(_) => None,
        }
    }

    /// The same field one or more units on: a month for a month, a week for a week.
    pub(super) fn of_unit(day: Date, unit: Unit) -> Option<Value> {
        let week = day.iso_week_date();
        Some(match unit {
            Unit::Century => Value::Century(day.year() / 100),
            Unit::Decade => Value::Decade(day.year() / 10),
            Unit::Year => Value::Year(day.year()),
            Unit::Quarter => Value::Quarter(day.year(), (day.month() + 2) / 3),
            Unit::Month => Value::Month(day.year(), day.month()),
            Unit::Week => Value::Week(week.year(), week.week()),
            Unit::Weekend => Value::Weekend(week.year(), week.week()),
            Unit::Day => Value::Day(day),
            Unit::Hour | Unit::Minute | Unit::Second => return None,
        })
    }
}

/// `day` moved by a number of units of a day or more; none beyond the calendar.
pub(super) fn shift(day: Date, by: i64, unit: Unit) -> Option<Date> {
    let span = match unit {
        Unit::Century => Shift::new().try_years(by.checked_mul(100)?),
        Unit::Decade => Shift::new().try_years(by.checked_mul(10)?),
        Unit::Year => Shift::new().try_years(by),
        Unit::Quarter => Shift::new().try_months(by.checked_mul(3)?),
        Unit::Month => Shift::new().try_months(by),
        Unit::Week | Unit::Weekend => Shift::new().try_weeks(by),
        Unit::Day => Shift::new().try_days(by),
        Unit::Hour | Unit::Minute | Unit::Second => return Some(day),
    };
    let moved = day.checked_add(span.ok()?).ok()?;
    (moved >= date(1, 1, 1)).then_some(moved)
}
