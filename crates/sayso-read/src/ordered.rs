//! Work spread over threads, its results in the order of the input, memory bounded by what is in flight.
//!
//! A source thread hands out items while there is room; workers, each with a state of its own, take whatever comes next; the
//! calling thread puts results back in order and hands them to a sink. Room is freed when the sink has had the result, so a
//! slow item at the head holds the source back instead of letting results pile up behind it.

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded, select, unbounded};
use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How long the sink may lie still before it is told so.
const IDLE: Duration = Duration::from_millis(500);

/// Where results go, in order.
pub trait Sink<R> {
    /// The next result.
    fn take(&mut self, result: R) -> anyhow::Result<()>;

    /// No result is ready: a good moment to hand on what is held.
    fn idle(&mut self) -> anyhow::Result<()> {
        Ok(())
    }
}

/// How much is done at a time.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Worker threads.
    pub threads: usize,
    /// Sizes of the items in flight, summed; a single item may be larger.
    pub room: usize,
}

/// Runs `source`, items with their sizes, through `work` into `sink`. Each worker thread begins with a state from `start`.
///
/// The source runs on a thread of its own, which is left behind if the sink fails: it may be waiting for input that never comes.
///
/// # Errors
/// The sink's; or the source panicked.
pub fn run<T, R, W>(
    plan: Plan,
    source: impl Iterator<Item = (T, usize)> + Send + 'static,
    start: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, T) -> R + Sync,
    sink: &mut impl Sink<R>,
) -> anyhow::Result<()>
where
    T: Send + 'static,
    R: Send,
{
    let room = Arc::new(Room::new(plan.room));
    let (job_in, jobs) = bounded(plan.threads * 4);
    let feeder = feed(source, room.clone(), job_in)?;
    thread::scope(|scope| {
        let (done_in, done) = unbounded();
        let (ended, end) = bounded::<()>(0);
        for _ in 0..plan.threads.max(1) {
            let (jobs, done_in, end) = (jobs.clone(), done_in.clone(), end.clone());
            let (start, work) = (&start, &work);
            thread::Builder::new()
                .name(WORKER.into())
                .spawn_scoped(scope, move || {
                    let mut state = start();
                    while let Some((n, size, item)) = next(&jobs, &end) {
                        if done_in.send((n, size, work(&mut state, item))).is_err() {
                            break;
                        }
                    }
                })?;
        }
        drop((done_in, jobs));
        let outcome = drain(&done, &room, sink);
        room.close();
        drop((ended, done));
        outcome
    })?;
    match feeder.join() {
        Ok(()) => Ok(()),
        Err(panic) => anyhow::bail!(
            "the intake failed, which is a defect of Sayso: {}",
            words(&*panic)
        ),
    }
}

/// The name of worker threads.
pub const WORKER: &str = "reader";

/// What a panic said.
pub fn words(panic: &(dyn std::any::Any + Send)) -> &str {
    let owned = panic.downcast_ref::<String>().map(String::as_str);
    owned
        .or(panic.downcast_ref::<&str>().copied())
        .unwrap_or("no reason given")
}

type Job<T> = (u64, usize, T);

fn feed<T: Send + 'static>(
    source: impl Iterator<Item = (T, usize)> + Send + 'static,
    room: Arc<Room>,
    jobs: Sender<Job<T>>,
) -> std::io::Result<thread::JoinHandle<()>> {
    thread::Builder::new().name("intake".into()).spawn(move || {
        for (n, (item, size)) in (0u64..).zip(source) {
            if !room.take(size) || jobs.send((n, size, item)).is_err() {
                break;
            }
        }
    })
}

/// The next job; none when there are no more, or the sink has failed.
fn next<T>(jobs: &Receiver<Job<T>>, end: &Receiver<()>) -> Option<Job<T>> {
    select! {
        recv(jobs) -> job => job.ok(),
        recv(end) -> _ => None,
    }
}

fn drain<R>(done: &Receiver<Job<R>>, room: &Room, sink: &mut impl Sink<R>) -> anyhow::Result<()> {
    let mut waiting = BTreeMap::new();
    let mut due = 0u64;
    loop {
        let (n, size, result) = match done.try_recv() {
            Ok(result) => result,
            Err(_) => {
                sink.idle()?;
                match done.recv_timeout(IDLE) {
                    Ok(result) => result,
                    Err(RecvTimeoutError::Timeout) => continue,
                    Err(RecvTimeoutError::Disconnected) => return Ok(()),
                }
            }
        };
        waiting.insert(n, (size, result));
        while let Some((size, result)) = waiting.remove(&due) {
            sink.take(result)?;
            room.give(size);
            due += 1;
        }
    }
}

/// Counts what is in flight.
struct Room {
    /// What is taken, and whether nobody is to take any more.
    state: Mutex<(usize, bool)>,
    changed: Condvar,
    size: usize,
}

impl Room {
    fn new(size: usize) -> Self {
        Room {
            state: Mutex::new((0, false)),
            changed: Condvar::new(),
            size,
        }
    }

    /// Waits for room; false once it is closed.
    fn take(&self, size: usize) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let full =
            |state: &mut (usize, bool)| !state.1 && state.0 > 0 && state.0 + size > self.size;
        let mut state = self
            .changed
            .wait_while(state, full)
            .unwrap_or_else(PoisonError::into_inner);
        state.0 += size;
        !state.1
    }

    fn give(&self, size: usize) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.0 = state.0.saturating_sub(size);
        self.changed.notify_all();
    }

    fn close(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).1 = true;
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    struct Gather(Vec<usize>, Option<usize>);

    impl Sink<usize> for Gather {
        fn take(&mut self, result: usize) -> anyhow::Result<()> {
            anyhow::ensure!(Some(self.0.len()) != self.1, "enough");
            self.0.push(result);
            Ok(())
        }
    }

    #[test]
    fn keeps_the_order_and_the_room() {
        let (flying, most) = (Arc::new(AtomicUsize::new(0)), AtomicUsize::new(0));
        let count = flying.clone();
        let source = (0..500usize).map(move |n| {
            count.fetch_add(1, Ordering::SeqCst);
            (n, 10)
        });
        let work = |_: &mut (), n: usize| {
            most.fetch_max(flying.load(Ordering::SeqCst), Ordering::SeqCst);
            if n.is_multiple_of(50) {
                thread::sleep(Duration::from_millis(3));
            }
            n
        };
        struct Count<'a>(Gather, &'a AtomicUsize);
        impl Sink<usize> for Count<'_> {
            fn take(&mut self, result: usize) -> anyhow::Result<()> {
                self.1.fetch_sub(1, Ordering::SeqCst);
                self.0.take(result)
            }
        }
        let mut sink = Count(Gather(Vec::new(), None), &flying);
        run(
            Plan {
                threads: 4,
                room: 80,
            },
            source,
            || (),
            work,
            &mut sink,
        )
        .unwrap();
        assert_eq!(sink.0.0, (0..500).collect::<Vec<_>>());
        // Eight fit; one more waits at the door, and one may be between the sink and the count.
        assert!(most.into_inner() <= 10);
    }

    #[test]
    fn an_item_larger_than_the_room_passes_alone() {
        let mut sink = Gather(Vec::new(), None);
        let source = [(1, 5), (2, 500), (3, 5)].into_iter();
        run(
            Plan {
                threads: 2,
                room: 10,
            },
            source,
            || (),
            |_, n| n,
            &mut sink,
        )
        .unwrap();
        assert_eq!(sink.0, [1, 2, 3]);
    }

    #[test]
    fn a_sink_that_fails_ends_it_though_the_source_waits() {
        let (_hold, waits) = unbounded::<(usize, usize)>();
        let source = [(1, 1), (2, 1)].into_iter().chain(waits);
        let mut sink = Gather(Vec::new(), Some(1));
        // Two workers, so that one of them is waiting for a job when the sink fails.
        let error = run(
            Plan {
                threads: 2,
                room: 10,
            },
            source,
            || (),
            |_, n| n,
            &mut sink,
        );
        assert_eq!(error.unwrap_err().to_string(), "enough");
    }

    #[test]
    fn a_source_that_panics_is_told() {
        let source = (0..3usize).map(|n| if n == 2 { panic!("torn") } else { (n, 1) });
        let mut sink = Gather(Vec::new(), None);
        let error = run(
            Plan {
                threads: 1,
                room: 10,
            },
            source,
            || (),
            |_, n| n,
            &mut sink,
        );
        assert!(error.unwrap_err().to_string().ends_with("torn"));
        assert_eq!(sink.0, [0, 1]);
    }
}
