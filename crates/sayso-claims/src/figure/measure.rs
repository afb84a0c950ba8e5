//! What an amount counts: killed, wounded, aboard … by the words around it.
//!
//! The order of the tries is the order of how tightly words and number are bound: a verb right before its object, the counted noun itself, what the
//! counted are said to be, the noun that the number is the value of, and last what the numbers beside it count.

use super::amount::{Amount, low};
use super::counted::{Counted, counted};
use super::lex::{Kind, Lexeme};
use super::table::{self, How, Trigger};

/// Words with their triggers, and where the amounts stand: what the rules look at in place of a tree.
pub(crate) struct Clauses<'a, 't> {
    pub lexemes: &'a [Lexeme<'t>],
    /// For each lexeme, the triggers whose longest phrase starts there.
    triggers: Vec<Vec<(Trigger, usize)>>,
    /// For each lexeme, the amount that covers it.
    pub amounts: Vec<Option<usize>>,
    /// Whether the text tells of any death.
    pub deadly: bool,
    /// Whether it says of anyone that they died or are dead.
    pub died: bool,
}

/// What was found, and the row that said so.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    pub measure: &'static str,
    pub rule: String,
    /// The lexeme of the word that said so, where one did.
    pub at: Option<usize>,
    /// The measure where more than one are counted, if the words for one person's end do not speak of them all.
    pub of_many: Option<&'static str>,
}

pub(super) fn found(t: Trigger, how: &str) -> Found {
    Found {
        measure: t.measure,
        rule: format!("{how}:{}", t.phrase),
        at: None,
        of_many: None,
    }
}

/// Whether a word alone says that persons came to harm.
pub(crate) fn casualty_word(word: &str) -> bool {
    table::triggers().at(word).iter().any(|(words, t)| {
        words.len() == 1
            && matches!(t.measure, "killed" | "wounded" | "missing")
            && t.how != How::Toll
    })
}

fn auxiliary(word: &str) -> bool {
    matches!(
        word,
        "was"
            | "were"
            | "been"
            | "being"
            | "are"
            | "is"
            | "be"
            | "got"
            | "get"
            | "getting"
            | "left"
            | "wasn't"
            | "weren't"
            | "confirmed"
            | "reported"
            | "feared"
            | "believed"
            | "presumed"
            | "found"
            | "including"
    )
}

/// Words that a gerund of its own follows.
fn gerund_after(word: &str) -> bool {
    matches!(word, "with" | "of" | "for" | "before" | "while" | "without")
}

const OVER: [&str; 8] = ["\"", "“", "”", "‘", "’", "'", "(", ")"];

impl<'a, 't> Clauses<'a, 't> {
    pub fn new(lexemes: &'a [Lexeme<'t>], amounts: &[Amount]) -> Self {
        let mut triggers = vec![Vec::new(); lexemes.len()];
        let mut covered = 0;
        for (i, slot) in triggers.iter_mut().enumerate() {
            if i < covered {
                continue;
            }
            let rows = table::triggers().at(low(lexemes, i));
            let fits = |words: &[&str]| {
                words.iter().enumerate().all(|(k, w)| {
                    low(lexemes, i + k) == *w
                        && (k == 0 || !lexemes.get(i + k).is_some_and(|l| l.first))
                })
            };
            let Some(longest) = rows
                .iter()
                .find(|(words, _)| fits(words))
                .map(|(words, _)| words.len())
            else {
                if let Some((t, stop)) = super::harm::suffered(lexemes, i) {
                    slot.push((t, stop));
                    covered = stop;
                }
                continue;
            };
            slot.extend(
                rows.iter()
                    .filter(|(words, t)| {
                        words.len() == longest && fits(words) && t.measure != "none"
                    })
                    .map(|(_, t)| (*t, i + longest)),
            );
            covered = if longest > 1 { i + longest } else { covered };
        }
        let mut at = vec![None; lexemes.len()];
        for (k, a) in amounts.iter().enumerate() {
            at.iter_mut()
                .take(a.end)
                .skip(a.start)
                .for_each(|slot| *slot = Some(k));
        }
        let deaths = || {
            triggers
                .iter()
                .flatten()
                .filter(|(t, _)| t.measure == "killed")
        };
        let deadly = deaths().next().is_some();
        let died = deaths()
            .any(|(t, _)| matches!(t.how, How::Agent | How::State) || t.phrase.ends_with("dead"));
        Clauses {
            lexemes,
            triggers,
            amounts: at,
            deadly,
            died,
        }
    }

    /// The triggers that start at lexeme `i`, each with where it ends.
    pub fn at(&self, i: usize) -> &[(Trigger, usize)] {
        self.triggers.get(i).map_or(&[], Vec::as_slice)
    }

    pub(super) fn sentence(&self, i: usize) -> usize {
        self.lexemes.get(i).map_or(usize::MAX, |l| l.sentence)
    }

    /// A verb or phrase right before `start` that has what starts there for its object.
    pub fn before(&self, start: usize) -> Option<Found> {
        let sentence = self.sentence(start);
        if let Some(f) = super::harm::to_death(self, start) {
            return Some(f);
        }
        let mut end = start;
        for _ in 0..4 {
            let previous = end
                .checked_sub(1)
                .filter(|&j| self.sentence(j) == sentence)?;
            for from in (end.saturating_sub(6)..end).rev() {
                if self.sentence(from) != sentence {
                    break;
                }
                for (t, stop) in self.at(from) {
                    let active = t.how == How::Patient || t.how == How::Fate;
                    let passive = from.checked_sub(1).is_some_and(|j| {
                        auxiliary(low(self.lexemes, j))
                            && !matches!(low(self.lexemes, j), "found" | "including")
                    });
                    // "shot at three officers" hit nobody.
                    let at_them = t.how == How::Fate
                        && low(self.lexemes, *stop) == "at"
                        && !matches!(low(self.lexemes, stop + 1), "least" | "most");
                    // "searching for two suspects": nobody misses them.
                    let sought = t.measure == "missing" && self.sought(start);
                    if *stop == end
                        && !at_them
                        && !sought
                        && (t.how == How::Before || active && !passive)
                        && self.amounts.get(from).copied().flatten().is_none()
                    {
                        return Some(self.settle(found(*t, "before"), *t, from));
                    }
                }
            }
            let word = low(self.lexemes, previous);
            let filler = OVER.contains(&word)
                || matches!(
                    word,
                    "the"
                        | "all"
                        | "at"
                        | "least"
                        | "a"
                        | "an"
                        | "another"
                        | "of"
                        | "total"
                        | "as"
                        | "many"
                        | "his"
                        | "her"
                        | "their"
                        | "its"
                        | "some"
                        | "up"
                        | "further"
                        | "additional"
                        | "other"
                        | "also"
                        | "only"
                        | "just"
                        | "them"
                        | "for"
                        | "to"
                        | "down"
                );
            if !filler {
                return None;
            }
            end = previous;
        }
        None
    }

    /// Whether what starts at `start` is looked for by the police, and not by those who miss it.
    fn sought(&self, start: usize) -> bool {
        let sentence = self.sentence(start);
        (start..start + 6)
            .take_while(|&j| self.sentence(j) == sentence)
            .take_while(|&j| j == start || !matches!(low(self.lexemes, j), "," | "after" | "who"))
            .any(|j| table::not_figure("sought", low(self.lexemes, j)).is_some())
    }

    /// "shot" alone tells of a hit, not of its end.
    fn settle(&self, f: Found, t: Trigger, at: usize) -> Found {
        let f = Found { at: Some(at), ..f };
        if t.how != How::Fate {
            return f;
        }
        super::fate::settle(self, f, at)
    }

    /// What stands in the counted noun phrase itself.
    pub fn inside(&self, c: &Counted) -> Option<(Found, bool)> {
        let mut adjective = None;
        for i in c.start..c.end.max(c.start + 1) {
            for (t, stop) in self.at(i) {
                let last = *stop >= c.end;
                match t.how {
                    How::Noun if last && i >= c.start => {
                        let weak = matches!(
                            t.measure,
                            "aboard"
                                | "hospitalised"
                                | "infected"
                                | "captured"
                                | "displaced"
                                | "evacuated"
                        );
                        return Some((found(*t, "noun"), weak));
                    }
                    How::Adjective if !last => adjective = Some((found(*t, "adjective"), true)),
                    _ => {}
                }
            }
        }
        adjective
    }

    /// What is said of the counted after them; and, where a relative clause stands between, what that says.
    pub fn after(&self, from: usize, direct_only: bool) -> (Option<Found>, Option<Found>) {
        self.follow(from, direct_only, true)
    }

    /// Whether a predicate stands at `i` ("the 84 aboard").
    pub fn at_state(&self, i: usize) -> bool {
        self.at(i).iter().any(|(t, _)| t.how == How::State)
    }

    /// As [`Clauses::after`]; `list`: numbers after a bare comma may be of the same list.
    pub fn follow(
        &self,
        from: usize,
        direct_only: bool,
        list: bool,
    ) -> (Option<Found>, Option<Found>) {
        let Some(sentence) = self.lexemes.get(from).map(|l| l.sentence) else {
            return (None, None);
        };
        let mut relative = None;
        let mut in_relative = false;
        let (mut from, mut hops) = (from, 0);
        let mut i = from;
        let mut limit = from + if direct_only { 3 } else { 26 };
        while i < limit.min(self.lexemes.len()) && self.sentence(i) == sentence {
            let word = low(self.lexemes, i);
            if matches!(word, ";" | ":") {
                break;
            }
            if word == "," && matches!(low(self.lexemes, i + 1), "who" | "whom" | "which") {
                in_relative = true;
                i += 2;
                continue;
            }
            if in_relative && word == "," {
                in_relative = false;
                i += 1;
                continue;
            }
            // "ten friends, including the boy who died"; "ten people, including a child, were hurt" goes on after it.
            if word == ","
                && low(self.lexemes, i + 1) == "including"
                && self.amounts.get(i + 2).copied().flatten().is_none()
                && !in_relative
            {
                let next = (i + 2..i + 20)
                    .take_while(|&j| self.sentence(j) == sentence)
                    .find(|&j| low(self.lexemes, j) == ",");
                match next {
                    Some(j) => {
                        limit = limit.max(j + 12);
                        i = j + 1;
                        continue;
                    }
                    None => break,
                }
            }
            // "… eight officers there, we had none who was hurt"; "five, they said, were killed" goes on.
            let others = word == ","
                && matches!(
                    low(self.lexemes, i + 1),
                    "we" | "i" | "you" | "they" | "he" | "she" | "it" | "there"
                )
                && !table::not_figure("says", low(self.lexemes, i + 2)).is_some();
            if others && !in_relative {
                break;
            }
            // "260 residents were moved, adding that nobody was hurt": another subject.
            if matches!(word, "nobody" | "none") && !in_relative {
                break;
            }
            if let Some(k) = self.amounts.get(i).copied().flatten() {
                // Coordinated: "two men and three women were killed"; anything else ends the clause.
                let against = i
                    .checked_sub(1)
                    .is_some_and(|j| low(self.lexemes, j) == "not");
                if against {
                    while self.amounts.get(i).copied().flatten() == Some(k) {
                        i += 1;
                    }
                    continue;
                }
                let joined = (from..i).all(|j| {
                    matches!(
                        low(self.lexemes, j),
                        "and" | "," | "or" | "as" | "well" | "plus"
                    )
                }) && i > from
                    && (list || (from..i).any(|j| matches!(low(self.lexemes, j), "and" | "or")));
                if !joined || direct_only {
                    break;
                }
                while self.amounts.get(i).copied().flatten() == Some(k) {
                    i += 1;
                }
                let next = counted(self.lexemes, i, false);
                hops += 1;
                if hops > 8 || self.inside(&next).is_some_and(|(_, weak)| !weak) {
                    return (None, relative);
                }
                (from, i, limit) = (next.end, next.end, next.end + 26);
                continue;
            }
            if i > from
                && !(word == "after" && low(self.lexemes, i + 1) == "being")
                && matches!(
                    word,
                    "but"
                        | "while"
                        | "whereas"
                        | "though"
                        | "although"
                        | "when"
                        | "after"
                        | "before"
                        | "because"
                        | "as"
                        | "since"
                )
                && !in_relative
            {
                break;
            }
            if let Some(f) = self.said_of(i, from) {
                if !in_relative {
                    // "two soldiers captured in May have died": the verb with an auxiliary is what is said.
                    let reduced = self.at(i).iter().all(|(t, _)| {
                        matches!(
                            t.how,
                            How::Patient | How::State | How::Noun | How::Adjective
                        )
                    }) && !(i.saturating_sub(5).max(from)..i)
                        .any(|j| auxiliary(low(self.lexemes, j)))
                // "is going to hurt you"
                && i.checked_sub(1).is_none_or(|j| low(self.lexemes, j) != "to");
                    let main = (i + 1..(i + 14).min(self.lexemes.len()))
                        .take_while(|&j| {
                            reduced
                                && self.sentence(j) == sentence
                                && self.amounts.get(j).copied().flatten().is_none()
                                && !matches!(
                                    low(self.lexemes, j),
                                    "and" | "but" | ";" | "said" | "who" | "after"
                                )
                        })
                        .find(|&j| {
                            self.at(j).iter().any(|(t, _)| t.how == How::Agent)
                                && matches!(
                                    low(self.lexemes, j - 1),
                                    "had" | "have" | "has" | "later" | "then"
                                )
                        })
                        .and_then(|j| self.said_of(j, from));
                    return (Some(main.unwrap_or(f)), relative);
                }
                relative = relative.or(Some(f));
            }
            i += 1;
        }
        (None, relative)
    }

    /// What the word at lexeme `i`, found by the tree to be said of what ends before `from`, says of it.
    pub fn predicate(&self, i: usize, from: usize) -> Option<Found> {
        (i.saturating_sub(3)..=i).rev().find_map(|j| {
            let covers = j == i || self.at(j).iter().any(|(_, stop)| *stop > i);
            covers
                .then(|| self.said_of(j, from.min(j).max(j.saturating_sub(6))))
                .flatten()
        })
    }

    /// Whether the trigger at `i` says something of what stands before it, from `from` on.
    fn said_of(&self, i: usize, from: usize) -> Option<Found> {
        let negated = i.checked_sub(1).is_some_and(|j| {
            let word = low(self.lexemes, j);
            matches!(word, "not" | "never" | "nor" | "without")
                || word.ends_with("n't")
                || word.ends_with("n’t")
        });
        if negated {
            return None;
        }
        self.at(i).iter().find_map(|(t, stop)| {
            let next = self.lexemes.get(*stop).filter(|l| !l.first);
            let object = next.is_some_and(|l| {
                self.amounts.get(*stop).copied().flatten().is_some()
                    || matches!(
                        l.low.as_ref(),
                        "a" | "an"
                            | "the"
                            | "his"
                            | "her"
                            | "their"
                            | "him"
                            | "them"
                            | "himself"
                            | "herself"
                            | "another"
                            | "several"
                            | "one"
                            | "two"
                    )
                    || l.capital()
                        && l.kind == Kind::Word
                        && table::not_figure("around", &l.low).is_none()
                        && !l.low.ends_with("day")
                    || table::person(&l.low) == Some(false)
            });
            // "has been charged with killing" is no passive of "kill".
            let passive = (i.saturating_sub(5).max(from)..i)
                .rev()
                .take_while(|&j| !gerund_after(low(self.lexemes, j)))
                .any(|j| auxiliary(low(self.lexemes, j)))
                // "is going to hurt you"
                && i.checked_sub(1).is_none_or(|j| low(self.lexemes, j) != "to");
            let gerund = t
                .phrase
                .split(' ')
                .next()
                .is_some_and(|w| w.ends_with("ing"));
            let present =
                t.phrase.split(' ').next().is_some_and(|w| {
                    w.ends_with('s') && !matches!(w, "unaccounted" | "was" | "has")
                });
            let adverbs = (from..i).all(|j| {
                low(self.lexemes, j).ends_with("ly")
                    || matches!(
                        low(self.lexemes, j),
                        "and" | "also" | "still" | "more" | "others" | "," | "either" | "or"
                    )
                    || OVER.contains(&low(self.lexemes, j))
            });
            // "Jay Odell shot himself": the one who did it is the one it was done to.
            // "is going to hurt you"
            let to_someone = next.is_some_and(|l| {
                matches!(
                    l.low.as_ref(),
                    "you" | "me" | "us" | "him" | "her" | "them" | "anyone" | "anybody"
                )
            });
            let reflexive = t.how == How::Fate
                && matches!(
                    next.map_or("", |l| l.low.as_ref()),
                    "himself" | "herself" | "themselves"
                );
            let ok = reflexive
                || match t.how {
                    How::State if to_someone || self.left_so(i, from) => false,
                    // "in a shooting that wounded three": a verb with its object.
                    How::State if object && !passive && *stop == i + 1 => false,
                    How::State => {
                        !(table::person(next.map_or("", |l| &l.low)).is_some() && !passive)
                            && !(i > from
                                && matches!(low(self.lexemes, i - 1), "the" | "of" | "a")
                                && !t.phrase.starts_with("in"))
                    }
                    How::Fate if !passive && next.is_some_and(|l| l.low == "at") => false,
                    How::Agent => !gerund || passive,
                    // "has been charged in that killing", "was shooting": a gerund is nothing done to them; "is being shot" is.
                    How::Patient | How::Fate if gerund && !t.phrase.starts_with("being") => false,
                    How::Patient | How::Fate => passive || adverbs && !object && !present,
                    _ => false,
                };
            ok.then(|| self.settle(found(*t, "after"), *t, i))
        })
    }

    /// "… a shooting that left a boy dead", "officers who shot a man dead": whether the state at `i` is that of an object that stands between.
    fn left_so(&self, i: usize, from: usize) -> bool {
        (from..i.saturating_sub(1)).any(|j| {
            matches!(
                low(self.lexemes, j),
                "left" | "leaving" | "leaves" | "shot" | "shoots" | "shooting"
            ) && !j
                .checked_sub(1)
                .is_some_and(|k| auxiliary(low(self.lexemes, k)))
        })
    }
}
