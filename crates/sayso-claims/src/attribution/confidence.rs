//! How likely a claim is right: the scores of the heads, weighed so that of the claims at 80 % four in five are.

use sayso_language::{Attribution, Convention};
use std::sync::LazyLock;

/// Weights of a logistic regression, out of `tables/attribution-confidence.tsv`.
struct Weights {
    least: f32,
    always: f32,
    cue: f32,
    roles: f32,
    no_source: f32,
    no_content: f32,
}

impl Weights {
    /// Those in that column of the table.
    fn column(column: usize) -> Weights {
        let weight = |name: &str| {
            include_str!("../../tables/attribution-confidence.tsv")
                .lines()
                .map(|line| line.split('\t').collect::<Vec<_>>())
                .find(|cells| cells[0] == name)
                .and_then(|cells| cells.get(column)?.parse().ok())
                .unwrap_or(0.0)
        };
        Weights {
            least: weight("least"),
            always: weight("always"),
            cue: weight("cue"),
            roles: weight("roles"),
            no_source: weight("no source"),
            no_content: weight("no content"),
        }
    }
}

static GUIDE: LazyLock<Weights> = LazyLock::new(|| Weights::column(1));
static POLNEAR: LazyLock<Weights> = LazyLock::new(|| Weights::column(2));

fn weights(convention: Convention) -> &'static Weights {
    match convention {
        Convention::Guide => &GUIDE,
        Convention::Polnear => &POLNEAR,
    }
}

/// Claims of less are left out.
pub fn least(convention: Convention) -> f32 {
    weights(convention).least
}

/// The confidence of an attribution, 0 to 1, and what it rests on; `lacks` says whether it is without source, without content.
pub fn of(found: &Attribution, lacks: (bool, bool), convention: Convention) -> (f32, String) {
    let w = weights(convention);
    let mut sum = w.always + w.cue * logit(found.cue_score) + w.roles * logit(found.role_score);
    let mut why = format!(
        "cue {:.2}, source and content {:.2}",
        found.cue_score, found.role_score
    );
    if lacks.0 {
        sum += w.no_source;
        why.push_str(", without a source");
    }
    if lacks.1 {
        sum += w.no_content;
        why.push_str(", without a content");
    }
    // Four digits: what is shown and kept does not hang on the last bit of a logarithm.
    let confidence = 1.0 / (1.0 + f64::from(-sum).exp());
    ((confidence * 10_000.0).round() as f32 / 10_000.0, why)
}

fn logit(p: f32) -> f32 {
    let p = f64::from(p).clamp(0.001, 0.999);
    (p / (1.0 - p)).ln() as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(cue_score: f32, role_score: f32) -> Attribution {
        Attribution {
            cue: Vec::new(),
            source: Vec::new(),
            content: Vec::new(),
            cue_score,
            role_score,
        }
    }

    #[test]
    fn every_weight_stands_in_the_table() {
        for w in [&*GUIDE, &*POLNEAR] {
            for weight in [w.least, w.always, w.cue, w.roles, w.no_source, w.no_content] {
                assert!(weight != 0.0);
            }
        }
    }

    #[test]
    fn surer_heads_give_more_and_a_lack_gives_less() {
        let of = |found, lacks| super::of(&found, lacks, Convention::Guide);
        let (sure, _) = of(found(0.99, 0.95), (false, false));
        let (faint, _) = of(found(0.3, 0.6), (false, false));
        let (lacking, why) = of(found(0.99, 0.95), (true, false));
        assert!(sure > faint && sure > lacking && sure <= 1.0 && faint >= 0.0);
        assert!(why.ends_with("without a source"), "{why}");
        assert_eq!(
            of(found(1.0, 1.0), (false, false)),
            of(found(1.0, 1.0), (false, false))
        );
    }
}
