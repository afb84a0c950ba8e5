#!/usr/bin/env python3
"""Check the reading of numbers and ranges against the Recognizers-Text cases (English).

    recognizers.py input  NUMBERS.json RANGES.json > IN.jsonl     cases as input, one line each
    recognizers.py score  NUMBERS.json RANGES.json OUT.jsonl      the lines that `figures --all-quantities` wrote, checked

A case counts if it names a quantity; it is right if every value that it names is among the values read (for a range: both ends).
`recognizers-rest.tsv` lists the cases that are read otherwise, with a reason each; one whose reason is "no quantity" does not count.
"""
import json, pathlib, re, sys

REST = pathlib.Path(__file__).with_name("recognizers-rest.tsv")


def cases(paths):
    rows = [line.rstrip("\n").split("\t") for line in open(REST, encoding="utf8") if not line.startswith("#")]
    reasons = {(file, int(n)): reason for file, n, reason in rows}
    for path, file in zip(paths, ("numbers", "ranges")):
        for n, case in enumerate(json.load(open(path, encoding="utf8"))):
            if case["Results"]:
                yield {**case, "reason": reasons.get((file, n), "")}


def ends(value):
    m = re.fullmatch(r"[\[(](.*),(.*)[\])]", value)
    parts = m.groups() if m else (value, value)
    return tuple(float(p) if p.strip() else None for p in parts)


def near(a, b):
    return (a is None) == (b is None) and (a is None or abs(a - b) <= 1e-9 * max(1, abs(b)) or abs(a - b) <= 1e-6 * abs(b))


def main():
    mode, paths, rest = sys.argv[1], sys.argv[2:4], sys.argv[4:]
    if mode == "input":
        for i, case in enumerate(cases(paths)):
            print(json.dumps({"id": str(i), "text": case["Input"]}))
        return
    read = [json.loads(line)["own_voice_figures"] for line in open(rest[0], encoding="utf8")]
    right, counted, wrong = 0, 0, []
    for case, figures in zip(cases(paths), read):
        wanted = [ends(r["Resolution"]["value"]) for r in case["Results"]]
        found = [(f["lower"], f["upper"]) for f in figures]
        ok = all(any(near(a, x) and near(b, y) for x, y in found) for a, b in wanted)
        counted += ok or not case["reason"].startswith("no quantity")
        right += ok
        if not ok:
            wrong.append((case["Input"], wanted, found, case["reason"] or "NO REASON LISTED"))
    print(f"{right} of {len(read)}: {100 * right / len(read):.1f}; of the {counted} that name a quantity: {100 * right / counted:.1f}")
    for w in wrong:
        print(*w, sep="\n    ")


main()
