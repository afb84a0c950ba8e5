//! The terms of a report as numbers: all that likeness needs, in a tenth of the time that words take.

use crate::context::Context;
use crate::text::hash;

/// The terms of one report by their hashes, in order, with weights whose squares sum to one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gist(Vec<(u64, u32)>);

/// Bytes of one term: eight of its hash, four of its weight.
const BYTES: usize = 12;
/// A weight of one.
const ONE: f64 = u32::MAX as f64;

impl Gist {
    /// The terms of a context.
    pub fn of(context: &Context) -> Self {
        let weight = |w: f64| (w.clamp(0.0, 1.0) * ONE) as u32;
        let terms = context.terms.iter();
        let mut all: Vec<(u64, u32)> = terms.map(|(t, w)| (hash(&[t]), weight(*w))).collect();
        all.sort_unstable();
        Gist(all)
    }

    /// As bytes: of each term the hash, then the weight in parts of 2³² − 1, little-endian.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.0.len() * BYTES);
        for (term, weight) in &self.0 {
            out.extend_from_slice(&term.to_le_bytes());
            out.extend_from_slice(&weight.to_le_bytes());
        }
        out
    }

    /// Out of such bytes; a last term that is not whole is left out.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let (terms, _) = bytes.as_chunks::<BYTES>();
        let read = |b: &[u8; BYTES]| {
            let [a, b, c, d, e, f, g, h, w, x, y, z] = *b;
            let term = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
            (term, u32::from_le_bytes([w, x, y, z]))
        };
        let mut all: Vec<(u64, u32)> = terms.iter().map(read).collect();
        if !all.is_sorted() {
            all.sort_unstable();
        }
        Gist(all)
    }

    /// What two reports share: the products of the weights of the terms of both, each at most `most`, summed; from 0 to 1. Summed in whole numbers, so that
    /// the order of terms changes nothing.
    pub(crate) fn shared(&self, other: &Gist, most: f64) -> f64 {
        let most = (most * ONE * ONE) as u64;
        let (mut a, mut b) = (self.0.as_slice(), other.0.as_slice());
        let mut sum: u128 = 0;
        while let ([x, left @ ..], [y, right @ ..]) = (a, b) {
            match x.0.cmp(&y.0) {
                std::cmp::Ordering::Less => a = left,
                std::cmp::Ordering::Greater => b = right,
                std::cmp::Ordering::Equal => {
                    sum += u128::from((u64::from(x.1) * u64::from(y.1)).min(most));
                    (a, b) = (left, right);
                }
            }
        }
        sum as f64 / (ONE * ONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gist(text: &str) -> Gist {
        Gist::of(&Context::of("", text, "", ""))
    }

    #[test]
    fn bytes_give_the_same_back_and_damaged_ones_no_more_than_they_hold() {
        let gist = gist("The Sorrel bridge at Varnholt fell, Edda Kulm said.");
        let bytes = gist.to_bytes();
        assert_eq!(Gist::from_bytes(&bytes), gist);
        let cut = bytes.get(..bytes.len() - 5).unwrap_or_default();
        assert_eq!(Gist::from_bytes(cut).0.len(), gist.0.len() - 1);
        assert_eq!(Gist::from_bytes(&[]), Gist::default());
    }

    #[test]
    fn a_report_shares_all_with_itself_and_nothing_with_another_subject() {
        let one = gist("The Sorrel bridge at Varnholt fell, Edda Kulm said.");
        let other = gist("Juno Haff closed a mine in Pelgrave.");
        assert!((one.shared(&one, 1.0) - 1.0).abs() < 1e-6);
        assert_eq!(one.shared(&other, 1.0), 0.0);
        assert!(one.shared(&one, 0.05) < 0.8);
    }
}
