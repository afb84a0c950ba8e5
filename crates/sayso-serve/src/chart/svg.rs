//! Drawing. Coordinates have one decimal, so that the same chart is the same bytes everywhere.

use super::mark::{colour, dash, marker};
use super::number::rounded;
use super::scale::Scale;
use super::time::ticks;
use super::{Chart, DRAWN, Point, Series, Size};
use crate::pages::when::Escaped;
use std::fmt::Write;

/// Lines without a name that are drawn at all.
const GREY: usize = 40;

/// Where things lie.
struct Frame {
    width: f64,
    height: f64,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    first: f64,
    days: f64,
    scale: Scale,
    id: &'static str,
}

impl Frame {
    fn of(chart: &Chart, size: Size) -> Self {
        let all = || chart.series.iter().flat_map(|s| &s.points);
        let first = all().map(|p| p.day).min().unwrap_or(chart.until);
        let last = all()
            .map(|p| p.day)
            .max()
            .unwrap_or(chart.until)
            .max(chart.until);
        let scale = if chart.positions.is_empty() {
            let values: Vec<f64> = all().flat_map(ends).collect();
            Scale::of(&values)
        } else {
            Scale::Steps(chart.positions.len())
        };
        let lines = chart.series.len().min(DRAWN) as f64;
        let longest = match scale {
            Scale::Steps(_) => chart.positions.iter().map(|p| p.chars().count()).max(),
            _ => scale
                .ticks(5)
                .iter()
                .map(|t| rounded(*t).chars().count())
                .max(),
        };
        let left = 14.0 + 6.9 * longest.unwrap_or(1).clamp(2, 20) as f64;
        let foot = if chart.clashes.is_empty() { 30.0 } else { 54.0 };
        let (width, height, right, id) = match size {
            Size::Narrow => (320.0, 250.0 + 4.0 * lines, 30.0, "n"),
            Size::Wide => (1040.0, 300.0 + 9.0 * lines, 236.0, "w"),
        };
        // A single day lies in the middle of three.
        let pad = if last == first { 1.0 } else { 0.0 };
        Frame {
            width,
            height,
            left,
            right: width - right,
            top: 16.0,
            bottom: height - foot,
            first: f64::from(first) - pad,
            days: f64::from(last - first) + 2.0 * pad,
            scale,
            id,
        }
    }

    fn x(&self, day: f64) -> f64 {
        self.left
            + 10.0
            + (day - self.first) / self.days.max(1e-9) * (self.right - self.left - 20.0)
    }

    fn y(&self, value: f64) -> f64 {
        self.bottom - self.scale.at(value) * (self.bottom - self.top)
    }
}

/// What of a point lies on the scale.
fn ends(point: &Point) -> impl Iterator<Item = f64> {
    let vague = point.vague.map(|(a, b)| [a, b]).into_iter().flatten();
    [point.low, point.best, point.high]
        .into_iter()
        .flatten()
        .chain(vague)
        .filter(|v| v.is_finite())
}

/// The height at which the step of a point runs: its one number, else the end that its words give.
fn level(point: &Point) -> Option<f64> {
    point.best.or(point.low).or(point.high)
}

/// The chart as an `<svg>`.
pub fn draw(chart: &Chart, size: Size) -> String {
    let f = Frame::of(chart, size);
    let mut out = String::with_capacity(8_000);
    let id = f.id;
    let _ = write!(
        out,
        "<svg class=\"chart {}\" viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"chart-{id}-title chart-{id}-about\" focusable=\"false\">\
         <title id=\"chart-{id}-title\">{}</title><desc id=\"chart-{id}-about\">{}</desc>",
        if size == Size::Wide { "wide" } else { "narrow" },
        f.width,
        f.height,
        Escaped(&chart.title),
        Escaped(&chart.about)
    );
    axes(&mut out, &f, chart, size);
    let (named, rest) = chart.series.split_at(chart.series.len().min(DRAWN));
    defs(&mut out, &f, named);
    for series in rest.iter().take(GREY) {
        let _ = write!(out, "<g class=\"other\" data-line=\"{}\">", series.line + 1);
        steps(&mut out, &f, series, Aside::default(), false);
        out.push_str("</g>");
    }
    // Bands first, so that no line is hidden by another's band.
    let dodge = dodges(&f, named.len());
    for (series, aside) in named.iter().zip(&dodge) {
        let _ = write!(
            out,
            "<g class=\"{} under\" data-line=\"{}\">",
            colour(series.line),
            series.line + 1
        );
        bands(&mut out, &f, series, *aside);
        out.push_str("</g>");
    }
    for (series, aside) in named.iter().zip(&dodge) {
        let _ = write!(
            out,
            "<g class=\"{}\" data-line=\"{}\">",
            colour(series.line),
            series.line + 1
        );
        steps(&mut out, &f, series, *aside, true);
        out.push_str("</g>");
    }
    labels(&mut out, &f, named, &dodge, size);
    clashes(&mut out, &f, chart);
    out.push_str("</svg>");
    out
}

/// How far a line is moved aside, so that others do not hide it.
#[derive(Clone, Copy, Default)]
struct Aside {
    x: f64,
    y: f64,
}

/// Lines side by side within a day, and, where they take positions, within a position: figures keep their height.
fn dodges(f: &Frame, lines: usize) -> Vec<Aside> {
    let day = (f.right - f.left - 20.0) / f.days.max(1.0);
    let gap = (day * 0.5 / lines.max(1) as f64).min(2.0);
    let rise = match f.scale {
        Scale::Steps(n) => {
            let room = (f.bottom - f.top) / n.max(1) as f64 * 0.7;
            (room / lines.max(1) as f64).min(11.0)
        }
        _ => 0.0,
    };
    let middle = (lines.max(1) - 1) as f64 / 2.0;
    let one = |i: usize| Aside {
        x: (i as f64 - middle) * gap,
        y: (i as f64 - middle) * rise,
    };
    (0..lines).map(one).collect()
}

fn axes(out: &mut String, f: &Frame, chart: &Chart, size: Size) {
    out.push_str("<g class=\"axes\">");
    let most = if size == Size::Wide { 6 } else { 5 };
    for tick in f.scale.ticks(most) {
        let y = f.y(tick);
        let words = match f.scale {
            Scale::Steps(_) => chart
                .positions
                .get(tick as usize)
                .cloned()
                .unwrap_or_default(),
            _ => rounded(tick),
        };
        let _ = write!(
            out,
            "<path class=\"grid\" d=\"M{:.1} {y:.1}H{:.1}\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            f.left,
            f.right,
            f.left - 7.0,
            y + 4.0,
            Escaped(&words)
        );
    }
    let (first, last) = (f.first.ceil() as i32, (f.first + f.days).floor() as i32);
    let most = ((f.right - f.left) / 78.0).max(2.0) as usize;
    let single = f.days == 2.0
        && chart
            .series
            .iter()
            .flat_map(|s| &s.points)
            .all(|p| f64::from(p.day) == f.first + 1.0);
    let named = if single {
        ticks(first + 1, first + 1, 1)
    } else {
        ticks(first, last, most)
    };
    let mut edge = f64::NEG_INFINITY;
    for (day, words) in named {
        let x = f.x(f64::from(day));
        let half = words.chars().count() as f64 * 3.4;
        let middle = x.clamp(f.left + half - 20.0, f.width - half - 2.0);
        let _ = write!(
            out,
            "<path class=\"tick\" d=\"M{x:.1} {:.1}v5\"/>",
            f.bottom
        );
        if middle - half > edge {
            let _ = write!(
                out,
                "<text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{words}</text>",
                f.bottom + 19.0
            );
            edge = middle + half + 8.0;
        }
    }
    let _ = write!(
        out,
        "<path class=\"foot\" d=\"M{:.1} {:.1}H{:.1}\"/>",
        f.left, f.bottom, f.right
    );
    if matches!(f.scale, Scale::Log { .. }) {
        let _ = write!(
            out,
            "<text class=\"aside\" x=\"{:.1}\" y=\"10\">logarithmic scale</text>",
            f.left
        );
    }
    out.push_str("</g>");
}

/// Hatches and fades of the lines that need them.
fn defs(out: &mut String, f: &Frame, named: &[Series]) {
    out.push_str("<defs>");
    let id = f.id;
    for series in named {
        let line = series.line;
        if series.points.iter().any(|p| p.vague.is_some()) {
            let turn = 45 + 30 * (line % 4);
            let _ = write!(
                out,
                "<pattern id=\"hatch-{id}-{line}\" class=\"{}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate({turn})\"><path class=\"hatch\" d=\"M0 0V6\"/></pattern>",
                colour(line)
            );
        }
        for (name, from, to) in [("up", 1, 0), ("down", 0, 1)] {
            let needed = series.points.iter().any(|p| match name {
                "up" => p.low.is_some() && p.high.is_none() && p.best.is_none(),
                _ => p.high.is_some() && p.low.is_none() && p.best.is_none(),
            });
            if needed {
                let _ = write!(
                    out,
                    "<linearGradient id=\"{name}-{id}-{line}\" class=\"{}\" x1=\"0\" x2=\"0\" y1=\"{from}\" y2=\"{to}\"><stop class=\"fade\" offset=\"0\" stop-opacity=\".3\"/><stop class=\"fade\" offset=\"1\" stop-opacity=\"0\"/></linearGradient>",
                    colour(line)
                );
            }
        }
    }
    out.push_str("</defs>");
}

/// From when to when each point holds.
fn holds<'s>(f: &Frame, series: &'s Series, aside: Aside) -> Vec<(f64, f64, &'s Point)> {
    let end = f.right + 4.0;
    let place = |day: i32| (f.x(f64::from(day)) + aside.x).clamp(f.left, end);
    (0..series.points.len())
        .filter_map(|i| {
            let point = series.points.get(i)?;
            let until = series.points.get(i + 1).map_or(end, |next| place(next.day));
            Some((place(point.day), until.max(place(point.day)), point))
        })
        .collect()
}

fn bands(out: &mut String, f: &Frame, series: &Series, aside: Aside) {
    let (id, line) = (f.id, series.line);
    // A band of one day alone still has to be seen.
    let wide = |from: f64, to: f64| (from, (to - from).max(5.0));
    for (from, to, point) in holds(f, series, aside) {
        let (x, w) = wide(from, to);
        let mut rect = |class: &str, top: f64, bottom: f64, fill: &str| {
            let _ = write!(
                out,
                "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{top:.1}\" width=\"{w:.1}\" height=\"{:.1}\"{fill}/>",
                (bottom - top).max(1.0)
            );
        };
        if let Some((low, high)) = point.vague {
            let bottom = if low.is_finite() { f.y(low) } else { f.bottom };
            let top = if high.is_finite() { f.y(high) } else { f.top };
            rect(
                "vague",
                top,
                bottom,
                &format!(" fill=\"url(#hatch-{id}-{line})\""),
            );
        }
        match (point.low, point.best, point.high) {
            (Some(low), _, Some(high)) if low < high => rect("band", f.y(high), f.y(low), ""),
            (Some(low), None, None) => {
                let y = f.y(low);
                rect(
                    "open",
                    (y - 26.0).max(f.top - 8.0),
                    y,
                    &format!(" fill=\"url(#up-{id}-{line})\""),
                );
            }
            (None, None, Some(high)) => {
                let y = f.y(high);
                rect(
                    "open",
                    y,
                    (y + 26.0).min(f.bottom),
                    &format!(" fill=\"url(#down-{id}-{line})\""),
                );
            }
            _ => {}
        }
    }
}

fn steps(out: &mut String, f: &Frame, series: &Series, aside: Aside, marked: bool) {
    let holds = holds(f, series, aside);
    let mut path = String::new();
    let mut pen = false;
    for (from, to, point) in &holds {
        let Some(value) = level(point) else {
            pen = false;
            continue;
        };
        let y = f.y(value) + aside.y;
        if pen {
            let _ = write!(path, "V{y:.1}");
        } else {
            let _ = write!(path, "M{from:.1} {y:.1}");
        }
        let _ = write!(path, "H{to:.1}");
        pen = true;
    }
    if !path.is_empty() {
        let dash = if marked {
            dash(series.line)
        } else {
            String::new()
        };
        let _ = write!(out, "<path class=\"step\" d=\"{path}\"{dash}/>");
    }
    if !marked {
        return;
    }
    let mut last = None;
    for (x, _, point) in &holds {
        let at = level(point).or(point.vague.map(|(low, high)| {
            if high.is_finite() {
                (low.max(0.0) + high) / 2.0
            } else {
                low
            }
        }));
        let Some(value) = at else { continue };
        // Ten thousand dots on one spot are one dot.
        let spot = (x.round() as i64, f.y(value).round() as i64, point.clash);
        if last.replace(spot) == Some(spot) {
            continue;
        }
        let y = f.y(value) + aside.y;
        out.push_str("<g class=\"point\">");
        // A pointer rests on wide screens only.
        if f.id == "w" {
            let _ = write!(out, "<title>{}</title>", Escaped(&point.words));
        }
        if point.clash {
            let _ = write!(
                out,
                "<circle class=\"ring\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"7.2\"/>"
            );
        }
        marker(out, series.line, *x, y, 3.9);
        out.push_str("</g>");
    }
}

/// What each line said last, at the right edge, none over another.
fn labels(out: &mut String, f: &Frame, named: &[Series], dodge: &[Aside], size: Size) {
    let mut places: Vec<(f64, &Series, String)> = named
        .iter()
        .zip(dodge)
        .filter_map(|(series, aside)| {
            let last = series.points.last()?;
            let (value, words) = match (level(last), last.vague) {
                (Some(value), _) => (value, said(last)),
                (None, Some((low, high))) => {
                    let middle = if high.is_finite() {
                        (low.max(0.0) + high) / 2.0
                    } else {
                        low
                    };
                    (middle, String::new())
                }
                (None, None) => return None,
            };
            // The axis says what a position is.
            let words = match f.scale {
                Scale::Steps(_) => String::new(),
                _ => words,
            };
            Some((f.y(value) + aside.y, series, words))
        })
        .collect();
    places.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.line.cmp(&b.1.line)));
    let gap = 15.0;
    let wanted: Vec<f64> = places.iter().map(|p| p.0).collect();
    let spread = spread(&wanted, gap, f.top + 2.0, f.bottom);
    for ((y, series, words), at) in places.iter().zip(spread) {
        let x = f.right + 4.0;
        let _ = write!(
            out,
            "<g class=\"{} label\" data-line=\"{}\"><path class=\"lead\" d=\"M{x:.1} {y:.1}L{:.1} {at:.1}\"/>",
            colour(series.line),
            series.line + 1,
            x + 11.0
        );
        let text = match size {
            Size::Narrow => format!("{}", series.line + 1),
            Size::Wide if words.is_empty() => {
                format!("{} {}", series.line + 1, short(&series.name, 27))
            }
            Size::Wide => {
                let room = 28usize.saturating_sub(words.chars().count());
                format!("{} {} {words}", series.line + 1, short(&series.name, room))
            }
        };
        let _ = write!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\">{}</text></g>",
            x + 14.0,
            at + 4.0,
            Escaped(&text)
        );
    }
}

fn said(point: &Point) -> String {
    let n = |v: f64| rounded(v);
    match (point.low, point.best, point.high) {
        (_, Some(best), _) => n(best),
        (Some(low), _, Some(high)) if low == high => n(low),
        (Some(low), _, Some(high)) => format!("{}–{}", n(low), n(high)),
        (Some(low), _, None) => format!("≥ {}", n(low)),
        (None, _, Some(high)) => format!("≤ {}", n(high)),
        _ => String::new(),
    }
}

fn short(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    let cut: String = name.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

/// Heights as near as may be to those wanted (from above), each `gap` below the one before.
fn spread(wanted: &[f64], gap: f64, top: f64, bottom: f64) -> Vec<f64> {
    let mut out: Vec<f64> = Vec::with_capacity(wanted.len());
    for want in wanted {
        let least = out.last().map_or(top, |last: &f64| last + gap);
        out.push(want.max(least));
    }
    let mut limit = bottom.max(top + gap * (wanted.len().max(1) - 1) as f64);
    for at in out.iter_mut().rev() {
        *at = at.min(limit);
        limit = *at - gap;
    }
    out
}

/// On which days lines came into conflict.
fn clashes(out: &mut String, f: &Frame, chart: &Chart) {
    if chart.clashes.is_empty() {
        return;
    }
    let y = f.bottom + 40.0;
    let _ = write!(
        out,
        "<g class=\"clashes\"><text class=\"sign\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">≠</text><path class=\"grid\" d=\"M{:.1} {y:.1}H{:.1}\"/>",
        f.left - 7.0,
        y + 4.0,
        f.left,
        f.right
    );
    let mut edge = f64::NEG_INFINITY;
    for (day, pairs) in &chart.clashes {
        let x = f.x(f64::from(*day));
        let r = (5.5 + (*pairs as f64).sqrt() * 1.2).min(10.0);
        let words = if *pairs == 1 { "pair" } else { "pairs" };
        let _ = write!(
            out,
            "<g><title>{}: {pairs} {words} of lines come into conflict</title><circle class=\"clash\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{r:.1}\"/>",
            super::day_shown(*day)
        );
        if x - r > edge {
            let _ = write!(
                out,
                "<text class=\"count\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{pairs}</text>",
                y + 3.6
            );
            edge = x + r;
        }
        out.push_str("</g>");
    }
    out.push_str("</g>");
}
