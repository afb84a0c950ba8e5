#!/usr/bin/env python3
"""Measure the release binary on the development data beside the checkout and print a row per figure of docs/scores.md.

    cargo build --release && benches/scores.py [--shared ../shared] [--only NAME…]

Each row says what it ran. Nothing is written but to a temporary folder. Without the data it says so and ends well.
"""
import argparse, json, os, pathlib, shutil, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SAYSO = ROOT / "target/release/sayso"
# Measures of our own on the same output.
MORE = {"attributions": ["speech.py", "calibration.py"], "reports": ["calibration.py"], "held reports": ["calibration.py"]}


def run(command, stdin=None, stdout=None):
    started = time.time()
    done = subprocess.run([str(c) for c in command], stdin=stdin, stdout=stdout or subprocess.PIPE, stderr=subprocess.PIPE, text=stdout is None)
    if done.returncode not in (0, 3):
        sys.exit(f"{command}: exit {done.returncode}\n{done.stderr}")
    return done.stdout, time.time() - started


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--shared", type=pathlib.Path, default=ROOT.parent / "shared")
    p.add_argument("--only", nargs="*")
    args = p.parse_args()
    data, score = args.shared / "data", args.shared / "score"
    if not data.exists():
        print(f"no data at {args.shared}: nothing measured")
        return
    gold, own = args.shared / "reports/gold.jsonl", ROOT / "docs/gold/reports.jsonl"
    held = ROOT / "docs/gold/held.jsonl"
    polnear, incidents = data / "attributions/polnear-dev.jsonl.gz", data / "incidents/incidents.jsonl.gz"
    times = sorted((data / "times").glob("*.tar.gz"))
    rows = [
        ("attributions", "attributions.py", [polnear], [polnear, "OUT"], ["--attributions", "polnear"]),
        ("reports", "reports.py", [gold], [gold, "OUT"], []),
        ("own reports", "reports.py", [own], [own, "OUT"], []),
        ("held reports", "reports.py", [held], [held, "OUT"], []),
        ("pages", "pages.py", [data / "pages/pages.tar"], [data / "pages/truth.json.gz", "OUT"], []),
        ("quantities", "quantities.py", [data / "quantities/newsquant.jsonl"], [data / "quantities/newsquant.jsonl", "OUT"], ["--all-quantities"]),
        ("times", "times.py", times, ["OUT", *times], ["--times", "timeml"]),
        ("incidents", "incidents.py", [incidents], [incidents, "OUT"], []),
    ]
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        for name, scorer, inputs, judged, flags in rows:
            if args.only and name not in args.only or not pathlib.Path(inputs[0]).exists():
                continue
            with open(work / "in", "w") as f:
                run([sys.executable, "-B", score / scorer, "input", *inputs], stdout=f)
            with open(work / "in") as i, open(work / "out", "w") as o:
                _, seconds = run([SAYSO, "extract", *flags], stdin=i, stdout=o)
            n = sum(1 for _ in open(work / "in"))
            refused = sum("error" in json.loads(line) for line in open(work / "out"))
            print(f"== {name}: extract {' '.join(flags)} | {scorer}   {n} reports, {refused} refused, {n / seconds:.1f} a second")
            out, _ = run([sys.executable, "-B", score / scorer, "score", *[work / "out" if x == "OUT" else x for x in judged]])
            print(out.rstrip(), flush=True)
            for more in MORE.get(name, []):
                out, _ = run([sys.executable, "-B", ROOT / "benches" / more, judged[0], work / "out", "--scorer", score / "attributions.py"])
                print(out.rstrip(), flush=True)
        for bank in ("ewt", "gum"):
            if not args.only or "grammar" in args.only:
                grammar(work, score, data / f"treebank/{bank}-dev.conllu.gz")
        if not args.only or "names" in args.only:
            out, _ = run([sys.executable, "-B", ROOT / "benches/names.py", args.shared, "--sayso", SAYSO])
            print("== names: parse | benches/names.py\n" + out.rstrip(), flush=True)
        scorch = shutil.which("scorch")
        if scorch and (not args.only or "coreference" in args.only):
            out, _ = run([sys.executable, "-B", ROOT / "benches/coreference.py", args.shared, "--sayso", SAYSO, "--scorch", scorch])
            print("== coreference: parse | benches/coreference.py\n" + out.rstrip(), flush=True)
        elif args.only and "coreference" in args.only:
            print("coreference: needs scorch (pip install scorch)")
        if not args.only or "ledger" in args.only:
            ledger(work, score, args.shared / "reports")
            out, _ = run([sys.executable, "-B", ROOT / "benches/groups.py", "--shared", args.shared])
            print("== own groups: read, dispatches, questions | benches/groups.py\n" + out.rstrip(), flush=True)
        if not args.only or "damage" in args.only:
            out, _ = run([sys.executable, "-B", ROOT / "benches/damage.py", "--shared", args.shared])
            print("== damage: extract --attributions polnear | attributions.py, one kind of damage at a time\n" + out.rstrip(), flush=True)
        if not args.only or "speed" in args.only:
            speed(work)


def ledger(work, score, reports):
    """The four events of the gold reports in one ledger: copies, questions and relations."""
    with open(work / "in.jsonl", "w") as f:
        run([sys.executable, "-B", score / "reports.py", "input", reports / "gold.jsonl"], stdout=f)
    at = ["--ledger", work / "l.db"]
    run([SAYSO, *at, "read", work / "in.jsonl"])
    for name, command in (("d", ["dispatches"]), ("q", ["questions", "--answers", "1", "--limit", "0"])):
        with open(work / name, "w") as f:
            run([SAYSO, *at, *command, "--format", "json"], stdout=f)
    out, _ = run([sys.executable, "-B", score / "ledger.py", reports / "groups.json", work / "d", work / "q"])
    print(f"== ledger: read, dispatches, questions | ledger.py\n{out.rstrip()}", flush=True)


def grammar(work, score, gold):
    with open(work / "text", "w") as f:
        run([sys.executable, "-B", score / "treebank.py", "text", gold], stdout=f)
    with open(work / "text") as i, open(work / "conllu", "w") as o:
        _, seconds = run([SAYSO, "parse"], stdin=i, stdout=o)
    words = sum(line[:1].isdigit() for line in open(work / "conllu"))
    out, _ = run([sys.executable, "-B", score / "treebank.py", "score", gold, work / "conllu"])
    print(f"== grammar: parse | treebank.py {gold.name}, one thread: {words / seconds:.0f} words a second\n{out.rstrip()}", flush=True)


def speed(work):
    """500-word reports made of the project's own examples, at one thread and at two."""
    words = []
    for path in sorted((ROOT / "examples").rglob("*.txt")):
        words += path.read_text(encoding="utf8").split(" ")
    with open(work / "in", "w") as f:
        for n in range(200):
            at = n * 61 % max(len(words) - 500, 1)
            f.write(json.dumps({"id": str(n), "text": " ".join(words[at:at + 500])}) + "\n")
    kept = []
    for threads in ("1", "2"):
        with open(work / "in") as i, open(work / f"out{threads}", "w") as o:
            _, seconds = run([SAYSO, "extract", "--threads", threads], stdin=i, stdout=o)
        kept.append((work / f"out{threads}").read_bytes())
        print(f"== speed: extract --threads {threads}, 200 reports of 500 words: {200 / seconds:.1f} a second")
    print("same bytes at 1 and 2 threads" if kept[0] == kept[1] else "BYTES DIFFER between 1 and 2 threads")


if __name__ == "__main__":
    main()
