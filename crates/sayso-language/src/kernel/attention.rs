//! Self-attention of one window in 16-bit integers, a few queries at a time, so that their scores never leave the nearest cache.
//!
//! Queries and keys are rounded to 13 bits, a scale for each; the weights of the softmax to 13 bits of the largest, values to 10 bits, a scale for each
//! column. Sums of their products fit 32 bits for heads up to 128 wide and windows up to 512 long, and are the same in any order.

use super::float::{self, LANES};
use super::{COLUMNS, Level, ROWS, Tile, WIDE};

/// Largest queries, keys, weights and values, rounded. 128 × 4095² and 512 × 8192 × 511 are under 2³¹.
const MOST: f32 = 4095.0;
pub(super) const MOST_WEIGHT: f32 = 8191.0;
pub(super) const MOST_VALUE: f32 = 511.0;
/// Queries that pass over the keys together: these come from the second cache each time.
const TOGETHER: usize = 2 * ROWS;
const WIDEST: usize = 128;
const LONGEST: usize = 512;

/// What one pass needs, kept for the next.
#[derive(Default)]
pub struct Scratch {
    queries: Vec<i16>,
    query_scales: Vec<f32>,
    rows: Vec<i16>,
    /// Panels of 16 keys: (panel, half the width of a head, key, 2).
    keys: Vec<i16>,
    key_scales: Vec<f32>,
    /// Panels of 16 columns of the values: (panel, half the keys, column, 2).
    values: Vec<i16>,
    value_scales: Vec<f32>,
    scores: Vec<f32>,
    weights: Vec<i16>,
}

/// Attention of `heads` heads over `qkv` (pieces × 3 size: queries, keys, values) into `out`, a row of `size` for each of the pieces `asked`, which are in order; a
/// head is a multiple of 16 wide, at most 128, and there are at most 512 pieces.
pub fn attend(
    level: Level,
    qkv: &[f32],
    size: usize,
    heads: usize,
    asked: &[usize],
    s: &mut Scratch,
    out: &mut [f32],
) {
    let (n, d) = (qkv.len() / (3 * size), size / heads);
    let wanted = asked.len();
    assert!(d.is_multiple_of(LANES) && d <= WIDEST && n <= LONGEST && out.len() == wanted * size);
    assert!(asked.is_sorted() && asked.last().is_none_or(|&last| last < n));
    let width = n.next_multiple_of(LANES);
    let padded = n.next_multiple_of(TOGETHER);
    s.queries.clear();
    s.queries.resize(padded * d, 0);
    s.query_scales.clear();
    s.query_scales.resize(padded, 0.0);
    s.rows.clear();
    s.rows.resize(width * d, 0);
    s.keys.resize(width * d, 0);
    s.key_scales.clear();
    s.key_scales.resize(width, 0.0);
    s.values.resize(width * d, 0);
    s.value_scales.resize(d, 0.0);
    s.scores.resize(TOGETHER * width, 0.0);
    s.weights.resize(TOGETHER * width, 0);
    // Scores in powers of two, and by the root of a head's width.
    let unit = std::f32::consts::LOG2_E / (d as f32).sqrt();
    let (no_excess, no_bias) = ([0; WIDE * COLUMNS], [0.0; WIDE * COLUMNS]);
    for head in 0..heads {
        let at = head * d;
        float::round_rows(
            level,
            qkv,
            3 * size,
            at,
            d,
            MOST,
            &mut s.queries,
            &mut s.query_scales,
        );
        s.query_scales.iter_mut().for_each(|scale| *scale *= unit);
        if wanted < n {
            for (to, &from) in asked.iter().enumerate() {
                s.queries.copy_within(from * d..(from + 1) * d, to * d);
                s.query_scales[to] = s.query_scales[from];
            }
        }
        float::round_rows(
            level,
            qkv,
            3 * size,
            size + at,
            d,
            MOST,
            &mut s.rows,
            &mut s.key_scales,
        );
        turn(&s.rows, d, &mut s.keys);
        float::round_columns(
            level,
            qkv,
            3 * size,
            2 * size + at,
            d,
            &mut s.values,
            &mut s.value_scales,
        );
        for first in (0..wanted).step_by(TOGETHER) {
            let queries = &s.queries[first * d..(first + TOGETHER) * d];
            scores(level, queries, d, &s.keys, &s.key_scales, &mut s.scores);
            let mut sums = [0f32; TOGETHER];
            let scales = &s.query_scales[first..first + TOGETHER];
            float::softmax(
                level,
                &mut s.scores,
                width,
                n,
                scales,
                &mut s.weights,
                &mut sums,
            );
            for (b, weights) in s.weights.chunks_exact(ROWS * width).enumerate() {
                let first = first + b * ROWS;
                let rows = ROWS.min(wanted.saturating_sub(first));
                if rows == 0 {
                    break;
                }
                for (p, panels) in s.values.chunks(WIDE * COLUMNS * width).enumerate() {
                    let start = p * WIDE * COLUMNS;
                    let columns = start..start + panels.len() / width;
                    let mut tile: Tile = [[0; WIDE * COLUMNS]; ROWS];
                    weigh(level, weights, width, panels, &mut tile);
                    float::finish(
                        level,
                        &tile[..rows],
                        &no_excess[..columns.len()],
                        &sums[b * ROWS..][..rows],
                        &s.value_scales[columns.clone()],
                        &no_bias[..columns.len()],
                        &mut out[first * size + at + start..],
                        size,
                    );
                }
            }
        }
    }
}

/// Rows of rounded keys to panels of 16 keys, pair by pair.
fn turn(rows: &[i16], d: usize, keys: &mut [i16]) {
    for (rows, panel) in rows
        .chunks_exact(LANES * d)
        .zip(keys.chunks_exact_mut(LANES * d))
    {
        for (key, row) in rows.chunks_exact(d).enumerate() {
            for (pair, to) in row.chunks_exact(2).zip(panel.chunks_exact_mut(2 * LANES)) {
                to[2 * key..2 * key + 2].copy_from_slice(pair);
            }
        }
    }
}

/// Scores of six queries, or a multiple of it, with all keys, less the queries' scales.
fn scores(level: Level, queries: &[i16], d: usize, keys: &[i16], scales: &[f32], out: &mut [f32]) {
    assert!(
        queries.len().is_multiple_of(ROWS * d)
            && keys.len() == scales.len() * d
            && scales.len().is_multiple_of(LANES)
            && out.len() * d == queries.len() * scales.len()
    );
    match level {
        // Safety: a level stands for instructions that were found, and the lengths are as just checked.
        #[cfg(target_arch = "x86_64")]
        Level::Vnni | Level::Amx => unsafe {
            super::x86::scores_vnni(queries, d, keys, scales, out)
        },
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => unsafe { super::x86::scores_avx2(queries, d, keys, scales, out) },
        _ => super::plain::scores(queries, d, keys, scales, out),
    }
}

/// Sums of six rows of weights with one or two panels of values.
fn weigh(level: Level, weights: &[i16], depth: usize, panels: &[i16], tile: &mut Tile) {
    assert!(
        weights.len() == ROWS * depth
            && depth.is_multiple_of(2)
            && (panels.len() == COLUMNS * depth || panels.len() == 2 * COLUMNS * depth)
    );
    match level {
        // Safety: as above.
        #[cfg(target_arch = "x86_64")]
        Level::Vnni | Level::Amx => unsafe { super::x86::words_vnni(weights, depth, panels, tile) },
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => unsafe { super::x86::words_avx2(weights, depth, panels, tile) },
        _ => super::plain::words(weights, depth, panels, tile),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(count: usize) -> Vec<f32> {
        let mut seed = 1u32;
        (0..count)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 8) as f32 / (1 << 22) as f32 - 2.0
            })
            .collect()
    }

    /// As the books have it, in double precision.
    fn by_definition(qkv: &[f32], size: usize, heads: usize) -> Vec<f32> {
        let (n, d) = (qkv.len() / (3 * size), size / heads);
        let mut out = vec![0f32; n * size];
        let at = |i: usize, c: usize| f64::from(qkv[i * 3 * size + c]);
        for (head, i) in (0..heads).flat_map(|h| (0..n).map(move |i| (h * d, i))) {
            let score = |j: usize| {
                (0..d)
                    .map(|k| at(i, head + k) * at(j, size + head + k))
                    .sum::<f64>()
                    / (d as f64).sqrt()
            };
            let weights: Vec<f64> = (0..n).map(|j| score(j).exp()).collect();
            let sum: f64 = weights.iter().sum();
            for k in 0..d {
                let value = (0..n)
                    .map(|j| weights[j] * at(j, 2 * size + head + k))
                    .sum::<f64>();
                out[i * size + head + k] = (value / sum) as f32;
            }
        }
        out
    }

    #[test]
    fn every_level_attends_alike_and_nearly_by_the_definition() {
        for (n, size, heads) in [(1, 32, 2), (19, 32, 2), (50, 48, 1), (101, 64, 2)] {
            let qkv = numbers(n * 3 * size);
            let right = by_definition(&qkv, size, heads);
            let mut first: Option<Vec<f32>> = None;
            for level in Level::all() {
                let mut out = vec![f32::NAN; n * size];
                let all: Vec<usize> = (0..n).collect();
                let mut s = Scratch::default();
                attend(level, &qkv, size, heads, &all, &mut s, &mut out);
                let some: Vec<usize> = (0..n).filter(|i| i % 3 != 1).collect();
                let mut part = vec![f32::NAN; some.len() * size];
                attend(level, &qkv, size, heads, &some, &mut s, &mut part);
                for (row, i) in part.chunks(size).zip(&some) {
                    assert_eq!(row, &out[i * size..(i + 1) * size], "{level:?}");
                }
                for (a, b) in out.iter().zip(&right) {
                    assert!((a - b).abs() < 4e-3, "{level:?} {n} × {size}: {a}, not {b}");
                }
                match &first {
                    Some(first) => assert_eq!(&out, first, "{level:?} {n} × {size}"),
                    None => first = Some(out),
                }
            }
        }
    }
}
