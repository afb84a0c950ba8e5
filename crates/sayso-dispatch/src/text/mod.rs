//! A text as words and sentences, with what a site says about itself left out.

mod chrome;
mod sentence;
mod word;

pub use sentence::{Sentence, sentences};
pub use word::{Word, fold, words};
