use super::number::rounded;
use super::scale::Scale;
use super::time::ticks;
use super::*;

fn point(day: i32, low: Option<f64>, high: Option<f64>) -> Point {
    Point {
        day,
        low,
        best: low.filter(|_| low == high),
        high,
        words: format!("<{day}>"),
        ..Point::default()
    }
}

fn chart() -> Chart {
    Chart {
        title: "Killed & “missing” <b>".into(),
        about: "Two lines.".into(),
        series: vec![
            Series {
                line: 0,
                name: "Ministry <script>".into(),
                points: vec![
                    point(10, Some(12.0), Some(12.0)),
                    point(14, Some(20.0), Some(30.0)),
                ],
            },
            Series {
                line: 1,
                name: "Mayor".into(),
                points: vec![
                    point(11, Some(40.0), None),
                    Point {
                        day: 12,
                        vague: Some((24.0, 119.0)),
                        clash: true,
                        ..Point::default()
                    },
                ],
            },
        ],
        until: 15,
        clashes: vec![(12, 1)],
        ..Chart::default()
    }
}

#[test]
fn a_chart_is_the_same_bytes_every_time_and_holds_no_markup_of_others() {
    for size in [Size::Narrow, Size::Wide] {
        let svg = draw(&chart(), size);
        assert_eq!(svg, draw(&chart(), size));
        assert!(!svg.contains("<script>") && !svg.contains("<b>"), "{svg}");
        assert!(svg.contains("Killed &amp; “missing” &lt;b&gt;</title>"));
        assert!(svg.contains("<desc"));
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        assert!(!svg.contains("style="), "the policy for content forbids it");
    }
}

#[test]
fn bands_hatches_fades_and_rings_are_there_where_the_wording_asks_for_them() {
    let svg = draw(&chart(), Size::Wide);
    assert_eq!(svg.matches("class=\"band\"").count(), 1, "20 to 30");
    assert_eq!(svg.matches("class=\"open\"").count(), 1, "at least 40");
    assert_eq!(svg.matches("class=\"vague\"").count(), 1, "dozens");
    assert!(svg.contains("fill=\"url(#hatch-w-1)\""));
    assert_eq!(svg.matches("class=\"ring\"").count(), 1);
    assert!(svg.contains("1 Ministry <".split('<').next().unwrap()));
}

#[test]
fn a_vague_word_has_no_step_of_its_own() {
    let svg = draw(&chart(), Size::Wide);
    // The mayor's step ends where the vague word begins.
    let mayor = svg.split("data-line=\"2\"").nth(2).unwrap();
    let d = mayor
        .split("class=\"step\" d=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    assert_eq!(d.matches('H').count(), 1, "{d}");
}

#[test]
fn nothing_one_day_and_odd_numbers_are_drawn() {
    let mut odd = chart();
    odd.series.clear();
    odd.clashes.clear();
    assert!(draw(&odd, Size::Narrow).ends_with("</svg>"));
    odd.series = vec![Series {
        line: 40,
        name: String::new(),
        points: vec![
            point(odd.until, Some(f64::NAN), Some(f64::INFINITY)),
            point(odd.until, Some(-4.0), Some(1e300)),
            point(odd.until, Some(0.0), Some(0.0)),
        ],
    }];
    let svg = draw(&odd, Size::Wide);
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
}

#[test]
fn thousands_of_points_on_one_spot_are_one_dot() {
    let mut many = chart();
    many.series[0].points = vec![point(10, Some(5.0), Some(5.0)); 5_000];
    assert!(draw(&many, Size::Wide).len() < 200_000);
    let dots = draw(&many, Size::Wide).matches("class=\"dot\"").count();
    assert!(dots < 10, "{dots}");
}

#[test]
fn scales_are_linear_for_neighbours_and_logarithmic_for_what_lies_far_apart() {
    assert_eq!(
        Scale::of(&[46.0, 131.0]),
        Scale::Linear {
            low: 0.0,
            high: 150.0
        }
    );
    assert!(matches!(
        Scale::of(&[12.0, 3_000.0]),
        Scale::Log { low: 10.0, .. }
    ));
    assert!(matches!(Scale::of(&[-5.0, 3_000.0]), Scale::Linear { .. }));
    assert!(matches!(Scale::of(&[0.0, 3.0, 3_000.0]), Scale::Log { .. }));
    let near = Scale::of(&[1_000.0, 1_010.0]);
    assert!(
        matches!(near, Scale::Linear { low, .. } if low > 900.0),
        "{near:?}"
    );
    for values in [
        vec![],
        vec![0.0],
        vec![7.0],
        vec![1e-9, 1e-7],
        vec![1e12, 3e12],
    ] {
        let scale = Scale::of(&values);
        let ticks = scale.ticks(5);
        assert!((1..=12).contains(&ticks.len()), "{values:?} {ticks:?}");
        for value in values {
            assert!((0.0..=1.0).contains(&scale.at(value)));
        }
    }
}

#[test]
fn a_higher_figure_never_lies_lower() {
    for scale in [Scale::of(&[3.0, 9.0]), Scale::of(&[2.0, 90_000.0])] {
        let heights: Vec<f64> = (0..100_000)
            .step_by(7)
            .map(|v| scale.at(f64::from(v)))
            .collect();
        assert!(heights.windows(2).all(|w| w[0] <= w[1]));
    }
}

#[test]
fn days_are_numbered_and_named() {
    assert_eq!(day_number("1970-01-01"), Some(0));
    assert_eq!(day_number("2024-02-29T10:00"), Some(19_782));
    assert_eq!(day_shown(19_782), "29 Feb 2024");
    assert_eq!(day_number("2024-13-01"), None);
    assert_eq!(day_number("soon"), None);
    assert_eq!(day_number("2026"), day_number("2026-01-01"));
    let first = day_number("2024-12-30").unwrap();
    let named: Vec<String> = ticks(first, first + 3, 8)
        .into_iter()
        .map(|t| t.1)
        .collect();
    assert_eq!(named, ["30 Dec 2024", "31 Dec", "1 Jan 2025", "2 Jan"]);
    assert!(ticks(0, 20_000, 8).len() <= 9);
    let months: Vec<String> = ticks(first, first + 150, 7)
        .into_iter()
        .map(|t| t.1)
        .collect();
    assert_eq!(months.first().map(String::as_str), Some("Jan 2025"));
}

#[test]
fn numbers_have_commas_and_few_decimals() {
    let shown = [12.0, 1_234_567.0, 7.25, -0.0001, -3.5, 0.0].map(number);
    assert_eq!(shown, ["12", "1,234,567", "7.25", "0", "−3.5", "0"]);
    assert_eq!(rounded(18_000_000.0), "18M");
    assert_eq!(rounded(f64::NAN), "–");
}

#[test]
fn positions_have_steps_instead_of_numbers() {
    let mut said = chart();
    said.positions = vec!["denies".into(), "states".into()];
    said.series[0].points = vec![point(10, Some(1.0), Some(1.0))];
    said.series[1].points = vec![point(11, Some(0.0), Some(0.0))];
    let svg = draw(&said, Size::Narrow);
    assert!(svg.contains(">denies</text>") && svg.contains(">states</text>"));
}

#[test]
fn looks_differ_for_forty_lines() {
    let looks: std::collections::BTreeSet<String> = (0..40).map(swatch).collect();
    assert_eq!(looks.len(), 40);
}
