//! Text to [`Reading`]: sentences, words with tags and trees, names, and attributions, from one pass of a small encoder.
//!
//! ```
//! use sayso_language::{Model, Reader};
//!
//! let model = Model::embedded()?;
//! let text = "According to the ministry, nearly 1,000 people were hurt.";
//! let reading = Reader::new(&model).read(text, &[]);
//! assert_eq!(reading.attributions[0].source[0].of(text), "the ministry");
//! # Ok::<(), sayso_language::Error>(())
//! ```
//!
//! The same text and model give the same reading, to the byte, on every processor and at any number of threads: see [`Level`].

mod conllu;
mod encoder;
mod endings;
mod error;
mod file;
mod kernel;
mod lemma;
mod linear;
mod mentions;
mod model;
mod name_edges;
mod names;
#[doc(hidden)]
pub mod parts;
mod pieces;
mod reader;
mod reading;
mod roles;
mod span;
mod trees;
mod window;
mod words;

pub use conllu::conllu;
pub use error::{Error, ErrorKind};
pub use kernel::Level;
pub use model::Model;
pub use reader::{Convention, Reader};
pub use reading::{
    Attribution, Link, Mention, MentionForm, MentionKind, Name, NameKind, Reading, Sentence, Token,
    Upos,
};
pub use span::{CodePoints, Span};
pub use words::words;
