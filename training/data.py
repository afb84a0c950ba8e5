"""Windows of words to learn from: attributions, trees, names.

A window is a dict of parallel lists over its words; `pieces` holds the word pieces of each. Only `words` and `pieces` are always there:
  words     (surface, gap) with gap 0 none before it, 1 space, 2 new line, 3 new paragraph
  cues      [(first, last, {word: role})]      attributions whose cue lies in the window; None where not annotated
  tag, feats, lemma, head, relation, low, high, sentence      trees; None where not annotated
  name      BIO tags of names; None where not annotated
  mention, entity      for the head word of each mention its type and the entity it names, for other words 0 and -1; None where not annotated
"""
import bisect, gzip, json, re
from pathlib import Path
import entities as marks_of_entities
import guide
from words import words as segment

UPOS = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()
NAMES = "O B-person I-person B-organisation I-organisation B-place I-place B-event I-event B-other I-other B-product I-product".split()
MENTIONS = "none person organisation place event product time other".split()
NONE, SOURCE, CONTENT, MORE_CUE = range(4)
CASES = 7
MASK = 103
POLNEAR, GUIDE = range(2)


def case(word):
    """0 no letters, 1 lower, 2 capital first, 3 all capitals, 4 one capital letter, 5 mixed, 6 has a digit"""
    if any(c.isdigit() for c in word):
        return 6
    letters = [c for c in word if c.isalpha()]
    upper = sum(c.isupper() for c in letters)
    if not letters:
        return 0
    if not upper:
        return 1
    if len(letters) == 1:
        return 4
    if upper == len(letters):
        return 3
    return 2 if upper == 1 and letters[0].isupper() else 5


def gap(text, end, start):
    between = text[end:start]
    lines = between.count("\n")
    return (0 if not between else 1) if not lines else 2 if lines == 1 else 3


class Pieces:
    def __init__(self, tok):
        self.tok, self.known = tok, {}

    def __call__(self, word):
        if word not in self.known:
            self.known[word] = (self.tok.encode(word, add_special_tokens=False).ids or [100])[:16]
        return self.known[word]


def surfaces(text, spans):
    return [(text[s:e], 3 if i == 0 else gap(text, spans[i - 1][1], s)) for i, (s, e) in enumerate(spans)]


def marked(folder):
    """Our own marked reports, as `articles` reads them."""
    out = []
    for path in sorted(Path(folder).glob("*.txt")):
        out += guide.reports(path)
    return out


def articles(path, pieces):
    """[(report, spans of words, words, pieces, [(first, last word of the cue's first run, {word: role})])] of a file or a list of reports"""
    out = []
    for report in path if isinstance(path, list) else map(json.loads, gzip.open(path, "rt", encoding="utf8")):
        text = report["text"]
        spans = segment(text)
        starts, ends = [s for s, _ in spans], [e for _, e in spans]
        touched = lambda marked: sorted({i for s, t in marked for i in range(bisect.bisect_right(ends, s), bisect.bisect_left(starts, t))})
        found = []
        for a in report["claims"] if "claims" in report else report["annotators"][0]["attributions"]:
            cue = touched(a["cue"])
            if not cue and a["source"]:
                # "… — Jane Doe": the mark before the name does a cue's work.
                before = touched(a["source"])[0] - 1
                if before >= 0 and text[slice(*spans[before])] in DASHES:
                    cue = [before]
            if not cue:
                continue
            n = next((i for i in range(1, len(cue)) if cue[i] != cue[i - 1] + 1), len(cue))
            roles = {}
            for part, role in ((touched(a["content"]), CONTENT), (touched(a["source"]), SOURCE), (cue[n:], MORE_CUE)):
                roles.update((i, role) for i in part)
            found.append((cue[0], cue[n - 1], roles))
        ws = surfaces(text, spans)
        out.append((report, spans, ws, [pieces(w) for w, _ in ws], found))
    return out


def cut(lengths, limit, begin=0):
    """Word ranges of consecutive windows of at most `limit` pieces; the first is short by `begin` pieces."""
    out, a, room = [], 0, limit - begin
    for i, n in enumerate(lengths):
        if room < n:
            out.append((a, i))
            a, room = i, limit
        room -= n
    out.append((a, len(lengths)))
    return [(a, b) for a, b in out if b > a]


def news_window(article, a, b):
    _, _, ws, ps, found = article
    cues = [(x - a, y - a, {i - a: r for i, r in roles.items() if a <= i < b}) for x, y, roles in found if a <= x and y < b]
    return {"words": ws[a:b], "pieces": ps[a:b], "cues": cues}


CURLY = {"“": '"', "”": '"', "‘": "'", "’": "'"}
FOREIGN = ({"“": "«", "”": "»"}, {"“": "„", "”": "“"}, {"“": "``", "”": "''"}, {"“": '""', "”": '""'})
OPENING, CLOSING = "“", "”"
DASHES = ("—", "–", "-", "--", "―")


def curled(words):
    """The words with straight double marks turned into opening and closing ones, by what stands around them."""
    out, inside = [], False
    for k, (w, g) in enumerate(words):
        if w == '"':
            inside = not inside if g < 3 else True
            w = OPENING if inside else CLOSING
        elif g == 3:
            inside = False
        out.append((w, g))
    return out


def without(window, gone):
    """The window without the words of the set `gone`: labels of attributions follow."""
    keep = [k for k in range(len(window["words"])) if k not in gone]
    new = {k: i for i, k in enumerate(keep)}
    out = {**window, "words": [window["words"][k] for k in keep], "pieces": [window["pieces"][k] for k in keep]}
    out["cues"] = [(new[a], new[b], {new[k]: r for k, r in roles.items() if k in new}) for a, b, roles in window["cues"] if a in new and b in new]
    return out


def damaged(window, pieces, rng):
    """Now and then what real pages do to a text: straight marks, marks of other languages, doubled or lost ones, lost paragraph breaks, breaks
    after every line, capitals throughout."""
    straight, flat, loud = rng.random() < 0.2, rng.random() < 0.12, rng.random() < 0.03
    foreign = rng.choice(FOREIGN) if rng.random() < 0.1 else None
    if window.get("cues") is not None and rng.random() < 0.12:
        marks = [k for k, (w, _) in enumerate(window["words"]) if w in (OPENING, CLOSING, '"')]
        if marks and rng.random() < 0.25:
            window = without(window, set(marks))
        elif marks:
            window = without(window, set(rng.sample(marks, max(1, len(marks) // 8))))
    if not (straight or flat or loud or foreign):
        return window
    words, ps = [], []
    for (w, g), (old, _), p in zip(curled(window["words"]) if foreign else window["words"], window["words"], window["pieces"]):
        if foreign and w in foreign:
            w = foreign[w]
        elif straight and any(c in w for c in CURLY):
            w = "".join(CURLY.get(c, c) for c in w)
        if w != old:
            p = pieces(w)
        words.append((w.upper() if loud else w, 1 if flat and g > 1 else g))
        ps.append(p)
    return {**window, "words": words, "pieces": ps}


def masked(window, rng, share=0.04):
    """The window with some of its words hidden, so that no label hangs on one word alone."""
    ps = [[MASK] * len(p) if rng.random() < share else p for p in window["pieces"]]
    return {**window, "pieces": ps}


WHOLE = {"be", "go", "will", "have", "not", "'s", "good", "bad", "well", "more", "much", "would", "I", "we", "he", "she", "they", "it", "my", "our", "a", "can", "do", "etc.", "United", "he", "us"}


def lemma_rule(form, lemma):
    """How to make the lemma from the form: 'case|letters to cut at the end|letters to add' (case l lower, k kept, t title,
    = the letters alone), or None where no such rule does."""
    if lemma == "_":
        return None
    for style, base in (("l", form.lower()), ("k", form), ("t", form[:1].upper() + form[1:].lower())):
        n = 0
        while n < min(len(base), len(lemma)) and base[n] == lemma[n]:
            n += 1
        if n == len(base) == len(lemma) or (n >= 1 and len(base) - n <= 4 and len(lemma) - n <= 4):
            return f"{style}|{len(base) - n}|{lemma[n:]}"
    return f"=|0|{lemma}" if lemma in WHOLE else None


KINDS = {"person": "person", "organization": "organisation", "place": "place", "event": "event", "object": "product", "time": "time"}


def entities(rows):
    """[(type by GUM, first word, last word, entity)] from GUM's Entity column, which marks every mention."""
    stack, found = [], []
    for i, row in enumerate(rows):
        misc = next((x[7:] for x in row[9].split("|") if x.startswith("Entity=")), "")
        for mark in re.findall(r"\([^()]+\)?|[^()]+\)", misc):
            if mark.startswith("("):
                fields = mark.strip("()").split("-")
                entry = (fields[0], fields[1] if len(fields) > 1 else "", i)
                if mark.endswith(")"):
                    found.append((entry[1], i, i, entry[0]))
                else:
                    stack.append(entry)
            else:
                key = mark.rstrip(")").split("-")[0]
                at = next((k for k in range(len(stack) - 1, -1, -1) if stack[k][0] == key), None)
                if at is not None:
                    entry = stack.pop(at)
                    found.append((entry[1], entry[2], i, key))
    return found


def mention_heads(rows):
    """For each word the type and entity of the longest mention whose head it is, or (0, None)."""
    ids, out = {int(r[0]): k for k, r in enumerate(rows)}, [(0, None)] * len(rows)
    for kind, a, b, entity in sorted(entities(rows), key=lambda x: x[2] - x[1]):
        head = next((k for k in range(a, b + 1) if not (a <= ids.get(int(rows[k][6]), -1) <= b)), a)
        out[head] = (MENTIONS.index(KINDS.get(kind, "other")), entity)
    return out


def entity_names(rows):
    """BIO name tags: a mention headed by a proper noun, cut down to its name."""
    tags = ["O"] * len(rows)
    ids = {int(r[0]): k for k, r in enumerate(rows)}
    linking = {"of", "for", "and", "&", "-", "de", "'s", "’s", "the", "on", "in", "at", "/"}
    for kind, a, b, _ in sorted(entities(rows), key=lambda x: x[2] - x[1]):
        kind = None if kind == "time" else KINDS.get(kind, "other")
        heads = [k for k in range(a, b + 1) if not (a <= ids.get(int(rows[k][6]), -1) <= b)]
        if not kind or not heads or rows[heads[0]][3] != "PROPN":
            continue
        proper = lambda k: rows[k][3] in ("PROPN", "NUM") or rows[k][1][:1].isupper() and rows[k][3] in ("NOUN", "ADJ", "VERB")
        s = e = heads[0]
        while True:
            if s - 1 >= a and proper(s - 1):
                s -= 1
            elif s - 2 >= a and rows[s - 1][1].lower() in linking and proper(s - 2):
                s -= 2
            else:
                break
        while True:
            if e + 1 <= b and proper(e + 1):
                e += 1
            elif e + 2 <= b and rows[e + 1][1].lower() in linking and proper(e + 2):
                e += 2
            elif e + 3 <= b and rows[e + 1][1].lower() in linking and rows[e + 2][1].lower() in linking and proper(e + 3):
                e += 3
            else:
                break
        for k in range(s, e + 1):
            tags[k] = ("B-" if k == s else "I-") + kind
    return tags


def treebank(path, pieces, labels, limit, names=False):
    """Windows of whole sentences; new labels are added to `labels` (feats, lemma, relation: dicts of name to number)."""
    out, current, size = [], None, 0

    def fresh():
        return {k: [] for k in ("words", "pieces", "tag", "feats", "lemma", "head", "relation", "low", "high", "sentence", "name", "mention", "entity")}

    def close():
        nonlocal current, size
        if current and current["words"]:
            if not names:
                current["name"] = current["mention"] = current["entity"] = None
            out.append(current)
        current, size = fresh(), 0

    rows, spaced, paragraph, split, known = [], True, True, {}, {}
    close()
    for line in gzip.open(path, "rt", encoding="utf8"):
        line = line.rstrip("\n")
        if line.startswith("# newdoc"):
            close()
            known = {}
            paragraph = True
        elif line.startswith("# newpar"):
            paragraph = True
        elif line[:1].isdigit():
            c = line.split("\t")
            if "-" in c[0]:
                a, b = map(int, c[0].split("-"))
                split = {"from": a, "to": b, "space": "SpaceAfter=No" not in c[9]}
            elif c[0].isdigit():
                n = int(c[0])
                within = split and split["from"] <= n <= split["to"]
                c.append((split["space"] if n == split["to"] else False) if within else "SpaceAfter=No" not in c[9])
                rows.append(c)
        elif not line and rows:
            ps = [pieces(r[1]) for r in rows]
            need = sum(map(len, ps))
            if size + need > limit:
                close()
            if need <= limit:
                base = len(current["words"])
                tags = entity_names(rows) if names else ["O"] * len(rows)
                heads = mention_heads(rows) if names else [(0, None)] * len(rows)
                for k, (r, p) in enumerate(zip(rows, ps)):
                    before = (3 if paragraph else 1 if spaced else 0) if k == 0 else int(rows[k - 1][10])
                    rule = lemma_rule(r[1], r[2])
                    current["words"].append((r[1], before))
                    current["pieces"].append(p)
                    current["tag"].append(UPOS.index(r[3]) if r[3] in UPOS else 16)
                    current["feats"].append(labels["feats"].setdefault(r[5], len(labels["feats"])))
                    current["lemma"].append(-100 if rule is None else labels["lemma"].setdefault(rule, len(labels["lemma"])))
                    head = int(r[6])
                    current["head"].append(base + head if head else 0)
                    current["relation"].append(labels["relation"].setdefault(r[7].split(":")[0], len(labels["relation"])))
                    current["low"].append(base)
                    current["high"].append(base + len(rows))
                    current["sentence"].append(int(k == 0))
                    current["name"].append(NAMES.index(tags[k]))
                    current["mention"].append(heads[k][0])
                    current["entity"].append(-1 if heads[k][1] is None else known.setdefault(heads[k][1], len(known)))
                size += need
            spaced, paragraph, rows, split = rows[-1][10], False, [], {}
    close()
    return out


def entity_windows(folder, pieces, limit):
    """Windows of our own reports with names and mentions: as others, but `spans` holds [(first word, last word, type, entity)] of the mentions, whose heads
    `headed` finds."""
    out = []
    for _, text, marks in marks_of_entities.reports(folder):
        spans = segment(text)
        starts, ends = [s for s, _ in spans], [e for _, e in spans]
        ws = surfaces(text, spans)
        ps = [pieces(w) for w, _ in ws]
        words = [(bisect.bisect_right(ends, s), bisect.bisect_left(starts, e) - 1, kind, name, n) for s, e, kind, name, n in marks]
        names, last = ["O"] * len(ws), -1
        for a, b, kind, name, _ in words:
            if name and a > last:  # of nested names the outermost
                names[a:b + 1] = ["B-" + kind] + ["I-" + kind] * (b - a)
                last = b
        total, n = sum(map(len, ps)), 1
        while any(sum(map(len, ps[s:e])) > limit for s, e in cut(list(map(len, ps)), -(-total // n) + 8)):
            n += 1
        for s, e in cut(list(map(len, ps)), -(-total // n) + 8):
            tags = [t if i or not t.startswith("I-") else "B-" + t[2:] for i, t in enumerate(names[s:e])]
            inside = [(a - s, b - s, MENTIONS.index(kind), entity) for a, b, kind, _, entity in words if s <= a and b < e]
            out.append({"words": ws[s:e], "pieces": ps[s:e], "name": [NAMES.index(t) for t in tags], "spans": inside})
    return out


def headed(window, heads):
    """The window with its mentions put on their heads: the first word of each whose own head, by `heads` (word numbers from 1, 0 the root), is outside. What
    is no head of a mention is not known to be none (-100), since things and times are marked only where they are named."""
    mention, entity = [-100] * len(heads), [-1] * len(heads)
    for a, b, kind, n in sorted(window["spans"], key=lambda x: x[1] - x[0]):
        head = next((k for k in range(a, b + 1) if not a <= heads[k] - 1 <= b), a)
        mention[head], entity[head] = kind, n
    return {**window, "mention": mention, "entity": entity}


POLITICS = {"person": "person", "politician": "person", "organisation": "organisation", "politicalparty": "organisation", "country": "place",
            "location": "place", "event": "event", "election": "event"}


def crossner(path, pieces, limit):
    """Windows of one sentence with names alone (CrossNER's kinds mapped to ours; `misc` is other)."""
    out, rows = [], []
    for line in open(path, encoding="utf8"):
        line = line.rstrip("\n")
        if line:
            rows.append(line.split("\t"))
        elif rows:
            ps = [pieces(w) for w, _ in rows]
            if sum(map(len, ps)) <= limit:
                tags = [NAMES.index(t if t == "O" else t[:2] + POLITICS.get(t[2:], "other")) for _, t in rows]
                out.append({"words": [(w, 3 if i == 0 else 0 if re.fullmatch(r"[,.;:)'’]|'s", w) else 1) for i, (w, _) in enumerate(rows)], "pieces": ps, "name": tags})
            rows = []
    return out
