#!/usr/bin/env python3
"""Attributions whose cue is one of speech, scored alone.

    speech.py GOLD.jsonl[.gz] PREDICTED.jsonl [--scorer ../shared/score/attributions.py]

A cue is one of speech if one of its words stands in speech-cues.txt, which says how they were chosen. A gold attribution with such a cue counts as found if a
prediction of any cue links with it, and a prediction with such a cue as right if any gold attribution links with it.
"""
import re
import linked

SPEECH = {w for line in (linked.HERE / "speech-cues.txt").read_text(encoding="utf8").splitlines() if not line.startswith("#") for w in line.split()}


def main():
    found = gold_all = right = predicted_all = 0
    for text, gc, pc, pairs in linked.reports(__doc__):
        speech = lambda claims: [any(w in SPEECH for s, e in c["cue"] for w in re.findall(r"\w+", text[s:e].lower())) for c in claims]
        g, q = speech(gc), speech(pc)
        gold_all += sum(g); predicted_all += sum(q)
        found += sum(g[j] for _, j in pairs); right += sum(q[i] for i, _ in pairs)
    P, R = 100 * right / max(predicted_all, 1), 100 * found / max(gold_all, 1)
    print(f"cues of speech   linked P {P:.1f} R {R:.1f} F1 {2 * P * R / max(P + R, 1e-9):.1f}   {gold_all} gold")


if __name__ == "__main__":
    main()
