#!/usr/bin/env python3
"""spaCy's CNN pipeline trained on the same treebanks, on the same raw texts: PyPI spacy, no model of its own.

    spacy_grammar.py train SHARED WORK [--epochs N]                 trains on EWT and GUM train; WORK receives the pipeline
    spacy_grammar.py parse WORK < RAW.txt > OUT.conllu              for score/treebank.py; words a second on standard error, loading left out

spaCy's own tokeniser stands; what the treebanks' words are in it comes by its aligner (`Example`). The parser finds the sentences. One thread.
"""
import argparse, gzip, random, sys, time
import spacy
from spacy.tokens import Doc
from spacy.training import Example

COMPONENTS = """
[nlp]
lang = "en"
pipeline = ["tok2vec", "tagger", "parser"]
[components]
[components.tok2vec]
factory = "tok2vec"
[components.tok2vec.model]
@architectures = "spacy.Tok2Vec.v2"
[components.tok2vec.model.embed]
@architectures = "spacy.MultiHashEmbed.v2"
width = 96
attrs = ["NORM", "PREFIX", "SUFFIX", "SHAPE"]
rows = [5000, 1000, 2500, 2500]
include_static_vectors = false
[components.tok2vec.model.encode]
@architectures = "spacy.MaxoutWindowEncoder.v2"
width = 96
depth = 4
window_size = 1
maxout_pieces = 3
[components.tagger]
factory = "tagger"
[components.tagger.model]
@architectures = "spacy.Tagger.v2"
[components.tagger.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = 96
[components.parser]
factory = "parser"
[components.parser.model]
@architectures = "spacy.TransitionBasedParser.v2"
state_type = "parser"
extra_state_tokens = false
hidden_width = 64
maxout_pieces = 2
use_upper = true
[components.parser.model.tok2vec]
@architectures = "spacy.Tok2VecListener.v1"
width = 96
"""


def documents(path, nlp, size=8):
    """Docs of some sentences each, with gold words."""
    words, spaces, tags, heads, deps, starts, sentences = [], [], [], [], [], [], 0
    rows, split = [], {}
    for line in gzip.open(path, "rt", encoding="utf8"):
        line = line.rstrip("\n")
        if line[:1].isdigit():
            c = line.split("\t")
            if "-" in c[0]:
                a, b = map(int, c[0].split("-"))
                split = {"to": b, "from": a, "space": "SpaceAfter=No" not in c[9]}
            elif c[0].isdigit():
                n = int(c[0])
                within = split and split["from"] <= n <= split["to"]
                rows.append((c[1], (split["space"] and n == split["to"]) if within else "SpaceAfter=No" not in c[9], c[3], int(c[6]), c[7].split(":")[0]))
        elif not line and rows:
            base = len(words)
            for i, (w, s, t, h, d) in enumerate(rows):
                words.append(w); spaces.append(s); tags.append(t); heads.append(base + h - 1 if h else base + i); deps.append("ROOT" if not h else d); starts.append(i == 0)
            rows, split, sentences = [], {}, sentences + 1
            if sentences == size:
                yield Doc(nlp.vocab, words=words, spaces=spaces, tags=tags, pos=tags, heads=heads, deps=deps, sent_starts=None)
                words, spaces, tags, heads, deps, starts, sentences = [], [], [], [], [], [], 0
    if words:
        yield Doc(nlp.vocab, words=words, spaces=spaces, tags=tags, pos=tags, heads=heads, deps=deps, sent_starts=None)


def train(args):
    from thinc.api import Config
    nlp = spacy.util.load_model_from_config(Config().from_str(COMPONENTS), auto_fill=True)
    examples = []
    for bank in ("ewt", "gum"):
        for doc in documents(f"{args.shared}/data/treebank/{bank}-train.conllu.gz", nlp):
            examples.append(Example(nlp.make_doc(doc.text), doc))
    rng = random.Random(1)
    spacy.util.fix_random_seed(1)
    optimiser = nlp.initialize(lambda: examples[:500] + examples)
    optimiser.learn_rate = 0.001
    began = time.time()
    for epoch in range(args.epochs):
        rng.shuffle(examples)
        losses, size = {}, 8 if epoch < 2 else 24
        for i in range(0, len(examples), size):
            nlp.update(examples[i:i + size], sgd=optimiser, losses=losses, drop=0.1)
        with nlp.use_params(optimiser.averages):
            nlp.to_disk(args.work)
        print(f"epoch {epoch + 1}: {losses}, {time.time() - began:.0f} s", file=sys.stderr, flush=True)


def parse(args):
    nlp = spacy.load(args.work)
    paragraphs = sys.stdin.read().split("\n\n")
    began, count = time.time(), 0
    for doc in nlp.pipe(paragraphs):
        for sentence in doc.sents:
            rows = [t for t in sentence if not t.is_space]
            number = {t.i: k + 1 for k, t in enumerate(rows)}
            for t in rows:
                head = 0 if t.head.i == t.i else number.get(t.head.i, 0)
                after = "_" if t.whitespace_ or t.i + 1 < len(doc) and doc[t.i + 1].is_space else "SpaceAfter=No"
                print("\t".join([str(number[t.i]), t.text, t.lemma_ or "_", t.tag_ or "X", "_", "_", str(head), "root" if not head else t.dep_, "_", after]))
            print()
            count += len(rows)
    print(f"{count / (time.time() - began):.0f} words a second", file=sys.stderr)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = p.add_subparsers(dest="do", required=True)
    t = sub.add_parser("train"); t.add_argument("shared"); t.add_argument("work"); t.add_argument("--epochs", type=int, default=8)
    q = sub.add_parser("parse"); q.add_argument("work")
    args = p.parse_args()
    {"train": train, "parse": parse}[args.do](args)


if __name__ == "__main__":
    main()
