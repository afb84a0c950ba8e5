//! For one cue, which words are its source, its content and the rest of the cue: a linear-chain conditional random field over the words of a window
//! (Lafferty et al. 2001), with scores for each word's role, for entering a role and for leaving it, all given the cue.

use crate::encoder::Workspace;
use crate::error::Error;
use crate::file::File;
use crate::kernel::{self, Level};
use crate::linear::{Dense, Linear};

/// The word is of the source; 0 is none.
pub const SOURCE: usize = 1;
/// Of the content.
pub const CONTENT: usize = 2;
/// Of the cue, apart from its first run.
pub const MORE_CUE: usize = 3;
const ROLES: usize = 4;
const SCORES: usize = 3 * ROLES;
/// Words to each side whose vectors are mixed.
const NEAR: usize = 2;
const TAPS: usize = 2 * NEAR + 1;

/// The head's weights.
pub struct Roles {
    of_word: Linear,
    of_cue: Linear,
    pair_word: Linear,
    pair_cue: Linear,
    pair: Linear,
    /// Convolutions over five words, each with the distance between these; the first over neighbours.
    mixing: Vec<(Linear, usize)>,
    distance: Vec<f32>,
    role: Dense,
    step: Vec<f32>,
    /// The exponentials of `step`.
    likely_step: Vec<f32>,
}

/// What it needs per window, kept for the next.
#[derive(Default)]
pub struct Scratch {
    words: Vec<f32>,
    pairs: Vec<f32>,
    cue: Vec<f32>,
    of_cue: Vec<f32>,
    pair_cue: Vec<f32>,
    pair: Vec<f32>,
    by_role: Vec<f32>,
    hidden: Vec<f32>,
    given: Vec<f32>,
    scores: Vec<f32>,
    pair_scores: Vec<f32>,
}

/// The roles of the words of a window for one cue.
pub struct Path {
    /// A role per word.
    pub roles: Vec<u8>,
    /// Probability of the path's roles at the words that have one, and at the edges: the mean of the marginals.
    pub certainty: f32,
}

impl Roles {
    /// Reads the head's tensors; `h` is the width of a word's vector.
    pub fn read(file: &File, level: Level, h: usize) -> Result<Self, Error> {
        let linear = |name: &str, inputs| Linear::read(file, level, name, inputs);
        let (of_word, pair_word, pair_cue) = (
            linear("of_word", h)?,
            linear("pair_word", h)?,
            linear("pair_cue", 2 * h)?,
        );
        let d = of_word.outputs();
        let fit = |ok: bool| {
            if ok {
                Ok(())
            } else {
                Err(Error::new(
                    crate::ErrorKind::Tensor,
                    "the role head's parts do not fit",
                ))
            }
        };
        let pair = linear("pair", pair_cue.outputs())?;
        let mut mixing = vec![(linear("near", d)?, 1)];
        for (i, &apart) in file.far().iter().enumerate() {
            mixing.push((linear(&format!("far{i}"), d)?, apart));
        }
        let (of_cue, role) = (linear("of_cue", 2 * h)?, Dense::read(file, "head.role", d)?);
        fit(pair.outputs() == SCORES * pair_word.outputs()
            && mixing.iter().all(|(layer, _)| layer.outputs() == TAPS * d)
            && of_cue.outputs() == d
            && role.outputs() == SCORES)?;
        let step = file.vector("step", ROLES * ROLES)?;
        let mut likely_step = step.clone();
        kernel::exp_all(level, &mut likely_step);
        Ok(Roles {
            likely_step,
            distance: file.vector("distance", 129 * d)?,
            step,
            of_word,
            of_cue,
            pair_word,
            pair_cue,
            pair,
            mixing,
            role,
        })
    }

    /// Prepares the words (words × h) of one window.
    pub fn prepare(&self, level: Level, words: &[f32], w: &mut Workspace, s: &mut Scratch) {
        self.of_word
            .apply(level, words, &mut w.activations, &mut s.words);
        self.pair_word
            .apply(level, words, &mut w.activations, &mut s.pairs);
    }

    /// The roles for the cue whose first run is `first..=last`, among the prepared words of the window (words × h).
    pub fn of(
        &self,
        level: Level,
        words: &[f32],
        (first, last): (usize, usize),
        w: &mut Workspace,
        s: &mut Scratch,
    ) -> Path {
        let (d, r) = (self.of_word.outputs(), self.pair_word.outputs());
        let count = s.words.len() / d;
        let h = words.len() / count;
        s.cue.clear();
        s.cue.extend_from_slice(&words[first * h..(first + 1) * h]);
        s.cue.extend_from_slice(&words[last * h..(last + 1) * h]);
        self.of_cue
            .apply(level, &s.cue, &mut w.activations, &mut s.of_cue);
        self.pair_cue
            .apply(level, &s.cue, &mut w.activations, &mut s.pair_cue);
        self.pair
            .apply(level, &s.pair_cue, &mut w.activations, &mut s.pair);
        s.hidden.resize(count * d, 0.0);
        for (i, (word, to)) in (s.words.chunks_exact(d))
            .zip(s.hidden.chunks_exact_mut(d))
            .enumerate()
        {
            let far = &self.distance[bucket(i, first, last) * d..][..d];
            to.fill(0.0);
            kernel::add_gelu(level, &[word, &s.of_cue, far], to);
        }
        for (layer, apart) in &self.mixing {
            layer.apply(level, &s.hidden, &mut w.activations, &mut s.given);
            for (i, to) in s.hidden.chunks_exact_mut(d).enumerate() {
                let mut near = [&[] as &[f32]; TAPS];
                let taps = neighbours(&s.given, d, *apart, i, &mut near);
                kernel::add_gelu(level, taps, to);
            }
        }
        self.role.apply(level, &s.hidden, &mut s.scores);
        s.by_role.resize(r * SCORES, 0.0);
        for (o, row) in s.pair.chunks_exact(r).enumerate() {
            for (i, &v) in row.iter().enumerate() {
                s.by_role[i * SCORES + o] = v;
            }
        }
        s.pair_scores.resize(count * SCORES, 0.0);
        kernel::matmul(level, &s.pairs, r, &s.by_role, SCORES, &mut s.pair_scores);
        for (a, b) in s.scores.iter_mut().zip(&s.pair_scores) {
            *a += b;
        }
        self.decode(level, &mut s.scores)
    }

    /// Score of going from role `i` at the word before `at` to `j` at it.
    fn passing(&self, scores: &[f32], at: usize, i: usize, j: usize) -> f32 {
        let own = self.step[i * ROLES + j];
        if i == j {
            own
        } else {
            own + scores[(at - 1) * SCORES + 2 * ROLES + i] + scores[at * SCORES + ROLES + j]
        }
    }

    fn decode(&self, level: Level, scores: &mut [f32]) -> Path {
        let count = scores.len() / SCORES;
        let mut best: [f32; ROLES] = std::array::from_fn(|j| scores[j]);
        let mut from = vec![[0u8; ROLES]; count];
        for at in 1..count {
            let mut next = [f32::MIN; ROLES];
            for j in 0..ROLES {
                for (i, b) in best.iter().enumerate() {
                    let score = b + self.passing(scores, at, i, j);
                    if score > next[j] {
                        next[j] = score;
                        from[at][j] = i as u8;
                    }
                }
                next[j] += scores[at * SCORES + j];
            }
            best = next;
        }
        let mut role = crate::linear::best(&best);
        let mut roles = vec![0u8; count];
        for at in (0..count).rev() {
            roles[at] = role as u8;
            role = usize::from(from[at][role]);
        }
        kernel::exp_all(level, scores);
        let certainty = self.certainty(scores, &roles);
        Path { roles, certainty }
    }

    /// The mean marginal probability of the roles at the words that have one and next to those: forward and backward over the exponentials of the
    /// scores, brought back to a sum of 1 at each word.
    fn certainty(&self, likely: &[f32], roles: &[u8]) -> f32 {
        let count = roles.len();
        let at = |word: usize, kind: usize| -> [f64; ROLES] {
            std::array::from_fn(|j| f64::from(likely[word * SCORES + kind * ROLES + j]))
        };
        let (own, enter, leave) = (|w| at(w, 0), |w| at(w, 1), |w| at(w, 2));
        let step: [[f64; ROLES]; ROLES] = std::array::from_fn(|i| {
            std::array::from_fn(|j| f64::from(self.likely_step[i * ROLES + j]))
        });
        let scaled = |v: [f64; ROLES]| {
            let sum = v.iter().sum::<f64>().max(f64::MIN_POSITIVE);
            v.map(|x| x / sum)
        };
        let mut forward = Vec::with_capacity(count);
        let mut before = scaled(own(0));
        forward.push(before);
        for word in 1..count {
            let (own, enter, leave) = (own(word), enter(word), leave(word - 1));
            before = scaled(std::array::from_fn(|j| {
                let from = |i: usize| before[i] * leave[i] * step[i][j];
                let others: f64 = (0..ROLES).filter(|&i| i != j).map(from).sum();
                own[j] * (before[j] * step[j][j] + enter[j] * others)
            }));
            forward.push(before);
        }
        let mut backward = [1f64; ROLES];
        let (mut sum, mut n) = (0.0, 0);
        for word in (0..count).rev() {
            let near = roles[word] != 0
                || (word > 0 && roles[word - 1] != 0)
                || roles.get(word + 1).is_some_and(|&r| r != 0);
            if near {
                let here: [f64; ROLES] = std::array::from_fn(|j| forward[word][j] * backward[j]);
                sum += scaled(here)[usize::from(roles[word])];
                n += 1;
            }
            if word > 0 {
                let (own, enter, leave) = (own(word), enter(word), leave(word - 1));
                let after: [f64; ROLES] = std::array::from_fn(|j| own[j] * backward[j]);
                backward = scaled(std::array::from_fn(|i| {
                    let to = |j: usize| step[i][j] * enter[j] * after[j];
                    let others: f64 = (0..ROLES).filter(|&j| j != i).map(to).sum();
                    step[i][i] * after[i] + leave[i] * others
                }));
            }
        }
        if n == 0 {
            0.0
        } else {
            (sum / f64::from(n)) as f32
        }
    }
}

/// What word `i` gets of itself and of its neighbours: `given` holds, per word, what it gives to the five words `apart` from one another around it.
fn neighbours<'a, 'b>(
    given: &'a [f32],
    d: usize,
    apart: usize,
    i: usize,
    out: &'b mut [&'a [f32]; TAPS],
) -> &'b [&'a [f32]] {
    let (wide, count) = (TAPS * d, given.len() / (TAPS * d));
    out[0] = &given[i * wide + NEAR * d..][..d];
    let mut found = 1;
    for tap in (0..TAPS).filter(|&tap| tap != NEAR) {
        // The bias stands with the middle tap, so a neighbour beyond the window gives nothing.
        let from = (i + tap * apart).checked_sub(NEAR * apart);
        if let Some(from) = from.filter(|&j| j < count) {
            out[found] = &given[from * wide + tap * d..][..d];
            found += 1;
        }
    }
    &out[..found]
}

/// The row of the distance table for a word and a cue: exact to 32 words, then in steps of eight.
fn bucket(word: usize, first: usize, last: usize) -> usize {
    let far = |d: usize| {
        if d <= 32 {
            d
        } else {
            (32 + (d - 32) / 8).min(64)
        }
    };
    if word < first {
        64 - far(first - word)
    } else if word > last {
        64 + far(word - last)
    } else {
        64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_fill_the_table() {
        assert_eq!(
            (
                bucket(0, 1000, 1001),
                bucket(5, 5, 6),
                bucket(6, 5, 6),
                bucket(1000, 0, 0)
            ),
            (0, 64, 64, 128)
        );
        assert_eq!(
            (bucket(9, 10, 10), bucket(12, 10, 10), bucket(50, 10, 10)),
            (63, 66, 97)
        );
    }
}
