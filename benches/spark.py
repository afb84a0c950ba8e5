#!/usr/bin/env python3
"""Reads reports on a Spark cluster of one machine, kills a worker in the middle, and compares with the command line; the same on Sail; and dispatches.

    pip install ./python pyarrow 'pyspark>=4'
    python3 -m venv sail && sail/bin/pip install ./python pyarrow pandas pysail 'pyspark-client==4.1.*'; export PYSAIL_PYTHON=sail/bin/python
    SAYSO=target/release/sayso python3 benches/spark.py WORK extract --reports 20000
    SAYSO=target/release/sayso python3 benches/spark.py WORK dispatches --reports 5000 10000 20000 40000

The cluster is a master and two workers, each a process of its own with one core, on loopback. Reports are made of the sentences of examples/, altered and repeated,
with copies among them. What is asked by `dispatches` are reports that were not read, since dispatches rest on texts alone. Prints a line of JSON for each figure.
"""

import argparse
import contextlib
import hashlib
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
#: An interpreter that has pysail and a PySpark that it takes (4.1, for pysail 0.7).
SAIL_PYTHON = os.environ.get("PYSAIL_PYTHON", sys.executable)
SAYSO = os.environ.get("SAYSO", str(ROOT / "target/release/sayso"))


def main() -> None:
    to = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    to.add_argument("work", type=pathlib.Path, help="a folder for scratch files")
    to.add_argument("what", choices=["extract", "dispatches"])
    to.add_argument("--reports", type=int, nargs="+", default=[20_000])
    to.add_argument("--steps", nargs="+", default=["spark", "kill", "sail"], choices=["spark", "kill", "sail"])
    to.add_argument("--model", default="best")
    to.add_argument("--part-bytes", type=int, default=100_000)
    to.add_argument("--words", type=int, default=65, help="how many words a report has at least, copies apart")
    args = to.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    for count in args.reports:
        (extract if args.what == "extract" else dispatches)(args, count)


def tell(**figures) -> None:
    print(json.dumps(figures), flush=True)


# Extraction


def extract(args, count: int) -> None:
    reports, expected = args.work / f"reports-{count}.jsonl", args.work / f"extract-{count}-{args.model}.jsonl"
    with reports.open("w") as f:
        f.writelines(json.dumps(report, ensure_ascii=False) + "\n" for report in made_reports(count, args.words))
        f.write('{"id": "torn", "text": \n')
    began = time.monotonic()
    with reports.open("rb") as source, expected.open("wb") as to:
        subprocess.run([SAYSO, "extract", "--threads", "2", "--model", args.model], stdin=source, stdout=to)
    base = time.monotonic() - began
    tell(reports=count, by="sayso extract --threads 2", seconds=round(base, 1), words=sum(len(r.split()) for r in reports.open()) // count)
    for step in args.steps:
        out = args.work / f"out-{step}"
        shutil.rmtree(out, ignore_errors=True)
        command = [sys.executable, str(ROOT / "deploy/spark/extract.py"), str(reports), "--out", str(out), "--model", args.model, "--part-bytes", str(args.part_bytes)]
        killed = None
        if step == "sail":
            with sail() as address:
                took = timed([SAIL_PYTHON, *command[1:], "--remote", address])
        else:
            with cluster(args.work) as (address, workers):
                began = time.monotonic()
                job = subprocess.Popen([*command, "--master", address], env=environment())
                if step == "kill":
                    killed = kill_in_the_middle(job, out, workers)
                if job.wait() != 0:
                    raise SystemExit("the job failed")
                took = time.monotonic() - began
        from sayso import cluster as parts

        same = sum(1 for _ in differing(parts.extracted(str(out)), expected))
        tell(reports=count, by=step, seconds=round(took, 1), over=round(took / base - 1, 3), rows_that_differ=same, killed_after_parts=killed)


def differing(lines, expected: pathlib.Path):
    with expected.open("rb") as theirs:
        for line in lines:
            if line != theirs.readline():
                yield line
        yield from theirs


def kill_in_the_middle(job, out: pathlib.Path, workers) -> int:
    """Kills a worker with all that it runs when a third of the parts are done."""
    while job.poll() is None:
        with contextlib.suppress(FileNotFoundError, ValueError):
            all_parts = len(json.loads((out / "plan.json").read_text())["parts"])
            done = len(os.listdir(out / "done"))
            if done * 3 >= all_parts:
                for pid in family(workers[0].pid):
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                return done
        time.sleep(0.2)
    raise SystemExit("the job ended before a worker could be killed")


def family(pid: int) -> list[int]:
    """A process and all that it started, itself first."""
    children: dict[int, list[int]] = {}
    for line in subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True).stdout.splitlines():
        child, parent = map(int, line.split())
        children.setdefault(parent, []).append(child)
    found, todo = [], [pid]
    while todo:
        at = todo.pop()
        found.append(at)
        todo += children.get(at, [])
    return found


# Dispatches


def dispatches(args, count: int) -> None:
    import sayso

    out = args.work / f"copies-{count}"
    shutil.rmtree(out, ignore_errors=True)
    unread(out, count)
    told = args.work / f"dispatches-{count}.json"
    with cluster(args.work) as (address, _):
        took = timed([sys.executable, str(ROOT / "deploy/spark/dispatches.py"), str(out), "--master", address, "--json", str(told), "--partitions", "8"])
    found = {tuple(sorted(group)) for group in json.loads(told.read_text())}
    tell(reports=count, by="dispatches on spark", seconds=round(took, 1), dispatches=len(found), in_one=sum(map(len, found)))
    if "sail" in args.steps and count <= 20_000:
        with sail() as address:
            took = timed([SAIL_PYTHON, str(ROOT / "deploy/spark/dispatches.py"), str(out), "--remote", address, "--json", str(told)])
        same = {tuple(sorted(group)) for group in json.loads(told.read_text())}
        tell(reports=count, by="dispatches on sail", seconds=round(took, 1), groups_that_differ=len(same ^ found))
    if count <= 20_000:
        ledger = args.work / f"copies-{count}.db"
        for end in ("", "-wal", "-shm"):
            pathlib.Path(f"{ledger}{end}").unlink(missing_ok=True)
        took = timed([SAYSO, "--ledger", str(ledger), "read", str(out)])
        theirs = {tuple(sorted(group)) for group in sayso.Ledger(ledger).dispatches()}
        tell(reports=count, by="sayso read, sayso dispatches", seconds=round(took, 1), dispatches=len(theirs), groups_that_differ=len(theirs ^ found))


def unread(out: pathlib.Path, count: int) -> None:
    """What extract.py leaves of reports in which nothing is claimed."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from sayso import cluster as parts

    (out / "readings").mkdir(parents=True)
    (out / "plan.json").write_text("{}")
    rows = []

    def write():
        pq.write_table(pa.Table.from_pylist(rows, parts.READINGS), out / "readings" / f"part-{rows[0]['report_id']}.parquet")
        rows.clear()

    for report in made_reports(count):
        line = json.dumps(report, ensure_ascii=False).encode()
        text = hashlib.sha256(report["text"].encode()).hexdigest()
        reading = {"text": text, "sentences": [], "claims": [], "figures": [], "times": []}
        rows.append({"report": hashlib.sha256(line).hexdigest(), "report_id": report["id"], "line": line, "reading": json.dumps(reading), "version": "none"})
        if len(rows) == 2_500:
            write()
    if rows:
        write()


# Reports


def made_reports(count: int, words_each: int = 65):
    """Reports of some `words_each` words or more out of the sentences of the examples, numbers and names altered; every fifth is a copy of an earlier one, whole, trimmed or extended."""
    import sayso

    lines = sorted(sayso.reports(ROOT / "examples", rejected=lambda reason: None))
    texts = [json.loads(line).get("text", "") for line in lines]
    sentences = [s.strip() for text in texts for s in re.split(r"(?<=[.”])\s+", text) if 8 <= len(s.split()) <= 40]
    dice = random.Random(17)
    letters = "bdfgklmnprstv"
    word = lambda: (dice.choice(letters) + dice.choice("aeiou") + dice.choice(letters) + dice.choice("aeiou") + dice.choice(letters)).capitalize()  # noqa: E731
    earlier: list[str] = []
    for n in range(count):
        if earlier and n % 5 == 4:
            text = dice.choice(earlier[-2_000:])
            parts = text.split("\n\n")
            text = dice.choice([text, "\n\n".join(parts[:-1]) if len(parts) > 3 else text, f"{word().upper()} ({word()} Wire) - {text}"])
        else:
            parts = []
            while sum(len(p.split()) for p in parts) < words_each:
                part = re.sub(r"\d+", lambda m: str(dice.randint(2, 900)), dice.choice(sentences))
                names = set(re.findall(r"(?<=[a-z,] )[A-Z][a-z]{3,}", part))
                for name in sorted(names):
                    part = part.replace(name, word())
                # A word or two of its own, so that not every report shares its sentences with a thousand others.
                words = part.split()
                for _ in range(len(words) // 4):
                    words.insert(dice.randrange(1, len(words)), word())
                parts.append(" ".join(words))
            text = "\n\n".join(parts)
            earlier.append(text)
        day = f"2031-{1 + n * 7 % 12:02}-{1 + n % 28:02}"
        yield {"id": f"r{n:06}", "text": text, "outlet": f"{dice.choice(['Valley', 'Harbour', 'Hill'])} {dice.choice(['Post', 'Echo', 'Herald'])}", "published": day}


# Clusters


@contextlib.contextmanager
def cluster(work: pathlib.Path):
    """A master and two workers of one core each; gives the address and the workers."""
    port = free_port()
    address = f"spark://127.0.0.1:{port}"
    spark_class = [str(pathlib.Path(environment()["SPARK_HOME"]) / "bin/spark-class")]
    log = (work / "spark.log").open("ab")
    start = lambda *command: subprocess.Popen([*spark_class, *command], env=environment(), stdout=log, stderr=log)  # noqa: E731
    started = [start("org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0")]
    try:
        wait_for(port)
        for n in range(2):
            worker = ["--cores", "1", "--memory", "1500m", "--work-dir", str(work / f"worker-{n}"), "--webui-port", "0", address]
            started.append(start("org.apache.spark.deploy.worker.Worker", *worker))
        time.sleep(8)
        yield address, started[1:]
    finally:
        for process in reversed(started):
            for pid in family(process.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGTERM)
        for process in started:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
        for n in range(2):
            shutil.rmtree(work / f"worker-{n}", ignore_errors=True)


@contextlib.contextmanager
def sail():
    """Sail, in a process of its own; gives its address."""
    port = free_port()
    program = f"from pysail.spark import SparkConnectServer\ns = SparkConnectServer(port={port})\ns.start(background=False)"
    server = subprocess.Popen([SAIL_PYTHON, "-c", program], stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield f"sc://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


def environment() -> dict[str, str]:
    import pyspark

    conf = "--conf spark.driver.host=127.0.0.1 --conf spark.executor.memory=1g --conf spark.executor.cores=1 --conf spark.ui.enabled=false --conf spark.ui.showConsoleProgress=false"
    home = str(pathlib.Path(pyspark.__file__).parent)
    return {**os.environ, "SPARK_HOME": home, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_SUBMIT_ARGS": f"{conf} pyspark-shell"}


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(port: int) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise SystemExit(f"nothing listens at port {port}")


def timed(command: list[str]) -> float:
    began = time.monotonic()
    subprocess.run(command, env=environment(), check=True)
    return time.monotonic() - began


if __name__ == "__main__":
    main()
