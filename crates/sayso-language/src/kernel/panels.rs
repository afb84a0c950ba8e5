//! Products of float matrices, eight rows against a panel of columns at a time: fused multiply-adds on every processor, in one order.

use super::Level;
use super::float::LANES;

/// Rows that a float product takes at once.
pub(super) const ROWS: usize = 8;
/// One row of a panel.
pub(super) type Columns = [f32; LANES];
/// Eight rows of sums.
pub(super) type Sums = [Columns; ROWS];

/// Sums of eight rows of `a`, `stride` apart and each as long as `panel`, against a panel of columns: over the depth in order, each product added
/// unrounded as processors do it.
pub(super) fn product(level: Level, a: &[f32], stride: usize, panel: &[Columns]) -> Sums {
    assert!(a.len() >= (ROWS - 1) * stride + panel.len());
    match level {
        // Safety: a level stands for instructions that were found, and the rows are whole.
        #[cfg(target_arch = "x86_64")]
        Level::Vnni | Level::Amx => unsafe { super::x86::product_avx512(a, stride, panel) },
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => unsafe { super::x86::product_avx2(a, stride, panel) },
        _ => product_plain(a, stride, panel),
    }
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
    pub fn apply(&self, level: Level, a: &[f32], out: &mut [f32]) {
        let (depth, width) = (self.depth, self.width);
        if depth == 0 {
            out.fill(0.0);
            return;
        }
        let mut filled = Vec::new();
        for (a, out) in a.chunks(ROWS * depth).zip(out.chunks_mut(ROWS * width)) {
            let a = eight(a, depth, &mut filled);
            for (p, panel) in self.panels.chunks_exact(depth).enumerate() {
                let sums = product(level, a, depth, panel);
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
pub fn matmul(level: Level, a: &[f32], depth: usize, b: &[f32], width: usize, out: &mut [f32]) {
    Panels::new(b, depth, width).apply(level, a, out);
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
