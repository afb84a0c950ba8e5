//! The product in plain code: what the other levels are tested against.

use super::{COLUMNS, Tile};

/// Sums of rows of `a` (whole rows of `inputs`) against panels, whose layout is (inputs / 2, 16 columns, 2).
pub fn tile(a: &[i16], inputs: usize, panels: &[i8], tile: &mut Tile) {
    for (row, sums) in a.chunks_exact(inputs).zip(tile.iter_mut()) {
        for (panel, sums) in panels
            .chunks_exact(COLUMNS * inputs)
            .zip(sums.chunks_exact_mut(COLUMNS))
        {
            for (pair, weights) in row.chunks_exact(2).zip(panel.chunks_exact(2 * COLUMNS)) {
                let (x, y) = (i32::from(pair[0]), i32::from(pair[1]));
                for (sum, w) in sums.iter_mut().zip(weights.chunks_exact(2)) {
                    *sum += x * i32::from(w[0]) + y * i32::from(w[1]);
                }
            }
        }
    }
}
