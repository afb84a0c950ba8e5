//! What every page and every answer of the API is made from: the ledger, asked on threads that may wait.

use crate::options::Options;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sayso_ledger::{Error, Ledger};
use std::sync::{Arc, Mutex, PoisonError};

/// The ledger that is served; a copy is cheap.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    options: Options,
    /// Open ledgers that nobody asks at the moment.
    idle: Mutex<Vec<Ledger>>,
    /// The one that writes; who holds it is the only writer of this program.
    writer: Mutex<Ledger>,
}

impl App {
    /// The ledger of these options, made if it is not there.
    ///
    /// # Errors
    /// It cannot be opened.
    pub fn new(options: Options) -> Result<Self, Error> {
        let mut writer = Ledger::create(&options.ledger)?;
        writer.update()?;
        Ok(App(Arc::new(Inner {
            options,
            idle: Mutex::new(Vec::new()),
            writer: Mutex::new(writer),
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
        let app = self.clone();
        let asked = tokio::task::spawn_blocking(move || {
            let idle = app.idle().pop();
            let ledger = match idle {
                Some(ledger) => ledger,
                None => Ledger::open(&app.0.options.ledger)?,
            };
            ledger.freeze()?;
            let found = ask(&ledger);
            ledger.thaw()?;
            app.idle().push(ledger);
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
            let mut writer = app.0.writer.lock().unwrap_or_else(PoisonError::into_inner);
            change(&mut writer)
        });
        changed.await.map_err(|_| Failure::defect())?
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Ledger>> {
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why there is no answer, for a person.
#[derive(Debug)]
pub struct Failure {
    /// How HTTP calls it.
    pub status: StatusCode,
    /// In a sentence.
    pub words: String,
}

impl Failure {
    /// Something that is not there.
    pub fn absent(words: impl Into<String>) -> Self {
        Failure {
            status: StatusCode::NOT_FOUND,
            words: words.into(),
        }
    }

    /// A defect of ours.
    pub fn defect() -> Self {
        Failure {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            words: "this failed, which is a defect of Sayso".into(),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let status = match error.kind() {
            sayso_ledger::ErrorKind::Unknown => StatusCode::NOT_FOUND,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Failure {
            status,
            words: error.to_string(),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (self.status, self.words).into_response()
    }
}
