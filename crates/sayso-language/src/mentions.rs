//! Mentions and who is meant: a word heads a mention or not, and each head is scored against every head before it (Dobrovolskii 2021, "Word-level
//! coreference resolution"). The words of a mention are its head's part of the tree.

use crate::encoder::Workspace;
use crate::error::{Error, ErrorKind};
use crate::file::File;
use crate::kernel::{Level, Then};
use crate::linear::{Dense, Linear, best};
use crate::reading::{Link, Mention, MentionForm, MentionKind, Token, Upos};
use crate::span::Span;

/// How many words back an antecedent is looked for: as far as the model saw when it learned.
const REACH: usize = 300;

/// What may head a mention. Verbs may not, though an "it" may mean what they tell: what happened is no one's name.
const HEADS: &[Upos] = &[
    Upos::Noun,
    Upos::Propn,
    Upos::Pron,
    Upos::Det,
    Upos::Num,
    Upos::Adj,
    Upos::X,
];

/// How far a mention must stand above none: the model learned part of its mentions from texts where what is none is not marked.
const MARGIN: f32 = 1.0;

/// The head's weights.
pub struct Mentions {
    kind: Dense,
    labels: Vec<MentionKind>,
    anaphor: Linear,
    antecedent: Linear,
    same: Linear,
    same_bias: Dense,
    /// The distance in words at which each bucket but the first begins, and what each bucket adds.
    steps: Vec<usize>,
    apart: Vec<f32>,
}

/// What it needs per text.
#[derive(Default)]
pub struct Scratch {
    scores: Vec<f32>,
    heads: Vec<f32>,
    anaphors: Vec<f32>,
    turned: Vec<f32>,
    antecedents: Vec<f32>,
    bias: Vec<f32>,
}

impl Mentions {
    /// Reads the head's tensors, where the file has them; `h` is the width of a word's vector.
    pub fn read(file: &File, level: Level, h: usize) -> Result<Option<Self>, Error> {
        if !file.has("anaphor") {
            return Ok(None);
        }
        let (anaphor, antecedent) = (
            Linear::read(file, level, "anaphor", h)?,
            Linear::read(file, level, "antecedent", h)?,
        );
        let m = anaphor.outputs();
        let same = Linear::read(file, level, "same", m)?;
        let kind = Dense::read(file, "head.mention", h)?;
        let labels: Vec<MentionKind> = file
            .labels()
            .mentions
            .iter()
            .skip(1)
            .map(|name| MentionKind::named(name))
            .collect();
        let steps = file.apart().to_vec();
        if m % 16 != 0
            || antecedent.outputs() != m
            || same.outputs() != m
            || kind.outputs() != labels.len() + 1
        {
            return Err(Error::new(
                ErrorKind::Tensor,
                "the mention head's parts do not fit",
            ));
        }
        Ok(Some(Mentions {
            same_bias: Dense::read(file, "head.same_bias", m)?,
            apart: file.vector("apart", steps.len() + 1)?,
            kind,
            labels,
            anaphor,
            antecedent,
            same,
            steps,
        }))
    }

    /// The mentions of a text in order of their heads, from the vectors of its words (words × h) and their trees, each with what it refers back to.
    pub fn of(
        &self,
        level: Level,
        vectors: &[f32],
        text: &str,
        tokens: &[Token],
        w: &mut Workspace,
        s: &mut Scratch,
    ) -> Vec<Mention> {
        self.kind.apply(level, vectors, &mut s.scores);
        let h = vectors.len() / tokens.len().max(1);
        let spans = subtrees(tokens);
        let mut found = Vec::new();
        s.heads.clear();
        for (i, row) in s.scores.chunks_exact(self.kind.outputs()).enumerate() {
            let (none, kinds) = row.split_first().unwrap_or((&0.0, &[]));
            let at = best(kinds);
            let nominal = HEADS.contains(&tokens[i].upos);
            let Some(&kind) = self
                .labels
                .get(at)
                .filter(|_| nominal && kinds[at] > none + MARGIN)
            else {
                continue;
            };
            s.heads.extend_from_slice(&vectors[i * h..(i + 1) * h]);
            found.push(Mention {
                span: spans[i],
                head: i,
                kind,
                form: form(&tokens[i]),
                link: None,
                entity: found.len(),
            });
        }
        // A title and a first name head nothing of their own: "Mayor Ina Holt" is one mention.
        let parts = |m: &Mention| {
            let token = &tokens[m.head];
            let name =
                |h: usize| tokens[h].upos == Upos::Propn && tokens[m.head].upos == Upos::Propn;
            let title = matches!(token.relation.as_str(), "flat" | "compound")
                || token.relation == "nmod" && token.head == Some(m.head + 1);
            m.kind == MentionKind::Person && title && token.head.is_some_and(name)
        };
        let kept: Vec<bool> = found.iter().map(|m| !parts(m)).collect();
        let mut at = kept.iter();
        found.retain(|_| at.next().copied().unwrap_or(true));
        let mut at = kept.iter();
        let mut heads = Vec::with_capacity(found.len() * h);
        for row in s.heads.chunks_exact(h.max(1)) {
            if at.next().copied().unwrap_or(true) {
                heads.extend_from_slice(row);
            }
        }
        s.heads = heads;
        for (i, mention) in found.iter_mut().enumerate() {
            mention.entity = i;
        }
        self.link(level, w, s, &mut found);
        entities(text, tokens, &mut found);
        found
    }

    /// The best antecedent of each mention, where one is better than none.
    fn link(&self, level: Level, w: &mut Workspace, s: &mut Scratch, found: &mut [Mention]) {
        if found.is_empty() {
            return;
        }
        let m = self.anaphor.outputs();
        self.anaphor.apply_then(
            level,
            &s.heads,
            Then::Gelu,
            &mut w.activations,
            &mut s.anaphors,
        );
        self.same
            .apply(level, &s.anaphors, &mut w.activations, &mut s.turned);
        self.antecedent.apply_then(
            level,
            &s.heads,
            Then::Gelu,
            &mut w.activations,
            &mut s.antecedents,
        );
        self.same_bias.apply(level, &s.antecedents, &mut s.bias);
        for i in 1..found.len() {
            let at = found[i].head;
            let anaphor = &s.turned[i * m..(i + 1) * m];
            let mut most: Option<Link> = None;
            for j in (0..i).rev() {
                let apart = at - found[j].head;
                if apart > REACH {
                    break;
                }
                // What is part of a mention is not what the mention means.
                if found[i].span.overlaps(found[j].span) {
                    continue;
                }
                let dot = dot(anaphor, &s.antecedents[j * m..(j + 1) * m]);
                let bucket = self.steps.partition_point(|&step| step <= apart);
                let score = dot + s.bias[j] + self.apart[bucket];
                if score > 0.0 && most.is_none_or(|best| score > best.score) {
                    most = Some(Link { mention: j, score });
                }
            }
            found[i].link = most;
        }
    }
}

/// The sum of the products of two rows, in sixteen sums of their own, so that it is quick and the same on every processor.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0f32; 16];
    for (x, y) in a.chunks_exact(16).zip(b.chunks_exact(16)) {
        for ((sum, x), y) in sums.iter_mut().zip(x).zip(y) {
            *sum += x * y;
        }
    }
    sums.iter().sum()
}

/// Mentions that are linked are of one entity; so are names of the same words, however far apart.
fn entities(text: &str, tokens: &[Token], found: &mut [Mention]) {
    let mut named: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for i in 0..found.len() {
        let linked = found[i].link.map(|link| found[link.mention].entity);
        let name = (found[i].form == MentionForm::Name).then(|| key(text, tokens, found[i].head));
        let known = name.as_ref().and_then(|name| named.get(name).copied());
        found[i].entity = known.or(linked).unwrap_or(i);
        if let Some(name) = name {
            named.entry(name).or_insert(found[i].entity);
        }
    }
}

/// The name that a word heads, in lower case: the word and those of its name beside it.
fn key(text: &str, tokens: &[Token], head: usize) -> String {
    let joins = |i: usize| {
        tokens[i].upos == Upos::Propn
            && (tokens[i].head == Some(head) || i == head)
            && (i == head || matches!(tokens[i].relation.as_str(), "flat" | "compound"))
    };
    let words: Vec<String> = (head.saturating_sub(6)..(head + 7).min(tokens.len()))
        .filter(|&i| joins(i))
        .map(|i| tokens[i].span.of(text).to_lowercase())
        .collect();
    words.join(" ")
}

fn form(token: &Token) -> MentionForm {
    match token.upos {
        Upos::Propn => MentionForm::Name,
        Upos::Pron | Upos::Det => MentionForm::Pronoun,
        _ => MentionForm::Nominal,
    }
}

/// Relations of a noun's dependents that are no part of the mention it heads.
const OUTSIDE: &[&str] = &[
    "conj",
    "cc",
    "case",
    "cop",
    "nsubj",
    "csubj",
    "aux",
    "mark",
    "advcl",
    "parataxis",
    "discourse",
    "vocative",
    "list",
    "appos",
    "dislocated",
    "expl",
    "punct",
    "orphan",
];

/// For each word the span of the mention it would head: its own part of the tree, as far as it stands together.
fn subtrees(tokens: &[Token]) -> Vec<Span> {
    let mut ends: Vec<(usize, usize)> = (0..tokens.len()).map(|i| (i, i)).collect();
    // A word of a deep tree may be moved up many times: at most as often as the tree is deep, and no tree is deeper than its sentence.
    let mut depth: Vec<(usize, usize)> = Vec::with_capacity(tokens.len());
    for i in 0..tokens.len() {
        let (mut at, mut steps) = (i, 0);
        while let Some(head) = tokens[at].head {
            at = head;
            steps += 1;
            if steps > tokens.len() {
                break;
            }
        }
        depth.push((steps, i));
    }
    depth.sort_by(|a, b| b.cmp(a));
    for (_, i) in depth {
        let token = &tokens[i];
        let Some(head) = token.head else { continue };
        if OUTSIDE.contains(&token.relation.as_str()) {
            continue;
        }
        let (a, b) = ends[i];
        let case = first_case(tokens, i, a);
        ends[head] = (ends[head].0.min(case), ends[head].1.max(b));
    }
    ends.iter()
        .map(|&(a, b)| Span::new(tokens[a].span.start, tokens[b].span.end))
        .collect()
}

/// Where a dependent begins for its head: with its preposition, if one stands right before it.
fn first_case(tokens: &[Token], of: usize, begin: usize) -> usize {
    let mut first = begin;
    while first > 0
        && tokens[first - 1].head == Some(of)
        && matches!(
            tokens[first - 1].relation.as_str(),
            "case" | "mark" | "punct"
        )
    {
        first -= 1;
    }
    first
}
