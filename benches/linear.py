#!/usr/bin/env python3
"""Does the time for a report grow with its length, whatever is in it?

Twenty hostile shapes at growing lengths go through `sayso extract`, one report a run, and the processor time of each run is taken, less that of a run
on three words. Growth is time over time divided by length over length: 1.0 is linear, the bar is 1.2. Lengths whose time is under the noise count from
the next one on. A shape that is refused by a limit says so.

    benches/linear.py [--sizes 10000,100000,1000000] [--shapes brackets,said] [--sayso target/release/sayso] [--repeat 1]
"""
import argparse
import json
import os
import resource
import subprocess
import sys
import time

NOISE = 0.15  # seconds of processor time under which growth says nothing


def fill(unit, size, head="", tail=""):
    n = max(1, (size - len(head) - len(tail)) // len(unit.encode()))
    return head + unit * n + tail


TEXT = {
    "prose": lambda n: fill("The mayor of Ostrel said on Monday that nine boats were lost. ", n),
    "quotes": lambda n: fill('"', n),
    "curly": lambda n: fill("“a” ", n),
    "open_quotes": lambda n: fill("“ he said ", n),
    "digits": lambda n: fill("9", n),
    "numbers": lambda n: fill("1,234.5 million and ", n),
    "hyphens": lambda n: fill("twenty-", n),
    "no_spaces": lambda n: fill("abcdefghij", n),
    "brackets": lambda n: fill("(", n // 2) + fill(")", n // 2),
    "one_sentence": lambda n: fill("and the boat that was seen by the man who ", n),
    "said": lambda n: fill("said ", n),
    "pronouns": lambda n: fill("he told her that they saw him and she ", n),
    "names": lambda n: "".join(f"Ada{i} Venne{i} said so. " for i in range(n // 26)),
    "initials": lambda n: fill("A. B. C. ", n),
    "newlines": lambda n: fill("a\n", n),
    "commas": lambda n: fill("a, ", n),
    "dates": lambda n: fill("on 3 March 2031, ", n),
    "accents": lambda n: fill("é̂ ", n),
    "said_that": lambda n: fill("he said that ", n),
}
HTML = {
    "nested": lambda n: "<p>It fell, he said.</p>" + fill("<div>", n // 2) + fill("</div>", n // 2),
    "entities": lambda n: fill("&amp;&lt;&#x27;", n, "<p>It fell, he said. "),
    "open_tags": lambda n: fill("<b", n, "<p>It fell, he said. "),
    "paragraphs": lambda n: fill("<p>It fell, he said.", n),
    "attributes": lambda n: "<p>It fell, he said.<p " + fill("a=b ", n) + ">",
    "comments": lambda n: fill("<!--", n, "<p>It fell, he said. "),
}


def run(sayso, report, limit):
    line = json.dumps({"id": "x", **report}) + "\n"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    flags = ["--threads", "1", "--max-text", "100MB", "--max-bytes", "200MB", "--max-line", "1GB", "--max-elements", "100000000"]
    began = time.time()
    try:
        out = subprocess.run([sayso, "extract", *flags], input=line.encode(), capture_output=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return None, f"over {limit} s"
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if out.returncode not in (0, 3):
        return None, f"exit {out.returncode}: {out.stderr.decode()[-200:]}"
    said = json.loads(out.stdout).get("error")
    return spent, (f"refused: {said[:70]}" if said else "")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--sizes", default="10000,100000,1000000")
    arguments.add_argument("--shapes", default=",".join([*TEXT, *HTML]))
    arguments.add_argument("--sayso", default=os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "release/sayso"))
    arguments.add_argument("--repeat", type=int, default=1)
    arguments.add_argument("--limit", type=float, default=600)
    given = arguments.parse_args()
    sizes = [int(s) for s in given.sizes.split(",")]
    base = min(run(given.sayso, {"text": "He said so."}, 60)[0] for _ in range(3))
    print(f"start: {base:.3f} s of processor time, taken off")
    print(f"{'shape':<14}" + "".join(f"{s:>12}" for s in sizes) + "  growth")
    worst = 0.0
    for shape in given.shapes.split(","):
        make, field = (TEXT[shape], "text") if shape in TEXT else (HTML[shape], "html")
        times, notes = [], []
        for size in sizes:
            body = make(size)
            best, note = None, ""
            for _ in range(given.repeat):
                spent, note = run(given.sayso, {field: body}, given.limit)
                if spent is not None:
                    best = spent if best is None else min(best, spent)
            times.append((len(body.encode()), None if best is None else max(best - base, 0.0)))
            if note:
                notes.append(f"{size}: {note}")
        growth = []
        for (a, s), (b, t) in zip(times, times[1:]):
            if s is not None and t is not None and s >= NOISE:
                growth.append((t / s) / (b / a))
        if growth:
            worst = max(worst, max(growth))
        cells = "".join(f"{'-' if t is None else format(t, '.2f'):>12}" for _, t in times)
        print(f"{shape:<14}{cells}  {' '.join(format(g, '.2f') for g in growth) or '-'}  {'; '.join(notes)}", flush=True)
    print(f"worst growth: {worst:.2f} (bar: 1.2)")
    return worst > 1.2


if __name__ == "__main__":
    sys.exit(main())
