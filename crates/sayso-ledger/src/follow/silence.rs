//! Silence: what is usual for a source, and whether it is silent for longer.

use serde::Serialize;

/// Fewest gaps between news by which what is usual can be told.
pub const LEAST_GAPS: usize = 10;

/// How a source falls silent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Silence {
    /// The 95th percentile of its gaps between news, in seconds: no longer is usual. None while there are too few gaps.
    pub usual: Option<i64>,
    /// Since when it is silent for longer than usual.
    pub since: Option<i64>,
    /// Past silences longer than was usual until then: from one news to the next.
    pub past: Vec<(i64, i64)>,
}

/// Judges the moments `news`, in order, at `now`. Times that were not covered are no silence: gaps that they touch count for nothing. `every` is how
/// often the source is asked; below twice that nothing can be told.
pub(super) fn judge(news: &[i64], uncovered: &[(i64, i64)], now: i64, every: i64) -> Silence {
    let covered = |from: i64, to: i64| {
        !uncovered
            .iter()
            .any(|(since, until)| *since < to && *until > from)
    };
    let least = 2 * every;
    // In order of length, to tell the percentile.
    let mut gaps: Vec<i64> = Vec::new();
    let mut out = Silence::default();
    for pair in news.windows(2) {
        let [from, to] = pair else { continue };
        if !covered(*from, *to) {
            continue;
        }
        let gap = to - from;
        if usual(&gaps).is_some_and(|usual| gap > usual.max(least)) {
            out.past.push((*from, *to));
        }
        let at = gaps.partition_point(|g| *g <= gap);
        gaps.insert(at, gap);
    }
    out.usual = usual(&gaps);
    if let (Some(usual), Some(last)) = (out.usual, news.last()) {
        let silent = now - last > usual.max(least) && covered(*last, now);
        out.since = silent.then_some(*last);
    }
    out
}

/// The 95th percentile by nearest rank; none of too few.
fn usual(gaps: &[i64]) -> Option<i64> {
    if gaps.len() < LEAST_GAPS {
        return None;
    }
    let rank = (gaps.len() * 95).div_ceil(100);
    gaps.get(rank - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_told_by_what_was_usual() {
        let hourly: Vec<i64> = (0..=12).map(|h| h * 3_600).collect();
        let now = 12 * 3_600;
        let well = judge(&hourly, &[], now + 3_600, 900);
        assert_eq!((well.usual, well.since), (Some(3_600), None));
        let silent = judge(&hourly, &[], now + 3_601, 900);
        assert_eq!(silent.since, Some(now));
        // It is asked too seldom to tell.
        assert_eq!(judge(&hourly, &[], now + 3_601, 3_600).since, None);
        // It failed in between: that is no silence.
        assert_eq!(
            judge(&hourly, &[(now + 10, now + 20)], now + 9_000, 900).since,
            None
        );
        let few = judge(&hourly[..10], &[], now * 9, 900);
        assert_eq!((few.usual, few.since), (None, None));
    }

    #[test]
    fn past_silences_are_intervals() {
        let mut news: Vec<i64> = (0..=12).map(|h| h * 3_600).collect();
        news.extend([100_000, 103_600]);
        let found = judge(&news, &[], 104_000, 900);
        assert_eq!(found.past, [(12 * 3_600, 100_000)]);
        assert!(
            judge(&news, &[(50_000, 60_000)], 104_000, 900)
                .past
                .is_empty()
        );
    }
}
