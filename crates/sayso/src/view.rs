//! How a ledger is looked at: as known on a day, and with or without what was decided.

use crate::commands::claims::day;
use crate::commands::decisions::when;
use sayso_ledger::{Change, Changed, Decided, Known, Ledger};

/// As known on which day.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Back {
    /// As known at the end of this day (or month, or year): only what was published until then
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub as_of: Option<String>,
    /// Only what this ledger had read, and what was decided, by the end of this day (of UTC)
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub known_on: Option<String>,
}

/// As known on which day, and as decided or as read.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct View {
    #[command(flatten)]
    pub back: Back,
    /// The reading without any decision
    #[arg(long)]
    pub machine: bool,
}

impl Back {
    /// As the ledger says it.
    pub fn known(&self) -> Known {
        Known::on(self.as_of.as_deref(), self.known_on.as_deref())
    }

    /// `, as known on 2026-03-05`, to stand behind a count; empty for now.
    pub fn words(&self) -> String {
        let known = self.known();
        let published = known.as_of().map(|d| format!(", as known on {d}"));
        let read = known.known_on().map(|d| format!(", as read by {d}"));
        [published, read].into_iter().flatten().collect()
    }

    /// Sets a ledger back.
    pub fn look(&self, ledger: &Ledger) -> anyhow::Result<()> {
        Ok(ledger.look_back(&self.known())?)
    }
}

impl View {
    /// Sets a ledger back, and gives the decisions to apply.
    pub fn look(&self, ledger: &Ledger) -> anyhow::Result<Decided> {
        self.back.look(ledger)?;
        if self.machine {
            return Ok(Decided::default());
        }
        Ok(ledger.decided()?)
    }

    /// Whether questions are to be made anew, since those that are kept are as of now and as decided.
    pub fn is_other(&self) -> bool {
        self.machine || !self.back.known().is_now()
    }
}

/// A decision on a claim, in words: `stance is “denies”, was read as “states”: Ann on 2026-03-05 (decision 2), misheard`.
pub fn decided(change: &Change) -> String {
    let quoted = |v: &Option<String>| v.as_ref().map_or("none".into(), |v| format!("“{v}”"));
    let what = match &change.what {
        Changed::Rejected => "rejected: no claim".to_owned(),
        Changed::Amended { field, from, to } => {
            let field = field.replace('_', " ");
            format!("{field} is {}, was read as {}", quoted(to), quoted(from))
        }
        Changed::AskedWith { claim } => {
            let claim: String = claim.chars().take(8).collect();
            format!("answers the question of {claim}")
        }
        Changed::AskedAlone => "answers a question of its own".to_owned(),
        Changed::Pinned => "pinned".to_owned(),
        Changed::Noted { text } => format!("note: {text}"),
    };
    let by = &change.by;
    let at = when(by.at);
    let reason = match by.reason.as_str() {
        "" => String::new(),
        reason => format!(", {reason}"),
    };
    format!(
        "{what} — {} on {} (decision {}){reason}",
        by.author,
        at.get(..10).unwrap_or(&at),
        by.decision
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use sayso_ledger::By;

    #[test]
    fn decisions_say_who_and_why() {
        let by = By {
            decision: 2,
            at: 951_827_696,
            author: "Ann".into(),
            reason: "misheard".into(),
        };
        let what = Changed::Amended {
            field: "actor_kind".into(),
            from: None,
            to: Some("agency".into()),
        };
        assert_eq!(
            decided(&Change { what, by }),
            "actor kind is “agency”, was read as none — Ann on 2000-02-29 (decision 2), misheard"
        );
    }
}
