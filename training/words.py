"""Words as Universal Dependencies English cuts them, by rule; the same rules as crates/sayso-language/src/words.rs.

The two must agree: `check_words.py` compares them over the training data.
"""
import re
from pathlib import Path

TABLE = Path(__file__).resolve().parent.parent / "crates/sayso-language/tables"


def rows(name):
    for line in (TABLE / name).read_text(encoding="utf8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


# One alternation, tried in the order of the table at each place.
PATTERN = re.compile("|".join(f"(?:{pattern})" for _, pattern in rows("word-patterns.tsv")))
ABBREVIATIONS = {row[0] for row in rows("word-abbreviations.tsv")}
CLITICS = [row[0] for row in rows("word-clitics.tsv")]
SPLITS = {row[0]: int(row[1]) for row in rows("word-splits.tsv")}


def words(text):
    """[(start, end)] of every word and mark, in code points of `text`."""
    out = []
    for m in PATTERN.finditer(text):
        s, e = m.span()
        word = m.group()
        if word[0] == "." and e - s == 1 and out and out[-1][1] == s:
            before = text[out[-1][0]:s]
            initial = len(before) == 1 and before.isupper() and before.isalpha() and text[s + 1:s + 2] == " " and text[s + 2:s + 3].isupper()
            if initial or before in ABBREVIATIONS:
                out[-1] = (out[-1][0], e)
                continue
        low = word.lower().replace("’", "'")
        cut = SPLITS.get(low)
        if cut is None and "'" in low:
            for clitic in CLITICS:
                if low.endswith(clitic) and len(low) > len(clitic):
                    cut = len(low) - len(clitic)
                    break
        if cut:
            out.append((s, s + cut))
            s += cut
        out.append((s, e))
    return out
