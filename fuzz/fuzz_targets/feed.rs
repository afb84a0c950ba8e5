//! A feed's item within what feeds usually declare, and a feed that holds it.
#![no_main]
libfuzzer_sys::fuzz_target!(|given: &[u8]| sayso_fuzz::feed::run(given));
