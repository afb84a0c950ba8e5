//! Looking back: a ledger as it was known on a day.
//!
//! A report counts from when it was published, or, apart from that, from when this ledger first read it. What does not count is hidden by views of the
//! connection's own, which stand before the tables of the file under the same names. So every question is asked in the same words, then as now, and none can
//! forget to look back.

use crate::keep::Failed;
use crate::update::named;
use crate::{Error, Ledger};
use rusqlite::{Connection, params};
use sayso_questions::moment::{Published, days, show};
use std::collections::BTreeMap;

/// As of when a ledger is looked at; empty for as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    as_of: Option<String>,
    known_on: Option<String>,
}

impl Known {
    /// By when reports were published, and by when this ledger first read them: each a day (`2026-03-05`), a month or a year, which mean their last day, or
    /// an instant. A report without a date counts for no day of publication.
    ///
    /// ```
    /// use sayso_ledger::Known;
    /// assert_eq!(Known::on(Some("2024-02"), None).as_of(), Some("2024-02-29"));
    /// assert!(Known::on(None, None).is_now());
    /// ```
    pub fn on(as_of: Option<&str>, known_on: Option<&str>) -> Self {
        Known {
            as_of: as_of.map(last),
            known_on: known_on.map(last),
        }
    }

    /// Whether nothing is looked back from.
    pub fn is_now(&self) -> bool {
        *self == Known::default()
    }

    /// The last day or instant of publication.
    pub fn as_of(&self) -> Option<&str> {
        self.as_of.as_deref()
    }

    /// The last day or instant of first reading, UTC.
    pub fn known_on(&self) -> Option<&str> {
        self.known_on.as_deref()
    }
}

/// The last day that a value of day, month or year means; an instant as it is.
fn last(value: &str) -> String {
    match days(value) {
        Some((_, last)) if value.len() <= 10 => show(last),
        _ => value.to_owned(),
    }
}

impl Ledger {
    /// From now on this handle shows the ledger as it was known then: reports that do not count yet are not there, nor is what was read in them; of each
    /// dispatch and question what remains. Decisions count for a reading day only from when they were made; for a day of publication all do.
    ///
    /// Once for a handle, after [`Ledger::freeze`]; nothing can be written with it afterwards.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn look_back(&self, known: &Known) -> Result<(), Error> {
        if known.is_now() {
            return Ok(());
        }
        hide(&self.db, known).map_err(|e| named(&self.path, e))
    }
}

fn hide(db: &Connection, known: &Known) -> Result<(), Failed> {
    db.execute_batch("CREATE TEMP TABLE known (id INTEGER PRIMARY KEY)")?;
    let until = |value: &Option<String>| {
        value
            .as_deref()
            .map(|v| Published::read_until(v).unwrap_or(i64::MIN))
    };
    let (published_until, read_until) = (until(&known.as_of), until(&known.known_on));
    {
        let mut insert = db.prepare("INSERT INTO temp.known (id) VALUES (?)")?;
        let mut query = db.prepare("SELECT id, published, first_read FROM main.report")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let published: Option<String> = row.get(1)?;
            let minute = published.as_deref().and_then(Published::read);
            let was_published =
                published_until.is_none_or(|u| minute.is_some_and(|p| p.minute <= u));
            let first_read: i64 = row.get(2)?;
            if was_published && read_until.is_none_or(|u| first_read.div_euclid(60) <= u) {
                insert.execute([row.get::<_, i64>(0)?])?;
            }
        }
    }
    let mut views = String::new();
    for (table, column) in [
        ("report", "id"),
        ("raw", "id"),
        ("reading", "report"),
        ("claim", "report"),
        ("signature", "report"),
    ] {
        views.push_str(&format!(
            "CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} WHERE {column} IN (SELECT id FROM temp.known);\n"
        ));
    }
    views.push_str(
        "CREATE TEMP VIEW copy AS SELECT * FROM main.copy WHERE a IN (SELECT id FROM temp.known) AND b IN (SELECT id FROM temp.known);
         CREATE TEMP TABLE headed (head INTEGER NOT NULL, now INTEGER PRIMARY KEY);
         CREATE TEMP VIEW dispatch AS SELECT d.report, coalesce((SELECT now FROM temp.headed h WHERE h.head = d.head), d.head) AS head
             FROM main.dispatch d WHERE d.report IN (SELECT id FROM temp.known);
         CREATE TEMP VIEW context AS SELECT report, zstd FROM main.context
             UNION ALL SELECT h.now, c.zstd FROM temp.headed h JOIN main.context c ON c.report = h.head;\n",
    );
    if let Some(until) = read_until {
        // What was undone later still held then.
        let at = until.saturating_mul(60).saturating_add(59);
        views.push_str(&format!(
            "CREATE TEMP VIEW decision AS SELECT d.id, d.at, d.author, d.reason, d.action,
                 (SELECT u.id FROM main.decision u WHERE u.id = d.undone AND u.at <= {at}) AS undone
             FROM main.decision d WHERE d.at <= {at};\n"
        ));
    }
    db.execute_batch(&views)?;
    rehead(db)
}

/// Where the oldest report of a dispatch does not count yet, the oldest that does stands for it.
fn rehead(db: &Connection) -> Result<(), Failed> {
    let mut heads: BTreeMap<i64, (i64, String, i64)> = BTreeMap::new();
    {
        let mut query = db.prepare(
            "SELECT d.head, r.id, r.published, hex(w.hash) FROM main.dispatch d JOIN main.report r ON r.id = d.report JOIN main.raw w ON w.id = r.id
             WHERE d.report IN (SELECT id FROM temp.known) AND d.head NOT IN (SELECT id FROM temp.known)",
        )?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let published: Option<String> = row.get(2)?;
            let minute = published
                .as_deref()
                .and_then(Published::read)
                .map_or(i64::MAX, |p| p.minute);
            let this: (i64, String, i64) = (minute, row.get(3)?, row.get(1)?);
            let head = heads.entry(row.get(0)?).or_insert_with(|| this.clone());
            if this < *head {
                *head = this;
            }
        }
    }
    let mut insert = db.prepare("INSERT INTO temp.headed (head, now) VALUES (?, ?)")?;
    for (head, (_, _, now)) in heads {
        insert.execute(params![head, now])?;
    }
    Ok(())
}
