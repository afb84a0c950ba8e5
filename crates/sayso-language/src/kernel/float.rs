//! Float loops over fixed lanes. Each is one body, compiled for the plain processor, for AVX2 and for AVX-512; the operations and their order are the
//! same in all, and Rust neither fuses nor reorders them, so the results are too. Float products are fused multiply-adds everywhere, which plain
//! code has to emulate: slow, and the same.

/// Sums are kept in this many lanes, added up in one fixed order.
pub const LANES: usize = 16;
/// 1.5 × 2²³: adding it to a small float rounds it to the nearest integer, in the low bits.
const ROUND: f32 = 12_582_912.0;

macro_rules! for_processor {
    ($(#[$doc:meta])* $name:ident as $body:ident($($arg:ident: $type:ty),*) $(-> $ret:ty)?) => {
        $(#[$doc])*
        pub fn $name($($arg: $type),*) $(-> $ret)? {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
                fn widest($($arg: $type),*) $(-> $ret)? {
                    $body($($arg),*)
                }
                #[target_feature(enable = "avx2")]
                fn wide($($arg: $type),*) $(-> $ret)? {
                    $body($($arg),*)
                }
                if is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl")
                {
                    // Safety: these have just been found.
                    return unsafe { widest($($arg),*) };
                }
                if is_x86_feature_detected!("avx2") {
                    // Safety: AVX2 has just been found.
                    return unsafe { wide($($arg),*) };
                }
            }
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

/// The error function within 1.5e-7 (Abramowitz and Stegun, 7.1.26).
#[inline(always)]
fn erf(x: f32) -> f32 {
    let a = x.abs();
    let t = 1.0 / (1.0 + 0.327_591_1 * a);
    let p = ((((1.061_405_4 * t - 1.453_152) * t + 1.421_413_7) * t - 0.284_496_74) * t
        + 0.254_829_6)
        * t;
    (1.0 - p * exp(-a * a)).copysign(x)
}

#[inline(always)]
fn gelu_body(values: &mut [f32]) {
    for v in values {
        *v = 0.5 * *v * (1.0 + erf(*v * std::f32::consts::FRAC_1_SQRT_2));
    }
}

for_processor! {
    /// The Gaussian error linear unit, in place.
    gelu as gelu_body(values: &mut [f32])
}

#[inline(always)]
fn quantise_body(from: &[f32], to: &mut [i16]) -> f32 {
    let mut most = [0f32; LANES];
    for chunk in from.chunks(LANES) {
        for (m, v) in most.iter_mut().zip(chunk) {
            *m = m.max(v.abs());
        }
    }
    let most = most.iter().fold(1e-12f32, |a, &b| a.max(b));
    let inverse = 127.0 / most;
    for (v, t) in from.iter().zip(to) {
        *t = ((v * inverse + ROUND).to_bits() as i32 - ROUND.to_bits() as i32) as i16;
    }
    most / 127.0
}

for_processor! {
    /// Rounds a row to −127 … 127 and gives its scale.
    quantise as quantise_body(from: &[f32], to: &mut [i16]) -> f32
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
    norm as norm_body(rows: &mut [f32], weight: &[f32], bias: &[f32])
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
    add_norm as add_norm_body(rows: &mut [f32], more: &[f32], weight: &[f32], bias: &[f32])
}

#[inline(always)]
fn softmax_rows_body(rows: &mut [f32], width: usize, used: usize) {
    for row in rows.chunks_exact_mut(width) {
        row[used..].fill(f32::MIN);
        let mut most = [f32::MIN; LANES];
        for chunk in row.chunks_exact(LANES) {
            for i in 0..LANES {
                most[i] = if chunk[i] > most[i] {
                    chunk[i]
                } else {
                    most[i]
                };
            }
        }
        let most = most.iter().fold(f32::MIN, |a, &b| a.max(b));
        for chunk in row.chunks_exact_mut(LANES) {
            for v in chunk {
                *v = exp(*v - most);
            }
        }
        row[used..].fill(0.0);
        let mut lanes = [0f32; LANES];
        for chunk in row.chunks_exact(LANES) {
            for i in 0..LANES {
                lanes[i] += chunk[i];
            }
        }
        let scale = 1.0 / sum(lanes);
        for v in row {
            *v *= scale;
        }
    }
}

for_processor! {
    /// Softmax over the first `used` of each row's `width` values (a multiple of [`LANES`]); the others become 0.
    softmax_rows as softmax_rows_body(rows: &mut [f32], width: usize, used: usize)
}

/// Rows that a float product takes at once.
pub(super) const ROWS: usize = 8;
/// One row of a panel.
pub(super) type Columns = [f32; LANES];
/// Eight rows of sums.
pub(super) type Sums = [Columns; ROWS];

/// Sums of eight rows of `a`, `stride` apart and each as long as `panel`, against a panel of columns: over the depth in order, each product added
/// unrounded as processors do it.
pub(super) fn product(a: &[f32], stride: usize, panel: &[Columns]) -> Sums {
    assert!(a.len() >= (ROWS - 1) * stride + panel.len());
    #[cfg(target_arch = "x86_64")]
    {
        use super::x86;
        if is_x86_feature_detected!("avx512f") {
            // Safety: AVX-512 has just been found, and the rows are whole.
            return unsafe { x86::product_avx512(a, stride, panel) };
        }
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            // Safety: AVX2 and FMA have just been found, and the rows are whole.
            return unsafe { x86::product_avx2(a, stride, panel) };
        }
    }
    product_plain(a, stride, panel)
}

fn product_plain(a: &[f32], stride: usize, panel: &[Columns]) -> Sums {
    std::array::from_fn(|r| {
        let mut sums = [0f32; LANES];
        for (a, b) in a[r * stride..].iter().zip(panel) {
            for (sum, b) in sums.iter_mut().zip(b) {
                *sum = a.mul_add(*b, *sum);
            }
        }
        sums
    })
}

/// A matrix (depth × width) in panels of columns, as the float product reads it.
pub struct Panels {
    panels: Vec<Columns>,
    depth: usize,
    width: usize,
}

impl Panels {
    /// Packs `b` (depth × width, row by row).
    pub fn new(b: &[f32], depth: usize, width: usize) -> Panels {
        let mut panels = vec![[0f32; LANES]; depth * width.div_ceil(LANES)];
        for (k, from) in b.chunks_exact(width).enumerate() {
            for (p, from) in from.chunks(LANES).enumerate() {
                let to = &mut panels[p * depth + k];
                match from.first_chunk::<LANES>() {
                    Some(whole) => *to = *whole,
                    None => to[..from.len()].copy_from_slice(from),
                }
            }
        }
        Panels {
            panels,
            depth,
            width,
        }
    }

    /// `out = a · b` for a (rows × depth), row by row; each sum runs over the depth in order.
    pub fn apply(&self, a: &[f32], out: &mut [f32]) {
        let (depth, width) = (self.depth, self.width);
        if depth == 0 {
            out.fill(0.0);
            return;
        }
        let mut filled = Vec::new();
        for (a, out) in a.chunks(ROWS * depth).zip(out.chunks_mut(ROWS * width)) {
            let a = eight(a, depth, &mut filled);
            for (p, panel) in self.panels.chunks_exact(depth).enumerate() {
                let sums = product(a, depth, panel);
                for (out, sums) in out.chunks_exact_mut(width).zip(&sums) {
                    let out = &mut out[p * LANES..];
                    match out.first_chunk_mut::<LANES>() {
                        Some(whole) => *whole = *sums,
                        None => out.copy_from_slice(&sums[..out.len()]),
                    }
                }
            }
        }
    }
}

/// The same for a matrix that is used but once.
pub fn matmul(a: &[f32], depth: usize, b: &[f32], width: usize, out: &mut [f32]) {
    Panels::new(b, depth, width).apply(a, out);
}

/// The rows, with rows of zeros after the last so that they are eight.
fn eight<'a>(a: &'a [f32], depth: usize, filled: &'a mut Vec<f32>) -> &'a [f32] {
    if a.len() == ROWS * depth {
        return a;
    }
    filled.clear();
    filled.extend_from_slice(a);
    filled.resize(ROWS * depth, 0.0);
    filled
}

#[inline(always)]
fn finish_body<const W: usize>(
    tile: &[[i32; W]],
    excess: &[i32],
    row_scales: &[f32],
    scales: &[f32],
    bias: &[f32],
    out: &mut [f32],
    stride: usize,
) {
    let rows = tile.iter().zip(row_scales).zip(out.chunks_mut(stride));
    let whole = |v: &[f32]| <[f32; W]>::try_from(v).ok();
    if let (Some(scales), Some(bias)) = (whole(scales), whole(bias))
        && let Ok(excess) = <&[i32; W]>::try_from(excess)
    {
        // The same with a width known at compile time, which nearly every step has.
        for ((sums, &scale), out) in rows {
            if let Some(out) = out.first_chunk_mut::<W>() {
                for i in 0..W {
                    out[i] = (sums[i] - excess[i]) as f32 * (scale * scales[i]) + bias[i];
                }
            }
        }
        return;
    }
    for ((sums, &scale), out) in rows {
        for ((((value, sum), excess), s), b) in
            out.iter_mut().zip(sums).zip(excess).zip(scales).zip(bias)
        {
            *value = (sum - excess) as f32 * (scale * s) + b;
        }
    }
}

for_processor! {
    /// Sums of a product, less their excess, to floats: row r of the tile to `out` at r × `stride`.
    finish as finish_body(tile: &[[i32; 2 * LANES]], excess: &[i32], row_scales: &[f32], scales: &[f32], bias: &[f32], out: &mut [f32], stride: usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_and_erf_are_close() {
        for i in -800..800 {
            let x = i as f32 / 10.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-6, "exp {x}");
        }
        for (x, y) in [
            (0.0, 0.0),
            (0.5, 0.520_499_9),
            (1.0, 0.842_700_8),
            (-2.0, -0.995_322_3),
        ] {
            assert!((erf(x) - y).abs() < 1e-6, "erf {x}");
        }
    }

    #[test]
    fn wide_and_plain_loops_give_the_same_bits() {
        let values: Vec<f32> = (0..96)
            .map(|i| ((i * 37 % 101) as f32 - 50.0) / 7.0)
            .collect();
        let (mut a, mut b) = (values.clone(), values.clone());
        gelu(&mut a);
        gelu_body(&mut b);
        assert_eq!(a, b);
        let (weight, bias) = (vec![1.5; 48], vec![0.25; 48]);
        norm(&mut a, &weight, &bias);
        norm_body(&mut b, &weight, &bias);
        assert_eq!(a, b);
        let (mut x, mut y) = (vec![0.0; 5 * 19], vec![0.0; 5 * 19]);
        let right: Vec<f32> = (0..19 * 19).map(|i| (i % 13) as f32 / 3.0).collect();
        matmul(&values[..95], 19, &right, 19, &mut x);
        let panel: Vec<Columns> = (0..19)
            .map(|k| std::array::from_fn(|i| right[k * 19 + i]))
            .collect();
        let sums = product_plain(&values, 12, &panel[..12]);
        assert_eq!(product(&values, 12, &panel[..12]), sums);
        for (at, y) in y.iter_mut().enumerate() {
            let (row, column) = (at / 19, at % 19);
            *y = (0..19).fold(0.0, |sum, k| {
                values[row * 19 + k].mul_add(right[k * 19 + column], sum)
            });
        }
        assert_eq!(x, y);
        softmax_rows(&mut x[..80], 16, 14);
        softmax_rows_body(&mut y[..80], 16, 14);
        assert_eq!(x, y);
        assert_eq!(&x[14..16], &[0.0, 0.0]);
        assert!((x[..16].iter().sum::<f32>() - 1.0).abs() < 1e-6);
    }

    #[test]
    fn matmul_is_that_of_the_definition() {
        let (a, b): (Vec<f32>, Vec<f32>) = (
            (0..15).map(|i| i as f32).collect(),
            (0..60).map(|i| (i % 7) as f32).collect(),
        );
        let mut out = vec![0.0; 5 * 20];
        matmul(&a, 3, &b, 20, &mut out);
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
