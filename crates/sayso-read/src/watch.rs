//! Who looks on while reports are read.

use std::fmt::Arguments;
use std::time::Duration;

/// Someone who looks on: a line on a terminal, a page, nobody.
pub trait Watch {
    /// So many reports have been dealt with.
    fn show(&mut self, done: u64);
    /// Something that a person should see.
    fn say(&mut self, line: Arguments<'_>);
    /// All is done; gives the time since it began.
    fn end(&self) -> Duration;
}

/// `1,234,567`.
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_for_people() {
        assert_eq!(thousands(12), "12");
        assert_eq!(thousands(1_234_567), "1,234,567");
    }
}
