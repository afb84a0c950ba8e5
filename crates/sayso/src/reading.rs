//! One report through language analysis to its claims, a panic turned into a rejection.

use crate::ordered::{WORKER, words};
use sayso_claims::{Claim, Figure, Time};
use sayso_intake::{ErrorKind, Rejected, Report};
use sayso_language::{Model, Reader, Span};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A report and what was read in it; spans in bytes of its text.
#[derive(Debug)]
pub struct Read {
    /// The report.
    pub report: Report,
    /// Its sentences.
    pub sentences: Vec<Span>,
    /// Its claims in text order.
    pub claims: Vec<Claim>,
    /// Figures in the outlet's own voice.
    pub figures: Vec<Figure>,
    /// Times in the outlet's own voice.
    pub times: Vec<Time>,
}

/// Reads reports, one after the other; one for each thread.
pub struct ReportReader<'m> {
    model: &'m Model,
    reader: Reader<'m>,
}

impl<'m> ReportReader<'m> {
    /// A reader with this model.
    pub fn new(model: &'m Model) -> Self {
        ReportReader {
            model,
            reader: Reader::new(model),
        }
    }

    /// Reads a report.
    ///
    /// # Errors
    /// The reading panicked, which is a defect; the reader is then made anew, so that the next report is read as ever.
    pub fn read(&mut self, report: Report) -> Result<Read, Rejected> {
        let reading = AssertUnwindSafe(|| read(&mut self.reader, &report));
        match catch_unwind(reading) {
            Ok((sentences, (claims, figures, times))) => Ok(Read {
                sentences,
                claims,
                figures,
                times,
                report,
            }),
            Err(panic) => {
                self.reader = Reader::new(self.model);
                let reason = format!(
                    "its reading failed, which is a defect of Sayso: {}",
                    words(&*panic)
                );
                let given_id = report.given_id;
                Err(Rejected {
                    given_id,
                    ..Rejected::new(ErrorKind::Defect, reason).at(&report.input, report.place)
                })
            }
        }
    }
}

type Found = (Vec<Claim>, Vec<Figure>, Vec<Time>);

fn read(reader: &mut Reader<'_>, report: &Report) -> (Vec<Span>, Found) {
    let reading = reader.read(&report.text, &report.boilerplate);
    let claims = reading.attributions.iter().zip(1..).map(|(a, n)| Claim {
        id: format!("c{n}"),
        source: a.source.clone(),
        cue: a.cue.clone(),
        content: a.content.clone(),
        confidence: a.score,
        ..Claim::default()
    });
    let found = (claims.collect(), Vec::new(), Vec::new());
    (reading.sentences.iter().map(|s| s.span).collect(), found)
}

/// Names what reads: a ledger says by it which program and model its readings came from.
pub fn version(model: &Model) -> String {
    format!("{}+{}", env!("CARGO_PKG_VERSION"), model.version())
}

/// Keeps the panics of readers, which come out as rejections, from being printed as well.
pub fn hush_panics() {
    let loud = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().name() != Some(WORKER) {
            loud(info);
        }
    }));
}
