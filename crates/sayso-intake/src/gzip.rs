//! Gzip of one or many members, as a stream, with a bound on how far it may expand.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

/// Bytes out that are never looked at for expansion.
const FREE: u64 = 64_000_000;

/// Counts what a decoder takes in.
struct Taken<R> {
    reader: R,
    bytes: u64,
}

impl<R: BufRead> Read for Taken<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(buffer)?;
        self.bytes += n as u64;
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Taken<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.bytes += n as u64;
        self.reader.consume(n);
    }
}

/// The decompressed bytes of all members, one after the other.
pub(crate) struct Gunzip<R> {
    member: Option<GzDecoder<Taken<R>>>,
    out: u64,
    expansion: u64,
}

impl<R: BufRead> Gunzip<R> {
    pub fn new(reader: R, expansion: u64) -> Self {
        Gunzip {
            member: Some(GzDecoder::new(Taken { reader, bytes: 0 })),
            out: 0,
            expansion,
        }
    }
}

impl<R: BufRead> Read for Gunzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        while let Some(member) = &mut self.member {
            let n = member.read(buffer)?;
            if n > 0 {
                self.out += n as u64;
                let most = member
                    .get_ref()
                    .bytes
                    .saturating_mul(self.expansion)
                    .max(FREE);
                if self.out > most {
                    self.member = None;
                    return Err(io::Error::other(format!(
                        "gzip expands over {} times",
                        self.expansion
                    )));
                }
                return Ok(n);
            }
            let Some(mut rest) = self.member.take().map(GzDecoder::into_inner) else {
                break;
            };
            let next = rest.fill_buf()?;
            // Zeros after the last member are padding of tapes and block devices.
            if next.first().is_some_and(|&b| b != 0) {
                self.member = Some(GzDecoder::new(rest));
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    fn gz(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn members_and_padding() {
        let mut bytes = gz(b"one ");
        bytes.extend(gz(b"two"));
        bytes.extend([0; 100]);
        let mut text = String::new();
        Gunzip::new(bytes.as_slice(), 1000)
            .read_to_string(&mut text)
            .unwrap();
        assert_eq!(text, "one two");
    }

    #[test]
    fn truncation_and_bombs_are_errors() {
        let bytes = gz(&b"The bridge fell. ".repeat(1000));
        let mut out = Vec::new();
        let e = Gunzip::new(&bytes[..bytes.len() / 2], 1000)
            .read_to_end(&mut out)
            .unwrap_err();
        assert_eq!(e.kind(), io::ErrorKind::UnexpectedEof);
        let bomb = gz(&vec![0; 70_000_000]);
        let e = io::copy(&mut Gunzip::new(bomb.as_slice(), 100), &mut io::sink()).unwrap_err();
        assert!(e.to_string().contains("expands over"), "{e}");
    }
}
