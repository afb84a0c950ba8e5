#!/usr/bin/env python3
"""Teach a small reader what a large one knows: the weights of `--model fast`.

    distil.py DATA TEACHER WORK --steps N      TEACHER is a folder that train.py left; WORK receives the checkpoint, as train.py leaves it

The student has the embeddings and the first two layers of the teacher, which stay as they are, and two layers of its own, which begin as the teacher's last two.
For the first part of the steps it only learns to give the vectors that the teacher gives for the words of a text, so that the teacher's heads fit it; then the labelled
data counts as well, and the heads of attributions and the small linear ones may change. Trees, features, lemmas and who is meant keep the teacher's heads.
Texts, windows and damage are those of train.py, whose functions this uses. Progress is saved every 50 steps; a run that was stopped goes on from there.
"""
import argparse, copy, json, os, time
import torch, torch.nn as nn, torch.nn.functional as F
import data
from model import Reader
from train import LIMIT, attribution_loss, base_model, epochs, padded, tokenizer, with_heads

KEPT, NEWS, GUIDE, TREES, WARM = 2, 5, 1, 2, 40
RATES, AVERAGE = (5e-4, 3e-4), 0.995
LEAN = 1.0  # taken from the score of "no cue" in the end: the student doubts more than its teacher, and how sure a claim must be is fitted on the teacher
OWN_HEADS = ("cue", "of_word", "of_cue", "distance", "near", "far", "role", "pair", "pair_word", "pair_cue", "step", "tag", "name", "sentence", "mention")
HERE = os.path.dirname(os.path.abspath(__file__))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("data"); p.add_argument("teacher"); p.add_argument("work")
    p.add_argument("--steps", type=int, required=True); p.add_argument("--seed", type=int, default=1)
    p.add_argument("--alone", type=float, default=0.35, help="share of the steps in which only the teacher's vectors count")
    p.add_argument("--match", type=float, default=3.0, help="what these weigh after that")
    p.add_argument("--layers", type=int, nargs="*", default=[4, 5], help="the layers of the teacher that the student's own begin as")
    p.add_argument("--stop", type=int, help="stop after this step, to go on later")
    p.add_argument("--threads", type=int); p.add_argument("--half", action="store_true", help="the encoder in bfloat16")
    args = p.parse_args()
    torch.manual_seed(args.seed)
    if args.threads:
        torch.set_num_threads(args.threads)
    os.makedirs(args.work, exist_ok=True)
    folder = base_model()
    pieces = data.Pieces(tokenizer(folder))
    known = json.load(open(args.teacher + "/labels.json"))
    json.dump(known, open(args.work + "/labels.json", "w"), ensure_ascii=False)
    teacher = Reader(folder, {k: len(v) for k, v in known.items()})
    teacher.load_state_dict(torch.load(args.teacher + "/reader.pt"))
    teacher.requires_grad_(False).eval()
    labels = {k: {v: i for i, v in enumerate(known[k])} for k in ("feats", "lemma", "relation")}
    news = data.articles(f"{args.data}/attributions/polnear-train.jsonl.gz", pieces)
    ours = data.articles(data.marked(HERE + "/guide"), pieces)
    trees = data.treebank(f"{args.data}/treebank/gum-train.conllu.gz", pieces, labels, LIMIT, names=True)
    trees += data.treebank(f"{args.data}/treebank/ewt-train.conllu.gz", pieces, labels, LIMIT)
    names = data.crossner(f"{args.data}/names/crossner-politics-train.txt", pieces, LIMIT)
    assert all(len(labels[k]) == len(known[k]) for k in labels), "the labels are not those of the teacher"
    ours_named = with_heads(teacher, data.entity_windows(HERE + "/entities", pieces, LIMIT))
    teacher.eval()

    net = copy.deepcopy(teacher)  # in eval mode throughout: what is copied needs no dropout
    blocks = teacher.encoder.blocks
    net.encoder.blocks = nn.ModuleList([blocks[i] for i in range(KEPT)] + [copy.deepcopy(blocks[i]) for i in args.layers])
    own = [q for block in net.encoder.blocks[KEPT:] for q in block.parameters()]
    heads = [q for n, q in net.named_parameters() if n.split(".")[0] in OWN_HEADS]
    for q in own + heads:
        q.requires_grad_(True)
    average = {n: q.detach().clone() for n, q in net.named_parameters() if q.requires_grad}
    optimiser = torch.optim.AdamW([{"params": x, "lr": r} for x, r in zip((own, heads), RATES)], weight_decay=0.01, fused=True)

    def news_windows(articles, convention):
        def make(rng):
            out = []
            for a in articles:
                for s, e in data.cut([len(x) for x in a[3]], LIMIT, rng.randrange(LIMIT)):
                    if e - s > 8:
                        out.append({**data.masked(data.damaged(data.news_window(a, s, e), pieces, rng), rng), "convention": convention})
            return out
        return make

    def tree_windows(rng):
        merged = [{k: sum((r[k] for r in names[i:i + 6]), []) for k in ("words", "pieces", "name")} for i in range(0, len(names), 6)]
        return [data.damaged(w, pieces, rng) for w in trees + 3 * merged + 3 * ours_named]

    step, state = 0, args.work + "/checkpoint.pt"
    if os.path.exists(state):
        kept = torch.load(state, weights_only=False)
        net.load_state_dict(kept["net"]); optimiser.load_state_dict(kept["optimiser"])
        average, step = kept["trained"], kept["step"]
    streams = [epochs(make, n, f"{args.seed}/distil/{k}") for k, (make, n) in enumerate(
        ((news_windows(news, data.POLNEAR), NEWS), (news_windows(ours, data.GUIDE), GUIDE), (tree_windows, TREES)))]
    for _ in range(step):
        for stream in streams:
            next(stream)

    def averaged():
        return {**net.state_dict(), **average}

    def save():
        torch.save({"net": net.state_dict(), "average": averaged(), "trained": average, "optimiser": optimiser.state_dict(), "step": step}, state + ".new")
        os.replace(state + ".new", state)

    started, seen, tally = time.time(), 0, None
    while step < min(args.steps, args.stop or args.steps):
        step += 1
        alone = step <= args.alone * args.steps
        share = min(step / WARM, (args.steps - step) / (args.steps - WARM), 1.0)
        for group, rate in zip(optimiser.param_groups, RATES):
            group["lr"] = rate * share
        *batches, next_trees = [next(stream) for stream in streams]
        windows = sum(batches, []) + next_trees
        ids, case, gap, mask, convention, firsts = padded(windows)
        seen += int(mask.sum())
        with torch.autocast("cpu", torch.bfloat16, enabled=args.half):
            hiding = net.encoder.hiding(mask)
            with torch.no_grad():
                x = net.encoder.embed(ids, case, gap, convention)
                for block in net.encoder.blocks[:KEPT]:
                    x = block(x, hiding)
                right = x
                for block in teacher.encoder.blocks[KEPT:]:
                    right = block(right, hiding)
            for block in net.encoder.blocks[KEPT:]:
                x = block(x, hiding)
        xs = [row[first] for row, first in zip(x.float(), firsts)]
        right = torch.cat([row[first] for row, first in zip(right.float(), firsts)])
        match = (torch.cat(xs) - right).square().mean() / right.var()
        loss, news_loss, tree_loss = match, torch.zeros(()), torch.zeros(())
        if not alone:
            n = len(windows) - len(next_trees)
            news_loss = attribution_loss(net, xs[:n], windows[:n])
            for x, w in zip(xs[n:], next_trees):
                if w.get("tag"):
                    tree_loss = tree_loss + net.tree_loss(x, w)
                if w.get("mention"):
                    tree_loss = tree_loss + net.mention_loss(x, w)
                if w.get("name"):
                    tree_loss = tree_loss + F.cross_entropy(net.name(x), torch.tensor(w["name"]))
            loss = args.match * match + news_loss + 0.7 * tree_loss / len(next_trees)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(own + heads, 1.0)
        optimiser.step()
        with torch.no_grad():
            now = dict(net.named_parameters())
            torch._foreach_lerp_(list(average.values()), [now[n] for n in average], 1 - min(AVERAGE, step / (step + 10)))
        losses = [float(v.detach()) for v in (match, news_loss, tree_loss / len(next_trees))]
        tally = losses if tally is None or step == int(args.alone * args.steps) + 1 else [0.95 * t + 0.05 * v for t, v in zip(tally, losses)]
        if step % 10 == 0:
            print(f"{step}/{args.steps} apart {tally[0]:.4f} attribution {tally[1]:.3f} grammar {tally[2]:.3f} {seen / (time.time() - started):.0f} pieces/s", flush=True)
        if step % 50 == 0:
            save()
    save()
    if step >= args.steps:
        weights = averaged()
        weights["cue.bias"] = weights["cue.bias"] - LEAN * torch.tensor([1.0, 0.0, 0.0])
        torch.save(weights, args.work + "/reader.pt")


if __name__ == "__main__":
    main()
