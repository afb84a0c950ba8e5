#!/usr/bin/env python3
"""Whether a claim's confidence means what it says: the expected calibration error over ten bins, and how right the surest claims are.

    calibration.py GOLD.jsonl[.gz] PREDICTED.jsonl [--scorer ../shared/score/attributions.py]

A claim is right if score/attributions.py links it with a gold attribution.
"""
import linked


def main():
    rows = []
    for _, _, claims, pairs in linked.reports(__doc__):
        right = {i for i, _ in pairs}
        rows += [(c["confidence"], i in right) for i, c in enumerate(claims)]
    error = 0
    for low in range(10):
        here = [r for r in rows if low <= min(r[0] * 10, 9.999) < low + 1]
        if here:
            error += abs(sum(c for c, _ in here) - sum(ok for _, ok in here)) / len(rows)
    sure = [ok for c, ok in rows if c > 0.9]
    print(f"confidence   expected calibration error {100 * error:.1f} %   over 0.9: {len(sure)} of {len(rows)} claims, {100 * sum(sure) / max(len(sure), 1):.1f} % right")


if __name__ == "__main__":
    main()
