//! Bodies: ministries, agencies, companies, outlets, and things that speak, such as statements.

use super::*;

impl Resolver<'_> {
    pub(super) fn own_outlet(&self, bare: &Range<usize>) -> Option<Actor> {
        let (name, words) = self.outlet.as_ref()?;
        let lower = self.lower(bare);
        let hit = words.contains(&lower) && self.words(bare).iter().all(|w| w.capital);
        hit.then(|| Actor {
            name: Some(name.clone()),
            kind: Some("media"),
            affiliation: None,
            entity: None,
            rule: "this outlet",
        })
    }

    /// Documents, videos and records; a statement or report of a known issuer is the issuer's.
    pub(super) fn thing(&mut self, range: &Range<usize>, own: &[Span]) -> Option<Actor> {
        let core = self.core(range);
        let at = core.end.checked_sub(1)?;
        let at = (core.start..=at).rev().find(|&n| {
            self.page
                .words
                .get(n)
                .is_some_and(|w| !among("done with", &w.lower))
        })?;
        let (_, speaks) = thing(&self.page.words.get(at)?.lower)?;
        if self.page.words.get(at)?.capital
            && range.len() > 1
            && !self.page.words.get(at)?.lower.ends_with("report")
            && at > range.start
        {
            return None;
        }
        let issuer = (at + 1..range.end).find(|&n| {
            self.page
                .words
                .get(n)
                .is_some_and(|w| among("issued by", &w.lower))
        });
        if !speaks {
            let possessor =
                (range.start..at).find(|&n| self.page.words.get(n).is_some_and(Word::possessive));
            let owner = self
                .words(range)
                .first()
                .is_some_and(|w| among("own", &w.lower))
                .then_some(range.start..range.start + 1);
            let possessor = possessor.filter(|&n| {
                n > range.start
                    && self
                        .page
                        .words
                        .get(n - 1)
                        .is_some_and(|w| !function(&w.lower))
            });
            let head = self.page.words.get(at)?.lower.clone();
            // Those asked in a poll are not those who made it.
            let asks = matches!(head.trim_end_matches('s'), "poll" | "survey");
            let issuer = issuer.filter(|&n| {
                n + 1 < range.end
                    && !(asks && self.page.words.get(n).is_some_and(|w| w.lower == "of"))
                    && self
                        .page
                        .words
                        .get(n + 1)
                        .is_some_and(|w| w.lower.parse::<f64>().is_err())
            });
            // "a Northern Pulse poll"
            let before = (range.start..at)
                .rev()
                .take_while(|&n| {
                    self.page
                        .words
                        .get(n)
                        .is_some_and(|w| w.capital && w.wordy && !function(&w.lower))
                })
                .last();
            let before = before.filter(|&n| {
                self.gazetteer
                    .at(&self.page.words, n)
                    .is_none_or(|(_, _, long)| long < at - n)
            });
            let target = owner
                .or_else(|| issuer.map(|n| n + 1..range.end))
                .or_else(|| possessor.map(|n| range.start..n))
                .or_else(|| before.map(|n| n..at));
            if target.is_none()
                && !asks
                && let Some(e) = self.issuer_before(&head, range.start)
            {
                return Some(self.known(e, "a statement taken up is its issuer's"));
            }
            if let Some(target) = target.filter(|t| !t.is_empty()) {
                let mut actor = self.one(&self.trim(target), own);
                if actor.name.is_some() {
                    actor.rule = "a statement is its issuer's";
                    return Some(actor);
                }
            }
        }
        let start = self.bare(range).start;
        let name = self.fill(&(start..range.end), own);
        Some(Actor {
            name: Some(name),
            kind: Some("document"),
            affiliation: None,
            entity: None,
            rule: "evidence-nouns.tsv",
        })
    }

    /// Who issued what the text called `head` last before `at`.
    fn issuer_before(&self, head: &str, at: usize) -> Option<usize> {
        let definite = self
            .page
            .words
            .get(at)
            .is_some_and(|w| among("definite", &w.lower));
        let last = (at.saturating_sub(250)..at)
            .rev()
            .find(|&n| self.page.words.get(n).is_some_and(|w| w.lower == head))
            .filter(|_| definite)?;
        let sentence = self.page.sentence(last);
        let from = self
            .cast
            .appearances
            .partition_point(|a| a.word < sentence.start);
        self.cast
            .appearances
            .get(from..)?
            .iter()
            .take_while(|a| a.word < sentence.end)
            .filter(|a| a.source)
            .map(|a| a.entity)
            .find(|&e| !matches!(self.cast.entities[e].kind, "document" | "unnamed"))
    }

    /// The body before `at` that a text takes up by `head`, the nearest first.
    pub(crate) fn body_for(&self, head: &str, at: usize) -> Option<usize> {
        let fits = HYPERNYMS.get(head);
        let upto = self.cast.appearances.partition_point(|a| a.word < at);
        let mut loose = None;
        for a in self
            .cast
            .appearances
            .get(upto.saturating_sub(80)..upto)?
            .iter()
            .rev()
        {
            let e = &self.cast.entities[a.entity];
            if matches!(e.kind, "person" | "unnamed" | "document") {
                continue;
            }
            let name = e.name.to_lowercase();
            if name.split_whitespace().any(|w| w == head) || e.words.contains(head) {
                return Some(a.entity);
            }
            if let Some(fits) = fits
                && loose.is_none()
            {
                let word = fits
                    .iter()
                    .any(|f| e.words.contains(*f) || name.split_whitespace().any(|w| w == *f));
                let kind = fits.contains(format!("kind:{}", e.kind).as_str())
                    || (fits.contains("kind:firm")
                        && e.kind == "organisation"
                        && !name.contains("mission"));
                if word || kind {
                    loose = Some(a.entity);
                }
            }
        }
        loose
    }

    /// The country that a possessor or adjective in the mention gives, or the one in view.
    pub(super) fn country(&self, range: &Range<usize>, own: &[Span]) -> Option<String> {
        if let Some((country, _, _)) = range
            .clone()
            .find_map(|n| self.gazetteer.at(&self.page.words, n))
        {
            return Some(country.to_string());
        }
        let first = self.words(range).first()?;
        if among("own", &first.lower) {
            let sentence = self.page.sentence(range.start);
            let same = (sentence.start..range.start).find_map(|n| {
                self.gazetteer
                    .at(&self.page.words, n)
                    .filter(|(_, link, _)| *link != Link::People)
            });
            if let Some((country, _, _)) = same {
                return Some(country.to_string());
            }
            let p = pronoun(&first.lower)?;
            if let Some(e) = self.antecedent(range.start, p, own) {
                let e = &self.cast.entities[e];
                if matches!(e.kind, "government" | "military" | "agency" | "person") {
                    let state = e.affiliation.clone();
                    return state.filter(|a| self.gazetteer.is_country(a));
                }
            }
        }
        self.possessing(range)
            .or_else(|| self.focus.clone())
            .or_else(|| self.gazetteer.main.clone())
    }

    /// "Thalmar's Interior Ministry": the owner, whom no list knows, if it is nobody that the text names otherwise.
    fn possessing(&self, range: &Range<usize>) -> Option<String> {
        let end = range.clone().find(|&n| {
            let word = self.page.words.get(n);
            word.is_some_and(|w| w.possessive())
        })?;
        let owner = range.start..end;
        let named = !owner.is_empty() && self.words(&owner).iter().all(|w| w.wordy && w.capital);
        let from = self
            .cast
            .appearances
            .partition_point(|a| a.word < owner.start);
        let other = self
            .cast
            .appearances
            .get(from)
            .is_some_and(|a| a.word < owner.end);
        (named && !other).then(|| display(self.page, self.text, &owner))
    }

    /// A body described by its head noun.
    pub(super) fn body(
        &mut self,
        range: &Range<usize>,
        core: &Range<usize>,
        own: &[Span],
    ) -> Option<Actor> {
        let mut core = core.clone();
        if let Some(w) = self.page.words.get(core.end)
            && w.lower == "of"
            && self
                .page
                .words
                .get(core.end - 1)
                .is_some_and(|w| among("head of", &w.lower))
        {
            let more = (core.end + 1..range.end)
                .take_while(|&n| {
                    self.page
                        .words
                        .get(n)
                        .is_some_and(|w| w.capital || matches!(w.lower.as_str(), "and" | "the"))
                })
                .last();
            core.end = more.map_or(core.end, |n| n + 1);
        }
        let lower: Vec<String> = self.words(&core).iter().map(|w| w.lower.clone()).collect();
        let of_form = (1..=lower.len()).rev().find_map(|e| {
            body_ending(&lower, e)
                .filter(|_| e == lower.len())
                .map(|b| (e, b))
        });
        let (long, body) = match of_form {
            Some((_, b)) => b,
            None => {
                let head = lower.iter().position(|w| among("head of", w))?;
                if lower.get(head + 1).is_none_or(|w| w != "of") {
                    return None;
                }
                (lower.len() - head, *BODIES.get(lower.get(head)?.as_str())?)
            }
        };
        let head = lower.last()?.clone();
        // "the Quarry County Sheriff's Office": one name, of which the last word alone says nothing.
        let possessive = self.words(&core).iter().position(Word::possessive);
        let possessive = possessive.filter(|&n| {
            let owner = core.start..core.start + n;
            let in_name = |w: &Word| w.capital || !w.wordy || w.lower == "the";
            let one_name = core.len() == n + 2
                && self.words(&core).last().is_some_and(|w| w.capital)
                && n > 0
                && self.words(&owner).iter().all(in_name)
                && !owner
                    .into_iter()
                    .any(|n| self.gazetteer.at(&self.page.words, n).is_some());
            !one_name
        });
        let named_from = possessive.map_or(core.start, |n| core.start + n + 1);
        let named = named_from..core.end;
        let name_words = self.words(&named);
        // A common noun has its capital from the sentence that it begins.
        let begins = named.len() == 1
            && named.start == range.start
            && self.page.sentence(range.start).start == range.start
            && !name_words.iter().any(|w| w.shouted(self.text));
        let capital = !begins
            && name_words
                .iter()
                .filter(|w| w.wordy && !function(&w.lower))
                .all(|w| w.capital)
            && !name_words.is_empty();
        let definite = self
            .page
            .words
            .get(range.start)
            .is_some_and(|w| among("definite body", &w.lower))
            || possessive.is_some()
            || capital
            || self
                .page
                .words
                .get(range.start)
                .is_some_and(|w| !among("indefinite", &w.lower));
        if !definite {
            return None;
        }
        let generic = named.len() <= 1
            || (named.len() == 2
                && self
                    .words(&named)
                    .first()
                    .is_some_and(|w| among("generic body", &w.lower)));
        let country_given = core
            .clone()
            .find_map(|n| self.gazetteer.at(&self.page.words, n))
            .map(|(c, _, _)| c.to_string());
        // A named body, as it stands.
        let plain = self.lower(&named).trim_start_matches("the ").to_string();
        if let Some(e) = self.cast.named(&plain)
            && capital
            && (body.form == "-" || named.len() > long)
        {
            if let Some(country) = country_given
                .as_ref()
                .filter(|_| matches!(body.kind, "government" | "military" | "agency"))
            {
                self.cast.entities[e].affiliation = Some(country.clone());
            }
            return Some(self.known(e, "body by name"));
        }
        if body.form == "-" || generic {
            let known = if generic && (country_given.is_none() || head == "agency") {
                self.body_for(&head, range.start)
            } else {
                None
            };
            if let Some(e) = known.filter(|&e| {
                country_given.is_none() || self.cast.entities[e].affiliation == country_given
            }) {
                return Some(self.known(e, "body taken up by its head noun"));
            }
        }
        let state = matches!(body.kind, "government" | "military" | "agency");
        let country = if state {
            self.country(range, own)
        } else {
            None
        };
        if body.form != "-" && long <= named.len() {
            let extra = lower
                .get(named_from - core.start..lower.len() - long)
                .unwrap_or(&[])
                .iter()
                .filter(|w| !function(w))
                .filter(|w| {
                    self.gazetteer.at(&self.page.words, named_from).is_none() || w.len() < 2
                })
                .cloned()
                .collect::<Vec<_>>()
                .join(" ");
            let Some(country) = country.clone() else {
                let name = body
                    .form
                    .replace("{a} ", "")
                    .replace(" of {}", "")
                    .replace("{}", "");
                return Some(Actor {
                    name: Some(name),
                    kind: Some(body.kind),
                    affiliation: None,
                    entity: None,
                    rule: "kind-bodies.tsv, country open",
                });
            };
            let form = body
                .form
                .replace("{}", &with_article(&country))
                .replace("{a}", &self.gazetteer.adjective(&country));
            if extra.is_empty() || !capital {
                let name = if extra.is_empty() {
                    form
                } else {
                    format!("{extra} {form}")
                };
                let similar = self.cast.entities.iter().position(|e| {
                    e.kind == body.kind
                        && e.affiliation.as_deref() == Some(&country)
                        && extra.is_empty()
                        && {
                            let name = e.name.to_lowercase();
                            let head = lower.get(lower.len() - long..).unwrap_or(&[]);
                            let telling = head.iter().filter(|w| !among("generic head", w));
                            let mut telling = telling.peekable();
                            name.ends_with(&head.join(" "))
                                || (telling.peek().is_some()
                                    && telling.all(|w| name.split_whitespace().any(|n| n == w)))
                        }
                });
                if let Some(e) = similar {
                    return Some(self.known(e, "body of that country by its head noun"));
                }
                return Some(Actor {
                    name: Some(name),
                    kind: Some(body.kind),
                    affiliation: Some(country),
                    entity: None,
                    rule: "kind-bodies.tsv",
                });
            }
        }
        if capital {
            let shown = display(self.page, self.text, &named);
            let possessor = country_given.filter(|_| state);
            let name = match &possessor {
                Some(c) if !shown.contains(c.as_str()) && possessive.is_some() => {
                    format!("{shown} of {}", with_article(c))
                }
                _ => shown.clone(),
            };
            let affiliation = if state {
                possessor.or(country)
            } else if body.kind == "media" {
                None
            } else {
                Some(shown)
            };
            return Some(Actor {
                name: Some(name),
                kind: Some(body.kind),
                affiliation,
                entity: None,
                rule: "body by name",
            });
        }
        if !state
            && body.kind != "media"
            && named.len() <= 1
            && possessive.is_none()
            && range.len() <= 2
        {
            return Some(Actor {
                name: Some(self.fill(&self.bare(range), own)),
                kind: Some(body.kind),
                affiliation: None,
                entity: None,
                rule: "body by description",
            });
        }
        let whole = self.fill(&self.bare(range), own);
        let whole = if begins { whole.to_lowercase() } else { whole };
        let whole = match &country {
            Some(c)
                if state
                    && !whole.contains(c.as_str())
                    && !whole.contains(&self.gazetteer.adjective(c))
                    && range.len() <= 4 =>
            {
                format!("{whole} of {}", with_article(c))
            }
            _ => whole,
        };
        Some(Actor {
            name: Some(whole),
            kind: Some(body.kind),
            affiliation: country,
            entity: None,
            rule: "body by description",
        })
    }
}
