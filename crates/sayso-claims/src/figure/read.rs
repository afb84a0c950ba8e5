//! The door: a text to its figures.

use super::amount::{Amount, amount, low};
use super::counted::{Counted, counted};
use super::lex::{Kind, Lexeme, lex};
use super::measure::{Clauses, Found};
use super::role::role;
use super::tree::Trees;
use super::whereabouts::whereabouts;
use super::{aside, change, elsewhere, implied, inherit, not, place, table};
use crate::{Figure, Time};
use sayso_language::{Reading, Span};

/// All figures of a report in text order: counts, money, shares and measures, with what they count.
///
/// `times` are the times of the text, in its order; no figure is read inside one, and they give `since` and `until` their values. Spans are byte spans. `lower` and `upper` are the literal bounds.
/// A figure whose subject is said to be two things ("several soldiers, who were captured, died") stands twice, once for each measure.
/// Ages, durations, clock times, dates, scores and numbers that are labels or idioms are no figures. Time is linear in the length of the text.
///
/// ```
/// use sayso_language::Reading;
/// let figures = sayso_claims::read_figures("At least nine soldiers were killed.", &Reading::default(), &[]);
/// assert_eq!((figures[0].lower, figures[0].upper), (Some(9.0), None));
/// assert_eq!(figures[0].measure.as_deref(), Some("killed"));
/// ```
pub fn read_figures(text: &str, reading: &Reading, times: &[Time]) -> Vec<Figure> {
    let mut figures = read(text, reading, times, false);
    figures.retain(|f| !elsewhere::again(f));
    figures
}

/// The figures, with those implied once more of a person already counted: each claim says what it says, the report counts them once.
pub(crate) fn read_figures_again(text: &str, reading: &Reading, times: &[Time]) -> Vec<Figure> {
    read(text, reading, times, false)
}

/// All quantities of a report: the figures, and also ages, durations, scores, "one of the …" and distances; shares in words ("a third") keep their value
/// below one. What is implied without a numeral is left out.
pub fn read_quantities(text: &str, reading: &Reading, times: &[Time]) -> Vec<Figure> {
    read(text, reading, times, true)
}

fn read(text: &str, reading: &Reading, times: &[Time], all: bool) -> Vec<Figure> {
    let lexemes = lex(text, reading);
    let spans: Vec<Span> = times.iter().map(|t| t.span).collect();
    let amounts = amounts(&lexemes, &spans, all);
    let clauses = Clauses::new(&lexemes, &amounts);
    let trees = Trees::new(reading, &lexemes);
    let mut figures: Vec<Draft> = Vec::with_capacity(amounts.len());
    for (k, a) in amounts.iter().enumerate() {
        let c = counted(
            &lexemes,
            a.end,
            a.class != "money" && a.class != "share" && !a.class.is_empty(),
        );
        let previous = k.checked_sub(1).and_then(|j| amounts.get(j));
        let role = role(&lexemes, a, &c, previous);
        let (first, second) = measure(&clauses, &trees, a, &c, previous, &figures, role);
        let persons_only = counts_things(&lexemes, &c);
        let told = |f: &Found| !(persons_only && of_persons(f));
        let several = a.lower.or(a.upper).is_none_or(|v| v > 1.0);
        let all_of_them = |f: Found| match f.of_many.filter(|m| several && *m != f.measure) {
            Some(measure) => Found {
                measure,
                rule: f.rule.replace("(died after)", "(fate open)"),
                ..f
            },
            None => f,
        };
        let (first, second) = (
            first.filter(told).map(all_of_them),
            second.filter(told).map(all_of_them),
        );
        // "one of the best", "One officer told us": a member or a speaker, unless harm is told of.
        let single = low(&lexemes, a.core.0) == "one"
            && a.words
            && a.modifier == "exact"
            && a.lower == Some(1.0);
        if !all && single && first.is_none() && (c.of || opens(&lexemes, a.start)) {
            continue;
        }
        let draft = |found: Option<Found>, inherited: bool| Draft {
            amount: a.clone(),
            counted: c,
            found,
            role,
            inherited,
        };
        if let Some(second) = second {
            figures.push(draft(first, false));
            figures.push(draft(Some(second), false));
        } else {
            figures.push(draft(first, false));
        }
    }
    inherit::inherit(&lexemes, &mut figures);
    let mut out: Vec<Figure> = figures
        .iter()
        .map(|d| d.figure(text, &lexemes, &clauses, all))
        .collect();
    if !all {
        let given: Vec<(Span, &str)> = out
            .iter()
            .filter_map(|f| Some((f.span, f.measure.as_deref()?)))
            .collect();
        let implied = implied::figures(text, &clauses, &trees, &given);
        out.extend(implied);
    }
    out.sort_by_key(|f| f.span);
    elsewhere::settle(text, clauses.died, &mut out);
    place::fill(text, &lexemes, times, reading, &mut out);
    out
}

/// Whether lexeme `i` opens its sentence, or a quotation that does.
fn opens(lexemes: &[Lexeme], i: usize) -> bool {
    let quoted = i
        .checked_sub(1)
        .and_then(|j| lexemes.get(j))
        .is_some_and(|l| l.first && matches!(l.raw, "\"" | "“" | "‘" | "'"));
    quoted || lexemes.get(i).is_some_and(|l| l.first)
}

/// A figure before it is written out.
#[derive(Clone)]
pub(crate) struct Draft {
    pub amount: Amount,
    pub counted: Counted,
    pub found: Option<Found>,
    pub role: &'static str,
    pub inherited: bool,
}

/// The amounts of the text that are figures.
fn amounts(lexemes: &[Lexeme], times: &[Span], all: bool) -> Vec<Amount> {
    let mut out: Vec<Amount> = Vec::new();
    let mut times = times.to_vec();
    times.sort();
    let (mut i, mut time) = (0, 0);
    // Where the last age or label stood: "ages 25, 26 and 33", "image 7 of 14".
    let mut listed = usize::MAX;
    while i < lexemes.len() {
        let Some(mut a) = candidate(lexemes, i, all) else {
            i += 1;
            continue;
        };
        let span = span(lexemes, a.core.0, a.core.1);
        while times.get(time).is_some_and(|t| t.end <= span.start) {
            time += 1;
        }
        let timed = times.get(time).is_some_and(|t| t.overlaps(span));
        let kept = all && matches!(a.class, "time" | "age");
        let why =
            not::no_figure(lexemes, &a, all).or_else(|| aside::aside(lexemes, &a).filter(|_| !all));
        let in_list = a.class.is_empty()
            && a.plain
            && listed < i
            && i - listed <= 3
            && (listed..i).all(|j| {
                matches!(
                    low(lexemes, j),
                    "," | "and" | "or" | "of" | "to" | "-" | "–" | "/"
                )
            })
            && ((listed..i).any(|j| low(lexemes, j) == "of")
                || lexemes
                    .get(a.core.1)
                    .is_none_or(|l| l.kind == Kind::Mark || l.first || table::stops(&l.low)));
        if matches!(why, Some("age" | "label")) || in_list {
            listed = a.core.1;
        }
        if timed && !kept && a.class != "money" || why.is_some() || in_list {
            // A number that is none is passed over whole, so that no part of it is read again.
            i = if a.modifier == "range" && !matches!(why, Some("age" | "label")) {
                i + 1
            } else {
                a.core.1.max(i + 1)
            };
            continue;
        }
        a.start = a.start.max(out.last().map_or(0, |o: &Amount| o.end));
        change::read(lexemes, &mut a);
        if let Some(before) = out.last() {
            beside(lexemes, before, &mut a);
        }
        half_of(lexemes, &mut a);
        super::magnitude::give(lexemes, &mut a, &out);
        i = a.end.max(i + 1);
        if let Some(last) = out.last_mut()
            && both_sides(lexemes, last, &a)
        {
            (last.lower, last.upper, last.modifier) =
                (last.lower.or(a.lower), last.upper.or(a.upper), "range");
            (last.end, last.core.1) = (a.end, a.core.1);
            last.rule = format!("range:{} and {}", last.rule, a.rule);
            continue;
        }
        out.push(a);
    }
    out
}

/// "above 1,000 and below 1,500": two bounds of one number.
fn both_sides(lexemes: &[Lexeme], a: &Amount, b: &Amount) -> bool {
    let joined =
        (a.end..b.start).all(|j| matches!(low(lexemes, j), "and" | "but" | ",")) && a.end < b.start;
    let one_sentence =
        lexemes.get(a.start).map(|l| l.sentence) == lexemes.get(b.start).map(|l| l.sentence);
    let sides = matches!((a.lower, a.upper, b.lower, b.upper), (Some(low), None, None, Some(high)) | (None, Some(high), Some(low), None) if low < high);
    joined && one_sentence && sides && a.class == b.class
}

/// What an amount takes from the one before it: "190 points, or 0.6%" changes alike, "more than 100 km (60 miles)" is bounded alike.
fn beside(lexemes: &[Lexeme], before: &Amount, a: &mut Amount) {
    let same_sentence =
        lexemes.get(before.start).map(|l| l.sentence) == lexemes.get(a.start).map(|l| l.sentence);
    let gap = a.start.saturating_sub(before.end);
    if !same_sentence || gap > 4 || a.modifier != "exact" || a.class.is_empty() {
        return;
    }
    let opener = a.start.checked_sub(1).map_or("", |j| low(lexemes, j));
    if opener == "or" && before.change.is_some() && a.change.is_none() {
        (a.change, a.role) = (before.change, before.role);
        a.rule.push_str("; change as before");
    }
    let bracketed = matches!(opener, "(" | "/")
        && before.class == a.class
        && matches!(
            before.modifier,
            "over" | "at_least" | "up_to" | "nearly" | "about"
        )
        && before.class != "share";
    if bracketed {
        let value = a.lower;
        a.modifier = before.modifier;
        a.lower = before.lower.and(value);
        a.upper = before.upper.and(value);
        a.rule.push_str("; bounded as before the bracket");
    }
}

/// The amount at lexeme `i`, if a number can start there at all.
fn candidate(lexemes: &[Lexeme], i: usize, all: bool) -> Option<Amount> {
    let l = lexemes.get(i)?;
    let possible = l.kind == Kind::Digits
        || table::numeral(&l.low).is_some()
        || !table::vague().at(&l.low).is_empty()
        || matches!(
            l.low.as_ref(),
            "a" | "an" | "minus" | "negative" | "-" | "−"
        );
    possible.then(|| amount(lexemes, i, all)).flatten()
}

/// "Half of the 84": a number, of which the base stands beside.
fn half_of(lexemes: &[Lexeme], a: &mut Amount) {
    if !a.share || low(lexemes, a.core.1) != "of" && low(lexemes, a.core.1) != "the" {
        return;
    }
    let at = (a.core.1..a.core.1 + 3)
        .find(|&j| !matches!(low(lexemes, j), "of" | "the" | "its" | "their" | "those"));
    let base = at
        .and_then(|j| super::numeral::numeral(lexemes, j))
        .filter(|n| n.value >= 2.0 && !n.share);
    if let (Some(base), Some(share)) = (base, a.lower.or(a.upper)) {
        let value = (share * base.value * 1e6).round() / 1e6;
        (a.lower, a.upper) = (a.lower.map(|_| value), a.upper.map(|_| value));
        a.share = false;
        a.role = Some("part");
        a.rule.push_str(" of the number beside");
    }
}

/// The bytes from lexeme `start` to before `end`.
pub(crate) fn span(lexemes: &[Lexeme], start: usize, end: usize) -> Span {
    let from = lexemes.get(start).map_or(0, |l| l.span.start);
    let to = end
        .checked_sub(1)
        .and_then(|j| lexemes.get(j))
        .map_or(from, |l| l.span.end);
    Span::new(from, to.max(from))
}

/// The measure, and a second one where a relative clause says it.
fn measure(
    clauses: &Clauses,
    trees: &Trees,
    a: &Amount,
    c: &Counted,
    previous: Option<&Amount>,
    earlier: &[Draft],
    role: &str,
) -> (Option<Found>, Option<Found>) {
    if !a.class.is_empty() || a.share {
        return (None, None);
    }
    let lexemes = clauses.lexemes;
    let things = c.words_are_things(lexemes);
    let persons = !things;
    let alone = c.end == c.start && !c.of;
    // "It killed 22 men and captured five": a bare number after another of persons.
    let fellow = earlier.last().is_some_and(|d| {
        let sentence = |i: usize| lexemes.get(i).map(|l| l.sentence);
        d.found.as_ref().is_some_and(of_persons)
            && sentence(d.amount.start) == sentence(a.start)
            && !d.counted.words_are_things(lexemes)
    });
    let soft = |f: Found| {
        (hard(f.measure)
            || alone
                && fellow
                && f.rule.starts_with("before")
                && matches!(f.measure, "captured" | "rescued" | "detained" | "released")
            || !things
                && (!alone
                    || matches!(
                        f.measure,
                        "captured" | "rescued" | "aboard" | "evacuated" | "detained" | "released"
                    ) && f.rule.starts_with("after")
                    || matches!(f.measure, "present" | "hospitalised")))
        .then_some(f)
    };
    // "Half of the 84 aboard had been rescued": what is said of the 84 stands after them.
    let based = clauses
        .amounts
        .get(c.start)
        .copied()
        .flatten()
        .filter(|_| c.of && c.end == c.start);
    let beyond = based.map(|_| {
        let end = (c.start..c.start + 12)
            .find(|&j| clauses.amounts.get(j).copied().flatten() != based)
            .unwrap_or(c.start);
        let next = counted(lexemes, end, false);
        clauses
            .after(next.end, true)
            .0
            .filter(|_| clauses.at_state(next.end))
            .map_or(next.end, |_| next.end + 1)
    });
    if let Some(f) = super::harm::adverb(clauses, c.end) {
        return (Some(f), None);
    }
    let inside = clauses.inside(c);
    let before = clauses.before(a.start).and_then(soft);
    // "admitted four deaths", "treated nine wounded men": the noun knows best.
    let outdone = before.as_ref().is_none_or(|f| !hard(f.measure));
    if let Some((f, weak)) = &inside
        && outdone
        && (!weak || before.is_some() && hard(f.measure))
    {
        return (Some(f.clone()), None);
    }
    if before.is_some() {
        return (before, None);
    }
    if let Some((f, false)) = &inside {
        return (Some(f.clone()), None);
    }
    if capacity(lexemes, a.start) || alone && parent_of(lexemes, a.start) {
        return (None, None);
    }
    let base = a
        .start
        .checked_sub(1)
        .is_some_and(|j| low(lexemes, j) == "the")
        && a.start
            .checked_sub(2)
            .is_some_and(|j| matches!(low(lexemes, j), "of" | "Of"));
    let (direct, relative) = clauses.after(beyond.unwrap_or(c.end), base);
    let direct = direct.map(|f| sent(f, lexemes, c));
    if let Some(f) = direct.and_then(soft) {
        // "23 were injured, four of them in serious condition": a part of the injured.
        let whole = earlier.last().filter(|d| {
            role == "part"
                && f.measure == "hospitalised"
                && d.found.as_ref().is_some_and(|f| f.measure == "wounded")
        });
        if let Some(d) = whole {
            return (d.found.clone(), None);
        }
        return (Some(f), relative);
    }
    if let Some(f) = clauses.toll(a.start) {
        return (Some(f), None);
    }
    if let Some((f, _)) = inside {
        return (Some(f), None);
    }
    // "Four people, two of them children, were shot": past what stands between, by the tree.
    let by_tree = trees
        .said_of(a.core.0, c.end.max(a.core.1))
        .into_iter()
        .filter(|&i| i >= c.end)
        .find_map(|i| clauses.predicate(i, c.end));
    if let Some(f) = by_tree.and_then(soft) {
        let rule = format!("{}, by the tree", f.rule);
        return (Some(Found { rule, ..f }), relative);
    }
    if persons
        && relative.is_none()
        && let Some(f) = whereabouts(clauses, a.start, c)
    {
        return (Some(f), None);
    }
    if relative.is_some() {
        return (relative, None);
    }
    if base {
        return (None, None);
    }
    // "killed 12 soldiers and three civilians", "…, including five children": as the number before.
    if let Some(p) = previous
        && let Some(last) = earlier.last().filter(|d| d.found.is_some())
        && lexemes.get(p.end).map(|l| l.sentence) == lexemes.get(a.start).map(|l| l.sentence)
        && !a
            .start
            .checked_sub(1)
            .is_some_and(|j| matches!(low(lexemes, j), "to" | "from"))
    {
        let pc = counted(lexemes, p.end, false);
        let mut between = (pc.end..a.start).filter(|&j| {
            !matches!(
                low(lexemes, j),
                "and" | "," | "or" | "as" | "well" | "another" | "–" | "-" | "(" | "at" | "then"
            )
        });
        let joined = between.clone().next().is_none() && persons;
        let part = role == "part"
            || between.any(|j| matches!(low(lexemes, j), "including" | "among" | "whom"));
        if joined || part {
            return (
                last.found.clone().map(|f| Found {
                    rule: format!("as before ({})", f.rule),
                    ..f
                }),
                None,
            );
        }
    }
    (None, None)
}

/// "a father of two": how many children there are, whatever became of him.
fn parent_of(lexemes: &[Lexeme], start: usize) -> bool {
    let back = |n: usize| start.checked_sub(n).map_or("", |j| low(lexemes, j));
    back(1) == "of" && table::not_figure("parent", back(2)).is_some()
}

/// "licensed to carry 98": how many there may be, not how many there are.
fn capacity(lexemes: &[Lexeme], start: usize) -> bool {
    let sentence = lexemes.get(start).map(|l| l.sentence);
    (1..=6).any(|n| {
        start
            .checked_sub(n)
            .and_then(|j| lexemes.get(j))
            .is_some_and(|l| {
                Some(l.sentence) == sentence && table::not_figure("capacity", &l.low).is_some()
            })
    })
}

/// Rescuers who "were working" somewhere were sent there.
fn sent(f: Found, lexemes: &[Lexeme], c: &Counted) -> Found {
    let head = c
        .end
        .checked_sub(1)
        .filter(|_| c.end > c.start)
        .and_then(|j| lexemes.get(j));
    let responder = head.is_some_and(|l| table::not_figure("responder", &l.low).is_some());
    if f.measure == "present" && responder {
        Found {
            measure: "deployed",
            ..f
        }
    } else {
        f
    }
}

/// Whether what is counted is never killed, wounded, missing or arrested, also in "31 of 48 samples".
pub(crate) fn counts_things(lexemes: &[Lexeme], c: &Counted) -> bool {
    let head = |c: &Counted| {
        (c.end > c.start)
            .then(|| c.end.checked_sub(1))
            .flatten()
            .and_then(|j| lexemes.get(j))
            .is_some_and(|l| table::thing(&l.low) && !l.capital())
    };
    let base = || {
        super::numeral::numeral(lexemes, c.start)
            .map(|n| counted(lexemes, n.end, false))
            .is_some_and(|c| head(&c))
    };
    head(c) || c.of && c.end == c.start && base()
}

/// Whether what was found tells the fate of persons by words beside the counted.
fn of_persons(f: &Found) -> bool {
    let beside = f.rule.starts_with("after")
        || f.rule.starts_with("before")
        || f.rule.starts_with("as before");
    beside && !matches!(f.measure, "damaged" | "destroyed" | "deployed" | "present")
}

/// Measures whose verbs do not also take things in a wholly other sense.
fn hard(measure: &str) -> bool {
    matches!(
        measure,
        "killed"
            | "wounded"
            | "killed_or_wounded"
            | "missing"
            | "destroyed"
            | "damaged"
            | "infected"
            | "displaced"
            | "arrested"
    )
}

impl Counted {
    /// Whether the head is a noun that counts no persons.
    fn words_are_things(&self, lexemes: &[Lexeme]) -> bool {
        let Some(head) = self
            .end
            .checked_sub(1)
            .filter(|_| self.end > self.start)
            .and_then(|j| lexemes.get(j))
        else {
            return false;
        };
        table::person(&head.low).is_none()
            && !head.capital()
            && !super::measure::casualty_word(&head.low)
    }
}

impl Draft {
    fn figure(&self, text: &str, lexemes: &[Lexeme], _clauses: &Clauses, all: bool) -> Figure {
        let a = &self.amount;
        let percent = |v: Option<f64>| {
            v.map(|v| {
                if a.share && !all {
                    (v * 1e10).round() / 1e8
                } else {
                    v
                }
            })
        };
        let words = self.counted.words(lexemes, text).map(str::to_owned);
        let head = self
            .counted
            .end
            .checked_sub(1)
            .and_then(|j| lexemes.get(j))
            .map_or("", |l| l.low.as_ref());
        let of_persons = self
            .found
            .as_ref()
            .is_some_and(|f| !matches!(f.measure, "damaged" | "destroyed"))
            || table::person(head).is_some() && words.is_some();
        let unit = match (&a.unit, of_persons) {
            (Some(unit), _) => Some(unit.clone()),
            (None, _) if a.share => (!all).then(|| "percent".to_owned()),
            (None, true) => Some("persons".to_owned()),
            (None, false) => words.as_ref().map(|_| head.to_owned()),
        };
        let mut rule = a.rule.clone();
        if let Some(f) = &self.found {
            rule = format!("{rule}; {}", f.rule);
        }
        Figure {
            span: span(lexemes, a.start, a.end),
            lower: percent(a.lower),
            upper: percent(a.upper),
            modifier: a.modifier.to_owned(),
            change: a.change.map(str::to_owned),
            role: Some(a.role.unwrap_or(self.role).to_owned()),
            implied: false,
            unit,
            measure: Some(
                self.found
                    .as_ref()
                    .map_or("other", |f| f.measure)
                    .to_owned(),
            ),
            of: words,
            rule: Some(rule),
            ..Figure::default()
        }
    }
}
