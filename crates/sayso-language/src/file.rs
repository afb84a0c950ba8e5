//! The model file: a magic, a version, a header that names the tensors, their data, and a checksum. `training/export.py` writes it.

use crate::error::{Error, ErrorKind};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

const MAGIC: &[u8] = b"SAYSOMDL";
const VERSION: u32 = 2;
/// The oldest version that is read: it lacks the wider convolutions of the role head and the conventions.
const OLDEST: u32 = 1;
const START: usize = 16;
const CHECKSUM: usize = 32;

/// A checked model file.
pub struct File<'a> {
    header: Header,
    tensors: HashMap<String, Tensor>,
    data: &'a [u8],
    /// The file that has what this one lacks.
    base: Option<Box<File<'a>>>,
    /// First 8 bytes of the checksum, in hex: names this model.
    pub version: String,
}

#[derive(Deserialize)]
struct Header {
    /// The version of the file that this one is a part beside.
    #[serde(default)]
    base: Option<String>,
    layers: usize,
    heads: usize,
    #[serde(default)]
    far: Vec<usize>,
    #[serde(default)]
    apart: Vec<usize>,
    labels: Labels,
    tensors: Vec<Tensor>,
}

/// The names of what the heads tell apart, in the order of their outputs.
#[derive(Clone, Deserialize)]
pub struct Labels {
    pub feats: Vec<String>,
    pub lemma: Vec<String>,
    pub relation: Vec<String>,
    pub names: Vec<String>,
    #[serde(default)]
    pub mentions: Vec<String>,
}

#[derive(Clone, Deserialize)]
struct Tensor {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    shape: Vec<usize>,
    at: usize,
}

impl<'a> File<'a> {
    /// Checks `bytes` and reads the header.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Error> {
        if !bytes.starts_with(MAGIC) {
            return Err(Error::new(
                ErrorKind::NotAModel,
                "it does not begin with SAYSOMDL",
            ));
        }
        let word = |at: usize| {
            bytes
                .get(at..at + 4)
                .and_then(|b| b.try_into().ok())
                .map(u32::from_le_bytes)
        };
        let damaged = |what: &str| Error::new(ErrorKind::Damaged, what);
        let version = word(8).ok_or_else(|| damaged("it is cut short"))?;
        if !(OLDEST..=VERSION).contains(&version) {
            return Err(Error::new(
                ErrorKind::Version,
                format!("it has version {version}, this program reads {OLDEST} to {VERSION}"),
            ));
        }
        let length = word(12).ok_or_else(|| damaged("it is cut short"))? as usize;
        let body = bytes
            .len()
            .checked_sub(CHECKSUM)
            .ok_or_else(|| damaged("it is cut short"))?;
        let (content, checksum) = bytes.split_at(body);
        let digest = Sha256::digest(content);
        if digest.as_slice() != checksum {
            return Err(damaged("its checksum does not hold"));
        }
        let end = START
            .checked_add(length)
            .ok_or_else(|| damaged("its header is too long"))?;
        let header = content
            .get(START..end)
            .ok_or_else(|| damaged("it is cut short"))?;
        let header: Header = serde_json::from_slice(header)
            .map_err(|e| Error::new(ErrorKind::Damaged, format!("its header: {e}")))?;
        let data = content
            .get(end.next_multiple_of(64)..)
            .ok_or_else(|| damaged("it is cut short"))?;
        let tensors = header
            .tensors
            .iter()
            .map(|t| (t.name.clone(), t.clone()))
            .collect();
        let version = digest.iter().take(8).map(|b| format!("{b:02x}")).collect();
        Ok(File {
            header,
            tensors,
            data,
            base: None,
            version,
        })
    }

    /// A file that holds only what it has otherwise than `base`, for which it was made.
    pub fn over(bytes: &'a [u8], base: File<'a>) -> Result<Self, Error> {
        let file = File::open(bytes)?;
        if file.header.base.as_ref() != Some(&base.version) {
            return Err(Error::new(
                ErrorKind::Version,
                "it was made for another file than the one beside it",
            ));
        }
        Ok(File {
            base: Some(Box::new(base)),
            ..file
        })
    }

    /// How many layers the encoder has.
    pub fn layers(&self) -> usize {
        self.header.layers
    }

    /// How many attention heads each layer has.
    pub fn heads(&self) -> usize {
        self.header.heads
    }

    /// The dilations of the role head's wider convolutions.
    pub fn far(&self) -> &[usize] {
        &self.header.far
    }

    /// The distances in words at which the mention head's buckets begin.
    pub fn apart(&self) -> &[usize] {
        &self.header.apart
    }

    /// Whether the file has a tensor of that name.
    pub fn has(&self, name: &str) -> bool {
        self.tensors.contains_key(name) || self.base.as_ref().is_some_and(|base| base.has(name))
    }

    /// What the heads tell apart.
    pub fn labels(&self) -> &Labels {
        &self.header.labels
    }

    fn bytes(&self, name: &str, kind: &str, size: usize) -> Result<(&'a [u8], &[usize]), Error> {
        let fail = |what: &str| Error::new(ErrorKind::Tensor, format!("tensor {name}: {what}"));
        let t = match (self.tensors.get(name), &self.base) {
            (Some(t), _) => t,
            (None, Some(base)) => return base.bytes(name, kind, size),
            (None, None) => return Err(fail("missing")),
        };
        if t.kind != kind {
            return Err(fail("of another type"));
        }
        let count = t
            .shape
            .iter()
            .try_fold(size, |n, &d| n.checked_mul(d))
            .ok_or_else(|| fail("too large"))?;
        let end = t.at.checked_add(count).ok_or_else(|| fail("too large"))?;
        Ok((
            self.data
                .get(t.at..end)
                .ok_or_else(|| fail("outside the file"))?,
            &t.shape,
        ))
    }

    /// A tensor of raw bytes.
    pub fn raw(&self, name: &str) -> Result<&'a [u8], Error> {
        Ok(self.bytes(name, "u8", 1)?.0)
    }

    /// A matrix of int8, as bytes, with its rows and columns.
    pub fn int8(&self, name: &str) -> Result<(&'a [u8], usize, usize), Error> {
        let (bytes, shape) = self.bytes(name, "i8", 1)?;
        match *shape {
            [rows, columns] if columns > 0 => Ok((bytes, rows, columns)),
            _ => Err(Error::new(
                ErrorKind::Tensor,
                format!("tensor {name}: not a matrix"),
            )),
        }
    }

    /// A tensor of floats, with its shape.
    pub fn floats(&self, name: &str) -> Result<(Vec<f32>, Vec<usize>), Error> {
        let (bytes, shape) = self.bytes(name, "f32", 4)?;
        let values = bytes
            .chunks_exact(4)
            .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
            .collect();
        Ok((values, shape.to_vec()))
    }

    /// A tensor of floats of `count` values.
    pub fn vector(&self, name: &str, count: usize) -> Result<Vec<f32>, Error> {
        let (values, _) = self.floats(name)?;
        if values.len() == count {
            return Ok(values);
        }
        Err(Error::new(
            ErrorKind::Tensor,
            format!("tensor {name}: {} values, not {count}", values.len()),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_model_is_named() {
        let kind = |bytes: &[u8]| File::open(bytes).err().map(|e| e.kind());
        assert_eq!(kind(b"hello"), Some(ErrorKind::NotAModel));
        assert_eq!(
            kind(b"SAYSOMDL\x09\0\0\0\0\0\0\0"),
            Some(ErrorKind::Version)
        );
        assert_eq!(
            kind(b"SAYSOMDL\x01\0\0\0\xff\xff\xff\xff"),
            Some(ErrorKind::Damaged)
        );
        let mut changed = crate::model::EMBEDDED.to_vec();
        if let Some(byte) = changed.last_mut() {
            *byte ^= 1;
        }
        assert_eq!(kind(&changed), Some(ErrorKind::Damaged));
        assert_eq!(kind(&changed[..1000]), Some(ErrorKind::Damaged));
    }
}
