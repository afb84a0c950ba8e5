//! Moments, as far as two reports need to be put in order.

/// Minutes since 1970 in UTC of an ISO 8601 date, or date and time; a date alone is its first minute.
pub fn minutes(published: &str) -> Option<i64> {
    let b = published.as_bytes();
    let number = |from: usize, to: usize| -> Option<i64> {
        let digits = b.get(from..to)?;
        digits
            .iter()
            .all(u8::is_ascii_digit)
            .then(|| digits.iter().fold(0, |n, d| n * 10 + i64::from(d - b'0')))
    };
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || b[4] != b'-' || b[7] != b'-' {
        return None;
    }
    let (y, m) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days =
        365 * y + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) + (153 * m + 2) / 5 + day
            - 1
            - 719_468;
    let (Some(hour), Some(minute)) = (number(11, 13), number(14, 16)) else {
        return Some(days * 1440);
    };
    let zone = b[16..]
        .iter()
        .rposition(|c| matches!(c, b'+' | b'-'))
        .map_or(0, |at| {
            let at = at + 16;
            let away = number(at + 1, at + 3).unwrap_or(0) * 60
                + number(at + 4, at + 6)
                    .or_else(|| number(at + 3, at + 5))
                    .unwrap_or(0);
            if b[at] == b'-' { -away } else { away }
        });
    Some(days * 1440 + hour * 60 + minute - zone)
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn zones_are_taken_off() {
        assert_eq!(minutes("1970-01-02"), Some(1440));
        assert_eq!(
            minutes("2025-10-07T18:30:00+02:00"),
            minutes("2025-10-07T16:30:00Z")
        );
        assert_eq!(
            minutes("2025-10-07T18:30-0500"),
            minutes("2025-10-07T23:30Z")
        );
        for odd in [
            "",
            "2025",
            "yesterday",
            "2025-13-01",
            "2025-10-07T",
            "2025-10-07T1",
            "é025-10-07",
        ] {
            let _ = minutes(odd);
        }
        assert_eq!(minutes("2025-13-01"), None);
    }
}
