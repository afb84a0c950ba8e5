//! Files of any kind to lines of JSON: WARC, HTML, feeds, text, gzip of any, as `sayso read` takes them.

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use sayso_intake::{Input, Kind, Known, Limits, Report};
use sayso_ledger::contract::to_json;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// The reports of files: a line for each, or why there is none.
#[pyclass(module = "sayso._sayso")]
pub struct Intake {
    reports: Mutex<sayso_intake::Reports>,
}

#[pymethods]
impl Intake {
    #[new]
    fn new(paths: Vec<std::path::PathBuf>) -> Self {
        let inputs = paths.into_iter().map(Input::Path);
        Intake {
            reports: Mutex::new(sayso_intake::open(inputs, &Limits::default())),
        }
    }

    fn __iter__(it: PyRef<'_, Self>) -> PyRef<'_, Self> {
        it
    }

    #[allow(clippy::type_complexity)]
    fn __next__<'py>(
        &self,
        py: Python<'py>,
    ) -> Option<(Option<Bound<'py, PyBytes>>, Option<String>)> {
        let next = py.detach(|| {
            let reports = self.reports.lock();
            let mut reports = reports.unwrap_or_else(std::sync::PoisonError::into_inner);
            Some(reports.next()?.map(|report| line(&report)))
        })?;
        Some(match next {
            Ok(line) => (Some(PyBytes::new(py, &line)), None),
            Err(rejected) => (None, Some(rejected.to_string())),
        })
    }
}

/// A report as a line of JSON: the very line where it was one; else its text without what is the site's, and what is known of it.
fn line(report: &Report) -> Vec<u8> {
    if report.kind == Kind::JsonLine {
        return report.raw.to_vec();
    }
    let mut text = String::with_capacity(report.text.len());
    let mut at = 0;
    for span in &report.boilerplate {
        text.push_str(report.text.get(at..span.start).unwrap_or_default());
        at = span.end;
    }
    text.push_str(report.text.get(at..).unwrap_or_default());
    let id = report.id.to_string();
    let mut fields: BTreeMap<&str, &str> = BTreeMap::from([("id", id.as_str()), ("text", &text)]);
    let known: [(&str, &Option<Known<String>>); 6] = [
        ("title", &report.title),
        ("byline", &report.byline),
        ("outlet", &report.outlet),
        ("language", &report.language),
        ("url", &report.url),
        ("published", &report.published),
    ];
    for (name, known) in known {
        if let Some(known) = known {
            fields.insert(name, &known.value);
        }
    }
    to_json(&fields).unwrap_or_default().into_bytes()
}
