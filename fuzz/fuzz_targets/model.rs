//! A model's file whose checksum is right, whatever else is wrong.
#![no_main]
libfuzzer_sys::fuzz_target!(|given: &[u8]| sayso_fuzz::model::run(given));
