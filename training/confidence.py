#!/usr/bin/env python3
"""Fit how sure a claim is, and from how sure on it is kept.

    confidence.py SHARED READ.jsonl CONVENTION GOLD… [--table TABLE]

SHARED is ../shared; READ.jsonl is what `cargo run --release -p sayso-language --example read -- MODEL CONVENTION` gives for the reports of the GOLD files;
CONVENTION is polnear or guide, and names the column of TABLE that is written.

A logistic regression on the logits of the two heads' scores and on what an attribution lacks; right is what score/attributions.py links. The least
confidence kept is the one of the best linked and strict F1 together. Prints what comes of it: scores, calibration in ten bins, and the surest claims.
"""
import argparse, json, math, os, sys
import numpy as np

COLUMNS = {"guide": 1, "polnear": 2}
NAMES = ("always", "cue", "roles", "no source", "no content")


def logit(p):
    p = min(max(p, 0.001), 0.999)
    return math.log(p / (1 - p))


def features(c):
    return [1, logit(c["cue_score"]), logit(c["role_score"]), float(not c["source"]), float(not c["content"])]


def fit(x, y, ridge=1.0):
    """Weights by Newton's method."""
    w = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + ridge * np.eye(len(w))
        step = np.linalg.solve(hessian, x.T @ (y - p) - ridge * w)
        w += step
        if np.abs(step).max() < 1e-9:
            break
    return w


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared"); parser.add_argument("read"); parser.add_argument("convention", choices=COLUMNS); parser.add_argument("gold", nargs="+")
    parser.add_argument("--table")
    args = parser.parse_args()
    read, table = args.read, args.table
    sys.path.insert(0, os.path.join(args.shared, "score"))
    import attributions as score
    gold = {r["id"]: r for path in args.gold for r in score.lines(path)}
    gold_path = read + ".gold.jsonl"
    with open(gold_path, "w") as f:
        f.writelines(json.dumps(r) + "\n" for r in gold.values())
    reports = [json.loads(line) for line in open(read)]
    reports = [r for r in reports if r["id"] in gold]
    x, y, at = [], [], []
    for n, r in enumerate(reports):
        r["claims"] = [c for c in r["claims"] if c["source"] or c["content"]]
        g = gold[r["id"]]
        pairs = score.pair_off(score.token_sets(r["claims"], g["text"]), score.token_sets(score.gold_claims(g), g["text"]))
        linked = {i for i, _ in pairs}
        for i, c in enumerate(r["claims"]):
            x.append(features(c)); y.append(float(i in linked)); at.append((n, i))
    x, y = np.array(x), np.array(y)
    w = fit(x, y)
    p = 1 / (1 + np.exp(-x @ w))

    def scored(least):
        kept = [[] for _ in reports]
        for (n, i), c in zip(at, p):
            if c >= least:
                kept[n].append(reports[n]["claims"][i])
        path = read + ".kept"
        with open(path, "w") as f:
            f.writelines(json.dumps({"id": r["id"], "claims": k}) + "\n" for r, k in zip(reports, kept))
        tally, _ = score.score(gold_path, path)
        os.remove(path)
        return {k: 200 * a / max(b + c, 1) for k, (a, b, c) in tally.items()}
    least, found = max(((t, scored(t)) for t in np.arange(0.2, 0.7, 0.02)), key=lambda s: s[1]["linked"] + s[1]["strict"])
    print(f"least {least:.2f} " + " ".join(f"{k} {v:.1f}" for k, v in found.items() if not k.startswith("token")))
    kept = p >= least
    error = 0
    for low in np.arange(0, 1, 0.1):
        here = kept & (p >= low) & (p < low + 0.1)
        if here.any():
            error += here.sum() / kept.sum() * abs(p[here].mean() - y[here].mean())
            print(f"  {low:.1f} to {low + 0.1:.1f}: {here.sum():5} claims, said {p[here].mean():.3f}, right {y[here].mean():.3f}")
    print(f"expected calibration error {100 * error:.1f} %; over 0.9: {(p > 0.9).sum()} claims, {100 * y[p > 0.9].mean():.1f} % right")
    os.remove(gold_path)
    if table:
        rows = [line if line.startswith("#") else line.split("\t") for line in open(table, encoding="utf8").read().splitlines()]
        values = {"least": f"{least:.2f}", **{k: f"{v:.3f}" for k, v in zip(NAMES, w)}}
        for row in rows:
            if isinstance(row, list):
                row[COLUMNS[args.convention]] = values[row[0]]
        open(table, "w", encoding="utf8").write("\n".join(row if isinstance(row, str) else "\t".join(row) for row in rows) + "\n")


if __name__ == "__main__":
    main()
