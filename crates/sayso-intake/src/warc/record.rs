//! The records of a web archive as a stream, with a way on after a broken one.

use std::io::{self, BufRead};

use memchr::memmem;

use super::http::{fields, value};
use crate::rejected::{ErrorKind, Rejected};

/// Largest header of a record, in bytes.
const HEAD_BYTES: usize = 64_000;

/// How often the records within one that claims more than its own bytes are looked for; each time costs a copy.
const RESCUES: u32 = 16;

/// One record.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// Its header as it stands, blank line included.
    pub head: Vec<u8>,
    /// What follows; the first part of it where it is too large.
    pub block: Vec<u8>,
    /// How many bytes the block has.
    pub length: u64,
    pub is_too_large: bool,
    fields: Vec<(String, String)>,
}

impl Record {
    /// The value of a header, named in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        value(&self.fields, name)
    }
}

/// A reader that bytes can be given back to.
struct Source {
    back: Vec<u8>,
    used: usize,
    reader: Box<dyn BufRead + Send>,
    /// How many bytes have been read.
    at: u64,
}

impl Source {
    fn fill(&mut self) -> io::Result<&[u8]> {
        if self.used < self.back.len() {
            return Ok(self.back.get(self.used..).unwrap_or_default());
        }
        loop {
            match self.reader.fill_buf() {
                Ok(_) => break,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        self.reader.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.at += n as u64;
        if self.used < self.back.len() {
            self.used += n;
        } else {
            self.reader.consume(n);
        }
    }

    /// Takes a line, its end included, of which no more than `most` bytes are kept; none at the end.
    fn line(&mut self, most: usize) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        loop {
            let chunk = self.fill()?;
            if chunk.is_empty() {
                return Ok((!line.is_empty()).then_some(line));
            }
            let end = memchr::memchr(b'\n', chunk);
            let n = end.map_or(chunk.len(), |i| i + 1);
            let room = most.saturating_sub(line.len()).min(n);
            line.extend_from_slice(chunk.get(..room).unwrap_or_default());
            self.consume(n);
            if end.is_some() {
                return Ok(Some(line));
            }
        }
    }

    /// Takes `length` bytes, of which no more than `most` are kept; says how many there were.
    fn take(&mut self, length: u64, most: usize) -> (Vec<u8>, u64, Option<io::Error>) {
        let mut kept = Vec::new();
        let mut left = length;
        while left > 0 {
            let chunk = match self.fill() {
                Ok([]) => break,
                Ok(chunk) => chunk,
                Err(e) => return (kept, length - left, Some(e)),
            };
            let n = chunk.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let room = most.saturating_sub(kept.len()).min(n);
            kept.extend_from_slice(chunk.get(..room).unwrap_or_default());
            self.consume(n);
            left -= n as u64;
        }
        (kept, length - left, None)
    }

    fn give_back(&mut self, bytes: &[u8]) {
        let rest = self.back.get(self.used..).unwrap_or_default();
        self.back = [bytes, rest].concat();
        self.used = 0;
        self.at -= bytes.len() as u64;
    }
}

/// The records of an archive.
pub(super) struct Records {
    source: Source,
    limit: usize,
    rescues: u32,
    is_done: bool,
    /// The first line of the next record, where it has been read.
    first: Option<Vec<u8>>,
    /// The number of the record last given, from 1.
    pub number: u64,
    /// Where it begins, in bytes (after decompression).
    pub start: u64,
}

impl Records {
    pub fn new(reader: Box<dyn BufRead + Send>, limit: usize) -> Self {
        Records {
            source: Source {
                back: Vec::new(),
                used: 0,
                reader,
                at: 0,
            },
            limit,
            rescues: RESCUES,
            is_done: false,
            first: None,
            number: 0,
            start: 0,
        }
    }

    /// The next record; an error where it is broken, after which the ones that follow can be asked for.
    pub fn record(&mut self) -> Option<Result<Record, Rejected>> {
        if self.is_done {
            return None;
        }
        let record = self.read();
        if let Err(e) = &record
            && e.kind != ErrorKind::Syntax
        {
            self.is_done = e.kind != ErrorKind::Truncated || self.is_at_end();
        }
        record.transpose()
    }

    fn is_at_end(&mut self) -> bool {
        self.source.fill().map_or(true, <[u8]>::is_empty)
    }

    /// Lines until one opens a record; whether there is one.
    fn seek(&mut self) -> io::Result<bool> {
        let mut before = self.source.at;
        while let Some(line) = self.source.line(100)? {
            if is_opening(&line) {
                self.start = before;
                self.first = Some(line);
                return Ok(true);
            }
            before = self.source.at;
        }
        Ok(false)
    }

    /// Rejects what is read, and goes to where the next record opens.
    fn broken(&mut self, reason: String) -> Rejected {
        let start = self.start;
        // An error here comes again at the next record, or is the end of this one.
        self.is_done = !self.seek().unwrap_or(false);
        self.start = start;
        Rejected::new(ErrorKind::Syntax, reason)
    }

    fn read(&mut self) -> Result<Option<Record>, Rejected> {
        self.number += 1;
        let first = match self.first.take() {
            Some(line) => {
                self.start = self.source.at - line.len() as u64;
                line
            }
            None => loop {
                self.start = self.source.at;
                match self.source.line(100)? {
                    None => return Ok(None),
                    Some(line) if line.trim_ascii().is_empty() => {}
                    Some(line) => break line,
                }
            },
        };
        if !is_opening(&first) {
            let words: String = String::from_utf8_lossy(&first).chars().take(30).collect();
            return Err(self.broken(format!("no WARC record begins here, but {words:?}")));
        }
        let mut record = Record {
            head: first,
            ..Record::default()
        };
        loop {
            let Some(line) = self.source.line(HEAD_BYTES)? else {
                return Err(truncated("in its header"));
            };
            record.head.extend_from_slice(&line);
            if line.trim_ascii().is_empty() {
                break;
            }
            if record.head.len() > HEAD_BYTES {
                return Err(self.broken(format!("header of over {HEAD_BYTES} bytes")));
            }
        }
        record.fields = fields(&record.head);
        let length = match record.header("content-length").map(str::parse::<u64>) {
            Some(Ok(length)) => length,
            Some(Err(_)) => return Err(self.broken("its Content-Length is no number".into())),
            None => return Err(self.broken("no Content-Length in its header".into())),
        };
        self.block(record, length).map(Some)
    }

    fn block(&mut self, mut record: Record, length: u64) -> Result<Record, Rejected> {
        let (block, taken, error) = self.source.take(length, self.limit);
        (record.block, record.length) = (block, length);
        record.is_too_large = length > self.limit as u64;
        if taken == length && self.is_closed() {
            return Ok(record);
        }
        // The bytes of the next records may have been taken for this one's.
        let is_whole = taken == record.block.len() as u64;
        let opening = memmem::find(&record.block, b"\nWARC/1.").map(|i| i + 1);
        if let Some(at) = opening.filter(|_| is_whole && self.rescues > 0 && error.is_none()) {
            self.rescues -= 1;
            self.source
                .give_back(record.block.get(at..).unwrap_or_default());
        }
        if let Some(e) = error {
            return Err(Rejected::from(e));
        }
        if taken < length || opening.is_some() {
            let had = opening.map_or(taken, |at| at as u64);
            return Err(truncated(&format!("after {had} of {length} bytes")));
        }
        // More bytes follow than it says: what is there may be sound, but where it ends is not known.
        let reason = format!("its Content-Length of {length} bytes is not where it ends");
        Err(self.broken(reason))
    }

    /// Whether a line end, a record or nothing follows.
    fn is_closed(&mut self) -> bool {
        match self.source.fill() {
            Ok(next) => matches!(next.first(), None | Some(b'\r' | b'\n' | b'W')),
            Err(_) => true,
        }
    }
}

fn is_opening(line: &[u8]) -> bool {
    line.starts_with(b"WARC/") && line.len() <= 20
}

fn truncated(place: &str) -> Rejected {
    Rejected::new(
        ErrorKind::Truncated,
        format!("truncated: the record ends {place}"),
    )
}
