//! What a site says about itself.

use super::Word;
use crate::{hash, table};
use std::sync::LazyLock;

/// In the table 0 stands for any number.
static NUMBER: LazyLock<u64> = LazyLock::new(|| hash::bytes(b"0"));

/// Whether a sentence holds a phrase of `tables/chrome.tsv` outside quotation marks, or begins like an entry in a list of videos ("1:19 …").
pub fn is_chrome(text: &str, words: &[Word]) -> bool {
    let phrase = words.iter().enumerate().any(|(at, word)| {
        !word.quoted
            && table::CHROME.get(&word.hash).is_some_and(|phrases| {
                phrases.iter().any(|phrase| {
                    words.len() - at >= phrase.len()
                        && phrase
                            .iter()
                            .zip(&words[at..])
                            .all(|(p, w)| *p == w.hash || (w.number && *p == *NUMBER))
                })
            })
    });
    phrase || is_video(text, words)
}

fn is_video(text: &str, words: &[Word]) -> bool {
    let [minutes, seconds, ..] = words else {
        return false;
    };
    minutes.number
        && seconds.number
        && seconds.end - seconds.start == 2
        && text.get(minutes.end as usize..seconds.start as usize) == Some(":")
        && words.len() > 4
        && words[2].capital
}
