//! Which claim is told inside which.

use crate::Claim;
use crate::stance::hull;

/// For every claim the index of the claim whose content it lies wholly inside, the smallest such.
///
/// Only a claim with a source of its own, or with a noun for its cue ("accusations that …"), is nested; a hedge inside somebody's
/// statement stays his.
pub fn parents(claims: &[Claim], noun_cue: impl Fn(&Claim) -> bool) -> Vec<Option<usize>> {
    let extents: Vec<_> = claims
        .iter()
        .map(|c| {
            let all: Vec<_> = c
                .source
                .iter()
                .chain(&c.cue)
                .chain(&c.content)
                .copied()
                .collect();
            hull(&all)
        })
        .collect();
    // Contents by where they begin, so that each claim looks only at those that can hold it.
    let mut contents: Vec<(usize, usize, usize)> = claims
        .iter()
        .enumerate()
        .flat_map(|(n, c)| hull(&c.content).map(|h| (h.start, h.end, n)))
        .collect();
    contents.sort_unstable();
    claims
        .iter()
        .enumerate()
        .map(|(n, claim)| {
            if claim.source.is_empty() && !noun_cue(claim) {
                return None;
            }
            let extent = extents.get(n).copied().flatten()?;
            let upto = contents.partition_point(|&(start, _, _)| start <= extent.start);
            contents
                .get(upto.saturating_sub(WINDOW)..upto)?
                .iter()
                .filter(|&&(start, end, m)| {
                    m != n && end >= extent.end && (end - start) > 0 && !same(claims, n, m)
                })
                .filter(|&&(_, _, m)| claims.get(m).is_some_and(|p| inside(claim, p)))
                .min_by_key(|&&(start, end, _)| end - start)
                .map(|&(_, _, m)| m)
        })
        .collect()
}

/// Contents looked at per claim; nesting is local.
const WINDOW: usize = 24;

fn same(claims: &[Claim], a: usize, b: usize) -> bool {
    claims
        .get(a)
        .zip(claims.get(b))
        .is_some_and(|(a, b)| a.cue == b.cue && !a.cue.is_empty())
}

/// Cue and source lie in the parent's content, and all but punctuation of the child's content does.
fn inside(child: &Claim, parent: &Claim) -> bool {
    let held = |spans: &[sayso_language::Span]| {
        spans
            .iter()
            .all(|s| parent.content.iter().any(|p| p.contains(*s)))
    };
    held(&child.cue)
        && held(&child.source)
        && held(&child.content)
        && !(child.cue.is_empty() && child.source.is_empty())
}
