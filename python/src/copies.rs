//! What a job over many machines needs to find reports that carry one copy: keys, the estimate from two signatures, and the proof. See `sayso_dispatch`.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use sayso_dispatch::{PER_KEY, Prepared, Report, Signature, compare_prepared, rank};
use sayso_intake::{Known, Limits};
use sayso_ledger::Hash;
use sayso_questions::moment::Published;
use sayso_read::exchange::unpack;

/// Under one key, so many reports stand for all.
#[pyfunction]
pub fn per_key() -> usize {
    PER_KEY
}

/// A report ready to be compared, and what stands before what: when it was published, in minutes, then its name.
fn prepared(line: &[u8], reading: &[u8]) -> PyResult<(Prepared, (i64, String))> {
    let read = unpack(line, reading, &Limits::default())
        .map_err(|e| PyValueError::new_err(e.to_string()))?;
    let report = read.report;
    let name = Hash::of(&report.raw).to_string();
    let boilerplate: Vec<_> = report.boilerplate.iter().map(|s| s.start..s.end).collect();
    let value = |known: &'_ Option<Known<String>>| known.as_ref().map(|known| known.value.clone());
    let (title, outlet) = (value(&report.title), value(&report.outlet));
    let (byline, published) = (value(&report.byline), value(&report.published));
    let prepared = Prepared::of(&Report {
        name: &name,
        text: &report.text,
        boilerplate: &boilerplate,
        title: title.as_deref(),
        outlet: outlet.as_deref(),
        byline: byline.as_deref(),
        published: published.as_deref(),
        claims: &[],
    });
    let minute = published.as_deref().and_then(Published::read);
    let order = (minute.map_or(i64::MAX, |p| p.minute), name);
    Ok((prepared, order))
}

/// What a report is found by: its name, its minute, its rank (signed, in the same order), its signature, its keys.
#[pyfunction]
#[allow(clippy::type_complexity)]
pub fn keys<'py>(
    py: Python<'py>,
    line: &[u8],
    reading: &[u8],
) -> PyResult<(String, i64, i64, Bound<'py, PyBytes>, Vec<i64>)> {
    let (prepared, (minute, name)) = prepared(line, reading)?;
    let signature = Signature::of_prepared(&prepared);
    let rank = (rank(&name) ^ (1 << 63)) as i64;
    let keys = signature.keys().map(|key| key as i64).collect();
    let bytes = PyBytes::new(py, &signature.to_bytes());
    Ok((name, minute, rank, bytes, keys))
}

/// Whether two reports are worth comparing, by their signatures.
#[pyfunction]
pub fn may_match(a: &[u8], b: &[u8]) -> PyResult<bool> {
    let signature = |bytes: &[u8]| {
        Signature::from_bytes(bytes).map_err(|e| PyValueError::new_err(e.to_string()))
    };
    Ok(signature(a)?.may_match(&signature(b)?))
}

/// How one copy came to stand in two reports; none if it does not.
#[pyfunction]
pub fn same(
    line_a: &[u8],
    reading_a: &[u8],
    line_b: &[u8],
    reading_b: &[u8],
) -> PyResult<Option<&'static str>> {
    let (a, b) = (prepared(line_a, reading_a)?, prepared(line_b, reading_b)?);
    let (a, b) = if a.1 <= b.1 { (a, b) } else { (b, a) };
    Ok(compare_prepared(&a.0, &b.0).map(|pair| pair.kind.as_str()))
}
