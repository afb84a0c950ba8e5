//! A web archive: records, HTTP heads, chunks, compressed bodies.
#![no_main]
libfuzzer_sys::fuzz_target!(|given: &[u8]| sayso_fuzz::warc::run(given));
