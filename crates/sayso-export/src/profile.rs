//! Answers as comma-separated values, in the columns that a community of readers knows: one row for each answer.
//!
//! A profile is a named convention ([`Convention`]) for what number a wording stands for, and the columns of those who use it, filled where a public claim
//! fills them and empty where it does not: an export never guesses a place's coordinates, a type of event, a side of a conflict or a code. After these come
//! the same columns for all profiles: who says it, in which words, on how many lines. The last column says of each row how its number came to be, and its
//! header names the convention with what it makes of vague words.
//!
//! * **`acled`**: the columns of the Armed Conflict Location & Event Data download. Filled: `location`, `source`, `notes`, `fatalities` (only where the dead
//!   are counted), and `event_date`, `year`, `time_precision` where the figure itself is of one day. `fatalities` follows the rule of the ACLED Codebook
//!   (section on fatalities) to take the most conservative number: the lower end of what the wording gives, and for words without a number those of
//!   `figure-conventions.tsv` (tens 10, dozens 12, hundreds 100). Everything else (`event_type`, actors of the event, `interaction`, administrative
//!   units, coordinates) takes a coder and is empty.
//! * **`ucdp`**: the columns of the UCDP Georeferenced Event Dataset (Sundberg & Melander 2013, GED Codebook). Filled: `source_article`, `source_office`,
//!   `source_date`, `source_headline`, `source_original` (who says it, as GED has it), `number_of_sources` (reports that agree), `where_description`,
//!   `date_start` and `date_end` where the figure gives them, and `low` and `high`: the least and most that the wording admits, where it ends. `best` stands
//!   only where both are the same number, and is left to a person else, as are the dead by side, the type of violence, dyads and places.
//! * **`ibc`**: the columns of the Iraq Body Count incident list. Filled: `Start Date`, `End Date`, `Location`, `Reported Minimum`, `Reported Maximum` and
//!   `Sources`. Whether the dead were civilians takes a person; rows of every group counted come along, with the group in `of`.
//! * **`plain`**: the columns of this project alone, with the literal bounds as the words give them and nothing for vague words.

use crate::{Answer, Error, cell};
use csv::{Terminator, WriterBuilder};
use sayso_claims::{Convention, Shown};
use sayso_ledger::Known;
use std::io::Write;

/// Whose columns and convention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Profile {
    /// Armed Conflict Location & Event Data.
    Acled,
    /// UCDP Georeferenced Event Dataset.
    Ucdp,
    /// Iraq Body Count.
    Ibc,
    /// Our own.
    Plain,
}

impl Profile {
    /// All of them.
    pub const ALL: [Profile; 4] = [Profile::Acled, Profile::Ucdp, Profile::Ibc, Profile::Plain];

    /// The convention for its numbers.
    pub fn convention(self) -> Convention {
        match self {
            Profile::Acled => Convention::Acled,
            Profile::Ucdp => Convention::Ucdp,
            Profile::Ibc => Convention::Ibc,
            Profile::Plain => Convention::Plain,
        }
    }

    /// Its name, as that of its convention without the version.
    pub fn name(self) -> &'static str {
        let name = self.convention().name();
        name.split('/').next().unwrap_or(name)
    }

    /// The profile of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.name() == name)
    }

    /// What its convention makes of words, for the header.
    pub fn note(self) -> &'static str {
        match self {
            Profile::Acled => {
                "acled/1: the most conservative number: the lower bound of the wording, else its upper bound; tens 10, dozens 12, hundreds 100; other vague words the least they admit"
            }
            Profile::Ucdp => {
                "ucdp/1: low and high are the least and the most that the wording admits (dozens 24 to 119, over 12 from 13), empty where it has no end; best only where both are one number"
            }
            Profile::Ibc => {
                "ibc/1: minimum and maximum as worded, for vague words the least and the most they admit (dozens 24 to 119)"
            }
            Profile::Plain => "plain/1: the literal bounds; vague words have none",
        }
    }

    fn columns(self) -> &'static [Column] {
        match self {
            Profile::Acled => ACLED,
            Profile::Ucdp => UCDP,
            Profile::Ibc => IBC,
            Profile::Plain => PLAIN,
        }
    }

    /// The names of its columns.
    pub fn header(self, known: &Known) -> Vec<String> {
        let mut header: Vec<String> = self
            .columns()
            .iter()
            .chain(OURS)
            .map(|(name, _)| (*name).to_owned())
            .collect();
        let mut note = format!("number from ({})", self.note());
        if let Some(day) = known.as_of() {
            note.push_str(&format!(", as known on {day}"));
        }
        if let Some(day) = known.known_on() {
            note.push_str(&format!(", as read by {day}"));
        }
        header.push(note);
        header
    }

    /// The cells of an answer, not yet made safe.
    pub fn cells(self, answer: &Answer) -> Vec<String> {
        let row = Row::of(self, answer);
        let columns = self.columns().iter().chain(OURS);
        let mut cells: Vec<String> = columns.map(|(_, value)| value(&row)).collect();
        cells.push(row.number_from());
        cells
    }

    /// Writes answers, a row each, by RFC 4180: lines end in CR LF, cells are quoted where they must be. Gives how many there were.
    ///
    /// # Errors
    /// The ledger cannot be read, or `out` does not take it.
    pub fn write<W: Write>(
        self,
        out: W,
        known: &Known,
        answers: impl Iterator<Item = Result<Answer, Error>>,
    ) -> Result<u64, Error> {
        let mut csv = WriterBuilder::new()
            .terminator(Terminator::CRLF)
            .from_writer(out);
        csv.write_record(self.header(known).iter().map(|c| cell::safe(c)))?;
        let mut written = 0;
        for answer in answers {
            let cells = self.cells(&answer?);
            csv.write_record(cells.iter().map(|c| cell::safe(c)))?;
            written += 1;
        }
        csv.flush()?;
        Ok(written)
    }
}

/// A column: its name, and its value of a row.
type Column = (&'static str, fn(&Row<'_>) -> String);

/// An answer under a convention.
struct Row<'a> {
    profile: Profile,
    answer: &'a Answer,
    shown: Option<Shown>,
}

impl<'a> Row<'a> {
    fn of(profile: Profile, answer: &'a Answer) -> Self {
        let figure = answer.figure();
        Row {
            profile,
            answer,
            shown: figure.map(|f| profile.convention().show(f)),
        }
    }

    fn number(&self, pick: fn(Shown) -> Option<f64>) -> String {
        number(self.shown.and_then(pick))
    }

    fn measure(&self) -> &str {
        self.answer.question.measure.as_deref().unwrap_or_default()
    }

    /// The numbers of the dead: nothing where something else is counted.
    fn dead(&self, pick: fn(Shown) -> Option<f64>) -> String {
        if self.measure() == "killed" {
            self.number(pick)
        } else {
            String::new()
        }
    }

    /// The first and last day that the figure is of, where it says so.
    fn days(&self) -> (String, String) {
        let figure = self.answer.figure();
        let day = |value: Option<&String>| {
            let value = value?;
            let is_day = value.len() >= 10 && is_day(value.get(..10)?);
            is_day.then(|| value.get(..10).unwrap_or_default().to_owned())
        };
        let since = figure.and_then(|f| day(f.since.as_ref()));
        let until = figure.and_then(|f| day(f.until.as_ref()));
        (since.unwrap_or_default(), until.unwrap_or_default())
    }

    /// The day, where the figure is of one day alone.
    fn one_day(&self) -> String {
        let (since, until) = self.days();
        if since == until { since } else { String::new() }
    }

    fn place(&self) -> String {
        let own = self.answer.figure().and_then(|f| f.place.clone());
        own.or_else(|| self.answer.question.place.clone())
            .unwrap_or_default()
    }

    fn party(&self) -> String {
        word(&self.answer.row.actor)
    }

    /// How the number came to be.
    fn number_from(&self) -> String {
        let Some(shown) = self.shown else {
            return "no figure".to_owned();
        };
        let Some(figure) = self.answer.figure() else {
            return "no figure".to_owned();
        };
        let decided = self.answer.said.deciders().next().is_some();
        let decided = if decided { ", as decided" } else { "" };
        let none = shown.low.is_none() && shown.best.is_none() && shown.high.is_none();
        let words = match figure.modifier.as_str() {
            _ if none => "no number under this convention",
            "vague" => "a vague word",
            "exact" => "the number as worded",
            "implied" => "what the words imply",
            _ if figure.lower.is_some() && figure.upper.is_some() => "both bounds of the wording",
            _ if figure.lower.is_some() => "the lower bound of the wording",
            _ if figure.upper.is_some() => "the upper bound of the wording",
            _ => "the wording",
        };
        format!("{words}: {}{decided}", self.answer.row.words)
    }
}

/// Whether it is `2026-03-05`, and no week or season.
fn is_day(value: &str) -> bool {
    let digit = |(i, b): (usize, u8)| {
        if i == 4 || i == 7 {
            b == b'-'
        } else {
            b.is_ascii_digit()
        }
    };
    value.len() == 10 && value.bytes().enumerate().all(digit)
}

/// A number without a decimal point where it is whole; empty for none.
pub(crate) fn number(value: Option<f64>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

fn word(value: &Option<String>) -> String {
    value.clone().unwrap_or_default()
}

fn list<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    let names: Vec<&str> = names.into_iter().map(String::as_str).collect();
    names.join("; ")
}

/// What takes a coder, and no public claim says.
fn open(_: &Row<'_>) -> String {
    String::new()
}

fn published(row: &Row<'_>) -> String {
    word(&row.answer.said.report.published)
}

fn outlet(row: &Row<'_>) -> String {
    word(&row.answer.said.report.outlet)
}

fn title(row: &Row<'_>) -> String {
    word(&row.answer.said.report.title)
}

/// Who said what, when, as a coder notes it.
fn note(row: &Row<'_>) -> String {
    let row_of = &row.answer.row;
    let day = row_of
        .as_of
        .as_deref()
        .map(|d| format!("As of {d}, "))
        .unwrap_or_default();
    let who = match row.party() {
        party if party.is_empty() => "somebody not named".to_owned(),
        party => party,
    };
    let stance = row.answer.said.row().claim.stance.replace('_', " ");
    let content = &row.answer.said.row().content_words;
    format!("{day}{who} {stance}: “{content}”")
}

const ACLED: &[Column] = &[
    ("event_id_cnty", open),
    ("event_date", |r| r.one_day()),
    ("year", |r| r.one_day().chars().take(4).collect()),
    ("time_precision", |r| {
        if r.one_day().is_empty() { "" } else { "1" }.to_owned()
    }),
    ("disorder_type", open),
    ("event_type", open),
    ("sub_event_type", open),
    ("actor1", open),
    ("assoc_actor_1", open),
    ("inter1", open),
    ("actor2", open),
    ("assoc_actor_2", open),
    ("inter2", open),
    ("interaction", open),
    ("civilian_targeting", open),
    ("iso", open),
    ("region", open),
    ("country", open),
    ("admin1", open),
    ("admin2", open),
    ("admin3", open),
    ("location", |r| r.place()),
    ("latitude", open),
    ("longitude", open),
    ("geo_precision", open),
    ("source", outlet),
    ("source_scale", open),
    ("notes", note),
    ("fatalities", |r| r.dead(|s| s.best)),
    ("tags", open),
    ("timestamp", open),
];

const UCDP: &[Column] = &[
    ("id", open),
    ("relid", open),
    ("year", |r| {
        let (since, until) = r.days();
        let year = |d: &str| d.chars().take(4).collect::<String>();
        if year(&since) == year(&until) {
            year(&since)
        } else {
            String::new()
        }
    }),
    ("active_year", open),
    ("code_status", open),
    ("type_of_violence", open),
    ("conflict_new_id", open),
    ("conflict_name", open),
    ("dyad_new_id", open),
    ("dyad_name", open),
    ("side_a_new_id", open),
    ("side_a", open),
    ("side_b_new_id", open),
    ("side_b", open),
    ("number_of_sources", |r| {
        r.answer
            .standing()
            .map(|s| s.reports.to_string())
            .unwrap_or_default()
    }),
    ("source_article", |r| {
        let parts = [outlet(r), published(r), title(r)].map(|p| p.replace('"', "'"));
        let parts: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
        format!("\"{}\"", parts.join(","))
    }),
    ("source_office", outlet),
    ("source_date", |r| published(r).chars().take(10).collect()),
    ("source_headline", title),
    ("source_original", |r| r.party()),
    ("where_prec", open),
    ("where_coordinates", open),
    ("where_description", |r| r.place()),
    ("adm_1", open),
    ("adm_2", open),
    ("latitude", open),
    ("longitude", open),
    ("geom_wkt", open),
    ("priogrid_gid", open),
    ("country", open),
    ("country_id", open),
    ("region", open),
    ("event_clarity", open),
    ("date_prec", |r| {
        if r.one_day().is_empty() { "" } else { "1" }.to_owned()
    }),
    ("date_start", |r| r.days().0),
    ("date_end", |r| r.days().1),
    ("deaths_a", open),
    ("deaths_b", open),
    ("deaths_civilians", open),
    ("deaths_unknown", open),
    ("best", |r| r.dead(|s| s.best)),
    ("high", |r| r.dead(|s| s.high)),
    ("low", |r| r.dead(|s| s.low)),
];

const IBC: &[Column] = &[
    ("IBC code", open),
    ("Start Date", |r| r.days().0),
    ("End Date", |r| r.days().1),
    ("Time", open),
    ("Location", |r| r.place()),
    ("Target", open),
    ("Weapons", open),
    ("Reported Minimum", |r| r.dead(|s| s.low)),
    ("Reported Maximum", |r| r.dead(|s| s.high)),
    ("Sources", outlet),
];

const PLAIN: &[Column] = &[];

/// What every profile carries.
const OURS: &[Column] = &[
    ("question", |r| r.answer.question.id.clone()),
    ("question_text", |r| r.answer.question.text.clone()),
    ("measure", |r| r.measure().to_owned()),
    ("of", |r| word(&r.answer.question.of)),
    ("place", |r| word(&r.answer.question.place)),
    ("unit", |r| word(&r.answer.question.unit)),
    ("party", |r| r.party()),
    ("party_kind", |r| {
        word(&r.answer.said.row().claim.actor_kind)
    }),
    ("affiliation", |r| {
        word(&r.answer.said.row().claim.affiliation)
    }),
    ("origin", |r| word(&r.answer.row.origin)),
    ("via", |r| list(&r.answer.said.row().claim.via)),
    ("stance", |r| r.answer.said.row().claim.stance.clone()),
    ("position", |r| word(&r.answer.row.position)),
    ("figure_as_worded", |r| r.answer.row.words.clone()),
    ("literal_lower", |r| number(r.answer.row.lower)),
    ("literal_upper", |r| number(r.answer.row.upper)),
    ("convention", |r| r.profile.convention().name().to_owned()),
    ("value_low", |r| r.number(|s| s.low)),
    ("value_best", |r| r.number(|s| s.best)),
    ("value_high", |r| r.number(|s| s.high)),
    ("said", |r| word(&r.answer.row.said)),
    ("as_of", |r| word(&r.answer.row.as_of)),
    ("published", published),
    ("line", |r| (r.answer.row.line + 1).to_string()),
    ("lines_of_question", |r| r.answer.question.lines.to_string()),
    ("lines_that_agree", |r| {
        r.answer
            .standing()
            .map(|s| s.lines.to_string())
            .unwrap_or_default()
    }),
    ("lines_in_conflict", |r| {
        r.answer
            .standing()
            .map(|s| s.conflicts.to_string())
            .unwrap_or_default()
    }),
    ("confirmed_by", |r| {
        r.answer
            .standing()
            .map(|s| list(&s.confirmed_by))
            .unwrap_or_default()
    }),
    ("denied_by", |r| {
        r.answer
            .standing()
            .map(|s| list(&s.denied_by))
            .unwrap_or_default()
    }),
    ("not_confirmed_by", |r| {
        r.answer
            .standing()
            .map(|s| list(&s.not_confirmed_by))
            .unwrap_or_default()
    }),
    ("latest_of_its_line", |r| {
        r.answer
            .standing()
            .map(|s| s.latest.to_string())
            .unwrap_or_default()
    }),
    ("report", |r| r.answer.said.report.name()),
    ("report_sha256", |r| r.answer.said.report.hash.to_string()),
    ("outlet", outlet),
    ("title", title),
    ("link", |r| word(&r.answer.said.report.url)),
    ("claim", |r| r.answer.row.claim.clone()),
    ("source_words", |r| r.answer.said.row().source_words.clone()),
    ("words", |r| r.answer.said.row().content_words.clone()),
];
