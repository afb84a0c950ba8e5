//! Changes as a mail: plain text and HTML, and how to end the subscription.

use crate::html::{self, escaped};
use crate::options::under;
use crate::text::{self, cut, line};
use crate::{Leaves, Told};
use anyhow::Context;
use lettre::Address;
use lettre::message::header::{Date, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, MultiPartKind, SinglePart};
use sayso_ledger::tell::{Delivery, Subscription};
use std::time::{Duration, UNIX_EPOCH};

/// An address, alone or with a name before it, without what does not belong there.
///
/// # Errors
/// It is none.
pub fn address(words: &str) -> anyhow::Result<String> {
    let mailbox: Mailbox = words
        .trim()
        .parse()
        .with_context(|| format!("{words:?} is no mail address"))?;
    Ok(mailbox.email.to_string())
}

/// A header whose value is plain ASCII as it stands: an address of ours, which must not be folded or encoded.
fn header(name: &'static str, value: String) -> HeaderValue {
    let plain: String = value.chars().filter(char::is_ascii_graphic).collect();
    HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), value, plain)
}

/// The mail that carries these changes.
pub(crate) fn written(
    leaves: &Leaves<'_>,
    to: &Subscription,
    delivery: &Delivery,
    changes: &[Told],
    base: &str,
    from: &Mailbox,
) -> anyhow::Result<(Address, Vec<u8>)> {
    let address: Address = to.channel.address().parse()?;
    let view = leaves.policy().words(&to.view.in_words());
    let marking = changes.iter().filter_map(|t| t.marking.as_deref());
    // The longest word of the five is not the highest, so by their order.
    let order = [
        "TLP:CLEAR",
        "TLP:GREEN",
        "TLP:AMBER",
        "TLP:AMBER+STRICT",
        "TLP:RED",
    ];
    let shown = marking
        .filter_map(|m| order.iter().position(|o| *o == m))
        .max();
    let shown = shown
        .and_then(|n| order.get(n))
        .filter(|_| changes.iter().any(|t| t.now.is_some()));
    let first = changes
        .first()
        .map(|t| line(&t.sentence))
        .unwrap_or_default();
    let mut subject = match changes.len() {
        1 => cut(&first, 120),
        n => format!("{n} changes: {}", cut(&first, 100)),
    };
    if let Some(marking) = shown {
        subject = format!("[{marking}] {subject}");
    }
    let end = under(base, &format!("/unsubscribe/{}", to.token));
    let feed = under(base, &format!("/feeds/saved/{}.atom", to.token));
    let marked = shown.map(|m| format!("{m}\n\n")).unwrap_or_default();
    let plain = format!(
        "{marked}{}\n-- \nYou are told of {} ({}).\nStop: {end}\nThe same as a feed: {feed}\n",
        text::changes(changes),
        line(&view),
        to.name
    );
    let mut body = String::from(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Sayso</title></head><body>\n",
    );
    if let Some(marking) = shown {
        body.push_str(&format!("<p><strong>{marking}</strong></p>\n"));
    }
    let all: Vec<String> = changes.iter().map(html::change).collect();
    body.push_str(&all.join("<hr>\n"));
    body.push_str(&format!(
        "<hr>\n<p>You are told of {} ({}). <a href=\"{end}\">Stop</a> · <a href=\"{feed}\">The same as a feed</a></p>\n</body></html>\n",
        escaped(&line(&view)),
        escaped(&to.name)
    ));
    for part in [&subject, &plain, &body] {
        leaves.policy().look("the mail", part.as_bytes())?;
    }
    let host = from.email.domain();
    let at = UNIX_EPOCH + Duration::from_secs(u64::try_from(delivery.made).unwrap_or(0));
    let mail = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, address.clone()))
        .subject(subject)
        .header(Date::new(at))
        .message_id(Some(format!("<{}@{host}>", delivery.name)))
        .raw_header(header("List-Id", format!("<{}.sayso.{host}>", to.name)))
        .raw_header(header("List-Unsubscribe", format!("<{end}>")))
        .raw_header(header(
            "List-Unsubscribe-Post",
            "List-Unsubscribe=One-Click".to_owned(),
        ))
        .raw_header(header("Auto-Submitted", "auto-generated".to_owned()))
        .multipart(
            MultiPart::builder()
                .kind(MultiPartKind::Alternative)
                .boundary(format!("sayso-{}", delivery.name))
                .build()
                .singlepart(SinglePart::plain(plain))
                .singlepart(SinglePart::html(body)),
        )?;
    Ok((address, mail.formatted()))
}
