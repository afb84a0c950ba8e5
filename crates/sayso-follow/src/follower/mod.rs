//! The loop: what is due is asked, what came is written down, what waits is read and kept.

mod asking;
mod reading;

use crate::clock::Clock;
use crate::options::Options;
use crate::pool::{Done, Reads, askers, readers};
use crate::task::Task;
use crate::web::Web;
use anyhow::Context;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use sayso_intake::Report;
use sayso_ledger::follow::{FollowId, ItemId};
use sayso_ledger::{Error, ErrorKind, Ledger, RunId};
use std::collections::BTreeSet;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The longest wait before it is looked whether to go on: a source may have been added, or the program told to stop.
const LOOK: Duration = Duration::from_secs(1);
/// How long to leave a ledger alone that another program writes, in seconds.
const PAUSE: i64 = 10;

/// What came of following.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Questions to servers.
    pub asked: u64,
    /// Questions to servers about what they let programs ask.
    pub robots: u64,
    /// Sources in which nothing was new.
    pub same: u64,
    /// Items that were not there before.
    pub new: u64,
    /// Items that say something else than before.
    pub changed: u64,
    /// Sources that could not be had, each time.
    pub failed: u64,
    /// Sources that are gone for good.
    pub gone: u64,
    /// Reports that were kept.
    pub reports: u64,
    /// Their claims.
    pub claims: u64,
    /// Items that turned out to be known already.
    pub known: u64,
    /// Items that could not be read.
    pub unread: u64,
}

/// Follows the sources of a ledger. One at a time for each ledger, in this program or another.
pub struct Follower<'f> {
    ledger: PathBuf,
    clock: &'f dyn Clock,
    web: &'f dyn Web,
    reads: &'f dyn Reads,
    options: Options,
    say: &'f (dyn Fn(&str) + Sync),
    /// Nobody else has it while this is open.
    _lock: File,
}

impl<'f> Follower<'f> {
    /// Follows the sources of the ledger at this path, which is made if it is not there. What it does, it says to `say`, a line at a time.
    ///
    /// # Errors
    /// The ledger cannot be opened, or somebody follows its sources already.
    pub fn new(
        ledger: &Path,
        options: Options,
        clock: &'f dyn Clock,
        web: &'f dyn Web,
        reads: &'f dyn Reads,
        say: &'f (dyn Fn(&str) + Sync),
    ) -> anyhow::Result<Self> {
        Ledger::create(ledger)?;
        Ok(Follower {
            _lock: lock(ledger)?,
            ledger: ledger.to_owned(),
            clock,
            web,
            reads,
            options,
            say,
        })
    }

    /// Follows until `stop`, or, if that is asked for, until what was due at the beginning is done. A ledger that another program writes is waited for.
    ///
    /// # Errors
    /// The ledger cannot be written, or nothing can be read. What was kept until then is kept.
    pub fn run(&mut self, stop: &AtomicBool) -> anyhow::Result<Summary> {
        let mut summary = Summary::default();
        let until = self.options.once.then(|| self.clock.now());
        loop {
            match self.go(stop, until, &mut summary) {
                Err(e) if is_locked(&e) && !stop.load(Ordering::Relaxed) => {
                    (self.say)("another program is writing to this ledger; waiting");
                    std::thread::sleep(self.clock.wait(self.clock.now() + PAUSE, false));
                }
                Err(e) => return Err(e),
                Ok(()) => return Ok(summary),
            }
        }
    }

    fn go(
        &self,
        stop: &AtomicBool,
        until: Option<i64>,
        summary: &mut Summary,
    ) -> anyhow::Result<()> {
        let ledger = Ledger::create(&self.ledger)?;
        std::thread::scope(|scope| {
            let (task_in, tasks) = unbounded();
            let (report_in, reports) = unbounded();
            let (done_in, done) = unbounded();
            let limits = &self.options.limits;
            let threads = self.options.askers;
            askers(
                scope, threads, self.web, self.clock, limits, &tasks, &done_in,
            )?;
            readers(scope, self.options.readers, self.reads, &reports, &done_in)?;
            let mut going = Going {
                follower: self,
                ledger,
                summary,
                until,
                task_in,
                report_in,
                done,
                busy: BTreeSet::new(),
                sources: BTreeSet::new(),
                items: BTreeSet::new(),
                led: Vec::new(),
                asking: 0,
                reading: 0,
                held: Vec::new(),
                run: None,
            };
            going.on(stop)
        })
    }
}

fn lock(ledger: &Path) -> anyhow::Result<File> {
    let mut name = ledger.as_os_str().to_owned();
    name.push("-follow");
    let path = PathBuf::from(name);
    let file = File::options()
        .create(true)
        .append(true)
        .open(&path)
        .with_context(|| format!("{} cannot be opened", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => anyhow::bail!(
            "{}: the sources of this ledger are followed already, by another program",
            ledger.display()
        ),
        Err(TryLockError::Error(e)) => {
            Err(e).context(format!("{} cannot be locked", path.display()))
        }
    }
}

fn is_locked(e: &anyhow::Error) -> bool {
    e.downcast_ref::<Error>()
        .is_some_and(|e| e.kind() == ErrorKind::Locked)
}

/// Following that is under way.
struct Going<'a, 'f> {
    follower: &'a Follower<'f>,
    ledger: Ledger,
    summary: &'a mut Summary,
    /// Only what was due by then.
    until: Option<i64>,
    task_in: Sender<(String, Task)>,
    report_in: Sender<(ItemId, Report)>,
    done: Receiver<Done>,
    /// Hosts that are being asked.
    busy: BTreeSet<String>,
    /// Sources that are being asked, or were led elsewhere and are to be asked there.
    sources: BTreeSet<FollowId>,
    /// Items whose article is being asked for, or that are being read.
    items: BTreeSet<ItemId>,
    /// What was led elsewhere.
    led: Vec<Task>,
    asking: usize,
    reading: usize,
    /// What was read and is not kept yet.
    held: Vec<reading::Held>,
    run: Option<RunId>,
}

impl Going<'_, '_> {
    fn on(&mut self, stop: &AtomicBool) -> anyhow::Result<()> {
        while !stop.load(Ordering::Relaxed) {
            self.read_ready()?;
            let soonest = self.ask_due()?;
            let busy = self.asking + self.reading > 0;
            if !busy {
                // What is kept now may settle what waits for it.
                if self.keep()? {
                    continue;
                }
                self.place()?;
                if self.until.is_some() && soonest.is_none() {
                    break;
                }
            }
            let now = self.follower.clock.now();
            let next = match self.until {
                Some(_) => None,
                None => self.ledger.next_due(now)?,
            };
            let wake = soonest.into_iter().chain(next).min();
            self.wait(wake, busy)?;
        }
        self.keep()?;
        self.place()
    }

    /// Waits until something is done, or for `wake`, and deals with all that is done.
    fn wait(&mut self, wake: Option<i64>, busy: bool) -> anyhow::Result<()> {
        let clock = self.follower.clock;
        let wait = match wake {
            Some(at) => clock.wait(at, busy).min(LOOK),
            None => clock.wait(clock.now() + 60, busy).min(LOOK),
        };
        match self.done.recv_timeout(wait) {
            Ok(done) => self.done(done)?,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => anyhow::bail!("the threads that ask are gone"),
        }
        while let Ok(done) = self.done.try_recv() {
            self.done(done)?;
        }
        Ok(())
    }

    fn done(&mut self, done: Done) -> anyhow::Result<()> {
        match done {
            Done::Asked(host, outcome, task) => self.asked(&host, *outcome, *task),
            Done::Read(item, read) => self.has_read(item, *read),
            Done::Broken(e) => Err(e),
        }
    }

    fn say(&self, line: &str) {
        (self.follower.say)(line);
    }
}
