//! What a user names for reading, and how far the reading of it is.

use std::fmt;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// One thing to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file or a folder.
    Path(PathBuf),
    /// Standard input.
    Stdin,
    /// A page, feed or file at an address.
    Url(String),
    /// Bytes in hand.
    Bytes {
        /// What to call them.
        name: String,
        /// The bytes.
        bytes: Vec<u8>,
    },
}

impl Input {
    /// What a command line argument names: `-`, an address (anything with a scheme and `://`), or a path.
    pub fn from_arg(arg: &str) -> Self {
        if arg == "-" {
            return Input::Stdin;
        }
        let scheme = arg.split_once("://").map_or("", |(scheme, _)| scheme);
        if scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
        {
            return Input::Url(arg.to_owned());
        }
        Input::Path(PathBuf::from(arg))
    }

    /// Its size in bytes on disk, a folder's with all that would be read of it; none where nobody knows before reading.
    pub fn size(&self) -> Option<u64> {
        match self {
            Input::Path(path) => crate::folder::size(path),
            Input::Bytes { bytes, .. } => Some(bytes.len() as u64),
            Input::Stdin | Input::Url(_) => None,
        }
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Input::Path(path) => write!(f, "{}", path.display()),
            Input::Stdin => f.write_str("-"),
            Input::Url(url) => f.write_str(url),
            Input::Bytes { name, .. } => f.write_str(name),
        }
    }
}

/// How many bytes have been read so far (as they stand on disk, before decompression). Clones share one count.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<AtomicU64>);

impl Progress {
    /// Bytes read so far.
    pub fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn add(&self, bytes: u64) {
        self.0.fetch_add(bytes, Ordering::Relaxed);
    }
}

/// A reader that counts into a [`Progress`].
pub(crate) struct Counted<R> {
    pub reader: R,
    pub progress: Progress,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(buffer)?;
        self.progress.add(n as u64);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments() {
        assert_eq!(Input::from_arg("-"), Input::Stdin);
        assert_eq!(Input::from_arg("a/b.txt"), Input::Path("a/b.txt".into()));
        assert!(matches!(
            Input::from_arg("https://example.org/x"),
            Input::Url(_)
        ));
        assert!(matches!(
            Input::from_arg("ftp://example.org/x"),
            Input::Url(_)
        ));
        assert!(matches!(Input::from_arg("dir/what://ever"), Input::Path(_)));
    }
}
