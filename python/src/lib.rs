//! Sayso for Python: the native half of the package `sayso`. What users meet is in `sayso/`; what is here is what must be quick.

// The macros of PyO3 write unsafe code, in this crate alone.
#![allow(unsafe_code)]

mod arrow;
mod copies;
mod extraction;
mod intake;
mod ledger;
mod model;
mod readings;
mod rows;

use pyo3::prelude::*;

/// What is native of `sayso`.
#[pymodule]
fn _sayso(module: &Bound<'_, PyModule>) -> PyResult<()> {
    sayso_read::hush_panics();
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("Error", module.py().get_type::<ledger::Error>())?;
    module.add_class::<extraction::Lines>()?;
    module.add_class::<arrow::Claims>()?;
    module.add_class::<readings::Readings>()?;
    module.add_class::<intake::Intake>()?;
    module.add_function(wrap_pyfunction!(readings::extracted, module)?)?;
    module.add_function(wrap_pyfunction!(copies::per_key, module)?)?;
    module.add_function(wrap_pyfunction!(copies::keys, module)?)?;
    module.add_function(wrap_pyfunction!(copies::may_match, module)?)?;
    module.add_function(wrap_pyfunction!(copies::same, module)?)?;
    module.add_function(wrap_pyfunction!(ledger::ask, module)?)?;
    module.add_function(wrap_pyfunction!(model::version, module)?)?;
    Ok(())
}
