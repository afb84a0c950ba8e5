#!/usr/bin/env python3
"""What damage to the text costs: PolNeAR dev with one kind of damage at a time, read and scored as before.

    cargo build --release && benches/damage.py [--shared ../shared] [--only KIND…]

Every damage is done wherever it can be; gold spans follow the text. Deterministic: the same words are hit every time.
"""
import argparse, gzip, json, pathlib, re, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SAYSO = ROOT / "target/release/sayso"


def every(n, pattern, new):
    """Replaces every n-th match of `pattern` by `new`."""
    def edits(text):
        return [(m.start(), m.end(), new) for k, m in enumerate(re.finditer(pattern, text)) if k % n == n - 1]
    return edits


def swap(pairs):
    def edits(text):
        return [(i, i + 1, pairs[c]) for i, c in enumerate(text) if c in pairs]
    return edits


def straight(text):
    return swap({"“": '"', "”": '"', "‘": "'", "’": "'"})(text)


KINDS = {
    "none": lambda text: [],
    "straight marks": straight,
    "every fourth closing mark lost": every(4, "”|(?<=[.,!?])\"", ""),
    "doubled marks": swap({"“": "““", "”": "””", '"': '""'}),
    "TeX marks": swap({"“": "``", "”": "''"}),
    "guillemets": swap({"“": "«", "”": "»"}),
    "low opening marks": swap({"“": "„", "”": "“"}),
    "paragraph breaks lost": every(1, r"\s*\n\s*", " "),
    "a break after every sentence": every(1, r"(?<=[a-z][.!?]) (?=[A-Z])", "\n"),
}


def damaged(report, edits):
    """The report with `edits` (start, end, new words; in order, apart) done to its text, the gold spans moved with it."""
    text, out, at = report["text"], [], 0
    shift = [0] * (len(text) + 1)
    size = 0
    for s, e, new in edits + [(len(text), len(text), "")]:
        for i in range(at, s):
            shift[i] = size + i - at
        size += s - at
        out.append(text[at:s])
        for i in range(s, e):
            shift[i] = size
        if e > s:
            out.append(new)
            size += len(new)
        at = e
    shift[len(text)] = size
    claims = []
    for c in report["annotators"][0]["attributions"]:
        claims.append({r: [[shift[s], shift[e]] for s, e in c[r] if shift[e] > shift[s]] for r in ("source", "cue", "content")})
    return {**{k: v for k, v in report.items() if k != "annotators"}, "text": "".join(out), "claims": claims}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--shared", type=pathlib.Path, default=ROOT.parent / "shared")
    p.add_argument("--only", nargs="*")
    p.add_argument("--sayso", type=pathlib.Path, default=SAYSO)
    args = p.parse_args()
    dev, scorer = args.shared / "data/attributions/polnear-dev.jsonl.gz", args.shared / "score/attributions.py"
    if not dev.exists():
        print(f"no data at {args.shared}: nothing measured")
        return
    reports = [json.loads(line) for line in gzip.open(dev, "rt", encoding="utf8")]
    for name, kind in KINDS.items():
        if args.only and name not in args.only:
            continue
        with tempfile.TemporaryDirectory() as work:
            work = pathlib.Path(work)
            edits = [kind(r["text"]) for r in reports]
            with open(work / "gold", "w") as f:
                f.writelines(json.dumps(damaged(r, e)) + "\n" for r, e in zip(reports, edits))
            with open(work / "in", "w") as f:
                subprocess.run([sys.executable, "-B", scorer, "input", work / "gold"], stdout=f, check=True)
            with open(work / "in") as i, open(work / "out", "w") as o:
                subprocess.run([args.sayso, "extract", "--attributions", "polnear"], stdin=i, stdout=o, check=True)
            found = subprocess.run([sys.executable, "-B", scorer, "score", work / "gold", work / "out"], capture_output=True, text=True, check=True).stdout
        rows = {line.split()[0]: line.split()[3] for line in found.splitlines() if line.startswith(("linked", "strict"))}
        print(f"{name:32} {sum(map(len, edits)):6} places   linked {rows['linked']}   strict {rows['strict']}", flush=True)


if __name__ == "__main__":
    main()
