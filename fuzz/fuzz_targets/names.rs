//! What withholds sources: after cutting, no name is found any more, and nothing moved.
#![no_main]
libfuzzer_sys::fuzz_target!(|given: (Vec<String>, String)| sayso_fuzz::names::run(given));
