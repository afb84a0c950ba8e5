//! How a line looks: its colour, dash and marker, each by its number.

use std::fmt::Write;

/// Colours that the style sheet has.
const COLOURS: usize = 8;
const DASHES: [&str; 5] = ["", "7 3", "2.5 2.5", "10 3 2.5 3", "13 5"];

/// The class of a line's colour.
pub(super) fn colour(line: usize) -> String {
    format!("p{}", line % COLOURS)
}

/// The `stroke-dasharray` of a line, as an attribute; none for a full line. With eight colours and five dashes forty lines differ.
pub(super) fn dash(line: usize) -> String {
    match DASHES.get(line % DASHES.len()) {
        Some(&"") | None => String::new(),
        Some(dash) => format!(" stroke-dasharray=\"{dash}\""),
    }
}

/// A marker about a place.
pub(super) fn marker(out: &mut String, line: usize, x: f64, y: f64, r: f64) {
    let path = |out: &mut String, d: &[(f64, f64)]| {
        out.push_str("<path class=\"dot\" d=\"");
        for (i, (dx, dy)) in d.iter().enumerate() {
            let word = if i == 0 { 'M' } else { 'L' };
            let _ = write!(out, "{word}{:.1} {:.1}", x + dx * r, y + dy * r);
        }
        out.push_str("Z\"/>");
    };
    match line % 7 {
        0 => {
            let _ = write!(
                out,
                "<circle class=\"dot\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{r:.1}\"/>"
            );
        }
        1 => path(out, &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]),
        2 => path(out, &[(0.0, -1.2), (1.15, 0.9), (-1.15, 0.9)]),
        3 => path(out, &[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)]),
        4 => path(out, &[(0.0, 1.2), (1.15, -0.9), (-1.15, -0.9)]),
        5 => {
            let a = 0.4;
            path(
                out,
                &[
                    (-a, -1.2),
                    (a, -1.2),
                    (a, -a),
                    (1.2, -a),
                    (1.2, a),
                    (a, a),
                    (a, 1.2),
                    (-a, 1.2),
                    (-a, a),
                    (-1.2, a),
                    (-1.2, -a),
                    (-a, -a),
                ],
            );
        }
        _ => {
            let _ = write!(
                out,
                "<circle class=\"dot open\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{:.1}\"/>",
                r * 0.95
            );
        }
    }
}

/// A line's look on its own, for legends and tables.
pub fn swatch(line: usize) -> String {
    let mut out = format!(
        "<svg class=\"swatch {}\" width=\"30\" height=\"12\" viewBox=\"0 0 30 12\" aria-hidden=\"true\" focusable=\"false\"><path class=\"step\" d=\"M1 6H29\"{}/>",
        colour(line),
        dash(line)
    );
    marker(&mut out, line, 15.0, 6.0, 3.6);
    out.push_str("</svg>");
    out
}
