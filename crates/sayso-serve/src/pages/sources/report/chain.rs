//! How a claim came to the page: outlet ← relay ← actor, as a small diagram.

use crate::pages::when::Escaped;
use sayso_claims::Claim;
use std::fmt::Write;

/// Letters of a name that are shown.
const MOST: usize = 34;
/// Height of a row.
const ROW: usize = 20;

/// The names from the outlet to the origin, without repeats.
pub fn names(outlet: Option<&str>, claim: &Claim) -> Vec<String> {
    let mut out = vec![outlet.unwrap_or("this outlet").to_owned()];
    let actor = claim
        .actor
        .clone()
        .unwrap_or_else(|| "source not resolved".to_owned());
    let chain = claim
        .via
        .iter()
        .cloned()
        .chain([actor])
        .chain(claim.origin.clone());
    for name in chain {
        if !out.iter().any(|n| n.eq_ignore_ascii_case(&name)) {
            out.push(name);
        }
    }
    out
}

/// The diagram; none where the outlet has it from the actor itself.
pub fn drawn(outlet: Option<&str>, claim: &Claim) -> Option<String> {
    let names = names(outlet, claim);
    if names.len() < 3 {
        return None;
    }
    let height = names.len() * ROW;
    let mut out = String::new();
    let _ = write!(
        out,
        "<svg class=\"chain\" role=\"img\" viewBox=\"0 0 240 {height}\" width=\"240\" height=\"{height}\" aria-label=\"On whose word: {}\">",
        Escaped(&names.join(", who had it from "))
    );
    for (n, name) in names.iter().enumerate() {
        let y = n * ROW + ROW / 2;
        if n > 0 {
            let (from, to) = (y - 5, y + 7 - ROW);
            let _ = write!(
                out,
                "<path class=\"link\" d=\"M7 {from}V{to}m-3 4 3-4 3 4\"/>"
            );
        }
        let last = n + 1 == names.len();
        let kind = if n == 0 {
            "outlet"
        } else if last {
            "origin"
        } else {
            "relay"
        };
        let shape = match kind {
            "outlet" => format!(
                "<rect class=\"outlet\" x=\"3\" y=\"{}\" width=\"8\" height=\"8\"/>",
                y - 4
            ),
            _ => format!("<circle class=\"{kind}\" cx=\"7\" cy=\"{y}\" r=\"4\"/>"),
        };
        let short: String = if name.chars().count() > MOST {
            name.chars().take(MOST - 1).chain(['…']).collect()
        } else {
            name.clone()
        };
        let _ = write!(
            out,
            "<g><title>{}</title>{shape}<text x=\"18\" y=\"{}\">{}</text></g>",
            Escaped(name),
            y + 4,
            Escaped(&short)
        );
    }
    out.push_str("</svg>");
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_makes_a_chain() {
        let mut claim = Claim {
            actor: Some("Mayor <Ilse>".into()),
            origin: Some("Mayor <Ilse>".into()),
            ..Claim::default()
        };
        assert_eq!(drawn(Some("Post"), &claim), None);
        claim.via = vec!["Harrow Wire".into(), "Post".into()];
        assert_eq!(
            names(Some("Post"), &claim),
            ["Post", "Harrow Wire", "Mayor <Ilse>"]
        );
        let svg = drawn(Some("Post"), &claim).unwrap();
        assert!(svg.contains("Mayor &lt;Ilse&gt;") && !svg.contains("<Ilse"));
    }
}
