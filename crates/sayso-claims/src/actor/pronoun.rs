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
        Pronoun::They => e.plural || body && e.kind != "document",
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
/// What the best must be worth.
const LEAST: f32 = -4.5;

/// How much each sign is worth; found by reading what news of the development parts means by its pronouns.
mod worth {
    /// Per sentence between.
    pub const SENTENCE: f32 = -0.9;
    /// Per sentence between that is quoted.
    pub const TOLD: f32 = -0.7;
    /// Per paragraph between.
    pub const PARAGRAPH: f32 = -0.4;
    /// It is the source of a claim.
    pub const SOURCE: f32 = 1.4;
    /// It stands at the head of its sentence.
    pub const HEAD: f32 = 1.3;
    /// Both stand at the head of sentences that follow each other.
    pub const CHAIN: f32 = 0.6;
    /// It owns something.
    pub const OWNER: f32 = -0.5;
    /// It is the source of a claim in the same sentence.
    pub const SAME: f32 = 0.7;
    /// It only tells another noun apart.
    pub const MODIFIER: f32 = -1.0;
    /// It stands after "by", as who asks or is quoted does.
    pub const BY: f32 = -0.8;
    /// It stands in a quotation.
    pub const QUOTED: f32 = -3.0;
    /// It has no name and says nothing.
    pub const NAMELESS: f32 = -1.0;
    /// Its gender or number is known to be that of the pronoun.
    pub const SURE: f32 = 0.6;
    /// The language model takes both for the same.
    pub const MEANT: f32 = 0.8;
    /// A thing, or a body for "they".
    pub const LOOSE: f32 = -0.8;
}

/// The entity that the pronoun at word `at` means; `own` are the spans that its claim governs, where its own name does not stand;
/// `speaker` is who speaks the quotation that it stands in.
pub fn antecedent(
    page: &Page,
    cast: &Cast,
    at: usize,
    p: Pronoun,
    own: &[Span],
    speaker: Option<usize>,
) -> Option<usize> {
    let here = page.words.get(at)?;
    let begins = page
        .words
        .get(page.sentence(at).start..at)
        .is_some_and(|before| before.iter().filter(|w| w.wordy && !w.quoted).count() < 2);
    let upto = cast.appearances.partition_point(|a| a.word < at);
    let subject = matches!(here.lower.as_str(), "he" | "she" | "they");
    let named = if subject {
        named_in(page, cast, at, own)
    } else {
        Vec::new()
    };
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
        let (back, told) = page.between(word.sentence, here.sentence);
        if back > REACH + told {
            break;
        }
        let barred = speaker == Some(a.entity)
            || named.contains(&a.entity)
            || own.iter().any(|s| s.contains(word.span));
        if !allows(p, entity) || barred {
            continue;
        }
        let add = |yes: bool, worth: f32| if yes { worth } else { 0.0 };
        let sure = match p {
            Pronoun::He => entity.gender == Some('m'),
            Pronoun::She => entity.gender == Some('f'),
            Pronoun::They => entity.plural,
            Pronoun::It => false,
        };
        let loose = entity.kind == "document" || p == Pronoun::They && !entity.plural;
        // A body is "they" only where it was just spoken of as somebody who does or says something.
        let foremost = a.source || a.first && back < 2;
        if p == Pronoun::They && !entity.plural && !foremost {
            continue;
        }
        let score = (back - told) as f32 * worth::SENTENCE
            + told as f32 * worth::TOLD
            + here.paragraph.saturating_sub(word.paragraph) as f32 * worth::PARAGRAPH
            + add(a.source, worth::SOURCE)
            + add(a.first, worth::HEAD)
            + add(a.first && begins && back == 1, worth::CHAIN)
            + add(a.source && back == 0, worth::SAME)
            + add(a.by, worth::BY)
            + add(a.possessive, worth::OWNER)
            + add(word.modifier && !a.source, worth::MODIFIER)
            + add(word.quoted, worth::QUOTED)
            + add(entity.kind == "unnamed" && !a.source, worth::NAMELESS)
            + add(sure, worth::SURE)
            + add(loose, worth::LOOSE)
            + add(
                here.meant.is_some() && here.meant == word.meant,
                worth::MEANT,
            );
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
    (clear && score > LEAST).then_some(first)
}

/// The persons that are named in what a pronoun at word `at` is said to have said, if that is quoted or follows: nobody names himself there.
/// Principle C of Chomsky, Lectures on Government and Binding, 1981.
fn named_in(page: &Page, cast: &Cast, at: usize, own: &[Span]) -> Vec<usize> {
    let mut found = Vec::new();
    for span in own {
        let range = page.range(*span);
        let from = cast.appearances.partition_point(|a| a.word < range.start);
        let inside = cast.appearances.get(from..).unwrap_or(&[]).iter();
        for a in inside.take_while(|a| a.word < range.end) {
            let person = cast
                .entities
                .get(a.entity)
                .is_some_and(|e| e.kind == "person");
            let told = page
                .words
                .get(a.word)
                .is_some_and(|w| w.capital && (w.quoted || a.word > at));
            if person && told {
                found.push(a.entity);
            }
        }
    }
    found
}
