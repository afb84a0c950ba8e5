//! Lines: answers that rest on one origin or stand in one dispatch, however many pages carry them.
//!
//! Each answer is tied to named points: its dispatch, its origin, the state or body that its speaker speaks for, the outlet that it cites. Answers that share a
//! point are one line. The first answer at a point is tied to each later one, so that the ties form a forest and any two answers of a
//! line have one path between them: the evidence why two pages are one source. A ring of outlets that cite each other has its points in
//! common and is one line; a report that cites itself is tied to itself, which changes nothing.

use crate::answer::Answer;
use crate::claim::{Claim, Report};
use crate::text::{rows, words};
use crate::union::Union;
use sayso_claims::merge::name::{body as body_words, plain as plain_words};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

/// One tie between two answers of a line.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tie {
    /// An answer.
    pub a: usize,
    /// Another.
    pub b: usize,
    /// Why they are one line.
    pub why: String,
}

/// The lines of one question.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Lines {
    /// How many there are.
    pub count: usize,
    /// Why: each tie joins two lines into one.
    pub ties: Vec<Tie>,
}

impl Lines {
    /// The ties that lead from answer `a` to answer `b`; none if they are two lines.
    ///
    /// An empty path means that the two are the same answer.
    pub fn path(&self, a: usize, b: usize) -> Option<Vec<&Tie>> {
        let mut next: HashMap<usize, Vec<&Tie>> = HashMap::new();
        for tie in &self.ties {
            next.entry(tie.a).or_default().push(tie);
            next.entry(tie.b).or_default().push(tie);
        }
        let mut came: HashMap<usize, &Tie> = HashMap::new();
        let mut seen = HashSet::from([a]);
        let mut queue = std::collections::VecDeque::from([a]);
        while let Some(at) = queue.pop_front() {
            if at == b {
                break;
            }
            for tie in next.get(&at).into_iter().flatten() {
                let other = if tie.a == at { tie.b } else { tie.a };
                if seen.insert(other) {
                    came.insert(other, tie);
                    queue.push_back(other);
                }
            }
        }
        let mut path = Vec::new();
        let mut at = b;
        while at != a {
            let tie = came.get(&at)?;
            path.push(*tie);
            at = if tie.a == at { tie.b } else { tie.a };
        }
        path.reverse();
        Some(path)
    }
}

static OFFICES: LazyLock<(Vec<&'static str>, Vec<&'static str>)> = LazyLock::new(|| {
    let (mut yes, mut no) = (Vec::new(), Vec::new());
    for cells in rows(include_str!("../tables/line-offices.tsv")) {
        match cells.as_slice() {
            ["-", cell] => no.extend(words(cell)),
            [cell] => yes.extend(words(cell)),
            _ => {}
        }
    }
    (yes, no)
});

/// Words for what a body gives out or has at work ("the ministry's latest count", "the mission's monitors"): its own voice.
static VOICES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    rows(include_str!("../tables/line-voices.tsv"))
        .filter_map(|cells| cells.first().copied())
        .flat_map(words)
        .collect()
});

/// Who is known in an event: bodies by the last words of their names, and the fullest mention of each person.
#[derive(Default)]
pub(crate) struct Known {
    /// Name of a body, the words by which a mention points to it, and its initials.
    bodies: Vec<(String, String, String)>,
    /// Of each body by its place in `bodies`: its name without article in lower case, and its words.
    worded: Vec<(String, Vec<String>)>,
    /// By a word: the bodies that have it.
    by_word: HashMap<String, Vec<usize>>,
    /// What each body belongs to.
    belongs: BTreeMap<String, BTreeSet<String>>,
    /// By report and actor.
    mentions: HashMap<(usize, String), String>,
    /// The bodies that each person is said to speak for, by any report of the event.
    speaks: BTreeMap<String, BTreeSet<String>>,
    /// Each person by the name in lower case.
    persons: HashMap<String, String>,
}

impl Known {
    /// Everyone who speaks in `reports`.
    pub(crate) fn of(reports: &[&Report]) -> Self {
        let mut known = Known::default();
        let mut bodies: BTreeMap<String, (String, String)> = BTreeMap::new();
        for (at, report) in reports.iter().enumerate() {
            for claim in &report.claims {
                let Some(actor) = &claim.actor else { continue };
                let kind = claim.actor_kind.as_deref().unwrap_or("");
                let mention = known.mentions.entry((at, actor.clone())).or_default();
                if claim.mention.len() > mention.len() {
                    *mention = claim.mention.clone();
                }
                if matches!(kind, "agency" | "organisation" | "government" | "military") {
                    known
                        .belongs
                        .entry(actor.clone())
                        .or_default()
                        .extend(claim.affiliation.clone());
                    let parts: Vec<&str> = actor
                        .split(" of ")
                        .next()
                        .unwrap_or("")
                        .split(' ')
                        .collect();
                    // "Ministry of the Interior" is pointed to by all its words.
                    let office = parts.len() == 1 && actor.contains(" of ");
                    if office {
                        bodies.insert(actor.clone(), (actor.to_lowercase(), String::new()));
                    }
                    if parts.len() >= 2 {
                        let tail = parts.get(parts.len() - 2..).unwrap_or(&[]).join(" ");
                        let initials = parts
                            .iter()
                            .filter_map(|w| w.chars().next())
                            .filter(|c| c.is_uppercase())
                            .collect();
                        bodies.insert(actor.clone(), (tail.to_lowercase(), initials));
                    }
                }
            }
        }
        known.bodies = bodies
            .into_iter()
            .map(|(name, (tail, initials))| (name, tail, initials))
            .collect();
        for (at, (name, _, _)) in known.bodies.iter().enumerate() {
            let words = body_words(name);
            for word in &words {
                known.by_word.entry(word.clone()).or_default().push(at);
            }
            known.worded.push((plain(name), words));
        }
        let mut speaks: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (at, report) in reports.iter().enumerate() {
            for claim in &report.claims {
                let person = claim.actor_kind.as_deref() == Some("person");
                let Some(actor) = claim.actor.as_ref().filter(|_| person) else {
                    continue;
                };
                known
                    .persons
                    .entry(lowered(actor))
                    .or_insert_with(|| actor.clone());
                let said = known.mentions.get(&(at, actor.clone()));
                let mention = said.map_or(claim.mention.as_str(), String::as_str);
                if let Some(body) = known
                    .body(claim, mention)
                    .or_else(|| known.ministry(mention))
                {
                    let full = known.full(body).to_owned();
                    speaks.entry(actor.clone()).or_default().insert(full);
                }
            }
        }
        known.speaks = speaks;
        known
    }

    /// The body that a person speaks for, if the reports of the event name one and no other.
    fn elsewhere(&self, claim: &Claim) -> Option<&str> {
        let person = claim.actor_kind.as_deref() == Some("person");
        let bodies = self.speaks.get(claim.actor.as_ref().filter(|_| person)?)?;
        bodies
            .first()
            .filter(|_| bodies.len() == 1)
            .map(String::as_str)
    }

    /// The person whose own voice a nameless source is: "Ada Brown's team".
    fn person_behind(&self, claim: &Claim, mention: &str) -> Option<&str> {
        if claim.actor_kind.as_deref() == Some("person") {
            return None;
        }
        let of = whose(claim, mention);
        let of = of.strip_prefix("the ").unwrap_or(&of);
        let (name, rest) = of.split_once("'s ").or_else(|| of.split_once("' "))?;
        let voice = rest.split_whitespace().last()?;
        let person = VOICES.contains(voice).then(|| self.persons.get(name))?;
        person.map(String::as_str)
    }

    /// The one body that a shorter name means: the only one in the event that ends in the same words and does not belong elsewhere.
    fn full<'k>(&'k self, name: &'k str) -> &'k str {
        let none = BTreeSet::new();
        let own = self.belongs.get(name).unwrap_or(&none);
        let (lower, words) = (format!(" {}", plain(name)), body_words(name));
        // What has all the words stands among what has the rarest of them.
        let nobody = Vec::new();
        let lists = words.iter().map(|w| self.by_word.get(w).unwrap_or(&nobody));
        let near = lists.min_by_key(|list| list.len()).unwrap_or(&nobody);
        let mut longer = near
            .iter()
            .filter_map(|&at| Some((self.bodies.get(at)?.0.as_str(), self.worded.get(at)?)))
            .filter(|(body, (whole, theirs))| {
                let more = theirs.len() > words.len() && words.iter().all(|w| theirs.contains(w));
                let longer = whole.ends_with(&lower) || words.len() > 1 && more;
                let belongs = self.belongs.get(*body).unwrap_or(&none);
                let apart = !own.is_empty() && !belongs.is_empty() && own.is_disjoint(belongs);
                body.len() > name.len() && longer && !apart
            })
            .map(|(body, _)| body);
        match (longer.next(), longer.next()) {
            (Some(body), None) => body,
            _ => name,
        }
    }

    /// The state whose voice a claim is, if it is one.
    fn state(&self, claim: &Claim, mention: &str) -> Option<String> {
        let state = claim.affiliation.as_ref()?;
        let kind = claim.actor_kind.as_deref().unwrap_or("");
        match kind {
            "government" | "military" => Some(state.clone()),
            "person" | "unnamed" => {
                let lower = format!(
                    " {} ",
                    mention.to_lowercase().replace(['-', ',', '’', '\''], " ")
                );
                let has = |list: &[&str]| list.iter().any(|w| lower.contains(&format!(" {w} ")));
                let single = kind == "unnamed" && !lower.contains(" officials ");
                (!single && has(&OFFICES.0) && !has(&OFFICES.1)).then(|| state.clone())
            }
            _ => None,
        }
    }

    /// The ministry of a minister: the one body in the event that is called a ministry of what the mention is minister of.
    fn ministry(&self, mention: &str) -> Option<&str> {
        let words = plain_words(mention);
        if !words.iter().any(|w| w == "minister") || words.iter().any(|w| w == "prime") {
            return None;
        }
        let mut found = self.bodies.iter().map(|b| b.0.as_str()).filter(|name| {
            let own = plain_words(
                name.split(" of ")
                    .take(2)
                    .collect::<Vec<_>>()
                    .join(" ")
                    .as_str(),
            );
            let mut matters = own.iter().filter(|w| *w != "ministry").peekable();
            own.iter().any(|w| w == "ministry")
                && matters.peek().is_some()
                && matters.all(|w| words.contains(w))
        });
        found.next()
    }

    /// The body whose own voice a nameless source is: "the ministry's latest count", "monitors of the mission", "the charity behind it, Bread and Road".
    fn voice(&self, claim: &Claim, mention: &str) -> Option<&str> {
        let actor = claim.actor.as_deref()?;
        if claim.actor_kind.as_deref() == Some("person") {
            return None;
        }
        let of = whose(claim, mention);
        let of = of.strip_prefix("the ").unwrap_or(&of);
        let is_voice = |words: &str| {
            let last = words.split_whitespace().last();
            last.is_some_and(|w| VOICES.contains(w)) || words == "own"
        };
        let own = |name: &str| {
            let name = lowered(name);
            let name = name.strip_prefix("the ").unwrap_or(&name).to_owned();
            let after = of.strip_prefix(name.as_str());
            let possessed = after
                .and_then(|rest| rest.strip_prefix("'s ").or_else(|| rest.strip_prefix("' ")))
                .is_some_and(is_voice);
            let before = of.strip_suffix(name.as_str());
            let led = before.is_some_and(|rest| {
                rest.strip_suffix(" of the ")
                    .or_else(|| rest.strip_suffix(" of "))
                    .is_some_and(is_voice)
                    || rest.ends_with(", ") && claim.actor_kind.as_deref() == Some("unnamed")
            });
            possessed || led
        };
        let all = self.bodies.iter().map(|b| b.0.as_str());
        all.filter(|name| *name != actor && own(name))
            .max_by_key(|name| name.len())
    }

    /// The body that a person speaks for, by the words of the mention or the affiliation.
    fn body(&self, claim: &Claim, mention: &str) -> Option<&str> {
        let lower = mention.to_lowercase();
        let actor = claim.actor.as_deref()?;
        let kind = claim.actor_kind.as_deref().unwrap_or("");
        if kind != "person" && kind != "unnamed" {
            return None;
        }
        let speaks = [
            "spokes",
            "chief",
            "head",
            "director",
            "commander",
            "commissioner",
            "president",
            "chair",
            "secretary",
            "executive",
        ]
        .iter()
        .any(|w| lower.contains(w));
        self.bodies
            .iter()
            .find(|(name, tail, initials)| {
                let short = initials.len() >= 3
                    && mention
                        .split(|c: char| !c.is_alphanumeric())
                        .any(|w| w == initials);
                let belongs = kind == "person" && claim.affiliation.as_ref() == Some(name);
                name != actor && (belongs || speaks && (short || lower.contains(tail.as_str())))
            })
            .map(|(name, _, _)| name.as_str())
            .or_else(|| speaks.then(|| self.pointed_to(&lower)).flatten())
    }

    /// The one body in the event that the last words of a mention point to: "a spokesman for the command".
    fn pointed_to(&self, mention: &str) -> Option<&str> {
        let (_, noun) = mention
            .rsplit_once(" for the ")
            .or_else(|| mention.rsplit_once(" of the "))?;
        let noun = noun.trim_end_matches(|c: char| !c.is_alphanumeric());
        if noun.contains(' ') {
            return None;
        }
        let ends =
            |(name, _, _): &&(String, String, String)| plain(name).rsplit(' ').next() == Some(noun);
        let mut found = self.bodies.iter().filter(ends).map(|b| b.0.as_str());
        found.next().filter(|_| found.next().is_none())
    }
}

/// Sets the line of each answer and says why.
pub(crate) fn draw(answers: &mut [Answer], reports: &[&Report], known: &Known) -> Lines {
    let mut union = Union::new(answers.len());
    let mut first: HashMap<String, usize> = HashMap::new();
    let mut ties = Vec::new();
    let published = published(answers, reports);
    for (i, answer) in answers.iter().enumerate() {
        if let Some((earlier, why)) = cited(answer, reports, &published)
            && union.join(earlier, i)
        {
            ties.push(Tie {
                a: earlier,
                b: i,
                why,
            });
        }
        for (point, why) in points(answer, reports, known) {
            match first.entry(point) {
                std::collections::hash_map::Entry::Occupied(entry) => {
                    let earlier = *entry.get();
                    if union.join(earlier, i) {
                        ties.push(Tie {
                            a: earlier,
                            b: i,
                            why,
                        });
                    }
                }
                std::collections::hash_map::Entry::Vacant(entry) => {
                    entry.insert(i);
                }
            }
        }
    }
    let groups = union.groups();
    for (line, group) in groups.iter().enumerate() {
        for &i in group {
            if let Some(answer) = answers.get_mut(i) {
                answer.line = line;
            }
        }
    }
    Lines {
        count: groups.len(),
        ties,
    }
}

/// The first answer that each outlet itself published, by its bounds.
fn published(answers: &[Answer], reports: &[&Report]) -> HashMap<(String, String), usize> {
    let mut out = HashMap::new();
    for (i, answer) in answers.iter().enumerate() {
        if let Some(outlet) = reports
            .get(answer.behind.at)
            .and_then(|r| r.outlet.as_deref())
        {
            out.entry((plain(outlet), bounds(answer))).or_insert(i);
        }
    }
    out
}

/// The answer that this one cites, where its origin is an outlet whose own report answers the same.
fn cited(
    answer: &Answer,
    reports: &[&Report],
    published: &HashMap<(String, String), usize>,
) -> Option<(usize, String)> {
    let claim = reports
        .get(answer.behind.at)?
        .claims
        .get(answer.behind.claim)?;
    let media = claim.actor_kind.as_deref() == Some("media");
    let origin = answer.origin.as_deref().filter(|_| media)?;
    let earlier = published.get(&(plain(origin), bounds(answer)))?;
    Some((
        *earlier,
        format!("one cites {origin}, which published the other"),
    ))
}

fn bounds(answer: &Answer) -> String {
    format!(
        "{:?} {:?} {:?}",
        answer.lower, answer.upper, answer.position
    )
}

/// A body's name whatever the order of its words: "Ministry of Defence" and "Defence Ministry".
fn one_wording(name: &str) -> String {
    body_words(name).join(" ")
}

/// A name as lines compare it.
fn plain(name: &str) -> String {
    let lower = name.to_lowercase();
    lower.strip_prefix("the ").unwrap_or(&lower).to_owned()
}

/// In lower case, with one kind of apostrophe.
fn lowered(words: &str) -> String {
    words.to_lowercase().replace('’', "'")
}

/// A mention in lower case; for "her team" the actor, which says whose.
fn whose(claim: &Claim, mention: &str) -> String {
    let words = lowered(mention);
    let pronoun = ["her ", "his ", "its ", "their "]
        .iter()
        .any(|w| words.starts_with(w));
    match &claim.actor {
        Some(actor) if pronoun => {
            let actor = lowered(actor);
            actor.strip_prefix("unnamed ").unwrap_or(&actor).to_owned()
        }
        _ => words,
    }
}

/// The points that an answer is tied to, with what each says about those who share it.
fn points(answer: &Answer, reports: &[&Report], known: &Known) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let at = answer.behind.at;
    let Some(report) = reports.get(at) else {
        return out;
    };
    let Some(claim) = report.claims.get(answer.behind.claim) else {
        return out;
    };
    // Same dispatch: the same claim in every copy, not every claim of it.
    let bounds = bounds(answer);
    let origin = answer.origin.clone().unwrap_or_default();
    if let Some(dispatch) = &report.dispatch {
        out.push((
            format!("dispatch {dispatch} {bounds} {}", plain(&origin)),
            "their reports carry one dispatch".to_owned(),
        ));
    }
    let outlet = report.outlet.as_deref().map(plain).unwrap_or_default();
    let kind = claim.actor_kind.as_deref().unwrap_or("");
    let mention = answer
        .actor
        .as_ref()
        .and_then(|actor| known.mentions.get(&(at, actor.clone())))
        .map_or(claim.mention.as_str(), String::as_str);
    if let Some(state) = known.state(claim, mention) {
        out.push((
            format!("state {}", plain(&state)),
            format!("both speak for the state: {state}"),
        ));
    }
    let person = matches!(kind, "person" | "unnamed");
    let ministry = || known.ministry(mention).filter(|_| person);
    let voice = known.voice(claim, mention);
    if let Some(body) = voice
        .or_else(|| known.body(claim, mention))
        .or_else(ministry)
        .or_else(|| known.elsewhere(claim))
    {
        let body = known.full(body);
        out.push((
            format!("actor {}", one_wording(body)),
            format!("both rest on {body}"),
        ));
    }
    if let Some(person) = known.person_behind(claim, mention) {
        out.push((
            format!("actor {}", plain(person)),
            format!("both rest on {person}"),
        ));
    }
    let unnamed = origin.is_empty() || kind == "unnamed";
    if kind == "media" {
        out.push((
            format!("outlet {}", plain(&origin)),
            format!("both rest on {origin}"),
        ));
        if !outlet.is_empty() {
            out.push((
                format!("outlet {outlet}"),
                format!(
                    "one cites {}, which published the other",
                    report.outlet.as_deref().unwrap_or("")
                ),
            ));
        }
    } else if !unnamed {
        // A person is no short name of a body ("Ada Holm" of "Ada Holm's team").
        let full = if kind == "person" {
            &origin
        } else {
            known.full(&origin)
        };
        let key = if kind == "person" {
            plain(full)
        } else {
            one_wording(full)
        };
        out.push((format!("actor {key}"), format!("both rest on {full}")));
    } else if let Some(relay) = claim.via.last() {
        out.push((
            format!("unnamed {} via {} {bounds}", plain(&origin), plain(relay)),
            format!("both have it of someone unnamed through {relay}"),
        ));
    } else {
        out.push((
            format!("unnamed {} in {}", plain(&origin), report.id),
            "one report, the same unnamed source".to_owned(),
        ));
    }
    out
}
