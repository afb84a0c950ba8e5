#!/usr/bin/env python3
"""Reading, deciding, serving and querying at once, for as long as is asked: memory and latency over time.

    benches/soak.py [--minutes 60] [--reports 1] [--asks 10] [--sayso target/release/sayso] [--out docs/images/soak.svg]

`sayso serve` runs over a new ledger. Reports of the examples with other numbers, days and names, some eight an event, are dropped in its queue (`--reports` a second), every tenth batch goes
through `sayso read` beside it; every five seconds something is decided, and half of that undone; pages and answers of every kind are asked for (`--asks` a second). Memory is
that of the server (VmRSS). A line a minute, then what was measured: errors, memory after the first tenth of the time and at the end, latencies of pages.
"""
import argparse, collections, itertools, json, pathlib, random, re, statistics, subprocess, tempfile, threading, time

from serve import Served, addresses, busy

ROOT = pathlib.Path(__file__).resolve().parent.parent
SYLLABLES = "ar bes cor dun est far gel has irr jos kel lor mas nor orl pel qua rus sel tav".split()
OF_TIME = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April June July August September October November December".split()


def names(texts):
    """The names that stand most often in the middle of sentences: what makes one event another when they change."""
    count = collections.Counter(w for t in texts for w in re.findall(r"(?<=[a-z] )[A-Z][a-z]{4,}", t))
    return [w for w, _ in count.most_common(60) if w not in OF_TIME]


def reports(seed):
    """Reports without end, about eight of each event: no two with the same text, no two events with the same names."""
    drawn = random.Random(seed)
    texts = [p.read_text(encoding="utf8") for p in sorted((ROOT / "examples").rglob("*.txt"))]
    known, n = names(texts), 0
    for event in itertools.count():
        other = {w: w[:4] + drawn.choice(SYLLABLES) + drawn.choice(SYLLABLES) for w in known}
        day = f"{2031 + event // 336 % 60}-{event // 28 % 12 + 1:02}-{event % 28 + 1:02}"
        for _ in range(drawn.randint(4, 12)):
            n += 1
            text = drawn.choice(texts)
            text = re.sub(r"\b\d{2,3}\b", lambda m: str(max(2, int(m[0]) + drawn.randint(-9, 9))), text)
            text = re.sub("|".join(known), lambda m: other[m[0]], text)
            yield {"id": f"soak-{seed}-{n}", "text": f"{text}\n\nEdition {seed}.{n}.", "outlet": f"{other[known[0]]} Courier {drawn.randint(1, 9)}", "published": day}


class Soak:
    def __init__(self, served, ledger, args):
        self.served, self.ledger, self.args = served, ledger, args
        self.until = time.time() + 60 * args.minutes
        self.latencies, self.memory, self.errors, self.decided, self.read = [], [], [], 0, 0
        self.lock = threading.Lock()

    def on(self):
        return time.time() < self.until

    def failed(self, what):
        with self.lock:
            self.errors.append(what)
            if len(self.errors) <= 10:
                print(f"  error: {what}", flush=True)

    def ask(self, path, body=None, good=(200, 201, 202, 409)):
        began = time.perf_counter()
        try:
            status, _, answer = self.served.ask(path, body)
        except OSError as e:
            return self.failed(f"{path}: {e}")
        if status not in good:
            return self.failed(f"{path}: {status} {answer[:200]!r}")
        if body is None:
            with self.lock:
                self.latencies.append((time.time(), 1000 * (time.perf_counter() - began), path))
        return answer

    def feed(self):
        beside, batch = reports("r"), 0
        for report in reports("q"):
            if not self.on():
                return
            batch += 1
            if batch % 10 == 0:
                lines = "".join(json.dumps(next(beside)) + "\n" for _ in range(5))
                command = [self.args.sayso, "--ledger", self.ledger, "read", "--threads", "1", "-"]
                done = subprocess.run(command, input=lines, text=True, capture_output=True)
                if done.returncode:
                    self.failed(f"read: exit {done.returncode}: {done.stderr[-200:]}")
                self.read += 5
            self.ask("/api/v1/queue", {"text": json.dumps(report)})
            self.read += 1
            time.sleep(1 / self.args.reports)

    def decide(self):
        drawn = random.Random(3)
        while self.on():
            time.sleep(5)
            answer = self.ask("/api/v1/claims?limit=50")
            claims = json.loads(answer)["items"] if answer else []
            if not claims:
                continue
            claim = drawn.choice(claims)["id"]
            what = drawn.choice([{"what": "reject", "claim": claim}, {"what": "amend", "claim": claim, "field": "actor", "value": "Harbour Office"}])
            answer = self.ask("/api/v1/decisions", {"author": "soak", "reason": "a test", "decision": what})
            self.decided += 1
            if answer and drawn.random() < 0.5:
                number = json.loads(answer).get("id")
                if number:
                    self.ask(f"/api/v1/decisions/{number}/undo", {"author": "soak"})

    def look(self):
        drawn, all_of, made = random.Random(5), [], 0
        while self.on():
            if time.time() - made > 60:
                all_of, made = addresses(self.served), time.time()
            self.ask(drawn.choice(all_of))
            time.sleep(1 / self.args.asks)

    def weigh(self):
        while self.on():
            with open(f"/proc/{self.served.process.pid}/status") as status:
                self.memory.append((time.time(), int(re.search(r"VmRSS:\s+(\d+)", status.read())[1]) / 1024))
            time.sleep(5)


def p99(values):
    return sorted(values)[int(0.99 * (len(values) - 1))] if values else 0.0


def picture(soak, began, path):
    """Memory and the latency of each minute as SVG."""
    minutes = int((time.time() - began) / 60) + 1
    rows = []
    for m in range(minutes):
        inside = lambda t: m <= (t - began) / 60 < m + 1
        ms = [v for t, v, _ in soak.latencies if inside(t)]
        mb = [v for t, v in soak.memory if inside(t)]
        if ms and mb:
            rows.append((m, statistics.mean(mb), statistics.median(ms), p99(ms)))
    wide, high = 720, 120
    def line(values, most, top, colour):
        points = " ".join(f"{50 + wide * m / max(minutes - 1, 1):.1f},{top + high - high * v / most:.1f}" for m, v in values)
        return f'<polyline fill="none" stroke="{colour}" stroke-width="1.5" points="{points}"/>'
    most_mb, most_ms = max(r[1] for r in rows) * 1.2, max(r[3] for r in rows) * 1.2
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide + 70} 320" font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="white"/>']
    for top, most, title, columns in ((20, most_mb, "memory of the server, MB", ((1, "#1d4f91"),)), (180, most_ms, "answers, ms: median and 99th percentile of each minute", ((2, "#1d4f91"), (3, "#b4451f")))):
        parts.append(f'<text x="50" y="{top - 6}">{title}</text><path d="M50 {top}V{top + high}H{50 + wide}" fill="none" stroke="#888"/><text x="4" y="{top + 10}">{most:.0f}</text><text x="4" y="{top + high}">0</text>')
        parts += [line([(r[0], r[column]) for r in rows], most, top, colour) for column, colour in columns]
        parts.append(f'<text x="{wide + 20}" y="{top + high + 14}">{minutes} min</text>')
    pathlib.Path(path).write_text("\n".join(parts) + "\n</svg>\n")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--minutes", type=float, default=60)
    p.add_argument("--reports", type=float, default=1)
    p.add_argument("--asks", type=float, default=10)
    p.add_argument("--sayso", default=str(ROOT / "target/release/sayso"))
    p.add_argument("--out")
    args = p.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ledger = pathlib.Path(folder) / "l.db"
        subprocess.run([args.sayso, "--ledger", ledger, "read", ROOT / "examples"], check=True, capture_output=True)
        served = Served(args.sayso, ledger)
        soak, began = Soak(served, ledger, args), time.time()
        work = [threading.Thread(target=t) for t in (soak.feed, soak.decide, soak.look, soak.weigh)]
        for thread in work:
            thread.start()
        while soak.on():
            time.sleep(min(60, max(soak.until - time.time(), 0.1)))
            with soak.lock:
                recent = [ms for at, ms, _ in soak.latencies if time.time() - at < 60]
            memory = soak.memory[-1][1] if soak.memory else 0
            print(f"{(time.time() - began) / 60:5.1f} min  {memory:6.0f} MB  {statistics.median(recent or [0]):6.1f} ms median {p99(recent):7.1f} ms p99  {soak.read} reports, {soak.decided} decisions, {len(soak.errors)} errors, load {busy()}", flush=True)
        for thread in work:
            thread.join()
        status = served.json("/api/v1/status")
        served.end()
        check = subprocess.run([args.sayso, "--ledger", ledger, "doctor"], capture_output=True, text=True)
        warm = [mb for at, mb in soak.memory if at - began > 6 * args.minutes]
        every = [ms for _, ms, _ in soak.latencies]
        first, last = statistics.mean(warm[: max(len(warm) // 10, 1)]), statistics.mean(warm[-max(len(warm) // 10, 1):])
        print(f"{status}; doctor: exit {check.returncode}; {len(soak.errors)} errors")
        print(f"memory after warm-up {first:.0f} MB, at the end {last:.0f} MB ({100 * (last / first - 1):+.1f} %), most {max(warm):.0f} MB")
        print(f"{len(every)} answers: median {statistics.median(every):.1f} ms, 99th percentile {p99(every):.1f} ms, worst {max(every):.0f} ms")
        slow = {}
        for _, ms, path in soak.latencies:
            slow.setdefault(re.sub(r"[0-9a-f]{8,}|q[0-9a-f]{8}", "ID", path), []).append(ms)
        for path, ms in sorted(slow.items(), key=lambda e: -p99(e[1]))[:8]:
            print(f"  {p99(ms):7.1f} ms p99, {statistics.median(ms):6.1f} ms median of {len(ms)}: {path}")
        if args.out:
            picture(soak, began, args.out)


if __name__ == "__main__":
    main()
