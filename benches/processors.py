#!/usr/bin/env python3
"""The share of claims that are the same with every level of instructions: plain code, AVX2, AVX-512 VNNI, AMX.

    cargo build --release && benches/processors.py [--sayso FILE] [--shared ../shared] [--levels amx vnni avx2 plain] [--reports N]

Reads the project's own examples and, where the data is there, the reports of PolNeAR dev (the first N, if said: plain code is slow) with each level in turn
(SAYSO_PROCESSOR), and counts a claim as the same if all that `extract` says of it is. Also prints the processor time a report, and whether one thread and two
give the same bytes. A level that this processor lacks reads with the best that it has below.
"""
import argparse, json, os, pathlib, resource, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent


def extract(sayso, level, lines, threads=1):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with tempfile.TemporaryFile("w+") as f:
        f.writelines(lines)
        f.seek(0)
        done = subprocess.run([str(sayso), "extract", "--threads", str(threads)], stdin=f, stdout=subprocess.PIPE, env=dict(os.environ, SAYSO_PROCESSOR=level))
    if done.returncode not in (0, 3):
        sys.exit(f"{level}: exit {done.returncode}")
    return done.stdout, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def claims(out):
    return {(r["id"], json.dumps(c, sort_keys=True)) for r in map(json.loads, out.splitlines()) for c in r.get("claims", [])}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--sayso", type=pathlib.Path, default=ROOT / "target/release/sayso")
    p.add_argument("--shared", type=pathlib.Path, default=ROOT.parent / "shared")
    p.add_argument("--levels", nargs="+", default=["amx", "vnni", "avx2", "plain"])
    p.add_argument("--reports", type=int)
    args = p.parse_args()
    examples = sorted((ROOT / "examples").rglob("*.txt"))
    sets = {"examples": [json.dumps({"id": f.name, "text": f.read_text(encoding="utf8"), "published": "2026-04-15"}) + "\n" for f in examples]}
    dev = args.shared / "data/attributions/polnear-dev.jsonl.gz"
    if dev.exists():
        done = subprocess.run([sys.executable, "-B", str(args.shared / "score/attributions.py"), "input", str(dev)], stdout=subprocess.PIPE, text=True, check=True)
        sets["PolNeAR dev"] = done.stdout.splitlines(keepends=True)
    for name, lines in sets.items():
        lines = lines[:args.reports]
        first = None
        for level in args.levels:
            out, seconds = extract(args.sayso, level, lines)
            found = claims(out)
            if first is None:
                first, most = out, found
                both = "the same" if extract(args.sayso, level, lines, 2)[0] == out else "OTHER"
                print(f"{name}: {len(lines)} reports, {len(found)} claims with {level}; two threads give {both} bytes")
            same = len(found & most) / max(len(found | most), 1)
            print(f"  {level}: {100 * same:.2f} % of claims the same, {'the same bytes' if out == first else 'other bytes'}, {1000 * seconds / len(lines):.0f} ms a report", flush=True)


if __name__ == "__main__":
    main()
