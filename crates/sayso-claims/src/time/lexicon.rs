//! Words of time expressions and the rules that combine them, as the tables give them.

use super::rule::Rule;
use super::tense::Tense;
use super::token::{Token, tokens};
use std::collections::HashMap;
use std::sync::LazyLock;

macro_rules! classes {
    ($($name:ident $word:literal),* $(,)?) => {
        /// What kind of word a rule asks for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(super) enum Class { $($name),* }

        impl Class {
            /// How many there are.
            pub const COUNT: usize = [$(Class::$name),*].len();

            /// The class that the tables write so.
            pub fn of(word: &str) -> Option<Self> {
                match word { $($word => Some(Class::$name),)* _ => None }
            }
        }
    };
}

classes! {
    Weekday "weekday", Weekdays "weekdays", Month "month", Unit "unit", Units "units", Season "season", Seasons "seasons", Part "part", Parts "parts",
    Noon "noon", HalfDay "ampm", Zone "zone", Approx "approx", Edge "edge", Which "which", Dayword "dayword", Few "few", Feast "feast",
    Vague "vague", Each "each", Often "often", Back "back", Ahead "ahead", DecadeWord "decadeword", Half "half", Lead "lead", Numeral "numeral",
    Number "number", HourWord "hourword", Halves "halves", Dom "dom", Hour "hour", Minute "minute", ShortYear "shortyear", Year "year", YearWords "yearwords",
    FourDigitClock "hhmm", Decade "decade", Ordinal "ordinal", HourMinute "hm", FullDate "fulldate", OrdinalWord "ordinalword", Verbish "aux",
}

/// A word or phrase of some class, found in a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub class: Class,
    /// Its number: 3 for March, minutes since midnight for a clock time.
    pub number: i64,
    /// Its code in the table, for what is no number.
    pub code: &'static str,
    /// How many tokens it takes.
    pub len: usize,
}

struct Phrase {
    rest: Vec<u32>,
    class: Class,
    number: i64,
    code: &'static str,
    capital: bool,
}

/// The tables, ready for use.
pub(super) struct Lexicon {
    ids: HashMap<&'static str, u32>,
    phrases: Vec<Vec<Phrase>>,
    numerals: Vec<Option<i64>>,
    tenses: Vec<Option<Tense>>,
    pub rules: Vec<Rule>,
    pub by_word: HashMap<u32, Vec<usize>>,
    pub by_class: Vec<Vec<usize>>,
}

const WORDS: &str = include_str!("../../tables/time-words.tsv");
const RULES: &str = include_str!("../../tables/time-rules.tsv");
const TENSES: &str = include_str!("../../tables/time-tense.tsv");

/// Rows of a table: fields between tabs, without comments and empty lines.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|l| !l.starts_with('#') && !l.trim().is_empty())
        .map(|l| l.split('\t').map(str::trim).collect())
}

impl Lexicon {
    /// The tables that Sayso carries.
    pub fn shared() -> &'static Lexicon {
        static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::load);
        &LEXICON
    }

    fn load() -> Self {
        let mut lexicon = Lexicon {
            ids: HashMap::new(),
            phrases: vec![Vec::new()],
            numerals: vec![None],
            tenses: vec![None],
            rules: Vec::new(),
            by_word: HashMap::new(),
            by_class: (0..Class::COUNT).map(|_| Vec::new()).collect(),
        };
        for row in rows(WORDS) {
            let [phrase, class, code, ref note @ ..] = row[..] else {
                continue;
            };
            let Some(class) = Class::of(class) else {
                continue;
            };
            let ids: Vec<u32> = tokens(phrase, |_| 0)
                .iter()
                .map(|t| lexicon.intern(t.text))
                .collect();
            let Some((&first, rest)) = ids.split_first() else {
                continue;
            };
            let number = code.parse().unwrap_or(0);
            if class == Class::Numeral {
                lexicon.numerals[first as usize] = Some(number);
                continue;
            }
            lexicon.phrases[first as usize].push(Phrase {
                rest: rest.to_vec(),
                class,
                number,
                code,
                capital: note.contains(&"capital"),
            });
        }
        for row in rows(TENSES) {
            if let [word, tense, ..] = row[..] {
                let id = lexicon.intern(word) as usize;
                lexicon.tenses[id] = Tense::of(tense);
            }
        }
        let table: Vec<Vec<&'static str>> = rows(RULES).collect();
        for rule in Rule::table(&table, &mut |word| lexicon.intern(word)) {
            let n = lexicon.rules.len();
            for first in rule.first() {
                match first {
                    Ok(word) => lexicon.by_word.entry(word).or_default().push(n),
                    Err(class) => lexicon.by_class[class as usize].push(n),
                }
            }
            lexicon.rules.push(rule);
        }
        lexicon
    }

    fn intern(&mut self, word: &'static str) -> u32 {
        let next = self.phrases.len() as u32;
        let id = *self.ids.entry(word).or_insert(next);
        if id == next {
            self.phrases.push(Vec::new());
            self.numerals.push(None);
            self.tenses.push(None);
        }
        id
    }

    /// The number of a lower-cased word; 0 if no table has it.
    pub fn id(&self, word: &str) -> u32 {
        self.ids.get(word).copied().unwrap_or(0)
    }

    /// What a number word counts.
    pub fn numeral(&self, id: u32) -> Option<i64> {
        self.numerals.get(id as usize).copied().flatten()
    }

    /// What a word says of the time beside it.
    pub fn tense(&self, id: u32) -> Option<Tense> {
        self.tenses.get(id as usize).copied().flatten()
    }

    /// Words and phrases of the table that begin at token `at`.
    pub fn phrases(&self, tokens: &[Token], at: usize, hits: &mut Vec<Hit>) {
        let Some(token) = tokens.get(at) else { return };
        for p in self
            .phrases
            .get(token.id as usize)
            .map_or(&[][..], Vec::as_slice)
        {
            let whole = p.rest.iter().enumerate().all(|(n, &id)| {
                tokens
                    .get(at + 1 + n)
                    .is_some_and(|t| t.id == id && !t.paragraph)
            });
            if whole && (token.capital || !p.capital) {
                hits.push(Hit {
                    class: p.class,
                    number: p.number,
                    code: p.code,
                    len: 1 + p.rest.len(),
                });
            }
        }
    }
}
