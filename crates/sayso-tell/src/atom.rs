//! Changes as an Atom feed (RFC 4287).

use crate::html::{self, escaped};
use crate::options::under;
use crate::text::{cut, line};
use crate::{Leaves, Told};
use sayso_ledger::policy::Refused;
use sayso_ledger::tell::{Subscription, recent};
use sayso_ledger::{Error, Hash, Ledger};
use std::fmt::Write;

/// Entries of a feed at most.
pub const ENTRIES: usize = 100;

/// What stands at the head of a feed.
#[derive(Clone, Debug)]
pub struct Head {
    /// What names it, for ever: any words that no other feed has.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its own address.
    pub own: String,
    /// The page that shows the same.
    pub page: String,
    /// When it was made, for one without entries, ISO 8601.
    pub made: String,
}

/// A name as a URN, always the same for the same name.
pub fn urn(name: &str) -> String {
    let hash = Hash::of(name.as_bytes()).to_string();
    let part = |from: usize, to: usize| hash.get(from..to).unwrap_or_default().to_owned();
    // Version 8 of RFC 9562: bits of our own.
    format!(
        "urn:uuid:{}-{}-8{}-8{}-{}",
        part(0, 8),
        part(8, 12),
        part(12, 15),
        part(15, 18),
        part(18, 30)
    )
}

/// A feed of these changes, newest first.
pub fn feed(head: &Head, changes: &[Told]) -> String {
    let newest = changes.iter().map(|t| t.at.as_str()).max();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let _ = writeln!(
        out,
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\n<id>{}</id>\n<title>{}</title>\n<updated>{}</updated>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n\
         <author><name>Sayso</name></author>\n<generator>Sayso</generator>",
        urn(&head.name),
        escaped(&line(&head.title)),
        newest.unwrap_or(&head.made),
        escaped(&head.own),
        escaped(&head.page)
    );
    for told in changes {
        entry(&mut out, told, &head.page);
    }
    out.push_str("</feed>\n");
    out
}

fn entry(out: &mut String, told: &Told, page: &str) {
    let of_claim = told.now.as_ref().and_then(|n| n.page.as_deref());
    let of_question = told.question.as_ref().and_then(|q| q.page.as_deref());
    let _ = write!(
        out,
        "<entry>\n<id>{}</id>\n<title>{}</title>\n<updated>{}</updated>\n<published>{}</published>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n<category term=\"{}\"/>\n<content type=\"html\">{}</content>\n</entry>\n",
        urn(&told.id),
        escaped(&cut(&line(&told.sentence), 300)),
        told.at,
        told.at,
        escaped(of_claim.or(of_question).unwrap_or(page)),
        told.kind,
        escaped(&html::change(told))
    );
}

/// Why there is no feed.
#[derive(Debug)]
pub enum Failed {
    /// The ledger cannot be read.
    Ledger(Error),
    /// A withheld source was about to leave.
    Refused(Refused),
}

impl From<Error> for Failed {
    fn from(e: Error) -> Self {
        Failed::Ledger(e)
    }
}

/// The feed of a subscription: what it was told, newest first.
///
/// # Errors
/// The ledger cannot be read, or a withheld source was about to leave.
pub fn of_subscription(ledger: &Ledger, of: &Subscription, base: &str) -> Result<String, Failed> {
    let mut leaves = Leaves::new(ledger, of.ceiling, base)?;
    let mut told = Vec::new();
    for out in ledger.changes_told(of, ENTRIES)? {
        told.push(leaves.told(&out)?);
    }
    let title = leaves.policy().words(&of.view.in_words());
    let path = match &of.view.question {
        Some(id) => format!("/question/{id}"),
        None => "/".to_owned(),
    };
    let head = Head {
        name: format!("subscription {}", of.token),
        title: format!("Sayso: {title}"),
        own: under(base, &format!("/feeds/saved/{}.atom", of.token)),
        page: under(base, &path),
        made: crate::iso(of.made),
    };
    looked_through(&leaves, feed(&head, &told))
}

/// The feed of a page: the answers of these questions, the newest first, each an entry that stays the same. Nothing is kept for it.
///
/// # Errors
/// As [`of_subscription`].
pub fn of_questions(
    leaves: &mut Leaves<'_>,
    ledger: &Ledger,
    head: &Head,
    questions: &[String],
    is_wanted: impl Fn(&sayso_ledger::tell::Change) -> bool,
) -> Result<String, Failed> {
    let mut told = Vec::new();
    for name in questions {
        let whole = match ledger.question(name) {
            Ok(whole) => whole,
            Err(e) if e.kind() == sayso_ledger::ErrorKind::Unknown => continue,
            Err(e) => return Err(e.into()),
        };
        for change in recent(&whole, ENTRIES).iter().filter(|c| is_wanted(c)) {
            let Ok(key) = ledger.report_of(&change.now.report) else {
                continue;
            };
            let read = ledger.report(key)?.first_read;
            let mut one = leaves.told_of("", read, change)?;
            one.id = entry_name(&one, change.now.figure);
            told.push(one);
        }
    }
    told.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.id.cmp(&b.id)));
    told.dedup_by(|a, b| a.id == b.id);
    told.truncate(ENTRIES);
    looked_through(leaves, feed(head, &told))
}

/// What names an answer in the feed of a page: what of it may be seen, so that nothing that may not can be tried against it.
fn entry_name(told: &Told, figure: Option<usize>) -> String {
    let seen = told.now.as_ref().map(|n| {
        let parts = [&n.claim, &n.who, &n.outlet, &n.published, &n.content];
        let parts: Vec<&str> = parts
            .into_iter()
            .map(|p| p.as_deref().unwrap_or(""))
            .collect();
        parts.join("\n")
    });
    format!(
        "answer {} {figure:?}",
        seen.unwrap_or_else(|| told.at.clone())
    )
}

fn looked_through(leaves: &Leaves<'_>, feed: String) -> Result<String, Failed> {
    match leaves.policy().look("the feed", feed.as_bytes()) {
        Ok(()) => Ok(feed),
        Err(refused) => Err(Failed::Refused(refused)),
    }
}
