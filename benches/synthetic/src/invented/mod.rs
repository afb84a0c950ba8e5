//! Invented reports with their readings, one after the other; the Nth is the same whenever it is made.

mod dice;

use dice::Dice;
use sayso_claims::{Claim, Figure};
use sayso_language::Span;

/// A report and what was read in it.
pub struct Made {
    pub id: String,
    pub raw: String,
    pub title: String,
    pub outlet: String,
    pub published: String,
    pub text: String,
    pub sentences: Vec<Span>,
    pub claims: Vec<Claim>,
}

/// An event: its names, its day, its bodies and people.
struct Event {
    names: Vec<String>,
    people: Vec<(String, String)>,
    bodies: Vec<String>,
    day: u64,
    toll: u64,
}

/// Reports without end.
pub struct World {
    event: u64,
    waiting: std::collections::VecDeque<Made>,
    made: usize,
}

impl World {
    /// Goes on after so many reports.
    pub fn new(after: usize) -> Self {
        let mut world = World {
            event: 0,
            waiting: std::collections::VecDeque::new(),
            made: 0,
        };
        while world.made < after {
            let size = size(&mut Dice::new(world.event)) as usize;
            if world.made + size > after {
                break;
            }
            (world.event, world.made) = (world.event + 1, world.made + size);
        }
        while world.made < after {
            world.next();
        }
        world
    }
}

fn size(dice: &mut Dice) -> u64 {
    1 + dice.below(15)
}

impl Iterator for World {
    type Item = Made;

    fn next(&mut self) -> Option<Made> {
        if self.waiting.is_empty() {
            self.waiting = event(self.event, self.made).into();
            self.event += 1;
        }
        self.made += 1;
        self.waiting.pop_front()
    }
}

fn event(number: u64, first: usize) -> Vec<Made> {
    let mut dice = Dice::new(number);
    let size = size(&mut dice);
    let names: Vec<String> = (0..8).map(|_| dice.name()).collect();
    let offices = ["mayor", "fire chief", "minister", "surgeon", "witness"];
    let people = offices.map(|o| (o.to_owned(), format!("{} {}", dice.given(), dice.name())));
    let town = names[0].clone();
    let event = Event {
        people: people.to_vec(),
        bodies: vec![
            format!("{town} Police Department"),
            format!("{town} Hospital"),
            format!("Ministry of Health of {}", names[1]),
        ],
        names,
        day: dice.below(700),
        toll: 2 + dice.below(60),
    };
    let mut out: Vec<Made> = Vec::new();
    for n in 0..size as usize {
        let (id, outlet) = (
            format!("s{:07}", first + n),
            format!("Outlet {}", dice.rank(800)),
        );
        let at = event.day + dice.below(5);
        let published = format!(
            "20{:02}-{:02}-{:02}T{:02}:00:00Z",
            30 + at / 336,
            at / 28 % 12 + 1,
            at % 28 + 1,
            dice.below(24)
        );
        let copied = (n > 0 && dice.below(9) == 0).then(|| dice.below(n as u64) as usize);
        let made = match copied.and_then(|c| out.get(c)) {
            Some(of) => Made {
                raw: format!("{id} {}", of.raw),
                title: of.title.clone(),
                text: of.text.clone(),
                sentences: of.sentences.clone(),
                claims: of.claims.clone(),
                id,
                outlet,
                published,
            },
            None => report(&event, &mut dice, id, outlet, published),
        };
        out.push(made);
    }
    out
}

fn report(event: &Event, dice: &mut Dice, id: String, outlet: String, published: String) -> Made {
    let mut text = String::new();
    let (mut sentences, mut claims) = (Vec::new(), Vec::new());
    for n in 0..18 {
        let start = text.len();
        if n % 4 == 1 {
            claims.push(claim(event, dice, &mut text, claims.len(), &published));
        } else {
            for word in 0..10 + dice.below(12) {
                if word > 0 {
                    text.push(' ');
                }
                match dice.below(9) {
                    0 => text.push_str(&event.names[dice.below(8) as usize]),
                    1 if dice.below(4) == 0 => {
                        let person = &event.people[dice.below(5) as usize].1;
                        text.push_str(person);
                    }
                    _ => text.push_str(&dice.word()),
                }
            }
        }
        text.push('.');
        sentences.push([start, text.len()].into());
        text.push_str(if n % 3 == 2 { "\n\n" } else { " " });
    }
    Made {
        raw: format!("{id}: {text}"),
        title: format!("{} {} {}", event.names[0], dice.word(), dice.word()),
        id,
        outlet,
        published,
        text,
        sentences,
        claims,
    }
}

/// A sentence that somebody says, and what is read in it.
fn claim(event: &Event, dice: &mut Dice, text: &mut String, n: usize, published: &str) -> Claim {
    let (actor, kind, affiliation) = actor(event, dice);
    let value = event.toll / 2 + dice.below(event.toll);
    let measure = ["killed", "wounded", "missing", "rescued", "killed"][dice.below(5) as usize];
    let place = &event.names[dice.below(2) as usize];
    let from = text.len();
    let number = value.to_string();
    text.push_str(&number);
    let figure: Span = [from, text.len()].into();
    text.push_str(&format!(
        " people were {measure} at the {} of {place}",
        dice.word()
    ));
    let content: Span = [from, text.len()].into();
    text.push_str(", ");
    let source: Span = [text.len(), text.len() + actor.len()].into();
    text.push_str(&actor);
    text.push(' ');
    let cue: Span = [text.len(), text.len() + 4].into();
    text.push_str("said");
    let row = |field: &str, by: &str| (field.to_owned(), by.to_owned());
    Claim {
        id: format!("c{n}"),
        kind: "statement".into(),
        stance: "states".into(),
        source: vec![source],
        cue: vec![cue],
        content: vec![content],
        actor: Some(actor.clone()),
        origin: Some(actor),
        actor_kind: Some(kind.into()),
        affiliation,
        said: Some(published[..10].to_owned()),
        confidence: 0.97,
        figures: vec![Figure {
            span: figure,
            lower: Some(value as f64),
            upper: Some(value as f64),
            modifier: "exact".into(),
            role: Some("total".into()),
            unit: Some("persons".into()),
            measure: Some(measure.into()),
            of: Some("people".into()),
            place: Some(place.clone()),
            rule: Some("numeral:digits; measure by its predicate (before:people were)".into()),
            ..Figure::default()
        }],
        why: vec![
            row("confidence", "cue 1.00, source and content 1.00"),
            row("stance", "stance-cues.tsv:4 say"),
            row("kind", "stance-cues.tsv:4 say"),
            row("quote", "no quote marks"),
            row("actor", "name: as written"),
            row("said", "said: published date"),
        ],
        ..Claim::default()
    }
}

/// Name, kind and affiliation.
fn actor(event: &Event, dice: &mut Dice) -> (String, &'static str, Option<String>) {
    match dice.below(10) {
        0..=2 => {
            let (office, name) = &event.people[dice.below(5) as usize];
            // Now and then by the surname alone.
            let short = name.rsplit(' ').next().filter(|_| dice.below(6) == 0);
            let affiliation = (office == "mayor").then(|| event.names[0].clone());
            (
                short.unwrap_or(name).to_owned(),
                "person",
                affiliation.or(Some(event.names[1].clone())),
            )
        }
        3 | 4 => (
            event.bodies[dice.below(3) as usize].clone(),
            "agency",
            Some(event.names[0].clone()),
        ),
        5..=7 => {
            let n = dice.rank(4_000);
            let mut own = Dice::new(n + 1_000_000_007);
            let country =
                ["France", "Japan", "Brazil", "Kenya", "Norway"][own.below(5) as usize].to_owned();
            match n % 4 {
                0 => {
                    let body = format!("{} {} Agency", own.name(), own.name());
                    let letters = body.split(' ').filter_map(|w| w.chars().next());
                    let short = dice.below(5) == 0;
                    let name = if short {
                        letters.collect()
                    } else {
                        body.clone()
                    };
                    (name, "agency", Some(country))
                }
                1 => (
                    format!("Ministry of {}", own.name()),
                    "government",
                    Some(country),
                ),
                _ => (
                    format!("{} {}", own.given(), own.name()),
                    "person",
                    Some(country),
                ),
            }
        }
        _ => (format!("unnamed {}", dice.word()), "unnamed", None),
    }
}
