//! Tar in one form only (POSIX ustar, plain files, no owner, no time): what is read is written again and must be the same bytes.

use std::io::{self, Read, Write};

const BLOCK: usize = 512;
/// Largest file in a bundle.
const LARGEST: u64 = 256_000_000;

/// The header of a file. Names have no more than 99 bytes.
fn header(name: &str, size: u64) -> [u8; BLOCK] {
    let mut out = [0; BLOCK];
    let mut put = |at: usize, bytes: &[u8]| {
        if let Some(place) = out.get_mut(at..at + bytes.len()) {
            place.copy_from_slice(bytes);
        }
    };
    put(0, name.as_bytes().get(..99).unwrap_or(name.as_bytes()));
    put(100, b"0000644\0");
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    put(124, format!("{size:011o}\0").as_bytes());
    put(136, b"00000000000\0");
    put(148, b"        ");
    put(156, b"0");
    put(257, b"ustar\x0000");
    let sum: u32 = out.iter().map(|b| u32::from(*b)).sum();
    if let Some(place) = out.get_mut(148..156) {
        place.copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    }
    out
}

fn padding(size: u64) -> usize {
    (BLOCK - (size as usize % BLOCK)) % BLOCK
}

/// Writes a file into an archive.
pub(super) fn put(out: &mut impl Write, name: &str, bytes: &[u8]) -> io::Result<()> {
    out.write_all(&header(name, bytes.len() as u64))?;
    out.write_all(bytes)?;
    out.write_all(&[0; BLOCK][..padding(bytes.len() as u64)])
}

/// Ends an archive.
pub(super) fn end(out: &mut impl Write) -> io::Result<()> {
    out.write_all(&[0; 2 * BLOCK])
}

/// Reads an archive file by file.
pub(super) struct Reader<R: Read> {
    input: R,
}

impl<R: Read> Reader<R> {
    /// Of these bytes.
    pub fn new(input: R) -> Self {
        Reader { input }
    }

    /// The next file; none at the end, which is the end of the bytes.
    pub fn next(&mut self) -> Result<Option<(String, Vec<u8>)>, String> {
        let head = self.block()?;
        if head == [0; BLOCK] {
            if self.block()? != [0; BLOCK] {
                return Err("the archive does not end as it should".to_owned());
            }
            let mut more = [0];
            return match self.input.read(&mut more) {
                Ok(0) => Ok(None),
                Ok(_) => Err("something follows the end of the archive".to_owned()),
                Err(e) => Err(e.to_string()),
            };
        }
        let name = head.split(|b| *b == 0).next().unwrap_or_default();
        let name = std::str::from_utf8(name.get(..99).unwrap_or(name))
            .map_err(|_| "a name in the archive is not UTF-8".to_owned())?
            .to_owned();
        let size = head
            .get(124..135)
            .and_then(|d| std::str::from_utf8(d).ok())
            .and_then(|d| u64::from_str_radix(d, 8).ok())
            .ok_or("a size in the archive is no number")?;
        if header(&name, size) != head {
            return Err(format!("the header of {name:?} is not as it was written"));
        }
        if size > LARGEST {
            return Err(format!("{name} is over the limit of {LARGEST} bytes"));
        }
        let mut bytes = Vec::new();
        let whole = size + padding(size) as u64;
        (&mut self.input)
            .take(whole)
            .read_to_end(&mut bytes)
            .map_err(|e| e.to_string())?;
        if bytes.len() as u64 != whole {
            return Err(format!("it ends within {name}"));
        }
        if bytes.split_off(size as usize).iter().any(|b| *b != 0) {
            return Err(format!("what follows {name} is not as it was written"));
        }
        Ok(Some((name, bytes)))
    }

    fn block(&mut self) -> Result<[u8; BLOCK], String> {
        let mut block = [0; BLOCK];
        match self.input.read_exact(&mut block) {
            Ok(()) => Ok(block),
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => {
                Err("the archive is cut short".to_owned())
            }
            Err(e) => Err(e.to_string()),
        }
    }
}
