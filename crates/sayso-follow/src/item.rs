//! What was answered for the article of an item.

use crate::answer::{Failure, Had};
use crate::task::Task;
use crate::wait::jitter;
use sayso_intake::{Beside, Kind, Limits, read_again};
use sayso_ledger::follow::Waiting;

/// How often an article is asked for before its entry alone is read.
const TRIES: u32 = 4;
/// How long an article that failed once is left alone, in seconds.
const AGAIN: i64 = 600;

/// What became of an article.
#[derive(Debug)]
pub(crate) enum ItemOutcome {
    /// It is here.
    Got {
        kind: &'static str,
        place: String,
        charset: Option<String>,
        bytes: Vec<u8>,
    },
    /// It cannot be had.
    Never(String),
    /// It is to be asked for again after so many seconds.
    Later(Failure, i64),
}

pub(crate) fn of_item(
    item: &Waiting,
    task: &Task,
    had: Result<Had, Failure>,
    limits: &Limits,
) -> ItemOutcome {
    let answer = match had {
        Ok(Had::Body(answer)) => answer,
        Ok(Had::Same) => return ItemOutcome::Never("the server gives nothing".to_owned()),
        Err(f) if f.final_ || item.tries + 1 >= TRIES => return ItemOutcome::Never(f.why),
        Err(f) => {
            let wait = AGAIN << item.tries.min(10);
            let wait = wait + jitter(&task.address, item.tries, wait);
            let wait = wait.max(f.wait.unwrap_or(0));
            return ItemOutcome::Later(f, wait);
        }
    };
    let kind = match Kind::of(&answer.body) {
        Ok(kind @ (Kind::Html | Kind::Text)) => kind,
        Ok(other) => return ItemOutcome::Never(format!("its address gives no page, but {other}")),
        Err(e) => return ItemOutcome::Never(e.reason),
    };
    let beside = Beside {
        kind: Some(kind),
        input: &task.address,
        charset: answer.charset.as_deref(),
        url: Some(&task.address),
        around: None,
    };
    match read_again(&answer.body, &beside, limits) {
        Ok(_) => ItemOutcome::Got {
            kind: kind.name(),
            place: task.address.clone(),
            charset: answer.charset,
            bytes: answer.body,
        },
        Err(e) => ItemOutcome::Never(e.reason),
    }
}
