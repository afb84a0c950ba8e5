//! The Traffic Light Protocol, version 2.0 (FIRST, August 2022).

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// How far something may go.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Tlp {
    /// To the world.
    #[default]
    Clear,
    /// Within the community.
    Green,
    /// Within the organisation and its clients, where they need to know.
    Amber,
    /// Within the organisation alone.
    #[serde(rename = "amber+strict")]
    AmberStrict,
    /// To those who were told in person.
    Red,
}

impl Tlp {
    /// All, lowest first.
    pub const ALL: [Tlp; 5] = [
        Tlp::Clear,
        Tlp::Green,
        Tlp::Amber,
        Tlp::AmberStrict,
        Tlp::Red,
    ];

    /// The word for it on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Tlp::Clear => "clear",
            Tlp::Green => "green",
            Tlp::Amber => "amber",
            Tlp::AmberStrict => "amber+strict",
            Tlp::Red => "red",
        }
    }
}

/// As the protocol writes it: `TLP:AMBER+STRICT`.
impl fmt::Display for Tlp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TLP:{}", self.word().to_ascii_uppercase())
    }
}

impl FromStr for Tlp {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        let bare = words.to_ascii_lowercase();
        let bare = bare.strip_prefix("tlp:").unwrap_or(&bare);
        Tlp::ALL
            .into_iter()
            .find(|t| t.word() == bare || (bare == "white" && *t == Tlp::Clear))
            .ok_or_else(|| "a marking is clear, green, amber, amber+strict or red".to_owned())
    }
}
