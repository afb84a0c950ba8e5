#!/usr/bin/env python3
"""kill -9 at random moments of reading, deciding and migrating; nothing that was reported as kept may be lost, and every file must open.

    benches/kill.py [--kills 500] [--seed 1] [--sayso target/release/sayso]

Reports are counted by a second connection while the program runs: what it sees is committed. Decisions are reported by their printed numbers. After
every kill SQLite's own check is run; after every 25th, and at the end of each program, all of `sayso doctor`.
"""
import argparse
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time


def count(path, table):
    if not os.path.exists(path):
        return 0
    try:
        db = sqlite3.connect(path, timeout=10)
        try:
            return db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        finally:
            db.close()
    except sqlite3.OperationalError:
        return 0


def sound(path):
    if not os.path.exists(path) or os.path.getsize(path) == 0:
        return
    db = sqlite3.connect(path, timeout=10)
    said = db.execute("PRAGMA integrity_check").fetchone()[0]
    db.close()
    assert said == "ok", said


def doctor(sayso, path):
    done = subprocess.run([sayso, "doctor", "--ledger", path, "--format", "json"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr


def line(n):
    text = (f"The bridge over the Ost fell on Monday, the mayor of Quarry {n} said. “Nobody is missing,” she added.\n\n"
            f"According to the river police, {n} boats were moored there. A spokesman denied that they had been warned.\n")
    return json.dumps({"id": f"r{n}", "text": text, "outlet": "Ostrel Daily", "published": "2031-10-07"}) + "\n"


def killed(command, wait, **more):
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)
    time.sleep(wait)
    yield child
    child.send_signal(signal.SIGKILL)
    out, err = child.communicate()
    yield err


def reading(given, folder, rng, kills):
    done, round_ = 0, 0
    while done < kills:
        round_ += 1
        path, source = os.path.join(folder, f"read{round_}.db"), os.path.join(folder, "in.jsonl")
        with open(source, "w") as out:
            out.writelines(line(n) for n in range(3000))
        kept = 0
        for _ in range(min(25, kills - done)):
            steps = killed([given.sayso, "read", source, "--ledger", path, "--threads", "1"], rng.uniform(0.0, given.longest))
            next(steps)
            kept = max(kept, count(path, "report"))
            next(steps)
            now = count(path, "report")
            assert now >= kept, f"{kept} reports were kept, {now} are there"
            kept = now
            sound(path)
            done += 1
        if os.path.exists(path):
            doctor(given.sayso, path)
    return done


def deciding(given, folder, rng, kills):
    path, source = os.path.join(folder, "decide.db"), os.path.join(folder, "few.jsonl")
    with open(source, "w") as out:
        out.writelines(line(n) for n in range(30))
    subprocess.run([given.sayso, "read", source, "--ledger", path], check=True, capture_output=True)
    claims = json.loads(subprocess.run([given.sayso, "claims", "--ledger", path, "--format", "json"], capture_output=True, text=True).stdout)
    ids = [c["id"] for c in claims]
    for n in range(kills):
        claim = rng.choice(ids)
        what = rng.choice([["pin", claim], ["note", claim, "seen"], ["reject", claim], ["amend", claim, "actor", f"A{n}"]])
        before = count(path, "decision")
        steps = killed([given.sayso, "decide", *what, "--ledger", path], rng.uniform(0.0, given.longest / 4))
        next(steps)
        said = next(steps)
        now = count(path, "decision")
        printed = re.search(r"decision (\d+):", said)
        assert now >= before, f"{before} decisions were there, {now} are"
        if printed:
            db = sqlite3.connect(path)
            assert db.execute("SELECT 1 FROM decision WHERE id = ?", [int(printed[1])]).fetchone(), f"decision {printed[1]} was reported"
            db.close()
        sound(path)
        if n % 25 == 24:
            doctor(given.sayso, path)
    doctor(given.sayso, path)
    return kills


def migrating(given, folder, rng, kills):
    sample = os.path.join(os.path.dirname(__file__), "../crates/sayso-ledger/tests/samples/1.sql")
    for n in range(kills):
        path = os.path.join(folder, "old.db")
        for end in ("", "-wal", "-shm", "-journal"):
            if os.path.exists(path + end):
                os.remove(path + end)
        db = sqlite3.connect(path)
        db.executescript(open(sample).read())
        before = db.execute("SELECT count(*) FROM report").fetchone()[0]
        db.close()
        steps = killed([given.sayso, "status", "--ledger", path], rng.uniform(0.0, 0.03))
        next(steps)
        next(steps)
        assert count(path, "report") == before
        db = sqlite3.connect(path)
        version = db.execute("PRAGMA user_version").fetchone()[0]
        decisions = db.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'decision'").fetchone()[0]
        db.close()
        assert (version == 1) == (decisions == 0), f"version {version} with {decisions} tables of decisions"
        sound(path)
    subprocess.run([given.sayso, "status", "--ledger", path], check=True, capture_output=True)
    return kills


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--kills", type=int, default=500)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--longest", type=float, default=1.2, help="seconds that a program runs at most before it is killed")
    arguments.add_argument("--sayso", default=os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "release/sayso"))
    given = arguments.parse_args()
    rng = random.Random(given.seed)
    share = given.kills // 5
    with tempfile.TemporaryDirectory() as folder:
        for name, program, kills in [("migration", migrating, share), ("decide", deciding, share * 2), ("read", reading, given.kills - share * 3)]:
            began = time.time()
            print(f"{name}: {program(given, folder, rng, kills)} kills, nothing lost, every file opens ({time.time() - began:.0f} s)", flush=True)


if __name__ == "__main__":
    sys.exit(main())
