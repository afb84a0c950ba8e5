//! One question to a server and what it answers, redirects and failures included: for one who asks the same address again and again, and must know why it
//! has no page.

use std::io::{Cursor, Read};

use super::reach::Guarded;
use super::{Body, address, agent, reason};
use crate::gzip::Gunzip;
use crate::limits::Limits;
use crate::rejected::{ErrorKind, Rejected};

/// How many layers of gzip are taken off.
const GZIP_LAYERS: usize = 3;

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// The address.
    pub url: String,
    /// The tag of what is here already: what has not changed is not sent again.
    pub etag: Option<String>,
    /// When what is here already was last modified, in the server's words.
    pub modified: Option<String>,
}

/// What a server answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The status of HTTP.
    pub status: u16,
    /// Where else it is, whole.
    pub location: Option<String>,
    /// The tag of what it gave.
    pub etag: Option<String>,
    /// When that was last modified, in the server's words.
    pub modified: Option<String>,
    /// When to ask again, in the server's words.
    pub retry_after: Option<String>,
    /// The charset that it names.
    pub charset: Option<String>,
    /// What it gave, unpacked; empty but for a status of success.
    pub body: Vec<u8>,
}

/// Asks a server once, and follows no redirect. The limits on time, bytes and reach are those of any fetching.
///
/// # Errors
/// There is no answer, it is over a limit, or the address may not be reached.
pub fn ask(what: &Ask, limits: &Limits) -> Result<Answer, Rejected> {
    let url = address(&what.url)?;
    let mut request = agent(&url, limits, Guarded::new(limits.reach), 0)
        .get(url.as_str())
        .header("accept-encoding", "gzip");
    for (name, value) in [
        ("if-none-match", &what.etag),
        ("if-modified-since", &what.modified),
    ] {
        if let Some(value) = value {
            request = request.header(name, value);
        }
    }
    let response = request
        .call()
        .map_err(|e| Rejected::new(ErrorKind::Fetch, reason(&e, limits)))?;
    let said = |name: &str| {
        let value = response.headers().get(name)?.to_str().ok()?.trim();
        (!value.is_empty() && value.len() <= 2_000).then(|| value.to_owned())
    };
    let mut answer = Answer {
        status: response.status().as_u16(),
        location: said("location").and_then(|l| Some(url.join(&l).ok()?.to_string())),
        etag: said("etag"),
        modified: said("last-modified"),
        retry_after: said("retry-after"),
        charset: response.body().charset().map(str::to_owned),
        body: Vec::new(),
    };
    if (200..300).contains(&answer.status) {
        let body = Body {
            reader: response.into_body().into_reader(),
            time: limits.fetch_time,
        };
        answer.body = unpacked(within(body, limits)?, limits)?;
    }
    Ok(answer)
}

fn within(reader: impl Read, limits: &Limits) -> Result<Vec<u8>, Rejected> {
    let mut out = Vec::new();
    let most = limits.raw_bytes as u64;
    reader.take(most + 1).read_to_end(&mut out)?;
    if out.len() as u64 > most {
        let reason = format!("over the limit of {most} bytes");
        return Err(Rejected::new(ErrorKind::TooLarge, reason));
    }
    Ok(out)
}

fn unpacked(mut bytes: Vec<u8>, limits: &Limits) -> Result<Vec<u8>, Rejected> {
    for _ in 0..GZIP_LAYERS {
        if !bytes.starts_with(&[0x1F, 0x8B]) {
            return Ok(bytes);
        }
        bytes = within(
            Gunzip::new(Cursor::new(bytes), limits.gzip_expansion),
            limits,
        )?;
    }
    Ok(bytes)
}
