//! From options to answers.

use crate::app::App;
use crate::options::Options;
use crate::{api, guard, pages, queue};
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
    let app = App::new(options)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let address = app.options().listen;
        let listener = tokio::net::TcpListener::bind(address)
            .await
            .with_context(|| format!("cannot listen at {address}"))?;
        listening(listener.local_addr()?);
        let _reading = queue::start(&app);
        axum::serve(listener, router(app)).await?;
        Ok(())
    })
}

/// All there is, behind the guard.
fn router(app: App) -> Router {
    let all = Router::new()
        .merge(pages::routes())
        .nest("/api/v1", api::routes());
    guard::before(all, &app).with_state(app)
}
