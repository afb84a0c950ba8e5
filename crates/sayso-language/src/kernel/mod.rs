//! The arithmetic of the encoder: int8 products, and float loops compiled for what the processor has.
//!
//! Results are the same to the last bit on every processor. The products are sums of integers, which come out equal in any order. The float loops
//! are written over fixed lanes with no library function, and fuse a product and a sum in all builds or in none, so that wider registers change the speed alone.
//!
//! This module alone may use `unsafe`: to call code compiled for instructions that were found at run time, and to load vectors.
#![allow(unsafe_code)]

mod attention;
mod float;
mod plain;
#[cfg(target_arch = "x86_64")]
mod x86;

pub use attention::{Scratch, attend};
pub use float::{LANES, Panels, add_norm, gelu, matmul, norm};

/// Which instructions the products use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// What every processor of this architecture has.
    Plain,
    /// x86-64 with AVX2.
    Avx2,
    /// x86-64 with AVX-512 VNNI.
    Vnni,
}

impl Level {
    /// The best that this processor has and that multiplies right here: a level that fails a small product is passed over.
    pub fn best() -> Level {
        let mut found = Level::all();
        found.retain(|&level| level == Level::Plain || multiplies_right(level));
        found.pop().unwrap_or(Level::Plain)
    }

    /// All levels that this processor has, slowest first.
    pub fn all() -> Vec<Level> {
        let mut found = vec![Level::Plain];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") {
                found.push(Level::Avx2);
            }
            if is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512vnni")
            {
                found.push(Level::Vnni);
            }
        }
        found
    }
}

/// Columns of a panel of weights.
const COLUMNS: usize = 16;
/// Panels that one step of a product takes, at most.
const WIDE: usize = 2;
/// Rows, likewise, at most.
const ROWS: usize = 6;
/// Rows that are multiplied with all columns before the next are begun, so that they stay in the cache.
const BLOCK: usize = 96;

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
        let depth = if level == Level::Vnni { 4 } else { 2 };
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
            if level == Level::Vnni {
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

    /// `out[row, o] = scale of row × scales[o] × Σ activation × weight + bias[o]`, for all rows.
    pub fn product(&self, a: &Activations, scales: &[f32], bias: &[f32], out: &mut [f32]) {
        assert!(
            a.inputs == self.inputs
                && out.len() == a.rows * self.outputs
                && scales.len() == self.outputs
                && bias.len() == self.outputs
        );
        let panel_size = COLUMNS * self.inputs;
        for block in (0..a.rows).step_by(BLOCK) {
            let end = (block + BLOCK).min(a.rows);
            for (p, panels) in self.data.chunks(WIDE * panel_size).enumerate() {
                let first = p * WIDE * COLUMNS;
                let columns = first..(first + panels.len() / self.inputs).min(self.outputs);
                let mut row = block;
                while row < end {
                    let rows = ROWS.min(end - row);
                    let mut tile = [[0i32; WIDE * COLUMNS]; ROWS];
                    self.tile(a, row, rows, panels, &mut tile);
                    float::finish(
                        &tile[..rows],
                        &self.excess[columns.clone()],
                        &a.scales[row..row + rows],
                        &scales[columns.clone()],
                        &bias[columns.clone()],
                        &mut out[row * self.outputs + columns.start..],
                        self.outputs,
                    );
                    row += rows;
                }
            }
        }
    }

    fn tile(&self, a: &Activations, row: usize, rows: usize, panels: &[i8], tile: &mut Tile) {
        let range = row * self.inputs..(row + rows) * self.inputs;
        match self.level {
            Level::Plain => plain::tile(&a.words[range], self.inputs, panels, tile),
            // Safety: `Level::all` found the instructions; `range` and `panels` hold whole rows and one or two whole panels of `inputs`, a multiple of 4.
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => unsafe { x86::tile_avx2(&a.words[range], self.inputs, panels, tile) },
            #[cfg(target_arch = "x86_64")]
            Level::Vnni => unsafe { x86::tile_vnni(&a.bytes[range], self.inputs, panels, tile) },
            #[cfg(not(target_arch = "x86_64"))]
            _ => plain::tile(&a.words[range], self.inputs, panels, tile),
        }
    }
}

impl Activations {
    /// Takes `values` (rows × inputs), each row rounded to −127 … 127 by its own largest value.
    pub fn take(&mut self, level: Level, values: &[f32], inputs: usize) {
        self.rows = values.len() / inputs;
        self.inputs = inputs;
        self.scales.clear();
        self.words.resize(values.len(), 0);
        for (from, to) in values
            .chunks_exact(inputs)
            .zip(self.words.chunks_exact_mut(inputs))
        {
            self.scales.push(float::quantise(from, to));
        }
        if level == Level::Vnni {
            self.bytes.clear();
            self.bytes
                .extend(self.words.iter().map(|&v| (v + 128) as u8));
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
    let (rows, inputs, outputs) = (7, 36, 83);
    let weights: Vec<i8> = (0..outputs * inputs).map(|_| next().max(-127)).collect();
    let values: Vec<f32> = (0..rows * inputs).map(|_| f32::from(next())).collect();
    let (scales, bias) = (vec![1.0; outputs], vec![0.5; outputs]);
    let run = |level| {
        let mut a = Activations::default();
        a.take(level, &values, inputs);
        let mut out = vec![0.0; rows * outputs];
        Packed::new(level, &weights, outputs, inputs).product(&a, &scales, &bias, &mut out);
        out
    };
    run(level) == run(Level::Plain)
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
        Packed::new(Level::Plain, &weights, 2, 4).product(&a, &[1.0, 0.5], &[0.0, 1.0], &mut out);
        assert_eq!(
            out,
            [
                127.0 - 2.0 - 508.0,
                (127.0 * 127.0 + 127.0 * 127.0) * 0.5 + 1.0
            ]
        );
    }
}
