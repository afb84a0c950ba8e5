//! Feeds.

use crate::open::{Context, Items, one};
use crate::rejected::{ErrorKind, Rejected};

pub(crate) fn items(_raw: &[u8], context: &Context) -> Items {
    one(Err(Rejected::new(
        ErrorKind::NoText,
        "feeds are not read yet",
    )
    .at(&context.input, "")))
}
