//! From options to answers.

use crate::app::App;
use crate::options::Options;
use crate::{api, feeds, follow, guard, pages, queue, telling};
use anyhow::Context;
use axum::Router;
use std::net::SocketAddr;

/// Serves a ledger until the program is told to stop; `listening` is told where, once it does.
///
/// # Errors
/// The ledger cannot be opened, the address is taken, or it is not loopback and there is no token.
pub fn serve(options: Options, listening: impl FnOnce(SocketAddr)) -> anyhow::Result<()> {
    anyhow::ensure!(
        options.listen.ip().is_loopback() || options.token.is_some(),
        "{} can be reached from other machines: give a token as well",
        options.listen
    );
    anyhow::ensure!(
        options.token.as_ref().is_none_or(|t| t.trim().len() >= 8),
        "a token has at least 8 characters"
    );
    anyhow::ensure!(
        options.listen.ip().is_loopback() || !options.shows_withheld,
        "withheld sources are shown on this machine alone"
    );
    let app = App::new(options)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let address = app.options().listen;
        let listener = tokio::net::TcpListener::bind(address)
            .await
            .with_context(|| format!("cannot listen at {address}"))?;
        let at = listener.local_addr()?;
        let _reading = queue::start(&app)?;
        let _following = follow::start(&app)?;
        let _telling = telling::start(&app)?;
        listening(at);
        axum::serve(listener, router(app))
            .with_graceful_shutdown(told_to_stop())
            .await?;
        anyhow::Ok(())
    })?;
    // A reading that is under way need not be waited for: the queue goes on with it next time.
    runtime.shutdown_background();
    Ok(())
}

/// All there is, behind the guard.
pub(crate) fn router(app: App) -> Router {
    let all = Router::new()
        .merge(pages::routes())
        .merge(api::pages())
        .merge(feeds::routes())
        .nest("/api/v1", api::routes());
    guard::before(all, &app).with_state(app)
}

/// Ctrl-C, or the signal to end.
async fn told_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut end) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = end.recv() => {}
            }
            return;
        }
    }
    // Where no signal can be heard, it is ended from outside.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
