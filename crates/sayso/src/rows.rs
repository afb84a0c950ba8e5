//! Rows for other programs: one array, an object a line, or comma-separated values.

use crate::record::Record;
use sayso_export::cell::safe;
use sayso_ledger::contract::to_json;
use std::io::{self, Write};

/// Writes records one by one, in one form.
pub enum Rows<W: Write> {
    /// One array, or an object a line; and whether none was written yet.
    Json { out: W, lines: bool, first: bool },
    /// Values with a header.
    Csv(Box<csv::Writer<W>>),
}

impl<W: Write> Rows<W> {
    /// One array; or an object a line.
    pub fn json(out: W, lines: bool) -> Self {
        Rows::Json {
            out,
            lines,
            first: true,
        }
    }

    /// Values under the header of `R`.
    pub fn csv<R: Record>(out: W) -> io::Result<Self> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(R::HEADER)?;
        Ok(Rows::Csv(Box::new(writer)))
    }

    /// Writes one.
    pub fn write<R: Record>(&mut self, record: &R) -> anyhow::Result<()> {
        match self {
            Rows::Json { out, lines, first } => {
                let before = match (*lines, *first) {
                    (true, _) => "",
                    (false, true) => "[\n",
                    (false, false) => ",\n",
                };
                let after = if *lines { "\n" } else { "" };
                *first = false;
                write!(out, "{before}{}{after}", to_json(record)?)?;
            }
            Rows::Csv(writer) => {
                for cells in record.cells() {
                    writer.write_record(cells.iter().map(|c| safe(c)))?;
                }
            }
        }
        Ok(())
    }

    /// Ends the array, and hands all of it on.
    pub fn end(self) -> anyhow::Result<()> {
        match self {
            Rows::Json {
                mut out,
                lines,
                first,
            } => {
                match (lines, first) {
                    (true, _) => {}
                    (false, true) => out.write_all(b"[]\n")?,
                    (false, false) => out.write_all(b"\n]\n")?,
                }
                out.flush()?;
            }
            Rows::Csv(mut writer) => writer.flush()?,
        }
        Ok(())
    }
}
