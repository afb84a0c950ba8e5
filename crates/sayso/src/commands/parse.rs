//! `parse`: words, tags, trees and names of a text as CoNLL-U.

use crate::cli::{Context, Exit};
use crate::weights::ModelArgs;
use anyhow::{Context as _, bail};
use sayso_language::{Reader, conllu};
use std::io::{Read, Write};

/// Words, lemmas, tags, trees and names of the text on standard input, as CoNLL-U
///
/// The text is one document, paragraphs apart by an empty line. Ten columns a word after Universal Dependencies, version 2;
/// contractions such as "don't" under one line for both words; names in the last column (Name=B-person, Name=I-person).
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    model: ModelArgs,
}

pub fn run(args: &Args, _: &Context) -> anyhow::Result<Exit> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .read_to_end(&mut bytes)
        .context("standard input")?;
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(e) => {
            let at = e.utf8_error().valid_up_to();
            bail!("standard input: not UTF-8 at byte {at}")
        }
    };
    let model = args.model.load()?;
    let reading = Reader::new(&model).read(&text, &[]);
    std::io::stdout().write_all(conllu(&text, &reading).as_bytes())?;
    Ok(Exit::Done)
}
