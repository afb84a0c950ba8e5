//! What changed between a question as it was seen and as it is now.

use crate::query::{AnswerRow, QuestionWhole};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Parties of one sort that a change names; the others are counted.
const NAMED: usize = 12;

/// What sort of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Someone answers.
    Answer,
    /// An answer takes the place of an earlier one.
    Revision,
    /// An answer cannot be true together with others.
    Conflict,
    /// As many lines as never before say something to it, though nobody new answers.
    Lines,
    /// What was read was corrected, or is read otherwise.
    Amended,
    /// A person decided that it is no claim.
    Rejected,
    /// It is not read there any more.
    Gone,
}

impl Kind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Answer => "answer",
            Kind::Revision => "revision",
            Kind::Conflict => "conflict",
            Kind::Lines => "lines",
            Kind::Amended => "amended",
            Kind::Rejected => "rejected",
            Kind::Gone => "gone",
        }
    }
}

/// The question that a change is of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// What it is called.
    pub id: String,
    /// In words.
    pub text: String,
    /// The measure.
    pub measure: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// The report of its oldest answer, which its name comes from.
    pub oldest: String,
}

/// Who says what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Party {
    /// The hash of the report's bytes, in hex.
    pub report: String,
    /// The claim's name.
    pub claim: String,
    /// Which figure of the claim.
    pub figure: Option<usize>,
    /// Literal lower bound.
    pub lower: Option<f64>,
    /// Literal upper bound.
    pub upper: Option<f64>,
    /// Who speaks.
    pub actor: Option<String>,
    /// The innermost actor.
    pub origin: Option<String>,
    /// The position, for a question without figures.
    pub position: Option<String>,
    /// The words that carry it.
    pub words: String,
    /// The day from which it holds.
    pub as_of: Option<String>,
    /// Its line, from 0.
    pub line: usize,
    /// How many lines agree with it, its own among them.
    pub lines: usize,
}

/// Who rejected a claim, and why.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rejecter {
    /// Who.
    pub author: String,
    /// Why.
    pub reason: String,
    /// When, in seconds since 1970.
    pub at: i64,
}

/// One change of a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// What sort.
    pub kind: Kind,
    /// The question.
    pub question: Asked,
    /// Who now says what; of a rejected or vanished answer, who said it.
    pub now: Party,
    /// What the same actor, or the same line, said before; of an amended answer, as it was read before.
    pub before: Option<Party>,
    /// Those with whom it is in conflict now and was not before.
    pub against: Vec<Party>,
    /// How many more.
    pub against_more: usize,
    /// Those whose place it takes.
    pub revises: Vec<Party>,
    /// Independent lines of the question when last looked at; none for a question that was not there.
    pub lines_before: Option<usize>,
    /// Independent lines now.
    pub lines: usize,
    /// Reports now.
    pub reports: usize,
    /// Who rejected it.
    pub by: Option<Rejecter>,
}

impl Change {
    /// Whether an answer came into conflict with another.
    pub fn is_conflict(&self) -> bool {
        !self.against.is_empty()
    }

    /// Whether an answer takes the place of another.
    pub fn is_revision(&self) -> bool {
        !self.revises.is_empty()
    }

    /// What makes it this change and no other.
    pub(super) fn content(&self) -> String {
        let party = |p: &Party| {
            let bounds = (p.lower.map(f64::to_bits), p.upper.map(f64::to_bits));
            let (actor, position) = (&p.actor, &p.position);
            format!("{} {bounds:?} {actor:?} {position:?}", key_of(p))
        };
        let mut out = format!("{} {}", self.kind.word(), party(&self.now));
        match self.kind {
            Kind::Amended => out.extend(self.before.iter().map(party)),
            Kind::Lines => out.push_str(&format!(" {} {:?}", self.lines, self.lines_before)),
            // An answer that is there already, and what it stands against now.
            Kind::Conflict | Kind::Revision => {
                let others = self.against.iter().chain(&self.revises);
                out.extend(others.map(|p| format!(" {}", key_of(p))));
            }
            Kind::Answer | Kind::Rejected | Kind::Gone => {}
        }
        out
    }
}

fn key_of(p: &Party) -> String {
    format!("{}:{}:{:?}", p.report, p.claim, p.figure)
}

/// Which question of a group, which of its answers.
type Place = (usize, usize);
type Key<'a> = (&'a str, &'a str, Option<usize>);

pub(super) fn key(a: &AnswerRow) -> Key<'_> {
    (&a.report, &a.claim, a.figure)
}

/// What stays the same of an answer whose report is read anew.
fn value(a: &AnswerRow) -> (&str, Option<u64>, Option<u64>, Option<&str>, Option<&str>) {
    let bits = |n: Option<f64>| n.map(f64::to_bits);
    let (actor, position) = (a.actor.as_deref(), a.position.as_deref());
    (&a.report, bits(a.lower), bits(a.upper), position, actor)
}

fn party(whole: &QuestionWhole, n: usize) -> Party {
    let Some(a) = whole.answers.get(n) else {
        return Party::default();
    };
    Party {
        report: a.report.clone(),
        claim: a.claim.clone(),
        figure: a.figure,
        lower: a.lower,
        upper: a.upper,
        actor: a.actor.clone(),
        origin: a.origin.clone(),
        position: a.position.clone(),
        words: a.words.clone(),
        as_of: a.as_of.clone(),
        line: a.line,
        lines: whole.standing.get(n).map_or(1, |s| s.lines.max(1)),
    }
}

fn asked(whole: &QuestionWhole) -> Asked {
    Asked {
        id: whole.id.clone(),
        text: whole.text.clone(),
        measure: whole.measure.clone(),
        place: whole.place.clone(),
        oldest: whole
            .answers
            .first()
            .map(|a| a.report.clone())
            .unwrap_or_default(),
    }
}

/// Questions that were made anew together, as they were and as they are: those that share answers stand in one such group.
pub(super) struct Group {
    pub before: Vec<QuestionWhole>,
    pub now: Vec<QuestionWhole>,
}

/// Where an answer stood before: which question, which of its answers.
type Places<'a> = BTreeMap<Key<'a>, Place>;

/// The changes of a group, in the order of its questions and their answers; what is not there any more comes last. `rejected` says who rejected a claim of a
/// report.
pub(super) fn changes(
    group: &Group,
    rejected: impl Fn(&str, &str) -> Option<Rejecter>,
) -> Vec<Change> {
    let mut old: Places<'_> = BTreeMap::new();
    for (q, whole) in group.before.iter().enumerate() {
        for (n, a) in whole.answers.iter().enumerate() {
            old.entry(key(a)).or_insert((q, n));
        }
    }
    let mut left: BTreeSet<Key<'_>> = old.keys().copied().collect();
    let all_now = || group.now.iter().flat_map(|q| &q.answers);
    for a in all_now() {
        left.remove(&key(a));
    }
    // A report that was read anew gives its claims other names: the same said in the same report is no news.
    let answer_at = |place: Place| group.before.get(place.0)?.answers.get(place.1);
    let mut gone: BTreeMap<_, Vec<Key<'_>>> = BTreeMap::new();
    for k in &left {
        if let Some(a) = old.get(k).and_then(|place| answer_at(*place)) {
            gone.entry(value(a)).or_default().push(*k);
        }
    }
    let mut same: Places<'_> = BTreeMap::new();
    for a in all_now() {
        if !old.contains_key(&key(a))
            && let Some(k) = gone.get_mut(&value(a)).and_then(Vec::pop)
            && let Some(place) = old.get(&k)
        {
            left.remove(&k);
            same.insert(key(a), *place);
        }
    }
    let was = |a: &AnswerRow| old.get(&key(a)).or_else(|| same.get(&key(a))).copied();
    let mut pairs: BTreeSet<(Place, Place, &str)> = BTreeSet::new();
    for (q, whole) in group.before.iter().enumerate() {
        for (i, j, kind, _) in &whole.relations {
            pairs.insert(((q, *i), (q, *j), kind));
        }
    }
    let had = |a, b, kind: &str| pairs.contains(&(a, b, kind)) || pairs.contains(&(b, a, kind));
    let mut out = Vec::new();
    for whole in &group.now {
        out.extend(of_question(whole, &group.before, &was, &had));
    }
    for k in left {
        let Some(&(q, n)) = old.get(&k) else { continue };
        let Some(whole) = group.before.get(q) else {
            continue;
        };
        // The question that took over most of its answers; where there is none, the one that was.
        let shared = |now: &&QuestionWhole| {
            let of_it = |a: &&AnswerRow| was(a).is_some_and(|place| place.0 == q);
            now.answers.iter().filter(of_it).count()
        };
        let heir = group.now.iter().filter(|now| shared(now) > 0);
        let heir = heir.max_by(|a, b| shared(a).cmp(&shared(b)).then_with(|| b.id.cmp(&a.id)));
        let by = rejected(k.0, k.1);
        out.push(Change {
            kind: if by.is_some() {
                Kind::Rejected
            } else {
                Kind::Gone
            },
            by,
            lines_before: Some(whole.lines),
            lines: heir.map_or(0, |h| h.lines),
            reports: heir.map_or(0, |h| h.reports),
            ..bare(Kind::Gone, heir.unwrap_or(whole), party(whole, n))
        });
    }
    out
}

fn bare(kind: Kind, whole: &QuestionWhole, now: Party) -> Change {
    Change {
        kind,
        question: asked(whole),
        now,
        before: None,
        against: Vec::new(),
        against_more: 0,
        revises: Vec::new(),
        lines_before: None,
        lines: whole.lines,
        reports: whole.reports,
        by: None,
    }
}

fn of_question(
    whole: &QuestionWhole,
    before: &[QuestionWhole],
    was: &impl Fn(&AnswerRow) -> Option<Place>,
    had: &impl Fn(Place, Place, &str) -> bool,
) -> Vec<Change> {
    let places: Vec<Option<Place>> = whole.answers.iter().map(was).collect();
    let heirs: BTreeSet<usize> = places.iter().flatten().map(|p| p.0).collect();
    let lines_before = heirs
        .iter()
        .filter_map(|q| Some(before.get(*q)?.lines))
        .max();
    let place = |n: usize| places.get(n).copied().flatten();
    let answer = |n: usize| whole.answers.get(n);
    // What each answer newly stands against, and newly takes the place of.
    let mut against: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut revises: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (i, j, kind, _) in &whole.relations {
        let list = match kind.as_str() {
            "conflict" => &mut against,
            "revise" => &mut revises,
            _ => continue,
        };
        let (early, late) = ((*i).min(*j), (*i).max(*j));
        match (place(early), place(late)) {
            (Some(a), Some(b)) if had(a, b, kind) => {}
            // An older answer that came late is told with what stands against it; it takes no place.
            (None, Some(_)) if kind == "conflict" => list.entry(early).or_default().push(late),
            (None, Some(_)) => {}
            _ => list.entry(late).or_default().push(early),
        }
    }
    let parties = |of: &BTreeMap<usize, Vec<usize>>, n: usize| -> (Vec<Party>, usize) {
        let all = of.get(&n).map(Vec::as_slice).unwrap_or_default();
        let named = all.iter().take(NAMED).map(|m| party(whole, *m)).collect();
        (named, all.len().saturating_sub(NAMED))
    };
    let mut out = Vec::new();
    for (n, a) in whole.answers.iter().enumerate() {
        let (against, against_more) = parties(&against, n);
        let (revises, _) = parties(&revises, n);
        let old = place(n).and_then(|(q, m)| Some((before.get(q)?, m)));
        let amended = old.and_then(|(of, m)| {
            let b = of.answers.get(m)?;
            let is_other = value(a) != value(b) || of.measure != whole.measure;
            is_other.then(|| party(of, m))
        });
        let kind = match (&old, &amended) {
            (None, _) if !revises.is_empty() => Kind::Revision,
            (None, _) if !against.is_empty() => Kind::Conflict,
            (None, _) => Kind::Answer,
            (_, Some(_)) => Kind::Amended,
            _ if !against.is_empty() => Kind::Conflict,
            _ if !revises.is_empty() => Kind::Revision,
            _ => continue,
        };
        let said_before = || {
            let earlier = (0..n).rev().filter(|m| place(*m).is_some());
            let by_same = |m: &usize| {
                let same = |x: &Option<String>, y: &Option<String>| x.is_some() && x == y;
                answer(*m).is_some_and(|b| same(&a.actor, &b.actor))
            };
            let on_line = |m: &usize| answer(*m).is_some_and(|b| a.line == b.line);
            let found = earlier.clone().find(by_same);
            found
                .or_else(|| earlier.clone().find(on_line))
                .map(|m| party(whole, m))
        };
        out.push(Change {
            before: amended.or_else(said_before),
            against,
            against_more,
            revises,
            lines_before,
            ..bare(kind, whole, party(whole, n))
        });
    }
    let anybody_new = places.iter().any(Option::is_none);
    if !anybody_new && lines_before.is_some_and(|b| whole.lines > b) && !whole.answers.is_empty() {
        let newest = whole.answers.len() - 1;
        out.push(Change {
            lines_before,
            ..bare(Kind::Lines, whole, party(whole, newest))
        });
    }
    out
}

/// A question told as if its answers had come in one by one, the newest first: what a feed of a page shows without anything having been kept of it.
pub fn recent(whole: &QuestionWhole, most: usize) -> Vec<Change> {
    let group = Group {
        before: Vec::new(),
        now: vec![whole.clone()],
    };
    let mut out = changes(&group, |_, _| None);
    // What came later is told with the later one.
    let place: BTreeMap<Key<'_>, usize> = whole
        .answers
        .iter()
        .enumerate()
        .map(|(n, a)| (key(a), n))
        .collect();
    for change in &mut out {
        let p = &change.now;
        let n = place.get(&(p.report.as_str(), p.claim.as_str(), p.figure));
        let n = n.copied().unwrap_or(0);
        change.before = (0..n)
            .rev()
            .find(|m| {
                let b = whole.answers.get(*m);
                b.is_some_and(|b| b.actor.is_some() && b.actor == change.now.actor)
            })
            .map(|m| party(whole, m));
    }
    out.reverse();
    out.truncate(most);
    out
}
