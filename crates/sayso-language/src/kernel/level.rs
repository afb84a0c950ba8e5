//! Which instructions the arithmetic uses.

use super::multiplies_right;
use std::sync::OnceLock;

/// Names the best level that may be used, for tests and measures: `plain`, `avx2`, `vnni` or `amx`.
const ASKED: &str = "SAYSO_PROCESSOR";

/// Which instructions the arithmetic uses. All give the same bits.
///
/// The environment variable `SAYSO_PROCESSOR` (`plain`, `avx2`, `vnni` or `amx`) keeps [`Level::best`] from going beyond a level, so that one
/// machine can test and measure what others do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// What every processor of this architecture has.
    Plain,
    /// x86-64 with AVX2 and FMA.
    Avx2,
    /// x86-64 with AVX-512 VNNI.
    Vnni,
    /// The same with the int8 tiles of AMX, on Linux.
    Amx,
}

impl Level {
    /// The best that this processor has, that multiplies right here (a level that fails a small product is passed over) and that
    /// `SAYSO_PROCESSOR` does not rule out.
    pub fn best() -> Level {
        static BEST: OnceLock<Level> = OnceLock::new();
        *BEST.get_or_init(|| {
            let asked = std::env::var(ASKED).ok();
            let most = match asked.as_deref() {
                Some("plain") => Level::Plain,
                Some("avx2") => Level::Avx2,
                Some("vnni") => Level::Vnni,
                _ => Level::Amx,
            };
            let mut found = Level::all();
            found.retain(|&level| level == Level::Plain || level <= most);
            while let Some(level) = found.pop() {
                if level == Level::Plain || multiplies_right(level) {
                    return level;
                }
            }
            Level::Plain
        })
    }

    /// All levels that this processor has, slowest first.
    pub fn all() -> Vec<Level> {
        let mut found = vec![Level::Plain];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                found.push(Level::Avx2);
                if is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512vnni")
                {
                    found.push(Level::Vnni);
                    if super::amx::is_here() {
                        found.push(Level::Amx);
                    }
                }
            }
        }
        found
    }

    /// This level if the processor has it, else the best that it has.
    pub fn or_best(self) -> Level {
        if Level::all().contains(&self) {
            self
        } else {
            Level::best()
        }
    }

    /// Whether activations stand as unsigned bytes, and weights four inputs at a time.
    pub(super) fn has_bytes(self) -> bool {
        self >= Level::Vnni
    }
}
