//! A text through everything: words, encoder, heads, claims, figures, times. Spans must fit the text, and twice the same must come out.
#![no_main]
libfuzzer_sys::fuzz_target!(|given: &str| sayso_fuzz::extract::run(given));
