//! Looking for changes and sending what is due, over and over.

use crate::smtp::Handed;
use crate::webhook::Called;
use crate::{Leaves, Options, mail, now, webhook};
use anyhow::Context;
use lettre::Address;
use sayso_ledger::Ledger;
use sayso_ledger::tell::{Channel, Delivery, State, Subscription};
use std::collections::BTreeSet;
use std::fs::{File, TryLockError};
use std::time::{Duration, Instant};

/// Deliveries that are taken up in one round.
const SOME: usize = 10_000;

/// Tells of one ledger, and keeps others from it meanwhile.
pub struct Teller {
    ledger: Ledger,
    options: Options,
    /// Held as long as this lives; the system lets go of it whatever ends the program.
    _lock: File,
}

/// What one round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Changes that were found, each subscription counted.
    pub changes: usize,
    /// Deliveries that were taken.
    pub sent: usize,
    /// Deliveries that are tried later.
    pub later: usize,
    /// Deliveries that were given up.
    pub failed: usize,
    /// Deliveries of which it is not known whether they were taken.
    pub uncertain: usize,
}

/// A delivery as it goes out.
enum Made {
    Mail(Address, Vec<u8>),
    Call(Vec<u8>),
    /// Nothing can be sent where no server for mail is known.
    Waits,
}

impl Teller {
    /// Takes up what an earlier program left. Gives nothing where another program tells.
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub fn start(options: Options) -> anyhow::Result<Option<Self>> {
        let mut name = options.ledger.as_os_str().to_owned();
        name.push("-tell");
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&name)
            .with_context(|| format!("cannot write {}", name.display()))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(e)) => {
                return Err(e).with_context(|| format!("cannot lock {}", name.display()));
            }
        }
        let mut ledger = Ledger::create(&options.ledger)?;
        ledger.resume_deliveries(now())?;
        if options.resend {
            for one in ledger.deliveries(None, Some(State::Uncertain))? {
                ledger.settle(Some(&one.name), true, now())?;
            }
        }
        Ok(Some(Teller {
            ledger,
            options,
            _lock: lock,
        }))
    }

    /// Looks for changes, and sends what is due.
    ///
    /// # Errors
    /// The ledger cannot be read or written.
    pub fn once(&mut self) -> anyhow::Result<Round> {
        let mut round = Round {
            changes: self.look()?,
            ..Round::default()
        };
        // Where one did not get through, the others need not be tried now.
        let mut deaf: BTreeSet<String> = BTreeSet::new();
        for delivery in self.ledger.due_deliveries(now(), SOME)? {
            let later = round.later;
            if !deaf.contains(&delivery.subscription) {
                self.deliver(&delivery, &mut round)?;
            }
            if round.later > later {
                deaf.insert(delivery.subscription);
            }
        }
        Ok(round)
    }

    /// Sends uncertain or failed deliveries again, or lets them rest; gives how many.
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub fn settle(&mut self, name: Option<&str>, again: bool) -> anyhow::Result<usize> {
        Ok(self.ledger.settle(name, again, now())?)
    }

    fn look(&mut self) -> anyhow::Result<usize> {
        for _ in 0..20 {
            if self.ledger.is_behind()? {
                self.ledger.update()?;
            }
            if !self.ledger.has_changes(now())? {
                return Ok(0);
            }
            if let Some(looked) = self.ledger.look(now())? {
                return Ok(looked.changes);
            }
            // Another program makes it anew at the moment.
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(0)
    }

    fn deliver(&mut self, delivery: &Delivery, round: &mut Round) -> anyhow::Result<()> {
        let to = self.ledger.subscription(&delivery.subscription)?;
        let made = match self.made(&to, delivery) {
            Ok(made) => made,
            Err(e) if e.is::<sayso_ledger::Error>() => return Err(e),
            // It cannot be written, and could not be later: a withheld source, an address that is none any more.
            Err(e) => return self.give_up(delivery, &format!("{e:#}"), round),
        };
        if matches!(made, Made::Waits) {
            round.later += 1;
            return Ok(());
        }
        self.ledger
            .mark_delivery(delivery, State::Sending, None, now())?;
        match (made, &to.channel) {
            (Made::Call(body), Channel::Webhook { url, secret }) => {
                let (inner, time) = (self.options.allow_inner, self.options.time);
                let called = webhook::call(url, secret, &delivery.name, now(), &body, inner, time);
                match called {
                    Ok(Called::Taken(said)) => self.taken(delivery, &said, round),
                    Ok(Called::Later(said, after)) => self.later(delivery, &said, after, round),
                    Ok(Called::Gone) => {
                        let said = "the receiver answers 410: it is gone";
                        self.give_up(delivery, said, round)?;
                        self.ledger.unsubscribe(&to.name, said, now())?;
                        Ok(())
                    }
                    Err(e) => self.give_up(delivery, &format!("{e:#}"), round),
                }
            }
            (Made::Mail(address, mail), _) => {
                let Some(smtp) = self.options.smtp.clone() else {
                    return Ok(());
                };
                let ledger = &mut self.ledger;
                let handed = smtp.hand(&address, &mail, self.options.time, || {
                    Ok(ledger.mark_delivery(delivery, State::Handed, None, now())?)
                })?;
                match handed {
                    Handed::Taken(said) => self.taken(delivery, &said, round),
                    Handed::Later(said) => self.later(delivery, &said, None, round),
                    Handed::Never(said) => self.give_up(delivery, &said, round),
                    Handed::Unknown(said) => {
                        round.uncertain += 1;
                        let state = State::Uncertain;
                        Ok(self
                            .ledger
                            .mark_delivery(delivery, state, Some(&said), now())?)
                    }
                }
            }
            _ => Ok(()),
        }
    }

    fn made(&self, to: &Subscription, delivery: &Delivery) -> anyhow::Result<Made> {
        let is_mail = matches!(to.channel, Channel::Mail { .. });
        let smtp = self.options.smtp.as_ref();
        if is_mail && smtp.is_none() {
            return Ok(Made::Waits);
        }
        let base = &self.options.base;
        let mut leaves = Leaves::new(&self.ledger, to.ceiling, base)?;
        let mut changes = Vec::new();
        for out in self.ledger.changes_of(delivery)? {
            changes.push(leaves.told(&out)?);
        }
        Ok(match smtp.filter(|_| is_mail) {
            Some(smtp) => {
                let (address, mail) =
                    mail::written(&leaves, to, delivery, &changes, base, &smtp.from)?;
                Made::Mail(address, mail)
            }
            None => Made::Call(webhook::body(&leaves, to, delivery, &changes)?),
        })
    }

    fn taken(&mut self, of: &Delivery, said: &str, round: &mut Round) -> anyhow::Result<()> {
        round.sent += 1;
        Ok(self
            .ledger
            .mark_delivery(of, State::Sent, Some(said), now())?)
    }

    fn later(
        &mut self,
        of: &Delivery,
        said: &str,
        after: Option<i64>,
        round: &mut Round,
    ) -> anyhow::Result<()> {
        let tries = of.tries + 1;
        if tries >= self.options.tries {
            return self.give_up(of, said, round);
        }
        round.later += 1;
        let wait = self.options.wait(tries).max(after.unwrap_or(0));
        Ok(self.ledger.put_off(of, said, now() + wait)?)
    }

    fn give_up(&mut self, of: &Delivery, said: &str, round: &mut Round) -> anyhow::Result<()> {
        round.failed += 1;
        Ok(self
            .ledger
            .mark_delivery(of, State::Failed, Some(said), now())?)
    }
}

/// Tells until `stop` says so; `heard` is given each round in which something was done, and each failure, after which it goes on. While another program tells,
/// it waits.
pub fn tell(
    options: &Options,
    stop: impl Fn() -> bool,
    mut heard: impl FnMut(anyhow::Result<Round>),
) {
    let mut teller: Option<Teller> = None;
    while !stop() {
        if teller.is_none() {
            match Teller::start(options.clone()) {
                Ok(started) => teller = started,
                Err(e) => heard(Err(e)),
            }
        }
        if let Some(teller) = &mut teller {
            match teller.once() {
                Ok(round) if round == Round::default() => {}
                done => heard(done),
            }
        }
        let until = Instant::now() + options.every;
        while !stop() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(100).min(options.every));
        }
    }
}
