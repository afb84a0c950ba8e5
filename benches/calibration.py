#!/usr/bin/env python3
"""Whether a claim's confidence means what it says: the expected calibration error over ten bins, and how right the surest claims are.

    calibration.py GOLD.jsonl[.gz] PREDICTED.jsonl [--scorer ../shared/score/attributions.py]

A claim is right if score/attributions.py links it with a gold attribution.
"""
import argparse, importlib.util, pathlib

HERE = pathlib.Path(__file__).resolve().parent


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("gold"); p.add_argument("predicted")
    p.add_argument("--scorer", type=pathlib.Path, default=HERE.parent.parent / "shared/score/attributions.py")
    args = p.parse_args()
    spec = importlib.util.spec_from_file_location("attributions", args.scorer)
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    predicted = {r["id"]: r["claims"] for r in score.lines(args.predicted)}
    rows = []
    for report in score.lines(args.gold):
        claims = predicted.get(report["id"], [])
        linked = {i for i, _ in score.pair_off(score.token_sets(claims, report["text"]), score.token_sets(score.gold_claims(report), report["text"]))}
        rows += [(c["confidence"], i in linked) for i, c in enumerate(claims)]
    error = 0
    for low in range(10):
        here = [r for r in rows if low <= min(r[0] * 10, 9.999) < low + 1]
        if here:
            error += abs(sum(c for c, _ in here) - sum(ok for _, ok in here)) / len(rows)
    sure = [ok for c, ok in rows if c > 0.9]
    print(f"confidence   expected calibration error {100 * error:.1f} %   over 0.9: {len(sure)} of {len(rows)} claims, {100 * sum(sure) / max(len(sure), 1):.1f} % right")


if __name__ == "__main__":
    main()
