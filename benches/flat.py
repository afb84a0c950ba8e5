#!/usr/bin/env python3
"""Whether memory stays flat, and what the ledger costs: 500-word reports made of the project's own examples, 1,000 and 10,000 of them.

    cargo build --release && benches/flat.py [--sayso FILE] [--counts 1000 10000]

`extract` at all cores with its largest memory and reports a second; then `read` of the most reports into a new ledger, with the time of the ledger's own work.
"""
import argparse, json, os, pathlib, random, subprocess, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parent.parent


def reports(path, count):
    rng = random.Random(7)
    paragraphs = [p for f in sorted((ROOT / "examples").rglob("*.txt")) for p in f.read_text(encoding="utf8").split("\n\n") if len(p.split()) > 20]
    with open(path, "w") as f:
        for n in range(count):
            words = f"Report number {n} of the day.".split()
            text = [" ".join(words)]
            while len(words) < 500:
                p = rng.choice(paragraphs)
                words += p.split()
                text.append(p)
            f.write(json.dumps({"id": str(n), "text": "\n\n".join(text), "published": "2026-04-15"}) + "\n")


def run(command, stdin, stdout):
    started = time.time()
    with open(stdin) as i, open(stdout, "w") as o:
        process = subprocess.Popen([str(c) for c in command], stdin=i, stdout=o, stderr=subprocess.PIPE, text=True)
        err = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command}: {err}")
    return time.time() - started, usage.ru_maxrss / 1024, err


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--sayso", type=pathlib.Path, default=ROOT / "target/release/sayso")
    p.add_argument("--counts", type=int, nargs="+", default=[1000, 10000])
    args = p.parse_args()
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        for count in args.counts:
            reports(work / "in.jsonl", count)
            seconds, memory, _ = run([args.sayso, "extract"], work / "in.jsonl", "/dev/null")
            print(f"extract of {count}: {count / seconds:.1f} a second, at most {memory:.0f} MB", flush=True)
        seconds, memory, err = run([args.sayso, "read", "-", "--ledger", work / "l.db", "--timings"], work / "in.jsonl", "/dev/null")
        size = (work / "l.db").stat().st_size
        print(f"read of {args.counts[-1]}: {args.counts[-1] / seconds:.1f} a second, at most {memory:.0f} MB, ledger {size / 1e6:.0f} MB")
        print("\n".join(line for line in err.splitlines() if "%" in line or "ledger" in line or "in all" in line))


if __name__ == "__main__":
    main()
