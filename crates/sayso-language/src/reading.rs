//! What language analysis finds in one text.

use crate::Span;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A text after language analysis. All spans are byte spans of the text it was made from; tokens, sentences and names stand in text order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Sentences; every token is in exactly one, and none crosses a paragraph break.
    pub sentences: Vec<Sentence>,
    /// Words and punctuation marks, in the word segmentation of Universal Dependencies (English).
    pub tokens: Vec<Token>,
    /// Named entities, not nested.
    pub names: Vec<Name>,
    /// Attributions: a cue with its source and content, as the heads scored them.
    pub attributions: Vec<Attribution>,
}

/// A sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sentence {
    /// Where it stands in the text.
    pub span: Span,
    /// Its tokens, as indices into [`Reading::tokens`].
    pub tokens: Range<usize>,
}

/// A word or punctuation mark.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Token {
    /// Where it stands in the text.
    pub span: Span,
    /// Universal part of speech.
    pub upos: Upos,
    /// Lemma, in the conventions of UD English (lower case but for proper nouns).
    pub lemma: String,
    /// Universal features, such as `Number=Plur|Tense=Past`; empty where there are none.
    pub feats: String,
    /// Index in [`Reading::tokens`] of its syntactic head, always in the same sentence; none for the sentence's root.
    pub head: Option<usize>,
    /// Universal dependency relation to the head, without subtype, such as `nsubj`; `root` for the root.
    pub relation: String,
}

/// A named entity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Name {
    /// Where it stands in the text.
    pub span: Span,
    /// What it names.
    pub kind: NameKind,
}

/// What a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameKind {
    /// A person.
    Person,
    /// A company, body, party, agency, armed force, outlet …
    Organisation,
    /// A country, town, river, building …
    Place,
    /// An event.
    Event,
    /// Anything else with a name.
    Other,
}

/// An attribution as the heads found it: spans in text order, none of them overlapping another of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attribution {
    /// The words that attribute ("said", "according to"); empty for a quotation that runs on without one.
    pub cue: Vec<Span>,
    /// The words that name who is the source; empty where none is.
    pub source: Vec<Span>,
    /// The words attributed.
    pub content: Vec<Span>,
    /// How likely the words are a cue at all, by the cue head, 0 to 1.
    pub cue_score: f32,
    /// How likely the roles are, by the role head: the mean of their marginal probabilities, 0 to 1.
    pub role_score: f32,
}

macro_rules! upos {
    ($($name:ident $tag:literal $doc:literal),* $(,)?) => {
        /// Universal part of speech (UD version 2).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "UPPERCASE")]
        pub enum Upos { $(#[doc = $doc] $name),* }

        impl Upos {
            /// All tags, in alphabetical order; the model's outputs stand in this order.
            pub const ALL: [Upos; 17] = [$(Upos::$name),*];

            /// The tag as CoNLL-U writes it.
            pub fn as_str(self) -> &'static str {
                match self { $(Upos::$name => $tag),* }
            }
        }
    };
}

upos! {
    Adj "ADJ" "Adjective.",
    Adp "ADP" "Adposition.",
    Adv "ADV" "Adverb.",
    Aux "AUX" "Auxiliary.",
    Cconj "CCONJ" "Coordinating conjunction.",
    Det "DET" "Determiner.",
    Intj "INTJ" "Interjection.",
    Noun "NOUN" "Noun.",
    Num "NUM" "Numeral.",
    Part "PART" "Particle.",
    Pron "PRON" "Pronoun.",
    Propn "PROPN" "Proper noun.",
    Punct "PUNCT" "Punctuation.",
    Sconj "SCONJ" "Subordinating conjunction.",
    Sym "SYM" "Symbol.",
    Verb "VERB" "Verb.",
    X "X" "Other.",
}
