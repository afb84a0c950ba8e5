//! Bundles: chosen reports, claims and decisions for another ledger, in one signed file.
//!
//! A bundle is a tar archive in one fixed form: `manifest.json` with the SHA-256 of every other file, `manifest.json.minisig` with its signature
//! (Ed25519, as minisign writes it: `minisign -V -p KEY -m manifest.json` agrees), then `raw/HASH.zst`, `reports/HASH.json.zst` and `decisions.json`.
//! There is one way to write each archive, and whatever is not written so is refused: no byte can be changed without being found.
//!
//! What leaves goes through [`crate::policy`]. What comes in never takes the place of what is there.

mod archive;
mod arrive;
mod manifest;
mod record;
mod signed;
mod write;

pub use arrive::{Received, receive};
pub use manifest::{FileEntry, Manifest};
pub use signed::{new_key, public_key, secret_key};
pub use write::{Chosen, Written, write};

use crate::{Error, ErrorKind, Hash};
pub use minisign::PublicKey;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// Whether a file begins as a bundle does.
pub fn is_bundle(path: &Path) -> bool {
    let head = || -> std::io::Result<Vec<u8>> {
        use std::io::Read;
        let mut head = Vec::new();
        File::open(path)?.take(512).read_to_end(&mut head)?;
        Ok(head)
    };
    path.is_file()
        && head().is_ok_and(|h| {
            h.starts_with(b"manifest.json\0") && h.get(257..262) == Some(&b"ustar"[..])
        })
}

/// A bundle whose every byte is what its signer signed.
#[derive(Clone, Debug)]
pub struct Verified {
    /// What is in it.
    pub manifest: Manifest,
    /// Who signed: the id of the key.
    pub signer: String,
    /// The manifest as it stands.
    pub(crate) text: String,
}

/// Checks every byte of a bundle: the signature by `key`, the hash of every file, the form of the archive.
///
/// # Errors
/// Something in it is not as it was signed, or the file cannot be read.
pub fn verify(path: &Path, key: &PublicKey) -> Result<Verified, Error> {
    each(path, key, &mut |_, _| Ok(()))
}

/// What takes a file of a bundle, by its name.
type Take<'t> = &'t mut dyn FnMut(&str, Vec<u8>) -> Result<(), Error>;

/// The same, handing on each file after its hash was checked.
pub(crate) fn each(path: &Path, key: &PublicKey, take: Take<'_>) -> Result<Verified, Error> {
    let bad = |why: String| Error::new(ErrorKind::Damaged, path, format!("bundle: {why}"));
    let file = File::open(path).map_err(|e| Error::new(ErrorKind::Access, path, e.to_string()))?;
    let mut archive = archive::Reader::new(BufReader::new(file));
    let mut next = |name: &str| -> Result<Vec<u8>, Error> {
        match archive.next().map_err(&bad)? {
            Some((found, bytes)) if found == name => Ok(bytes),
            Some((found, _)) => Err(bad(format!("{found} stands where {name} should"))),
            None => Err(bad(format!("it ends before {name}"))),
        }
    };
    let text = next("manifest.json")?;
    let signature = next("manifest.json.minisig")?;
    let signer = signed::verify(key, &text, &signature).map_err(&bad)?;
    let manifest = Manifest::read(&text).map_err(&bad)?;
    for entry in &manifest.files {
        let bytes = next(&entry.name)?;
        if bytes.len() as u64 != entry.size || Hash::of(&bytes).to_string() != entry.sha256 {
            return Err(bad(format!("{} is not what was signed", entry.name)));
        }
        take(&entry.name, bytes)?;
    }
    if let Some((name, _)) = archive.next().map_err(&bad)? {
        return Err(bad(format!("{name} is not in the manifest")));
    }
    Ok(Verified {
        manifest,
        signer,
        text: String::from_utf8_lossy(&text).into_owned(),
    })
}

#[cfg(test)]
mod tests;
