#!/usr/bin/env python3
"""CoNLL F1 of who is meant, on MEANTIME's people and organisations, by `sayso parse`.

    coreference.py SHARED --sayso PROGRAM --scorch PROGRAM [--show]        scorch is the scorer of that name from PyPI (Pradhan and others 2014)

The text of an article is its words with blanks between them, a sentence to a paragraph line. Gold are the mentions of entities of type PER and ORG; MEANTIME marks the title and first
sentences alone, so what stands after the last sentence with a mark does not count. Ours are mentions of people and organisations. MEANTIME's marks are
short (no relative clauses), so a mention is told by its head word, for its gold by the tree that we parsed: the first word whose head is outside of it.
Mentions of their own, named by nothing else, stay in on both sides. MEANTIME leaves many people and bodies unmarked that take no part in its events, so two
figures are given: with ours cut down to the mentions that it marks (those of its that we miss still count), and with all of ours.
"""
import argparse, json, os, re, subprocess, tempfile
import tarfile
import xml.etree.ElementTree as ET


def articles(path):
    """(name, [(word, sentence)], {mention: word numbers}, {entity: mentions})"""
    for member in tarfile.open(path):
        if not member.name.endswith(".xml"):
            continue
        root = ET.fromstring(tarfile.open(path).extractfile(member).read())
        words, number = [], {}
        for t in root.iter("token"):
            number[t.get("t_id")] = len(words)
            words.append((t.text, int(t.get("sentence"))))
        mentions = {m.get("m_id"): sorted(number[a.get("t_id")] for a in m.iter("token_anchor")) for m in root.iter("ENTITY_MENTION")}
        kinds = {e.get("m_id"): e.get("ent_type") for e in root.iter("ENTITY")}
        groups = {}
        for r in root.iter("REFERS_TO"):
            target = r.find("target").get("m_id")
            if kinds.get(target) in ("PER", "ORG"):
                groups.setdefault(target, []).extend(s.get("m_id") for s in r.iter("source") if s.get("m_id") in mentions)
        yield os.path.basename(member.name)[:-4], words, mentions, {k: v for k, v in groups.items() if v}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("shared"); p.add_argument("--sayso", required=True); p.add_argument("--scorch", required=True); p.add_argument("--show", action="store_true")
    args = p.parse_args()
    gold, ours, spurious, missed = {}, {}, 0, 0
    for name, words, mentions, groups in articles(f"{args.shared}/data/actors/meantime-dev.tar.gz"):
        text, starts, before = "", [], None
        for word, sentence in words:
            text += "" if before is None else " " if sentence == before else "\n\n" if before == 0 else " "
            before = sentence
            starts.append(len(text))
            text += word
        run = subprocess.run([args.sayso, "parse"], input=text, capture_output=True, text=True, check=True)
        parsed, at, offset, ids = [], 0, 0, []
        for line in run.stdout.splitlines():
            c = line.split("\t")
            if len(c) != 10 or "-" in c[0]:
                offset = len(parsed) if not line else offset
                continue
            at = text.index(c[1], at)
            parsed.append((at, at + len(c[1]), offset + int(c[6]) - 1 if c[6] != "0" else -1, c[9]))
            at += len(c[1])
        last = max((words[w][1] for g in groups.values() for m in g for w in mentions[m]), default=-1)
        limit = next((starts[i] for i, (_, s) in enumerate(words) if s > last), len(text))
        found, open_marks = {}, []
        for i, (_, _, _, misc) in enumerate(parsed):
            entry = re.search(r"Entity=([^|]+)", misc)
            for mark in re.findall(r"\(e\d+-\w+-\d+\)?|e\d+\)", entry[1] if entry else ""):
                if mark.startswith("("):
                    entity, kind, head = mark.strip("()").split("-")
                    if kind in ("person", "organisation") and parsed[i][0] < limit:
                        found.setdefault(entity, []).append(i + int(head) - 1)

        def head(mention):
            begin, end = starts[mentions[mention][0]], starts[mentions[mention][-1]] + len(words[mentions[mention][-1]][0])
            inside = [i for i, (s, e, _, _) in enumerate(parsed) if s < end and begin < e]
            return next((i for i in inside if parsed[i][2] not in inside), inside[0] if inside else -1)
        wanted = {k: sorted({head(m) for m in v}) for k, v in groups.items()}
        gold[name], ours[name] = wanted, found
        a, b = {i for v in wanted.values() for i in v}, {i for v in found.values() for i in v}
        spurious += len(b - a); missed += len(a - b)
        if args.show:
            shown = lambda v: ", ".join(text[parsed[i][0]:parsed[i][1]] + f"@{i}" for i in v)
            print(f"== {name}\n  gold " + "\n       ".join(map(shown, wanted.values())) + "\n  ours " + "\n       ".join(map(shown, found.values())))
    marked = {name: {i for v in groups.values() for i in v} for name, groups in gold.items()}
    restricted = {name: {k: [i for i in v if i in marked[name]] for k, v in groups.items()} for name, groups in ours.items()}
    for title, system in (("the mentions that MEANTIME marks", restricted), ("all of ours", ours)):
        print(f"{title}: " + score(args.scorch, gold, system))
    print(f"mentions: {sum(len(v) for g in gold.values() for v in g.values())} of gold, {missed} missed, {spurious} of ours are none")


def score(scorch, gold, ours):
    """The line of CoNLL F1, with its three parts."""
    with tempfile.TemporaryDirectory() as folder:
        for side, all_of in (("gold", gold), ("ours", ours)):
            clusters = {f"{a}/{k}": [f"{a}/{i}" for i in v] for a, g in all_of.items() for k, v in g.items()}
            # One mention in two entities of the gold: the first has it.
            taken = set()
            for k in list(clusters):
                clusters[k] = [m for m in clusters[k] if not (m in taken or taken.add(m))]
                if not clusters[k]:
                    del clusters[k]
            json.dump({"type": "clusters", "clusters": clusters}, open(f"{folder}/{side}.json", "w"))
        run = subprocess.run([scorch, f"{folder}/gold.json", f"{folder}/ours.json"], capture_output=True, text=True, check=True)
        figures = {line.split(":")[0]: float(line.split("=")[-1] if "=" in line else line.split(":")[-1]) for line in run.stdout.splitlines() if ":" in line}
        return f"CoNLL F1 {100 * figures['CoNLL-2012 average score']:.1f}   MUC {100 * figures['MUC']:.1f}  B3 {100 * figures['B³']:.1f}  CEAFe {100 * figures['CEAF_e']:.1f}"


if __name__ == "__main__":
    main()
