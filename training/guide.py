#!/usr/bin/env python3
"""Reports of our own, marked by hand with the attributions in them by the conventions of docs/gold; what they teach is where a claim's edges are.

    guide.py FILE…          checks the marks, prints a line per claim
    guide.py --json FILE…   JSON lines: {"id", "text", "claims": [{"source", "cue", "content"}]}, spans in code points

A file holds reports, each under a line `#### id`. Marks stand in the text: {s1:the mayor} {c1:said} {t1:the bridge was safe}. The letter is the
role (s source, c cue, t content), the number the claim; a mark may hold others, one mark may serve several claims ({s1,s2:She}), and a role in
several parts is marked once for each part.
"""
import json, re, sys

OPEN = re.compile(r"\{((?:[sct]\d+)(?:,[sct]\d+)*):")
ROLE = {"s": "source", "c": "cue", "t": "content"}


def unmark(marked):
    """(text, {claim number: {role: spans}}); ValueError names the place of a mark that does not close or open."""
    text, stack, claims, i = [], [], {}, 0
    size = 0
    while i < len(marked):
        opening = OPEN.match(marked, i)
        if opening:
            stack.append((opening[1].split(","), size, i))
            i = opening.end()
        elif marked[i] == "{":
            raise ValueError(f"not a mark: {marked[i:i + 30]!r}")
        elif marked[i] == "}":
            if not stack:
                raise ValueError(f"nothing to close: {marked[max(0, i - 40):i + 1]!r}")
            keys, start, _ = stack.pop()
            if start == size:
                raise ValueError(f"an empty mark: {marked[max(0, i - 40):i + 1]!r}")
            for key in keys:
                claims.setdefault(int(key[1:]), {r: [] for r in ROLE.values()})[ROLE[key[0]]].append([start, size])
            i += 1
        else:
            text.append(marked[i])
            size += 1
            i += 1
    if stack:
        raise ValueError(f"never closed: {marked[stack[-1][2]:stack[-1][2] + 40]!r}")
    for claim in claims.values():
        for spans in claim.values():
            spans.sort()
    return "".join(text), claims


def reports(path):
    """[{"id", "text", "claims"}] of one file; ValueError names the report."""
    out = []
    for part in re.split(r"^#### ", open(path, encoding="utf8").read(), flags=re.M)[1:]:
        name, _, body = part.partition("\n")
        name = name.strip()
        try:
            text, claims = unmark(body.strip("\n"))
        except ValueError as e:
            raise ValueError(f"{path}: {name}: {e}") from None
        for n, c in claims.items():
            if not c["cue"] and not c["content"]:
                raise ValueError(f"{path}: {name}: claim {n} has neither cue nor content")
        out.append({"id": name, "text": text, "claims": [claims[n] for n in sorted(claims)]})
    return out


def main():
    paths, as_json = [a for a in sys.argv[1:] if a != "--json"], "--json" in sys.argv
    wrong = False
    for path in paths:
        try:
            found = reports(path)
        except ValueError as e:
            print(e, file=sys.stderr)
            wrong = True
            continue
        for report in found:
            if as_json:
                print(json.dumps(report, ensure_ascii=False))
                continue
            print(f"## {report['id']}: {len(report['text'].split())} words, {len(report['claims'])} claims")
            for claim in report["claims"]:
                print("   " + " | ".join(" … ".join(report["text"][s:e].replace("\n", "¶") for s, e in claim[r]) or "-" for r in ROLE.values()))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
