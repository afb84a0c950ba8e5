//! What withholds sources: after cutting, no name is found any more, and nothing moved.
use sayso_ledger::policy::Names;

/// See the module.
pub fn run(given: (Vec<String>, String)) {
    let (written, text) = given;
    let mut names = Names::default();
    names.add_all(&written);
    let (cut, _) = names.cut(&text);
    assert_eq!(cut.chars().count(), text.chars().count());
    assert!(names.find(&cut).is_empty(), "{written:?} in {cut:?}");
}
