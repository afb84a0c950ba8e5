//! Following in the background, while the ledger is served.

use crate::app::App;
use anyhow::Context;
use sayso_follow::{Follower, Net, Options, SystemClock, WithModel};
use sayso_intake::Reach;
use sayso_language::Model;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How long to leave alone what failed.
const PAUSE: Duration = Duration::from_secs(10);

/// Following in the background; it ends with this, after what is under way.
pub(crate) struct Following(Arc<AtomicBool>);

impl Drop for Following {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Begins to follow the ledger's sources, if that was asked for.
///
/// # Errors
/// There is no thread for it, or somebody follows them already.
pub(crate) fn start(app: &App) -> anyhow::Result<Option<Following>> {
    let Some(pace) = app.options().follow else {
        return Ok(None);
    };
    let end = Arc::new(AtomicBool::new(false));
    let (app, ended) = (app.clone(), end.clone());
    let mut options = Options {
        pace,
        readers: app.options().threads,
        ..Options::default()
    };
    if app.options().allow_inner {
        options.limits.reach = Reach::Anywhere;
    }
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::Builder::new()
        .name("follow".into())
        .spawn(move || {
            let web = Net(options.limits.clone());
            let reads = WithModel::new(Model::embedded, app.options().time);
            // Each page asks the ledger anew; what came in shows by itself.
            let say = |_: &str| {};
            let ledger = &app.options().ledger;
            let made = Follower::new(ledger, options, &SystemClock, &web, &reads, &say);
            let mut follower = match made {
                Ok(follower) => {
                    // Who started it may be gone already.
                    let _ = tell.send(Ok(()));
                    follower
                }
                Err(e) => {
                    let _ = tell.send(Err(e));
                    return;
                }
            };
            while !ended.load(Ordering::Relaxed) {
                if let Err(e) = follower.run(&ended) {
                    eprintln!("sayso: following failed and goes on in a moment: {e:#}");
                    std::thread::sleep(PAUSE);
                }
            }
        })
        .context("there is no thread to follow with")?;
    told.recv().context("following ended at once")??;
    Ok(Some(Following(end)))
}
