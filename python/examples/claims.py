# %% [markdown]
# # Who said what about the quake
# Run cell by cell in an editor that knows `# %%`, or all of it: `python claims.py ../../examples/quake/reports.jsonl`.

# %%
import sys
from collections import Counter

import sayso

path = sys.argv[1] if len(sys.argv) > 1 else "../../examples/quake/reports.jsonl"

# %% One report after the other: nothing is read before it is asked for.
with open(path, "rb") as reports:
    for report in sayso.extract(reports):
        if "error" in report:
            print("not read:", report["error"])
            continue
        print(f"\n{report['outlet']}, {report['published']}: {report['title']}")
        for claim in report["claims"]:
            words = " … ".join(report["text"][start:end] for start, end in claim["content"])
            via = f", via {', '.join(claim['via'])}" if claim["via"] else ""
            print(f"  {claim['actor']}{via} {claim['stance']}: {words}")

# %% What is counted, and how high: figures by measure.
with open(path, "rb") as reports:
    figures = [figure for report in sayso.extract(reports) for claim in report.get("claims", []) for figure in claim["figures"]]
for measure, count in Counter(figure["measure"] for figure in figures).most_common():
    bounds = [(f["lower"], f["upper"]) for f in figures if f["measure"] == measure]
    print(measure, count, "lowest and highest:", min((l for l, _ in bounds if l is not None), default=None), max((u for _, u in bounds if u is not None), default=None))

# %% The same as a table: one line to Polars (or pandas, or DuckDB).
try:
    import polars
except ImportError:
    print("no Polars here")
else:
    with open(path, "rb") as reports:
        claims = polars.DataFrame(sayso.extract_arrow(reports))
    print(claims.group_by("actor", "stance").len().sort("len", "actor", descending=[True, False]).head(10))
