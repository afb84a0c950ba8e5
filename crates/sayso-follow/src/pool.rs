//! Threads that ask and threads that read.

use crate::answer::{Outcome, judge};
use crate::clock::Clock;
use crate::task::Task;
use crate::web::Web;
use anyhow::Context;
use crossbeam_channel::{Receiver, Sender};
use sayso_claims::Conventions;
use sayso_intake::{Limits, Rejected, Report};
use sayso_language::{Error, Model};
use sayso_ledger::follow::ItemId;
use sayso_read::{Read, ReportReader, guarded};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread::{Builder, Scope};
use std::time::Duration;

/// One thread's reader.
pub type Reader<'r> = Box<dyn FnMut(Report) -> Result<Read, Rejected> + 'r>;

/// What reads reports.
pub trait Reads: Sync {
    /// Names what reads.
    ///
    /// # Errors
    /// It cannot be had.
    fn version(&self) -> anyhow::Result<String>;

    /// A reader for one thread.
    ///
    /// # Errors
    /// It cannot be had.
    fn reader(&self) -> anyhow::Result<Reader<'_>>;
}

/// A model, loaded when there is something to read.
pub struct WithModel<F> {
    load: F,
    time: Duration,
    model: OnceLock<Model>,
    loading: Mutex<()>,
}

impl<F: Fn() -> Result<Model, Error> + Sync> WithModel<F> {
    /// The model that `load` gives, which takes no more than `time` for a report.
    pub fn new(load: F, time: Duration) -> Self {
        WithModel {
            load,
            time,
            model: OnceLock::new(),
            loading: Mutex::new(()),
        }
    }

    fn model(&self) -> anyhow::Result<&Model> {
        let _turn = self.loading.lock().unwrap_or_else(PoisonError::into_inner);
        match self.model.get() {
            Some(model) => Ok(model),
            None => {
                let loaded = (self.load)()?;
                Ok(self.model.get_or_init(|| loaded))
            }
        }
    }
}

impl<F: Fn() -> Result<Model, Error> + Sync> Reads for WithModel<F> {
    fn version(&self) -> anyhow::Result<String> {
        Ok(sayso_read::version(self.model()?))
    }

    fn reader(&self) -> anyhow::Result<Reader<'_>> {
        let mut reader = ReportReader::new(self.model()?, Conventions::default(), self.time);
        Ok(Box::new(move |report| reader.read(report)))
    }
}

/// What a thread has done.
pub(crate) enum Done {
    /// A question was answered: the host that was asked, and what it means.
    Asked(String, Box<Outcome>, Box<Task>),
    /// An item was read.
    Read(ItemId, Box<Result<Read, Rejected>>),
    /// Reading cannot go on.
    Broken(anyhow::Error),
}

/// Starts threads that put questions.
pub(crate) fn askers<'s, 'e: 's>(
    scope: &'s Scope<'s, 'e>,
    threads: usize,
    web: &'e dyn Web,
    clock: &'e dyn Clock,
    limits: &'e Limits,
    tasks: &Receiver<(String, Task)>,
    done: &Sender<Done>,
) -> anyhow::Result<()> {
    for _ in 0..threads.max(1) {
        let (tasks, done) = (tasks.clone(), done.clone());
        let work = move || {
            for (host, task) in tasks {
                let answer = guarded(|| web.ask(&task.ask()));
                let now = clock.now();
                let judged = guarded(|| Ok(judge(task.clone(), answer, now, limits)));
                // What cannot be made sense of failed, as if it had not come.
                let outcome = judged.unwrap_or_else(|e| judge(task.clone(), Err(e), now, limits));
                if done
                    .send(Done::Asked(host, Box::new(outcome), Box::new(task)))
                    .is_err()
                {
                    break;
                }
            }
        };
        Builder::new()
            .name("asker".into())
            .spawn_scoped(scope, work)
            .context("there is no thread to ask with")?;
    }
    Ok(())
}

/// Starts threads that read.
pub(crate) fn readers<'s, 'e: 's>(
    scope: &'s Scope<'s, 'e>,
    threads: usize,
    reads: &'e dyn Reads,
    reports: &Receiver<(ItemId, Report)>,
    done: &Sender<Done>,
) -> anyhow::Result<()> {
    for _ in 0..threads.max(1) {
        let (reports, done) = (reports.clone(), done.clone());
        let work = move || {
            let mut reader = None;
            for (item, report) in reports {
                let reader = match &mut reader {
                    Some(reader) => reader,
                    None => match reads.reader() {
                        Ok(made) => reader.insert(made),
                        Err(e) => {
                            // Nobody listens any more only when all of it ends.
                            let _ = done.send(Done::Broken(e));
                            break;
                        }
                    },
                };
                let read = Box::new(reader(report));
                if done.send(Done::Read(item, read)).is_err() {
                    break;
                }
            }
        };
        Builder::new()
            .name(sayso_read::ordered::WORKER.into())
            .spawn_scoped(scope, work)
            .context("there is no thread to read with")?;
    }
    Ok(())
}
