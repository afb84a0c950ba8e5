//! One question to be put to a server, and why.

use sayso_intake::Ask;
use sayso_ledger::follow::{Source, Waiting};

/// What a question is for.
#[derive(Clone, Debug)]
pub(crate) enum Purpose {
    /// The robots.txt of this server.
    Robots(String),
    /// What is new in a source.
    Source(Box<Source>),
    /// The article of an item.
    Item(Box<Waiting>),
}

/// A question.
#[derive(Clone, Debug)]
pub(crate) struct Task {
    pub purpose: Purpose,
    /// What is asked now.
    pub address: String,
    /// Where redirects led from before, and whether each is for good.
    pub hops: Vec<(String, bool)>,
}

impl Task {
    /// What is new in a source.
    pub fn source(source: Source) -> Self {
        Task {
            address: source.address.clone(),
            purpose: Purpose::Source(Box::new(source)),
            hops: Vec::new(),
        }
    }

    /// The article of an item; none if nothing is to be asked for it.
    pub fn item(item: Waiting) -> Option<Self> {
        Some(Task {
            address: item.address.clone()?,
            purpose: Purpose::Item(Box::new(item)),
            hops: Vec::new(),
        })
    }

    /// What this server lets programs ask.
    pub fn robots(origin: String) -> Self {
        Task {
            address: format!("{origin}/robots.txt"),
            purpose: Purpose::Robots(origin),
            hops: Vec::new(),
        }
    }

    /// As it is put: with what is known of what is here, if that is from the same address.
    pub fn ask(&self) -> Ask {
        let mut ask = Ask {
            url: self.address.clone(),
            ..Ask::default()
        };
        if let Purpose::Source(source) = &self.purpose
            && source.validated.as_ref() == Some(&self.address)
        {
            ask.etag = source.etag.clone();
            ask.modified = source.modified.clone();
        }
        ask
    }

    /// The same, led elsewhere.
    pub fn led(mut self, to: String, for_good: bool) -> Self {
        let from = std::mem::replace(&mut self.address, to);
        self.hops.push((from, for_good));
        self
    }

    /// Where the source is for good, if its server said so: as far as redirects for good lead in one go.
    pub fn moved(&self) -> Option<&str> {
        let kept = self
            .hops
            .iter()
            .take_while(|(_, for_good)| *for_good)
            .count();
        match (kept, self.hops.get(kept)) {
            (0, _) => None,
            (_, Some((next, _))) => Some(next),
            (_, None) => Some(&self.address),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_move_is_for_good_as_far_as_it_is_said() {
        let start = Task {
            address: "a".into(),
            ..Task::robots("o".into())
        };
        assert_eq!(start.moved(), None);
        let moved = start.clone().led("b".into(), true);
        assert_eq!(moved.moved(), Some("b"));
        let further = moved.led("c".into(), false).led("d".into(), true);
        assert_eq!(
            (further.moved(), further.address.as_str()),
            (Some("b"), "d")
        );
        assert_eq!(start.led("b".into(), false).moved(), None);
    }
}
