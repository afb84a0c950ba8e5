#!/usr/bin/env python3
"""dateparser on the same documents (PyPI dateparser, English): what it finds, in the form that score/times.py reads.

    dateparser_times.py < IN.jsonl > OUT.jsonl        IN as for `sayso extract`, OUT for score/times.py

It gives each expression an instant, counted from the published time. A value is written with what the words name: a year alone, a month, a day, or a
clock time, so that "in 1994" is 1994 and not a day of it. Paragraphs are given to it one by one. It reads no lengths, sets or vague references.
"""
import datetime, json, re, sys
from dateparser.search import search_dates

MONTH = re.compile(r"(?i)\b(jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)")
CLOCK = re.compile(r"(?i)\d:\d\d|\b\d+ ?[ap]\.?m\b|hour|minute|noon|midnight")
DAY = re.compile(r"(?i)day|tomorrow|tonight|\bago\b.*day|\b\d{1,2}(st|nd|rd|th)?\b(?!\d)")


def value(words, found):
    if re.fullmatch(r"\D*\d{4}\D*", words) and not MONTH.search(words):
        return f"{found:%Y}"
    if CLOCK.search(words):
        return f"{found:%Y-%m-%dT%H:%M}"
    if MONTH.search(words) and not DAY.search(words):
        return f"{found:%Y-%m}"
    if re.search(r"(?i)\byears?\b", words):
        return f"{found:%Y}"
    if re.search(r"(?i)\bmonths?\b", words):
        return f"{found:%Y-%m}"
    if re.search(r"(?i)\bweeks?\b", words):
        return "%04d-W%02d" % found.isocalendar()[:2]
    return f"{found:%Y-%m-%d}"


def main():
    for line in sys.stdin:
        report = json.loads(line)
        published = datetime.datetime.fromisoformat(report["published"][:10])
        settings = {"RELATIVE_BASE": published, "PREFER_DATES_FROM": "past"}
        times = []
        for part in re.finditer(r"[^\n]+", report["text"]):
            try:
                found = search_dates(part[0], languages=["en"], settings=settings) or []
            except Exception:  # it stops at some texts, which then have none
                found = []
            at = 0
            for words, when in found:
                start = part[0].find(words, at)
                if start < 0:
                    continue
                at = start + len(words)
                times.append({"span": [part.start() + start, part.start() + at], "value": value(words, when)})
        print(json.dumps({"id": report["id"], "claims": [], "own_voice_times": times}), flush=True)


if __name__ == "__main__":
    main()
