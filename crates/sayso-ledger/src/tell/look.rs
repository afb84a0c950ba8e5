//! Looking for changes: every question that was made anew is held against what was seen of it. All of it is one transaction: the changes, the deliveries that
//! carry them, and the mark up to which was looked.

use super::change::{Change, Group, Rejecter, changes, key};
use super::subscription::{Channel, Pace, Subscription, active};
use crate::decision::decided_of;
use crate::id::{blobs_with, short};
use crate::keep::Failed;
use crate::query::QuestionWhole;
use crate::update::{load, numbers};
use crate::{Error, Ledger};
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Changes in one mail, and in one call of a digest.
const IN_ONE: usize = 50;

/// What a look found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// Questions that changed.
    pub questions: usize,
    /// Changes that are told, each subscription counted.
    pub changes: usize,
    /// Deliveries that carry them.
    pub deliveries: usize,
}

impl Ledger {
    /// Looks for changes since the last look, writes down who is told which, and makes the digests that are due. Gives nothing where the ledger is being made
    /// anew at the moment; after [`Ledger::update`] it can be tried again.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn look(&mut self, now: i64) -> Result<Option<Looked>, Error> {
        self.telling(|db| look(db, now))
    }

    /// Whether a look would have something to do.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn has_changes(&self, now: i64) -> Result<bool, Error> {
        let sql = "SELECT EXISTS (SELECT 1 FROM question_touched) OR EXISTS (SELECT 1 FROM subscription WHERE ended IS NULL AND next <= ?)";
        self.db
            .query_row(sql, [now], |r| r.get(0))
            .map_err(|e| self.sqlite(&e))
    }
}

pub(super) fn look(db: &Connection, now: i64) -> Result<Option<Looked>, Failed> {
    let is_being_made: bool =
        db.query_row("SELECT EXISTS (SELECT 1 FROM stale)", [], |r| r.get(0))?;
    if is_being_made {
        return Ok(None);
    }
    let mut subscriptions = active(db)?;
    if subscriptions.is_empty() {
        // Nobody was told anything: whoever comes next is told what changes from here.
        if numbers(db, "SELECT EXISTS (SELECT 1 FROM waiting)", [])?.contains(&1) {
            return Ok(None);
        }
        db.execute_batch(
            "DELETE FROM question_touched; DELETE FROM question_seen;
             INSERT INTO question_seen (name, zstd) SELECT q.name, w.zstd FROM question q JOIN whole w ON w.question = q.id ORDER BY q.name;",
        )?;
        return Ok(Some(Looked::default()));
    }
    let mut out = Looked::default();
    let settled = settled(db)?;
    if !settled.is_empty() {
        let decided = decided_of(db)?;
        for group in &settled {
            follow(db, &mut subscriptions, group)?;
            let rejected = |_: &str, claim: &str| {
                decided.rejected(claim).map(|by| Rejecter {
                    author: by.author.clone(),
                    reason: by.reason.clone(),
                    at: by.at,
                })
            };
            let found = changes(group, rejected);
            out.questions += usize::from(!found.is_empty()) * group.now.len().max(1);
            for change in &found {
                out.changes += tell(db, &subscriptions, change, now)?;
            }
            see(db, group)?;
        }
    }
    for subscription in &subscriptions {
        out.deliveries += deliver(db, subscription, now)?;
    }
    Ok(Some(out))
}

/// The questions that were made anew, as they were and are, in groups that share reports; without those of which a report is still to be placed.
fn settled(db: &Connection) -> Result<Vec<Group>, Failed> {
    let names: Vec<String> = {
        let mut statement = db.prepare_cached("SELECT name FROM question_touched ORDER BY name")?;
        let rows = statement.query_map([], |r| r.get(0))?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let unplaced: BTreeSet<String> = {
        let mut statement = db.prepare_cached(
            "SELECT lower(hex(w.hash)) FROM waiting v JOIN raw w ON w.id = v.report",
        )?;
        let rows = statement.query_map([], |r| r.get(0))?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    let mut all: Vec<(bool, QuestionWhole)> = Vec::new();
    for name in &names {
        let before = packed(db, "SELECT zstd FROM question_seen WHERE name = ?", name)?;
        let now = packed(
            db,
            "SELECT w.zstd FROM question q JOIN whole w ON w.question = q.id WHERE q.name = ?",
            name,
        )?;
        if before == now {
            forget(db, name)?;
            continue;
        }
        for (is_now, packed) in [(false, before), (true, now)] {
            if let Some(packed) = packed {
                all.push((is_now, load::unpack(&packed)?));
            }
        }
    }
    // Those that share a report, or a name, are one group.
    let mut of: Vec<usize> = (0..all.len()).collect();
    let mut first: HashMap<&str, usize> = HashMap::new();
    for (n, (_, whole)) in all.iter().enumerate() {
        let reports = whole.answers.iter().map(|a| a.report.as_str());
        for name in reports.chain([whole.id.as_str()]) {
            let other = *first.entry(name).or_insert(n);
            let (a, b) = (root(&mut of, n), root(&mut of, other));
            if let Some(top) = of.get_mut(a.max(b)) {
                *top = a.min(b);
            }
        }
    }
    let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
    for (n, (is_now, whole)) in all.into_iter().enumerate() {
        let group = groups.entry(root(&mut of, n)).or_insert_with(|| Group {
            before: Vec::new(),
            now: Vec::new(),
        });
        match is_now {
            true => group.now.push(whole),
            false => group.before.push(whole),
        }
    }
    let mut out: Vec<Group> = groups.into_values().collect();
    out.retain(|group| {
        let mut questions = group.before.iter().chain(&group.now);
        !questions.any(|q| q.answers.iter().any(|a| unplaced.contains(&a.report)))
    });
    Ok(out)
}

fn root(of: &mut [usize], n: usize) -> usize {
    let mut at = n;
    while let Some(&up) = of.get(at).filter(|up| **up != at) {
        let above = of.get(up).copied().unwrap_or(up);
        if let Some(place) = of.get_mut(at) {
            *place = above;
        }
        at = above;
    }
    at
}

fn packed(db: &Connection, sql: &str, name: &str) -> rusqlite::Result<Option<Vec<u8>>> {
    db.prepare_cached(sql)?
        .query_row([name], |r| r.get(0))
        .optional()
}

fn forget(db: &Connection, name: &str) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM question_touched WHERE name = ?")?
        .execute([name])?;
    Ok(())
}

/// From now on a group has been seen as it is.
fn see(db: &Connection, group: &Group) -> Result<(), Failed> {
    for whole in group.before.iter().chain(&group.now) {
        db.prepare_cached("DELETE FROM question_seen WHERE name = ?")?
            .execute([&whole.id])?;
        forget(db, &whole.id)?;
    }
    for whole in &group.now {
        db.prepare_cached(
            "INSERT INTO question_seen (name, zstd) SELECT q.name, w.zstd FROM question q JOIN whole w ON w.question = q.id WHERE q.name = ?",
        )?
        .execute([&whole.id])?;
    }
    Ok(())
}

/// A view of a question that has another name now is of the one that took over most of its answers.
fn follow(
    db: &Connection,
    subscriptions: &mut [Subscription],
    group: &Group,
) -> Result<(), Failed> {
    for subscription in subscriptions {
        let Some(id) = subscription.view.question.clone() else {
            continue;
        };
        let Some(old) = group.before.iter().find(|q| q.id == id) else {
            continue;
        };
        if group.now.iter().any(|q| q.id == id) {
            continue;
        }
        let keys: BTreeSet<_> = old.answers.iter().map(key).collect();
        let shared =
            |q: &QuestionWhole| q.answers.iter().filter(|a| keys.contains(&key(a))).count();
        let heirs = group.now.iter().filter(|q| shared(q) > 0);
        let heir = heirs.max_by(|a, b| shared(a).cmp(&shared(b)).then_with(|| b.id.cmp(&a.id)));
        if let Some(heir) = heir {
            subscription.view.question = Some(heir.id.clone());
            db.prepare_cached("UPDATE subscription SET view = ? WHERE id = ?")?
                .execute(params![
                    serde_json::to_string(&subscription.view)?,
                    subscription.row
                ])?;
        }
    }
    Ok(())
}

/// Writes a change down for everyone whose view has it; gives for how many.
fn tell(
    db: &Connection,
    subscriptions: &[Subscription],
    change: &Change,
    now: i64,
) -> Result<usize, Failed> {
    let mut told = 0;
    let content = content_of(db, &change.now.report, &change.now.claim)?;
    for subscription in subscriptions {
        let names = names_of(db, subscription.view.actor.as_deref())?;
        if !subscription.view.has(change, &names, &content) {
            continue;
        }
        let of = format!("{}\n{}", change.question.id, change.content());
        let base = hash(&[&subscription.salt, &of]);
        let before: i64 = db
            .prepare_cached("SELECT count(*) FROM change WHERE content = ?")?
            .query_row([&base], |r| r.get(0))?;
        let name = hash(&[&base, &before.to_string()]);
        db.prepare_cached(
            "INSERT INTO change (name, content, subscription, at, json) VALUES (?, ?, ?, ?, ?)",
        )?
        .execute(params![
            name,
            base,
            subscription.row,
            now,
            crate::contract::to_json(change)?
        ])?;
        told += 1;
    }
    Ok(told)
}

/// The words of a claim.
fn content_of(db: &Connection, report: &str, claim: &str) -> Result<String, Failed> {
    let (Some((hash, _)), Some(name)) = (blobs_with(report, 32), short(claim)) else {
        return Ok(String::new());
    };
    let sql = "SELECT c.content FROM raw w JOIN claim c ON c.report = w.id WHERE w.hash = ?1 AND c.name = ?2 LIMIT 1";
    let found = db
        .prepare_cached(sql)?
        .query_row(params![hash, &name[..]], |r| r.get(0))
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// The names of an actor that is given by its id.
fn names_of(db: &Connection, actor: Option<&str>) -> Result<BTreeSet<String>, Failed> {
    let Some(name) = actor.and_then(short) else {
        return Ok(BTreeSet::new());
    };
    let sql = "SELECT m.name FROM actor a JOIN mention m ON m.actor = a.id WHERE a.name = ?";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([&name[..]], |r| r.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Puts what waits into deliveries, if it is time; gives how many.
fn deliver(db: &Connection, subscription: &Subscription, now: i64) -> Result<usize, Failed> {
    let in_one = match (&subscription.channel, subscription.pace) {
        (Channel::Feed, _) => return Ok(0),
        (Channel::Webhook { .. }, Pace::AtOnce) => 1,
        _ => IN_ONE,
    };
    if let Some(every) = subscription.pace.seconds() {
        let due = subscription.next.unwrap_or(now);
        if due > now {
            return Ok(0);
        }
        let next = due + ((now - due).div_euclid(every) + 1) * every;
        db.prepare_cached("UPDATE subscription SET next = ? WHERE id = ?")?
            .execute([next, subscription.row])?;
    }
    let waiting: Vec<(i64, String)> = {
        let mut statement = db.prepare_cached(
            "SELECT id, name FROM change WHERE subscription = ? AND delivery IS NULL ORDER BY id",
        )?;
        let rows = statement.query_map([subscription.row], |r| Ok((r.get(0)?, r.get(1)?)))?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    let mut made = 0;
    for some in waiting.chunks(in_one) {
        let names: Vec<&str> = some.iter().map(|(_, name)| name.as_str()).collect();
        let name = hash(&[&subscription.salt, &names.join(" ")]);
        let delivery = db
            .prepare_cached(
                "INSERT INTO delivery (name, subscription, made, state, next) VALUES (?1, ?2, ?3, 'pending', ?3)",
            )?
            .insert(params![name, subscription.row, now])?;
        for (id, _) in some {
            db.prepare_cached("UPDATE change SET delivery = ? WHERE id = ?")?
                .execute([delivery, *id])?;
        }
        made += 1;
    }
    Ok(made)
}

/// 32 hex digits of a hash.
fn hash(parts: &[&str]) -> String {
    let mut out = Sha256::new();
    for part in parts {
        out.update((part.len() as u64).to_le_bytes());
        out.update(part.as_bytes());
    }
    let whole: [u8; 32] = out.finalize().into();
    whole.iter().take(16).map(|b| format!("{b:02x}")).collect()
}
