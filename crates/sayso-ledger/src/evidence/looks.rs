//! What bytes are, by themselves, and what is not as it was promised.

use super::record::header;

/// Bytes that a kind of file begins with, where, and its name.
const BEGINS: &[(usize, &[u8], &str)] = &[
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xFF\xD8\xFF", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"AVI ", "video/x-msvideo"),
    (8, b"WAVE", "audio/wav"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftyphei", "image/heic"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1A\x45\xDF\xA3", "video/webm"),
    (0, b"FLV\x01", "video/x-flv"),
    (0, b"\0\0\x01\xBA", "video/mpeg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xFF\xFB", "audio/mpeg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"OggS", "audio/ogg"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"\xD0\xCF\x11\xE0", "application/msword"),
    (0, b"\x1F\x8B", "application/gzip"),
    (0, b"{\\rtf", "application/rtf"),
];

/// How many first bytes are looked at for markup.
const HEAD: usize = 4_096;

/// What the bytes are, told by the bytes alone.
pub fn looks(bytes: &[u8]) -> &'static str {
    let begins = |(at, what, _): &&(usize, &[u8], &str)| {
        bytes.get(*at..).is_some_and(|rest| rest.starts_with(what))
    };
    if let Some((_, _, name)) = BEGINS.iter().find(begins) {
        return name;
    }
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    let low = String::from_utf8_lossy(head).to_ascii_lowercase();
    let low = low.trim_start_matches('\u{feff}').trim_start();
    let has = |tags: &[&str]| tags.iter().any(|t| low.contains(t));
    match () {
        () if bytes.is_empty() => "empty",
        () if low.starts_with('<')
            && has(&["<!doctype html", "<html", "<head", "<body", "<title"]) =>
        {
            "text/html"
        }
        () if low.starts_with('<') && has(&["<svg"]) => "image/svg+xml",
        () if low.starts_with("<?xml") || low.starts_with("<rss") || low.starts_with("<feed") => {
            "application/xml"
        }
        () if serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
            && low.starts_with(['{', '[']) =>
        {
            "application/json"
        }
        () if std::str::from_utf8(bytes).is_ok() && !bytes.contains(&0) => "text/plain",
        () => "application/octet-stream",
    }
}

/// What is not as it was promised, in words: by the kind of evidence that is `wanted`, and by the type that the server `said`.
pub fn remarks(
    wanted: Option<&str>,
    said: Option<&str>,
    looks: &str,
    head: &str,
    bytes: &[u8],
) -> Vec<String> {
    let mut out = Vec::new();
    if bytes.is_empty() {
        out.push("no bytes came".to_owned());
        return out;
    }
    let packed = header(head, "content-encoding").filter(|e| !e.eq_ignore_ascii_case("identity"));
    if let Some(packed) = packed {
        out.push(format!(
            "the server packed it ({packed}), though it was not asked to; it is kept as it came"
        ));
        return out;
    }
    if let Some(wanted) = wanted.filter(|w| !fits(w, looks)) {
        let found = match looks {
            "text/html" if is_login(bytes) => "a page that asks to log in".to_owned(),
            "text/html" => "a page".to_owned(),
            other => other.to_owned(),
        };
        let article = if wanted.starts_with(['a', 'e', 'i', 'o', 'u']) {
            "an"
        } else {
            "a"
        };
        out.push(format!("{found} where {article} {wanted} was promised"));
    } else if looks == "text/html" && is_login(bytes) {
        out.push("a page that asks to log in".to_owned());
    }
    let said = said.map(|s| s.split(';').next().unwrap_or(s).trim().to_ascii_lowercase());
    if let Some(said) = said.filter(|s| !s.is_empty() && !agree(s, looks)) {
        out.push(format!("the server says {said}, the bytes are {looks}"));
    }
    out
}

/// Whether bytes can be a thing of this kind. A post, a statement and the like are pages as a rule, and may be anything.
fn fits(wanted: &str, looks: &str) -> bool {
    let class = looks.split('/').next().unwrap_or_default();
    match wanted {
        "video" => class == "video" || looks == "audio/ogg",
        "audio" => class == "audio" || class == "video",
        "image" => class == "image",
        "document" => looks != "text/html" && class != "video" && class != "audio",
        _ => true,
    }
}

fn agree(said: &str, looks: &str) -> bool {
    let class = |t: &str| t.split('/').next().unwrap_or_default().to_owned();
    let loose = [
        "application/octet-stream",
        "binary/octet-stream",
        "application/force-download",
    ];
    let text = |t: &str| {
        class(t) == "text" || t.ends_with("json") || t.ends_with("xml") || t.ends_with("javascript")
    };
    said == looks
        || loose.contains(&said)
        || looks == "application/octet-stream"
        || class(said) == class(looks) && class(said) != "text" && class(said) != "application"
        || text(said) && text(looks) && (said == "text/html") == (looks == "text/html")
        || said == "application/xhtml+xml" && looks == "text/html"
        || looks == "application/zip" && said.starts_with("application/")
        || looks == "application/msword" && said.starts_with("application/")
        || looks == "audio/ogg" && said == "video/ogg"
}

fn is_login(page: &[u8]) -> bool {
    let low = String::from_utf8_lossy(page.get(..page.len().min(200_000)).unwrap_or_default())
        .to_ascii_lowercase();
    low.contains("type=\"password\"")
        || low.contains("type='password'")
        || low.contains("type=password")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_say_what_they_are() {
        for (bytes, name) in [
            (&b"%PDF-1.7"[..], "application/pdf"),
            (b"\0\0\0\x18ftypmp42", "video/mp4"),
            (b"RIFF....WEBPVP8", "image/webp"),
            (b" \n<!DOCTYPE html><p>x", "text/html"),
            (b"<svg xmlns='x'/>", "image/svg+xml"),
            (b"{\"a\":1}", "application/json"),
            (b"It fell, he said.", "text/plain"),
            (b"a\0b", "application/octet-stream"),
            (b"", "empty"),
        ] {
            assert_eq!(looks(bytes), name);
        }
    }

    #[test]
    fn what_was_promised_is_held_against_what_came() {
        let page = b"<html><form><input type=\"password\"></form></html>";
        let said = |wanted, said, bytes: &[u8]| {
            remarks(wanted, said, looks(bytes), "HTTP/1.1 200 OK\r\n\r\n", bytes)
        };
        assert_eq!(
            said(Some("video"), Some("text/html"), page),
            ["a page that asks to log in where a video was promised"]
        );
        assert_eq!(
            said(Some("video"), Some("video/mp4"), b"<html><body>x"),
            [
                "a page where a video was promised",
                "the server says video/mp4, the bytes are text/html"
            ]
        );
        assert_eq!(
            said(Some("image"), Some("image/png"), b"%PDF-1.7"),
            [
                "application/pdf where an image was promised",
                "the server says image/png, the bytes are application/pdf"
            ]
        );
        assert!(said(Some("video"), Some("video/mp4"), b"\0\0\0\x18ftypmp42").is_empty());
        assert!(
            said(
                Some("post"),
                Some("text/html; charset=utf-8"),
                b"<html><body>x"
            )
            .is_empty()
        );
        assert!(said(Some("document"), Some("application/pdf"), b"%PDF-1.7").is_empty());
        assert_eq!(said(None, None, b""), ["no bytes came"]);
    }
}
