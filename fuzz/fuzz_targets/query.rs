//! What a person may ask of a ledger.
#![no_main]
libfuzzer_sys::fuzz_target!(|given: &str| sayso_fuzz::query::run(given));
