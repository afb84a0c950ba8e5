//! Rows for other programs: one array, an object a line, or comma-separated values.

use crate::record::Record;
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

/// A cell that no spreadsheet takes for a formula, without characters that control a terminal.
fn safe(cell: &str) -> String {
    let mut clean: String = cell
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect();
    if clean
        .trim_start()
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        || clean.starts_with(['\t', '\n'])
    {
        clean.insert(0, '\'');
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn formulas_become_words() {
        assert_eq!(safe("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(safe("  +1"), "'  +1");
        assert_eq!(safe("@cmd"), "'@cmd");
        assert_eq!(safe("\u{1b}[2Jdam = wall"), "[2Jdam = wall");
        assert_eq!(safe("“No,” he said"), "“No,” he said");
    }
}
