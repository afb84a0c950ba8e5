//! From a matched pattern to a value, against the published day and the times that the narrative named before.

use super::Convention;
use super::calendar::{decade, unit_word};
use super::day::days;
use super::length::{each, length};
use super::lexicon::Class;
use super::rule::Match;
use super::tense::Direction;
use super::token::Token;
use super::value::{Part, Unit, Vague, Value, shift};
use jiff::ToSpan;
use jiff::civil::Date;

/// What has been read so far.
pub(super) struct Narrative {
    pub published: Option<Date>,
    pub convention: Convention,
    /// The day named last, and in which paragraph.
    day: Option<(Date, usize)>,
    /// The quarter named last, by its own name.
    pub quarter: Option<(i16, i8)>,
    /// The day, month, year … named last.
    point: Option<Value>,
    paragraph: usize,
    token: usize,
}

/// A resolved expression.
#[derive(Default)]
pub(super) struct Meant {
    pub value: Option<Value>,
    pub days: Option<(String, String)>,
    pub days_last: Option<String>,
}

impl Narrative {
    pub fn new(published: Option<Date>, convention: Convention) -> Self {
        Narrative {
            published,
            convention,
            day: None,
            quarter: None,
            point: None,
            paragraph: 0,
            token: 0,
        }
    }

    /// What a match means; none where it is no time after all (31 February).
    pub fn read(
        &mut self,
        action: &str,
        m: &Match,
        tokens: &[Token],
        direction: Direction,
    ) -> Option<Meant> {
        let value = match action {
            "when" => self.when(m, tokens, direction)?,
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
            "month" => self.month(m, direction)?,
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
            "unit" => return self.unit(m, tokens),
            "weekend" => self.published.and_then(|d| {
                let back = self.convention == Convention::TimeMl || direction.sign < 0;
                let d = if direction.sign <= 0 && back && d.weekday().to_monday_one_offset() < 6 {
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
            "past" => Some(Value::Vague(Vague::Past)),
            "ayear" => Some(length(Some(1), Unit::Year)),
            "vague" => Some(Value::Vague(Vague::of(m.code(Class::Vague)?)?)),
            _ => None,
        };
        self.note(value);
        if action == "quarter" {
            self.note_quarter(value);
        }
        Some(meant(
            value,
            m.code(Class::Edge).unwrap_or(""),
            self.published,
        ))
    }

    /// Goes on to the time at token `from`.
    pub fn reach(&mut self, tokens: &[Token], from: usize) {
        let passed = tokens.get(self.token..=from).unwrap_or(&[]);
        self.paragraph += passed.iter().filter(|t| t.paragraph).count();
        self.token = from + 1;
    }

    /// The day that the story stands at: the one named last, else the published day.
    pub fn anchor(&self) -> Option<Date> {
        self.day.map(|(d, _)| d).or(self.published)
    }

    /// The day that a clock time without one belongs to: one named in its paragraph, else the published day.
    pub fn near_anchor(&self) -> Option<Date> {
        self.day
            .filter(|&(_, n)| n == self.paragraph)
            .map(|(d, _)| d)
            .or(self.published)
    }

    /// A day within what was named last, if that is no coarser than `unit`; else the published day.
    pub fn told(&self, unit: Unit) -> Option<Date> {
        let (first, last) = self.point.and_then(|v| v.days()).unzip();
        first
            .zip(last)
            .filter(|&(a, b)| Value::of_unit(a, unit) == Value::of_unit(b, unit))
            .map(|(a, _)| a)
            .or(self.published)
    }

    pub fn note(&mut self, value: Option<Value>) {
        let Some(value) = value else { return };
        if let Value::Day(d) | Value::Part(d, _) | Value::Clock(d, ..) = value {
            self.day = Some((d, self.paragraph));
        }
        if value.days().is_some() {
            self.point = Some(value);
        }
    }

    /// Keeps a quarter as the one spoken of, unless it is an earlier one, to compare with.
    pub fn note_quarter(&mut self, value: Option<Value>) {
        if let Some(Value::Quarter(y, q)) = value
            && self.quarter.is_none_or(|(old, _)| y >= old)
            && self.published.is_none_or(|d| y <= d.year())
        {
            self.quarter = Some((y, q));
        }
    }
}

pub(super) fn small(m: &Match, class: Class) -> Option<i8> {
    m.number(class).and_then(|n| i8::try_from(n).ok())
}

pub(super) fn dom(m: &Match) -> Option<i8> {
    small(m, Class::Dom).or(small(m, Class::OrdinalWord))
}

pub(super) fn year(m: &Match) -> Option<i16> {
    m.number(Class::Year)
        .or(m.number(Class::YearWords))
        .and_then(|n| i16::try_from(n).ok())
}

/// The value with the days it can mean; `edge` narrows it to its beginning, middle or end.
pub(super) fn meant(value: Option<Value>, edge: &str, published: Option<Date>) -> Meant {
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
