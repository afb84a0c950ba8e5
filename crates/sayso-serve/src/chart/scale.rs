//! From figures to heights: linear, logarithmic where figures lie far apart, or steps for positions.

/// Figures that differ by more than this factor are shown on a logarithmic scale.
const FAR: f64 = 30.0;

/// The scale of the figures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scale {
    Linear {
        low: f64,
        high: f64,
    },
    /// Of powers of ten; what is no more than zero lies at its foot.
    Log {
        low: f64,
        high: f64,
    },
    /// So many positions.
    Steps(usize),
}

impl Scale {
    /// The scale on which all of `values` can be seen.
    pub fn of(values: &[f64]) -> Self {
        let finite = || values.iter().copied().filter(|v| v.is_finite());
        let low = finite().fold(f64::INFINITY, f64::min);
        let high = finite().fold(f64::NEG_INFINITY, f64::max);
        if !low.is_finite() || !high.is_finite() {
            return Scale::Linear {
                low: 0.0,
                high: 1.0,
            };
        }
        let least = finite().filter(|v| *v > 0.0).fold(f64::INFINITY, f64::min);
        // One zero among figures in the thousands does not make the rest unreadable: it lies at the foot.
        if low >= 0.0 && least.is_finite() && high / least > FAR {
            return Scale::Log {
                low: ends(least).0,
                high: ends(high).1,
            };
        }
        // A foot of zero, unless that would press everything into the upper third.
        let foot = if low >= 0.0 && low < 0.66 * high {
            0.0
        } else {
            low
        };
        let pad = (high - foot).abs().max(high.abs() * 0.02).max(1e-9) * 0.08;
        let step = step(high - foot + pad, 5);
        let down = |v: f64| (v / step).floor() * step;
        Scale::Linear {
            low: if foot == 0.0 { 0.0 } else { down(foot - pad) },
            high: (((high + pad * 0.5) / step).ceil() * step).max(down(foot) + step),
        }
    }

    /// How far up a figure lies, from 0 to 1; what lies outside is put to the edge.
    pub fn at(&self, value: f64) -> f64 {
        let place = match *self {
            Scale::Linear { low, high } => (value - low) / (high - low),
            Scale::Log { low, high } => {
                let value = value.max(low);
                (value.ln() - low.ln()) / (high.ln() - low.ln())
            }
            Scale::Steps(n) => (value + 0.5) / n.max(1) as f64,
        };
        if place.is_nan() {
            0.0
        } else {
            place.clamp(0.0, 1.0)
        }
    }

    /// The figures that an axis names.
    pub fn ticks(&self, most: usize) -> Vec<f64> {
        match *self {
            Scale::Linear { low, high } => {
                let step = step(high - low, most);
                let first = (low / step).ceil() as i64;
                let last = (high / step + 1e-9).floor() as i64;
                (first..=last.min(first + 50))
                    .map(|i| i as f64 * step)
                    .collect()
            }
            Scale::Log { low, high } => {
                let decades = (high.log10().ceil() - low.log10().floor()).max(1.0) as i32;
                let within: &[f64] = if decades <= 1 {
                    &[1.0, 2.0, 3.0, 5.0]
                } else if decades <= 3 {
                    &[1.0, 3.0]
                } else {
                    &[1.0]
                };
                let skip = (decades / 8 + 1).max(1);
                let start = low.log10().floor() as i32;
                (start..=start + decades)
                    .filter(|d| (d - start) % skip == 0)
                    .flat_map(|d| within.iter().map(move |w| w * 10f64.powi(d)))
                    .filter(|v| *v >= low * 0.999 && *v <= high * 1.001)
                    .collect()
            }
            Scale::Steps(n) => (0..n).map(|i| i as f64).collect(),
        }
    }
}

/// 1, 2 or 5 times a power of ten, so that about `most` of it fill `span`.
fn step(span: f64, most: usize) -> f64 {
    let raw = (span / most.max(1) as f64).max(1e-12);
    let power = 10f64.powf(raw.log10().floor());
    let times = [1.0, 2.0, 5.0, 10.0];
    times
        .into_iter()
        .map(|t| t * power)
        .find(|s| *s >= raw * 0.999)
        .unwrap_or(10.0 * power)
}

/// The next of 1, 2, 3, 5, 10 … below and above.
fn ends(value: f64) -> (f64, f64) {
    let power = 10f64.powf(value.log10().floor());
    let steps = [1.0, 2.0, 3.0, 5.0, 10.0].map(|t| t * power);
    let below = steps.iter().rev().find(|s| **s <= value * 0.95);
    let above = steps.iter().find(|s| **s >= value * 1.05);
    (
        below.copied().unwrap_or(power / 2.0),
        above.copied().unwrap_or(power * 20.0),
    )
}
