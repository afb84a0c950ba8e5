//! `bundle`: chosen claims and decisions for another ledger, in one signed file.

use crate::cli::{Context, Exit, Format};
use anyhow::{Context as _, anyhow};
use sayso_ledger::bundle::{
    Chosen, Manifest, PublicKey, new_key, public_key, receive, secret_key, verify, write,
};
use sayso_ledger::policy::{Policy, Tlp};
use sayso_ledger::{Ledger, ReportKey};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes chosen claims, readings and decisions into one signed file
///
/// The other side runs `sayso bundle verify FILE --key KEY.pub` and `sayso read FILE --key KEY.pub`. Everything keeps its id; what the other ledger has
/// already is compared and never overwritten. Sources that are withheld (`sayso decide withhold`) are cut, what is marked higher than --tlp is refused.
/// SAYSO_KEY_PASSWORD is the password of an encrypted key.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Args {
    #[command(subcommand)]
    what: Option<What>,

    #[command(flatten)]
    write: WriteArgs,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Checks every byte of a bundle against its signature, and says what is in it
    Verify {
        /// The bundle
        file: PathBuf,
        /// The public key of who should have signed it: a file, or its line of base64
        #[arg(long, value_name = "FILE|KEY")]
        key: String,
    },
    /// Makes a pair of keys: NAME.key, to be kept secret, and NAME.pub, to be handed out
    Key {
        /// The name of both files, without their ends
        name: PathBuf,
    },
}

#[derive(Debug, clap::Args)]
struct WriteArgs {
    /// Where to
    #[arg(required = true)]
    file: Option<PathBuf>,

    /// The secret key to sign with: a file that `sayso bundle key` or minisign made
    #[arg(long, required = true, value_name = "FILE")]
    key: Option<PathBuf>,

    /// A report to be in it; may be given again [default: all reports]
    #[arg(long, value_name = "REPORT")]
    report: Vec<String>,

    /// A claim to be in it; may be given again
    #[arg(long, value_name = "ID")]
    claim: Vec<String>,

    /// A question whose claims are to be in it; may be given again
    #[arg(long, value_name = "ID")]
    question: Vec<String>,

    /// The raw bytes of the reports too; those of a report with a withheld source stay here all the same
    #[arg(long)]
    raw: bool,

    /// The highest marking of those it is for: clear, green, amber, amber+strict or red
    #[arg(long, default_value = "clear")]
    tlp: Tlp,

    /// Leaves out what is marked higher, instead of writing nothing
    #[arg(long)]
    leave_out: bool,
}

pub fn run(args: &Args, at: &Context) -> anyhow::Result<Exit> {
    match &args.what {
        Some(What::Verify { file, key }) => {
            let verified = verify(file, &public(key)?)?;
            say(file, &verified.manifest, &verified.signer, at)?;
            Ok(Exit::Done)
        }
        Some(What::Key { name }) => keys(name),
        None => written(&args.write, at),
    }
}

fn say(file: &Path, m: &Manifest, signer: &str, at: &Context) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if matches!(at.format, Some(Format::Json | Format::Jsonl)) {
        let said = serde_json::json!({"bundle": file, "signer": signer, "manifest": m});
        return Ok(writeln!(out, "{said}")?);
    }
    let marking = m.marking.map_or(String::new(), |t| format!(", {t}"));
    writeln!(
        out,
        "{}: sound, signed by {signer}: {} reports, {} claims ({} with their source withheld), {} decisions{marking}, made by {}",
        file.display(),
        m.reports,
        m.claims,
        m.withheld,
        m.decisions,
        m.made_by
    )?;
    Ok(())
}

/// A public key out of a file or a line.
pub fn public(key: &str) -> anyhow::Result<PublicKey> {
    let text = match std::fs::read_to_string(key) {
        Ok(text) => text,
        Err(_) => key.to_owned(),
    };
    public_key(&text).map_err(|e| anyhow!("{key}: no public key of minisign ({e})"))
}

fn password() -> Option<String> {
    std::env::var("SAYSO_KEY_PASSWORD")
        .ok()
        .filter(|p| !p.is_empty())
}

fn keys(name: &Path) -> anyhow::Result<Exit> {
    let end = |end: &str| {
        let mut path = name.as_os_str().to_owned();
        path.push(end);
        PathBuf::from(path)
    };
    let (secret, public) = (end(".key"), end(".pub"));
    for path in [&secret, &public] {
        anyhow::ensure!(
            !path.exists(),
            "{}: there is a file already",
            path.display()
        );
    }
    let (own, theirs) = new_key(password()).map_err(|e| anyhow!(e))?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options
        .open(&secret)
        .with_context(|| secret.display().to_string())?;
    file.write_all(own.as_bytes())?;
    std::fs::write(&public, &theirs).with_context(|| public.display().to_string())?;
    eprintln!(
        "{} is secret, {} is for those who are to verify.",
        secret.display(),
        public.display()
    );
    Ok(Exit::Done)
}

/// How many addresses, in the reports of a bundle, lead to evidence that is kept.
fn kept_of(ledger: &Ledger, chosen: &Chosen) -> anyhow::Result<usize> {
    let mut urls = std::collections::BTreeSet::new();
    for &key in chosen.reports.keys() {
        for row in ledger.reading(key)?.claims {
            urls.extend(sayso_read::pointed_at(&row).into_iter().map(|(url, _)| url));
        }
    }
    let mut kept = 0;
    for url in urls {
        let fetch = ledger.last_fetch_of(&url)?;
        kept += usize::from(fetch.is_some_and(|f| f.hash.is_some()));
    }
    Ok(kept)
}

fn written(args: &WriteArgs, at: &Context) -> anyhow::Result<Exit> {
    let (Some(file), Some(key)) = (&args.file, &args.key) else {
        anyhow::bail!("a bundle wants a file and a key");
    };
    let key_text = std::fs::read_to_string(key).with_context(|| key.display().to_string())?;
    let secret =
        secret_key(&key_text, password()).map_err(|e| anyhow!("{}: {e}", key.display()))?;
    let ledger = sayso_read::fresh(&at.ledger)?;
    ledger.freeze()?;
    let policy = Policy::of(&ledger, args.tlp)?;
    let chosen = Chosen {
        reports: chosen(&ledger, args)?,
        raw: args.raw,
        leave_out: args.leave_out,
    };
    let made_by = format!("sayso {}", env!("CARGO_PKG_VERSION"));
    let done = write(&ledger, &policy, &chosen, &secret, &made_by, file)?;
    for refused in &done.left_out {
        eprintln!("left out: {refused}");
    }
    let evidence = kept_of(&ledger, &chosen)?;
    if evidence > 0 {
        eprintln!(
            "{evidence} addresses in it lead to evidence that is kept here: the bundle has the addresses, not the bytes."
        );
    }
    let m = &done.manifest;
    eprintln!(
        "{}: {} reports, {} claims ({} with their source withheld), {} decisions.",
        file.display(),
        m.reports,
        m.claims,
        m.withheld,
        m.decisions
    );
    Ok(match done.left_out.is_empty() {
        true => Exit::Done,
        false => Exit::Rejected,
    })
}

fn chosen(
    ledger: &Ledger,
    args: &WriteArgs,
) -> anyhow::Result<BTreeMap<ReportKey, BTreeSet<String>>> {
    let mut out = BTreeMap::new();
    let mut claims: BTreeSet<String> = BTreeSet::new();
    for name in &args.claim {
        claims.insert(ledger.claim_named(name)?.to_string());
    }
    for name in &args.question {
        let whole = ledger.question(name)?;
        claims.extend(whole.answers.into_iter().map(|a| a.claim));
    }
    for claim in claims {
        let report = ledger.report_of_claim(&ledger.claim_named(&claim)?)?;
        out.entry(report)
            .or_insert_with(BTreeSet::new)
            .insert(claim);
    }
    for name in &args.report {
        // A report that is named goes whole.
        out.insert(ledger.find_report(name)?, BTreeSet::new());
    }
    if args.claim.is_empty() && args.question.is_empty() && args.report.is_empty() {
        out.extend(
            ledger
                .reports()?
                .into_iter()
                .map(|key| (key, BTreeSet::new())),
        );
    }
    Ok(out)
}

/// A bundle into the ledger; whether nothing was in conflict or rejected.
pub fn read_in(file: &Path, key: Option<&str>, at: &Context) -> anyhow::Result<bool> {
    let Some(key) = key else {
        anyhow::bail!(
            "{}: a bundle is read with --key, the public key of who should have signed it",
            file.display()
        );
    };
    let mut ledger = Ledger::create(&at.ledger)?;
    let got = receive(&mut ledger, file, &public(key)?)?;
    ledger.update()?;
    for (what, why) in &got.rejected {
        eprintln!("rejected: {}: {what}: {why}", file.display());
    }
    for conflict in &got.conflicts {
        eprintln!("conflict: {conflict}");
    }
    eprintln!(
        "{}: signed by {}: {} new reports with {} claims, {} known already, {} decisions taken, {} conflicts left as they are here",
        file.display(),
        got.signer,
        got.new,
        got.claims,
        got.known,
        got.decisions,
        got.conflicts.len()
    );
    Ok(got.rejected.is_empty() && got.conflicts.is_empty())
}
