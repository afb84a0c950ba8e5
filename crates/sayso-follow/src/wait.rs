//! When to ask again.

use jiff::fmt::rfc2822::DateTimeParser;
use sayso_ledger::follow::short_hash;

/// The longest wait that failures lead to, in seconds; and the longest that a server may ask for, times seven.
pub const LONGEST: i64 = 86_400;
/// The shortest.
const SHORTEST: i64 = 60;

/// A part of `of` that is always the same for an address and a count: from none of it to a tenth. It keeps sources of one pace from being asked all at once.
pub fn jitter(address: &str, count: u32, of: i64) -> i64 {
    let hash = short_hash(&[address, &count.to_string()]);
    let part = i64::from(u16::from_be_bytes([hash[0], hash[1]]));
    of.saturating_mul(part) / (10 * 65_536)
}

/// How long to leave a source alone that was to be asked `every` so many seconds and failed `failures` times in a row: twice as long after each failure,
/// up to a day, or its own pace where that is slower.
pub fn back_off(address: &str, every: i64, failures: u32) -> i64 {
    let doubled = every
        .max(SHORTEST)
        .saturating_mul(1 << failures.saturating_sub(1).min(20));
    let wait = doubled.min(LONGEST.max(every));
    wait + jitter(address, failures, wait)
}

/// The seconds that a `Retry-After` asks for, which gives them or a date; no more than a week.
pub(crate) fn retry_after(words: &str, now: i64) -> Option<i64> {
    let wait = match words.parse::<u64>() {
        Ok(seconds) => i64::try_from(seconds).unwrap_or(i64::MAX),
        Err(_) => {
            let at = DateTimeParser::new().parse_timestamp(words).ok()?;
            at.as_second().saturating_sub(now)
        }
    };
    Some(wait.clamp(0, 7 * LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_are_always_the_same() {
        let waits: Vec<i64> = (1..=12)
            .map(|n| back_off("http://a.example/", 900, n))
            .collect();
        for (n, wait) in waits.iter().enumerate() {
            let plain = (900 << n).min(LONGEST);
            assert!((plain..=plain + plain / 10).contains(wait), "{n}: {wait}");
        }
        assert_eq!(waits[3], back_off("http://a.example/", 900, 4));
        assert_ne!(
            jitter("http://a.example/", 1, 9_000),
            jitter("http://b.example/", 1, 9_000)
        );
        // One that is asked weekly is not asked daily since it fails.
        assert!(back_off("x", 604_800, 9) >= 604_800);
        assert!(back_off("x", 900, u32::MAX) <= LONGEST + LONGEST / 10);
    }

    #[test]
    fn servers_say_when_to_come_back() {
        assert_eq!(retry_after("120", 0), Some(120));
        assert_eq!(retry_after("Thu, 01 Jan 1970 00:02:00 GMT", 20), Some(100));
        assert_eq!(retry_after("Thu, 01 Jan 1970 00:02:00 GMT", 500), Some(0));
        assert_eq!(retry_after("99999999999", 0), Some(7 * LONGEST));
        assert_eq!(retry_after("soon", 0), None);
    }
}
