//! What a claim is: the fields of the extract contract, with spans in bytes of the report's text.
//!
//! Fields serialise under the names that the contract gives them. Spans are turned into code points at the doors.

use sayso_language::Span;
use serde::{Deserialize, Serialize};

/// One attributed statement. A field that is missing when read back is empty, so that readings of earlier versions still open.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Claim {
    /// Its name within the report: `c1`, `c2` … in the order of its first span.
    pub id: String,
    /// statement, belief, intention, wish or order.
    pub kind: String,
    /// The mention of who is attributed; empty where none is named.
    pub source: Vec<Span>,
    /// The words that attribute; empty for a quotation that runs on.
    pub cue: Vec<Span>,
    /// The words attributed.
    pub content: Vec<Span>,
    /// How the content stands: direct, indirect or mixed.
    pub quote: Quote,
    /// Who the source is, by canonical name; none where unresolved.
    pub actor: Option<String>,
    /// person, government, military, agency, media, organisation, document or unnamed.
    pub actor_kind: Option<String>,
    /// The country or body that the actor belongs to.
    pub affiliation: Option<String>,
    /// Relays, nearest the outlet first.
    pub via: Vec<String>,
    /// The innermost actor that the wording gives.
    pub origin: Option<String>,
    /// The id of the claim that it is nested in.
    pub parent: Option<String>,
    /// states, claims, confirms, denies, does_not_confirm, declines_to_comment, estimates, warns, accuses, promises, asks or believes.
    pub stance: String,
    /// Hedging words in the cue or content ("allegedly", "is believed to").
    pub hedges: Vec<String>,
    /// When the statement was made, as a TIMEX3 value.
    pub said: Option<String>,
    /// Documents, posts, videos and the like that it rests on.
    pub evidence: Vec<Evidence>,
    /// Figures in the content that are in no claim nested in it.
    pub figures: Vec<Figure>,
    /// Times, likewise; and those of the cue.
    pub times: Vec<Time>,
    /// How likely it is that this is a claim of this source with this content, 0 to 1.
    pub confidence: f32,
    /// Which rule or score gave each field: (field, rule).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<(String, String)>,
}

/// How a content is quoted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quote {
    /// All of it stands in quote marks.
    Direct,
    /// None of it does.
    #[default]
    Indirect,
    /// The reporter's words and a quoted part.
    Mixed,
}

/// Something a claim points to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Evidence {
    /// document, post, video, image, briefing, statement …
    pub kind: String,
    /// The words that mention it.
    pub span: Span,
    /// Its address, where the report links it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// How a document is claimed to be: `claimed_forged`, `claimed_genuine`, `claimed_false_identity` or `purported`. It is the claim that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

/// A number claimed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Figure {
    /// The number, its modifier, and % or currency.
    pub span: Span,
    /// Literal lower bound.
    pub lower: Option<f64>,
    /// Literal upper bound.
    pub upper: Option<f64>,
    /// exact, over, at_least, up_to, nearly, about, range, vague or increase.
    pub modifier: String,
    /// up or down.
    pub change: Option<String>,
    /// total, part, increment or previous.
    pub role: Option<String>,
    /// Whether no numeral stands there ("a man was shot dead").
    pub implied: bool,
    /// Unit: a currency code, `percent`, `metre` …; none for counts.
    pub unit: Option<String>,
    /// killed, wounded …; see the design's closed list.
    pub measure: Option<String>,
    /// The counted noun phrase as written, without determiner.
    pub of: Option<String>,
    /// Where, if stated in the sentence.
    pub place: Option<String>,
    /// From when.
    pub since: Option<String>,
    /// Until when.
    pub until: Option<String>,
    /// Where it stands in the title, in code points of that, for a figure of a title that is no part of the text; its `span` is then empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title_span: Option<Span>,
    /// The rule that read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// A time expression.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Time {
    /// Its words.
    pub span: Span,
    /// TIMEX3 value.
    pub value: Option<String>,
    /// Earliest instant or day that it can mean, ISO 8601.
    pub earliest: Option<String>,
    /// Latest, likewise.
    pub latest: Option<String>,
    /// content or said.
    pub role: Option<String>,
    /// The rule that read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}
