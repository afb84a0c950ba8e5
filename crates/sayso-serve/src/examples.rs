//! The project's sample reports, in the program: an empty ledger offers them.

use crate::queue::Dropped;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_bytes!(concat!("../../../examples/", $name)).as_slice())),*]
    };
}

/// Name and bytes of each.
const FILES: &[(&str, &[u8])] = files![
    "convoy/archive.warc.gz",
    "convoy/convoy-1.html",
    "convoy/convoy-2.html",
    "convoy/convoy-4.txt",
    "convoy/convoy-6.txt",
    "convoy/convoy-8.html",
    "dam/dam-1.html",
    "dam/dam-2.html",
    "dam/dam-3.html",
    "dam/dam-4.txt",
    "dam/dam-5.html",
    "dam/dam-6.txt",
    "dam/dam-7.html",
    "dam/dam-8.txt",
    "quake/feed.xml",
    "quake/quake-7.html",
    "quake/reports.jsonl",
];

/// All of them, to be dropped.
pub(crate) fn all() -> Vec<Dropped> {
    let file = |(name, bytes): &(&str, &[u8])| Dropped {
        name: format!("examples/{name}"),
        bytes: Some(bytes.to_vec()),
    };
    FILES.iter().map(file).collect()
}
