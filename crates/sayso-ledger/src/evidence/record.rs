//! WARC records: what was asked and what came, in the form that web archives keep (WARC 1.1), each packed by itself.

use super::way;
use crate::Hash;
use sayso_intake::{Fetched, Hop};
use std::io;
use std::time::{SystemTime, UNIX_EPOCH};

/// zstd level of what is kept: most of it is packed already.
const LEVEL: i32 = 3;

/// The records of a fetch, each whole. `before` says where and when the same bytes came first: then they are not in here again.
pub(super) fn warc(
    fetched: &Fetched,
    payload: &Hash,
    before: Option<&(String, i64)>,
) -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    for hop in way(fetched) {
        let is_last = std::ptr::eq(hop, &fetched.last);
        let revisit = before.filter(|_| is_last);
        let mut block = hop.response.clone().into_bytes();
        let kind = match revisit {
            Some(_) => "revisit",
            None => {
                block.extend_from_slice(&hop.body);
                "response"
            }
        };
        let mut fields = vec![(
            "WARC-Payload-Digest",
            match is_last {
                true => format!("sha256:{payload}"),
                false => format!("sha256:{}", Hash::of(&hop.body)),
            },
        )];
        if let Some((url, at)) = revisit {
            fields.push((
                "WARC-Profile",
                "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest".to_owned(),
            ));
            fields.push(("WARC-Refers-To-Target-URI", url.clone()));
            fields.push(("WARC-Refers-To-Date", date(*at)));
        }
        if hop.is_cut {
            fields.push(("WARC-Truncated", "length".to_owned()));
        }
        let answer = record(kind, hop, "response", &fields, &block);
        let to = [("WARC-Concurrent-To", answer.0)];
        let request = record("request", hop, "request", &to, hop.request.as_bytes());
        out.extend([answer.1, request.1]);
    }
    out
}

/// Records, one frame each.
pub(super) fn packed(records: &[Vec<u8>]) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    for record in records {
        let mut frame = zstd::bulk::Compressor::new(LEVEL)?;
        frame.include_checksum(true)?;
        out.extend(frame.compress(record)?);
    }
    Ok(out)
}

/// A record and its name.
fn record(
    kind: &str,
    hop: &Hop,
    message: &str,
    fields: &[(&str, String)],
    block: &[u8],
) -> (String, Vec<u8>) {
    let at = hop
        .at
        .duration_since(UNIX_EPOCH)
        .map_or(0, |d| i64::try_from(d.as_secs()).unwrap_or(0));
    let digest = Hash::of(block);
    let id = name(kind, hop.at, &digest);
    let mut head = format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: {id}\r\nWARC-Date: {}\r\nWARC-Target-URI: {}\r\n",
        date(at),
        hop.url
    );
    if let Some(ip) = hop.ip {
        head.push_str(&format!("WARC-IP-Address: {ip}\r\n"));
    }
    for (field, value) in fields {
        head.push_str(&format!("{field}: {value}\r\n"));
    }
    head.push_str(&format!(
        "WARC-Block-Digest: sha256:{digest}\r\nContent-Type: application/http; msgtype={message}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    ));
    let mut out = head.into_bytes();
    out.extend_from_slice(block);
    out.extend_from_slice(b"\r\n\r\n");
    (id, out)
}

/// A name that no other record has: by what it is, when, and its bytes.
fn name(kind: &str, at: SystemTime, digest: &Hash) -> String {
    let nanos = at.duration_since(UNIX_EPOCH).map_or(0, |d| d.as_nanos());
    let hash = Hash::of(format!("{kind} {nanos} {digest}").as_bytes()).to_string();
    let part = |from: usize, to: usize| hash.get(from..to).unwrap_or_default().to_owned();
    // The form of a UUID of version 8, whose bits are the maker's own.
    format!(
        "<urn:uuid:{}-{}-8{}-8{}-{}>",
        part(0, 8),
        part(8, 12),
        part(13, 16),
        part(17, 20),
        part(20, 32)
    )
}

/// Seconds since 1970 as ISO 8601 in UTC.
pub(super) fn date(seconds: i64) -> String {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Days to a date of the Gregorian calendar (Howard Hinnant's civil_from_days).
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        rest / 3_600,
        rest / 60 % 60,
        rest % 60
    )
}

/// The value of a header in the head of an answer.
pub(super) fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.lines().skip(1).find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found
            .trim()
            .eq_ignore_ascii_case(name)
            .then(|| value.trim())
    })
}

/// The bodies of the answers in a WARC file; as far as it can be read.
pub(super) fn bodies(warc: &[u8]) -> Vec<&[u8]> {
    let mut out = Vec::new();
    let mut rest = warc;
    while let Some(end) = find(rest, b"\r\n\r\n") {
        let head = String::from_utf8_lossy(rest.get(..end).unwrap_or_default());
        let length = header(&head, "content-length").and_then(|l| l.parse::<usize>().ok());
        let Some(length) = length else { break };
        let block = rest.get(end + 4..).unwrap_or_default();
        let Some(block) = block.get(..length) else {
            break;
        };
        if header(&head, "warc-type") == Some("response")
            && let Some(at) = find(block, b"\r\n\r\n")
        {
            out.push(block.get(at + 4..).unwrap_or_default());
        }
        let next = end + 4 + length + 4;
        rest = rest.get(next..).unwrap_or_default();
    }
    out
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|w| w == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_dates() {
        for (seconds, words) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_953_590_399, "2031-11-27T23:59:59Z"),
            (-1, "1969-12-31T23:59:59Z"),
        ] {
            assert_eq!(date(seconds), words);
        }
    }

    #[test]
    fn what_is_no_warc_has_no_bodies() {
        assert!(bodies(b"").is_empty());
        assert!(
            bodies(b"\r\n\r\nWARC/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n").is_empty()
        );
        assert!(
            bodies(b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 50\r\n\r\nshort")
                .is_empty()
        );
    }
}
