//! Cells of comma-separated values that no spreadsheet takes for a formula, and back.
//!
//! A cell whose first character, but for blanks and apostrophes, would begin a formula (`=`, `+`, `-`, `@`, also in their wide forms, or a tab or line break)
//! gets an apostrophe before it. [`read`] takes it away again; what has no such first character is never changed, so the two are inverse for every text
//! without control characters. Those are left out, but for tabs and line breaks.

/// Whether a spreadsheet could take `cell` for a formula.
fn is_formula(cell: &str) -> bool {
    let begins = cell.trim_start_matches([' ', '\u{a0}', '\'']);
    begins.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\n', '\r'])
}

/// `cell`, safe.
///
/// ```
/// use sayso_export::cell;
/// assert_eq!(cell::safe("=SUM(1)"), "'=SUM(1)");
/// assert_eq!(cell::read(&cell::safe("'=SUM(1)")), "'=SUM(1)");
/// assert_eq!(cell::safe("a dam"), "a dam");
/// ```
pub fn safe(cell: &str) -> String {
    let clean = cell
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'));
    let mut out: String = clean.collect();
    if is_formula(&out) {
        out.insert(0, '\'');
    }
    out
}

/// What a safe cell stands for.
pub fn read(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(cell) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_as_they_went() {
        for cell in [
            "",
            "'",
            "''",
            "=1",
            "'=1",
            "''=1",
            " =1",
            "' =1",
            "+",
            "-5",
            "@x",
            "\t=1",
            "\n",
            "a=1",
            "’=",
            "it's",
            "＝1",
            "'quoted'",
            "\u{a0}=x",
            "'\u{a0}=x",
        ] {
            let safe = safe(cell);
            assert_eq!(read(&safe), cell);
            assert!(!safe.trim_start().starts_with(['=', '+', '-', '@', '＝']));
        }
        assert_eq!(safe("\u{1b}[2Jdam"), "[2Jdam");
    }
}
