//! What is asked of a report: borrowed, so that whoever keeps the reports need not copy them.

use std::ops::Range;

/// One report. All spans are bytes of `text`; spans that do not fit the text are ignored.
#[derive(Debug, Clone, Copy, Default)]
pub struct Report<'a> {
    /// What names it for good, in every ledger: the hash of its bytes.
    pub name: &'a str,
    /// Its text.
    pub text: &'a str,
    /// What of the text is the site's, not the report's.
    pub boilerplate: &'a [Range<usize>],
    /// Its title.
    pub title: Option<&'a str>,
    /// Who published it.
    pub outlet: Option<&'a str>,
    /// Its byline; an agency there is a credit.
    pub byline: Option<&'a str>,
    /// When it was published: an ISO 8601 date, or date and time.
    pub published: Option<&'a str>,
    /// Its claims, if they are known.
    pub claims: &'a [Claim<'a>],
}

/// Of a claim, what bears on copies.
#[derive(Debug, Clone, Copy, Default)]
pub struct Claim<'a> {
    /// The spans of its content.
    pub content: &'a [Range<usize>],
    /// Who makes it.
    pub actor: Option<&'a str>,
    /// Through whom it came, nearest the outlet first.
    pub via: &'a [&'a str],
    /// Where it comes from.
    pub origin: Option<&'a str>,
}
