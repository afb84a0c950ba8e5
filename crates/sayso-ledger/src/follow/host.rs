//! Hosts: when each may be asked again, and what its robots.txt lets us ask.

use crate::{Error, Ledger};
use rusqlite::{OptionalExtension, params};

/// What is known of the robots.txt of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Robots {
    /// How it was had.
    pub state: RobotsState,
    /// How long this holds, in seconds since 1970.
    pub until: i64,
    /// The lines in it that are for this program.
    pub rules: String,
    /// Why it could not be had.
    pub why: Option<String>,
}

/// How a robots.txt was had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RobotsState {
    /// There is one.
    Rules,
    /// There is none: everything may be asked.
    None,
    /// The server does not say: nothing may be asked.
    Unreachable,
}

impl Ledger {
    /// When a host may be asked again, in seconds since 1970; 0 if it never was.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn host_free(&self, host: &str) -> Result<i64, Error> {
        let found = self
            .db
            .prepare_cached("SELECT free FROM follow_host WHERE host = ?")
            .and_then(|mut s| s.query_row([host], |r| r.get(0)).optional());
        Ok(found.map_err(|e| self.sqlite(&e))?.unwrap_or(0))
    }

    /// Holds hosts back until these times, before they are asked: a program that is ended between asking and writing down would ask too soon when it
    /// begins again. A host that is held back for longer stays so.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn hold_hosts(&mut self, hosts: &[(String, i64)]) -> Result<(), Error> {
        if hosts.is_empty() {
            return Ok(());
        }
        self.followed(|db| {
            let mut write = db.prepare_cached(
                "INSERT INTO follow_host (host, free) VALUES (?, ?) ON CONFLICT (host) DO UPDATE SET free = max(free, excluded.free)",
            )?;
            for (host, free) in hosts {
                write.execute(params![host, free])?;
            }
            Ok(())
        })
    }

    /// What is known of the robots.txt of this server.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn robots(&self, origin: &str) -> Result<Option<Robots>, Error> {
        let found = self
            .db
            .prepare_cached("SELECT state, until, rules, why FROM follow_robots WHERE origin = ?")
            .and_then(|mut s| {
                s.query_row([origin], |r| {
                    Ok(Robots {
                        state: match r.get::<_, String>(0)?.as_str() {
                            "rules" => RobotsState::Rules,
                            "none" => RobotsState::None,
                            _ => RobotsState::Unreachable,
                        },
                        until: r.get(1)?,
                        rules: r.get(2)?,
                        why: r.get(3)?,
                    })
                })
                .optional()
            });
        found.map_err(|e| self.sqlite(&e))
    }

    /// Keeps what the robots.txt of this server says.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn keep_robots(&mut self, origin: &str, robots: &Robots) -> Result<(), Error> {
        let state = match robots.state {
            RobotsState::Rules => "rules",
            RobotsState::None => "none",
            RobotsState::Unreachable => "unreachable",
        };
        self.followed(|db| {
            db.execute(
                "INSERT INTO follow_robots (origin, state, until, rules, why) VALUES (?, ?, ?, ?, ?)
                 ON CONFLICT (origin) DO UPDATE SET state = excluded.state, until = excluded.until, rules = excluded.rules, why = excluded.why",
                params![origin, state, robots.until, robots.rules, robots.why],
            )
            .map(|_| ())
        })
    }
}
