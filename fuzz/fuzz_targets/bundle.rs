//! A bundle: no bytes but those that were signed are taken.
#![no_main]
libfuzzer_sys::fuzz_target!(|given: &[u8]| sayso_fuzz::bundle::run(given));
