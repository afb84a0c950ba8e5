//! Float loops over fixed lanes. Each is one body, compiled for the plain processor, for AVX2 and for AVX-512; the operations and their order are the
//! same in all, and Rust neither fuses nor reorders them, so the results are too. Float products are fused multiply-adds everywhere, which plain
//! code has to emulate: slow, and the same.

use super::Level;
use super::attention::{MOST_VALUE, MOST_WEIGHT};

/// Sums are kept in this many lanes, added up in one fixed order.
pub const LANES: usize = 16;
/// 1.5 × 2²³: adding it to a small float rounds it to the nearest integer, in the low bits.
const ROUND: f32 = 12_582_912.0;

macro_rules! for_processor {
    ($(#[$doc:meta])* $name:ident as $body:path, ($($arg:ident: $type:ty),*) $(-> $ret:ty)?) => {
        $(#[$doc])*
        #[allow(clippy::too_many_arguments)]
        pub fn $name(level: Level, $($arg: $type),*) $(-> $ret)? {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
                #[allow(clippy::too_many_arguments)]
                fn on_avx512($($arg: $type),*) $(-> $ret)? {
                    $body($($arg),*)
                }
                #[target_feature(enable = "avx2")]
                #[allow(clippy::too_many_arguments)]
                fn on_avx2($($arg: $type),*) $(-> $ret)? {
                    $body($($arg),*)
                }
                match level {
                    // Safety: a level stands for instructions that were found.
                    Level::Vnni | Level::Amx => return unsafe { on_avx512($($arg),*) },
                    Level::Avx2 => return unsafe { on_avx2($($arg),*) },
                    Level::Plain => {}
                }
            }
            let _ = level;
            $body($($arg),*)
        }
    };
}

#[inline(always)]
fn sum(lanes: [f32; LANES]) -> f32 {
    let mut half = [0.0; LANES / 2];
    for i in 0..LANES / 2 {
        half[i] = lanes[i] + lanes[i + LANES / 2];
    }
    ((half[0] + half[4]) + (half[2] + half[6])) + ((half[1] + half[5]) + (half[3] + half[7]))
}

/// e to the x, within two units in the last place (Cephes' polynomial).
#[inline(always)]
fn exp(x: f32) -> f32 {
    let x = x.clamp(-87.0, 88.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = (x - n * 0.693_359_4) + n * 2.121_944_4e-4;
    let p = ((((1.987_569_1e-4 * r + 1.398_199_9e-3) * r + 8.333_452e-3) * r + 4.166_579_6e-2) * r
        + 1.666_666_5e-1)
        * r
        + 0.5;
    let power = f32::from_bits((shifted.to_bits().wrapping_add(127) & 0x1FF) << 23);
    (p * r * r + r + 1.0) * power
}

#[inline(always)]
fn exp_body(values: &mut [f32]) {
    for v in values {
        *v = exp(*v);
    }
}

for_processor! {
    /// e to each value, in place.
    exp_all as exp_body, (values: &mut [f32])
}

/// Of two floats the larger, as processors have it.
#[inline(always)]
fn larger(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// The Gaussian error linear unit within 1e-5: the error function as the odd polynomial that comes nearest in it up to 4, where that is 1 − 6e-5.
#[inline(always)]
fn gelu_of(x: f32) -> f32 {
    const BY: [f32; 9] = [
        1.348_057_1e-10,
        -1.213_365_9e-8,
        4.881_644_6e-7,
        -1.172_112_8e-5,
        1.898_798_4e-4,
        -2.225_708_7e-3,
        1.963_159e-2,
        -0.132_647_25,
        0.797_762_04,
    ];
    let c = larger(if x < 4.0 { x } else { 4.0 }, -4.0);
    let square = c * c;
    let mut p = BY[0];
    for by in &BY[1..] {
        p = p * square + by;
    }
    let half = 0.5 * x;
    half + half * (p * c)
}

#[inline(always)]
fn add_gelu_body(parts: &[&[f32]], out: &mut [f32]) {
    for (c, out) in out.chunks_exact_mut(LANES).enumerate() {
        let mut sums = [0f32; LANES];
        for part in parts {
            if let Some(part) = part[c * LANES..].first_chunk::<LANES>() {
                for i in 0..LANES {
                    sums[i] += part[i];
                }
            }
        }
        for i in 0..LANES {
            out[i] += gelu_of(sums[i]);
        }
    }
}

for_processor! {
    /// Adds to `out` (a multiple of [`LANES`] long) the Gaussian error linear unit of the sum of `parts`, each as long.
    add_gelu as add_gelu_body, (parts: &[&[f32]], out: &mut [f32])
}

/// The largest of the lanes, halved again and again: sixteen one after the other would each wait for the one before.
#[inline(always)]
fn largest(lanes: [f32; LANES]) -> f32 {
    let mut half = [0.0; LANES / 2];
    for i in 0..LANES / 2 {
        half[i] = larger(lanes[i], lanes[i + LANES / 2]);
    }
    let mut quarter = [0.0; LANES / 4];
    for i in 0..LANES / 4 {
        quarter[i] = larger(half[i], half[i + LANES / 4]);
    }
    larger(
        larger(quarter[0], quarter[2]),
        larger(quarter[1], quarter[3]),
    )
}

/// The largest of a row without its signs, at least 1e-12.
#[inline(always)]
fn most_of(row: &[f32]) -> f32 {
    let mut most = [1e-12f32; LANES];
    let chunks = row.chunks_exact(LANES);
    let rest = chunks.remainder();
    for chunk in chunks {
        for i in 0..LANES {
            most[i] = larger(chunk[i].abs(), most[i]);
        }
    }
    let most = largest(most);
    rest.iter().fold(most, |a, b| larger(b.abs(), a))
}

/// A small float to the nearest integer.
#[inline(always)]
fn nearest(v: f32) -> i32 {
    ((v + ROUND).to_bits() as i32).wrapping_sub(ROUND.to_bits() as i32)
}

#[inline(always)]
fn quantise_body(values: &[f32], inputs: usize, to: &mut [i16], scales: &mut [f32]) {
    let rows = values.chunks_exact(inputs).zip(to.chunks_exact_mut(inputs));
    for ((from, to), scale) in rows.zip(scales) {
        let most = most_of(from);
        let inverse = 127.0 / most;
        for (v, t) in from.iter().zip(to) {
            *t = nearest(v * inverse) as i16;
        }
        *scale = most / 127.0;
    }
}

for_processor! {
    /// Rounds each row to −127 … 127, with its scale.
    quantise as quantise_body, (values: &[f32], inputs: usize, to: &mut [i16], scales: &mut [f32])
}

#[inline(always)]
fn quantise_bytes_body(values: &[f32], inputs: usize, to: &mut [u8], scales: &mut [f32]) {
    let rows = values.chunks_exact(inputs).zip(to.chunks_exact_mut(inputs));
    for ((from, to), scale) in rows.zip(scales) {
        let most = most_of(from);
        let inverse = 127.0 / most;
        for (v, t) in from.iter().zip(to) {
            *t = (nearest(v * inverse) + 128) as u8;
        }
        *scale = most / 127.0;
    }
}

for_processor! {
    /// The same, 128 added.
    quantise_bytes as quantise_bytes_body, (values: &[f32], inputs: usize, to: &mut [u8], scales: &mut [f32])
}

#[inline(always)]
fn round_rows_body(
    values: &[f32],
    stride: usize,
    at: usize,
    wide: usize,
    most: f32,
    to: &mut [i16],
    scales: &mut [f32],
) {
    let rows = values.chunks_exact(stride).zip(to.chunks_exact_mut(wide));
    for ((from, to), scale) in rows.zip(scales) {
        let from = &from[at..at + wide];
        let largest = most_of(from);
        let inverse = most / largest;
        for (v, t) in from.iter().zip(to) {
            *t = nearest(v * inverse) as i16;
        }
        *scale = largest / most;
    }
}

for_processor! {
    /// Rounds the `wide` values from `at` of each row to ±`most`, with the row's scale.
    round_rows as round_rows_body, (values: &[f32], stride: usize, at: usize, wide: usize, most: f32, to: &mut [i16], scales: &mut [f32])
}

#[inline(always)]
fn round_columns_body(
    values: &[f32],
    stride: usize,
    at: usize,
    wide: usize,
    to: &mut [i16],
    scales: &mut [f32],
) {
    let height = to.len() / wide;
    let panels = to
        .chunks_exact_mut(LANES * height)
        .zip(scales.chunks_exact_mut(LANES));
    for (p, (panel, scales)) in panels.enumerate() {
        let at = at + p * LANES;
        let mut most = [1e-12f32; LANES];
        for row in values.chunks_exact(stride) {
            if let Some(row) = row[at..].first_chunk::<LANES>() {
                for i in 0..LANES {
                    most[i] = larger(row[i].abs(), most[i]);
                }
            }
        }
        let inverse = most.map(|most| MOST_VALUE / most);
        for i in 0..LANES {
            scales[i] = most[i] / MOST_VALUE;
        }
        for (pair, to) in values
            .chunks(2 * stride)
            .zip(panel.chunks_exact_mut(2 * LANES))
        {
            let first = pair[at..].first_chunk::<LANES>();
            // An odd last row stands beside zeros.
            let second = pair
                .get(stride + at..)
                .and_then(|row| row.first_chunk::<LANES>());
            if let Some(first) = first {
                let second = second.unwrap_or(&[0.0; LANES]);
                for i in 0..LANES {
                    to[2 * i] = nearest(first[i] * inverse[i]) as i16;
                    to[2 * i + 1] = nearest(second[i] * inverse[i]) as i16;
                }
            }
        }
        panel[values.len().div_ceil(2 * stride) * 2 * LANES..].fill(0);
    }
}

for_processor! {
    /// Rounds the `wide` columns from `at` to ±511, with a scale for each, in panels of 16 columns, two rows at a time; rows beyond the last are zero.
    round_columns as round_columns_body, (values: &[f32], stride: usize, at: usize, wide: usize, to: &mut [i16], scales: &mut [f32])
}

/// 8191 × 2 to the x as a rounded integer, for x from −30 to 0.
#[inline(always)]
fn weight(x: f32) -> i32 {
    let shifted = x + ROUND;
    let f = x - (shifted - ROUND);
    let p =
        (((0.009_570_1 * f + 0.055_917_87) * f + 0.240_247_45) * f + 0.693_121_8) * f + 0.999_999_3;
    let power = f32::from_bits(p.to_bits().wrapping_add(shifted.to_bits() << 23));
    nearest(power * MOST_WEIGHT)
}

#[inline(always)]
fn softmax_body(
    rows: &mut [f32],
    width: usize,
    used: usize,
    scales: &[f32],
    weights: &mut [i16],
    sums: &mut [f32],
) {
    let all = rows
        .chunks_exact_mut(width)
        .zip(weights.chunks_exact_mut(width));
    for (((row, weights), &scale), sum) in all.zip(scales).zip(sums) {
        row[used..].fill(f32::MIN);
        let mut most = [f32::MIN; LANES];
        for chunk in row.chunks_exact(LANES) {
            for i in 0..LANES {
                most[i] = larger(chunk[i], most[i]);
            }
        }
        let most = largest(most);
        let mut lanes = [0i32; LANES];
        for (chunk, to) in row.chunks_exact(LANES).zip(weights.chunks_exact_mut(LANES)) {
            for i in 0..LANES {
                let w = weight(larger((chunk[i] - most) * scale, -30.0));
                to[i] = w as i16;
                lanes[i] += w;
            }
        }
        // Sums below 2²² are exact as floats.
        *sum = 1.0 / lanes.iter().sum::<i32>() as f32;
    }
}

for_processor! {
    /// Softmax, in powers of two, of the first `used` of each row's `width` scores (a multiple of [`LANES`]) times the row's scale: as integers of which the largest
    /// is 8191, the others 0, and what their sum is to be divided by.
    softmax as softmax_body, (rows: &mut [f32], width: usize, used: usize, scales: &[f32], weights: &mut [i16], sums: &mut [f32])
}

#[inline(always)]
fn dots_and_one_body(rows: &[f32], by: &[f32], out: &mut [f32]) {
    for (row, out) in rows.chunks_exact(by.len() + 1).zip(out) {
        let mut lanes = [0f32; LANES];
        for (a, b) in row.chunks_exact(LANES).zip(by.chunks_exact(LANES)) {
            for i in 0..LANES {
                lanes[i] += a[i] * b[i];
            }
        }
        let whole = by.len() / LANES * LANES;
        let rest: f32 = row[whole..]
            .iter()
            .zip(&by[whole..])
            .map(|(a, b)| a * b)
            .sum();
        *out = sum(lanes) + rest + row[by.len()];
    }
}

for_processor! {
    /// Products of rows, each longer by one than `by`, with `by` and a last 1.
    dots_and_one as dots_and_one_body, (rows: &[f32], by: &[f32], out: &mut [f32])
}

#[inline(always)]
fn norm_row(row: &mut [f32], weight: &[f32], bias: &[f32]) {
    let n = row.len() as f32;
    let mut lanes = [0f32; LANES];
    for chunk in row.chunks_exact(LANES) {
        for i in 0..LANES {
            lanes[i] += chunk[i];
        }
    }
    let mean = sum(lanes) / n;
    let mut lanes = [0f32; LANES];
    for chunk in row.chunks_exact(LANES) {
        for i in 0..LANES {
            let d = chunk[i] - mean;
            lanes[i] += d * d;
        }
    }
    let scale = 1.0 / (sum(lanes) / n + 1e-12).sqrt();
    for ((v, w), b) in row.iter_mut().zip(weight).zip(bias) {
        *v = (*v - mean) * scale * w + b;
    }
}

#[inline(always)]
fn norm_body(rows: &mut [f32], weight: &[f32], bias: &[f32]) {
    for row in rows.chunks_exact_mut(weight.len()) {
        norm_row(row, weight, bias);
    }
}

for_processor! {
    /// Layer norm of each row (a multiple of [`LANES`] long), in place.
    norm as norm_body, (rows: &mut [f32], weight: &[f32], bias: &[f32])
}

#[inline(always)]
fn add_norm_body(rows: &mut [f32], more: &[f32], weight: &[f32], bias: &[f32]) {
    for (row, more) in rows
        .chunks_exact_mut(weight.len())
        .zip(more.chunks_exact(weight.len()))
    {
        for (v, m) in row.iter_mut().zip(more) {
            *v += m;
        }
        norm_row(row, weight, bias);
    }
}

for_processor! {
    /// Adds `more` to the rows, then layer norm.
    add_norm as add_norm_body, (rows: &mut [f32], more: &[f32], weight: &[f32], bias: &[f32])
}

#[inline(always)]
fn finish_body<const W: usize, const GELU: bool>(
    tile: &[[i32; W]],
    excess: &[i32],
    row_scales: &[f32],
    scales: &[f32],
    bias: &[f32],
    out: &mut [f32],
    stride: usize,
) {
    let last = |v: f32| if GELU { gelu_of(v) } else { v };
    let rows = tile.iter().zip(row_scales).zip(out.chunks_mut(stride));
    let whole = |v: &[f32]| <[f32; W]>::try_from(v).ok();
    if let (Some(scales), Some(bias)) = (whole(scales), whole(bias))
        && let Ok(excess) = <&[i32; W]>::try_from(excess)
    {
        // The same with a width known at compile time, which nearly every step has.
        for ((sums, &scale), out) in rows {
            if let Some(out) = out.first_chunk_mut::<W>() {
                for i in 0..W {
                    out[i] = last((sums[i] - excess[i]) as f32 * (scale * scales[i]) + bias[i]);
                }
            }
        }
        return;
    }
    for ((sums, &scale), out) in rows {
        for ((((value, sum), excess), s), b) in
            out.iter_mut().zip(sums).zip(excess).zip(scales).zip(bias)
        {
            *value = last((sum - excess) as f32 * (scale * s) + b);
        }
    }
}

for_processor! {
    /// Sums of a product, less their excess, to floats: row r of the tile to `out` at r × `stride`.
    finish as finish_body::<{ 2 * LANES }, false>, (tile: &[[i32; 2 * LANES]], excess: &[i32], row_scales: &[f32], scales: &[f32], bias: &[f32], out: &mut [f32], stride: usize)
}

for_processor! {
    /// The same, and the Gaussian error linear unit of each.
    finish_gelu as finish_body::<{ 2 * LANES }, true>, (tile: &[[i32; 2 * LANES]], excess: &[i32], row_scales: &[f32], scales: &[f32], bias: &[f32], out: &mut [f32], stride: usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::matmul;

    #[test]
    fn exp_gelu_and_weights_are_close() {
        for i in -800..800 {
            let x = i as f32 / 10.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-6, "exp {x}");
        }
        for i in -3000..=0 {
            let x = i as f32 / 100.0;
            assert!(
                (weight(x) as f32 - MOST_WEIGHT * x.exp2()).abs() <= 1.1,
                "weight {x}"
            );
        }
        for (x, y) in [
            (0.0, 0.0),
            (0.5, 0.345_731_23),
            (1.0, 0.841_344_8),
            (-2.0, -0.045_500_26),
            (-3.9, -0.000_187_57),
            (8.0, 8.0),
        ] {
            assert!((gelu_of(x) - y).abs() < 3e-4, "gelu {x}: {}", gelu_of(x));
        }
    }

    #[test]
    fn every_level_gives_the_same_bits() {
        let values: Vec<f32> = (0..96)
            .map(|i| ((i * 37 % 101) as f32 - 50.0) / 7.0)
            .collect();
        let right: Vec<f32> = (0..19 * 19).map(|i| (i % 13) as f32 / 3.0).collect();
        let (weight, bias) = (vec![1.5; 48], vec![0.25; 48]);
        let run = |level| {
            let mut a = values.clone();
            add_gelu(level, &[&values, &right[..96]], &mut a);
            norm(level, &mut a, &weight, &bias);
            add_norm(level, &mut a, &values, &weight, &bias);
            exp_all(level, &mut a);
            let mut x = vec![0.0; 5 * 19];
            matmul(level, &values[..95], 19, &right, 19, &mut x);
            let (mut words, mut bytes, mut scales) = (vec![0; 96], vec![0; 96], vec![0.0; 4]);
            quantise(level, &values, 48, &mut words, &mut scales[..2]);
            quantise_bytes(level, &values, 48, &mut bytes, &mut scales[2..]);
            assert!(
                words
                    .iter()
                    .zip(&bytes)
                    .all(|(&w, &b)| w + 128 == i16::from(b))
            );
            (a, x, words, bytes, scales)
        };
        let plain = run(Level::Plain);
        for level in Level::all() {
            assert_eq!(run(level), plain, "{level:?}");
        }
        for (at, y) in plain.1.iter().enumerate() {
            let (row, column) = (at / 19, at % 19);
            let sum = (0..19).fold(0.0, |sum, k| {
                values[row * 19 + k].mul_add(right[k * 19 + column], sum)
            });
            assert_eq!(*y, sum);
        }
    }

    #[test]
    fn matmul_is_that_of_the_definition() {
        let (a, b): (Vec<f32>, Vec<f32>) = (
            (0..15).map(|i| i as f32).collect(),
            (0..60).map(|i| (i % 7) as f32).collect(),
        );
        let mut out = vec![0.0; 5 * 20];
        matmul(Level::best(), &a, 3, &b, 20, &mut out);
        for r in 0..5 {
            for c in 0..20 {
                assert_eq!(
                    out[r * 20 + c],
                    (0..3).map(|k| a[r * 3 + k] * b[k * 20 + c]).sum::<f32>()
                );
            }
        }
    }
}
