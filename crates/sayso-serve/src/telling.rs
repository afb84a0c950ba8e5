//! Telling subscribers what changed, beside serving.

use crate::app::App;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long one waits at the end for what is just being sent.
const LAST: Duration = Duration::from_secs(5);

/// Tells until it is dropped.
pub struct Telling {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// Begins, if it is wanted.
///
/// # Errors
/// No thread can be had.
pub fn start(app: &App) -> anyhow::Result<Option<Telling>> {
    let Some(options) = app.options().tell.clone() else {
        return Ok(None);
    };
    let stop = Arc::new(AtomicBool::new(false));
    let told_to = stop.clone();
    let thread = std::thread::Builder::new()
        .name("tell".to_owned())
        .spawn(move || {
            let stop = || told_to.load(Ordering::Relaxed);
            sayso_tell::tell(&options, stop, |done| {
                if let Err(e) = done {
                    eprintln!("sayso: telling: {e:#}");
                }
            });
        })?;
    Ok(Some(Telling {
        stop,
        thread: Some(thread),
    }))
}

impl Drop for Telling {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let until = Instant::now() + LAST;
        if let Some(thread) = self.thread.take() {
            while !thread.is_finished() && Instant::now() < until {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
}
