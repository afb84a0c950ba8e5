//! The dispatches of a set of reports are the same whatever the order in which they come, and many copies of one cost no more than few.

use proptest::prelude::*;
use sayso_dispatch::{Index, Report, Shelf, Signature, compare};

struct Texts(Vec<Item>);

#[derive(Debug, Clone)]
struct Item {
    name: String,
    text: String,
    title: String,
    outlet: String,
    published: String,
}

impl Shelf for Texts {
    fn read(&self, report: u32, then: &mut dyn FnMut(&Report<'_>)) {
        if let Some(item) = self.0.get(report as usize) {
            then(&Report {
                name: &item.name,
                text: &item.text,
                title: Some(&item.title),
                outlet: Some(&item.outlet),
                published: Some(&item.published),
                ..Report::default()
            });
        }
    }
}

#[allow(clippy::reversed_empty_ranges)]
const ODD: [std::ops::Range<usize>; 2] = [3..1, 2..90_000];

const PLACES: [&str; 6] = [
    "Lowmere",
    "Tarnhead",
    "Ostby",
    "Quell",
    "Marrow Bridge",
    "Sandholm",
];
const PEOPLE: [&str; 6] = [
    "Ena Trask",
    "Tomas Brill",
    "Ivo Lanning",
    "Greta Holm",
    "Pia Vester",
    "Odd Marsk",
];
const THINGS: [&str; 6] = [
    "ferry",
    "grain store",
    "tram line",
    "school roof",
    "paper mill",
    "water tower",
];

/// Sentence `n` of story `story`.
fn sentence(story: usize, n: usize) -> String {
    let (place, person, thing) = (
        PLACES[story % 6],
        PEOPLE[(story + n) % 6],
        THINGS[(story / 2 + n) % 6],
    );
    let count = 11 + 7 * story + n;
    match n % 5 {
        0 => format!(
            "The {thing} at {place} was shut on Monday after {count} people complained of smoke, the district office said in a notice."
        ),
        1 => format!(
            "Engineer {person} told residents of {place} that the {thing} had not been looked at for {count} months."
        ),
        2 => format!(
            "\"Nobody asked us before they locked the gate,\" said {person}, who has worked beside the {thing} for {count} years."
        ),
        3 => format!(
            "Repairs to the {thing} would cost about {count} thousand crowns and take until spring, according to {person}."
        ),
        _ => format!(
            "A second notice on the door of the {thing} spoke of {count} cracks, though {person} had counted only a handful in {place}."
        ),
    }
}

fn item(n: usize, story: usize, cut: usize, turn: usize, own: bool) -> Item {
    let mut sentences: Vec<String> = (0..9).map(|n| sentence(story, n)).collect();
    sentences.truncate(9 - cut);
    sentences.rotate_left(turn);
    if own {
        sentences.push(format!("Our reader number {n} brought soup and sixteen folding chairs to the gate, and stayed until the lamps went out."));
    }
    Item {
        name: format!("r{n}"),
        text: sentences.join(" "),
        title: format!("Title {}", n % 3),
        outlet: format!("The {} Courier", PLACES[n % 6]),
        published: format!("2025-03-{:02}", 1 + (n * 7) % 28),
    }
}

/// The names of every pair with its evidence, and of every dispatch with its reports.
fn outcome(texts: &Texts, order: &[usize]) -> (Vec<String>, Vec<Vec<String>>) {
    let mut index = Index::new();
    for &n in order {
        index.add(n as u32, texts);
    }
    let name = |n: u32| texts.0[n as usize].name.clone();
    let mut links: Vec<String> = index
        .links()
        .map(|l| format!("{} {} {:?}", name(l.a), name(l.b), l.pair))
        .collect();
    links.sort();
    let groups = index.groups();
    for group in &groups {
        assert_eq!(index.group_of(group.reports[0]).as_ref(), Some(group));
    }
    let named = groups.iter().map(|g| {
        std::iter::once(g.oldest.clone())
            .chain(g.reports.iter().map(|n| name(*n)))
            .collect()
    });
    (links, named.collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_order_gives_the_same(
        made in prop::collection::vec((0_usize..4, 0_usize..5, 0_usize..4, any::<bool>()), 2..40),
        orders in prop::collection::vec(any::<prop::sample::Index>(), 40),
    ) {
        let texts = Texts(made.iter().enumerate().map(|(n, (story, cut, turn, own))| item(n, *story, *cut, *turn, *own)).collect());
        let order: Vec<usize> = (0..texts.0.len()).collect();
        let mut mixed = order.clone();
        for (n, index) in orders.iter().enumerate().take(mixed.len()) {
            let to = index.index(mixed.len());
            mixed.swap(n, to);
        }
        let first = outcome(&texts, &order);
        prop_assert_eq!(&first, &outcome(&texts, &mixed));
        mixed.reverse();
        prop_assert_eq!(&first, &outcome(&texts, &mixed));
    }

    #[test]
    fn no_text_stops_it(a in "\\PC{0,400}", b in "[A-Za-z0-9 .,\"“”'’()\n-]{0,400}") {
        let (one, two) = (
            Report { name: "a", text: &a, boilerplate: &ODD, title: Some(&b), outlet: Some(&a), ..Report::default() },
            Report { name: "b", text: &b, published: Some(&a), byline: Some(&a), ..Report::default() },
        );
        let _ = (compare(&one, &two), compare(&one, &one));
        for report in [&one, &two] {
            let signature = Signature::of(report);
            prop_assert_eq!(Signature::from_bytes(&signature.to_bytes()), Ok(signature));
        }
    }

    #[test]
    fn both_sides_see_the_same(story in 0_usize..4, cut in 0_usize..6, turn in 0_usize..4, own in any::<bool>()) {
        let texts = Texts(vec![item(0, story, 0, 0, false), item(1, story, cut, turn % (9 - cut), own)]);
        let mut pairs = Vec::new();
        texts.read(0, &mut |a| texts.read(1, &mut |b| pairs.extend([compare(a, b), compare(b, a)])));
        let (one, other) = (pairs.remove(0), pairs.remove(0));
        prop_assert!(one.is_some());
        if let (Some(one), Some(other)) = (one, other) {
            prop_assert_eq!(one.kind, other.kind);
            prop_assert_eq!((one.a, one.b), (other.b, other.a));
        }
    }
}

#[test]
fn stories_stay_apart() {
    let texts = Texts(
        (0..24)
            .map(|n| item(n, n % 4, n % 5, n % 3, n % 2 == 0))
            .collect(),
    );
    let order: Vec<usize> = (0..24).collect();
    let (_, groups) = outcome(&texts, &order);
    assert_eq!(groups.len(), 4, "{groups:?}");
    assert!(groups.iter().all(|g| g.len() == 7));
}

#[test]
fn a_thousand_copies_of_one() {
    let items: Vec<Item> = (0..1000).map(|n| item(n, 1, n % 3, n % 2, true)).collect();
    let names: Vec<usize> = (0..items.len()).collect();
    let texts = Texts(items);
    let (links, groups) = outcome(&texts, &names);
    assert_eq!(groups.len(), 1);
    assert_eq!(groups[0].len(), 1001);
    assert!(links.len() < 40 * 1000, "{} pairs", links.len());
}
