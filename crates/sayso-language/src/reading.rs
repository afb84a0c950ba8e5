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
    /// Mentions of people, bodies, places and things, in the order of their heads; they may be nested. Empty from a model that has no head for them.
    #[serde(default)]
    pub mentions: Vec<Mention>,
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
    /// A company, party, institution … of none of the kinds below.
    Organisation,
    /// A ministry, agency, court, parliament, police: a body of a state or of states.
    GovernmentBody,
    /// An army, a brigade, an armed group.
    MilitaryUnit,
    /// A newspaper, broadcaster, news agency.
    Media,
    /// A country, town, river, building …
    Place,
    /// An event.
    Event,
    /// A thing that is made: a weapon, a vessel, a device.
    Product,
    /// Anything else with a name.
    Other,
}

impl NameKind {
    /// Whether it names an organisation of any kind.
    pub fn is_organisation(self) -> bool {
        use NameKind::{GovernmentBody, Media, MilitaryUnit, Organisation};
        matches!(self, Organisation | GovernmentBody | MilitaryUnit | Media)
    }

    /// The kind as it is written in CoNLL-U and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            NameKind::Person => "person",
            NameKind::Organisation => "organisation",
            NameKind::GovernmentBody => "government_body",
            NameKind::MilitaryUnit => "military_unit",
            NameKind::Media => "media",
            NameKind::Place => "place",
            NameKind::Event => "event",
            NameKind::Product => "product",
            NameKind::Other => "other",
        }
    }

    /// The kind of that name; other for one that is not known.
    pub(crate) fn named(name: &str) -> Self {
        use NameKind::{
            Event, GovernmentBody, Media, MilitaryUnit, Organisation, Other, Person, Place, Product,
        };
        let all = [
            Person,
            Organisation,
            GovernmentBody,
            MilitaryUnit,
            Media,
            Place,
            Event,
            Product,
        ];
        all.into_iter()
            .find(|kind| kind.as_str() == name)
            .unwrap_or(Other)
    }
}

/// Words that mean someone or something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// Where it stands in the text, with its articles and what describes it.
    pub span: Span,
    /// The word that heads it, as an index into [`Reading::tokens`].
    pub head: usize,
    /// What it means.
    pub kind: MentionKind,
    /// How it is put.
    pub form: MentionForm,
    /// The earlier mention of the same, as the model has it; none where it takes this one for the first.
    pub link: Option<Link>,
    /// Whom or what it means: mentions of one text with equal numbers mean the same. The number is that of the first of them in [`Reading::mentions`].
    pub entity: usize,
}

/// What a mention refers back to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// Index in [`Reading::mentions`], always of an earlier one.
    pub mention: usize,
    /// How much likelier this is than that the mention is a first one: a difference of logarithms, over 0.
    pub score: f32,
}

/// How a mention is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MentionForm {
    /// By a name.
    Name,
    /// By a description: "the lawmaker".
    Nominal,
    /// By a pronoun or determiner alone.
    Pronoun,
}

/// What a mention means (the entity types of the GUM corpus, some taken together).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MentionKind {
    /// A person or several.
    Person,
    /// An organisation.
    Organisation,
    /// A place.
    Place,
    /// Something that happens.
    Event,
    /// A thing.
    Product,
    /// A time.
    Time,
    /// Anything else.
    Other,
}

impl MentionKind {
    /// The kind as it is written in CoNLL-U and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            MentionKind::Person => "person",
            MentionKind::Organisation => "organisation",
            MentionKind::Place => "place",
            MentionKind::Event => "event",
            MentionKind::Product => "product",
            MentionKind::Time => "time",
            MentionKind::Other => "other",
        }
    }

    /// The kind of that name; other for one that is not known.
    pub(crate) fn named(name: &str) -> Self {
        use MentionKind::{Event, Organisation, Other, Person, Place, Product, Time};
        let all = [Person, Organisation, Place, Event, Product, Time];
        all.into_iter()
            .find(|kind| kind.as_str() == name)
            .unwrap_or(Other)
    }
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
