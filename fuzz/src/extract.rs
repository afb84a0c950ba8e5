//! A text through everything: words, encoder, heads, claims, figures, times. Spans must fit the text, and twice the same must come out.
use sayso_claims::{Conventions, Source};
use sayso_language::{Model, Reader};
use std::sync::OnceLock;

fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| Model::embedded().expect("the model that is shipped"))
}

/// See the module.
pub fn run(text: &str) {
    if text.len() > 2_000 {
        return;
    }
    let reading = Reader::new(model()).read(text, &[]);
    let source = Source {
        text,
        title: Some(text),
        outlet: Some("Ostrel Daily"),
        published: Some("2031-10-07"),
        boilerplate: &[],
        links: &[],
    };
    let found = sayso_claims::read(&source, &reading, Conventions::default());
    for claim in &found.claims {
        let spans = claim.source.iter().chain(&claim.cue).chain(&claim.content);
        let more = claim
            .figures
            .iter()
            .map(|f| &f.span)
            .chain(claim.times.iter().map(|t| &t.span));
        for span in spans.chain(more) {
            assert!(text.get(span.start..span.end).is_some(), "{span:?}");
        }
        assert!(claim.confidence.is_finite());
    }
    sayso_language::conllu(text, &reading);
}
