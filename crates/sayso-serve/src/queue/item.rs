//! What was dropped, and what became of it.

use serde::Serialize;
use utoipa::ToSchema;

/// What somebody dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dropped {
    /// What to call it: a file's name, an address.
    pub name: String,
    /// Its bytes; none for an address, which is fetched when it is read.
    pub bytes: Option<Vec<u8>>,
}

impl Dropped {
    /// A file, or text, under a name that is fit to be shown.
    pub fn file(name: &str, bytes: Vec<u8>) -> Self {
        let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let plain: String = last.chars().filter(|c| !c.is_control()).take(200).collect();
        let name = match plain.trim() {
            "" => "dropped".to_owned(),
            name => name.to_owned(),
        };
        Dropped {
            name,
            bytes: Some(bytes),
        }
    }

    /// Text under a name; as a JSON line where something is known of it.
    pub fn text(name: &str, text: String, known: &[(&str, Option<&str>)]) -> Self {
        let known = known.iter().filter_map(|(field, value)| {
            let value = value.map(str::trim).filter(|v| !v.is_empty())?;
            Some(((*field).to_owned(), value.into()))
        });
        let mut line: serde_json::Map<String, serde_json::Value> = known.collect();
        if line.is_empty() {
            return Dropped::file(name, text.into_bytes());
        }
        line.insert("text".to_owned(), text.into());
        let line = serde_json::Value::Object(line).to_string();
        Dropped::file(name, line.into_bytes())
    }

    /// An address.
    ///
    /// # Errors
    /// It is none that could be fetched, in words.
    pub fn address(address: &str) -> Result<Self, String> {
        let address = address.trim();
        let scheme = address.split_once("://").map_or("", |(scheme, _)| scheme);
        let known = ["http", "https"]
            .iter()
            .any(|s| scheme.eq_ignore_ascii_case(s));
        if !known
            || address.len() > 2_000
            || address.chars().any(|c| c.is_control() || c.is_whitespace())
        {
            return Err("an address begins with http:// or https:// and has no blanks".to_owned());
        }
        Ok(Dropped {
            name: address.to_owned(),
            bytes: None,
        })
    }
}

/// What the name of an item begins with that is to be kept, and not to be read.
const EVIDENCE: &str = "evidence at ";

impl Dropped {
    /// An address whose bytes are to be kept as evidence.
    ///
    /// # Errors
    /// It is none that could be fetched, in words.
    pub fn evidence(address: &str) -> Result<Self, String> {
        let address = Dropped::address(address)?.name;
        Ok(Dropped {
            name: format!("{EVIDENCE}{address}"),
            bytes: None,
        })
    }
}

/// The address in an item's name, if what is there is to be kept.
pub(crate) fn evidence_at(name: &str, has_bytes: bool) -> Option<&str> {
    name.strip_prefix(EVIDENCE).filter(|_| !has_bytes)
}

/// How an item of the queue stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    /// It waits for its turn.
    Waiting,
    /// It is read now.
    Reading,
    /// It was read.
    Done,
    /// Nothing could be read in it.
    Rejected,
}

impl State {
    pub fn name(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Reading => "reading",
            State::Done => "done",
            State::Rejected => "rejected",
        }
    }

    pub fn named(name: &str) -> Self {
        match name {
            "reading" => State::Reading,
            "done" => State::Done,
            "rejected" => State::Rejected,
            _ => State::Waiting,
        }
    }
}

/// An item of the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Item {
    /// Its number.
    pub id: i64,
    /// A file's name, or an address.
    pub name: String,
    /// How it stands.
    pub state: State,
    /// Bytes; none for an address that was not fetched yet.
    pub size: Option<u64>,
    /// When it was dropped, in seconds since 1970.
    pub at: i64,
    /// When it was done or rejected, in seconds since 1970.
    pub ended: Option<i64>,
    /// Reports dealt with so far.
    pub reports: u64,
    /// Reports that were new.
    pub new: u64,
    /// Claims of these.
    pub claims: u64,
    /// Reports that the ledger had already.
    pub known: u64,
    /// Reports that were rejected.
    pub rejected: u64,
    /// Why it, or some of it, was rejected; or why it still waits.
    pub reason: Option<String>,
    /// How much of its bytes has been gone through, in percent.
    pub percent: Option<u64>,
}
