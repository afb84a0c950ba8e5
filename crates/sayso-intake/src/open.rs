//! The door: inputs of any kind to a stream of reports.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::folder::{Met, Walk};
use crate::gzip::Gunzip;
use crate::input::{Counted, Input, Progress};
use crate::json_line::parse_json_line;
use crate::kind::{HEAD, Kind, sniff};
use crate::limits::Limits;
use crate::lines::{Line, Lines};
use crate::rejected::{ErrorKind, Rejected};
use crate::report::{How, Report};

/// How many layers of gzip are taken off.
const GZIP_LAYERS: usize = 3;

/// What became of one item.
pub(crate) type Outcome = Result<Report, Rejected>;
pub(crate) type Items = Box<dyn Iterator<Item = Outcome> + Send>;

/// What is known of some bytes from outside of them.
#[derive(Clone, Default)]
pub(crate) struct Context {
    /// How the user named the input.
    pub input: String,
    /// Where the bytes were fetched.
    pub url: Option<String>,
    /// The charset that the server named.
    pub charset: Option<(How, String)>,
    pub limits: Arc<Limits>,
}

/// Opens inputs, one after the other; see [`Reports`].
pub fn open(inputs: impl IntoIterator<Item = Input>, limits: &Limits) -> Reports {
    Reports {
        inputs: inputs.into_iter().collect::<Vec<_>>().into_iter(),
        walk: None,
        items: None,
        left: limits.items,
        name: String::new(),
        limits: Arc::new(limits.clone()),
        progress: Progress::default(),
        left_alone: Vec::new(),
    }
}

/// All reports of some inputs in order, with a [`Rejected`] in place of each item that could not be read.
///
/// Items stream: memory is bounded by [`Limits`], not by the size of the input.
pub struct Reports {
    inputs: std::vec::IntoIter<Input>,
    walk: Option<Walk>,
    items: Option<Items>,
    /// How many items the input at hand may still give.
    left: u64,
    name: String,
    limits: Arc<Limits>,
    progress: Progress,
    left_alone: Vec<PathBuf>,
}

impl Reports {
    /// Leaves these files and folders alone, which may lie in a folder that is read: they are not so much as opened.
    pub fn leaving_alone(mut self, files: Vec<PathBuf>) -> Self {
        self.left_alone = files;
        self
    }

    /// The count of bytes read so far, to be watched from anywhere.
    pub fn progress(&self) -> Progress {
        self.progress.clone()
    }

    fn context(&self, input: &str) -> Context {
        Context {
            input: input.to_owned(),
            limits: self.limits.clone(),
            ..Context::default()
        }
    }

    /// The items of one input that is no folder.
    fn start(&mut self, input: Input) -> Items {
        let context = self.context(&input.to_string());
        match input {
            Input::Path(path) if path.is_dir() => {
                self.walk = Some(Walk::new(&path));
                Box::new(std::iter::empty())
            }
            Input::Path(path) => self.file(&path),
            Input::Stdin => self.stream(io::stdin(), context),
            Input::Bytes { bytes, .. } => self.stream(Cursor::new(bytes), context),
            Input::Url(url) => match crate::fetch::fetch(&url, &self.limits) {
                Ok(page) => {
                    let charset = page.charset.map(|c| (How::Header, c));
                    self.stream(
                        page.body,
                        Context {
                            url: Some(page.url),
                            charset,
                            ..context
                        },
                    )
                }
                Err(e) => one(Err(e.at(&url, ""))),
            },
        }
    }

    fn file(&self, path: &Path) -> Items {
        let is_left = |path: PathBuf| self.left_alone.iter().any(|left| path.starts_with(left));
        if !self.left_alone.is_empty() && path.canonicalize().is_ok_and(is_left) {
            return Box::new(std::iter::empty());
        }
        let name = path.display().to_string();
        match File::open(path) {
            Ok(file) => self.stream(file, self.context(&name)),
            Err(e) => one(Err(Rejected::from(e).at(&name, ""))),
        }
    }

    fn stream(&self, reader: impl Read + Send + 'static, context: Context) -> Items {
        items(
            Box::new(Counted {
                reader,
                progress: self.progress.clone(),
            }),
            context,
            GZIP_LAYERS,
        )
    }
}

impl Iterator for Reports {
    type Item = Result<Report, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(items) = &mut self.items {
                match items.next() {
                    Some(outcome) if self.left > 0 => {
                        self.left -= 1;
                        return Some(outcome);
                    }
                    Some(_) => {
                        (self.items, self.walk) = (None, None);
                        let reason = format!(
                            "more than {} items; the rest is left out",
                            self.limits.items
                        );
                        return Some(Err(
                            Rejected::new(ErrorKind::TooLarge, reason).at(&self.name, "")
                        ));
                    }
                    None => self.items = None,
                }
            }
            match self.walk.as_mut().map(Iterator::next) {
                Some(Some(Met::File(path))) => self.items = Some(self.file(&path)),
                Some(Some(Met::Bad(path, e))) => {
                    self.items = Some(one(Err(
                        Rejected::from(e).at(&path.display().to_string(), "")
                    )));
                }
                Some(None) => self.walk = None,
                None => {
                    let input = self.inputs.next()?;
                    (self.left, self.name) = (self.limits.items, input.to_string());
                    self.items = Some(self.start(input));
                }
            }
        }
    }
}

pub(crate) fn one(outcome: Outcome) -> Items {
    Box::new(std::iter::once(outcome))
}

/// The items of one stream, whatever it is.
fn items(reader: Box<dyn Read + Send>, context: Context, layers: usize) -> Items {
    let mut reader = BufReader::with_capacity(1 << 16, reader);
    let mut head = Vec::with_capacity(HEAD);
    let failed = (&mut reader).take(HEAD as u64).read_to_end(&mut head).err();
    let failed = match failed {
        Some(e) if head.trim_ascii().is_empty() => {
            return one(Err(Rejected::from(e).at(&context.input, "")));
        }
        failed => failed,
    };
    let reject = |kind, reason: &str| one(Err(Rejected::new(kind, reason).at(&context.input, "")));
    if head.trim_ascii().is_empty() && head.len() < HEAD {
        return reject(ErrorKind::Empty, "empty");
    }
    let kind = match sniff(&head, &context.input) {
        Ok(kind) => kind,
        Err(reason) => return reject(ErrorKind::Binary, &reason),
    };
    let mut reader: Box<dyn BufRead + Send> = match failed {
        // What was read before the error may hold whole items.
        Some(e) => Box::new(Cursor::new(head).chain(BufReader::new(Failed(Some(e))))),
        None => Box::new(Cursor::new(head).chain(reader)),
    };
    match kind {
        Kind::Gzip if layers == 0 => reject(ErrorKind::TooDeep, "gzip within gzip within gzip"),
        Kind::Gzip => items(
            Box::new(Gunzip::new(reader, context.limits.gzip_expansion)),
            context,
            layers - 1,
        ),
        Kind::JsonLine => Box::new(JsonLines {
            lines: Lines::new(reader, context.limits.line_bytes),
            context,
            done: false,
        }),
        Kind::Warc => crate::warc::items(reader, context),
        Kind::Text | Kind::Html | Kind::Feed => {
            let raw = match read_whole(&mut reader, context.limits.raw_bytes) {
                Ok(raw) => raw,
                Err(e) => return one(Err(e.at(&context.input, ""))),
            };
            document(kind, &raw, &context)
        }
    }
}

/// A reader that has failed: it says so once, and is at its end.
struct Failed(Option<io::Error>);

impl Read for Failed {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// The items of bytes that are one document: one report, or those of a feed.
pub(crate) fn document(kind: Kind, raw: &[u8], context: &Context) -> Items {
    let limits = &context.limits;
    let outcome = match kind {
        Kind::Feed => return crate::feed::items(raw, context),
        Kind::Html => {
            crate::html::report(raw, context.charset.clone(), context.url.as_deref(), limits)
        }
        _ => crate::text::report(raw, &context.input, context.charset.clone(), limits),
    };
    one(outcome
        .map(|r| r.at(&context.input, ""))
        .map_err(|e| e.at(&context.input, "")))
}

/// All of a stream, if it is within the limit.
fn read_whole(reader: &mut dyn BufRead, limit: usize) -> Result<Vec<u8>, Rejected> {
    let mut raw = Vec::new();
    reader
        .take(limit as u64 + 1)
        .read_to_end(&mut raw)
        .map_err(Rejected::from)?;
    if raw.len() > limit {
        return Err(Rejected::new(
            ErrorKind::TooLarge,
            format!("over the limit of {limit} bytes"),
        ));
    }
    Ok(raw)
}

/// The reports of JSON lines; blank lines are passed over.
struct JsonLines {
    lines: Lines<Box<dyn BufRead + Send>>,
    context: Context,
    done: bool,
}

impl Iterator for JsonLines {
    type Item = Outcome;

    fn next(&mut self) -> Option<Outcome> {
        while !self.done {
            let limits = &self.context.limits;
            let outcome = match self.lines.read() {
                Ok(None) => return None,
                Ok(Some(Line::Whole(line))) if line.trim_ascii().is_empty() => continue,
                Ok(Some(Line::Whole(line))) => parse_json_line(line, limits),
                Ok(Some(Line::Skipped(length))) => Err(too_long(length, limits)),
                Err(e) => {
                    self.done = true;
                    Err(Rejected::from(e))
                }
            };
            let place = format!("line {}", self.lines.number());
            return Some(
                outcome
                    .map(|r| r.at(&self.context.input, &place))
                    .map_err(|e| e.at(&self.context.input, &place)),
            );
        }
        None
    }
}

/// The rejection of a line over the limit; `extract` gives it too.
pub fn too_long(length: u64, limits: &Limits) -> Rejected {
    Rejected::new(
        ErrorKind::TooLarge,
        format!(
            "line of {length} bytes is over the limit of {}",
            limits.line_bytes
        ),
    )
}
