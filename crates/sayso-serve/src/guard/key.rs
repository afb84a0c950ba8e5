//! What opens the door: the token itself, or what a browser got for it. Compared in constant time.

use sha2::{Digest, Sha256};
use std::hint::black_box;

/// The name of the cookie.
pub(super) const COOKIE: &str = "sayso-key";

/// Whether two words are one, in a time that does not tell how much of them is.
pub(super) fn same(a: &[u8], b: &[u8]) -> bool {
    let (a, b): ([u8; 32], [u8; 32]) = (Sha256::digest(a).into(), Sha256::digest(b).into());
    let differ = a
        .iter()
        .zip(&b)
        .fold(0u8, |differ, (a, b)| black_box(differ | (a ^ b)));
    black_box(differ) == 0
}

/// What a browser keeps in place of the token: it opens the same door, holds after a restart, and is worth nothing once the token is another.
pub(super) fn of_browser(token: &str) -> String {
    let hash = Sha256::new()
        .chain_update(b"sayso: the key of a browser\0")
        .chain_update(token.as_bytes())
        .finalize();
    hash.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_is_the_same() {
        assert!(same(b"heron", b"heron"));
        assert!(!same(b"heron", b"Heron") && !same(b"heron", b"") && !same(b"heron", b"heron "));
        assert_ne!(of_browser("heron"), of_browser("otter"));
        assert!(!of_browser("heron").contains("heron"));
    }
}
