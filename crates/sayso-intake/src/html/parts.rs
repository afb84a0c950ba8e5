//! Parts of a page that are no words of its article. The names and phrases stand in `tables/page_parts.tsv`.

use std::collections::HashSet;
use std::sync::LazyLock;

struct Table {
    elements: HashSet<&'static str>,
    classes: Vec<Vec<&'static str>>,
    credits: Vec<&'static str>,
    opens: Vec<&'static str>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let rows: Vec<(&str, &str)> = include_str!("../../tables/page_parts.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .collect();
    let of = |kind: &'static str| rows.iter().filter(move |r| r.0 == kind).map(|r| r.1);
    Table {
        elements: of("element").collect(),
        classes: of("class").map(|c| c.split('+').collect()).collect(),
        credits: of("credit").collect(),
        opens: of("opens").collect(),
    }
});

/// Whether words in an element of this name are none of the article.
pub(crate) fn is_other_element(name: &str) -> bool {
    TABLE.elements.contains(name)
}

/// Whether an element of this class, or this id, holds no words of the article.
pub(crate) fn is_other_class(class: &str) -> bool {
    // Some pages put a style sheet's worth of names on each element.
    if class.is_empty() || class.len() > 500 {
        return false;
    }
    let low = class.to_lowercase();
    low.split_whitespace().any(|name| {
        let words: Vec<&str> = name.split(['-', '_']).collect();
        TABLE
            .classes
            .iter()
            .any(|row| row.iter().all(|w| words.contains(w)))
    })
}

/// Whether a short block in lower case is the caption or credit of a picture.
pub(crate) fn is_credit(low: &str) -> bool {
    TABLE.credits.iter().any(|c| low.contains(c))
}

/// Whether a block in lower case begins as a pointer to another story does.
pub(crate) fn is_pointer(low: &str) -> bool {
    TABLE.opens.iter().any(|o| low.starts_with(o))
}
