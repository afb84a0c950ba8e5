//! Dependency trees: biaffine scores (Dozat and Manning 2017), then the best spanning tree with one root (Chu and Liu 1965, Edmonds 1967).

use crate::encoder::Workspace;
use crate::error::{Error, ErrorKind};
use crate::file::File;
use crate::kernel::{self, Level, Then};
use crate::linear::{Dense, Linear, best};

/// The head's weights.
pub struct Trees {
    arc_word: Linear,
    arc_head: Linear,
    arc: Linear,
    arc_bias: Dense,
    rel_word: Linear,
    rel_head: Linear,
    /// For each relation and each of a head's l + 1 values, what a word's l + 1 weigh it with.
    rel: Linear,
    relations: usize,
    root: Vec<f32>,
}

/// What it needs per sentence.
#[derive(Default)]
pub struct Scratch {
    heads_in: Vec<f32>,
    words: Vec<f32>,
    turned: Vec<f32>,
    heads: Vec<f32>,
    bias: Vec<f32>,
    rel_words: Vec<f32>,
    rel_heads: Vec<f32>,
    across: Vec<f32>,
    arcs: Vec<f32>,
    scores: Vec<f32>,
    labels: Vec<f32>,
}

impl Trees {
    /// Reads the head's tensors; `h` is the width of a word's vector.
    pub fn read(file: &File, level: Level, h: usize) -> Result<Self, Error> {
        let linear = |name: &str, inputs| Linear::read(file, level, name, inputs);
        let (arc_word, rel_word) = (linear("arc_word", h)?, linear("rel_word", h)?);
        let (a, l) = (arc_word.outputs(), rel_word.outputs());
        let (by_relation, shape) = file.floats("rel")?;
        let relations = file.labels().relation.len();
        let (arc, arc_head, rel_head) = (
            linear("arc", a)?,
            linear("arc_head", h)?,
            linear("rel_head", h)?,
        );
        if shape != [relations, l + 1, l + 1]
            || arc.outputs() != a
            || arc_head.outputs() != a
            || rel_head.outputs() != l
            || relations == 0
        {
            return Err(Error::new(
                ErrorKind::Tensor,
                "the tree head's parts do not fit",
            ));
        }
        // The word's last value is 1: its weights are a bias.
        let (mut rel, mut rel_bias) = (Vec::new(), Vec::new());
        for matrix in by_relation.chunks_exact((l + 1) * (l + 1)) {
            for j in 0..=l {
                rel.extend((0..l).map(|i| matrix[i * (l + 1) + j]));
                rel_bias.push(matrix[l * (l + 1) + j]);
            }
        }
        Ok(Trees {
            arc_bias: Dense::read(file, "head.arc_bias", a)?,
            root: file.vector("root", h)?,
            arc_word,
            arc_head,
            arc,
            rel_word,
            rel_head,
            rel: Linear::rounded(level, &rel, l, rel_bias),
            relations,
        })
    }

    /// For each word of a sentence (words × h), its head (0 the root, i + 1 the i-th word) and the number of its relation.
    pub fn of(
        &self,
        level: Level,
        words: &[f32],
        w: &mut Workspace,
        s: &mut Scratch,
    ) -> Vec<(usize, usize)> {
        let h = self.root.len();
        let n = words.len() / h;
        if n == 0 {
            return Vec::new();
        }
        s.heads_in.clear();
        s.heads_in.extend_from_slice(&self.root);
        s.heads_in.extend_from_slice(words);
        let (gelu, a) = (Then::Gelu, &mut w.activations);
        self.arc_word
            .apply_then(level, words, gelu, a, &mut s.words);
        self.arc
            .apply(level, &s.words, &mut w.activations, &mut s.turned);
        self.arc_head
            .apply_then(level, &s.heads_in, gelu, &mut w.activations, &mut s.heads);
        self.arc_bias.apply(level, &s.heads, &mut s.bias);
        let a = self.arc.outputs();
        s.across.resize(a * (n + 1), 0.0);
        for (j, head) in s.heads.chunks_exact(a).enumerate() {
            for (i, &v) in head.iter().enumerate() {
                s.across[i * (n + 1) + j] = v;
            }
        }
        s.arcs.resize(n * (n + 1), 0.0);
        kernel::matmul(level, &s.turned, a, &s.across, n + 1, &mut s.arcs);
        let scores: Vec<Vec<f32>> = s
            .arcs
            .chunks_exact(n + 1)
            .enumerate()
            .map(|(i, row)| {
                let own = |j: usize| if j == i + 1 { f32::MIN } else { 0.0 };
                row.iter()
                    .zip(&s.bias)
                    .enumerate()
                    .map(|(j, (v, b))| v + b + own(j))
                    .collect()
            })
            .collect();
        let heads = spanning_tree(&scores);
        self.rel_word
            .apply_then(level, words, gelu, &mut w.activations, &mut s.rel_words);
        self.rel_head.apply_then(
            level,
            &s.heads_in,
            gelu,
            &mut w.activations,
            &mut s.rel_heads,
        );
        let l = self.rel_word.outputs();
        let wide = self.relations * (l + 1);
        self.rel
            .apply(level, &s.rel_words, &mut w.activations, &mut s.labels);
        s.scores.resize(self.relations, 0.0);
        let mut relations = Vec::with_capacity(n);
        for (row, &head) in s.labels.chunks_exact(wide).zip(&heads) {
            let over = &s.rel_heads[head * l..(head + 1) * l];
            kernel::dots_and_one(level, row, over, &mut s.scores);
            relations.push(best(&s.scores));
        }
        heads.into_iter().zip(relations).collect()
    }
}

/// Heads (0 for the root) of the highest-scoring tree with a single root; `scores[i][j]` is for word i + 1 under j.
pub fn spanning_tree(scores: &[Vec<f32>]) -> Vec<usize> {
    let n = scores.len();
    let greedy: Vec<usize> = scores.iter().map(|row| best(row)).collect();
    if greedy.iter().filter(|&&h| h == 0).count() == 1 && !has_cycle(&greedy) {
        return greedy;
    }
    // One root: try the likeliest few, each as the only word that may hang on the root, and keep the best tree.
    let mut roots: Vec<usize> = (0..n).collect();
    roots.sort_by(|&a, &b| scores[b][0].total_cmp(&scores[a][0]).then(a.cmp(&b)));
    let mut found: Option<(f32, Vec<usize>)> = None;
    for &root in roots.iter().take(4) {
        let mut matrix: Vec<Vec<f32>> = vec![vec![f32::MIN; n + 1]; n + 1];
        for (i, row) in scores.iter().enumerate() {
            matrix[i + 1].copy_from_slice(row);
            matrix[i + 1][0] = if i == root { 0.0 } else { -1e9 };
            if i == root {
                matrix[i + 1][1..].fill(-1e9);
            }
        }
        let heads = edmonds(&matrix);
        let total = heads
            .iter()
            .enumerate()
            .filter(|&(i, _)| i != root)
            .map(|(i, &h)| scores[i][h])
            .sum::<f32>()
            + scores[root][0];
        let valid = heads.iter().filter(|&&h| h == 0).count() == 1;
        if valid && found.as_ref().is_none_or(|(best, _)| total > *best) {
            found = Some((total, heads));
        }
    }
    found
        .map(|(_, heads)| heads)
        .unwrap_or_else(|| (0..n).map(|i| usize::from(i > 0)).collect())
}

fn has_cycle(heads: &[usize]) -> bool {
    cycle(heads).is_some()
}

/// Words (as 1-based numbers) of a cycle, if there is one.
fn cycle(heads: &[usize]) -> Option<Vec<usize>> {
    let mut colour = vec![0usize; heads.len() + 1];
    for start in 1..=heads.len() {
        let mut at = start;
        while at != 0 && colour[at] == 0 {
            colour[at] = start;
            at = heads[at - 1];
        }
        if at != 0 && colour[at] == start {
            let mut out = vec![at];
            let mut next = heads[at - 1];
            while next != at {
                out.push(next);
                next = heads[next - 1];
            }
            return Some(out);
        }
    }
    None
}

/// Heads of words 1 … n for `matrix[word][head]` (row 0 unused), by contracting cycles one at a time.
fn edmonds(matrix: &[Vec<f32>]) -> Vec<usize> {
    // Each round contracts one cycle into a new node; `rounds` remembers how to take it apart again.
    struct Round {
        cycle: Vec<usize>,
        heads: Vec<usize>,
        node: usize,
        /// For each outside node, which cycle word it hangs under if it hangs under the new node.
        leaving: Vec<usize>,
        /// For each outside head of the new node, which cycle word hangs on it.
        entering: Vec<usize>,
    }
    let mut m: Vec<Vec<f32>> = matrix.to_vec();
    let mut alive: Vec<bool> = vec![true; m.len()];
    let mut rounds: Vec<Round> = Vec::new();
    let mut heads: Vec<usize>;
    loop {
        let size = m.len();
        heads = vec![0; size];
        for i in 1..size {
            if alive[i] {
                heads[i] = (0..size)
                    .filter(|&j| alive[j] && j != i)
                    .fold(
                        (0, f32::MIN),
                        |a, j| if m[i][j] > a.1 { (j, m[i][j]) } else { a },
                    )
                    .0;
            }
        }
        let view: Vec<usize> = (1..size)
            .map(|i| if alive[i] { heads[i] } else { 0 })
            .collect();
        let Some(cycle) = cycle(&view) else { break };
        let node = size;
        let within: f32 = cycle.iter().map(|&c| m[c][heads[c]]).sum();
        let mut row = vec![f32::MIN; size + 1];
        let mut leaving = vec![0; size];
        let mut entering = vec![0; size];
        for j in 0..size {
            if !alive[j] || cycle.contains(&j) {
                continue;
            }
            for &c in &cycle {
                let score = within - m[c][heads[c]] + m[c][j];
                if score > row[j] {
                    row[j] = score;
                    entering[j] = c;
                }
            }
        }
        for (i, line) in m.iter_mut().enumerate() {
            let (word, score) = cycle.iter().fold((cycle[0], f32::MIN), |a, &c| {
                if line[c] > a.1 { (c, line[c]) } else { a }
            });
            leaving[i] = word;
            line.push(score);
        }
        m.push(row);
        for &c in &cycle {
            alive[c] = false;
        }
        alive.push(true);
        rounds.push(Round {
            cycle,
            heads: heads.clone(),
            node,
            leaving,
            entering,
        });
    }
    while let Some(round) = rounds.pop() {
        let under = heads[round.node];
        for (i, head) in heads.iter_mut().enumerate().take(round.node) {
            if i != 0 && *head == round.node {
                *head = round.leaving[i];
            }
        }
        for &c in &round.cycle {
            heads[c] = round.heads[c];
        }
        if let Some(&word) = round.entering.get(under) {
            heads[word] = under;
        }
        heads.truncate(round.node);
    }
    heads[1..matrix.len()].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cycle_is_broken_where_it_costs_least() {
        // Words 1 and 2 like each other best; word 3 hangs on 2.
        let scores = vec![
            vec![5.0, f32::MIN, 10.0, 0.0],
            vec![4.0, 10.0, f32::MIN, 0.0],
            vec![0.0, 1.0, 8.0, f32::MIN],
        ];
        assert_eq!(spanning_tree(&scores), [0, 1, 2]);
    }

    #[test]
    fn any_scores_give_a_tree() {
        let mut seed = 7u64;
        for n in 1..40 {
            let mut next = || {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (seed >> 40) as f32 / 1e5
            };
            let scores: Vec<Vec<f32>> = (0..n)
                .map(|i| {
                    (0..=n)
                        .map(|j| if j == i + 1 { f32::MIN } else { next() })
                        .collect()
                })
                .collect();
            let heads = spanning_tree(&scores);
            assert_eq!(heads.iter().filter(|&&h| h == 0).count(), 1);
            assert!(!has_cycle(&heads));
        }
    }
}
