//! Numbers in words and on axes.

/// A number with commas between thousands, and as many decimals as it has, three at most.
///
/// 12 → "12", 11000 → "11,000", 7.25 → "7.25".
pub fn number(n: f64) -> String {
    if !n.is_finite() {
        return "–".to_owned();
    }
    if n.abs() >= 1e15 {
        return format!("{n:e}");
    }
    let text = format!("{:.3}", n.abs());
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    if n < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        out.push('−');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    let part = part.trim_end_matches('0');
    if !part.is_empty() {
        out.push('.');
        out.push_str(part);
    }
    out
}

/// The same for an axis: millions and more in short.
pub fn rounded(n: f64) -> String {
    for (size, sign) in [(1e12, "T"), (1e9, "B"), (1e6, "M")] {
        if n.abs() >= size {
            return format!("{}{sign}", number((n / size * 100.0).round() / 100.0));
        }
    }
    number(n)
}
