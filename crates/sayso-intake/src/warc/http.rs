//! What a server answered: header fields, and the body as it was before transfer.

use std::borrow::Cow;
use std::io::Read;

use flate2::bufread::ZlibDecoder;
use memchr::memmem;

use crate::gzip::Gunzip;
use crate::limits::Limits;
use crate::rejected::{ErrorKind, Rejected};

/// What a body is said to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Media {
    Html,
    Text,
}

/// A page or text.
#[derive(Debug)]
pub(super) struct Answer<'r> {
    pub media: Media,
    pub charset: Option<String>,
    pub body: Cow<'r, [u8]>,
}

impl<'r> Answer<'r> {
    /// A body of the media type that stands in a Content-Type field; none where it is neither page nor text.
    pub fn plain(content_type: &str, body: &'r [u8]) -> Option<Self> {
        let (media, charset) = media(content_type)?;
        Some(Answer {
            media,
            charset,
            body: Cow::Borrowed(body),
        })
    }
}

fn media(content_type: &str) -> Option<(Media, Option<String>)> {
    let mut parts = content_type.split(';').map(str::trim);
    let media = match parts.next()?.to_ascii_lowercase().as_str() {
        "text/html" | "application/xhtml+xml" => Media::Html,
        "text/plain" => Media::Text,
        _ => return None,
    };
    let charset = parts
        .filter_map(|part| part.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
        .map(|(_, label)| label.trim().trim_matches(['"', '\'']).to_owned());
    Some((media, charset))
}

/// The fields of a header after its first line, names in lower case. Lines that are no field are passed over; lines that begin
/// with a space go on with the one before.
pub(super) fn fields(head: &[u8]) -> Vec<(String, String)> {
    let head = String::from_utf8_lossy(head);
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in head.lines().skip(1) {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    fields
}

/// The first value of the field `name`, which is in lower case.
pub(super) fn value<'f>(fields: &'f [(String, String)], name: &str) -> Option<&'f str> {
    fields
        .iter()
        .find(|(n, _)| n == name)
        .map(|(_, v)| v.as_str())
}

/// The answer in a response record; none where it is no page or text, or not what was asked for (redirects, errors).
pub(super) fn answer<'r>(block: &'r [u8], limits: &Limits) -> Option<Result<Answer<'r>, Rejected>> {
    let end = [&b"\r\n\r\n"[..], b"\n\n"]
        .into_iter()
        .filter_map(|end| memmem::find(block, end).map(|at| at + end.len()))
        .min();
    let status = block.split(|&b| b == b'\n').next().unwrap_or_default();
    let status = String::from_utf8_lossy(status.get(..40).unwrap_or(status));
    let mut words = status.split_ascii_whitespace();
    let is_http = words.next().is_some_and(|w| w.starts_with("HTTP/"));
    let (true, Some(end)) = (is_http, end) else {
        let reason = "no HTTP header in the record";
        return Some(Err(Rejected::new(ErrorKind::Syntax, reason)));
    };
    if !matches!(words.next(), Some("200" | "203")) {
        return None;
    }
    let (head, body) = block.split_at_checked(end)?;
    let fields = fields(head);
    let (media, charset) = media(value(&fields, "content-type").unwrap_or(""))?;
    Some(body_of(body, &fields, limits).map(|body| Answer {
        media,
        charset,
        body,
    }))
}

/// A body without chunks and compression. Archives often keep bodies that have already been rid of them, but not of the field.
fn body_of<'r>(
    body: &'r [u8],
    fields: &[(String, String)],
    limits: &Limits,
) -> Result<Cow<'r, [u8]>, Rejected> {
    let mut body = Cow::Borrowed(body);
    let is_chunked = value(fields, "transfer-encoding")
        .is_some_and(|v| v.to_ascii_lowercase().contains("chunked"));
    if is_chunked && let Some(whole) = dechunk(&body)? {
        body = Cow::Owned(whole);
    }
    let codings = value(fields, "content-encoding")
        .unwrap_or("")
        .to_ascii_lowercase();
    for coding in codings.split(',').map(str::trim).rev().take(3) {
        body = match coding {
            "gzip" | "x-gzip" if body.starts_with(&[0x1F, 0x8B]) => Cow::Owned(inflate(
                Gunzip::new(&*body, limits.gzip_expansion),
                limits.raw_bytes,
            )?),
            "deflate" if body.first() == Some(&0x78) => {
                Cow::Owned(inflate(ZlibDecoder::new(&*body), limits.raw_bytes)?)
            }
            "" | "identity" | "gzip" | "x-gzip" | "deflate" => body,
            // What is text has been decoded already.
            _ if std::str::from_utf8(&body).is_ok() => body,
            other => {
                let reason = format!("content encoding {other:?} is not read");
                return Err(Rejected::new(ErrorKind::Encoding, reason));
            }
        };
    }
    Ok(body)
}

fn inflate(reader: impl Read, limit: usize) -> Result<Vec<u8>, Rejected> {
    let mut out = Vec::new();
    reader.take(limit as u64 + 1).read_to_end(&mut out)?;
    if out.len() > limit {
        let reason = format!("page over the limit of {limit} bytes");
        return Err(Rejected::new(ErrorKind::TooLarge, reason));
    }
    Ok(out)
}

/// The chunks of a body as one; none where the first line is no chunk's.
fn dechunk(body: &[u8]) -> Result<Option<Vec<u8>>, Rejected> {
    let mut out = Vec::new();
    let mut at = 0;
    loop {
        let rest = body.get(at..).unwrap_or_default();
        let line_end = memchr::memchr(b'\n', rest.get(..200).unwrap_or(rest));
        let size = line_end.and_then(|end| {
            let line = std::str::from_utf8(rest.get(..end)?).ok()?;
            let digits = line.split(';').next()?.trim();
            Some((end + 1, usize::from_str_radix(digits, 16).ok()?))
        });
        let Some((skip, size)) = size else {
            if at == 0 {
                return Ok(None);
            }
            let reason = format!("broken chunk at byte {at} of the body");
            return Err(Rejected::new(ErrorKind::Syntax, reason));
        };
        if size == 0 {
            return Ok(Some(out));
        }
        let Some(chunk) = skip.checked_add(size).and_then(|end| rest.get(skip..end)) else {
            let reason = format!("truncated: the body ends in the chunk at its byte {at}");
            return Err(Rejected::new(ErrorKind::Truncated, reason));
        };
        out.extend_from_slice(chunk);
        at += skip + size;
        let rest = body.get(at..).unwrap_or_default();
        at += if rest.starts_with(b"\r\n") {
            2
        } else {
            usize::from(rest.starts_with(b"\n"))
        };
    }
}
