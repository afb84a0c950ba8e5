//! What stands in quotation marks, found paragraph by paragraph.

use sayso_language::Span;

/// The quotations of `text`, marks included, in text order, without those inside others. One that a paragraph leaves open runs to its end.
pub fn find(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        paragraph(line, start, &mut found);
        start += line.len();
    }
    found
}

fn paragraph(line: &str, offset: usize, found: &mut Vec<Span>) {
    let chars: Vec<(usize, char)> = line.char_indices().collect();
    let at = |n: usize| chars.get(n).map_or(' ', |&(_, c)| c);
    let before = |n: usize| n.checked_sub(1).map_or(' ', at);
    let closes = |n: usize| !before(n).is_whitespace() && !at(n + 1).is_alphanumeric();
    // Where the next single closing mark stands, from the right, so that an apostrophe alone opens nothing.
    let mut single_close = vec![usize::MAX; chars.len() + 1];
    for n in (0..chars.len()).rev() {
        single_close[n] = if matches!(at(n), '\'' | '’') && closes(n) {
            n
        } else {
            single_close[n + 1]
        };
    }
    let mut open: Option<(usize, char)> = None;
    for (n, &(byte, c)) in chars.iter().enumerate() {
        match open {
            None => {
                let opens = match c {
                    '“' | '«' | '„' | '"' => true,
                    '‘' => single_close.get(n + 1).is_some_and(|&m| m != usize::MAX),
                    '\'' => {
                        !before(n).is_alphanumeric()
                            && at(n + 1).is_alphanumeric()
                            && single_close.get(n + 1).is_some_and(|&m| m != usize::MAX)
                    }
                    _ => false,
                };
                if opens {
                    open = Some((byte, c));
                }
            }
            Some((from, mark)) => {
                let close = match mark {
                    '“' => c == '”',
                    '«' => c == '»',
                    '„' => matches!(c, '“' | '”'),
                    '"' => c == '"',
                    '‘' => c == '’' && closes(n),
                    _ => c == '\'' && closes(n),
                };
                if close {
                    found.push(Span::new(offset + from, offset + byte + c.len_utf8()));
                    open = None;
                }
            }
        }
    }
    if let Some((from, _)) = open.filter(|(_, mark)| !matches!(mark, '\'' | '‘')) {
        found.push(Span::new(offset + from, offset + line.trim_end().len()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> Vec<&str> {
        find(text).into_iter().map(|s| s.of(text)).collect()
    }

    #[test]
    fn tells_marks_from_apostrophes() {
        assert_eq!(
            quoted("The crew's 'plain lie', he said, wasn't theirs."),
            ["'plain lie'"]
        );
        assert_eq!(
            quoted("‘They don’t know,’ he said."),
            ["‘They don’t know,’"]
        );
        assert_eq!(
            quoted("\"One,\" she said. \"Two.\""),
            ["\"One,\"", "\"Two.\""]
        );
    }

    #[test]
    fn an_open_quotation_ends_with_its_paragraph() {
        assert_eq!(
            quoted("“First part.\n“Second part,” she said."),
            ["“First part.", "“Second part,”"]
        );
    }
}
