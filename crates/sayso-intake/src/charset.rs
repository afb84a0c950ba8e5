//! Bytes to text: byte order mark, then the header, then what the bytes declare, then detection.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

use crate::rejected::{ErrorKind, Rejected};
use crate::report::{How, Known};

/// Text decoded, and the charset that it was in.
pub(crate) struct Decoded {
    pub text: String,
    pub charset: Known<String>,
}

/// How sure the bytes must be.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Strictness {
    /// Broken sequences become U+FFFD, as in a browser.
    Lenient,
    /// A broken sequence rejects the item.
    Strict,
}

/// Decodes `bytes`; `declared` are labels in order of trust, each with where it stands.
pub(crate) fn decode(
    bytes: &[u8],
    declared: &[(How, String)],
    strictness: Strictness,
) -> Result<Decoded, Rejected> {
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        return finish(
            bytes.get(skip..).unwrap_or_default(),
            encoding,
            How::Bom,
            strictness,
        );
    }
    for (how, label) in declared {
        let label = label
            .split([';', ','])
            .next()
            .unwrap_or("")
            .trim()
            .trim_matches(['"', '\''])
            .trim();
        if label.is_empty() {
            continue;
        }
        let Some(encoding) = Encoding::for_label(label.as_bytes()) else {
            let label: String = label.chars().take(60).collect();
            return Err(Rejected::new(
                ErrorKind::UnknownCharset,
                format!("unknown charset {label:?}"),
            ));
        };
        // Bytes that can be read as ASCII say that UTF-16 is not what they are in.
        let encoding = if encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE {
            UTF_8
        } else {
            encoding
        };
        return finish(bytes, encoding, *how, strictness);
    }
    let broken = match std::str::from_utf8(bytes) {
        Ok(text) => {
            return Ok(Decoded {
                text: text.to_owned(),
                charset: Known::new("UTF-8".into(), How::Detected),
            });
        }
        Err(e) => e.valid_up_to(),
    };
    if is_mostly_utf8(bytes) {
        return finish(bytes, UTF_8, How::Detected, strictness);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    let (text, _, errors) = encoding.decode(bytes);
    if strictness == Strictness::Strict && (errors || !is_plausible(&text)) {
        return Err(Rejected::new(
            ErrorKind::Encoding,
            format!("invalid UTF-8 at byte {broken}, and no other charset fits"),
        ));
    }
    Ok(Decoded {
        text: text.into_owned(),
        charset: Known::new(encoding.name().into(), How::Detected),
    })
}

fn finish(
    bytes: &[u8],
    encoding: &'static Encoding,
    how: How,
    strictness: Strictness,
) -> Result<Decoded, Rejected> {
    let (text, errors) = encoding.decode_without_bom_handling(bytes);
    if errors && strictness == Strictness::Strict {
        let place = match std::str::from_utf8(bytes) {
            Err(e) if encoding == UTF_8 => format!(" at byte {}", e.valid_up_to()),
            _ => String::new(),
        };
        return Err(Rejected::new(
            ErrorKind::Encoding,
            format!("invalid {}{place}", encoding.name()),
        ));
    }
    Ok(Decoded {
        text: text.into_owned(),
        charset: Known::new(encoding.name().into(), how),
    })
}

/// Whether there are more good sequences of several bytes than broken ones: UTF-8 that was damaged, not another charset.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    good > broken
}

/// Whether the letters beyond ASCII stand in words, as they do in a text that was read in its own charset.
fn is_plausible(text: &str) -> bool {
    let (mut before, mut here) = (' ', ' ');
    let (mut odd, mut all) = (0usize, 0usize);
    for next in text.chars().chain([' ']) {
        if !here.is_ascii() {
            all += 1;
            let quiet = !here.is_control()
                && (!here.is_alphanumeric() || before.is_alphabetic() || next.is_alphabetic());
            odd += usize::from(!quiet);
        }
        (before, here) = (here, next);
    }
    odd * 3 <= all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strict(bytes: &[u8], declared: &[(How, &str)]) -> Result<Decoded, Rejected> {
        let declared: Vec<_> = declared.iter().map(|(h, l)| (*h, l.to_string())).collect();
        decode(bytes, &declared, Strictness::Strict)
    }

    #[test]
    fn bom_beats_header_beats_detection() {
        let d = strict(b"\xEF\xBB\xBFcaf\xC3\xA9", &[(How::Header, "iso-8859-1")]).unwrap();
        assert_eq!((d.text.as_str(), d.charset.how), ("café", How::Bom));
        let d = strict(
            b"caf\xE9",
            &[(How::Header, "iso-8859-1"), (How::Meta, "koi8-r")],
        )
        .unwrap();
        assert_eq!((d.text.as_str(), d.charset.how), ("café", How::Header));
        let d = strict(b"\x93Le caf\xE9 est ferm\xE9\x94, dit-elle.", &[]).unwrap();
        assert_eq!(
            (d.text.as_str(), d.charset.how),
            ("“Le café est fermé”, dit-elle.", How::Detected)
        );
        let d = strict(b"\xFF\xFEh\0i\0", &[]).unwrap();
        assert_eq!(d.text, "hi");
    }

    #[test]
    fn what_fits_nothing_is_named() {
        assert_eq!(
            strict(b"abc", &[(How::Meta, "klingon-8")])
                .err()
                .unwrap()
                .kind,
            ErrorKind::UnknownCharset
        );
        let broken = strict("Zoë said “no” \u{1F6D1}".as_bytes().get(..20).unwrap(), &[])
            .err()
            .unwrap();
        assert_eq!(broken.kind, ErrorKind::Encoding);
        assert!(broken.reason.contains("at byte 19"), "{}", broken.reason);
        assert_eq!(
            strict(b"hello \xC3\x28 world \xFF 12", &[])
                .err()
                .unwrap()
                .kind,
            ErrorKind::Encoding
        );
        let lenient = decode(b"\xC3\xA9\xC3\xA9 \xFF", &[], Strictness::Lenient).unwrap();
        assert_eq!(lenient.text, "éé \u{FFFD}");
    }
}
