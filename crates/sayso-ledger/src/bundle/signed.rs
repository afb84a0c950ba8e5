//! Keys and signatures, as minisign has them.

use minisign::{KeyPair, PublicKey, PublicKeyBox, SecretKey, SecretKeyBox, SignatureBox};
use std::io::Cursor;

/// The comment above every signature. It is not signed, so nothing else may stand there.
const ABOVE: &str = "signature of a bundle of Sayso";
/// The comment that is signed.
const SIGNED: &str = "manifest.json of a bundle of Sayso";

/// A new pair of keys: the secret one, to be kept, and the public one, to be handed out, both as files of minisign. With a password the secret one is
/// encrypted.
///
/// # Errors
/// The system gives no random numbers.
pub fn new_key(password: Option<String>) -> Result<(String, String), String> {
    let pair = match password {
        Some(password) => KeyPair::generate_encrypted_keypair(Some(password)),
        None => KeyPair::generate_unencrypted_keypair(),
    };
    let pair = pair.map_err(|e| e.to_string())?;
    let id = id(&pair.pk);
    let comment = format!("secret key {id} of Sayso");
    let secret = pair.sk.to_box(Some(&comment)).map_err(|e| e.to_string())?;
    let public = pair.pk.to_box().map_err(|e| e.to_string())?;
    Ok((secret.into_string(), public.into_string()))
}

/// A secret key out of the text of its file.
///
/// # Errors
/// It is no secret key, or the password is not its own.
pub fn secret_key(text: &str, password: Option<String>) -> Result<SecretKey, String> {
    let boxed = SecretKeyBox::from_string(text).map_err(|e| e.to_string())?;
    match password {
        Some(password) => boxed.into_secret_key(Some(password)),
        None => boxed.into_unencrypted_secret_key(),
    }
    .map_err(|e| e.to_string())
}

/// A public key out of the text of its file, or out of the one line of base64 in it.
///
/// # Errors
/// It is no public key.
pub fn public_key(text: &str) -> Result<PublicKey, String> {
    if text.trim().lines().count() == 1 {
        return PublicKey::from_base64(text.trim()).map_err(|e| e.to_string());
    }
    PublicKeyBox::from_string(text)
        .and_then(PublicKeyBox::into_public_key)
        .map_err(|e| e.to_string())
}

/// The id of a key, as minisign shows it.
pub(super) fn id(key: &PublicKey) -> String {
    key.keynum()
        .iter()
        .rev()
        .map(|b| format!("{b:02X}"))
        .collect()
}

/// The signature of a manifest.
pub(super) fn sign(key: &SecretKey, text: &[u8]) -> Result<String, String> {
    minisign::sign(None, key, Cursor::new(text), Some(SIGNED), Some(ABOVE))
        .map(SignatureBox::into_string)
        .map_err(|e| e.to_string())
}

/// Who signed a manifest, if it is the holder of `key`.
pub(super) fn verify(key: &PublicKey, text: &[u8], signature: &[u8]) -> Result<String, String> {
    let bad = || "its signature is not as it was written".to_owned();
    let words = std::str::from_utf8(signature).map_err(|_| bad())?;
    let read = SignatureBox::from_string(words).map_err(|e| e.to_string())?;
    let comments = (read.untrusted_comment(), read.trusted_comment());
    let is_ours =
        matches!(&comments, (Ok(above), Ok(signed)) if above == ABOVE && signed == SIGNED);
    // One way to write a signature: no spare bits, no other line ends.
    if !is_ours || read.to_string() != words {
        return Err(bad());
    }
    minisign::verify(key, &read, Cursor::new(text), true, false, false)
        .map_err(|e| e.to_string())?;
    Ok(id(key))
}
