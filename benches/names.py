#!/usr/bin/env python3
"""Span F1 of names of people, organisations and places, by `sayso parse`.

    names.py SHARED --sayso PROGRAM [--show]

Two development sets, their types mapped to ours:
  CrossNER politics   person, politician: person; organisation, politicalparty: organisation; country, location: place. `event`, `election` and `misc` do not count.
                      Its sentences are put together again from their words ("Workers ' Party": "Workers' Party"), one to a paragraph.
  re3d                Person, Organisation, Location. It marks descriptions beside names ("the northern part of the country") and one thing several times over
                      ("Foreign Minister Julie Bishop", "Julie Bishop"). What counts is what is written as a name: every word of it has a capital or a digit but for
                      joining words. Marks of one type that overlap are one name, found if any of them is met.
                      A title before a person's name ("Prime Minister Holt") is part of the name there and none here: either is right (`TITLES`).
                      A country that acts is an Organisation there and a place here, so a place of ours may meet its Organisation.
Ours: government_body, military_unit and media are organisations. A leading "the" is no part of a name on either side.
"""
import argparse, gzip, json, re, subprocess

OURS = {"person": "person", "organisation": "organisation", "government_body": "organisation", "military_unit": "organisation", "media": "organisation", "place": "place"}
POLITICS = {"person": "person", "politician": "person", "organisation": "organisation", "politicalparty": "organisation", "country": "place", "location": "place"}
RE3D = {"Person": "person", "Organisation": "organisation", "Location": "place"}
JOINING = {"of", "the", "and", "for", "on", "in", "de", "al", "bin", "&", "to", "du", "la", "a", "s"}


def crossner(path):
    """[(text, [[(start, end, type)]])]: one list of marks for each name."""
    out, words = [], []
    for line in [*open(path, encoding="utf8"), "\n"]:
        line = line.rstrip("\n")
        if line:
            words.append(line.split("\t"))
            continue
        if not words:
            continue
        text, names, open_name, quoted = "", [], None, False
        for word, tag in words:
            # "Workers ' Party" was "Workers' Party".
            genitive = word == "'" and text.endswith("s") and not quoted
            quoted = not quoted if word == "'" and not genitive else quoted
            if text and not genitive and not re.fullmatch(r"[,.;:)!?’]|'s", word) and not text.endswith("("):
                text += " "
            start = len(text)
            text += word
            kind = tag[2:]
            if tag.startswith("B-"):
                open_name = [start, len(text), kind]
                names.append(open_name)
            elif tag.startswith("I-") and open_name:
                open_name[1] = len(text)
            else:
                open_name = None
        out.append((text, [[(s, e, POLITICS[k])] for s, e, k in names if k in POLITICS]))
        words = []
    return out


TITLES = set("""mr mrs ms miss dr sir lord lady dame prof professor president vice prime minister deputy foreign defence defense home state secretary of general chief chancellor
premier ambassador special envoy advisor adviser king queen prince princess sheikh imam pope bishop commander commodore captain capt col colonel lt lieutenant gen maj major sgt sergeant
admiral adm brig brigadier senator sen rep representative congressman congresswoman governor gov mayor judge justice u.s us uk""".split())


def untitled(text, s, e):
    """The name of a person without the titles before it, if anything is left."""
    words = list(re.finditer(r"\S+", text[s:e]))
    while len(words) > 1 and words[0][0].lower().strip(".,") in TITLES:
        words.pop(0)
    return s + words[0].start()


PRONOUNS = {"he", "she", "it", "they", "we", "his", "her", "their", "our", "i", "you", "this", "these", "its"}


def named(words):
    if words.lower().split()[0] in PRONOUNS:
        return False
    parts = re.findall(r"[\w&]+", words)
    return bool(parts) and any(w[0].isupper() for w in parts) and all(w[0].isupper() or w[0].isdigit() or w.lower() in JOINING for w in parts)


def re3d(path):
    out = []
    for line in gzip.open(path, "rt", encoding="utf8"):
        report = json.loads(line)
        text, groups = report["text"], []
        for s, e, kind in sorted(report["entities"]):
            if kind not in RE3D or not named(text[s:e]):
                continue
            mark = (s, e, RE3D[kind])
            bare_of_titles = (untitled(text, s, e), e, RE3D[kind])
            group = next((g for g in groups if any(m[2] == mark[2] and s < m[1] and m[0] < e for m in g)), None)
            if not group:
                group = []
                groups.append(group)
            group.append(mark)
            if kind == "Person" and bare_of_titles != mark:
                group.append(bare_of_titles)
        out.append((text, groups))
    return out


def bare(text, mark):
    s, e, kind = mark
    if text[s:e].lower().startswith("the "):
        s += 4
    return s, e, kind


def parsed(program, texts):
    """The names of each text, as `sayso parse` gives them."""
    out = []
    for text in texts:
        run = subprocess.run([program, "parse"], input=text, capture_output=True, text=True, check=True)
        at, names = 0, []
        for line in run.stdout.splitlines():
            c = line.split("\t")
            if len(c) != 10 or "-" in c[0]:
                continue
            at = text.index(c[1], at)
            mark = re.search(r"Name=([BI])-(\w+)", c[9])
            if mark and mark[1] == "B":
                names.append([at, at + len(c[1]), mark[2]])
            elif mark and names:
                names[-1][1] = at + len(c[1])
            at += len(c[1])
        out.append([(s, e, OURS[k]) for s, e, k in names if k in OURS])
    return out


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("shared"); p.add_argument("--sayso", required=True); p.add_argument("--show", action="store_true")
    args = p.parse_args()
    sentences = crossner(f"{args.shared}/data/names/crossner-politics-dev.txt")
    # Fifty sentences to a text, so that the program is not started for each.
    joined = []
    for i in range(0, len(sentences), 50):
        text, groups = "", []
        for t, gs in sentences[i:i + 50]:
            groups += [[(s + len(text), e + len(text), k) for s, e, k in g] for g in gs]
            text += t + "\n\n"
        joined.append((text, groups))
    for title, reports in (("CrossNER politics dev", joined), ("re3d dev", re3d(f"{args.shared}/data/names/re3d-dev.jsonl.gz"))):
        tally = {k: [0, 0, 0, 0] for k in ("person", "organisation", "place", "all")}
        for (text, groups), found in zip(reports, parsed(args.sayso, [t for t, _ in reports])):
            marks = {bare(text, m) for g in groups for m in g}
            found = {bare(text, m) for m in found}
            if title.startswith("re3d"):
                acts = {(s, e) for s, e, k in marks if k == "organisation"}
                found = {(s, e, "organisation" if k == "place" and (s, e) in acts and (s, e, k) not in marks else k) for s, e, k in found}
            if args.show:
                for s, e, k in sorted(found - marks):
                    print("wrong ", k, "|", text[s:e])
                for g in groups:
                    if not any(bare(text, m) in found for m in g):
                        print("missed", g[0][2], "|", text[slice(*g[0][:2])])
            for kind, t in tally.items():
                mine = [m for m in found if kind in ("all", m[2])]
                gold = [g for g in groups if kind in ("all", g[0][2])]
                t[0] += sum(m in marks for m in mine); t[1] += len(mine)
                t[2] += sum(any(bare(text, m) in found for m in g) for g in gold); t[3] += len(gold)
        for kind, (right, mine, met, gold) in tally.items():
            precision, recall = right / max(mine, 1), met / max(gold, 1)
            print(f"{title:22} {kind:13} P {100 * precision:5.1f}  R {100 * recall:5.1f}  F1 {200 * precision * recall / max(precision + recall, 1e-9):5.1f}  of {gold}")


if __name__ == "__main__":
    main()
