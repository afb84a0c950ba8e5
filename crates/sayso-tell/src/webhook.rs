//! Changes as a signed call to a program.
//!
//! The body is JSON: `{"type": "sayso.changes", "timestamp", "data": {"subscription", "view", "changes": [Told…]}}`. The headers are those of the Standard
//! Webhooks specification: `webhook-id` (the same however often a call is made: drop what you have had), `webhook-timestamp`, `webhook-signature`; and
//! `idempotency-key`, the same as `webhook-id`. Any answer of 2xx takes it; 410 ends the subscription; all else is tried again.

use crate::{Leaves, Told, iso, sign};
use anyhow::Context;
use sayso_intake::{Reach, caller};
use sayso_ledger::tell::{Delivery, Subscription};
use serde_json::json;
use std::time::Duration;

/// What became of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Called {
    /// It was taken.
    Taken(String),
    /// It was not; again, not before so many seconds.
    Later(String, Option<i64>),
    /// Nobody is there any more.
    Gone,
}

/// The body of a call.
pub(crate) fn body(
    leaves: &Leaves<'_>,
    to: &Subscription,
    delivery: &Delivery,
    changes: &[Told],
) -> anyhow::Result<Vec<u8>> {
    let body = json!({
        "type": "sayso.changes",
        "timestamp": iso(delivery.made),
        "data": {
            "subscription": to.name,
            "view": leaves.policy().words(&to.view.in_words()),
            "changes": changes,
        },
    });
    let bytes = sayso_ledger::contract::to_json(&body)?.into_bytes();
    leaves.policy().look("the call", &bytes)?;
    Ok(bytes)
}

/// Makes the call.
pub(crate) fn call(
    url: &str,
    secret: &str,
    id: &str,
    now: i64,
    body: &[u8],
    allow_inner: bool,
    time: Duration,
) -> anyhow::Result<Called> {
    let reach = if allow_inner {
        Reach::Anywhere
    } else {
        Reach::Outside
    };
    let signature = sign(secret, id, now, body).context("its secret cannot be read")?;
    let answered = caller(reach, time)
        .post(url)
        .header("content-type", "application/json")
        .header("webhook-id", id)
        .header("webhook-timestamp", now.to_string())
        .header("webhook-signature", signature)
        .header("idempotency-key", id)
        .send(body);
    Ok(match answered {
        Ok(response) => {
            let status = response.status().as_u16();
            let after = response.headers().get("retry-after");
            let after = after.and_then(|v| v.to_str().ok()?.trim().parse::<i64>().ok());
            match status {
                200..=299 => Called::Taken(status.to_string()),
                410 => Called::Gone,
                300..=399 => Called::Later(format!("{status}: redirects are not followed"), None),
                _ => Called::Later(
                    format!("it answers {status}"),
                    after.map(|s| s.clamp(0, 86_400)),
                ),
            }
        }
        Err(e) => Called::Later(format!("not reached: {e}"), None),
    })
}
