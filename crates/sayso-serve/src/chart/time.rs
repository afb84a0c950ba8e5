//! Days as numbers, and the days that an axis names.

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Days from 1970-01-01 to the day with which `iso` begins; a month or a year means its first day.
pub fn day_number(iso: &str) -> Option<i32> {
    let date = iso.get(..10).unwrap_or(iso);
    let mut parts = date.split('-').map(|p| p.parse::<i32>().ok());
    let year = parts.next()??;
    let month = parts.next().unwrap_or(Some(1))?;
    let day = parts.next().unwrap_or(Some(1))?;
    let sound = (1..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    sound.then(|| days(year, month, day))
}

/// Howard Hinnant's days_from_civil.
fn days(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and day of a number of days.
fn civil(number: i32) -> (i32, i32, i32) {
    let z = number + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z - era * 146_097;
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    (
        yoe + era * 400 + i32::from(month <= 2),
        month,
        doy - (153 * mp + 2) / 5 + 1,
    )
}

/// "14 Sep 2026".
pub fn day_shown(number: i32) -> String {
    let (year, month, day) = civil(number);
    format!("{day} {} {year}", name(month))
}

fn name(month: i32) -> &'static str {
    usize::try_from(month - 1)
        .ok()
        .and_then(|m| MONTHS.get(m))
        .copied()
        .unwrap_or("")
}

/// Days between `first` and `last` to be named on an axis, at most about `most`, each with its words: the year where it is new.
pub(super) fn ticks(first: i32, last: i32, most: usize) -> Vec<(i32, String)> {
    let most = i32::try_from(most.max(1)).unwrap_or(i32::MAX);
    let span = last - first;
    let mut out: Vec<(i32, bool)> = Vec::new();
    if let Some(step) = [1, 2, 3, 7, 14].into_iter().find(|step| span / step < most) {
        out.extend((first..=last).step_by(step as usize).map(|d| (d, true)));
    } else {
        let step = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200]
            .into_iter()
            .find(|months| span / (months * 30) < most)
            .unwrap_or(2400);
        let (year, month, _) = civil(first);
        let begin = (year * 12 + month - 1).div_euclid(step) * step;
        out.extend(
            (begin..)
                .step_by(step as usize)
                .map(|m| days(m.div_euclid(12), m.rem_euclid(12) + 1, 1))
                .take_while(|d| *d <= last)
                .filter(|d| *d >= first)
                .map(|d| (d, false)),
        );
    }
    let mut shown = None;
    out.into_iter()
        .map(|(number, with_day)| {
            let (year, month, day) = civil(number);
            let new = shown.replace(year) != Some(year);
            let words = match (with_day, new) {
                (true, true) => format!("{day} {} {year}", name(month)),
                (true, false) => format!("{day} {}", name(month)),
                (false, true) => format!("{} {year}", name(month)),
                (false, false) => name(month).to_owned(),
            };
            (number, words)
        })
        .collect()
}
