//! The words of the manual that `sayso --help` is.

/// What it is and how it goes, above the commands.
pub const ABOUT: &str = "\
A ledger of who said what.

Sayso reads news reports in any form they come in and keeps every attributed claim in them: who made it, on whose word it \
reached the page, its exact words, its figures and times. It shows its work, and never says which side is right.

Read reports once; what is kept lies in one file, the ledger (sayso.db in this folder, or --ledger FILE). Then ask it. \
Nothing leaves this machine: the only network access is to addresses that you name or follow, or that a claim points to when you ask for it.";

/// Below the commands.
pub const EXAMPLES: &str = "\
Examples:
  sayso read reports/                   keep what a folder says: text, HTML, feeds, WARC, JSON lines, gzip of any
  sayso read https://example.org/feed   a page or feed at an address
  curl -s … | sayso read -              whatever comes down a pipe
  sayso status                          how much is in the ledger
  sayso claims --stance denies          who denied what
  sayso actors Moscow                   who speaks, under which names, and what made them one
  sayso questions --contested           what is disputed, by whom, on how many lines
  sayso question ID                     every answer to one question, side by side
  sayso follow add URL --every 1h       a feed or page to follow; sayso follow run reads what is new in it
  sayso dispatches                      which pages carry one text
  sayso decide reject CLAIM             correct the reading; sayso undo takes it back
  sayso search \"grain convoy\"           where these words stand
  sayso show REPORT                     a report with source, cue and content marked
  sayso keep CLAIM                      fetch what a claim points to, and keep the bytes
  sayso why CLAIM                       every field of a claim, and what gave it
  sayso why QUESTION 1 3                why two answers conflict, agree, or are one line
  sayso questions --as-of 2026-06-30    what was known then
  sayso export --profile acled > a.csv  answers by a convention: acled, ucdp, ibc, plain
  sayso export --as parquet --out a.pq  the same for data frames; or json-ld, wikitext
  sayso export --format csv > all.csv   the claims for a spreadsheet
  sayso extract < in.jsonl > out.jsonl  claims without a ledger, a report a line
  sayso parse < text.txt                words, tags, trees and names as CoNLL-U

Exit status: 0 done · 1 nothing could be done · 2 wrong usage · 3 done, but some input was rejected.
Environment: NO_COLOR switches colour off.
`sayso COMMAND --help` says what each command takes.";
