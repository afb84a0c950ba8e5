//! The last look at what leaves.

use super::{Names, Refused};
use std::io::{self, Write};

/// A writer that lets nothing pass in which the name of a withheld source stands, across writes too.
pub struct Guard<W: Write> {
    out: W,
    names: Names,
    /// The end of what has passed, and what has not been looked at together with it.
    held: Vec<u8>,
    /// How much of `held` has passed.
    passed: usize,
}

/// How much is looked at in one go.
const LOOK: usize = 1 << 16;

impl<W: Write> Guard<W> {
    /// Before `out`.
    pub fn new(out: W, names: Names) -> Self {
        Guard {
            out,
            names,
            held: Vec::new(),
            passed: 0,
        }
    }

    /// Hands on what is held; gives the writer behind.
    ///
    /// # Errors
    /// A name stands in it, or it cannot be written.
    pub fn end(mut self) -> io::Result<W> {
        self.flush()?;
        Ok(self.out)
    }

    /// Looks at all that is held, and lets all but its last `hold` bytes pass: a name may go on in what comes.
    fn pass(&mut self, hold: usize) -> io::Result<()> {
        if self.names.is_in(&String::from_utf8_lossy(&self.held)) {
            return Err(io::Error::other(Refused {
                what: "what was to be written".to_owned(),
                marking: None,
            }));
        }
        let to = self.held.len().saturating_sub(hold).max(self.passed);
        self.out
            .write_all(self.held.get(self.passed..to).unwrap_or_default())?;
        // What passed last is looked at again together with what follows.
        let from = to.saturating_sub(self.reach());
        self.held.drain(..from);
        self.passed = to - from;
        Ok(())
    }

    /// Bytes that a name may reach over.
    fn reach(&self) -> usize {
        self.names.reach() * 4
    }
}

impl<W: Write> Write for Guard<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.names.is_empty() {
            return self.out.write(bytes);
        }
        self.held.extend_from_slice(bytes);
        if self.held.len() - self.passed >= LOOK {
            self.pass(self.reach())?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pass(0)?;
        self.out.flush()
    }
}
