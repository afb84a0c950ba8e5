//! The door of this crate: a reading and what is known of its report, to claims.

use crate::time::Convention as TimeConvention;
use crate::{
    Claim, Context, Figure, Time, attribution, evidence, figure, read_quantities, read_times_as,
    resolve, said,
};
use sayso_language::{CodePoints, Reading, Span};

/// A report, as far as its claims depend on it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Source<'a> {
    /// Its text, the one that the reading is of.
    pub text: &'a str,
    /// Its title.
    pub title: Option<&'a str>,
    /// Who published it.
    pub outlet: Option<&'a str>,
    /// When it was published, ISO 8601.
    pub published: Option<&'a str>,
    /// Site boilerplate in the text, which is not read.
    pub boilerplate: &'a [Span],
    /// Words that the page links, in text order, and where they lead.
    pub links: &'a [(Span, String)],
}

/// What counts as an attribution, as a figure and as a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conventions {
    /// By whose rules attributions are marked; the reading must be by the same.
    pub attribution: sayso_language::Convention,
    /// Ages, durations, rates and the like are figures too.
    pub all_quantities: bool,
    /// Times follow TimeML in all, vague ones included.
    pub time_ml: bool,
}

/// The claims of a report, and what it says in its own voice. All spans in bytes of the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReportClaims {
    /// Claims in text order, named `c1`, `c2` …
    pub claims: Vec<Claim>,
    /// Figures in no claim; first those of a title that is no part of the text.
    pub own_voice_figures: Vec<Figure>,
    /// Times in no claim.
    pub own_voice_times: Vec<Time>,
}

/// Reads the claims of one report.
pub fn read(source: &Source, reading: &Reading, conventions: Conventions) -> ReportClaims {
    let text = source.text;
    let mut claims =
        attribution::claims(text, reading, source.boilerplate, conventions.attribution);
    let context = Context {
        text,
        title: source.title,
        outlet: source.outlet,
        published: source.published,
        reading,
    };
    resolve(&context, &mut claims);
    evidence::link(text, source.links, &mut claims);
    let kept = |span: Span| !source.boilerplate.iter().any(|b| b.overlaps(span));
    let time_convention = if conventions.time_ml {
        TimeConvention::TimeMl
    } else {
        TimeConvention::Guide
    };
    let mut times = read_times_as(text, source.published, reading, time_convention);
    times.retain(|t| kept(t.span));
    let mut figures = if conventions.all_quantities {
        read_quantities(text, reading, &times)
    } else {
        figure::read_figures_again(text, reading, &times)
    };
    let headline = headline(source);
    figures.retain(|f| kept(f.span) && f.span.start >= headline);

    let innermost = Innermost::new(&claims);
    let mut said_by = vec![None; times.len()];
    for (n, claim) in claims.iter_mut().enumerate() {
        if let Some(found) = said(text, claim, &times, source.published, reading) {
            claim.said = Some(found.value);
            claim.why.push(("said".into(), found.rule.into()));
            if let Some(slot) = found.time.and_then(|t| said_by.get_mut(t)) {
                // A time that several cues share ("said on Friday and added") belongs to the first.
                slot.get_or_insert(n);
            }
        }
    }
    let mut out = ReportClaims::default();
    for figure in figures {
        // A person whom the report has counted is counted again only by a claim that says so itself.
        let again = figure::again(&figure);
        match innermost.of(figure.span) {
            Place::Content(n) => {
                let said = claims[n]
                    .figures
                    .iter()
                    .any(|f| f.measure == figure.measure);
                if !(again && said) {
                    claims[n].figures.push(figure);
                }
            }
            _ if again => {}
            Place::Own => out.own_voice_figures.push(figure),
            Place::Source if conventions.all_quantities => out.own_voice_figures.push(figure),
            Place::Source => {}
        }
    }
    for (mut time, said) in times.into_iter().zip(said_by) {
        match (innermost.of(time.span), said) {
            (Place::Content(n), _) => {
                time.role = Some("content".into());
                claims[n].times.push(time);
            }
            (_, Some(n)) => {
                time.role = Some("said".into());
                claims[n].times.push(time);
            }
            (Place::Own, None) => out.own_voice_times.push(time),
            (Place::Source, None) if conventions.time_ml => out.own_voice_times.push(time),
            (Place::Source, None) => {}
        }
    }
    if !conventions.all_quantities {
        let mut more = title_figures(source);
        let mut told = claims.iter().flat_map(|c| &c.figures).collect::<Vec<_>>();
        told.extend(&out.own_voice_figures);
        more.retain(|f| {
            let same = |o: &&&Figure| {
                (o.measure.as_ref(), o.lower, o.upper) == (f.measure.as_ref(), f.lower, f.upper)
            };
            f.measure.as_deref() != Some("other") && !told.iter().any(|o| same(&o))
        });
        out.own_voice_figures.splice(0..0, more);
    }
    out.claims = claims;
    out
}

/// Where the text goes on after a first line that only repeats the title.
fn headline(source: &Source) -> usize {
    let line = source.text.lines().next().unwrap_or("");
    let title = source.title.unwrap_or("").trim();
    let repeats = !title.is_empty() && line.trim() == title && line.len() < source.text.len();
    if repeats { line.len() } else { 0 }
}

/// The longest title that is read.
const TITLE: usize = 1_000;

/// The figures of a title that the text does not begin with: often the only place where a page says the whole toll. What the text says too is no second
/// figure, and a number that counts none of the measures is not worth one.
fn title_figures(source: &Source) -> Vec<Figure> {
    let title = source.title.unwrap_or("");
    let words = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = words(title);
    let mut start = 4 * title.len().min(TITLE) + 400;
    while !source.text.is_char_boundary(start.min(source.text.len())) {
        start += 1;
    }
    let begins = source.text.get(..start).unwrap_or(source.text);
    if plain.is_empty() || title.len() > TITLE || words(begins).contains(&plain) {
        return Vec::new();
    }
    let none = Reading::default();
    let times = read_times_as(title, source.published, &none, TimeConvention::Guide);
    let points = CodePoints::new(title);
    let mut figures = figure::read_figures(title, &none, &times);
    for f in &mut figures {
        f.title_span = Some(points.span(f.span));
        f.span = Span::new(0, 0);
    }
    figures
}

/// Which claim's content a span lies in most closely.
struct Innermost {
    /// (content span, size of the whole content, claim), by start.
    contents: Vec<(Span, usize, usize)>,
    sources: Vec<Span>,
    longest: usize,
}

enum Place {
    Content(usize),
    Source,
    Own,
}

impl Innermost {
    fn new(claims: &[Claim]) -> Self {
        let mut contents: Vec<(Span, usize, usize)> = Vec::new();
        for (n, claim) in claims.iter().enumerate() {
            let size = claim.content.iter().map(Span::len).sum();
            contents.extend(claim.content.iter().map(|&s| (s, size, n)));
        }
        contents.sort();
        let longest = contents.iter().map(|c| c.0.len()).max().unwrap_or(0);
        let mut sources: Vec<Span> = claims
            .iter()
            .flat_map(|c| c.source.iter().copied())
            .collect();
        sources.sort();
        sources.dedup();
        Innermost {
            contents,
            sources,
            longest,
        }
    }

    fn of(&self, span: Span) -> Place {
        let from = self
            .contents
            .partition_point(|c| c.0.start + self.longest < span.end);
        let until = self.contents.partition_point(|c| c.0.start <= span.start);
        let around = self.contents.get(from..until).unwrap_or(&[]);
        if let Some(found) = around
            .iter()
            .filter(|c| c.0.contains(span))
            .min_by_key(|c| (c.1, c.2))
        {
            return Place::Content(found.2);
        }
        let near = self.sources.partition_point(|s| s.start <= span.start);
        let in_source = self.sources[..near]
            .iter()
            .rev()
            .take(4)
            .any(|s| s.contains(span));
        if in_source { Place::Source } else { Place::Own }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_that_the_text_does_not_repeat_gives_its_figures() {
        let read = |title, text| {
            let source = Source {
                text,
                title: Some(title),
                ..Source::default()
            };
            let found = read(&source, &Reading::default(), Conventions::default());
            let own = found.own_voice_figures.iter();
            own.map(|f| {
                (
                    f.span,
                    f.title_span,
                    f.lower,
                    f.measure.clone().unwrap_or_default(),
                )
            })
            .collect::<Vec<_>>()
        };
        let body = "It happened by the pier.";
        let empty = Span::new(0, 0);
        assert_eq!(
            read("Ä 4 hurt, one dead", body),
            [
                (empty, Some(Span::new(2, 3)), Some(4.0), "wounded".into()),
                (empty, Some(Span::new(10, 13)), Some(1.0), "killed".into()),
            ]
        );
        assert_eq!(read("By the pier", body), []);
        assert_eq!(read("Three numbers for a pier", body), []);
        let again = read("4 hurt", "By the pier 4 people were hurt.");
        assert!(again.len() == 1 && again[0].1.is_none(), "{again:?}");
        let whole = read("4 hurt", "The Post\n4  hurt\nIt happened.");
        assert!(whole.iter().all(|f| f.1.is_none()), "{whole:?}");
    }

    #[test]
    fn a_figure_belongs_to_the_innermost_claim() {
        let content = |start, end| Claim {
            content: vec![Span::new(start, end)],
            ..Claim::default()
        };
        let claims = [
            content(0, 50),
            content(10, 30),
            Claim {
                source: vec![Span::new(60, 70)],
                ..Claim::default()
            },
        ];
        let found = Innermost::new(&claims);
        assert!(matches!(found.of(Span::new(12, 14)), Place::Content(1)));
        assert!(matches!(found.of(Span::new(40, 42)), Place::Content(0)));
        assert!(matches!(found.of(Span::new(62, 64)), Place::Source));
        assert!(matches!(found.of(Span::new(80, 82)), Place::Own));
    }
}
