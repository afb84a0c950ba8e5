//! Readings that must be right, or open.

use super::{Context, resolve};
use crate::Claim;
use sayso_language::{Reading, Span};

/// Claims of `text` by (source, cue, content), each found after the one before it began.
fn read(text: &str, given: &[(&str, &str, &str)]) -> Vec<Claim> {
    let mut from = 0;
    let mut claims: Vec<Claim> = given
        .iter()
        .map(|(source, cue, content)| {
            let sentence = text[from..]
                .find(&format!("{source} {cue}"))
                .map_or(from, |n| n + from);
            let at = |part: &str, from: usize| {
                text[from..]
                    .find(part)
                    .map(|n| Span::new(from + n, from + n + part.len()))
                    .into_iter()
                    .collect::<Vec<_>>()
            };
            let claim = Claim {
                source: at(source, sentence),
                cue: at(cue, sentence),
                content: at(content, sentence.saturating_sub(0)),
                ..Claim::default()
            };
            from = sentence + source.len();
            claim
        })
        .collect();
    let reading = Reading::default();
    resolve(
        &Context {
            text,
            title: None,
            outlet: Some("The Harbour Post"),
            published: None,
            reading: &reading,
        },
        &mut claims,
    );
    claims
}

fn actors(claims: &[Claim]) -> Vec<Option<&str>> {
    claims.iter().map(|c| c.actor.as_deref()).collect()
}

#[test]
fn one_speaker_with_forty_pronouns() {
    let mut text = String::from("Mayor Linda Quell said the bridge was safe.");
    let mut given = vec![("Mayor Linda Quell", "said", "the bridge was safe")];
    for _ in 0..40 {
        text.push_str(" She said it would open soon.");
        given.push(("She", "said", "it would open soon"));
    }
    assert!(
        read(&text, &given)
            .iter()
            .all(|c| c.actor.as_deref() == Some("Linda Quell"))
    );
}

#[test]
fn a_surname_that_two_bear_stays_open() {
    let text = "Governor Mark Tarn said it was late. Senator Paul Tarn said it was early. Tarn said nobody knew.";
    let claims = read(
        text,
        &[
            ("Governor Mark Tarn", "said", "it was late"),
            ("Senator Paul Tarn", "said", "it was early"),
            ("Tarn", "said", "nobody knew"),
        ],
    );
    assert_eq!(actors(&claims)[..2], [Some("Mark Tarn"), Some("Paul Tarn")]);
    assert_eq!(claims[2].actor, None);
}

#[test]
fn capitals_initials_and_other_scripts() {
    let claims = read(
        "Minister JOHN MARLOW said no. Marlow added this.",
        &[
            ("Minister JOHN MARLOW", "said", "no"),
            ("Marlow", "added", "this"),
        ],
    );
    assert_eq!(actors(&claims), [Some("John Marlow"), Some("John Marlow")]);
    let claims = read(
        "President J. K. Oduya (Одуя) said yes. Oduya added this.",
        &[
            ("President J. K. Oduya (Одуя)", "said", "yes"),
            ("Oduya", "added", "this"),
        ],
    );
    assert!(
        actors(&claims)
            .iter()
            .all(|a| a.is_some_and(|a| a.ends_with("Oduya"))),
        "{:?}",
        actors(&claims)
    );
    let claims = read(
        "Professor Min-seo Han (한민서) said yes. She added this.",
        &[
            ("Professor Min-seo Han (한민서)", "said", "yes"),
            ("She", "added", "this"),
        ],
    );
    assert_eq!(actors(&claims), [Some("Min-seo Han"), Some("Min-seo Han")]);
}

#[test]
fn a_spokesman_who_changes() {
    let text = "Army spokesman Peter Lorne said two died. He said more would. Army spokeswoman Nora Fell said three died. She said it was over.";
    let claims = read(
        text,
        &[
            ("Army spokesman Peter Lorne", "said", "two died"),
            ("He", "said", "more would"),
            ("Army spokeswoman Nora Fell", "said", "three died"),
            ("She", "said", "it was over"),
        ],
    );
    assert_eq!(
        actors(&claims),
        [
            Some("Peter Lorne"),
            Some("Peter Lorne"),
            Some("Nora Fell"),
            Some("Nora Fell")
        ]
    );
}

#[test]
fn a_he_is_never_several_people() {
    let text = "President Ivan Drew said it had begun. According to U.S. and Polish officials, it was over. He said it was not.";
    let claims = read(
        text,
        &[
            ("President Ivan Drew", "said", "it had begun"),
            ("U.S. and Polish officials", ",", "it was over"),
            ("He", "said", "it was not"),
        ],
    );
    assert_ne!(claims[2].actor.as_deref(), claims[1].actor.as_deref());
}

#[test]
fn a_company_called_like_a_city() {
    let text =
        "The manufacturer, Vienna Corp, said output fell. The company said it would recover.";
    let claims = read(
        text,
        &[
            ("The manufacturer, Vienna Corp", ", said", "output fell"),
            ("The company", "said", "it would recover"),
        ],
    );
    assert_eq!(claims[0].actor_kind.as_deref(), Some("organisation"));
    assert_eq!(claims[1].actor.as_deref(), Some("Vienna Corp"));
}

#[test]
fn capitals_and_pairs_speak_for_governments() {
    let claims = read(
        "Neither Moscow nor Tokyo has confirmed the talks.",
        &[("Neither Moscow nor Tokyo", "has confirmed", "the talks")],
    );
    assert_eq!(
        claims[0].actor.as_deref(),
        Some("Government of Russia; Government of Japan")
    );
    assert_eq!(claims[0].stance, "does_not_confirm");
}

#[test]
fn mononyms_are_persons_or_open() {
    let text = "Tojo said the well was dry. He said it had been dry since June.";
    let claims = read(
        text,
        &[
            ("Tojo", "said", "the well was dry"),
            ("He", "said", "it had been dry"),
        ],
    );
    assert_eq!(actors(&claims), [Some("Tojo"), Some("Tojo")]);
    // A place that speaks is no person; whose government it is the text does not say.
    let text = "Markets in Ostrel closed early. Ostrel said nothing had changed.";
    let claims = read(text, &[("Ostrel", "said", "nothing had changed")]);
    assert_eq!(
        (claims[0].actor.as_deref(), claims[0].actor_kind.as_deref()),
        (None, Some("government"))
    );
}

#[test]
fn a_state_by_its_wording() {
    let text = "Quellish troops crossed at dawn. Quella said nobody had been hurt. Farmers in Quella heard shots.";
    let claims = read(text, &[("Quella", "said", "nobody had been hurt")]);
    assert_eq!(claims[0].actor.as_deref(), Some("Government of Quella"));
    assert_eq!(claims[0].affiliation.as_deref(), Some("Quella"));
}

#[test]
fn a_source_in_two_parts_is_read_by_the_part_nearest_the_cue() {
    let text = "Mayor Linda Quell was tired. She had slept little in the long night at the gates, but she said they had held.";
    let at = |part: &str| {
        let start = text.find(part).unwrap();
        Span::new(start, start + part.len())
    };
    let mut claims = vec![Claim {
        source: vec![at("She"), at("she")],
        cue: vec![at("said")],
        content: vec![at("they had held")],
        ..Claim::default()
    }];
    let reading = Reading::default();
    let context = Context {
        text,
        title: None,
        outlet: None,
        published: None,
        reading: &reading,
    };
    resolve(&context, &mut claims);
    assert_eq!(claims[0].actor.as_deref(), Some("Linda Quell"));
}

#[test]
fn police_get_no_country_that_is_only_mentioned() {
    let text = "A man who had come back from Mexico was shot on Elm Street. Police said he was 31.";
    let claims = read(text, &[("Police", "said", "he was 31")]);
    assert_eq!(
        (claims[0].actor.as_deref(), claims[0].affiliation.as_deref()),
        (Some("police"), None)
    );
    let text =
        "Officer Michael Jordan, 40, was off duty. Police said he was unhurt. Jordan drove off.";
    let claims = read(text, &[("Police", "said", "he was unhurt")]);
    assert_eq!(claims[0].affiliation, None);
}

#[test]
fn a_person_belongs_to_the_body_that_the_words_beside_the_name_say() {
    for (text, source) in [
        (
            "Lowland Aid Society counted 12 dead. “We stopped,” said its director, Judith Amaro.",
            "Judith Amaro",
        ),
        (
            "Judith Amaro, who leads the Lowland Aid Society’s mission here, said it was over.",
            "Judith Amaro",
        ),
        (
            "Judith Amaro, a spokeswoman for the Lowland Aid Society, said it was over.",
            "Judith Amaro",
        ),
        (
            "The Lowland Aid Society lost a truck. The society’s head of mission, Judith Amaro, said it was over.",
            "Judith Amaro",
        ),
    ] {
        let claims = read(text, &[(source, "said", "it was over")]);
        assert_eq!(
            (claims[0].actor.as_deref(), claims[0].affiliation.as_deref()),
            (Some("Judith Amaro"), Some("Lowland Aid Society")),
            "{text}"
        );
    }
    let text = "Salt and Lantern has closed. Its director, Judith Amaro, said it was over.";
    let claims = read(text, &[("Judith Amaro", "said", "it was over")]);
    assert!(!matches!(claims[0].affiliation.as_deref(), Some("Lantern")));
    for text in [
        "The Lowland Aid Society lost a truck. Its driver, Judith Amaro, said it was over.",
        "Judith Amaro, who left the Lowland Aid Society, said it was over.",
        "Judith Amaro, a sister of the director of the Lowland Aid Society, said it was over.",
    ] {
        let claims = read(text, &[("Judith Amaro", "said", "it was over")]);
        assert_eq!(claims[0].affiliation, None, "{text}");
    }
}

#[test]
fn an_owner_that_no_list_knows_is_the_state_of_its_ministry_and_not_the_ministry() {
    let text = "Trucks crossed at dawn. Thalmar's Interior Ministry said 64 had arrived. Thalmar says it was fair.";
    let claims = read(
        text,
        &[
            ("Thalmar's Interior Ministry", "said", "64 had arrived"),
            ("Thalmar", "says", "it was fair"),
        ],
    );
    let ministry = "Ministry of the Interior of Thalmar";
    assert_eq!(claims[0].actor.as_deref(), Some(ministry));
    assert_eq!(claims[0].affiliation.as_deref(), Some("Thalmar"));
    assert_ne!(claims[1].actor.as_deref(), Some(ministry));
}

#[test]
fn militants_are_those_that_the_text_has_named() {
    let text = "The Free Pass Front has changed its story. The militants said it was over.";
    let claims = read(text, &[("The militants", "said", "it was over")]);
    assert_eq!(claims[0].actor.as_deref(), Some("Free Pass Front"));
}

#[test]
fn when_it_was_said_is_no_part_of_the_source() {
    let text =
        "Norfer Tunnels has closed the site. Norfer Tunnels today confirmed that it was over.";
    let claims = read(
        text,
        &[("Norfer Tunnels today", "confirmed", "it was over")],
    );
    assert_eq!(claims[0].actor.as_deref(), Some("Norfer Tunnels"));
}

#[test]
fn one_name_may_hold_an_and() {
    let text =
        "The charity Salt and Lantern lost two trucks. Salt and Lantern said it would go on.";
    let claims = read(text, &[("Salt and Lantern", "said", "it would go on")]);
    assert_eq!(
        (claims[0].actor.as_deref(), claims[0].actor_kind.as_deref()),
        (Some("Salt and Lantern"), Some("organisation"))
    );
}

#[test]
fn offices_speak_for_their_holders() {
    let text = "Peru and Chile met. Peru's energy minister said the gates were open. The speaker's office said nothing. Both governments said it was late.";
    let claims = read(
        text,
        &[
            ("Peru's energy minister", "said", "the gates were open"),
            ("Both governments", "said", "it was late"),
        ],
    );
    assert_eq!(
        claims[0].actor.as_deref(),
        Some("Minister of Energy of Peru")
    );
    assert_eq!(claims[0].actor_kind.as_deref(), Some("person"));
}

#[test]
fn another_is_one_more_of_those_before() {
    let text = "A senior officer said two boats sank. Another said three did.";
    let claims = read(
        text,
        &[
            ("A senior officer", "said", "two boats sank"),
            ("Another", "said", "three did"),
        ],
    );
    assert_eq!(
        claims[1].actor.as_deref(),
        Some("another unnamed senior officer")
    );
    assert_eq!(claims[1].actor_kind.as_deref(), Some("unnamed"));
}

#[test]
fn the_statement_is_its_issuers_but_a_poll_not_of_those_asked() {
    let text = "The Coastal Rescue Authority said in a statement that two boats sank. The statement said a third was missing. A poll of fishermen found doubts.";
    let claims = read(
        text,
        &[
            ("The Coastal Rescue Authority", "said", "two boats sank"),
            ("The statement", "said", "a third was missing"),
            ("A poll of fishermen", "found", "doubts"),
        ],
    );
    assert_eq!(claims[1].actor.as_deref(), Some("Coastal Rescue Authority"));
    assert_eq!(claims[2].actor_kind.as_deref(), Some("document"));
}

#[test]
fn a_speaker_is_not_the_he_of_his_own_quotation() {
    let text = "Governor Mark Tarn spoke of his rival. Paul Wick had lost. “He said it was late,” Tarn said.";
    let claims = read(
        text,
        &[
            ("Tarn", "said", "“He said it was late,”"),
            ("He", "said", "it was late"),
        ],
    );
    assert_ne!(claims[1].actor.as_deref(), Some("Mark Tarn"));
}

#[test]
fn hostile_text_does_not_panic() {
    for text in [
        "",
        "’s",
        "“",
        "'''\"\"\"",
        "A. B. C. D.",
        "É’s ÉÉ (É) & É",
        "the of of of",
    ] {
        let all = Span::new(0, text.len());
        let mut claims = vec![
            Claim {
                source: vec![all],
                cue: vec![all],
                content: vec![all],
                ..Claim::default()
            };
            2
        ];
        let reading = Reading::default();
        resolve(
            &Context {
                text,
                title: None,
                outlet: Some(""),
                published: None,
                reading: &reading,
            },
            &mut claims,
        );
    }
}

#[test]
fn nobody_names_himself_in_what_he_says() {
    let text = "Senator Linda Quist came early. Helen Bahr was not there. She said it was unfair to blame Helen Bahr for it.";
    let given = [("She", "said", "it was unfair to blame Helen Bahr for it")];
    assert_eq!(actors(&read(text, &given)), [Some("Linda Quist")]);
}

#[test]
fn a_pronoun_that_is_contracted_is_one() {
    let text = "Mayor Linda Quell will be there. She'll promise that the bridge opens.";
    let given = [("She'll", "promise", "that the bridge opens")];
    assert_eq!(actors(&read(text, &given)), [Some("Linda Quell")]);
}
