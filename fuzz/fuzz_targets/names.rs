//! What withholds sources: after cutting, no name is found any more, and nothing moved.
#![no_main]
use libfuzzer_sys::fuzz_target;
use sayso_ledger::policy::Names;

fuzz_target!(|given: (Vec<String>, String)| {
    let (written, text) = given;
    let mut names = Names::default();
    names.add_all(&written);
    let (cut, _) = names.cut(&text);
    assert_eq!(cut.chars().count(), text.chars().count());
    assert!(names.find(&cut).is_empty(), "{written:?} in {cut:?}");
});
