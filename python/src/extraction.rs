//! Reports through worker threads, in the order of the input.
//!
//! The iterable is asked only by the thread that asks for results, and only while there is room: whatever it is bound to stays where it is, and no more of it is
//! held than what is in flight. While that thread waits for a result it lets go of the interpreter, and looks now and then whether it has been interrupted.

use crate::model::{self, Weights};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyIterator};
use sayso_claims::Conventions;
use sayso_intake::Limits;
use sayso_language::Model;
use sayso_read::ReportReader;
use sayso_read::extract::{Arrived, extract};
use sayso_read::ordered::WORKER;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// Bytes of input in flight.
const ROOM: usize = 2_000_000;
/// How long a wait goes before the interpreter is asked for signals.
const PATIENCE: Duration = Duration::from_millis(50);
/// How long the reading of one report may take: as the command line has it.
const LONGEST: Duration = Duration::from_secs(300);

/// A number, the size of what it is, and that.
type Job<T> = (u64, usize, T);

/// Lines in flight.
pub struct Flight<R> {
    jobs: Option<Sender<Job<Arrived>>>,
    done: Receiver<Job<R>>,
    waiting: BTreeMap<u64, (usize, R)>,
    limits: Arc<Limits>,
    threads: usize,
    /// Lines asked for, blank ones among them.
    number: u64,
    /// Lines handed to workers, and results handed out.
    sent: u64,
    due: u64,
    /// Bytes in flight.
    held: usize,
}

impl<R: Send + 'static> Flight<R> {
    /// Workers that do `work`, each with a reader of its own; so many lines came `before`.
    pub fn new(
        model: &Arc<Model>,
        before: u64,
        threads: usize,
        work: impl Fn(&mut ReportReader<'_>, Arrived, &Limits) -> R + Clone + Send + 'static,
    ) -> std::io::Result<Self> {
        let limits = Arc::new(Limits::default());
        let (jobs, todo) = unbounded::<Job<Arrived>>();
        let (done_in, done) = unbounded();
        for _ in 0..threads {
            let (todo, done_in, limits) = (todo.clone(), done_in.clone(), limits.clone());
            let (model, work) = (model.clone(), work.clone());
            thread::Builder::new().name(WORKER.into()).spawn(move || {
                let mut reader = ReportReader::new(&model, Conventions::default(), LONGEST);
                for (n, size, arrived) in todo {
                    let result = work(&mut reader, arrived, &limits);
                    if done_in.send((n, size, result)).is_err() {
                        break;
                    }
                }
            })?;
        }
        Ok(Flight {
            jobs: Some(jobs),
            done,
            waiting: BTreeMap::new(),
            limits,
            threads,
            number: before,
            sent: 0,
            due: 0,
            held: 0,
        })
    }

    /// The next result in the order of the input; `source` gives the lines.
    pub fn next(
        &mut self,
        py: Python<'_>,
        mut source: impl FnMut(Python<'_>) -> PyResult<Option<Vec<u8>>>,
    ) -> PyResult<Option<R>> {
        loop {
            while let Ok((n, size, result)) = self.done.try_recv() {
                self.waiting.insert(n, (size, result));
            }
            let flying = self.sent - self.due;
            let hungry = flying - (self.waiting.len() as u64) < self.threads as u64;
            let room = flying < 4 * self.threads as u64 && (flying == 0 || self.held < ROOM);
            let ready = self.waiting.contains_key(&self.due);
            if self.jobs.is_some() && room && (hungry || !ready) {
                match source(py)? {
                    Some(line) => self.send(line)?,
                    // Nothing more comes: workers end when what they have is done.
                    None => self.jobs = None,
                }
                continue;
            }
            if let Some((size, result)) = self.waiting.remove(&self.due) {
                self.due += 1;
                self.held -= size;
                return Ok(Some(result));
            }
            if flying == 0 {
                return Ok(None);
            }
            match py.detach(|| self.done.recv_timeout(PATIENCE)) {
                Ok((n, size, result)) => {
                    self.waiting.insert(n, (size, result));
                }
                Err(RecvTimeoutError::Timeout) => py.check_signals()?,
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(PyRuntimeError::new_err("all readers are gone"));
                }
            }
        }
    }

    fn send(&mut self, mut line: Vec<u8>) -> PyResult<()> {
        self.number += 1;
        for end in [b'\n', b'\r'] {
            if line.last() == Some(&end) {
                line.pop();
            }
        }
        if line.trim_ascii().is_empty() {
            return Ok(());
        }
        let size = line.len() + 1_000;
        let arrived = match line.len() > self.limits.line_bytes {
            true => Arrived::TooLong(self.number, line.len() as u64),
            false => Arrived::Line(self.number, line),
        };
        let gone = |_| PyRuntimeError::new_err("all readers are gone");
        let Some(jobs) = &self.jobs else {
            return Ok(());
        };
        jobs.send((self.sent, size, arrived)).map_err(gone)?;
        self.sent += 1;
        self.held += size;
        Ok(())
    }
}

/// Threads, all cores where none are named.
pub fn threads(asked: Option<usize>) -> PyResult<usize> {
    match asked {
        None => Ok(thread::available_parallelism().map_or(1, usize::from)),
        Some(n @ 1..=1024) => Ok(n),
        Some(_) => Err(PyValueError::new_err("threads is 1 to 1024")),
    }
}

/// The next line of an iterator of bytes.
pub fn next_line(source: &Bound<'_, PyIterator>) -> PyResult<Option<Vec<u8>>> {
    let mut source = source.clone();
    source.next().map(|line| line?.extract()).transpose()
}

/// Lines of output for lines of input.
#[pyclass(module = "sayso._sayso")]
pub struct Lines {
    flight: Flight<(String, bool)>,
    source: Py<PyIterator>,
}

#[pymethods]
impl Lines {
    #[new]
    #[pyo3(signature = (source, threads = None, model = "best"))]
    fn new(source: Bound<'_, PyIterator>, threads: Option<usize>, model: &str) -> PyResult<Self> {
        let py = source.py();
        let model = model::loaded(py, Weights::named(model)?)?;
        let flight = Flight::new(
            &model,
            0,
            self::threads(threads)?,
            |reader, arrived, limits| extract(reader, arrived, limits),
        )?;
        Ok(Lines {
            flight,
            source: source.unbind(),
        })
    }

    fn __iter__(it: PyRef<'_, Self>) -> PyRef<'_, Self> {
        it
    }

    fn __next__<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyBytes>>> {
        let source = self.source.bind(py).clone();
        let next = self.flight.next(py, |_| next_line(&source))?;
        Ok(next.map(|(mut line, _)| {
            line.push('\n');
            PyBytes::new(py, line.as_bytes())
        }))
    }
}
