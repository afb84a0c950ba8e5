use super::*;
use proptest::prelude::*;

fn values(text: &str, published: Option<&str>) -> Vec<(String, Option<String>)> {
    let times = read_times(text, published, &Reading::default());
    times
        .into_iter()
        .map(|t| (t.span.of(text).to_owned(), t.value))
        .collect()
}

fn one(text: &str) -> String {
    values(text, Some("2025-08-06T09:00:00Z"))
        .first()
        .and_then(|(_, v)| v.clone())
        .unwrap_or_default()
}

#[test]
fn dates_and_clock_times() {
    assert_eq!(one("The dam broke on Sunday."), "2025-08-03");
    assert_eq!(one("Talks will resume on Friday."), "2025-08-08");
    assert_eq!(
        one("It sank at about 11 p.m. on Saturday."),
        "2025-08-02T23:00"
    );
    assert_eq!(one("It has run since October."), "2024-10");
    assert_eq!(one("They came on 3 March 1994."), "1994-03-03");
    assert_eq!(one("It rained earlier this month."), "2025-08");
    assert_eq!(one("It lasted two and a half hours."), "PT2H30M");
    assert_eq!(one("It reopened on Easter Monday."), "2025-04-21");
}

#[test]
fn what_is_no_day_has_no_reading() {
    assert!(
        values("On 31 February 2025 it rained.", Some("2025-08-06"))
            .iter()
            .all(|(_, v)| v.as_deref() != Some("2025-02-31"))
    );
    assert_eq!(
        values("on Friday", None),
        [("on Friday".to_owned(), Some("XXXX-WXX-5".to_owned()))]
    );
    assert_eq!(
        values("yesterday", Some("soon")),
        [("yesterday".to_owned(), None)]
    );
    let digits = format!(
        "{} days ago, 2٤ May, year 0, 99999 years ago",
        "9".repeat(10_000)
    );
    values(&digits, Some("0000-00-00"));
    values(&digits, Some("9999-12-31"));
}

proptest! {
    #[test]
    fn values_parse_as_shown(y in 1i16..9999, m in 1i8..=12, d in 1i8..=28, q in 1i8..=4, n in 0u32..100_000, h in 0i8..=24, p in 0usize..6, s in 0usize..4, u in 0usize..11, w in 1i8..=7) {
        let day = jiff::civil::date(y, m, d);
        let (part, season, unit) = (Part::ALL[p], Season::ALL[s], Unit::ALL[u]);
        let all = [
            Value::Century(y / 100), Value::Decade(y / 10), Value::Year(y), Value::Quarter(y, q), Value::Half(y, 1 + q % 2), Value::Season(y, season), Value::Month(y, m),
            Value::Week(y, d), Value::Weekend(y, d), Value::Day(day), Value::Part(day, part), Value::Clock(day, h, None), Value::Clock(day, h, Some(d)),
            Value::Length(Length { count: Some(n), unit, rest: None }), Value::Length(Length { count: None, unit, rest: None }), Value::Vague(Vague::Past),
            Value::Length(Length { count: Some(n), unit: Unit::Year, rest: Some((6, Unit::Month)) }),
            Value::Open(Open { weekday: Some(w), part: Some(part), ..Open::default() }), Value::Open(Open { month: Some(m), day: Some(d), ..Open::default() }),
            Value::Open(Open { season: Some(season), ..Open::default() }),
        ];
        for value in all {
            prop_assert_eq!(value.to_string().parse(), Ok(value));
        }
    }

    #[test]
    fn weeks_shift_weekdays(day in 0i64..7, weeks in -500i64..500, name in "(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day", verb in "(met|will meet)") {
        let published = value::shift(jiff::civil::date(2025, 3, 3), day, Unit::Day).unwrap();
        let moved = value::shift(published, weeks, Unit::Week).unwrap();
        let text = format!("They {verb} on {name}.");
        let read = |d: jiff::civil::Date| -> jiff::civil::Date { values(&text, Some(&d.to_string()))[0].1.clone().unwrap().parse().unwrap() };
        prop_assert_eq!(value::shift(read(published), weeks, Unit::Week), Some(read(moved)));
    }

    #[test]
    fn anything_is_read_without_panic(text in "(on |the |last |[0-9]{1,12}|[0-9]:|May |Friday|two |years |ago|[ -]|é|٤|a\\.m\\.|quarter |half |\n){0,40}", published in "[0-9]{4}-[0-9]{2}-[0-9]{2}") {
        read_times_as(&text, Some(&published), &Reading::default(), Convention::TimeMl);
        for time in read_times(&text, Some(&published), &Reading::default()) {
            prop_assert!(!time.span.of(&text).is_empty());
        }
    }
}
