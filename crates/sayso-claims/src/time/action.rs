//! From a matched pattern to a value, against the published day and the days named before.

use super::Convention;
use super::lexicon::Class;
use super::rule::Match;
use super::token::Token;
use super::value::{Length, Open, Part, Season, Unit, Vague, Value, shift};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// What has been read so far.
pub(super) struct Narrative {
    pub published: Option<Date>,
    convention: Convention,
    day: Option<Date>,
    quarter: Option<(i16, i8)>,
}

/// A resolved expression.
#[derive(Default)]
pub(super) struct Meant {
    pub value: Option<Value>,
    pub days: Option<(String, String)>,
    pub days_last: Option<String>,
}

/// Whether the numeral of a match is a count, a price or a share rather than a year or an hour.
pub(super) fn is_other_number(tokens: &[Token], found: &Match) -> bool {
    let before = found
        .from
        .checked_sub(1)
        .and_then(|n| tokens.get(n))
        .map_or("", |t| t.text);
    let after = tokens.get(found.reach);
    let bare_year = found.to - found.from == 1 && found.get(Class::Year).is_some();
    if bare_year {
        let counts = after.is_some_and(|t| {
            matches!(t.text, "%" | "percent")
                || (t.text.ends_with('s') && t.text.len() > 4 && !t.capital)
                || matches!(t.text, "people" | "men" | "women" | "children")
        });
        let led = ["in", "since", "until", "by", "of", "from", "to"]
            .iter()
            .any(|p| before.eq_ignore_ascii_case(p));
        return matches!(before, "$" | "£" | "€" | "No" | "-" | "." | "flight") || (counts && !led);
    }
    matches!(before, "$" | "£" | "€") && found.get(Class::Number).is_some()
}

impl Narrative {
    pub fn new(published: Option<Date>, convention: Convention) -> Self {
        Narrative {
            published,
            convention,
            day: None,
            quarter: None,
        }
    }

    /// What a match means; none where it is no time after all (31 February).
    pub fn read(&mut self, action: &str, m: &Match, tokens: &[Token], tense: i8) -> Option<Meant> {
        let value = match action {
            "when" => self.when(m, tokens, tense)?,
            "shared" => self.shared(m)?,
            "tonight" => self.published.map(|d| Value::Part(d, Part::Night)),
            "lastnight" | "overnight" => self
                .published
                .and_then(|d| d.yesterday().ok())
                .map(|d| Value::Part(d, Part::Night)),
            "nightbefore" => self
                .anchor()
                .and_then(|d| d.yesterday().ok())
                .map(|d| Value::Part(d, Part::Night)),
            "throughnight" => self.anchor().map(|d| Value::Part(d, Part::Night)),
            "nextpart" => self
                .anchor()
                .and_then(|d| d.tomorrow().ok())
                .zip(m.code(Class::Part).and_then(Part::of))
                .map(|(d, p)| Value::Part(d, p)),
            "month" => self.month(m, tense)?,
            "year" => Some(Value::Year(year(m)?)),
            "decade" => Some(Value::Decade(decade(m)?)),
            "century" => Some(Value::Century(
                i16::try_from(m.number(Class::Ordinal).or(m.number(Class::OrdinalWord))? - 1)
                    .ok()
                    .filter(|c| (0..30).contains(c))?,
            )),
            "season" => self.season(m)?,
            "quarter" => self.quarter(m)?,
            "quarterago" => self
                .quarter
                .map(|(y, q)| {
                    Value::Quarter(y - 1, m.number(Class::OrdinalWord).map_or(q, |n| n as i8))
                })
                .or(self.published.map(|d| Value::Year(d.year() - 1))),
            "samequarter" => self.same_quarter(m),
            "unit" => return self.unit(m),
            "weekend" => self.published.and_then(|d| {
                let back = self.convention == Convention::TimeMl || tense < 0;
                let d = if tense <= 0 && back && d.weekday().to_monday_one_offset() < 6 {
                    shift(d, -1, Unit::Week)?
                } else {
                    d
                };
                Value::of_unit(d, Unit::Weekend)
            }),
            "within" => self.published.and_then(|d| {
                Value::of_unit(d, tokens.get(m.to - 1).and_then(|t| unit_word(t.text))?)
            }),
            "endof" => self
                .published
                .and_then(|d| Value::of_unit(d, Unit::of(m.code(Class::Unit)?)?)),
            "yearend" => self.published.map(|d| Value::Year(d.year())),
            "ago" => self.ago(m, tokens)?,
            "length" => return self.length(m, tokens),
            "halflength" => match Unit::of(m.code(Class::Unit)?)? {
                Unit::Hour => Some(length(Some(30), Unit::Minute)),
                Unit::Year => Some(length(Some(6), Unit::Month)),
                Unit::Day => Some(length(Some(12), Unit::Hour)),
                Unit::Decade => Some(length(Some(5), Unit::Year)),
                Unit::Century => Some(length(Some(50), Unit::Year)),
                _ => None,
            },
            "each" => each(m),
            "often" => Some(length(Some(1), Unit::of(m.code(Class::Often)?)?)),
            "vague" => Some(Value::Vague(Vague::of(m.code(Class::Vague)?)?)),
            _ => None,
        };
        self.note(value);
        Some(meant(
            value,
            m.code(Class::Edge).unwrap_or(""),
            self.published,
        ))
    }

    fn anchor(&self) -> Option<Date> {
        self.day.or(self.published)
    }

    fn note(&mut self, value: Option<Value>) {
        match value {
            Some(Value::Day(d) | Value::Part(d, _) | Value::Clock(d, ..)) => self.day = Some(d),
            Some(Value::Quarter(y, q)) => self.quarter = Some((y, q)),
            _ => {}
        }
    }

    /// A day, its part or a clock time. The outer option: whether it is a time at all; the inner: whether it can be placed.
    fn when(&self, m: &Match, tokens: &[Token], tense: i8) -> Option<Option<Value>> {
        let part = m.code(Class::Part).and_then(Part::of);
        let placed = self.day_of(m, tokens, tense)?;
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
    fn day_of(&self, m: &Match, tokens: &[Token], tense: i8) -> Option<Option<Date>> {
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
            let near = (-1..=1).filter_map(|n| Date::new(published.year() + n, month, dom).ok());
            return Some(near.min_by_key(|d| (days(published, *d)).abs()));
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
                _ if tense > 0 && back != 0 => 7 - back,
                _ => -back,
            };
            return Some(shift(published, by, Unit::Day));
        }
        let this = tokens
            .get(m.from)
            .is_some_and(|t| t.text.eq_ignore_ascii_case("this"));
        Some(if this { Some(published) } else { self.anchor() })
    }

    fn shared(&self, m: &Match) -> Option<Option<Value>> {
        let clock = minutes(m)?;
        Some(self.anchor().and_then(|d| {
            Some(Value::Clock(
                d,
                i8::try_from(clock / 60).ok()?,
                Some(i8::try_from(clock % 60).ok()?),
            ))
        }))
    }

    fn month(&self, m: &Match, tense: i8) -> Option<Option<Value>> {
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
            None if tense > 0 => {
                if month >= now {
                    year
                } else {
                    year + 1
                }
            }
            None if tense < 0 => {
                if month <= now {
                    year
                } else {
                    year - 1
                }
            }
            None if month - now > 6 => year - 1,
            None if now - month > 6 => year + 1,
            None => year,
        };
        Some(Some(Value::Month(year, month)))
    }

    fn season(&self, m: &Match) -> Option<Option<Value>> {
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

    fn quarter(&self, m: &Match) -> Option<Option<Value>> {
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

    fn same_quarter(&self, m: &Match) -> Option<Value> {
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

    fn unit(&mut self, m: &Match) -> Option<Meant> {
        let unit = Unit::of(m.code(Class::Unit)?)?;
        let which = m.number(Class::Which);
        let value = match (which, unit) {
            (_, Unit::Hour | Unit::Minute | Unit::Second) => Some(length(Some(1), unit)),
            (Some(-1 | 1), Unit::Decade | Unit::Century) => Some(length(
                Some(if unit == Unit::Decade { 10 } else { 100 }),
                Unit::Year,
            )),
            (None, _) => self.anchor().and_then(|d| Value::of_unit(d, unit)),
            (Some(by), _) => self
                .published
                .and_then(|d| Value::of_unit(shift(d, by, unit)?, unit)),
        };
        self.note(value.filter(|v| matches!(v, Value::Quarter(..))));
        Some(meant(
            value,
            m.code(Class::Edge).unwrap_or(""),
            self.published,
        ))
    }

    fn ago(&self, m: &Match, tokens: &[Token]) -> Option<Option<Value>> {
        let unit = Unit::of(m.code(Class::Unit).or(m.code(Class::Units))?)?;
        let narrated = m.hits.last().is_some_and(|h| h.class == Class::Ahead)
            || !tokens
                .get(m.to - 1)
                .is_some_and(|t| t.text.eq_ignore_ascii_case("ago"));
        let sign = if m.get(Class::Back).is_some() { -1 } else { 1 };
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
        let from = if narrated && self.convention == Convention::TimeMl {
            self.anchor()
        } else {
            self.published
        };
        let unit_of = if unit == Unit::Week { Unit::Day } else { unit };
        Some(from.and_then(|d| Value::of_unit(shift(d, sign * count, unit)?, unit_of)))
    }

    fn length(&self, m: &Match, tokens: &[Token]) -> Option<Meant> {
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

fn length(count: Option<u32>, unit: Unit) -> Value {
    Value::Length(Length {
        count,
        unit,
        rest: None,
    })
}

fn unit_word(word: &str) -> Option<Unit> {
    [
        ("week", Unit::Week),
        ("month", Unit::Month),
        ("year", Unit::Year),
    ]
    .iter()
    .find(|(w, _)| word.eq_ignore_ascii_case(w))
    .map(|&(_, u)| u)
}

fn each(m: &Match) -> Option<Value> {
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

/// Days from `a` to `b`.
fn days(a: Date, b: Date) -> i32 {
    a.until(b).map_or(0, |s| s.get_days())
}

fn small(m: &Match, class: Class) -> Option<i8> {
    m.number(class).and_then(|n| i8::try_from(n).ok())
}

fn dom(m: &Match) -> Option<i8> {
    small(m, Class::Dom).or(small(m, Class::OrdinalWord))
}

fn year(m: &Match) -> Option<i16> {
    m.number(Class::Year)
        .or(m.number(Class::YearWords))
        .and_then(|n| i16::try_from(n).ok())
}

fn decade(m: &Match) -> Option<i16> {
    let n = m.number(Class::Decade).or(m.number(Class::DecadeWord))?;
    i16::try_from(if n < 100 { 190 + n / 10 } else { n / 10 }).ok()
}

/// Minutes since midnight; `a.m.` and `p.m.` applied.
fn minutes(m: &Match) -> Option<i64> {
    if let Some(n) = m.number(Class::Noon) {
        return Some(n);
    }
    if let Some(n) = m.number(Class::FourDigitClock) {
        return Some(n / 100 * 60 + n % 100);
    }
    let hour = m
        .number(Class::Hour)
        .or(m.number(Class::HourWord))
        .map(|h| h * 60 + m.number(Class::Minute).unwrap_or(0));
    let time = m.number(Class::HourMinute).or(hour)?;
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

/// The value with the days it can mean; `edge` narrows it to its beginning, middle or end.
fn meant(value: Option<Value>, edge: &str, published: Option<Date>) -> Meant {
    let Some((mut first, mut last)) = value.and_then(|v| v.days()) else {
        return Meant {
            value,
            ..Meant::default()
        };
    };
    let third = i64::from(days(first, last) + 1) / 3;
    if third > 0 {
        let after = |n: i64| first.checked_add(n.days()).unwrap_or(first);
        (first, last) = match edge {
            "early" => (first, after(third)),
            "mid" => (after(third), after(2 * third)),
            "late" | "end" => (after(2 * third), last),
            "earlier" => (
                first,
                published
                    .filter(|p| (first..=last).contains(p))
                    .unwrap_or(last),
            ),
            "later" => (
                published
                    .filter(|p| (first..=last).contains(p))
                    .unwrap_or(first),
                last,
            ),
            _ => (first, last),
        };
    }
    let text = |d: Date| match value {
        Some(Value::Clock(_, h, m)) => format!("{d}T{:02}:{:02}", h % 24, m.unwrap_or(0)),
        _ => d.to_string(),
    };
    Meant {
        value,
        days: Some((text(first), text(last))),
        days_last: Some(text(last)),
    }
}
