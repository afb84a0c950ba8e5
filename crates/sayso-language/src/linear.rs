//! Linear layers: int8 with activations rounded row by row, and small ones in float.

use crate::error::{Error, ErrorKind};
use crate::file::File;
use crate::kernel::{Activations, Level, Packed, Panels, Then};

/// An int8 layer.
pub struct Linear {
    weights: Packed,
    scales: Vec<f32>,
    bias: Vec<f32>,
}

impl Linear {
    /// The layer `name` of the file, with `inputs` inputs.
    pub fn read(file: &File, level: Level, name: &str, inputs: usize) -> Result<Self, Error> {
        let (bytes, rows, columns) = file.int8(name)?;
        if columns != inputs || columns % 4 != 0 {
            return Err(Error::new(
                ErrorKind::Tensor,
                format!("tensor {name}: {columns} inputs, not {inputs}"),
            ));
        }
        let weights: Vec<i8> = bytes.iter().map(|&b| b as i8).collect();
        Ok(Linear {
            weights: Packed::new(level, &weights, rows, columns),
            scales: file.vector(&format!("{name}.scale"), rows)?,
            bias: file.vector(&format!("{name}.bias"), rows)?,
        })
    }

    /// Outputs.
    pub fn outputs(&self) -> usize {
        self.weights.outputs()
    }

    /// Applies it to `values` (rows × inputs); `out` becomes rows × outputs.
    pub fn apply(
        &self,
        level: Level,
        values: &[f32],
        scratch: &mut Activations,
        out: &mut Vec<f32>,
    ) {
        self.apply_then(level, values, Then::Done, scratch, out);
    }

    /// The same, and what comes `then`.
    pub fn apply_then(
        &self,
        level: Level,
        values: &[f32],
        then: Then,
        scratch: &mut Activations,
        out: &mut Vec<f32>,
    ) {
        let rows = values.len() / self.weights.inputs();
        scratch.take(level, values, self.weights.inputs());
        out.resize(rows * self.outputs(), 0.0);
        self.weights
            .product(scratch, &self.scales, &self.bias, then, out);
    }

    /// The layer `name` of the file, which has it in float, rounded.
    pub fn read_float(file: &File, level: Level, name: &str, inputs: usize) -> Result<Self, Error> {
        let (values, shape) = file.floats(name)?;
        match shape[..] {
            [outputs, columns] if columns == inputs && columns % 4 == 0 => Ok(Linear::rounded(
                level,
                &values,
                inputs,
                file.vector(&format!("{name}.bias"), outputs)?,
            )),
            _ => Err(Error::new(
                ErrorKind::Tensor,
                format!("tensor {name}: not a matrix with {inputs} inputs"),
            )),
        }
    }

    /// A layer of float weights (outputs × inputs), each output rounded by its own largest.
    pub fn rounded(level: Level, values: &[f32], inputs: usize, bias: Vec<f32>) -> Self {
        let mut rounded = Vec::with_capacity(values.len());
        let mut scales = Vec::with_capacity(bias.len());
        for row in values.chunks_exact(inputs) {
            let most = row.iter().fold(1e-8f32, |a, v| a.max(v.abs()));
            rounded.extend(row.iter().map(|v| (v / most * 127.0).round() as i8));
            scales.push(most / 127.0);
        }
        Linear {
            weights: Packed::new(level, &rounded, bias.len(), inputs),
            scales,
            bias,
        }
    }
}

/// A small float layer.
pub struct Dense {
    weights: Panels,
    bias: Vec<f32>,
    inputs: usize,
}

impl Dense {
    /// The layer `name` of the file, with `inputs` inputs.
    pub fn read(file: &File, name: &str, inputs: usize) -> Result<Self, Error> {
        let (values, shape) = file.floats(name)?;
        let [outputs, columns] = shape[..] else {
            return Err(Error::new(
                ErrorKind::Tensor,
                format!("tensor {name}: not a matrix"),
            ));
        };
        if columns != inputs {
            return Err(Error::new(
                ErrorKind::Tensor,
                format!("tensor {name}: {columns} inputs, not {inputs}"),
            ));
        }
        let mut weights = vec![0.0; values.len()];
        for (o, row) in values.chunks_exact(inputs).enumerate() {
            for (i, &v) in row.iter().enumerate() {
                weights[i * outputs + o] = v;
            }
        }
        Ok(Dense {
            weights: Panels::new(&weights, inputs, outputs),
            bias: file.vector(&format!("{name}.bias"), outputs)?,
            inputs,
        })
    }

    /// Outputs.
    pub fn outputs(&self) -> usize {
        self.bias.len()
    }

    /// Applies it to `values` (rows × inputs); `out` becomes rows × outputs.
    pub fn apply(&self, level: Level, values: &[f32], out: &mut Vec<f32>) {
        out.resize(values.len() / self.inputs * self.outputs(), 0.0);
        self.weights.apply(level, values, out);
        for row in out.chunks_exact_mut(self.outputs()) {
            for (v, b) in row.iter_mut().zip(&self.bias) {
                *v += b;
            }
        }
    }
}

/// The index of the largest value, the first of equals; 0 for none.
pub fn best(values: &[f32]) -> usize {
    values
        .iter()
        .enumerate()
        .fold((0, f32::MIN), |a, (i, &v)| if v > a.1 { (i, v) } else { a })
        .0
}
