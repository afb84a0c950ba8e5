//! Web archives.

use std::io::BufRead;

use crate::open::{Context, Items, one};
use crate::rejected::{ErrorKind, Rejected};

pub(crate) fn items(_reader: Box<dyn BufRead + Send>, context: Context) -> Items {
    one(Err(Rejected::new(
        ErrorKind::NoText,
        "WARC is not read yet",
    )
    .at(&context.input, "")))
}
