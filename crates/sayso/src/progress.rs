//! What a person sees on standard error while reports are read.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sayso_intake::Progress as Bytes;
use sayso_read::Watch;
pub use sayso_read::thousands;
use std::fmt::Arguments;
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
}

impl Watch for Progress {
    fn show(&mut self, done: u64) {
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

    fn say(&mut self, line: Arguments<'_>) {
        self.bar.suspend(|| eprintln!("{line}"));
    }

    fn end(&self) -> Duration {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_for_people() {
        assert_eq!(rate(5, Duration::from_secs(10)), "0.5 a second");
        assert_eq!(rate(123_400, Duration::from_secs(10)), "12,340 a second");
    }
}
