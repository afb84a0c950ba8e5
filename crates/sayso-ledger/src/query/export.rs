//! All reports, in an order that does not depend on the order of arrival.

use crate::{Error, Ledger, ReportKey};

impl Ledger {
    /// All reports: oldest first by when they were published, undated ones last, equals by hash.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn reports(&self) -> Result<Vec<ReportKey>, Error> {
        self.keys("", &[])
    }

    /// The reports whose reading is not of this version.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn reports_not_read_by(&self, version: &str) -> Result<Vec<ReportKey>, Error> {
        self.keys(
            "WHERE r.id IN (SELECT report FROM reading WHERE version <> ?1)",
            &[&version],
        )
    }
}
