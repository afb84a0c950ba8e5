//! Ids out of content: SHA-256 of bytes, and the short name of a claim.

use sayso_language::Span;
use sha2::{Digest, Sha256};
use std::fmt;

/// SHA-256 of raw bytes or of a text. Displays as 64 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash(pub [u8; 32]);

/// What a claim is called in every ledger: 8 bytes of the hash of its text and of the spans of its cue and content.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClaimId(pub [u8; 8]);

impl Hash {
    /// The hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Hash(Sha256::digest(bytes).into())
    }
}

impl ClaimId {
    /// The id of a claim in a text, `cue` and `content` in code points. A claim without both takes its `source`.
    pub fn of(text: &Hash, source: &[Span], cue: &[Span], content: &[Span]) -> Self {
        let mut hash = Sha256::new();
        hash.update(text.0);
        let empty: &[Span] = &[];
        let source = if cue.is_empty() && content.is_empty() {
            source
        } else {
            empty
        };
        for (tag, spans) in [(b'q', cue), (b'c', content), (b's', source)] {
            for span in spans {
                hash.update([tag]);
                hash.update((span.start as u64).to_le_bytes());
                hash.update((span.end as u64).to_le_bytes());
            }
        }
        let full: [u8; 32] = hash.finalize().into();
        let mut short = [0; 8];
        short.copy_from_slice(full.split_at(8).0);
        ClaimId(short)
    }
}

fn hex(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|b| write!(f, "{b:02x}"))
}

macro_rules! shown {
    ($($name:ident),*) => { $(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { hex(&self.0, f) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { hex(&self.0, f) }
        }
    )* };
}
shown!(Hash, ClaimId);

/// The bytes of a claim's name in hex.
pub(crate) fn short(hex: &str) -> Option<[u8; 8]> {
    let (bytes, _) = blobs_with(hex, 8).filter(|_| hex.len() == 16)?;
    bytes.try_into().ok()
}

/// The range of blobs of `len` bytes whose hex begins with `prefix`, both ends included; none if it is no hex.
pub(crate) fn blobs_with(prefix: &str, len: usize) -> Option<(Vec<u8>, Vec<u8>)> {
    let prefix = prefix.to_ascii_lowercase();
    if prefix.is_empty() || prefix.len() > len * 2 || !prefix.bytes().all(|b| b.is_ascii_hexdigit())
    {
        return None;
    }
    let fill = |with: char| {
        let digits: String = prefix
            .chars()
            .chain(std::iter::repeat(with))
            .take(len * 2)
            .collect();
        (0..len)
            .map(|i| u8::from_str_radix(digits.get(i * 2..i * 2 + 2)?, 16).ok())
            .collect::<Option<Vec<u8>>>()
    };
    Some((fill('0')?, fill('f')?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_becomes_a_range() {
        assert_eq!(
            blobs_with("ab1", 2),
            Some((vec![0xab, 0x10], vec![0xab, 0x1f]))
        );
        assert_eq!(blobs_with("xy", 2), None);
        assert_eq!(blobs_with("abcde", 2), None);
    }

    #[test]
    fn cue_and_content_are_told_apart() {
        let text = Hash::of(b"x");
        let (a, b) = ([Span::new(0, 2)], [Span::new(3, 5)]);
        assert_ne!(
            ClaimId::of(&text, &[], &a, &b),
            ClaimId::of(&text, &[], &b, &a)
        );
        assert_eq!(
            ClaimId::of(&text, &a, &a, &b),
            ClaimId::of(&text, &[], &a, &b)
        );
    }
}
