//! A page.
#![no_main]
libfuzzer_sys::fuzz_target!(|given: &[u8]| sayso_fuzz::html::run(given));
