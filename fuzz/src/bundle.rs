//! A bundle: no bytes but those that were signed are taken.
use sayso_ledger::bundle::{is_bundle, public_key, verify};

/// See the module.
pub fn run(bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.bundle");
    std::fs::write(&path, bytes).expect("written");
    is_bundle(&path);
    let key =
        public_key("RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3").expect("a key");
    assert!(verify(&path, &key).is_err());
    let _ = public_key(&String::from_utf8_lossy(bytes));
}
