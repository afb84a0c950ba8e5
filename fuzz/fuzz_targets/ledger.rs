//! A ledger's file with bytes changed: it opens or is refused, and what can be asked is answered or an error.
#![no_main]
libfuzzer_sys::fuzz_target!(|given: Vec<(u32, u8)>| sayso_fuzz::ledger::run(given));
