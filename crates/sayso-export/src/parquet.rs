//! Parquet, for data frames and warehouses.
//!
//! Two tables, each a flat row of columns; a list is a list of text, a column that a row has nothing for is null. The schema of a file names its version
//! (`sayso.schema` in the file's metadata: `answers/1`, `claims/1`), and each field says in its metadata (`description`) what it holds. Columns are only added
//! within a version. [`ANSWERS`] and [`CLAIMS`] are the documentation and the code at once.
//!
//! Rows are written in batches, so that memory does not grow with the ledger.

use crate::{Answer, Error, Said};
use arrow_array::builder::{
    ArrayBuilder, BooleanBuilder, Float64Builder, Int64Builder, ListBuilder, StringBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

/// Rows that are held before they are written.
const BATCH: usize = 4096;
/// Rows of a row group.
const GROUP: usize = 65_536;

/// A column: name, what it holds, and its value of a row.
pub struct Column<T> {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub description: &'static str,
    form: Form,
    value: fn(&T) -> Cell,
}

/// What a column's values are.
#[derive(Clone, Copy)]
enum Form {
    Text,
    Number,
    Count,
    Flag,
    List,
}

/// A value.
enum Cell {
    Text(Option<String>),
    Number(Option<f64>),
    Count(Option<i64>),
    Flag(Option<bool>),
    List(Vec<String>),
}

macro_rules! columns {
    ($($name:literal $form:ident $description:literal $value:expr;)*) => {
        &[$(Column { name: $name, description: $description, form: Form::$form, value: |row| Cell::$form($value(row)) },)*]
    };
}

/// The columns of `answers/1`: a row for each answer of each question.
pub const ANSWERS: &[Column<Answer>] = columns! {
    "question" Text "id of the question" |a: &Answer| Some(a.question.id.clone());
    "question_text" Text "the question in words" |a: &Answer| Some(a.question.text.clone());
    "measure" Text "what is counted; null for a question without figures" |a: &Answer| a.question.measure.clone();
    "of" Text "who or what is counted" |a: &Answer| a.question.of.clone();
    "place" Text "where" |a: &Answer| a.question.place.clone();
    "since" Text "since when, by the question" |a: &Answer| a.question.since.clone();
    "unit" Text "unit of the figures; null for counts" |a: &Answer| a.question.unit.clone();
    "lines_of_question" Count "independent lines of sourcing" |a: &Answer| Some(a.question.lines as i64);
    "reports_of_question" Count "reports with an answer" |a: &Answer| Some(a.question.reports as i64);
    "n" Count "which answer of the question, from 1, oldest first" |a: &Answer| Some(a.n as i64 + 1);
    "lower" Number "literal lower bound; null for none" |a: &Answer| a.row.lower;
    "upper" Number "literal upper bound; null for none" |a: &Answer| a.row.upper;
    "modifier" Text "exact, over, at_least, up_to, nearly, about, range, vague or increase" |a: &Answer| a.figure().map(|f| f.modifier.clone());
    "least" Number "least value that the wording admits; null for no end" |a: &Answer| possible(a).0;
    "most" Number "most that it admits; null for no end" |a: &Answer| possible(a).1;
    "position" Text "states, confirms, denies, does_not_confirm, promises, renews, kept or broken; null for a figure" |a: &Answer| a.row.position.clone();
    "figure_words" Text "the words of the figure, or of the position" |a: &Answer| Some(a.row.words.clone());
    "as_of" Text "day from which it holds, ISO 8601" |a: &Answer| a.row.as_of.clone();
    "line" Count "its line within the question, from 1" |a: &Answer| Some(a.row.line as i64 + 1);
    "reports_that_agree" Count "its own among them" |a: &Answer| a.standing().map(|s| s.reports as i64);
    "lines_that_agree" Count "its own among them" |a: &Answer| a.standing().map(|s| s.lines as i64);
    "lines_in_conflict" Count "lines that cannot both be true with it" |a: &Answer| a.standing().map(|s| s.conflicts as i64);
    "confirmed_by" List "who confirmed it" |a: &Answer| a.standing().map(|s| s.confirmed_by.iter().cloned().collect()).unwrap_or_default();
    "denied_by" List "who denied it" |a: &Answer| a.standing().map(|s| s.denied_by.iter().cloned().collect()).unwrap_or_default();
    "not_confirmed_by" List "who was asked and did not confirm it" |a: &Answer| a.standing().map(|s| s.not_confirmed_by.iter().cloned().collect()).unwrap_or_default();
    "latest" Flag "whether nothing newer is known of its line" |a: &Answer| a.standing().map(|s| s.latest);
    "claim" Text "id of the claim" |a: &Answer| Some(a.row.claim.clone());
    "actor" Text "who is attributed, by canonical name" |a: &Answer| a.row.actor.clone();
    "actor_kind" Text "person, government, military, agency, media, organisation, document or unnamed" |a: &Answer| a.said.row().claim.actor_kind.clone();
    "affiliation" Text "country or body of the actor" |a: &Answer| a.said.row().claim.affiliation.clone();
    "origin" Text "innermost actor that the wording gives" |a: &Answer| a.row.origin.clone();
    "via" List "relays, nearest the outlet first" |a: &Answer| a.said.row().claim.via.clone();
    "stance" Text "states, claims, confirms, denies and so on" |a: &Answer| Some(a.said.row().claim.stance.clone());
    "said" Text "when it was said, TIMEX3" |a: &Answer| a.row.said.clone();
    "content" Text "the words attributed" |a: &Answer| Some(a.said.row().content_words.clone());
    "report" Text "SHA-256 of the report's bytes" |a: &Answer| Some(a.said.report.hash.to_string());
    "report_id" Text "id that its input gave it" |a: &Answer| a.said.report.given_id.clone();
    "outlet" Text "who published it" |a: &Answer| a.said.report.outlet.clone();
    "title" Text "headline" |a: &Answer| a.said.report.title.clone();
    "url" Text "address" |a: &Answer| a.said.report.url.clone();
    "published" Text "when, ISO 8601" |a: &Answer| a.said.report.published.clone();
};

/// The columns of `claims/1`: a row for each claim of each report.
pub const CLAIMS: &[Column<Said>] = columns! {
    "claim" Text "id of the claim: the same in every report with the same text" |s: &Said| Some(s.row().claim.id.clone());
    "report" Text "SHA-256 of the report's bytes" |s: &Said| Some(s.report.hash.to_string());
    "report_id" Text "id that its input gave it" |s: &Said| s.report.given_id.clone();
    "outlet" Text "who published it" |s: &Said| s.report.outlet.clone();
    "title" Text "headline" |s: &Said| s.report.title.clone();
    "url" Text "address" |s: &Said| s.report.url.clone();
    "published" Text "when, ISO 8601" |s: &Said| s.report.published.clone();
    "first_read" Text "when this ledger first read it, ISO 8601, UTC" |s: &Said| Some(s.report.first_read.clone());
    "kind" Text "statement, belief, intention, wish or order" |s: &Said| Some(s.row().claim.kind.clone());
    "stance" Text "states, claims, confirms, denies and so on" |s: &Said| Some(s.row().claim.stance.clone());
    "quote" Text "direct, indirect or mixed" |s: &Said| quote(s);
    "actor" Text "who is attributed, by canonical name" |s: &Said| s.row().claim.actor.clone();
    "actor_kind" Text "person, government, military, agency, media, organisation, document or unnamed" |s: &Said| s.row().claim.actor_kind.clone();
    "affiliation" Text "country or body of the actor" |s: &Said| s.row().claim.affiliation.clone();
    "via" List "relays, nearest the outlet first" |s: &Said| s.row().claim.via.clone();
    "origin" Text "innermost actor that the wording gives" |s: &Said| s.row().claim.origin.clone();
    "parent" Text "id of the claim that it is nested in" |s: &Said| s.row().claim.parent.clone();
    "hedges" List "hedging words" |s: &Said| s.row().claim.hedges.clone();
    "said" Text "when it was said, TIMEX3" |s: &Said| s.row().claim.said.clone();
    "source" Text "words of the source" |s: &Said| Some(s.row().source_words.clone());
    "content" Text "the words attributed" |s: &Said| Some(s.row().content_words.clone());
    "figures" Count "how many figures it has; they stand in full in json" |s: &Said| Some(s.row().claim.figures.len() as i64);
    "confidence" Number "0 to 1" |s: &Said| Some((f64::from(s.row().claim.confidence) * 10_000.0).round() / 10_000.0);
    "decided_by" List "who amended it" |s: &Said| s.deciders().map(|b| b.author.clone()).collect();
    "json" Text "all of it by the contract of extract: spans in code points, figures, times, evidence" |s: &Said| json(s);
};

/// Writes answers. Gives how many there were.
///
/// # Errors
/// The ledger cannot be read, or `out` does not take it.
pub fn write_answers<W: Write + Send>(
    out: W,
    answers: impl Iterator<Item = Result<Answer, Error>>,
) -> Result<u64, Error> {
    write(out, "answers/1", ANSWERS, answers)
}

/// Writes claims. Gives how many there were.
///
/// # Errors
/// The ledger cannot be read, or `out` does not take it.
pub fn write_claims<W: Write + Send>(
    out: W,
    claims: impl Iterator<Item = Result<Said, Error>>,
) -> Result<u64, Error> {
    write(out, "claims/1", CLAIMS, claims)
}

fn write<T, W: Write + Send>(
    out: W,
    name: &str,
    columns: &[Column<T>],
    rows: impl Iterator<Item = Result<T, Error>>,
) -> Result<u64, Error> {
    let schema = Arc::new(schema(columns));
    let properties = WriterProperties::builder()
        .set_created_by("sayso".to_owned())
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(GROUP))
        .set_key_value_metadata(Some(vec![KeyValue::new(
            "sayso.schema".to_owned(),
            name.to_owned(),
        )]))
        .build();
    let mut writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties))?;
    let mut builders: Vec<Builder> = columns.iter().map(|c| Builder::of(c.form)).collect();
    let (mut written, mut held) = (0, 0);
    let mut flush = |builders: &mut Vec<Builder>| -> Result<(), Error> {
        let arrays = builders.iter_mut().map(Builder::finish).collect();
        Ok(writer.write(&RecordBatch::try_new(Arc::clone(&schema), arrays)?)?)
    };
    for row in rows {
        let row = row?;
        for (builder, column) in builders.iter_mut().zip(columns) {
            builder.push((column.value)(&row));
        }
        (written, held) = (written + 1, held + 1);
        if held == BATCH {
            flush(&mut builders)?;
            held = 0;
        }
    }
    if held > 0 {
        flush(&mut builders)?;
    }
    writer.close()?;
    Ok(written)
}

fn schema<T>(columns: &[Column<T>]) -> Schema {
    let field = |c: &Column<T>| {
        let form = match c.form {
            Form::Text => DataType::Utf8,
            Form::Number => DataType::Float64,
            Form::Count => DataType::Int64,
            Form::Flag => DataType::Boolean,
            Form::List => DataType::List(Arc::new(Field::new("item", DataType::Utf8, true))),
        };
        let about = HashMap::from([("description".to_owned(), c.description.to_owned())]);
        Field::new(c.name, form, true).with_metadata(about)
    };
    Schema::new(columns.iter().map(field).collect::<Vec<_>>())
}

/// A column as it is built.
enum Builder {
    Text(StringBuilder),
    Number(Float64Builder),
    Count(Int64Builder),
    Flag(BooleanBuilder),
    List(ListBuilder<StringBuilder>),
}

impl Builder {
    fn of(form: Form) -> Self {
        match form {
            Form::Text => Builder::Text(StringBuilder::new()),
            Form::Number => Builder::Number(Float64Builder::new()),
            Form::Count => Builder::Count(Int64Builder::new()),
            Form::Flag => Builder::Flag(BooleanBuilder::new()),
            Form::List => Builder::List(ListBuilder::new(StringBuilder::new())),
        }
    }

    /// Takes a value of its own form; the table of columns pairs no other.
    fn push(&mut self, cell: Cell) {
        match (self, cell) {
            (Builder::Text(to), Cell::Text(v)) => to.append_option(v),
            (Builder::Number(to), Cell::Number(v)) => to.append_option(v),
            (Builder::Count(to), Cell::Count(v)) => to.append_option(v),
            (Builder::Flag(to), Cell::Flag(v)) => to.append_option(v),
            (Builder::List(to), Cell::List(v)) => to.append_value(v.into_iter().map(Some)),
            _ => {}
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Builder::Text(b) => ArrayBuilder::finish(b),
            Builder::Number(b) => ArrayBuilder::finish(b),
            Builder::Count(b) => ArrayBuilder::finish(b),
            Builder::Flag(b) => ArrayBuilder::finish(b),
            Builder::List(b) => ArrayBuilder::finish(b),
        }
    }
}

fn possible(answer: &Answer) -> (Option<f64>, Option<f64>) {
    let finite = |v: f64| v.is_finite().then_some(v);
    match answer.figure() {
        Some(figure) => {
            let values = sayso_claims::PossibleValues::of(figure);
            (finite(values.lowest), finite(values.highest))
        }
        None => (None, None),
    }
}

fn quote(said: &Said) -> Option<String> {
    let word = serde_json::to_value(said.row().claim.quote).ok()?;
    word.as_str().map(str::to_owned)
}

fn json(said: &Said) -> Option<String> {
    let mut claim = said.row().claim.clone();
    sayso_ledger::contract::without_rules(&mut claim);
    sayso_ledger::contract::to_json(&claim).ok()
}
