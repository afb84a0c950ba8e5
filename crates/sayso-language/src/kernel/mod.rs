//! The arithmetic of the encoder: int8 products, and float loops compiled for what the processor has.
//!
//! Results are the same to the last bit on every processor. The products, those of attention among them, are sums of integers, which come out equal in
//! any order. The float loops are written over fixed lanes with no library function, and fuse a product and a sum in all builds or in none, so that wider
//! registers change the speed alone.
//!
//! This module alone may use `unsafe`: to call code compiled for instructions that were found at run time, and to load vectors.
//! What is unsafe in it rests on one rule: a [`Level`] that gets here is one that [`Level::all`] found, for which `Model` and `Level::best` see.
#![allow(unsafe_code)]

#[cfg(target_arch = "x86_64")]
mod amx;
mod attention;
mod float;
mod level;
mod panels;
mod plain;
#[cfg(target_arch = "x86_64")]
mod x86;

use std::ops::Range;

pub use attention::{Scratch, attend};
pub use float::{LANES, add_gelu, add_norm, dots_and_one, exp_all, norm};
pub use level::Level;
pub use panels::{Panels, matmul};

/// Columns of a panel of weights.
const COLUMNS: usize = 16;
/// Panels that one step of a product takes, at most.
const WIDE: usize = 2;
/// Rows, likewise, at most.
const ROWS: usize = 6;
/// Rows that are multiplied with all columns before the next are begun, so that they stay in the cache.
const BLOCK: usize = 96;
/// With fewer rows, tiles of 16 would stand mostly empty.
#[cfg(target_arch = "x86_64")]
const FEW: usize = 8;

/// Sums of one step: rows by columns.
type Tile = [[i32; WIDE * COLUMNS]; ROWS];

/// A matrix (outputs, inputs) of int8 in the order that a level's product reads it.
pub struct Packed {
    level: Level,
    outputs: usize,
    inputs: usize,
    data: Vec<i8>,
    /// Per output, what the sums are too high by: 128 times the sum of its weights with the unsigned activations of VNNI, else 0.
    excess: Vec<i32>,
}

/// What becomes of a product's sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Nothing more.
    Done,
    /// The Gaussian error linear unit.
    Gelu,
}

/// Rows of activations, one scale a row, in the form that a level's product reads.
#[derive(Default)]
pub struct Activations {
    words: Vec<i16>,
    bytes: Vec<u8>,
    scales: Vec<f32>,
    rows: usize,
    inputs: usize,
}

impl Packed {
    /// Packs `weights` (outputs × inputs, row by row). `inputs` must be a multiple of 4.
    pub fn new(level: Level, weights: &[i8], outputs: usize, inputs: usize) -> Packed {
        assert!(
            inputs.is_multiple_of(4) && weights.len() == outputs * inputs,
            "a matrix of {outputs} × {inputs}"
        );
        let depth = match level {
            Level::Plain => 1,
            Level::Avx2 => 2,
            Level::Vnni | Level::Amx => 4,
        };
        let panels = outputs.div_ceil(COLUMNS);
        let mut data = vec![0i8; panels * COLUMNS * inputs];
        let mut excess = vec![0i32; panels * COLUMNS];
        for (o, row) in weights.chunks_exact(inputs).enumerate() {
            let (panel, column) = (o / COLUMNS, o % COLUMNS);
            for (i, &v) in row.iter().enumerate() {
                data[panel * COLUMNS * inputs
                    + (i / depth) * COLUMNS * depth
                    + column * depth
                    + i % depth] = v;
            }
            if level.has_bytes() {
                excess[o] = 128 * row.iter().map(|&v| i32::from(v)).sum::<i32>();
            }
        }
        Packed {
            level,
            outputs,
            inputs,
            data,
            excess,
        }
    }

    /// Outputs.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// Inputs.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// `out[row, o] = scale of row × scales[o] × Σ activation × weight + bias[o]`, for all rows, and what comes `then`.
    pub fn product(
        &self,
        a: &Activations,
        scales: &[f32],
        bias: &[f32],
        then: Then,
        out: &mut [f32],
    ) {
        assert!(
            a.inputs == self.inputs
                && out.len() == a.rows * self.outputs
                && scales.len() == self.outputs
                && bias.len() == self.outputs
        );
        #[cfg(target_arch = "x86_64")]
        if self.level == Level::Amx && a.rows >= FEW && self.inputs.is_multiple_of(amx::DEPTH) {
            // Safety: a level stands for instructions that were found.
            let tiles = unsafe { amx::Tiles::new() };
            let mut sums: amx::Tile = [[0; WIDE * COLUMNS]; amx::ROWS];
            self.steps(amx::ROWS, a.rows, |row, rows, panels, columns| {
                let all = row * self.inputs..(row + amx::ROWS) * self.inputs;
                tiles.product(&a.bytes[all], self.inputs, panels, &mut sums);
                self.finish(&sums[..rows], a, row, columns, (scales, bias), then, out);
            });
            return;
        }
        let mut sums: Tile = [[0; WIDE * COLUMNS]; ROWS];
        self.steps(ROWS, a.rows, |row, rows, panels, columns| {
            self.tile(a, row, rows, panels, &mut sums);
            self.finish(&sums[..rows], a, row, columns, (scales, bias), then, out);
        });
    }

    /// Calls `step` with a row, a number of rows up to `most`, panels and their columns, so that all are met once.
    fn steps(
        &self,
        most: usize,
        rows: usize,
        mut step: impl FnMut(usize, usize, &[i8], Range<usize>),
    ) {
        for block in (0..rows).step_by(BLOCK) {
            let end = (block + BLOCK).min(rows);
            for (p, panels) in self.data.chunks(WIDE * COLUMNS * self.inputs).enumerate() {
                let first = p * WIDE * COLUMNS;
                let columns = first..(first + panels.len() / self.inputs).min(self.outputs);
                for row in (block..end).step_by(most) {
                    step(row, most.min(end - row), panels, columns.clone());
                }
            }
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn finish(
        &self,
        sums: &[[i32; WIDE * COLUMNS]],
        a: &Activations,
        row: usize,
        columns: Range<usize>,
        (scales, bias): (&[f32], &[f32]),
        then: Then,
        out: &mut [f32],
    ) {
        let finish = match then {
            Then::Done => float::finish,
            Then::Gelu => float::finish_gelu,
        };
        finish(
            self.level,
            sums,
            &self.excess[columns.clone()],
            &a.scales[row..row + sums.len()],
            &scales[columns.clone()],
            &bias[columns.clone()],
            &mut out[row * self.outputs + columns.start..],
            self.outputs,
        );
    }

    fn tile(&self, a: &Activations, row: usize, rows: usize, panels: &[i8], tile: &mut Tile) {
        let range = row * self.inputs..(row + rows) * self.inputs;
        match self.level {
            // Safety: a level stands for instructions that were found; `range` and `panels` hold whole rows and one or two whole panels of `inputs`, a
            // multiple of 4.
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => unsafe { x86::tile_avx2(&a.words[range], self.inputs, panels, tile) },
            #[cfg(target_arch = "x86_64")]
            Level::Vnni | Level::Amx => unsafe {
                x86::tile_vnni(&a.bytes[range], self.inputs, panels, tile);
            },
            _ => plain::tile(&a.words[range], self.inputs, panels, tile),
        }
    }
}

impl Activations {
    /// Takes `values` (rows × inputs), each row rounded to −127 … 127 by its own largest value.
    pub fn take(&mut self, level: Level, values: &[f32], inputs: usize) {
        self.rows = values.len() / inputs;
        self.inputs = inputs;
        self.scales.resize(self.rows, 0.0);
        if level.has_bytes() {
            // Steps of AMX read whole tiles; what stands beyond the last row is multiplied, and then left.
            self.bytes
                .resize(self.rows.next_multiple_of(BLOCK) * inputs, 0);
            float::quantise_bytes(level, values, inputs, &mut self.bytes, &mut self.scales);
        } else {
            self.words.resize(values.len(), 0);
            float::quantise(level, values, inputs, &mut self.words, &mut self.scales);
        }
    }
}

/// Whether a level's product of pseudo-random numbers is that of plain arithmetic.
fn multiplies_right(level: Level) -> bool {
    let mut seed = 1u32;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 24) as i8
    };
    let mut right = true;
    for (rows, inputs, outputs) in [(7, 36, 83), (41, 128, 83), (2, 64, 16)] {
        let weights: Vec<i8> = (0..outputs * inputs).map(|_| next().max(-127)).collect();
        let values: Vec<f32> = (0..rows * inputs).map(|_| f32::from(next())).collect();
        let (scales, bias) = (vec![1.0; outputs], vec![0.5; outputs]);
        let run = |level| {
            let mut a = Activations::default();
            a.take(level, &values, inputs);
            let mut out = vec![0.0; rows * outputs];
            let packed = Packed::new(level, &weights, outputs, inputs);
            packed.product(&a, &scales, &bias, Then::Done, &mut out);
            out
        };
        right &= run(level) == run(Level::Plain);
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_of_this_processor_multiplies_as_plain_code() {
        for level in Level::all() {
            assert!(multiplies_right(level), "{level:?}");
        }
    }

    #[test]
    fn the_product_is_that_of_the_definition() {
        let weights = [1i8, -2, 3, 4, 127, 0, 0, -127];
        let mut a = Activations::default();
        a.take(Level::Plain, &[127.0, 1.0, 0.0, -127.0], 4);
        let mut out = [0.0; 2];
        Packed::new(Level::Plain, &weights, 2, 4).product(
            &a,
            &[1.0, 0.5],
            &[0.0, 1.0],
            Then::Done,
            &mut out,
        );
        assert_eq!(
            out,
            [
                127.0 - 2.0 - 508.0,
                (127.0 * 127.0 + 127.0 * 127.0) * 0.5 + 1.0
            ]
        );
    }
}
