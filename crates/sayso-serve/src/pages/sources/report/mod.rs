//! A report: its text with what was read in it, and its claims beside it.
//!
//! A long one is shown in parts, and only what a part needs is fetched. A link to a claim names it twice: `?claim=` for the server, which picks the
//! part, and `#claim-` for the browser.

mod amend;
mod card;
mod chain;
pub mod decided;
mod marks;
mod parts;

use super::wording;
use crate::app::{App, Failure};
use crate::pages::when::When;
use amend::Form;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use card::Card;
use decided::Decided;
use marks::{Anchor, Mark, Role};
use sayso_language::Span;
use sayso_ledger::contract::Words;
use sayso_ledger::{ClaimRow, Frame, Ledger, ReportKey, ReportRow, Stand};
use serde::Deserialize;
use std::collections::HashMap;
use std::fmt::Write;
use std::ops::Range;

/// Claims that begin in one block, at most, that have a card.
const CARDS: usize = 120;

/// What a person asks for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    /// The part, from 1.
    part: Option<usize>,
    /// A claim: its part is shown.
    claim: Option<String>,
    /// That it is to be corrected.
    amend: Option<String>,
    /// Decisions that were just made: `11-12`.
    done: Option<String>,
    /// Who decides.
    by: Option<String>,
}

/// A stretch of the text with the claims that begin in it.
struct Block {
    start: usize,
    html: String,
    cards: Vec<Card>,
    more: usize,
}

#[derive(Template)]
#[template(path = "sources/report.html")]
struct Page {
    id: String,
    report: ReportRow,
    title: String,
    known_published: String,
    known_outlet: String,
    blocks: Vec<Block>,
    part: usize,
    parts: usize,
    claims: usize,
    form: Option<Form>,
    gone: Option<String>,
    done: Vec<i64>,
    author: String,
    back: String,
}

impl Page {
    fn href(&self, part: usize) -> String {
        format!("/report/{}?part={part}", self.id)
    }

    fn by(&self) -> String {
        match self.author.is_empty() {
            true => String::new(),
            false => format!("&by={}", wording::encoded(&self.author)),
        }
    }
}

/// What a page is cut from.
struct Cut {
    key: ReportKey,
    report: ReportRow,
    frame: Frame,
    stands: Vec<Stand>,
    blocks: Vec<Span>,
    parts: Vec<Range<usize>>,
    /// From 0.
    part: usize,
    /// The claim that was asked for, by its position.
    wanted: Option<usize>,
    /// The same, if it is not there.
    gone: Option<String>,
}

impl Cut {
    fn of(ledger: &Ledger, name: &str, asked: &Asked) -> Result<Self, Failure> {
        let key = ledger.find_report(name)?;
        let report = ledger.report(key)?;
        let frame = ledger.frame(key)?;
        let stands = ledger.stands(key)?;
        let blocks = parts::blocks(&frame.text, &frame.sentences);
        let parts = parts::parts(&blocks, &stands);
        let (mut gone, mut wanted) = (None, None);
        let mut part = asked
            .part
            .unwrap_or(1)
            .saturating_sub(1)
            .min(parts.len() - 1);
        if let Some(claim) = &asked.claim {
            match stands.iter().find(|s| s.id.to_string() == *claim) {
                Some(stand) => {
                    part = parts::part_at(&parts, &blocks, stand.span.start);
                    wanted = Some(stand.position);
                }
                None => gone = Some(claim.clone()),
            }
        }
        Ok(Cut {
            key,
            report,
            frame,
            stands,
            blocks,
            parts,
            part,
            wanted,
            gone,
        })
    }

    fn here(&self) -> &[Span] {
        let range = self.parts.get(self.part).cloned().unwrap_or_default();
        self.blocks.get(range).unwrap_or_default()
    }

    /// The claims that have a word in this part, by where they stand. Of those that begin in one block only the first are taken, and the one that is asked
    /// for; the others are counted by the place of their block.
    fn claims(&self) -> (Vec<Stand>, HashMap<usize, usize>) {
        let here = self.here();
        let from = here.first().map_or(0, |b| b.start);
        let to = here.last().map_or(0, |b| b.end);
        let mut taken = Vec::new();
        let (mut count, mut more): (HashMap<usize, usize>, HashMap<usize, usize>) =
            Default::default();
        for stand in self
            .stands
            .iter()
            .filter(|s| s.span.start < to && s.span.end > from)
        {
            let block = here
                .partition_point(|b| b.start <= stand.span.start)
                .checked_sub(1);
            let place = block.and_then(|n| here.get(n)).map_or(0, |b| b.start);
            let before = count.entry(place).or_default();
            *before += 1;
            if *before <= CARDS || Some(stand.position) == self.wanted {
                taken.push(*stand);
            } else {
                *more.entry(place).or_default() += 1;
            }
        }
        (taken, more)
    }
}

/// `GET /report/ID`.
pub async fn page(
    State(app): State<App>,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Failure> {
    let default = super::inbox::default_author(&app);
    app.ask(move |ledger| {
        let cut = Cut::of(ledger, &name, &asked)?;
        let decided = Decided::of(ledger, cut.key)?;
        let words = Words::new(&cut.frame.text);
        let mut rows = Vec::new();
        let (taken, more) = cut.claims();
        for stand in taken {
            rows.push((stand, ledger.claim(stand.key)?));
        }
        let id = cut.report.hash.to_string();
        let form = asked
            .amend
            .as_ref()
            .and(asked.claim.as_ref())
            .and_then(|claim| {
                let row = rows.iter().find(|(s, _)| s.id.to_string() == *claim);
                row.map(|(_, row)| Form::of(row, &words, &decided, super::inbox::fresh_key()))
            });
        let blocks = blocks(ledger, &cut, rows, &more, &words, &decided)?;
        let page = Page {
            title: cut
                .report
                .title
                .clone()
                .unwrap_or_else(|| cut.report.name()),
            known_published: known(&cut.report, "published"),
            known_outlet: known(&cut.report, "outlet"),
            blocks,
            part: cut.part + 1,
            parts: cut.parts.len(),
            claims: cut.stands.len(),
            form,
            gone: cut.gone.clone(),
            done: super::inbox::numbers(asked.done.as_deref()),
            author: asked.by.clone().unwrap_or(default),
            back: match &asked.claim {
                Some(claim) => format!("/report/{id}?claim={}", wording::encoded(claim)),
                None => format!("/report/{id}?part={}", cut.part + 1),
            },
            report: cut.report,
            id,
        };
        page.render().map(Html).map_err(|_| Failure::defect())
    })
    .await
}

fn known(report: &ReportRow, item: &str) -> String {
    report
        .known
        .get(item)
        .map(|rule| wording::how(rule))
        .unwrap_or_default()
}

fn blocks(
    ledger: &Ledger,
    cut: &Cut,
    rows: Vec<(Stand, ClaimRow)>,
    more: &HashMap<usize, usize>,
    words: &Words<'_>,
    decided: &Decided,
) -> Result<Vec<Block>, Failure> {
    let outlet = cut.report.outlet.as_deref();
    let mut marks: Vec<Mark> = cut
        .frame
        .boilerplate
        .iter()
        .map(|span| Mark {
            span: *span,
            role: Role::Boilerplate,
            claim: None,
        })
        .collect();
    let mut anchors: Vec<Anchor> = Vec::new();
    let mut cards: Vec<Card> = Vec::new();
    for (stand, mut row) in rows {
        let n = stand.position;
        let start = stand.span.start;
        let card = Card::of(ledger, &mut row, n, start, words, outlet, decided)?;
        anchors.push((start, card.id.clone()));
        if !card.rejected {
            marked(&row.claim, n + 1, &mut marks);
        }
        cards.push(card);
    }
    marks.sort_by_key(|m| (m.span.start, m.span.end));
    anchors.sort();
    cards.sort_by_key(|c| (c.start, c.n));
    let mut cards = cards.into_iter().peekable();
    let mut out = Vec::new();
    for block in cut.here() {
        let mut html = String::new();
        marks::block(&mut html, words, *block, &marks, &anchors);
        let mut own = Vec::new();
        while let Some(card) = cards.next_if(|c| c.start < block.end) {
            // What began in an earlier part has its card there.
            if card.start >= block.start {
                own.push(card);
            }
        }
        out.push(Block {
            start: block.start,
            html,
            cards: own,
            more: more.get(&block.start).copied().unwrap_or_default(),
        });
    }
    Ok(out)
}

fn marked(claim: &sayso_claims::Claim, n: usize, marks: &mut Vec<Mark>) {
    let spans = [
        (Role::Source, &claim.source),
        (Role::Cue, &claim.cue),
        (Role::Content, &claim.content),
    ];
    for (role, spans) in spans {
        marks.extend(spans.iter().map(|span| Mark {
            span: *span,
            role,
            claim: Some(n),
        }));
    }
    marks.extend(claim.figures.iter().map(|f| Mark {
        span: f.span,
        role: Role::Figure,
        claim: Some(n),
    }));
    marks.extend(claim.times.iter().map(|t| Mark {
        span: t.span,
        role: Role::Time,
        claim: Some(n),
    }));
}

/// `GET /report/ID/lit.css`: which words belong to the claim that is linked to or pointed at, for a browser without JavaScript.
pub async fn lit(
    State(app): State<App>,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let css = app
        .ask(move |ledger| {
            let cut = Cut::of(ledger, &name, &asked)?;
            let mut css = String::new();
            for stand in cut.claims().0 {
                let n = stand.position + 1;
                let id = stand.id;
                let _ = writeln!(
                    css,
                    "main:has(#claim-{id}:target) :is([data-c~=\"{n}\"],[data-card=\"{n}\"]),main:has([data-card=\"{n}\"]:is(:hover,:focus-within)) [data-c~=\"{n}\"],main:has([data-c~=\"{n}\"]:hover) [data-card=\"{n}\"]{{outline:2px solid var(--focus);outline-offset:1px}}"
                );
            }
            Ok(css)
        })
        .await?;
    Ok((
        [
            (header::CONTENT_TYPE, "text/css; charset=utf-8"),
            (header::CACHE_CONTROL, "private, max-age=60"),
        ],
        css,
    )
        .into_response())
}

/// `GET /report/ID/raw`: the bytes as they came, never as a page.
pub async fn raw(State(app): State<App>, Path(name): Path<String>) -> Result<Response, Failure> {
    let (bytes, hash) = app
        .ask(move |ledger| {
            let key = ledger.find_report(&name)?;
            Ok((ledger.raw(key)?, ledger.hash_of(key)?.to_string()))
        })
        .await?;
    let text = std::str::from_utf8(&bytes).is_ok() && !bytes.contains(&0);
    let short: String = hash.chars().take(12).collect();
    let (kind, shown) = if text {
        (
            "text/plain; charset=utf-8",
            format!("inline; filename=\"{short}.txt\""),
        )
    } else {
        (
            "application/octet-stream",
            format!("attachment; filename=\"{short}.bin\""),
        )
    };
    let head = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, shown),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox".to_owned(),
        ),
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
        (header::ETAG, format!("\"{hash}\"")),
    ];
    Ok((StatusCode::OK, head, bytes).into_response())
}

/// `GET /claim/ID`: to its words in the oldest report that carries it.
pub async fn of_claim(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Redirect, Failure> {
    let to = app
        .ask(move |ledger| {
            let key = ledger.find_claim(&name)?.first().copied();
            let row = ledger.claim(key.ok_or_else(|| Failure::absent("no such claim"))?)?;
            Ok(link(
                &ledger.hash_of(row.report)?.to_string(),
                &row.id.to_string(),
            ))
        })
        .await?;
    Ok(Redirect::to(&to))
}

/// The address of a claim's words in a report.
pub fn link(report: &str, claim: &str) -> String {
    format!("/report/{report}?claim={claim}#claim-{claim}")
}
