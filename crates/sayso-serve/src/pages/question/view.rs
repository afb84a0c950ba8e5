//! What the page of a question shows, ready for its template.

use super::asked::Wish;
use super::figures::Figures;
use super::parties::{Party, Row, parties, party, row_of, speakers};
use super::plot;
use super::relations::{self, Kind, Stand};
use crate::app::Failure;
use crate::chart::{self, Chart, DRAWN, Size, day_number};
use crate::pages::when::day;
use sayso_ledger::{AnswerRow, Ledger, QuestionWhole};

/// Rows of one page of the table.
const ROWS: usize = 40;
/// Claims that a fold shows.
const FOLDED: usize = 12;
/// Claims that are shown of a row that stands alone.
const ALONE: usize = 500;
/// Pairs of one kind that show at once.
const AT_ONCE: usize = 8;
/// Lines that are explained.
const LINES: usize = 60;

/// A question as known at some time.
pub struct View {
    /// The question.
    pub whole: QuestionWhole,
    /// Pairs of answers in conflict.
    pub conflicts: usize,
    /// The chart, narrow and wide.
    pub charts: Option<(String, String)>,
    /// What its lines mean.
    pub legend: Vec<Key>,
    /// Lines that are drawn without a name.
    pub unnamed: usize,
    /// Answers that are not in the chart.
    pub undrawn: usize,
    /// Whether words are hatched in it.
    pub hatched: bool,
    /// The table.
    pub parties: Vec<PartyView>,
    /// All rows there are.
    pub rows: usize,
    /// From which row on the page before and the page after begin.
    pub before: Option<usize>,
    /// Likewise.
    pub after: Option<usize>,
    /// How answers stand to each other.
    pub kinds: Vec<KindView>,
    /// The lines of sourcing.
    pub lines: Vec<LineView>,
    /// Lines beyond those.
    pub more_lines: usize,
}

/// An entry of the legend.
pub struct Key {
    /// Its number, from 1.
    pub line: usize,
    /// How it looks.
    pub swatch: String,
    /// Who speaks.
    pub name: String,
}

/// A party with those of its rows that are on this page.
pub struct PartyView {
    /// Its name.
    pub name: Option<String>,
    /// One of its claims, which leads to the actor.
    pub claim: String,
    /// Reports that carry it.
    pub reports: usize,
    /// Its rows.
    pub rows: Vec<RowView>,
}

/// A row of the table.
pub struct RowView {
    /// Its place, from 0.
    pub n: usize,
    /// The first day.
    pub from: Option<String>,
    /// The last, if it is another.
    pub to: Option<String>,
    /// Under the convention, or the position.
    pub figure: String,
    /// Words that give no number.
    pub vague: bool,
    /// As written.
    pub words: String,
    /// Whom or what it counts, where, over what time.
    pub scope: Option<String>,
    /// Stances of its claims.
    pub stance: String,
    /// Its lines, from 1, each as it looks.
    pub lines: Vec<(usize, String)>,
    /// Reports.
    pub reports: usize,
    /// How it stands.
    pub stand: Stand,
    /// Its claims.
    pub claims: Vec<ClaimView>,
    /// Claims beyond those.
    pub more: usize,
}

/// A claim in a fold.
pub struct ClaimView {
    /// Where it opens.
    pub href: String,
    /// Who published it.
    pub outlet: String,
    /// Its headline.
    pub title: String,
    /// When.
    pub published: Option<String>,
    /// What it says.
    pub content: String,
    /// On whose word it reached the page.
    pub via: String,
    /// Its line, from 1.
    pub line: usize,
}

/// Relations of one kind.
pub struct KindView {
    /// agree, conflict, revise or unlike.
    pub kind: &'static str,
    /// For a person.
    pub title: &'static str,
    /// The pairs: the first ones, which show at once, and the others.
    pub parts: [Vec<PairView>; 2],
    /// How many there are in all.
    pub count: usize,
    /// How many more there are.
    pub more: usize,
}

/// Two rows and how they stand.
pub struct PairView {
    /// One.
    pub a: SideView,
    /// The other.
    pub b: SideView,
    /// Why.
    pub why: String,
    /// Pairs of answers that stand so.
    pub times: usize,
}

/// One side of a pair.
pub struct SideView {
    /// Its row.
    pub row: usize,
    /// Who.
    pub name: String,
    /// As written.
    pub words: String,
    /// When.
    pub day: Option<String>,
}

/// A line of sourcing.
pub struct LineView {
    /// Its number, from 1.
    pub line: usize,
    /// How it looks.
    pub swatch: String,
    /// Who speaks.
    pub names: Vec<String>,
    /// Reports.
    pub reports: usize,
    /// Answers.
    pub answers: usize,
    /// Why its answers are one line, each reason with how often.
    pub why: Vec<(String, usize)>,
}

impl View {
    /// The view of a question that a visitor wishes.
    pub fn of(ledger: &Ledger, whole: QuestionWhole, wish: &Wish) -> Result<Self, Failure> {
        let figures = Figures::of(ledger, &whole.answers)?;
        let until = wish.as_of.as_deref().and_then(day_number);
        let plotted = plot::chart(&whole, &figures, wish.convention, until);
        let table = parties(&whole);
        let row = row_of(&table, whole.answers.len());
        let rows = table.iter().map(|p| p.rows.len()).sum();
        let from = wish
            .row
            .unwrap_or(wish.from.min(usize::max(rows, 1) - 1) / ROWS * ROWS);
        let shown = if wish.row.is_some() { 1 } else { ROWS };
        let folded = if wish.row.is_some() { ALONE } else { FOLDED };
        let mut views = Vec::new();
        for party in table {
            let Party {
                name,
                rows,
                reports,
                claim,
            } = party;
            let here: Result<Vec<RowView>, Failure> = rows
                .iter()
                .filter(|r| (from..from + shown).contains(&r.n))
                .map(|r| row_view(ledger, &whole, &figures, wish, r, folded))
                .collect();
            let rows = here?;
            if !rows.is_empty() {
                views.push(PartyView {
                    name,
                    claim,
                    reports,
                    rows,
                });
            }
        }
        let kinds = relations::kinds(&whole, &row);
        let kinds = kinds
            .into_iter()
            .map(|k| kind_view(&whole, k, &row))
            .collect();
        let drawn = |chart: &Chart| chart.series.iter().take(DRAWN).map(key).collect();
        let charted: usize = whole
            .answers
            .iter()
            .filter(|a| a.as_of.as_deref().and_then(day_number).is_some())
            .count();
        let mut all_lines: Vec<usize> = whole.answers.iter().map(|a| a.line).collect();
        all_lines.sort_unstable();
        all_lines.dedup();
        Ok(View {
            conflicts: whole.relations.iter().filter(|r| r.2 == "conflict").count(),
            charts: plotted
                .as_ref()
                .map(|c| (chart::draw(c, Size::Narrow), chart::draw(c, Size::Wide))),
            legend: plotted.as_ref().map(drawn).unwrap_or_default(),
            unnamed: plotted
                .as_ref()
                .map_or(0, |c| c.series.len().saturating_sub(DRAWN)),
            undrawn: whole.answers.len() - charted,
            hatched: plotted.as_ref().is_some_and(|c| {
                let mut points = c.series.iter().flat_map(|s| &s.points);
                points.any(|p| p.vague.is_some())
            }),
            parties: views,
            rows,
            before: (wish.row.is_none() && from > 0).then(|| from.saturating_sub(ROWS)),
            after: (wish.row.is_none() && from + ROWS < rows).then_some(from + ROWS),
            kinds,
            more_lines: all_lines.len().saturating_sub(LINES),
            lines: all_lines
                .iter()
                .take(LINES)
                .map(|line| line_view(&whole, *line))
                .collect(),
            whole,
        })
    }
}

fn key(series: &chart::Series) -> Key {
    Key {
        line: series.line + 1,
        swatch: chart::swatch(series.line),
        name: series.name.clone(),
    }
}

fn row_view(
    ledger: &Ledger,
    whole: &QuestionWhole,
    figures: &Figures,
    wish: &Wish,
    row: &Row,
    folded: usize,
) -> Result<RowView, Failure> {
    let answers: Vec<&AnswerRow> = row
        .answers
        .iter()
        .filter_map(|n| whole.answers.get(*n))
        .collect();
    let first = answers.first().copied();
    let mut claims = Vec::new();
    let mut stances: Vec<String> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for answer in &answers {
        if claims.len() == folded || !seen.insert((&answer.report, &answer.claim)) {
            continue;
        }
        let Some(behind) = ledger.behind(&answer.report, &answer.claim)? else {
            continue;
        };
        let stance = behind.claim.stance.replace('_', " ");
        if !stance.is_empty() && !stances.contains(&stance) {
            stances.push(stance);
        }
        let report = answer.report.get(..16).unwrap_or(&answer.report);
        claims.push(ClaimView {
            href: format!("/report/{report}?claim={0}#claim-{0}", answer.claim),
            outlet: behind
                .outlet
                .unwrap_or_else(|| "outlet not known".to_owned()),
            title: behind.title.unwrap_or_else(|| "untitled report".to_owned()),
            published: behind.published,
            content: cut(&behind.content, 180),
            via: behind.claim.via.join(", "),
            line: answer.line + 1,
        });
    }
    let days: Vec<&str> = answers.iter().filter_map(|a| a.as_of.as_deref()).collect();
    let (from, to) = (days.iter().min(), days.iter().max());
    let shown = first.and_then(|a| figures.seen(a, wish.convention));
    let position = first.and_then(|a| a.position.as_deref());
    let all: std::collections::BTreeSet<(&str, &str)> = answers
        .iter()
        .map(|a| (a.report.as_str(), a.claim.as_str()))
        .collect();
    Ok(RowView {
        n: row.n,
        from: from.map(|d| (*d).to_owned()),
        to: to
            .filter(|d| Some(d) != from.as_ref())
            .map(|d| (*d).to_owned()),
        figure: match (position, &shown) {
            (Some(position), _) => position.replace('_', " "),
            (None, Some(seen)) => seen.text(),
            (None, None) => String::new(),
        },
        vague: shown.is_some_and(|s| s.vague.is_some()),
        words: first.map(|a| cut(&a.words, 220)).unwrap_or_default(),
        scope: first.and_then(|a| scope(figures, a)),
        stance: stances.join(", "),
        lines: row
            .lines
            .iter()
            .map(|l| (l + 1, chart::swatch(*l)))
            .collect(),
        reports: row.reports,
        stand: relations::stand(whole, row),
        more: all.len().saturating_sub(claims.len()),
        claims,
    })
}

/// Whom or what a figure counts, where and over what time, as far as its own words say so.
fn scope(figures: &Figures, answer: &AnswerRow) -> Option<String> {
    let figure = figures.get(answer)?;
    let mut out = figure.of.clone().unwrap_or_default();
    let mut add = |word: &str, text: &Option<String>| {
        if let Some(text) = text {
            let text = day(text).unwrap_or_else(|| text.clone());
            let gap = if out.is_empty() { "" } else { " " };
            out.push_str(&format!("{gap}{word} {text}"));
        }
    };
    add("in", &figure.place);
    add("since", &figure.since);
    add("until", &figure.until);
    (!out.is_empty()).then_some(out)
}

/// Text of at most about so many letters.
pub fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let start: String = text.chars().take(most).collect();
    let whole = start
        .rsplit_once(' ')
        .map_or(start.as_str(), |(words, _)| words);
    format!("{whole} …")
}

fn kind_view(whole: &QuestionWhole, kind: Kind, row: &[usize]) -> KindView {
    let side = |n: usize| {
        let answer = whole.answers.get(n).cloned().unwrap_or_default();
        SideView {
            row: row.get(n).copied().unwrap_or(0),
            name: party(&answer).unwrap_or("nobody named").to_owned(),
            words: cut(&answer.words, 90),
            day: answer.as_of,
        }
    };
    let pair = |pair: relations::Pair| PairView {
        a: side(pair.a),
        b: side(pair.b),
        why: pair.why,
        times: pair.times,
    };
    KindView {
        kind: kind.kind,
        title: kind.title,
        more: kind.more,
        count: kind.pairs.len() + kind.more,
        parts: {
            let mut first: Vec<PairView> = kind.pairs.into_iter().map(pair).collect();
            let rest = first.split_off(first.len().min(AT_ONCE));
            [first, rest]
        },
    }
}

fn line_view(whole: &QuestionWhole, line: usize) -> LineView {
    let own = || whole.answers.iter().filter(|a| a.line == line);
    let reports: std::collections::BTreeSet<&str> = own().map(|a| a.report.as_str()).collect();
    LineView {
        line: line + 1,
        swatch: chart::swatch(line),
        names: speakers(whole, line).into_iter().take(5).collect(),
        reports: reports.len(),
        answers: own().count(),
        why: relations::ties(whole, line).into_iter().take(8).collect(),
    }
}
