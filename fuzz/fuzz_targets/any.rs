//! Bytes of any kind through the door of the intake: gzip, charset, text, pages, feeds, archives, lines. What comes out must fit itself, and come out the
//! same when it is read again from what is kept.
#![no_main]
libfuzzer_sys::fuzz_target!(|given: &[u8]| sayso_fuzz::any::run(given));
