//! Self-attention of one window, eight queries at a time, so that their scores never leave the nearest cache.

use super::float::{Columns, LANES, ROWS, product, softmax_rows};

/// What one pass needs, kept for the next.
#[derive(Default)]
pub struct Scratch {
    /// Panels of 16 keys: (panel, width of a head, key).
    keys: Vec<Columns>,
    /// Panels of 16 columns of the values: (panel, key, column).
    values: Vec<Columns>,
    queries: Vec<f32>,
    scores: Vec<f32>,
}

/// Attention of `heads` heads over `qkv` (pieces × 3 size: queries, keys, values) into `out` (pieces × size); a head is a multiple of 16 wide.
pub fn attend(qkv: &[f32], size: usize, heads: usize, s: &mut Scratch, out: &mut [f32]) {
    let (n, d) = (qkv.len() / (3 * size), size / heads);
    let (panels, width) = (n.div_ceil(LANES), n.next_multiple_of(LANES));
    let scale = 1.0 / (d as f32).sqrt();
    s.queries.resize(ROWS * d, 0.0);
    s.scores.resize(ROWS * width, 0.0);
    for head in 0..heads {
        s.pack(qkv, size, head * d, d);
        for first in (0..n).step_by(ROWS) {
            let rows = ROWS.min(n - first);
            s.queries[rows * d..].fill(0.0);
            for (to, row) in s
                .queries
                .chunks_exact_mut(d)
                .zip(qkv.chunks_exact(3 * size).skip(first))
                .take(rows)
            {
                for (to, q) in to.iter_mut().zip(&row[head * d..]) {
                    *to = q * scale;
                }
            }
            for (p, panel) in s.keys.chunks_exact(d).enumerate().take(panels) {
                let sums = product(&s.queries, d, panel);
                for (row, sums) in s.scores.chunks_exact_mut(width).zip(sums) {
                    if let Some(to) = row[p * LANES..].first_chunk_mut::<LANES>() {
                        *to = sums;
                    }
                }
            }
            softmax_rows(&mut s.scores, width, n);
            for (p, panel) in s.values.chunks_exact(width).enumerate() {
                let sums = product(&s.scores, width, panel);
                for (row, sums) in out.chunks_exact_mut(size).skip(first).zip(sums).take(rows) {
                    if let Some(to) = row[head * d + p * LANES..].first_chunk_mut::<LANES>() {
                        *to = sums;
                    }
                }
            }
        }
    }
}

impl Scratch {
    /// Packs the keys and values of the head whose columns begin at `at`.
    fn pack(&mut self, qkv: &[f32], size: usize, at: usize, d: usize) {
        let n = qkv.len() / (3 * size);
        let width = n.next_multiple_of(LANES);
        self.keys.clear();
        self.keys.resize(width / LANES * d, [0.0; LANES]);
        self.values.clear();
        self.values.resize(d / LANES * width, [0.0; LANES]);
        for (i, row) in qkv.chunks_exact(3 * size).enumerate() {
            let panel = &mut self.keys[i / LANES * d..][..d];
            for (to, k) in panel.iter_mut().zip(&row[size + at..]) {
                to[i % LANES] = *k;
            }
            for (p, from) in row[2 * size + at..][..d].chunks_exact(LANES).enumerate() {
                if let Some(from) = from.first_chunk::<LANES>() {
                    self.values[p * width + i] = *from;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_gets_the_values_that_its_query_points_to() {
        let (n, size, heads) = (19, 32, 2);
        let mut qkv = vec![0f32; n * 3 * size];
        for (i, row) in qkv.chunks_exact_mut(3 * size).enumerate() {
            // Every piece asks for the next one, in both heads.
            row[(i + 1) % n % 16] = 80.0 * (1.0 + ((i + 1) % n / 16) as f32);
            row[16 + (i + 1) % n % 16] = row[(i + 1) % n % 16];
            row[size + i % 16] = if i < 16 { 1.0 } else { 2.0 };
            row[size + 16 + i % 16] = row[size + i % 16];
            row[2 * size..].fill(i as f32);
        }
        let mut out = vec![f32::NAN; n * size];
        attend(&qkv, size, heads, &mut Scratch::default(), &mut out);
        // Piece 16 stands at the place of piece 0, twice as loud.
        for (i, row) in out.chunks_exact(size).enumerate() {
            let asked = (i + 1) % n;
            let loudest = if asked < 3 { asked + 16 } else { asked };
            assert!(
                (row[0] - loudest as f32).abs() < 1e-3 && row[31] == row[0],
                "{i}: {}",
                row[0]
            );
        }
    }
}
