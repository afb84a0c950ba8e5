use super::{Known, groups};

fn known(name: &str, kind: &str, affiliation: &str, report: usize) -> Known {
    Known {
        name: name.into(),
        kind: kind.into(),
        affiliation: (!affiliation.is_empty()).then(|| affiliation.into()),
        report,
    }
}

/// The groups as sets of (name, report), whatever their order.
fn sets(known: &[Known]) -> Vec<Vec<(String, usize)>> {
    let mut found: Vec<Vec<(String, usize)>> = groups(known)
        .into_iter()
        .map(|g| {
            let mut set: Vec<_> = g
                .members
                .iter()
                .map(|&n| (known[n].name.clone(), known[n].report))
                .collect();
            set.sort();
            set
        })
        .collect();
    found.sort();
    found
}

#[test]
fn spellings_nicknames_and_initials_merge_with_something_beside_them() {
    let found = groups(&[
        known("Sergey Marchenko", "person", "Ukraine", 1),
        known("Sergei Marchenko", "person", "Ukraine", 2),
        known("S. Marchenko", "person", "Ukraine", 3),
        known("Marchenko", "person", "Ukraine", 4),
        known("Steve Trellick", "person", "Harbour Union", 5),
        known("Stephen Trellick", "person", "Harbour Union", 6),
    ]);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].merges.iter().any(|m| m.why.contains("spelling")));
    assert!(found[1].merges[0].why.contains("short form"));
}

#[test]
fn the_ambiguous_and_the_unnamed_stay_apart() {
    let apart = [
        known("unnamed border guard", "unnamed", "Peru", 1),
        known("unnamed border guard", "unnamed", "Peru", 2),
        known("Ministry of Health", "government", "Peru", 1),
        known("Ministry of Health", "government", "Chile", 2),
        known("Marchenko", "person", "", 1),
        known("Sergei Marchenko", "person", "", 2),
        known("police", "agency", "", 1),
        known("police", "agency", "", 2),
        known("Police Department", "agency", "", 3),
        known("Police Department", "agency", "", 4),
        known("QPD", "organisation", "", 3),
        known("QPD", "organisation", "", 4),
        known("John A. Fellows", "person", "", 5),
        known("John B. Fellows", "person", "", 6),
    ];
    assert_eq!(groups(&apart).len(), apart.len());
}

#[test]
fn a_name_that_many_bear_needs_another_beside_it() {
    let mut all = vec![
        known("John Smith", "person", "", 1),
        known("John Smith", "person", "", 2),
        known("John Smith", "person", "", 3),
        known("Ottilie Branquist", "person", "", 1),
        known("Ottilie Branquist", "person", "", 2),
    ];
    let found = groups(&all);
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[0].merges[0].why.contains("ottilie branquist"));
    // An initial that fits two people is neither.
    all = vec![
        known("J. Reyes", "person", "Peru Rail", 1),
        known("Juana Reyes", "person", "Peru Rail", 2),
        known("Julio Reyes", "person", "Peru Rail", 3),
    ];
    assert_eq!(groups(&all).len(), 3);
}

#[test]
fn bodies_merge_by_their_words_and_acronyms() {
    let found = groups(&[
        known("Coastal Rescue Authority", "agency", "Peru", 1),
        known("CRA", "agency", "Peru", 2),
        known("CRA", "agency", "Chile", 3),
        known("Quarry Police", "agency", "", 1),
        known("Quarry Police Department", "agency", "", 2),
        known("police of Peru", "agency", "Peru", 1),
        known("police of Peru", "agency", "Peru", 2),
    ]);
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found[0].merges[0].why.starts_with("acronym"));
}

#[test]
fn the_order_of_arrival_does_not_matter() {
    let mut all = vec![
        known("Sergey Marchenko", "person", "Ukraine", 1),
        known("Marchenko", "person", "Ukraine", 2),
        known("S. Marchenko", "person", "Ukraine", 3),
        known("Sergei Marchenko", "person", "", 4),
        known("Sergei Marchenko", "person", "Russia", 5),
        known("John Smith", "person", "", 1),
        known("John Smith", "person", "", 2),
        known("Quarry Police", "agency", "", 1),
        known("Quarry Police Department", "agency", "", 2),
        known("QP", "agency", "", 4),
    ];
    let first = sets(&all);
    for turn in 0..all.len() {
        all.rotate_left(1);
        if turn % 2 == 0 {
            all.swap(0, 3);
        }
        assert_eq!(sets(&all), first);
    }
}

#[test]
fn anything_can_be_handed_in() {
    for name in ["", " ", "Jr.", "’s", "–", "A", "Al", "the of", "ʼn ß İ"] {
        for kind in ["person", "agency", "unnamed", "", "nonsense"] {
            assert_eq!(
                groups(&[known(name, kind, "", 1), known(name, kind, "", 1)])
                    .iter()
                    .map(|g| g.members.len())
                    .sum::<usize>(),
                2
            );
        }
    }
    assert!(groups(&[]).is_empty());
}
