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
fn direction_by_verb_and_preposition() {
    assert_eq!(one("The court meets again by Friday."), "2025-08-08");
    assert_eq!(one("The talks were postponed to Tuesday."), "2025-08-12");
    assert_eq!(one("The vote was scheduled for Thursday."), "2025-08-07");
    assert_eq!(one("It was closed until Monday."), "2025-08-11");
    assert_eq!(one("They mourned after Sunday's fire."), "2025-08-03");
    assert_eq!(one("Nobody left since Thursday."), "2025-07-31");
    assert_eq!(one("The war began in November."), "2024-11");
    assert_eq!(one("They will vote in November."), "2025-11");
    assert_eq!(one("It has been shut since September."), "2024-09");
    assert_eq!(one("He fled last August."), "2024-08");
    assert_eq!(one("It is due on Jan. 5."), "2026-01-05");
    assert_eq!(one("He was born last June 3."), "2025-06-03");
}

#[test]
fn times_told_against_others() {
    let at = |text: &str, n: usize| {
        values(text, Some("2025-08-06"))[n]
            .1
            .clone()
            .unwrap_or_default()
    };
    assert_eq!(
        at("The dam broke on 4 May 2021. Two days later it was dry.", 1),
        "2021-05-06"
    );
    assert_eq!(
        at("It opened on 4 May 2021. The following year it closed.", 1),
        "2022"
    );
    assert_eq!(
        at("She left in June 2019 and returned later that year.", 1),
        "2019"
    );
    assert_eq!(
        at("It rained on 4 May 2021. That same day a wall fell.", 1),
        "2021-05-04"
    );
    assert_eq!(
        at(
            "It rained on Monday.\n\nThe rain stopped at 9 a.m., she said.",
            1
        ),
        "2025-08-06T09:00"
    );
    assert_eq!(
        at("It began on Monday and was over at 9 a.m., she said.", 1),
        "2025-08-04T09:00"
    );
}

#[test]
fn what_is_none() {
    let none = |text: &str| assert_eq!(values(text, Some("2025-08-06")), [], "{text}");
    none("A ward needs eight litres a day and 500 beds a week.");
    none("The index closed at 1678.5, he said.");
    none("Read it in Harbour Today.");
    none("HARLOW, Aug 5 (Newsline) - It rained.");
    none("It is shut now.");
}

#[test]
fn what_cannot_be_placed_says_why() {
    let rules = |text: &str, published: Option<&str>| -> Vec<(Option<String>, String)> {
        read_times(text, published, &Reading::default())
            .into_iter()
            .map(|t| (t.value, t.rule.unwrap_or_default()))
            .collect()
    };
    let no_day = rules("On 31 February 2025 it rained.", Some("2025-08-06"));
    assert_eq!(no_day[0], (None, "time-rules: day, no such day".to_owned()));
    let relative = (
        None,
        "time-rules: day, relative: no published time".to_owned(),
    );
    for published in [
        None,
        Some("soon"),
        Some("0000-00-00"),
        Some("2025-13-40"),
        Some(""),
    ] {
        assert_eq!(
            rules("It rained yesterday.", published),
            std::slice::from_ref(&relative)
        );
    }
    let open = rules("It rained on Friday.", None);
    assert_eq!(open[0].0.as_deref(), Some("XXXX-WXX-5"));
    assert!(open[0].1.ends_with("no published time"));
    let end = rules("It will rain tomorrow.", Some("9999-12-31"));
    assert_eq!(
        end,
        [(None, "time-rules: day, cannot be placed".to_owned())]
    );
    let start = rules("It rained yesterday.", Some("0001-01-01"));
    assert_eq!(start[0].0, None);
}

#[test]
fn a_published_time_in_the_future_is_taken_as_it_stands() {
    let found = values("It rained on Friday.", Some("2999-01-03T00:00:00Z"));
    assert_eq!(found[0].1.as_deref(), Some("2998-12-28"));
}

#[test]
fn years_and_numbers_beyond_all_bounds() {
    assert_eq!(values("in 99999", Some("2025-08-06")), []);
    assert_eq!(values("in the year 0", Some("2025-08-06")), []);
    let text = format!("{} days ago, 2٤ May, 99999 years ago", "9".repeat(10_000));
    for published in ["0000-00-00", "0001-01-01", "9999-12-31"] {
        values(&text, Some(published));
    }
    assert_eq!(values("99999 years ago", Some("2025-08-06"))[0].1, None);
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
    fn weeks_shift_weekdays(day in 0i64..7, weeks in -500i64..500, name in "(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day", verb in "(met|will meet|were to meet)", preposition in "(on|by|until|since|last|next|this)") {
        let published = value::shift(jiff::civil::date(2025, 3, 3), day, Unit::Day).unwrap();
        let moved = value::shift(published, weeks, Unit::Week).unwrap();
        let text = format!("They {verb} {preposition} {name}.");
        let read = |d: jiff::civil::Date| -> jiff::civil::Date { values(&text, Some(&d.to_string()))[0].1.clone().unwrap().parse().unwrap() };
        prop_assert_eq!(value::shift(read(published), weeks, Unit::Week), Some(read(moved)));
    }

    #[test]
    fn anything_is_read_without_panic(text in "(on |the |last |[0-9]{1,12}|[0-9]:|May |Friday|two |years |ago|[ -]|é|٤|a\\.m\\.|quarter |half |\n){0,40}", published in "[0-9]{4}-[0-9]{2}-[0-9]{2}") {
        read_times_as(&text, Some(&published), &Reading::default(), Convention::TimeMl);
        for time in read_times(&text, Some(&published), &Reading::default()) {
            prop_assert!(!time.span.of(&text).is_empty());
            prop_assert!(time.rule.is_some());
            prop_assert!(time.earliest <= time.latest, "{:?}", time);
            if let Some(value) = time.value {
                prop_assert_eq!(value.parse::<Value>().map(|v| v.to_string()), Ok(value));
            }
        }
    }
}
