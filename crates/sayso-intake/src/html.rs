//! HTML pages.

use crate::limits::Limits;
use crate::rejected::{ErrorKind, Rejected};
use crate::report::{How, Report};

pub(crate) fn report(
    _raw: &[u8],
    _charset: Option<(How, String)>,
    _url: Option<&str>,
    _limits: &Limits,
) -> Result<Report, Rejected> {
    Err(Rejected::new(ErrorKind::NoText, "HTML is not read yet"))
}

pub(crate) fn report_of_words(
    _raw: &[u8],
    _page: &str,
    _url: Option<&str>,
    _limits: &Limits,
) -> Result<Report, Rejected> {
    Err(Rejected::new(ErrorKind::NoText, "HTML is not read yet"))
}
