//! The products in plain code: what the other levels are tested against.

use super::{COLUMNS, ROWS, Tile};

/// Sums of rows of `a` (whole rows of `inputs`) against panels, whose layout is (inputs / 2, 16 columns, 2).
pub fn tile<W: Copy + Into<i32>>(a: &[i16], inputs: usize, panels: &[W], tile: &mut Tile) {
    for (row, sums) in a.chunks_exact(inputs).zip(tile.iter_mut()) {
        for (panel, sums) in panels
            .chunks_exact(COLUMNS * inputs)
            .zip(sums.chunks_exact_mut(COLUMNS))
        {
            for (pair, weights) in row.chunks_exact(2).zip(panel.chunks_exact(2 * COLUMNS)) {
                let (x, y) = (i32::from(pair[0]), i32::from(pair[1]));
                for (sum, w) in sums.iter_mut().zip(weights.chunks_exact(2)) {
                    *sum += x * w[0].into() + y * w[1].into();
                }
            }
        }
    }
}

/// Sums of rows against all panels of 16-bit keys, to floats, times a scale a key: row r to `out` at r × the number of scales.
pub fn scores(a: &[i16], depth: usize, panels: &[i16], scales: &[f32], out: &mut [f32]) {
    let blocks = a.chunks(ROWS * depth).zip(out.chunks_mut(ROWS * scales.len()));
    for (a, out) in blocks {
        for (p, panel) in panels.chunks_exact(COLUMNS * depth).enumerate() {
            let mut sums: Tile = [[0; 2 * COLUMNS]; ROWS];
            tile(a, depth, panel, &mut sums);
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
