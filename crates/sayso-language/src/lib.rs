//! Text to [`Reading`]: sentences, words with tags and trees, names, and attributions, from one pass of a small encoder.

mod reading;
mod span;

pub use reading::{Attribution, Name, NameKind, Reading, Sentence, Token, Upos};
pub use span::{CodePoints, Span};
