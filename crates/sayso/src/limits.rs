//! What input may be, as flags.

use sayso_intake::Limits;
use std::time::Duration;

/// Bounds on input; whatever is over one is rejected by name, and the rest is read.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Limits (over one, an item is rejected and the rest is read)")]
pub struct LimitArgs {
    /// Largest raw item: a file, WARC record, feed or page, after decompression
    #[arg(long, value_name = "SIZE", value_parser = size, default_value = "20MB")]
    max_bytes: u64,

    /// Largest text of one report
    #[arg(long, value_name = "SIZE", value_parser = size, default_value = "2MB")]
    max_text: u64,

    /// Longest JSON line
    #[arg(long, value_name = "SIZE", value_parser = size, default_value = "64MB")]
    max_line: u64,

    /// Deepest nesting of HTML or XML elements
    #[arg(long, value_name = "N", default_value_t = 512)]
    max_depth: usize,

    /// Most elements of one HTML page
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    max_elements: usize,

    /// Most bytes that one byte of gzip may become, looked at after the first 64 MB
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    max_expansion: u64,

    /// Most items out of one input
    #[arg(long, value_name = "N", default_value_t = 1_000_000_000)]
    max_items: u64,

    /// Longest time for the reading of one report, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    max_time: u64,
}

/// Bounds on fetching.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Limits (over one, an item is rejected and the rest is read)")]
pub struct FetchArgs {
    /// Longest time for fetching one address, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    max_fetch_time: u64,

    /// Most redirects followed for one address
    #[arg(long, value_name = "N", default_value_t = 5)]
    max_redirects: u32,
}

impl LimitArgs {
    /// As the intake takes them; fetching as it is by default, if it is not `given`.
    pub fn limits(&self, fetching: Option<&FetchArgs>) -> Limits {
        let bytes = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let mut limits = Limits {
            raw_bytes: bytes(self.max_bytes),
            text_bytes: bytes(self.max_text),
            line_bytes: bytes(self.max_line),
            depth: self.max_depth,
            elements: self.max_elements,
            gzip_expansion: self.max_expansion,
            items: self.max_items,
            ..Limits::default()
        };
        if let Some(fetching) = fetching {
            fetching.apply(&mut limits);
        }
        limits
    }

    /// How long the reading of one report may take.
    pub fn time(&self) -> Duration {
        Duration::from_secs(self.max_time)
    }
}

impl FetchArgs {
    /// Puts them into limits.
    pub fn apply(&self, limits: &mut Limits) {
        limits.fetch_time = Duration::from_secs(self.max_fetch_time);
        limits.redirects = self.max_redirects;
    }
}

/// `500000`, `500kB`, `20MB` or `1GB`, in bytes; a unit is a power of 1,000.
pub fn size(words: &str) -> Result<u64, String> {
    let digits = words.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = words.get(digits.len()..).unwrap_or("");
    let factor = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" => 1_000,
        "m" | "mb" => 1_000_000,
        "g" | "gb" => 1_000_000_000,
        _ => return Err("a size is a number of bytes, or one with kB, MB or GB".to_owned()),
    };
    let number: u64 = digits
        .replace(['_', ','], "")
        .parse()
        .map_err(|_| "not a number of bytes".to_owned())?;
    number
        .checked_mul(factor)
        .ok_or_else(|| "too large".to_owned())
}

/// Threads, all cores where the user names none.
pub fn threads(asked: Option<u16>) -> usize {
    asked
        .map_or_else(
            || std::thread::available_parallelism().map_or(1, usize::from),
            usize::from,
        )
        .max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(clap::Parser)]
    struct Flags {
        #[command(flatten)]
        limits: LimitArgs,
        #[command(flatten)]
        fetching: FetchArgs,
    }

    #[test]
    fn the_flags_say_what_the_intake_does() {
        let flags = Flags::parse_from(["x"]);
        assert_eq!(
            flags.limits.limits(Some(&flags.fetching)),
            Limits::default()
        );
        let flags = Flags::parse_from(["x", "--max-text", "500kB", "--max-depth", "9"]);
        let limits = flags.limits.limits(None);
        assert_eq!((limits.text_bytes, limits.depth), (500_000, 9));
    }

    #[test]
    fn sizes() {
        assert_eq!(size("1_000"), Ok(1000));
        assert_eq!(size("2 GB"), Ok(2_000_000_000));
        assert!(size("MB").is_err() && size("2 miles").is_err() && size("99999999999G").is_err());
    }
}
