//! What is a copy, of which kind, and what is none. All texts are invented.

#![allow(clippy::single_range_in_vec_init)]

use sayso_dispatch::{Claim, Kind, Pair, Prepared, Report, compare, compare_prepared};

const AGENCY: &str = "VESTRAND, Nov 12 (Skerry Wire) - Four divers were missing on Wednesday after a support ship lost power in the Holm Strait and dragged their bell along the sea bed, the Nordmar coast guard said.\n\
\n\
The Alma Reinholt had been inspecting a gas pipe at a depth of 71 metres when both its generators failed at 4:20 a.m., the coast guard said. Eleven people were taken off the ship by helicopter.\n\
\n\
\"We heard the wire sing and then we heard nothing,\" said Per Aldane, the ship's second officer, speaking on the quay at Vestrand.\n\
\n\
Deepwater Aske, which owns the ship, said the bell held air for 38 hours. The divers' union put it at 26. Its secretary, Runa Feld, said the company had been warned in August about a generator of the same make.\n\
\n\
A company spokesman, Ole Vinter, denied that any warning had been received. \"There is no such letter in this house,\" he said.\n\
\n\
A navy vessel with a robot was expected at the site by evening. The pipe, which carries gas to 140,000 homes, was shut as a precaution.\n\
\n\
(Reporting by M. Sund; editing by T. Ek)";

/// Tells what the agency tells, in its own words.
const REWRITE: &str = "Rescuers in Nordmar are searching for four divers whose bell was pulled across the bottom of the Holm Strait when their mother ship went dark, Skerry Wire reports.\n\
\n\
Eleven crew members of the Alma Reinholt were flown to safety after its two generators cut out at 4:20 a.m. on Wednesday. The vessel had been checking a pipe 71 metres down, according to the coast guard.\n\
\n\
How long the men can breathe is disputed. The owner, Deepwater Aske, speaks of 38 hours of air, the union of 26. Union secretary Runa Feld told the agency that a warning about such a generator went out in August. The company's Ole Vinter said no warning ever arrived.\n\
\n\
Second officer Per Aldane said the wire was heard to sing before it fell silent.\n\
\n\
The navy is sending a robot, which should be there by evening. Gas to 140,000 homes has been turned off for now.";

/// Reports the same event for itself.
const OTHER: &str = "The lights of the Alma Reinholt went out while Jorid Hamre was counting the tea towels in the galley.\n\
\n\
\"I thought it was a fuse,\" the ship's cook said on Wednesday, wrapped in a blanket at Vestrand hospital. Within minutes she and ten others were being winched into a helicopter, and four of her shipmates were lost in a diving bell 71 metres below.\n\
\n\
The coast guard's Captain Mads Orre said the bell had last been heard of at 4:34 a.m. A trawler, the Havlys, found one of its two cables cut. Fishermen in the strait say the current there runs at three knots in November.\n\
\n\
Deepwater Aske has 212 employees in Vestrand. Its director, Signe Brandt, came to the quay, spoke to the families for an hour and left by the back door. Asked about the air in the bell, she said the families knew.\n\
\n\
\"There is no such letter in this house,\" her spokesman Ole Vinter said when he was asked about a warning from the union. The labour inspectorate said it would look for one.";

/// Cites the agency for one thing, and has news of its own.
const FOLLOW_UP: &str = "Two of the four divers lost in the Holm Strait were found alive on Thursday by a robot of the navy, the Nordmar coast guard announced.\n\
\n\
Captain Mads Orre said the men, aged 29 and 44, had tapped on the wall of the bell when they saw the robot's lamp. The two others had left it through the lower hatch some time on Wednesday night, he said, and nobody knew why.\n\
\n\
The union of divers had warned of the generator in August, its secretary Runa Feld told Skerry Wire on Wednesday. Deepwater Aske said on Thursday that it had now found the letter, in a folder at its office in Tarnhead, and that Ole Vinter had been sent on leave.\n\
\n\
The prosecutor in Vestrand, Liv Dahlin, has opened an inquiry and seized 17 boxes of papers. Shares in the company fell by 22 percent.";

fn report(outlet: &'static str, published: &'static str, text: &'static str) -> Report<'static> {
    Report {
        name: outlet,
        outlet: Some(outlet),
        published: Some(published),
        text,
        ..Report::default()
    }
}

fn agency() -> Report<'static> {
    report("Skerry Wire", "2025-11-12T11:00:00+01:00", AGENCY)
}

fn paper(text: &str) -> Option<Pair> {
    compare(
        &agency(),
        &Report {
            text,
            ..report("The Tarnhead Echo", "2025-11-12T15:00:00+01:00", "")
        },
    )
}

#[test]
fn verbatim_with_another_sites_chrome() {
    let text = format!(
        "Menu\nSport\nSubscribe to our newsletter for the best of the Echo.\n{}\nShare this story with a friend.",
        AGENCY.replace('"', "”")
    );
    let pair = paper(&text).expect("a copy");
    assert_eq!(pair.kind, Kind::Verbatim);
    assert!(pair.b.adds.is_empty() && pair.a.adds.is_empty(), "{pair:?}");
    assert_eq!(pair.credits, ["skerry wire"]);
}

#[test]
fn trimmed_and_reordered() {
    let paragraphs: Vec<&str> = AGENCY.split("\n\n").collect();
    let pair = paper(&paragraphs[..4].join("\n\n")).expect("a copy");
    assert_eq!(pair.kind, Kind::Trimmed);
    assert!(pair.b.share > 0.99 && pair.a.share < 0.8);
    let turned: Vec<&str> = [0, 4, 5, 2, 3, 1].iter().map(|n| paragraphs[*n]).collect();
    assert_eq!(
        paper(&turned.join("\n\n")).expect("a copy").kind,
        Kind::Reordered
    );
}

#[test]
fn an_outlets_own_stays_its_own() {
    let own = "Among the missing is a man from Tarnhead, the Echo has learned. His club, Tarnhead Swimmers, lit 30 candles.";
    let text = AGENCY
        .replace("(Reporting by M. Sund; editing by T. Ek)", own)
        .replace("Four divers", "Five divers");
    let pair = paper(&text).expect("a copy");
    assert_eq!(pair.kind, Kind::Extended);
    let at = text.find("Among").expect("there");
    assert_eq!(pair.b.adds, [at..text.len() - 1]);
    assert!(pair.b.is_own(&(at..at + 40)) && !pair.b.is_own(&(0..90)));
    let changed: Vec<&str> = pair.b.changes.iter().map(|c| &text[c.clone()]).collect();
    assert_eq!(changed, ["Five"]);
}

#[test]
fn rewritten_without_anything_new() {
    let pair = paper(REWRITE).expect("a copy");
    assert_eq!(pair.kind, Kind::Rewritten);
    assert!(pair.b.credits_other && !pair.a.credits_other);
    assert!(pair.b.adds.is_empty(), "{:?}", pair.b.adds);
}

#[test]
fn what_is_no_copy() {
    for (one, other) in [
        (AGENCY, OTHER),
        (AGENCY, FOLLOW_UP),
        (REWRITE, OTHER),
        (OTHER, FOLLOW_UP),
        (REWRITE, FOLLOW_UP),
    ] {
        let later = report("The Tarnhead Echo", "2025-11-13", other);
        assert_eq!(
            compare(&report("Skerry Wire", "2025-11-12", one), &later),
            None
        );
    }
}

#[test]
fn a_thing_of_a_mould_is_no_copy() {
    let quake = |size: &str, place: &str, day: &str, depth: &str| {
        format!(
            "An earthquake of magnitude {size} struck near {place} on {day}, the Geological Bureau said. \
            It was measured at a depth of {depth} kilometres. There were no reports of damage or injuries. \
            The bureau asks people who felt the earthquake to fill in the form on its site. {place} was last struck in June."
        )
    };
    let (one, other) = (
        quake("4.6", "Ostby", "Monday", "31"),
        quake("5.1", "Lake Quell", "Friday", "12"),
    );
    let (one, other) = (
        Report {
            text: &one,
            ..agency()
        },
        Report {
            name: "2",
            text: &other,
            ..agency()
        },
    );
    assert_eq!(compare(&one, &other), None);
}

#[test]
fn claims_in_the_same_words() {
    let text = "\"There is no such letter in this house,\" he said.";
    let there = AGENCY.find("\"There").expect("there");
    let (first, second) = ([there..there + 40], [0..40]);
    let claims = [
        [
            Claim::default(),
            Claim {
                content: &first,
                ..Claim::default()
            },
        ],
        [
            Claim {
                content: &second,
                ..Claim::default()
            },
            Claim::default(),
        ],
    ];
    let whole = format!("{text} {}", &AGENCY[..there]);
    let pair = compare(
        &Report {
            claims: &claims[0],
            ..agency()
        },
        &Report {
            name: "2",
            text: &whole,
            claims: &claims[1],
            ..Report::default()
        },
    );
    assert_eq!(pair.expect("a copy").same_claims, [(1, 0)]);
}

#[test]
fn a_report_is_a_copy_of_itself_and_nothing_of_nothing() {
    let ready = Prepared::of(&agency());
    assert_eq!(
        compare_prepared(&ready, &ready).map(|p| p.kind),
        Some(Kind::Verbatim)
    );
    assert_eq!(compare(&Report::default(), &Report::default()), None);
}
