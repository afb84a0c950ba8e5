#!/usr/bin/env python3
"""The same reading in PyTorch, float32: a check of the Rust reader and of an unfinished run.

    predict.py WORK GOLD.jsonl[.gz] OUT.jsonl [--articles N]      attributions of the reports of GOLD, for score/attributions.py
"""
import argparse, json, os
import torch
import data
from train import LIMIT, base_model, padded, tokenizer
from model import Reader

OVERLAP = 64


def windows(lengths):
    """Word ranges of overlapping windows of nearly even size."""
    total = sum(lengths)
    n = 1 if total <= LIMIT else -(-(total - OVERLAP) // (LIMIT - OVERLAP))
    size, starts, out, at = LIMIT, [0], [], 0
    before = [0]
    for x in lengths:
        before.append(before[-1] + x)
    for k in range(n):
        want = round(k * (total - size) / max(n - 1, 1)) if n > 1 else 0
        a = next(i for i, b in enumerate(before) if b >= want)
        b = a
        while b < len(lengths) and before[b + 1] - before[a] <= size:
            b += 1
        out.append((a, b))
    return out


@torch.no_grad()
def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("work"); p.add_argument("gold"); p.add_argument("out"); p.add_argument("--articles", type=int)
    p.add_argument("--convention", type=int, default=data.POLNEAR)
    args = p.parse_args()
    folder = base_model()
    pieces = data.Pieces(tokenizer(folder))
    labels = json.load(open(args.work + "/labels.json"))
    net = Reader(folder, {k: len(v) for k, v in labels.items()})
    done = args.work + "/reader.pt"
    net.load_state_dict(torch.load(done) if os.path.exists(done) else torch.load(args.work + "/checkpoint.pt", weights_only=False)["average"])
    net.eval()
    with open(args.out, "w") as out:
        for report, spans, ws, ps, _ in data.articles(args.gold if args.gold.endswith(".gz") else [json.loads(x) for x in open(args.gold)], pieces)[: args.articles]:
            ranges, found = windows([len(x) for x in ps]), []
            for a, b in ranges:
                *inputs, firsts = padded([{"words": ws[a:b], "pieces": ps[a:b], "convention": args.convention}])
                x = net.encoder(*inputs)[0][firsts[0]]
                chance = net.cue(x).softmax(-1)
                tags, i, cues = torch.where(chance[:, 0] <= 0.6, 1 + chance[:, 1:].argmax(-1), 0).tolist(), 0, []
                while i < b - a:
                    j = i
                    if tags[i]:
                        while j + 1 < b - a and tags[j + 1] == 2:
                            j += 1
                        cues.append((i, j))
                    i = j + 1
                central = lambda w: abs((w[0] + w[1]) / 2 - (a + c[0]))
                cues = [c for c in cues if min(ranges, key=central) == (a, b)]
                if cues:
                    rows = net.path(net.roles(x, *(torch.tensor(y) for y in zip(*cues)))).tolist()
                    found += [(a + i, a + j, {a + k: r for k, r in enumerate(row) if r}) for (i, j), row in zip(cues, rows)]

            def run(ids):
                out = []
                for k in sorted(ids):
                    if out and out[-1][2] == k - 1:
                        out[-1][1:] = [spans[k][1], k]
                    else:
                        out.append([spans[k][0], spans[k][1], k])
                return [r[:2] for r in out]
            claims, taken = [], set()
            for first, last, roles in sorted(found, key=lambda x: x[:2]):
                if first not in taken:
                    more = [k for k, r in roles.items() if r == data.MORE_CUE]
                    taken.update(more)
                    claims.append({"source": run(k for k, r in roles.items() if r == data.SOURCE), "cue": run([*range(first, last + 1), *more]),
                                   "content": run(k for k, r in roles.items() if r == data.CONTENT)})
            out.write(json.dumps({"id": report["id"], "claims": claims}) + "\n")


if __name__ == "__main__":
    main()
