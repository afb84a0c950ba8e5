//! Lines of a stream, one buffer, with lines over a limit skipped instead of held.

use std::io::{self, BufRead};

/// Reads lines ended by `\n` out of any stream; memory is bounded by the limit.
pub struct Lines<R> {
    reader: R,
    buffer: Vec<u8>,
    limit: usize,
    number: u64,
}

/// One line of [`Lines`].
#[derive(Debug, PartialEq, Eq)]
pub enum Line<'b> {
    /// Its bytes, without the line end.
    Whole(&'b [u8]),
    /// It was over the limit and has been skipped; its length in bytes.
    Skipped(u64),
}

impl<R: BufRead> Lines<R> {
    /// Lines of `reader`, those over `limit` bytes skipped.
    pub fn new(reader: R, limit: usize) -> Self {
        Lines {
            reader,
            buffer: Vec::new(),
            limit,
            number: 0,
        }
    }

    /// The number of the line last given, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The next line; none at the end.
    pub fn read(&mut self) -> io::Result<Option<Line<'_>>> {
        self.buffer.clear();
        // One huge line must not leave its buffer behind for all the small ones.
        if self.buffer.capacity() > 1 << 22 {
            self.buffer = Vec::new();
        }
        let mut length = 0u64;
        loop {
            let chunk = match self.reader.fill_buf() {
                Ok(chunk) => chunk,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => {
                    self.number += 1;
                    return Err(e);
                }
            };
            if chunk.is_empty() {
                if length == 0 {
                    return Ok(None);
                }
                break;
            }
            let (part, used, done) = match memchr::memchr(b'\n', chunk) {
                Some(at) => (chunk.get(..at).unwrap_or_default(), at + 1, true),
                None => (chunk, chunk.len(), false),
            };
            length += part.len() as u64;
            if length <= self.limit as u64 {
                self.buffer.extend_from_slice(part);
            } else {
                self.buffer = Vec::new();
            }
            self.reader.consume(used);
            if done {
                break;
            }
        }
        self.number += 1;
        if length > self.limit as u64 {
            return Ok(Some(Line::Skipped(length)));
        }
        let line = self.buffer.as_slice();
        Ok(Some(Line::Whole(line.strip_suffix(b"\r").unwrap_or(line))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn skips_what_is_too_long() {
        let bytes = b"ab\r\n\nabcdefgh\nlast".as_slice();
        let mut lines = Lines::new(io::BufReader::with_capacity(3, bytes), 5);
        assert_eq!(lines.read().unwrap(), Some(Line::Whole(b"ab")));
        assert_eq!(lines.read().unwrap(), Some(Line::Whole(b"")));
        assert_eq!(lines.read().unwrap(), Some(Line::Skipped(8)));
        assert_eq!(lines.read().unwrap(), Some(Line::Whole(b"last")));
        assert_eq!(lines.number(), 4);
        assert_eq!(lines.read().unwrap(), None);
    }

    #[test]
    fn a_huge_line_is_not_held() {
        let huge = io::repeat(b'x')
            .take(300_000_000)
            .chain(b"\nend".as_slice());
        let mut lines = Lines::new(io::BufReader::with_capacity(1 << 16, huge), 1000);
        assert_eq!(lines.read().unwrap(), Some(Line::Skipped(300_000_000)));
        assert!(lines.buffer.capacity() <= 1 << 17);
        assert_eq!(lines.read().unwrap(), Some(Line::Whole(b"end")));
    }
}
