//! What the command line takes, and what every command is told and gives back.

use crate::ask::Out;
use crate::commands::{
    actors, backup, bundle, claims, completions, decide, decisions, dispatches, doctor, export,
    extract, keep, man, parse, question, questions, read, report, restore, search, show, status,
    undo, why,
};
#[cfg(feature = "serve")]
use crate::commands::{follow, serve, subscribe, subscriptions, tell, unsubscribe};
use crate::help;
use clap::{Parser, Subcommand, ValueEnum};
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

/// A ledger of who said what.
#[derive(Debug, Parser)]
#[command(name = "sayso", version, about, long_about = help::ABOUT, after_long_help = help::EXAMPLES)]
#[command(
    after_help = "`sayso --help` says more, with examples.",
    max_term_width = 100,
    disable_help_subcommand = true
)]
pub struct Cli {
    /// The ledger's file
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        default_value = "sayso.db",
        help_heading = "Everywhere"
    )]
    pub ledger: PathBuf,

    /// How rows come out: as a table unless said otherwise
    #[arg(
        long,
        global = true,
        value_enum,
        help_heading = "Everywhere",
        hide_possible_values = false
    )]
    pub format: Option<Format>,

    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    Read(read::Args),
    Claims(claims::Args),
    Actors(actors::Args),
    Search(search::Args),
    Show(show::Args),
    Why(why::Args),
    Report(report::Args),
    Export(export::Args),
    Dispatches(dispatches::Args),
    Questions(questions::Args),
    Question(question::Args),
    Decide(decide::Args),
    Undo(undo::Args),
    Decisions(decisions::Args),
    #[cfg(feature = "serve")]
    #[command(subcommand)]
    Follow(follow::Command),
    Keep(keep::Args),
    #[cfg(feature = "serve")]
    Serve(serve::Args),
    #[cfg(feature = "serve")]
    Subscribe(subscribe::Args),
    #[cfg(feature = "serve")]
    Subscriptions(subscriptions::Args),
    #[cfg(feature = "serve")]
    Unsubscribe(unsubscribe::Args),
    #[cfg(feature = "serve")]
    Tell(tell::Args),
    Status(status::Args),
    Doctor(doctor::Args),
    Backup(backup::Args),
    Restore(restore::Args),
    Bundle(bundle::Args),
    Extract(extract::Args),
    Parse(parse::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// How rows come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned columns, for reading
    Table,
    /// One array of objects
    Json,
    /// One object a line
    Jsonl,
    /// Comma-separated values with a header
    Csv,
}

/// What every command is told.
#[derive(Clone, Debug)]
pub struct Context {
    /// The ledger's file.
    pub ledger: PathBuf,
    /// How rows come out; none where the user leaves it to the command.
    pub format: Option<Format>,
    /// Whether standard output is a terminal that shows colour, and the user wants it.
    pub colour: bool,
    /// Where commands that ask write to.
    pub out: Out,
}

impl Context {
    /// Out of what the user typed and the surroundings.
    pub fn new(cli: &Cli) -> Self {
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
        let able = std::env::var_os("TERM").is_none_or(|t| t != "dumb");
        Context {
            ledger: cli.ledger.clone(),
            format: cli.format,
            colour: wanted && able && std::io::stdout().is_terminal(),
            out: Out::default(),
        }
    }

    /// `--ledger FILE` as it must be typed to name this ledger again, with a blank before it; empty for the default.
    pub fn ledger_flag(&self) -> String {
        if self.ledger.as_os_str() == "sayso.db" {
            return String::new();
        }
        let name = self.ledger.display().to_string();
        let plain = |c: char| c.is_alphanumeric() || "/._-+@%=:,".contains(c);
        if name.chars().all(plain) {
            format!(" --ledger {name}")
        } else {
            format!(" --ledger '{}'", name.replace('\'', r"'\''"))
        }
    }
}

/// How a command ended; usage errors end with 2 before any command runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All of it was done.
    Done,
    /// Nothing could be done.
    Nothing,
    /// It was done, but for some input that was rejected.
    Rejected,
}

impl Exit {
    /// The exit status.
    pub fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Exit::Done => 0,
            Exit::Nothing => 1,
            Exit::Rejected => 3,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_ledger_is_named_before_or_after_the_command() {
        for line in [
            ["sayso", "--ledger", "x.db", "status"],
            ["sayso", "status", "--ledger", "x.db"],
        ] {
            let cli = Cli::try_parse_from(line).unwrap();
            assert_eq!(cli.ledger, PathBuf::from("x.db"));
            assert_eq!(Context::new(&cli).ledger_flag(), " --ledger x.db");
        }
        let cli = Cli::try_parse_from(["sayso", "status"]).unwrap();
        assert_eq!(Context::new(&cli).ledger_flag(), "");
    }
}
