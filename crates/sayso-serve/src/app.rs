//! What every page and every answer of the API is made from: the ledger, asked on threads that may wait.

pub use crate::failure::Failure;
use crate::guard::Cache;
use crate::options::Options;
use crate::queue::Queue;
use sayso_ledger::Ledger;
use sayso_ledger::policy::Policy;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Semaphore;

/// How much of the file each open ledger keeps in memory; the system keeps the rest.
const CACHE_KIB: u32 = 4_000;

/// The ledger that is served; a copy is cheap.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    options: Options,
    /// Open ledgers that nobody asks at the moment.
    idle: Mutex<Vec<Ledger>>,
    /// How many may be asked at a time: more would only wait for the same cores, each with a cache of its own.
    asked: Semaphore,
    /// The one that writes; who holds it is the only writer of this program, but for the reading of what was dropped.
    writer: Mutex<Ledger>,
    /// The one that says whether something was written.
    watch: Mutex<Ledger>,
    cache: Cache,
    policy: tokio::sync::Mutex<Option<(i64, Arc<Policy>)>>,
    exports: Semaphore,
    /// Changes that were made here.
    own: AtomicU64,
    queue: Arc<Queue>,
}

impl App {
    /// The ledger of these options, made if it is not there.
    ///
    /// # Errors
    /// It cannot be opened, or the queue beside it is another program's.
    pub fn new(options: Options) -> anyhow::Result<Self> {
        let mut writer = Ledger::create(&options.ledger)?;
        writer.update()?;
        writer.limit_cache(CACHE_KIB)?;
        let watch = Ledger::open(&options.ledger)?;
        watch.limit_cache(CACHE_KIB)?;
        let queue = Queue::open(&options.ledger)?;
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Ok(App(Arc::new(Inner {
            watch: Mutex::new(watch),
            options,
            idle: Mutex::new(Vec::new()),
            asked: Semaphore::new((2 * cores).max(4)),
            writer: Mutex::new(writer),
            cache: Cache::default(),
            policy: tokio::sync::Mutex::new(None),
            exports: Semaphore::new(2),
            own: AtomicU64::new(0),
            queue: Arc::new(queue),
        })))
    }

    /// What a person chose.
    pub fn options(&self) -> &Options {
        &self.0.options
    }

    /// Asks the ledger something; all that one call asks, it asks of one state of the ledger.
    ///
    /// # Errors
    /// What `ask` gives, or the ledger cannot be opened.
    pub async fn ask<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Ledger) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let _turn = self.0.asked.acquire().await;
        let app = self.clone();
        let asked = tokio::task::spawn_blocking(move || {
            let idle = lock(&app.0.idle).pop();
            let ledger = match idle {
                Some(ledger) => ledger,
                None => {
                    let ledger = Ledger::open(&app.0.options.ledger)?;
                    ledger.limit_cache(CACHE_KIB)?;
                    ledger
                }
            };
            ledger.freeze()?;
            let found = ask(&ledger);
            ledger.thaw()?;
            lock(&app.0.idle).push(ledger);
            found
        });
        asked.await.map_err(|_| Failure::defect())?
    }

    /// Changes the ledger.
    ///
    /// # Errors
    /// What `change` gives.
    pub async fn change<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Ledger) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let app = self.clone();
        let changed = tokio::task::spawn_blocking(move || {
            let done = change(&mut lock(&app.0.writer));
            app.changed();
            done
        });
        changed.await.map_err(|_| Failure::defect())?
    }

    /// Asks or changes the queue of what was dropped.
    ///
    /// # Errors
    /// What `work` gives.
    pub async fn queued<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Queue) -> anyhow::Result<T> + Send + 'static,
    ) -> Result<T, Failure> {
        let queue = self.0.queue.clone();
        let done = tokio::task::spawn_blocking(move || work(&queue));
        let done = done.await.map_err(|_| Failure::defect())?;
        done.map_err(|e| Failure {
            status: axum::http::StatusCode::SERVICE_UNAVAILABLE,
            words: format!("the queue cannot be used: {e:#}"),
        })
    }

    /// What may be shown, and in which words; of the ledger as it is now.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub(crate) async fn policy(&self) -> Result<Arc<Policy>, Failure> {
        if self.options().shows_withheld {
            return Ok(Arc::default());
        }
        let mut kept = self.0.policy.lock().await;
        let now = self.generation();
        if let (Some((of, policy)), Some(now)) = (&*kept, now)
            && *of == now
        {
            return Ok(policy.clone());
        }
        let ceiling = self.options().ceiling();
        let policy = self.ask(move |ledger| Ok(Policy::of(ledger, ceiling)?));
        let policy = Arc::new(policy.await?);
        *kept = now.map(|now| (now, policy.clone()));
        Ok(policy)
    }

    /// A number that is another after each change of the ledger, whoever made it; none where that cannot be told.
    pub(crate) fn generation(&self) -> Option<i64> {
        lock(&self.0.watch).generation().ok()
    }

    /// Something was changed here: nothing older is shown any more.
    pub(crate) fn changed(&self) {
        self.0.own.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn own_changes(&self) -> u64 {
        self.0.own.load(Ordering::SeqCst)
    }

    pub(crate) fn cache(&self) -> &Cache {
        &self.0.cache
    }

    /// Turns for what takes long: two at a time.
    pub(crate) fn exports(&self) -> &Semaphore {
        &self.0.exports
    }

    pub(crate) fn queue(&self) -> &Arc<Queue> {
        &self.0.queue
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
