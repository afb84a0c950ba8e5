//! Text to reading: words and pieces, windows through the encoder, then every head on the same vectors.

use crate::encoder::{ENDS, Piece, Workspace};
use crate::lemma::{self, Rule};
use crate::linear::best;
use crate::model::Model;
use crate::reading::{Attribution, Name, Reading, Sentence, Token, Upos};
use crate::window::{homes, windows};
use crate::words::words;
use crate::{Span, endings, mentions, name_edges, names, roles, trees};
use std::ops::Range;

/// Words whose sentence starts are forced apart, so that no sentence grows without bound.
const LONGEST_SENTENCE: usize = 200;

/// By whose rules attributions are marked: corpora differ in what counts and where a content begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Convention {
    /// The guide of this project: no complementiser in a content, no mere thought in passing, appositives in a source.
    #[default]
    Guide,
    /// The PolNeAR corpus (Newell, Margolin and Ruths 2018), to be measured by.
    Polnear,
}

/// Reads texts with one model; keep one per thread and use it again.
pub struct Reader<'m> {
    model: &'m Model,
    convention: Convention,
    lemmas: Vec<Rule>,
    workspace: Workspace,
    roles: roles::Scratch,
    trees: trees::Scratch,
    mentions: mentions::Scratch,
    window: Vec<Piece>,
    vectors: Vec<f32>,
    scores: Vec<f32>,
}

/// The words of the parts of a text that are read, with their pieces.
struct Words {
    spans: Vec<Span>,
    gaps: Vec<u8>,
    pieces: Vec<u32>,
    /// Where each word's pieces begin in `pieces`; one more at the end.
    starts: Vec<usize>,
}

impl<'m> Reader<'m> {
    /// A reader with its buffers.
    pub fn new(model: &'m Model) -> Self {
        Reader::with(model, Convention::default())
    }

    /// The same for attributions by another convention.
    pub fn with(model: &'m Model, convention: Convention) -> Self {
        Reader {
            model,
            convention,
            lemmas: model.labels.lemma.iter().map(|r| Rule::parse(r)).collect(),
            workspace: Workspace::default(),
            roles: roles::Scratch::default(),
            trees: trees::Scratch::default(),
            mentions: mentions::Scratch::default(),
            window: Vec::new(),
            vectors: Vec::new(),
            scores: Vec::new(),
        }
    }

    /// Reads `text` but for the spans of `skip` (site boilerplate), which must be in order and apart.
    ///
    /// ```
    /// let model = sayso_language::Model::embedded()?;
    /// let mut reader = sayso_language::Reader::new(&model);
    /// let text = "The mayor said the bridge was safe.";
    /// let reading = reader.read(text, &[]);
    /// assert_eq!(reading.attributions[0].cue[0].of(text), "said");
    /// # Ok::<(), sayso_language::Error>(())
    /// ```
    pub fn read(&mut self, text: &str, skip: &[Span]) -> Reading {
        self.read_while(text, skip, || true).unwrap_or_default()
    }

    /// The same, for as long as `go_on` says so, which is asked before each window of the text (some 250 words); none where
    /// it said no.
    pub fn read_while(
        &mut self,
        text: &str,
        skip: &[Span],
        go_on: impl Fn() -> bool,
    ) -> Option<Reading> {
        let words = self.words(text, skip);
        let count = words.spans.len();
        let lengths: Vec<usize> = words.starts.windows(2).map(|w| w[1] - w[0]).collect();
        let ranges = windows(&lengths);
        let homes = homes(&ranges, count);
        let h = self.model.encoder.size();
        // The vectors of all windows, word by word; the grammar heads see each word in its home window.
        let mut at_home = vec![0f32; count * h];
        let mut attributions = Vec::new();
        for (k, range) in ranges.iter().enumerate() {
            if !go_on() {
                return None;
            }
            let vectors = self.encode(text, &words, range);
            for i in range.clone().filter(|&i| homes[i] == k) {
                at_home[i * h..(i + 1) * h]
                    .copy_from_slice(&vectors[(i - range.start) * h..(i - range.start + 1) * h]);
            }
            self.attributions(
                &words,
                range,
                &vectors,
                |i| homes[i] == k,
                &mut attributions,
            );
            self.vectors = vectors;
        }
        let (sentences, tokens, names) = self.grammar(text, &words, &at_home);
        let mentions = self.model.mentions.as_ref().map(|head| {
            let (workspace, scratch) = (&mut self.workspace, &mut self.mentions);
            head.of(
                self.model.level,
                &at_home,
                text,
                &tokens,
                workspace,
                scratch,
            )
        });
        Some(Reading {
            sentences,
            tokens,
            names,
            mentions: mentions.unwrap_or_default(),
            attributions,
        })
    }

    fn words(&self, text: &str, skip: &[Span]) -> Words {
        let mut spans = words(text);
        if !skip.is_empty() {
            spans.retain(|s| !skip.iter().any(|k| k.overlaps(*s)));
        }
        let mut out = Words {
            gaps: Vec::with_capacity(spans.len()),
            pieces: Vec::with_capacity(spans.len() * 2),
            starts: vec![0],
            spans: Vec::new(),
        };
        let mut end = None;
        for span in &spans {
            let lines = end.map_or(2, |end| {
                Span::new(end, span.start).of(text).matches('\n').count()
            });
            out.gaps.push(if end == Some(span.start) {
                0
            } else {
                (lines + 1).min(3) as u8
            });
            self.model.pieces.of(span.of(text), &mut out.pieces);
            out.starts.push(out.pieces.len());
            end = Some(span.end);
        }
        out.spans = spans;
        out
    }

    /// The vectors of a window's words, each at its first piece.
    fn encode(&mut self, text: &str, words: &Words, range: &Range<usize>) -> Vec<f32> {
        self.window.clear();
        self.window.push(ENDS[0]);
        let mut firsts = Vec::with_capacity(range.len());
        for i in range.clone() {
            firsts.push(self.window.len());
            let case = case(words.spans[i].of(text));
            for (k, &id) in words.pieces[words.starts[i]..words.starts[i + 1]]
                .iter()
                .enumerate()
            {
                self.window.push(Piece {
                    id,
                    case,
                    gap: if k == 0 { words.gaps[i] } else { 0 },
                });
            }
        }
        self.window.push(ENDS[1]);
        let mut out = std::mem::take(&mut self.vectors);
        self.model.encoder.run(
            self.model.level,
            self.convention,
            &self.window,
            &firsts,
            &mut self.workspace,
            &mut out,
        );
        out
    }

    /// The attributions whose cue begins at a word that has its home in this window.
    fn attributions(
        &mut self,
        words: &Words,
        range: &Range<usize>,
        vectors: &[f32],
        home: impl Fn(usize) -> bool,
        out: &mut Vec<Attribution>,
    ) {
        let model = self.model;
        model.cue.apply(model.level, vectors, &mut self.scores);
        let tags: Vec<(bool, f32)> = self.scores.chunks_exact(3).map(cue_tag).collect();
        let mut cues = cues(&tags);
        cues.retain(|&(first, ..)| home(range.start + first));
        if cues.is_empty() {
            return;
        }
        model
            .roles
            .prepare(model.level, vectors, &mut self.workspace, &mut self.roles);
        let mut taken: Vec<usize> = Vec::new();
        for (first, last, likely) in cues {
            if taken.contains(&first) {
                continue;
            }
            let path = model.roles.of(
                model.level,
                vectors,
                (first, last),
                &mut self.workspace,
                &mut self.roles,
            );
            let found = &path.roles;
            let of = |role: usize| (0..found.len()).filter(move |&i| usize::from(found[i]) == role);
            let more: Vec<usize> = of(roles::MORE_CUE)
                .filter(|i| !(first..=last).contains(i))
                .collect();
            taken.extend(&more);
            let mut cue: Vec<usize> = (first..=last).chain(more).collect();
            cue.sort_unstable();
            let spans =
                |words_of: &mut dyn Iterator<Item = usize>| runs(words, range.start, words_of);
            out.push(Attribution {
                cue: spans(&mut cue.into_iter()),
                source: spans(&mut of(roles::SOURCE).filter(|i| !(first..=last).contains(i))),
                content: spans(&mut of(roles::CONTENT).filter(|i| !(first..=last).contains(i))),
                cue_score: likely,
                role_score: path.certainty,
            });
        }
    }

    fn grammar(
        &mut self,
        text: &str,
        words: &Words,
        vectors: &[f32],
    ) -> (Vec<Sentence>, Vec<Token>, Vec<Name>) {
        let model = self.model;
        let h = model.encoder.size();
        let count = words.spans.len();
        model.sentence.apply(model.level, vectors, &mut self.scores);
        let starts: Vec<bool> = self
            .scores
            .iter()
            .zip(&words.gaps)
            .enumerate()
            .map(|(i, (&s, &gap))| i == 0 || gap == 3 || s > 0.0)
            .collect();
        let mut tokens: Vec<Token> = Vec::with_capacity(count);
        model.tag.apply(model.level, vectors, &mut self.scores);
        let tags: Vec<usize> = self
            .scores
            .chunks_exact(model.tag.outputs())
            .map(best)
            .collect();
        model.feats.apply(
            model.level,
            vectors,
            &mut self.workspace.activations,
            &mut self.scores,
        );
        let feats: Vec<usize> = self
            .scores
            .chunks_exact(model.feats.outputs())
            .map(best)
            .collect();
        model.lemma.apply(
            model.level,
            vectors,
            &mut self.workspace.activations,
            &mut self.scores,
        );
        for (i, row) in self.scores.chunks_exact(model.lemma.outputs()).enumerate() {
            let word = words.spans[i].of(text);
            let upos = Upos::ALL.get(tags[i]).copied().unwrap_or(Upos::X);
            let verb = upos == Upos::Verb;
            let rule = lemma::choose(&self.lemmas, row, word, verb, |w| model.pieces.is_whole(w));
            let regular = rule.map_or_else(|| word.to_lowercase(), |r| self.lemmas[r].apply(word));
            let regular = match upos {
                // A proper noun keeps its capital; a long one in capitals throughout is no abbreviation.
                Upos::Propn if regular == word.to_lowercase() || regular == word => {
                    lemma::of_name(word)
                }
                Upos::Num if word.contains(',') => lemma::of_number(word),
                _ => endings::better(word, upos, &regular).unwrap_or(regular),
            };
            let feats = model.labels.feats.get(feats[i]).map_or("", String::as_str);
            tokens.push(Token {
                span: words.spans[i],
                upos,
                lemma: lemma::irregular(word, upos.as_str()).map_or(regular, str::to_owned),
                feats: if feats == "_" {
                    String::new()
                } else {
                    feats.to_owned()
                },
                head: None,
                relation: "root".to_owned(),
            });
        }
        let mut sentences = Vec::new();
        let mut begin = 0;
        for i in 1..=count {
            if starts.get(i).is_none_or(|&s| s) || i - begin >= LONGEST_SENTENCE {
                sentences.push(Sentence {
                    span: Span::new(words.spans[begin].start, words.spans[i - 1].end),
                    tokens: begin..i,
                });
                begin = i;
            }
        }
        for sentence in &sentences {
            let range = sentence.tokens.clone();
            let found = model.trees.of(
                model.level,
                &vectors[range.start * h..range.end * h],
                &mut self.workspace,
                &mut self.trees,
            );
            for (i, (head, relation)) in range.clone().zip(found) {
                tokens[i].head = head.checked_sub(1).map(|head| range.start + head);
                if head > 0 {
                    tokens[i].relation = model
                        .labels
                        .relation
                        .get(relation)
                        .filter(|r| *r != "root")
                        .map_or("dep", String::as_str)
                        .to_owned();
                }
            }
        }
        model.name.apply(model.level, vectors, &mut self.scores);
        let names = names::found(&model.labels.names, &self.scores, &words.spans, &starts);
        let mut names = name_edges::tidied(text, &words.spans, names);
        for name in &mut names {
            name.kind = names::narrowed(name.kind, name.span.of(text));
        }
        let names = name_edges::repeated(text, &words.spans, names);
        (sentences, tokens, names)
    }
}

/// A word is of a cue if that is at least this likely: below even, since a missed claim is worse than one of low confidence.
const CUE: f32 = 0.4;
/// Words apart from such cues are offered too if at least this likely; what becomes of them is for the claims to decide.
const FAINT_CUE: f32 = 0.15;

/// Whether a word begins a cue rather than continues one, and how likely it is that it is of one.
fn cue_tag(row: &[f32]) -> (bool, f32) {
    let most = row.iter().fold(f32::MIN, |a, &b| a.max(b));
    let sum: f64 = row.iter().map(|&v| f64::from(v - most).exp()).sum();
    let outside = (f64::from(row[0] - most).exp() / sum) as f32;
    (row[1] >= row[2], 1.0 - outside)
}

/// First word, last word and likelihood of every run that may be a cue: the sure ones first, then the faint, each in text order.
fn cues(tags: &[(bool, f32)]) -> Vec<(usize, usize, f32)> {
    let mut out = Vec::new();
    let mut near = vec![false; tags.len() + 1];
    for least in [CUE, FAINT_CUE] {
        let mut i = 0;
        while i < tags.len() {
            let mut j = i;
            if tags[i].1 >= least && !near[i] {
                while j + 1 < tags.len() && tags[j + 1].1 >= least && !tags[j + 1].0 && !near[j + 1]
                {
                    j += 1;
                }
                let likely = tags[i..=j].iter().fold(0f32, |a, t| a.max(t.1));
                out.push((i, j, likely));
            }
            i = j + 1;
        }
        for &(first, last, _) in &out {
            near[first.saturating_sub(1)..=last + 1].fill(true);
        }
    }
    out
}

/// Spans of runs of neighbouring words.
fn runs(words: &Words, offset: usize, of: &mut dyn Iterator<Item = usize>) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut last = None;
    for i in of {
        let span = words.spans[offset + i];
        match out.last_mut() {
            Some(run) if last == Some(i.wrapping_sub(1)) => run.end = span.end,
            _ => out.push(span),
        }
        last = Some(i);
    }
    out
}

/// How a word is written: 0 no letters, 1 lower, 2 capital first, 3 all capitals, 4 one capital letter, 5 mixed, 6 has a digit.
fn case(word: &str) -> u8 {
    if word.chars().any(char::is_numeric) {
        return 6;
    }
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let upper = word.chars().filter(|c| c.is_uppercase()).count();
    let first = word
        .chars()
        .find(|c| c.is_alphabetic())
        .is_some_and(char::is_uppercase);
    match (letters, upper) {
        (0, _) => 0,
        (_, 0) => 1,
        (1, _) => 4,
        _ if upper == letters => 3,
        (_, 1) if first => 2,
        _ => 5,
    }
}
