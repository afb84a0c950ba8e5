//! `subscribe`: who is told which changes.

use super::claims::MEASURES;
use crate::cli::{Context, Exit};
use sayso_ledger::Ledger;
use sayso_ledger::policy::Tlp;
use sayso_ledger::tell::{Channel, Pace, View};
use sayso_tell::wish::{To, subscribe};

/// Adds a subscription: what changes from now on is told, each change once
///
/// All conditions that are given must hold; without any, every change of every question is told. Without --mail or --webhook it is an Atom feed, which `serve`
/// shows. `tell` looks for changes and sends them, and so does `serve --tell`. A webhook is signed as the Standard Webhooks specification says; its secret is
/// shown once, here.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Words that the question or the claim must have
    words: Vec<String>,
    /// Only of this question, whatever it comes to be called
    #[arg(long, value_name = "ID", help_heading = "Which changes")]
    question: Option<String>,
    /// Only what someone of this name says or said: words of the name, or an actor's id for all its names
    #[arg(long, value_name = "NAME|ID", help_heading = "Which changes")]
    actor: Option<String>,
    /// Only of questions in this place
    #[arg(long, value_name = "NAME", help_heading = "Which changes")]
    place: Option<String>,
    /// Only of what is counted
    #[arg(long, value_name = "MEASURE", value_parser = MEASURES, help_heading = "Which changes")]
    measure: Option<String>,
    /// Only new conflicts (with --revisions: or revisions)
    #[arg(long, help_heading = "Which changes")]
    conflicts: bool,
    /// Only revisions (with --conflicts: or conflicts)
    #[arg(long, help_heading = "Which changes")]
    revisions: bool,
    /// To this mail address
    #[arg(
        long,
        value_name = "ADDRESS",
        conflicts_with = "webhook",
        help_heading = "Where to"
    )]
    mail: Option<String>,
    /// To this URL, as signed calls
    #[arg(long, value_name = "URL", help_heading = "Where to")]
    webhook: Option<String>,
    /// All changes of a day or a week in one, instead of at once
    #[arg(long, value_enum, value_name = "PACE", help_heading = "Where to")]
    digest: Option<Digest>,
    /// The highest marking (TLP 2.0) of those it goes to; what is marked higher is named as such and not shown
    #[arg(long, default_value = "clear", help_heading = "Where to")]
    tlp: Tlp,
}

/// How often a digest is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Digest {
    /// Once a day
    Daily,
    /// Once a week
    Weekly,
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    let words = args.words.join(" ");
    let view = View {
        question: args.question.clone(),
        actor: args.actor.clone(),
        words: Some(words).filter(|w| !w.is_empty()),
        place: args.place.clone(),
        measure: args.measure.clone(),
        conflicts: args.conflicts,
        revisions: args.revisions,
    };
    let to = match (&args.mail, &args.webhook) {
        (Some(address), _) => To::Mail(address.clone()),
        (None, Some(url)) => To::Webhook(url.clone()),
        (None, None) => To::Feed,
    };
    let pace = match args.digest {
        None => Pace::AtOnce,
        Some(Digest::Daily) => Pace::Daily,
        Some(Digest::Weekly) => Pace::Weekly,
    };
    let mut ledger = Ledger::create(&at.ledger)?;
    let made = subscribe(&mut ledger, view, to, pace, args.tlp)?;
    println!("{}  {}", made.name, made.view.in_words());
    println!("feed  /feeds/saved/{}.atom", made.token);
    if let Channel::Webhook { secret, .. } = &made.channel {
        println!("secret  {secret}");
    }
    if made.channel != Channel::Feed {
        let flag = at.ledger_flag();
        eprintln!("`sayso tell{flag}` sends what changes from now on.");
    }
    Ok(Exit::Done)
}
