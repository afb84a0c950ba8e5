//! Whom a pronoun means: the likeliest mention before it that its number and gender allow, or nobody where two are as likely.

use super::cast::{Cast, Entity};
use super::page::Page;
use sayso_language::Span;

/// What a pronoun can stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pronoun {
    /// he, him, his
    He,
    /// she, her, hers
    She,
    /// it, its
    It,
    /// they, them, their
    They,
}

/// The pronoun that `word` (lower case) is.
pub fn pronoun(word: &str) -> Option<Pronoun> {
    Some(match word {
        "he" | "him" | "his" | "himself" => Pronoun::He,
        "she" | "her" | "hers" | "herself" => Pronoun::She,
        "it" | "its" | "itself" => Pronoun::It,
        "they" | "them" | "their" | "theirs" | "themselves" => Pronoun::They,
        _ => return None,
    })
}

fn allows(p: Pronoun, e: &Entity) -> bool {
    let body = !matches!(e.kind, "person" | "unnamed");
    match p {
        Pronoun::He => e.human() && !several(e) && e.gender != Some('f'),
        Pronoun::She => e.human() && !several(e) && e.gender != Some('m'),
        Pronoun::It => body && !e.plural,
        Pronoun::They => e.plural || body,
    }
}

/// A description that counts or joins people.
fn several(e: &Entity) -> bool {
    e.kind == "unnamed"
        && e.name
            .split(' ')
            .any(|w| super::lexicon::ROLES.get(w).is_some_and(|r| r.plural) || w == "and")
}

/// Sentences looked back.
const REACH: u32 = 8;
/// Appearances looked at per pronoun.
const WINDOW: usize = 64;
/// What the best must be ahead of the next by.
const MARGIN: f32 = 0.4;

/// The entity that the pronoun at word `at` means; `own` are the spans that its claim governs, where its own name does not stand.
pub fn antecedent(page: &Page, cast: &Cast, at: usize, p: Pronoun, own: &[Span]) -> Option<usize> {
    let here = page.words.get(at)?;
    let upto = cast.appearances.partition_point(|a| a.word < at);
    let mut best: Vec<(usize, f32)> = Vec::new();
    for a in cast
        .appearances
        .get(upto.saturating_sub(WINDOW)..upto)?
        .iter()
        .rev()
    {
        let (Some(word), Some(entity)) = (page.words.get(a.word), cast.entities.get(a.entity))
        else {
            continue;
        };
        let back = here.sentence.saturating_sub(word.sentence);
        if back > REACH {
            break;
        }
        if !allows(p, entity) || own.iter().any(|s| s.contains(word.span)) {
            continue;
        }
        let mut score =
            -(back as f32) * 0.8 - 0.4 * here.paragraph.saturating_sub(word.paragraph) as f32;
        score += if a.source { 2.0 } else { 0.0 } + if a.first { 1.0 } else { 0.0 };
        score -= if a.possessive { 0.6 } else { 0.0 } + if word.quoted { 3.0 } else { 0.0 };
        score -= if entity.kind == "unnamed" && !a.source {
            1.0
        } else {
            0.0
        };
        let sure = match p {
            Pronoun::He => entity.gender == Some('m'),
            Pronoun::She => entity.gender == Some('f'),
            Pronoun::They => entity.plural,
            Pronoun::It => false,
        };
        score += if sure { 1.0 } else { 0.0 };
        match best.iter_mut().find(|(e, _)| *e == a.entity) {
            Some(old) => old.1 = old.1.max(score),
            None => best.push((a.entity, score)),
        }
    }
    best.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (first, score) = *best.first()?;
    let clear = best
        .get(1)
        .is_none_or(|(_, second)| score - second >= MARGIN);
    (clear && score > -4.5).then_some(first)
}
