#!/usr/bin/env python3
"""What the Python module costs over `sayso extract`: the same lines through both, turn about, and the least time of each.

    SAYSO=target/release/sayso python3 benches/wheel.py --times 5 --threads 1 2

The lines are the examples, so often that a run takes some seconds. Starting up is counted for both: each run is a process of its own.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
WAYS = {
    "extract_lines": "sys.stdout.buffer.writelines(sayso.extract_lines(sys.stdin.buffer, threads={threads}))",
    "extract": "print(sum(len(r.get('claims', ())) for r in sayso.extract(sys.stdin.buffer, threads={threads})))",
    "extract_arrow": "import pyarrow; print(pyarrow.table(sayso.extract_arrow(sys.stdin.buffer, threads={threads})).num_rows)",
}


def main() -> None:
    to = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    to.add_argument("--times", type=int, default=3, help="runs of each")
    to.add_argument("--threads", type=int, nargs="+", default=[1])
    to.add_argument("--repeat", type=int, default=8, help="how often the examples are read in a run")
    to.add_argument("--ways", nargs="+", default=list(WAYS), choices=list(WAYS))
    args = to.parse_args()
    sayso = os.environ.get("SAYSO", str(ROOT / "target/release/sayso"))
    import sayso as module

    lines = list(module.reports(ROOT / "examples", rejected=lambda reason: None)) * args.repeat
    with tempfile.NamedTemporaryFile() as source:
        source.write(b"\n".join(lines) + b"\n")
        source.flush()
        for threads in args.threads:
            commands = {"sayso extract": [sayso, "extract", "--threads", str(threads)]}
            commands |= {way: [sys.executable, "-c", "import sys, sayso; " + WAYS[way].format(threads=threads)] for way in args.ways}
            least = {way: (float("inf"), float("inf")) for way in commands}
            for _ in range(args.times):
                for way, command in commands.items():
                    least[way] = tuple(map(min, least[way], timed(command, source.name)))
            base = least["sayso extract"]
            for way, (wall, cpu) in least.items():
                told = {"way": way, "threads": threads, "reports": len(lines), "seconds": round(wall, 3), "cpu": round(cpu, 3)}
                print(json.dumps({**told, "over": round(wall / base[0] - 1, 4), "cpu_over": round(cpu / base[1] - 1, 4)}), flush=True)


def timed(command: list[str], source: str) -> tuple[float, float]:
    """Seconds on the clock, and of the processor."""
    before, began = os.times(), time.monotonic()
    with open(source, "rb") as f:
        subprocess.run(command, stdin=f, stdout=subprocess.DEVNULL, check=True)
    wall, after = time.monotonic() - began, os.times()
    return wall, after.children_user + after.children_system - before.children_user - before.children_system


if __name__ == "__main__":
    main()
