//! Whether something was written since it was last asked.

use crate::{Error, Ledger};

impl Ledger {
    /// A number that is another after each commit of another opened ledger of this file, in this program or not. It means nothing but within this opened
    /// ledger, which must not be frozen.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn generation(&self) -> Result<i64, Error> {
        self.db
            .prepare_cached("PRAGMA data_version")
            .and_then(|mut s| s.query_row([], |r| r.get(0)))
            .map_err(|e| self.sqlite(&e))
    }
}
