//! Who says what, as it may leave.

use serde::Serialize;

/// What someone says, in the words of a report.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Said {
    /// Who, as far as it may be said.
    pub who: Option<String>,
    /// The source as the report writes it.
    pub source: Option<String>,
    /// The words that carry the figure or the position.
    pub words: String,
    /// Literal lower bound.
    pub lower: Option<f64>,
    /// Literal upper bound.
    pub upper: Option<f64>,
    /// The position, for a question without figures.
    pub position: Option<String>,
    /// The stance.
    pub stance: Option<String>,
    /// The exact words of the claim.
    pub content: Option<String>,
    /// The claim's name; none where it would let one try names of a withheld source.
    pub claim: Option<String>,
    /// Who published the report.
    pub outlet: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// When it was published.
    pub published: Option<String>,
    /// Its own address.
    pub url: Option<String>,
    /// The page of the claim.
    pub page: Option<String>,
    /// How many lines agree with it.
    pub lines: usize,
    /// The day from which it holds.
    pub as_of: Option<String>,
}

impl Said {
    /// Who, in a sentence.
    pub fn name(&self) -> &str {
        let named = self.who.as_deref().or(self.source.as_deref());
        named.filter(|n| !n.is_empty()).unwrap_or("someone unnamed")
    }

    /// What, in a few words.
    pub fn figure(&self) -> String {
        match (&self.position, self.words.trim()) {
            (Some(position), _) => position.replace('_', " "),
            (None, "") => "without a figure".to_owned(),
            (None, words) => format!("“{words}”"),
        }
    }

    /// The same with the day.
    pub fn dated(&self) -> String {
        match self.published.as_deref().and_then(|p| p.get(..10)) {
            Some(day) => format!("{} ({day})", self.figure()),
            None => self.figure(),
        }
    }

    /// Where it stands: outlet and date.
    pub fn place(&self) -> String {
        let outlet = self.outlet.as_deref().unwrap_or("outlet not known");
        match self.published.as_deref() {
            Some(published) => format!("{outlet}, {}", published.get(..10).unwrap_or(published)),
            None => format!("{outlet}, date not known"),
        }
    }
}
