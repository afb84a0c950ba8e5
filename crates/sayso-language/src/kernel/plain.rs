//! The products in plain code: what the other levels are tested against.

use super::{COLUMNS, ROWS, Tile};

/// Sums of rows of `a` (whole rows of `inputs`) against panels, whose layout is (inputs, 16 columns).
pub fn tile(a: &[i16], inputs: usize, panels: &[i8], tile: &mut Tile) {
    for (n, panel) in panels.chunks_exact(COLUMNS * inputs).enumerate() {
        for (row, out) in a.chunks_exact(inputs).zip(tile.iter_mut()) {
            let mut sums = [0i32; COLUMNS];
            for (&x, weights) in row.iter().zip(panel.chunks_exact(COLUMNS)) {
                for (sum, &w) in sums.iter_mut().zip(weights) {
                    *sum += i32::from(x) * i32::from(w);
                }
            }
            out[n * COLUMNS..][..COLUMNS].copy_from_slice(&sums);
        }
    }
}

/// Sums of six rows of 16-bit weights against panels of layout (depth / 2, 16 columns, 2).
pub fn words(a: &[i16], depth: usize, panels: &[i16], tile: &mut Tile) {
    for (n, panel) in panels.chunks_exact(COLUMNS * depth).enumerate() {
        for (row, out) in a.chunks_exact(depth).zip(tile.iter_mut()) {
            let mut sums = [0i32; COLUMNS];
            for (pair, values) in row.chunks_exact(2).zip(panel.chunks_exact(2 * COLUMNS)) {
                let (x, y) = (i32::from(pair[0]), i32::from(pair[1]));
                for (sum, v) in sums.iter_mut().zip(values.chunks_exact(2)) {
                    *sum += x * i32::from(v[0]) + y * i32::from(v[1]);
                }
            }
            out[n * COLUMNS..][..COLUMNS].copy_from_slice(&sums);
        }
    }
}

/// Sums of rows against all panels of 16-bit keys, to floats, times a scale a key: row r to `out` at r × the number of scales.
pub fn scores(a: &[i16], depth: usize, panels: &[i16], scales: &[f32], out: &mut [f32]) {
    let blocks = a
        .chunks(ROWS * depth)
        .zip(out.chunks_mut(ROWS * scales.len()));
    for (a, out) in blocks {
        for (p, panel) in panels.chunks_exact(COLUMNS * depth).enumerate() {
            let mut sums: Tile = [[0; 2 * COLUMNS]; ROWS];
            words(a, depth, panel, &mut sums);
            let at = p * COLUMNS;
            for (row, sums) in out.chunks_exact_mut(scales.len()).zip(&sums) {
                let row = row[at..][..COLUMNS].iter_mut();
                for ((out, &sum), scale) in row.zip(sums).zip(&scales[at..]) {
                    *out = sum as f32 * scale;
                }
            }
        }
    }
}
