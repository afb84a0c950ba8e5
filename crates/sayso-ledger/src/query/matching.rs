//! A person's words to a full-text match: all words must occur, `"several words"` as one phrase, `begin*` any word that begins so.

/// The FTS5 expression for `words`, limited to `columns` if any; none if nothing in it can be looked up.
pub(super) fn expression(words: &str, columns: Option<&str>) -> Option<String> {
    let mut terms: Vec<String> = Vec::new();
    for (i, part) in words.split(['"', '“', '”', '„']).enumerate() {
        let quoted = i % 2 == 1;
        let pieces: Vec<&str> = if quoted {
            vec![part]
        } else {
            part.split_whitespace().collect()
        };
        for piece in pieces {
            if !piece.chars().any(char::is_alphanumeric) {
                continue;
            }
            let begins = !quoted && piece.ends_with('*');
            let clean: String = piece.chars().filter(|c| *c != '\0').collect();
            let star = if begins { "*" } else { "" };
            terms.push(format!("\"{}\"{star}", clean.trim_end_matches('*')));
        }
    }
    if terms.is_empty() {
        return None;
    }
    let all = terms.join(" AND ");
    Some(match columns {
        Some(columns) => format!("{{{columns}}} : ({all})"),
        None => format!("({all})"),
    })
}

/// The expression for names in `column` that have all of `words`, each whole or as it begins.
pub(super) fn beginnings(words: &str, column: &str) -> Option<String> {
    let begun: Vec<String> = words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|w| format!("{w}*"))
        .collect();
    expression(&begun.join(" "), Some(column))
}

#[cfg(test)]
mod tests {
    use super::expression;

    #[test]
    fn operators_are_words() {
        assert_eq!(
            expression("dam OR NEAR(x", None).as_deref(),
            Some("(\"dam\" AND \"OR\" AND \"NEAR(x\")")
        );
        assert_eq!(
            expression("“no siren” war*", Some("actor")).as_deref(),
            Some("{actor} : (\"no siren\" AND \"war\"*)")
        );
        assert_eq!(expression(" -- \"\" ", None), None);
    }
}
