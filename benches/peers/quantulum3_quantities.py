#!/usr/bin/env python3
"""quantulum3 on the same sentences (PyPI quantulum3, without its classifier): what it finds, in the form that score/quantities.py reads.

    quantulum3_quantities.py < IN.jsonl > OUT.jsonl        IN as for `sayso extract`, OUT for score/quantities.py

It gives a value, and for a range or "±" an uncertainty. It has no words for bounds or change, so only "value" compares; a range is its two ends.
"""
import json, sys
from quantulum3 import parser


def figures(text):
    for q in parser.parse(text):
        low = high = float(q.value)
        if q.uncertainty:
            low, high = low - q.uncertainty, high + q.uncertainty
        yield {"span": list(q.span), "lower": low, "upper": high, "modifier": "exact", "unit": q.unit.name, "measure": "other"}


def main():
    failed = 0
    for line in sys.stdin:
        report = json.loads(line)
        try:
            found = list(figures(report["text"]))
        except Exception:  # it stops at some texts, which then have none
            found, failed = [], failed + 1
        print(json.dumps({"id": report["id"], "claims": [], "own_voice_figures": found}))
    print(f"{failed} texts given up", file=sys.stderr)


if __name__ == "__main__":
    main()
