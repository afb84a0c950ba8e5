#!/usr/bin/env python3
"""textacy's direct_quotations on the same texts: PyPI textacy, no spaCy model; words, tags, lemmas and trees come from Sayso's own parser.

    target/release/examples/read - guide tokens < IN.jsonl | textacy_quotes.py IN.jsonl > OUT.jsonl        OUT for score/attributions.py

textacy gives up a text with an odd number of quote marks; paragraphs are given to it one by one, so that it gives up no more than it must.
"""
import json, sys
import spacy
from spacy.tokens import Doc
from textacy.extract import triples

LABELS = {"nsubj": "nsubj", "csubj": "csubj", "obj": "dobj"}


def main():
    texts = {r["id"]: r["text"] for r in map(json.loads, open(sys.argv[1]))}
    nlp = spacy.blank("en")
    given_up = 0
    for line in sys.stdin:
        report = json.loads(line)
        text, tokens, claims = texts[report["id"]], report["tokens"], []
        begin = 0
        for n in range(1, len(tokens) + 1):
            if n < len(tokens) and not (tokens[n][6] and "\n" in text[tokens[n - 1][1]:tokens[n][0]]):
                continue
            part = tokens[begin:n]
            inside = lambda h, own: h - begin if begin <= h < n else own
            doc = Doc(nlp.vocab, words=[text[t[0]:t[1]] for t in part], spaces=[i + 1 < len(part) and part[i + 1][0] > t[1] for i, t in enumerate(part)],
                      pos=[t[2] for t in part], lemmas=[t[3] for t in part], heads=[inside(t[4], i) for i, t in enumerate(part)],
                      deps=["ROOT" if inside(t[4], i) == i else LABELS.get(t[5], t[5]) for i, t in enumerate(part)])
            span = lambda words: [[part[w.i][0], part[w.i][1]] for w in words]
            try:
                for q in triples.direct_quotations(doc):
                    claims.append({"source": span(q.speaker), "cue": span(q.cue), "content": [[part[q.content.start][0], part[q.content.end - 1][1]]]})
            except ValueError:
                given_up += 1
            begin = n
        print(json.dumps({"id": report["id"], "claims": claims}))
    print(f"{given_up} paragraphs given up", file=sys.stderr)


if __name__ == "__main__":
    main()
