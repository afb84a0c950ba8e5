//! What is stored of a report to find its copies by, of a fixed size.

use crate::hash;
use crate::prepared::Prepared;
use crate::report::Report;

/// Of all shingles of a text the smallest so many are keys. A part of a text holds its share of them.
const SHINGLE_KEYS: usize = 32;
/// Credited outlets and names that make the other keys.
const CREDITS: usize = 3;
const NAMES: usize = 8;
const CREDIT_KEYS: usize = CREDITS * NAMES;
/// At least so much of the smaller text must seem to be in the other.
const LEAST_SHARE: f64 = 0.15;
/// A rewritten story keeps at least so many credited names.
const LEAST_NAMES: usize = 3;

const MAGIC: u8 = 0xd1;

/// Keys of one report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signature {
    /// How many shingles the text has.
    size: u32,
    /// The smallest shingles, sorted.
    shingles: Vec<u64>,
    /// Credited outlets with names, sorted.
    credits: Vec<u64>,
}

/// The bytes are not those of a signature of this version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadSignature;

impl std::fmt::Display for BadSignature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("these bytes are no signature of a report, or one of another version")
    }
}

impl std::error::Error for BadSignature {}

impl Signature {
    /// How many bytes a signature has at most.
    pub const MOST_BYTES: usize = 7 + 8 * (SHINGLE_KEYS + CREDIT_KEYS);

    /// The signature of a report.
    pub fn of(report: &Report) -> Self {
        Self::of_prepared(&Prepared::of(report))
    }

    /// The signature of a report that was read already.
    pub fn of_prepared(report: &Prepared) -> Self {
        let mut shingles = report.shingle_set();
        let size = shingles.len() as u32;
        shingles.truncate(SHINGLE_KEYS);
        Self {
            size,
            shingles,
            credits: credit_keys(report),
        }
    }

    /// All keys, each once. Reports that share one are candidates.
    pub fn keys(&self) -> impl Iterator<Item = u64> + '_ {
        self.shingles.iter().chain(&self.credits).copied()
    }

    /// How much of the smaller text is in the other, estimated: 0 to 1.
    pub fn share(&self, other: &Self) -> f64 {
        let (mut i, mut j, mut seen, mut both) = (0, 0, 0, 0);
        while seen < SHINGLE_KEYS && i < self.shingles.len() && j < other.shingles.len() {
            match self.shingles[i].cmp(&other.shingles[j]) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    (i, j, both) = (i + 1, j + 1, both + 1);
                }
            }
            seen += 1;
        }
        if both == 0 {
            return 0.0;
        }
        // One list may have ended first only because it holds all of a short text.
        let rest = SHINGLE_KEYS - seen;
        let left = (self.shingles.len() - i).max(other.shingles.len() - j);
        let jaccard = f64::from(both) / (seen + rest.min(left)) as f64;
        let (a, b) = (f64::from(self.size), f64::from(other.size));
        (jaccard * (a + b) / (1.0 + jaccard) / a.min(b)).min(1.0)
    }

    /// Whether two reports are worth comparing.
    pub fn may_match(&self, other: &Self) -> bool {
        self.share(other) >= LEAST_SHARE || shared(&self.credits, &other.credits) >= LEAST_NAMES
    }

    /// As bytes, to be stored: a mark, the counts, then the numbers, least byte first.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![MAGIC];
        bytes.extend(self.size.to_le_bytes());
        bytes.extend([self.shingles.len() as u8, self.credits.len() as u8]);
        for key in self.keys() {
            bytes.extend(key.to_le_bytes());
        }
        bytes
    }

    /// From bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadSignature> {
        let [MAGIC, s0, s1, s2, s3, shingles, credits, keys @ ..] = bytes else {
            return Err(BadSignature);
        };
        let (shingles, credits) = (usize::from(*shingles), usize::from(*credits));
        let (keys, rest) = keys.as_chunks::<8>();
        if !rest.is_empty()
            || keys.len() != shingles + credits
            || shingles > SHINGLE_KEYS
            || credits > CREDIT_KEYS
        {
            return Err(BadSignature);
        }
        let keys: Vec<u64> = keys.iter().map(|k| u64::from_le_bytes(*k)).collect();
        let (shingles, credits) = keys.split_at(shingles);
        if !(shingles.is_sorted_by(|a, b| a < b) && credits.is_sorted_by(|a, b| a < b)) {
            return Err(BadSignature);
        }
        Ok(Self {
            size: u32::from_le_bytes([*s0, *s1, *s2, *s3]),
            shingles: shingles.to_vec(),
            credits: credits.to_vec(),
        })
    }

    /// Whether `key` is one of its keys.
    pub fn has(&self, key: u64) -> bool {
        self.shingles.binary_search(&key).is_ok() || self.credits.binary_search(&key).is_ok()
    }
}

fn credit_keys(report: &Prepared) -> Vec<u64> {
    let mut names = report.names.clone();
    names.sort_unstable();
    names.truncate(NAMES);
    let own = &report.credits.own;
    let credits = own
        .iter()
        .take(2)
        .chain(&report.credits.others)
        .take(CREDITS);
    let mut keys: Vec<u64> = credits
        .flat_map(|credit| {
            let credit = hash::bytes(credit.as_bytes());
            names.iter().map(move |name| hash::join(credit, *name))
        })
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn shared(a: &[u64], b: &[u64]) -> usize {
    a.iter().filter(|key| b.binary_search(key).is_ok()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "The ferry to Lowmere was taken out of service on Monday after its bow door failed a test, the line said. \
        Two hundred and forty passengers were put up in a school by the harbour office, which called the delay regrettable. \
        Master Ena Trask said the door had been mended in March.";

    #[test]
    fn bytes_there_and_back() {
        let signature = Signature::of(&Report {
            text: TEXT,
            outlet: Some("The Tarn Courier"),
            ..Report::default()
        });
        let bytes = signature.to_bytes();
        assert!(bytes.len() <= Signature::MOST_BYTES);
        assert_eq!(Signature::from_bytes(&bytes), Ok(signature));
        assert_eq!(Signature::from_bytes(&bytes[1..]), Err(BadSignature));
        assert_eq!(Signature::from_bytes(&[]), Err(BadSignature));
    }

    #[test]
    fn a_part_is_seen_in_the_whole() {
        let of = |text| {
            Signature::of(&Report {
                text,
                ..Report::default()
            })
        };
        let whole = of(TEXT);
        let part = of(&TEXT[..TEXT.find(" Two").unwrap_or(0)]);
        assert!(whole.share(&part) > 0.9, "{}", whole.share(&part));
        assert!(!whole.may_match(&of(
            "Nothing of it is here, nor was it ever anywhere else, said nobody."
        )));
    }
}
