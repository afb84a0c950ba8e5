//! A model's file whose checksum is right, whatever else is wrong.
use sayso_language::{Level, Model};
use sha2::{Digest, Sha256};

/// See the module.
pub fn run(bytes: &[u8]) {
    let _ = Model::from_bytes(bytes, Level::best());
    let mut whole = b"SAYSOMDL\x02\x00\x00\x00".to_vec();
    whole.extend_from_slice(bytes);
    let sum = Sha256::digest(&whole);
    whole.extend_from_slice(&sum);
    let _ = Model::from_bytes(&whole, Level::best());
}
