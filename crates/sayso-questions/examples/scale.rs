//! How long questions take over invented readings: `scale REPORTS [CLAIMS_PER_REPORT]`.
//!
//! Events of about eight reports each, spread over two years, with names made of syllables.

use sayso_questions::{Claim, Context, Figure, Report, Values, events, in_order, questions_of};
use std::time::Instant;

struct Dice(u64);

impl Dice {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below.max(1)
    }

    fn name(&mut self) -> String {
        const PARTS: [&str; 24] = [
            "var", "nol", "ket", "mi", "sor", "rel", "da", "bru", "tan", "vis", "ol", "pek", "hu",
            "zar", "lim", "gos", "fen", "wu", "chi", "bel", "mor", "ath", "dy", "qua",
        ];
        let mut name = String::new();
        for _ in 0..4 + self.next(2) {
            name.push_str(PARTS[self.next(24) as usize]);
        }
        name[..1].to_uppercase() + &name[1..]
    }
}

fn main() {
    let arg = |n: usize, default: usize| {
        std::env::args()
            .nth(n)
            .and_then(|a| a.parse().ok())
            .unwrap_or(default)
    };
    let (count, per) = (arg(1, 20_000), arg(2, 5));
    let mut dice = Dice(7);
    let common = [
        "Chicago",
        "Police",
        "Monday",
        "Tuesday",
        "London",
        "Reuters",
        "President",
        "Washington",
        "Paris",
        "State",
    ];
    let mut reports = Vec::with_capacity(count);
    while reports.len() < count {
        let names: Vec<String> = (0..8).map(|_| dice.name()).collect();
        let day = dice.next(700);
        for _ in 0..1 + dice.next(15) {
            let mut text = String::new();
            for _ in 0..40 {
                let name = &names[dice.next(8) as usize];
                let other = common[dice.next(10) as usize];
                text.push_str(&format!(
                    "the people of {name} said that {other} had a word with {} there. ",
                    dice.name().to_lowercase()
                ));
            }
            let at = day + dice.next(6);
            let claims = (0..per).map(|n| claim(n, &mut dice, &names)).collect();
            reports.push(Report {
                id: format!("r{:08}", reports.len()),
                published: Some(format!(
                    "20{:02}-{:02}-{:02}",
                    30 + at / 336,
                    at / 28 % 12 + 1,
                    at % 28 + 1
                )),
                outlet: Some(format!("Outlet {}", dice.next(500))),
                title: Some(format!("News of {}", names[0])),
                context: Context::of(&format!("News of {}", names[0]), &text, "", ""),
                dispatch: None,
                claims,
            });
        }
    }
    reports.truncate(count);
    let mut all: Vec<&Report> = reports.iter().collect();
    in_order(&mut all);
    let started = Instant::now();
    let groups = events(&all);
    let parted = started.elapsed();
    let mut questions = 0;
    let mut slowest = std::time::Duration::ZERO;
    for group in &groups {
        let one = Instant::now();
        let members: Vec<&Report> = group.iter().filter_map(|i| all.get(*i).copied()).collect();
        questions += questions_of(&members).len();
        slowest = slowest.max(one.elapsed());
    }
    let largest = groups.iter().map(Vec::len).max().unwrap_or(0);
    println!(
        "{count} reports, {} claims: {} events (largest {largest}) in {parted:.2?}, {questions} questions in {:.2?}, slowest event {slowest:.2?}",
        count * per,
        groups.len(),
        started.elapsed() - parted
    );
}

fn claim(n: usize, dice: &mut Dice, names: &[String]) -> Claim {
    let value = dice.next(40) as f64;
    let measure = ["killed", "wounded", "missing", "rescued", "other"][dice.next(5) as usize];
    Claim {
        id: format!("c{n}"),
        actor: Some(names[dice.next(8) as usize].clone()),
        actor_kind: Some("organisation".into()),
        stance: "states".into(),
        content: format!("{value} people were hit at {}", names[1]),
        figures: vec![Figure {
            lower: Some(value),
            upper: Some(value),
            values: Values {
                lowest: Some(value),
                highest: Some(value),
                open: (false, false),
                whole: true,
            },
            words: format!("{value}"),
            before: String::new(),
            after: "people were hit".into(),
            role: Some("total".into()),
            implied: false,
            unit: Some("persons".into()),
            measure: Some(measure.into()),
            of: Some("people".into()),
            place: None,
            since: None,
            until: None,
        }],
        ..Claim::default()
    }
}
