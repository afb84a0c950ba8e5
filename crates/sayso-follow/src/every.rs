//! Lengths of time as people write them.

/// `90`, `90s`, `15m`, `2h` or `1d`, in seconds.
///
/// # Errors
/// It is no length of time, or none between a minute and 30 days.
pub fn every(words: &str) -> Result<i64, String> {
    let digits = words.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let unit = words.get(digits.len()..).unwrap_or("").trim();
    let factor = match unit {
        "" | "s" => 1,
        "m" | "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return Err("a length of time is a number with s, m, h or d, such as 15m".to_owned()),
    };
    let seconds = digits
        .parse::<i64>()
        .ok()
        .and_then(|n| n.checked_mul(factor))
        .filter(|n| (60..=2_592_000).contains(n));
    seconds
        .ok_or_else(|| "a length of time from one minute to 30 days, such as 15m or 2h".to_owned())
}

/// Seconds in words, the two largest units: `3 h 20 min`.
pub fn length(seconds: i64) -> String {
    let units = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
    let mut left = seconds.max(0);
    let mut parts = Vec::new();
    for (size, name) in units {
        if left >= size && parts.len() < 2 {
            parts.push(format!("{} {name}", left / size));
            left %= size;
        } else if !parts.is_empty() {
            break;
        }
    }
    if parts.is_empty() {
        return "0 s".to_owned();
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths() {
        assert_eq!(
            (every("90"), every("2 h"), every("1d")),
            (Ok(90), Ok(7_200), Ok(86_400))
        );
        for bad in [
            "",
            "5",
            "m",
            "2 weeks",
            "-5m",
            "99d",
            "99999999999999999999d",
        ] {
            assert!(every(bad).is_err(), "{bad}");
        }
        assert_eq!(length(0), "0 s");
        assert_eq!(length(3_600 + 20 * 60 + 5), "1 h 20 min");
        assert_eq!(length(2 * 86_400 + 59), "2 d");
        assert_eq!(length(61), "1 min 1 s");
    }
}
