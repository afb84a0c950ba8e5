//! What the fuzz targets do with what they are given, apart from who gives it: libFuzzer in a long run (`./run`), the seeds and changes of them in the
//! short run that is a test.
#![deny(missing_docs)]

pub mod any;
pub mod bundle;
pub mod dates;
pub mod extract;
pub mod feed;
pub mod html;
pub mod json_line;
pub mod ledger;
pub mod model;
pub mod names;
pub mod query;
pub mod warc;

/// What takes the bytes of a target.
pub type Target = fn(&[u8]);

/// The targets by name, each taking raw bytes as libFuzzer would hand them over.
pub const TARGETS: [(&str, Target); 12] = [
    ("any", |bytes| given(bytes, any::run)),
    ("html", |bytes| given(bytes, html::run)),
    ("feed", |bytes| given(bytes, feed::run)),
    ("warc", |bytes| given(bytes, warc::run)),
    ("json_line", |bytes| given(bytes, json_line::run)),
    ("dates", |bytes| given(bytes, dates::run)),
    ("extract", |bytes| given(bytes, extract::run)),
    ("model", |bytes| given(bytes, model::run)),
    ("ledger", |bytes| given(bytes, ledger::run)),
    ("bundle", |bytes| given(bytes, bundle::run)),
    ("query", |bytes| given(bytes, query::run)),
    ("names", |bytes| given(bytes, names::run)),
];

/// Hands `bytes` to a target that takes structured input, if they make any.
fn given<'a, T: arbitrary::Arbitrary<'a>>(bytes: &'a [u8], run: impl FnOnce(T)) {
    if let Ok(made) = T::arbitrary_take_rest(arbitrary::Unstructured::new(bytes)) {
        run(made);
    }
}
