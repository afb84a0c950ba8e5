"""Our own reports with everyone and everything named in them marked by hand: `entities/*.txt`.

A file holds reports, each under a line `#### id`. A mark is ⟦words|kN⟧: k says what is meant (p people, o organisation, l place, e event, d product,
x other; a capital where the words are a name, small where they are a pronoun or a description), N is the number of the entity within the report. Marks
may be nested. People and organisations are marked wherever they are meant, the other kinds where they are named.
"""
import re
from pathlib import Path

KINDS = {"p": "person", "o": "organisation", "l": "place", "e": "event", "d": "product", "x": "other"}
MARK = re.compile(r"⟦|\|([poledxPOLEDX])(\d+)⟧")


def unmark(marked):
    """(text, [(start, end, kind, whether it is a name, entity)]), spans in code points; ValueError names the place of a mark that is not whole."""
    text, size, at, stack, found = [], 0, 0, [], []
    for m in MARK.finditer(marked):
        part = marked[at:m.start()]
        text.append(part)
        size += len(part)
        at = m.end()
        if m[0] == "⟦":
            stack.append(size)
        elif stack:
            found.append((stack.pop(), size, KINDS[m[1].lower()], m[1].isupper(), int(m[2])))
        else:
            raise ValueError(f"nothing to close: {marked[max(0, m.start() - 40):m.end()]!r}")
    if stack:
        raise ValueError(f"never closed: {marked[-40:]!r}")
    text.append(marked[at:])
    return "".join(text), sorted(found, key=lambda x: (x[0], -x[1]))


def reports(folder):
    """[(id, text, marks)] of all files of a folder; ValueError names the report."""
    out = []
    for path in sorted(Path(folder).glob("*.txt")):
        for part in re.split(r"^#### ", path.read_text(encoding="utf8"), flags=re.M)[1:]:
            name, _, body = part.partition("\n")
            try:
                out.append((name.strip(), *unmark(body.strip("\n"))))
            except ValueError as e:
                raise ValueError(f"{path.name}: {name.strip()}: {e}") from None
    return out
