//! The columns of tables of answers and claims, for data frames and warehouses.
//!
//! Two tables, each a flat row of columns; a list is a list of text, a column that a row has nothing for is null. A schema has a name with a version
//! (`answers/1`, `claims/1`), and each field says in its metadata (`description`) what it holds. Columns are only added within a version. [`ANSWERS`] and
//! [`CLAIMS`] are the documentation and the code at once; whatever makes such a table makes it with [`Batch`].

use crate::{Answer, Said};
use arrow_array::builder::{
    ArrayBuilder, BooleanBuilder, Float64Builder, Int64Builder, ListBuilder, StringBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use std::collections::HashMap;
use std::sync::Arc;

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
    "first_read" Text "when this ledger first read it, ISO 8601, UTC; null outside of a ledger" |s: &Said| Some(s.report.first_read.clone()).filter(|first| !first.is_empty());
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

/// Rows on their way into a table.
pub struct Batch<T: 'static> {
    schema: Arc<Schema>,
    columns: &'static [Column<T>],
    builders: Vec<Builder>,
    rows: usize,
}

impl<T> Batch<T> {
    /// None yet, of these columns; `name` is that of the schema.
    pub fn new(name: &str, columns: &'static [Column<T>]) -> Self {
        Batch {
            schema: Arc::new(schema(name, columns)),
            columns,
            builders: columns.iter().map(|c| Builder::of(c.form)).collect(),
            rows: 0,
        }
    }

    /// What its columns are.
    pub fn schema(&self) -> Arc<Schema> {
        Arc::clone(&self.schema)
    }

    /// How many rows it holds.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Adds a row.
    pub fn push(&mut self, row: &T) {
        for (builder, column) in self.builders.iter_mut().zip(self.columns) {
            builder.push((column.value)(row));
        }
        self.rows += 1;
    }

    /// The rows that it holds, which it then holds no longer.
    ///
    /// # Errors
    /// Never by what is pushed; as arrow.
    pub fn take(&mut self) -> Result<RecordBatch, ArrowError> {
        self.rows = 0;
        let arrays = self.builders.iter_mut().map(Builder::finish).collect();
        RecordBatch::try_new(self.schema(), arrays)
    }
}

fn schema<T>(name: &str, columns: &[Column<T>]) -> Schema {
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
    let fields: Vec<Field> = columns.iter().map(field).collect();
    Schema::new(fields).with_metadata(HashMap::from([(
        "sayso.schema".to_owned(),
        name.to_owned(),
    )]))
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
