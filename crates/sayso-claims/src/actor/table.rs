//! Reading the tables: tab-separated rows, `#` for comments, `|` between words that share a cell.

/// The rows of a table, each with its line number (from 1), so that a decision can name the row that made it.
pub fn rows(table: &'static str) -> impl Iterator<Item = (usize, Vec<&'static str>)> {
    table
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(at, line)| (at + 1, line.split('\t').collect()))
}

/// The `n`th cell of a row; empty where the row is shorter.
pub fn cell(row: &[&'static str], n: usize) -> &'static str {
    row.get(n).copied().unwrap_or("").trim()
}

/// The words that share a cell.
pub fn words(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split('|').map(str::trim).filter(|w| !w.is_empty())
}
