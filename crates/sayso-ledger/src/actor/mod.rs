//! Actors across reports: one for each person or body, out of what the claims give, with what joined them.
//!
//! They are kept by [`Ledger::update`], which makes them in an order of content, so that two ledgers that read the same reports agree, whatever came first.

mod anew;
mod find;

use crate::{ClaimKey, Error, Ledger};
use rusqlite::{OptionalExtension, Row};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;

/// What an actor is called in every ledger: 8 bytes of the hash of its oldest report and of the name that this gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ActorId(pub [u8; 8]);

impl fmt::Display for ActorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

/// A name of an actor, or a wording of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Wording {
    /// The words.
    pub words: String,
    /// How many claims give it so.
    pub claims: u64,
}

/// Why two names were taken for one actor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Joined {
    /// A name.
    pub a: String,
    /// Another, or the same in another report.
    pub b: String,
    /// What says so.
    pub why: String,
    /// How often that was said of these two names.
    pub times: u64,
    /// The reports of the first time, by hash.
    pub reports: [String; 2],
}

/// An actor over all reports.
#[derive(Clone, Debug)]
pub struct ActorRow {
    /// Its id.
    pub id: ActorId,
    /// The name that most claims give, the longer of two.
    pub name: String,
    /// Its kind, likewise.
    pub kind: String,
    /// Its affiliation, likewise.
    pub affiliation: Option<String>,
    /// How many reports give it.
    pub reports: u64,
    /// Its claims, in the order of reports and texts.
    pub claims: Vec<ClaimKey>,
    /// Its names, the commonest first.
    pub names: Vec<Wording>,
    /// How sources are worded that mean it, the commonest first.
    pub spellings: Vec<Wording>,
    /// What joined its names.
    pub joined: Vec<Joined>,
}

/// An actor with the number of its claims instead of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActorBrief {
    /// Its id.
    pub id: ActorId,
    /// The name that most claims give, the longer of two.
    pub name: String,
    /// Its kind, likewise.
    pub kind: String,
    /// Its affiliation, likewise.
    pub affiliation: Option<String>,
    /// How many reports give it.
    pub reports: u64,
    /// How many claims it makes.
    pub claims: u64,
    /// Its names, the commonest first.
    pub names: Vec<Wording>,
    /// How sources are worded that mean it, the commonest first.
    pub spellings: Vec<Wording>,
    /// What joined its names.
    pub joined: Vec<Joined>,
    row: i64,
}

/// What of an actor is kept together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Details {
    pub affiliation: Option<String>,
    pub names: Vec<Wording>,
    pub spellings: Vec<Wording>,
    pub joined: Vec<Joined>,
}

/// What is selected of an actor.
const COLUMNS: &str = "id, name, title, kind, reports, claims, json";
/// The order of actors.
const ORDER: &str = "claims DESC, reports DESC, title, name";

impl ActorBrief {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        let json = row.get_ref(6)?.as_str().unwrap_or_default();
        let details: Details = serde_json::from_str(json).unwrap_or_default();
        Ok(ActorBrief {
            row: row.get(0)?,
            id: ActorId(row.get(1)?),
            name: row.get(2)?,
            kind: row.get(3)?,
            reports: row.get::<_, i64>(4)? as u64,
            claims: row.get::<_, i64>(5)? as u64,
            affiliation: details.affiliation,
            names: details.names,
            spellings: details.spellings,
            joined: details.joined,
        })
    }

    fn with(self, claims: Vec<ClaimKey>) -> ActorRow {
        ActorRow {
            id: self.id,
            name: self.name,
            kind: self.kind,
            affiliation: self.affiliation,
            reports: self.reports,
            claims,
            names: self.names,
            spellings: self.spellings,
            joined: self.joined,
        }
    }
}

impl Ledger {
    /// All actors, those with the most claims first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn actors(&self) -> Result<Vec<ActorRow>, Error> {
        if self.is_other()? {
            return self.actors_anew();
        }
        let all = self.briefs(
            &format!("SELECT {COLUMNS} FROM actor ORDER BY {ORDER}"),
            &[],
        )?;
        let mut claims: HashMap<i64, Vec<ClaimKey>> = HashMap::new();
        let sql = "SELECT actor, claims FROM mention WHERE actor IS NOT NULL ORDER BY published IS NULL, published, hash, n";
        let read = self.db.prepare_cached(sql).and_then(|mut s| {
            let mut rows = s.query([])?;
            while let Some(row) = rows.next()? {
                claims.entry(row.get(0)?).or_default().extend(keys(row, 1)?);
            }
            Ok(())
        });
        read.map_err(|e| self.sqlite(&e))?;
        Ok(all
            .into_iter()
            .map(|actor| {
                let own = claims.remove(&actor.row).unwrap_or_default();
                actor.with(own)
            })
            .collect())
    }

    /// Up to `most` actors after the first `skip`, of a kind or of all, named by at least so many reports, those with the most claims first; and how many there
    /// are in all.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn actors_page(
        &self,
        kind: Option<&str>,
        reports: u64,
        skip: usize,
        most: usize,
    ) -> Result<(Vec<ActorBrief>, usize), Error> {
        let reports = i64::try_from(reports).unwrap_or(i64::MAX);
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let skip = i64::try_from(skip).unwrap_or(i64::MAX);
        let (mut conditions, mut values): (Vec<&str>, Vec<&dyn rusqlite::ToSql>) =
            (Vec::new(), Vec::new());
        if kind.is_some() {
            conditions.push("kind = ?");
            values.push(&kind);
        }
        if reports > 1 {
            conditions.push("reports >= ?");
            values.push(&reports);
        }
        let mut which = String::new();
        if !conditions.is_empty() {
            which = format!("WHERE {}", conditions.join(" AND "));
        }
        let all: i64 = self
            .db
            .prepare_cached(&format!("SELECT count(*) FROM actor {which}"))
            .and_then(|mut s| s.query_row(values.as_slice(), |r| r.get(0)))
            .map_err(|e| self.sqlite(&e))?;
        values.extend([&most as &dyn rusqlite::ToSql, &skip]);
        let sql = format!("SELECT {COLUMNS} FROM actor {which} ORDER BY {ORDER} LIMIT ? OFFSET ?");
        Ok((self.briefs(&sql, &values)?, all as usize))
    }

    /// The actor with its claims.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn actor_whole(&self, actor: ActorBrief) -> Result<ActorRow, Error> {
        let sql = "SELECT claims FROM mention WHERE actor = ? ORDER BY published IS NULL, published, hash, n";
        let claims = self.keys_of(sql, actor.row)?;
        Ok(actor.with(claims))
    }

    /// The actor of a claim; none where it is open.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn actor_of(&self, claim: ClaimKey) -> Result<Option<ActorRow>, Error> {
        if self.is_other()? {
            let all = self.actors_anew()?;
            return Ok(all.into_iter().find(|a| a.claims.contains(&claim)));
        }
        let found = self.actor_brief_of(claim)?;
        found.map(|actor| self.actor_whole(actor)).transpose()
    }

    /// The same, without its claims.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn actor_brief_of(&self, claim: ClaimKey) -> Result<Option<ActorBrief>, Error> {
        let sql = "SELECT m.actor FROM claim c CROSS JOIN mention m ON m.report = c.report AND m.name = c.actor
                   AND m.kind = coalesce(json_extract(c.json, '$.actor_kind'), '') AND m.affiliation IS json_extract(c.json, '$.affiliation') WHERE c.id = ?";
        let row: Option<Option<i64>> = self
            .db
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row([claim.0], |r| r.get(0)).optional())
            .map_err(|e| self.sqlite(&e))?;
        let Some(row) = row.flatten() else {
            return Ok(None);
        };
        let sql = format!("SELECT {COLUMNS} FROM actor WHERE id = ?");
        Ok(self.briefs(&sql, &[&row])?.pop())
    }

    fn briefs(&self, sql: &str, values: &[&dyn rusqlite::ToSql]) -> Result<Vec<ActorBrief>, Error> {
        let found = self
            .db
            .prepare_cached(sql)
            .and_then(|mut s| s.query_map(values, ActorBrief::of)?.collect());
        found.map_err(|e| self.sqlite(&e))
    }

    fn keys_of(&self, sql: &str, actor: i64) -> Result<Vec<ClaimKey>, Error> {
        let mut out = Vec::new();
        let read = self.db.prepare_cached(sql).and_then(|mut s| {
            let mut rows = s.query([actor])?;
            while let Some(row) = rows.next()? {
                out.extend(keys(row, 0)?);
            }
            Ok(())
        });
        read.map_err(|e| self.sqlite(&e))?;
        Ok(out)
    }
}

/// Claims out of a column of JSON.
fn keys(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<ClaimKey>> {
    let json = row.get_ref(column)?.as_str().unwrap_or_default();
    let rows: Vec<i64> = serde_json::from_str(json).unwrap_or_default();
    Ok(rows.into_iter().map(ClaimKey).collect())
}
