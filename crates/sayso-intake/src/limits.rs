//! What intake refuses to read: sizes, depths and counts, each of them settable.

use std::time::Duration;

/// Bounds on one input. Whatever is over a bound is rejected by name, and the rest is read.
///
/// ```
/// let mut limits = sayso_intake::Limits::default();
/// limits.text_bytes = 500_000;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest raw item (file, WARC record, feed, page), in bytes after decompression. Default 20 MB.
    pub raw_bytes: usize,
    /// Largest text of one report, in bytes of UTF-8. Default 2 MB.
    pub text_bytes: usize,
    /// Longest JSON line, in bytes; a longer one is skipped without being held. Default 64 MB.
    pub line_bytes: usize,
    /// Deepest nesting of HTML or XML elements. Default 512.
    pub depth: usize,
    /// Most elements of one HTML page. Default 100,000.
    pub elements: usize,
    /// Most bytes that one byte of gzip may become, looked at after the first 64 MB. Default 1,000.
    pub gzip_expansion: u64,
    /// Most reports and rejections out of one input. Default 1,000,000,000.
    pub items: u64,
    /// Longest time for fetching one URL. Default 30 seconds.
    pub fetch_time: Duration,
    /// Most redirects followed for one URL. Default 5.
    pub redirects: u32,
    /// Where fetching may lead. Default [`Reach::AsNamed`].
    pub reach: Reach,
}

/// Where fetching an address may lead. Inner addresses are those of this machine and its networks, and those that no public server has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// To any address.
    Anywhere,
    /// To any address that the user named, but not from a public one to an inner one: for one who could reach the same by other means.
    #[default]
    AsNamed,
    /// To public addresses alone, whatever was named, and by no proxy: for one who names addresses to a program elsewhere.
    Outside,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            raw_bytes: 20_000_000,
            text_bytes: 2_000_000,
            line_bytes: 64_000_000,
            depth: 512,
            elements: 100_000,
            gzip_expansion: 1_000,
            items: 1_000_000_000,
            fetch_time: Duration::from_secs(30),
            redirects: 5,
            reach: Reach::default(),
        }
    }
}
