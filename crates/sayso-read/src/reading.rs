//! One report through language analysis to its claims, a panic turned into a rejection.

use crate::ordered::{WORKER, words};
use sayso_claims::{Claim, Conventions, Figure, ReportClaims, Source, Time};
use sayso_intake::{ErrorKind, Rejected, Report};
use sayso_language::{Model, Reader, Span};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

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
    conventions: Conventions,
    time: Duration,
}

impl<'m> ReportReader<'m> {
    /// A reader with this model, by these conventions, that takes no more than `time` for a report.
    pub fn new(model: &'m Model, conventions: Conventions, time: Duration) -> Self {
        ReportReader {
            model,
            reader: Reader::with(model, conventions.attribution),
            conventions,
            time,
        }
    }

    /// Reads a report.
    ///
    /// # Errors
    /// It took too long; or the reading panicked, which is a defect. The reader is then made anew, so that the next report is
    /// read as ever.
    pub fn read(&mut self, report: Report) -> Result<Read, Rejected> {
        let (kind, reason) = match catch_unwind(AssertUnwindSafe(|| self.try_read(&report))) {
            Ok(Some((sentences, found))) => {
                return Ok(Read {
                    report,
                    sentences,
                    claims: found.claims,
                    figures: found.own_voice_figures,
                    times: found.own_voice_times,
                });
            }
            Ok(None) => {
                let limit = self.time.as_secs();
                let reason = format!("its reading took longer than the limit of {limit} s");
                (ErrorKind::TooSlow, reason)
            }
            Err(panic) => {
                self.reader = Reader::with(self.model, self.conventions.attribution);
                let reason = format!(
                    "its reading failed, which is a defect of Sayso: {}",
                    words(&*panic)
                );
                (ErrorKind::Defect, reason)
            }
        };
        Err(Rejected {
            given_id: report.given_id,
            ..Rejected::new(kind, reason).at(&report.input, report.place)
        })
    }

    /// Its sentences and claims; none if it took too long.
    fn try_read(&mut self, report: &Report) -> Option<(Vec<Span>, ReportClaims)> {
        let until = Instant::now().checked_add(self.time);
        let in_time = || until.is_none_or(|until| Instant::now() < until);
        let reading = self
            .reader
            .read_while(&report.text, &report.boilerplate, in_time)?;
        let links: Vec<(Span, String)> = report
            .links
            .iter()
            .map(|l| (l.span, l.url.clone()))
            .collect();
        let source = Source {
            text: &report.text,
            title: report.title.as_ref().map(|k| k.value.as_str()),
            outlet: report.outlet.as_ref().map(|k| k.value.as_str()),
            published: report.published.as_ref().map(|k| k.value.as_str()),
            boilerplate: &report.boilerplate,
            links: &links,
        };
        let found = sayso_claims::read(&source, &reading, self.conventions);
        Some((reading.sentences.iter().map(|s| s.span).collect(), found))
    }
}

/// What `work` gives, a panic in it turned into a rejection.
pub fn guarded<T>(work: impl FnOnce() -> Result<T, Rejected>) -> Result<T, Rejected> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let reason = format!(
            "its intake failed, which is a defect of Sayso: {}",
            words(&*panic)
        );
        Err(Rejected::new(ErrorKind::Defect, reason))
    })
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
