//! The parts of a reading one by one, for `benches/parts.rs` to time. No part of the crate's door: it may change at any time.

use crate::encoder::{ENDS, Piece, Workspace};
use crate::model::Model;
use crate::reader::Convention;
use crate::window::LIMIT;
use crate::{roles, trees, words};

/// One window of a text, and what the parts need.
pub struct Parts<'m> {
    model: &'m Model,
    window: Vec<Piece>,
    /// The pieces whose vectors are asked for: all.
    asked: Vec<usize>,
    pieces: Vec<u32>,
    workspace: Workspace,
    roles: roles::Scratch,
    trees: trees::Scratch,
    vectors: Vec<f32>,
}

impl<'m> Parts<'m> {
    /// The first window of a text, read once.
    pub fn new(model: &'m Model, text: &str) -> Self {
        let mut parts = Parts {
            model,
            window: Vec::new(),
            asked: Vec::new(),
            pieces: Vec::new(),
            workspace: Workspace::default(),
            roles: roles::Scratch::default(),
            trees: trees::Scratch::default(),
            vectors: Vec::new(),
        };
        parts.pieces(text);
        let of = |id| Piece {
            id,
            case: 0,
            gap: 1,
        };
        let middle = parts.pieces.iter().take(LIMIT).map(|&id| of(id));
        parts.window = (ENDS[..1].iter().copied())
            .chain(middle)
            .chain(ENDS[1..].iter().copied())
            .collect();
        parts.asked = (0..parts.window.len()).collect();
        parts.encode();
        parts
    }

    /// Cuts a text into words and these into pieces: how many.
    pub fn pieces(&mut self, text: &str) -> usize {
        self.pieces.clear();
        for word in words(text) {
            self.model.pieces.of(word.of(text), &mut self.pieces);
        }
        self.pieces.len()
    }

    /// The encoder's pass over the window: how many pieces.
    pub fn encode(&mut self) -> usize {
        self.model.encoder.run(
            self.model.level,
            Convention::default(),
            &self.window,
            &self.asked,
            &mut self.workspace,
            &mut self.vectors,
        );
        self.window.len()
    }

    /// The roles for one cue, as if each piece of the window were a word, and its middle the cue.
    pub fn roles(&mut self) -> f32 {
        let (level, middle) = (self.model.level, self.window.len() / 2);
        let (w, s) = (&mut self.workspace, &mut self.roles);
        self.model.roles.prepare(level, &self.vectors, w, s);
        let path = self
            .model
            .roles
            .of(level, &self.vectors, (middle, middle), w, s);
        path.certainty
    }

    /// The tree of a sentence of up to 25 words.
    pub fn tree(&mut self) -> usize {
        let size = self.model.encoder.size();
        let sentence = &self.vectors[..25.min(self.window.len()) * size];
        let (w, s) = (&mut self.workspace, &mut self.trees);
        self.model.trees.of(self.model.level, sentence, w, s).len()
    }
}
