#!/usr/bin/env python3
"""Score what a ledger makes of the project's own reports against docs/gold/groups.json, by the real binary.

    cargo build --release && benches/groups.py [--binary PATH] [--shared ../shared] [--why]

Reads the examples and the reports of docs/gold into one ledger, then scores dispatches and questions with score/ledger.py, all events together, then those that were
looked at while rules were written, then those held out. `lines` is the share of gold questions, of those whose answers the ledger puts in one question at least two
of, where these answers are of as many lines as gold says. --why prints each gold question and how it came out.
"""
import argparse, hashlib, json, pathlib, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent


def told(binary, ledger, *args):
    return json.loads(subprocess.run([binary, "--ledger", ledger, *args, "--format", "json"], check=True, capture_output=True, text=True).stdout)


def names(gold, binary, ledger):
    """What the ledger calls each report of the gold."""
    by_url = {c["url"]: c["report"] for c in told(binary, ledger, "claims") if c["url"]}
    out = {}
    for key, report in gold["reports"].items():
        file = ROOT / report["file"]
        raw = hashlib.sha256(file.read_bytes()).hexdigest()
        if file.suffix in (".html", ".txt"):
            out[raw] = key
        elif report["file"].startswith("docs/gold"):
            out[key] = key
        elif report["url"] in by_url:
            out[by_url[report["url"]]] = key
        out[key] = key
    return out


def part(gold, events):
    reports = {k for k, r in gold["reports"].items() if r["event"] in events}
    of = lambda groups: [g for g in groups if set(g) <= reports]
    return {"dispatches": of(gold["dispatches"]), "rewrites": of(gold["rewrites"]), "questions": [q for q in gold["questions"] if q["event"] in events]}, reports


def lines(gold, questions, why):
    """How many gold questions have as many lines as gold says, of how many."""
    equal = of = 0
    for q in gold["questions"]:
        best, found = None, []
        for p in questions:
            here = [(a, b) for a in q["answers"] for b in p["answers"] if (a["report"], a.get("lower"), a.get("upper")) == (b["report"], b["lower"], b["upper"])]
            if len({id(a) for a, _ in here}) > len({id(a) for a, _ in found}):
                best, found = p, here
        answers = {id(a) for a, _ in found}
        said, true = len({b["line"] for _, b in found}), len({a["line"] for a, _ in found})
        if len(answers) > 1:
            of += 1
            equal += said == true
        if why:
            missing = [f"{a['report']} {a['words']!r}" for a in q["answers"] if id(a) not in answers]
            print(f"  {q['id']}: {len(answers)} of {len(q['answers'])} answers, {said} lines for {true}; {best['text'] if best else 'no question'}", *missing, sep="\n      not there: ")
    return equal, of


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--binary", default=ROOT / "target/release/sayso")
    p.add_argument("--shared", type=pathlib.Path, default=ROOT.parent / "shared")
    p.add_argument("--why", action="store_true")
    args = p.parse_args()
    gold = json.load(open(ROOT / "docs/gold/groups.json", encoding="utf8"))
    with tempfile.TemporaryDirectory() as work:
        work, ledger = pathlib.Path(work), pathlib.Path(work) / "l.db"
        more = sorted({ROOT / r["file"] for r in gold["reports"].values() if r["file"].startswith("docs/gold")})
        subprocess.run([args.binary, "--ledger", ledger, "read", ROOT / "examples", *more], check=True, capture_output=True)
        called = names(gold, args.binary, ledger)
        dispatches = [[called.get(r, r) for r in d] for d in told(args.binary, ledger, "dispatches")]
        questions = told(args.binary, ledger, "questions")
        for question in questions:
            for answer in question["answers"]:
                answer["report"] = called.get(answer["report"], answer["report"])
        held = {r["event"] for r in gold["reports"].values() if r["held_out"]}
        seen = set(gold["events"]) - held
        for title, events in (("all events", seen | held), ("events looked at", seen), ("events held out", held)):
            own, reports = part(gold, events)
            files = {"g": own, "d": [d for d in dispatches if set(d) & reports], "q": questions}
            for name, content in files.items():
                json.dump(content, open(work / name, "w"))
            print(f"== {title}: {', '.join(sorted(events))}; {len(reports)} reports, {len(own['questions'])} questions")
            score = args.shared / "score/ledger.py"
            if score.exists():
                print(subprocess.run([sys.executable, "-B", score, work / "g", work / "d", work / "q"], check=True, capture_output=True, text=True).stdout.rstrip())
            equal, of = lines(own, questions, args.why and title != "all events")
            print(f"lines     {100 * equal / max(of, 1):5.1f}  equal to gold, of {of} questions", flush=True)


if __name__ == "__main__":
    main()
