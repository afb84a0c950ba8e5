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
