//! What a person sees on standard error while reports are read.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sayso_intake::Progress as Bytes;
use std::fmt::Display;
use std::time::{Duration, Instant};

/// A line with rate and time left, where standard error is a terminal; nothing elsewhere.
pub struct Progress {
    bar: ProgressBar,
    bytes: Bytes,
    began: Instant,
    shown: Option<Instant>,
}

impl Progress {
    /// Of input of `size` bytes, as far as it is known, counted by `bytes`.
    pub fn new(size: Option<u64>, bytes: Bytes) -> Self {
        let bar = ProgressBar::with_draw_target(size, ProgressDrawTarget::stderr_with_hz(8));
        let words = match size {
            Some(_) => "{wide_bar} {percent:>3}%  {msg}, {eta} left",
            None => "{spinner} {msg}, {bytes}",
        };
        bar.set_style(
            ProgressStyle::with_template(words).unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        Progress {
            bar,
            bytes,
            began: Instant::now(),
            shown: None,
        }
    }

    /// So many reports have been dealt with.
    pub fn show(&mut self, done: u64) {
        if self.bar.is_hidden()
            || self
                .shown
                .is_some_and(|at| at.elapsed() < Duration::from_millis(100))
        {
            return;
        }
        self.shown = Some(Instant::now());
        self.bar.set_position(self.bytes.bytes());
        self.bar.set_message(format!(
            "{} reports, {}",
            thousands(done),
            rate(done, self.began.elapsed())
        ));
    }

    /// A line that stays.
    pub fn say(&self, line: impl Display) {
        self.bar.suspend(|| eprintln!("{line}"));
    }

    /// Takes the line away and says how long it all took.
    pub fn end(&self) -> Duration {
        self.bar.finish_and_clear();
        self.began.elapsed()
    }
}

/// `12 a second`, or `0.4 a second`.
pub fn rate(done: u64, time: Duration) -> String {
    let rate = done as f64 / time.as_secs_f64().max(1e-3);
    if rate < 10.0 {
        format!("{rate:.1} a second")
    } else {
        format!("{} a second", thousands(rate as u64))
    }
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
        assert_eq!(rate(5, Duration::from_secs(10)), "0.5 a second");
        assert_eq!(rate(123_400, Duration::from_secs(10)), "12,340 a second");
    }
}
