//! Dates of publication as lines, feeds and pages give them, and datelines.
#![no_main]
libfuzzer_sys::fuzz_target!(|given: &str| sayso_fuzz::dates::run(given));
