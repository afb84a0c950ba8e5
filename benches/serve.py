#!/usr/bin/env python3
"""How the served ledger bears load, kills, and size.

    serve.py load  SAYSO LEDGER INPUT [--seconds 30] [--connections 64]   wrk on mixed pages while `sayso read INPUT` runs
    serve.py pages SAYSO LEDGER [--rounds 9]                              the server's time for each page, cold and from the cache; what a first load weighs
    serve.py kills SAYSO [--kills 50]                                     kill -9 while it takes, reads and decides; nothing acknowledged may be lost

LEDGER and INPUT are copied first where they are written to. Needs wrk for `load`. Only the standard library otherwise.
"""
import argparse, http.client, json, os, pathlib, random, re, shutil, signal, statistics, subprocess, sys, tempfile, threading, time


class Served:
    def __init__(self, sayso, ledger, *more):
        command = [sayso, "--ledger", str(ledger), "serve", "--listen", "127.0.0.1:0", "--threads", "1", *more]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip().rstrip("/")
        self.host = self.url.removeprefix("http://")

    def ask(self, path, body=None, headers=None):
        """Status, headers, body."""
        connection = http.client.HTTPConnection(self.host, timeout=120)
        data = None if body is None else json.dumps(body)
        head = {"Content-Type": "application/json", **(headers or {})}
        connection.request("GET" if body is None else "POST", path, data, head)
        answer = connection.getresponse()
        got = answer.status, dict(answer.getheaders()), answer.read()
        connection.close()
        return got

    def json(self, path):
        status, _, body = self.ask(path)
        assert status == 200, (path, status, body[:200])
        return json.loads(body)

    def end(self):
        self.process.terminate()
        self.process.wait()


def busy():
    with open("/proc/loadavg") as file:
        return file.read().split()[0]


def some(served, path, key="id"):
    try:
        return [item[key] for item in served.json(path)["items"]]
    except AssertionError:
        return []


def addresses(served):
    """Pages and answers of every kind that there is."""
    questions = some(served, "/api/v1/questions?limit=20")
    claims = some(served, "/api/v1/claims?limit=10")
    reports = some(served, "/api/v1/reports?limit=10", "hash")
    actors = some(served, "/api/v1/actors?limit=10")
    out = ["/", "/api/v1/questions", "/api/v1/questions?sort=newest", "/api/v1/claims", "/api/v1/claims?words=killed", "/api/v1/status"]
    out += ["/search?q=killed", "/search?q=official", "/api/v1/search?q=minister", "/dispatches", "/drop", "/api", "/inbox"]
    out += ["/?q=people", "/?measure=killed"]
    out += [f"/question/{q}" for q in questions[:8]] + [f"/api/v1/questions/{q}" for q in questions[:4]]
    out += [f"/report/{r}" for r in reports[:6]] + [f"/api/v1/reports/{r}/reading" for r in reports[:3]]
    out += [f"/actor/{a}" for a in actors[:4]] + [f"/api/v1/claims/{c}" for c in claims[:4]]
    if len(actors) > 1:
        out.append(f"/compare?a={actors[0]}&b={actors[1]}")
    return [a for a in out if served.ask(a)[0] == 200]


def load(args):
    with tempfile.TemporaryDirectory() as folder:
        ledger = pathlib.Path(folder) / "l.db"
        shutil.copy(args.ledger, ledger)
        served = Served(args.sayso, ledger)
        mixed = addresses(served)
        script = pathlib.Path(folder) / "mixed.lua"
        listed = ",".join(json.dumps(a) for a in mixed)
        script.write_text(
            f"local all = {{{listed}}}\nlocal n = 0\n"
            'wrk.headers["Accept-Encoding"] = "gzip, br"\n'
            "request = function() n = n + 1; return wrk.format(nil, all[n % #all + 1]) end\n"
        )
        before = busy()
        reading = subprocess.Popen([args.sayso, "--ledger", str(ledger), "read", "--threads", "1", args.input], stderr=subprocess.DEVNULL)
        reports = served.json("/api/v1/status")["reports"]
        command = ["wrk", "-t", "1", "-c", str(args.connections), "-d", f"{args.seconds}s", "--latency", "-s", str(script), served.url]
        text = subprocess.run(command, capture_output=True, text=True).stdout
        running = reading.poll() is None
        print(text)
        print(f"{len(mixed)} addresses; the ledger had {reports} reports before, {served.json('/api/v1/status')['reports']} after; the read was still running: {running}")
        print(f"load average before: {before}, after: {busy()}")
        rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])
        errors = re.findall(r"(Socket errors.*|Non-2xx.*)", text)
        print(f"{rate:.0f} requests/s, errors: {errors or 'none'}")
        if running:
            reading.kill()
        reading.wait()
        served.end()


def pages(args):
    served = Served(args.sayso, args.ledger)
    print(f"load average: {busy()}; {served.json('/api/v1/status')}")
    worst = []
    for address in addresses(served):
        times = []
        for n in range(args.rounds):
            # Another query is another address: the answer is made anew.
            sign = "&" if "?" in address else "?"
            began = time.perf_counter()
            served.ask(f"{address}{sign}round={n}")
            times.append(1000 * (time.perf_counter() - began))
        began = time.perf_counter()
        served.ask(f"{address}{sign}round=0")
        again = 1000 * (time.perf_counter() - began)
        size = len(served.ask(address, headers={"Accept-Encoding": "br"})[2])
        worst.append((statistics.median(times), max(times)))
        print(f"{statistics.median(times):8.1f} ms median {max(times):8.1f} ms worst {again:6.1f} ms kept {size:8,} bytes br  {address[:70]}")
    print(f"over all: {statistics.median(m for m, _ in worst):.1f} ms median, {max(w for _, w in worst):.1f} ms worst")
    for page in ["/", "/drop"]:
        html = served.ask(page)[2].decode()
        parts = [page] + re.findall(r'(?:src|href)="(/assets/[^"]+)"', html)
        size = sum(len(served.ask(p.replace("&amp;", "&"), headers={"Accept-Encoding": "br"})[2]) for p in parts)
        print(f"first load of {page}: {size:,} bytes compressed, {len(parts)} answers")
    served.end()


def report(n):
    text = f"The bridge over the Ost fell on Monday, the mayor of Quarry {n} said. “Nobody is missing,” she added.\n\nAccording to the river police, {n} boats were moored there."
    return json.dumps({"id": f"r{n}", "text": text, "outlet": "Ostrel Daily", "published": "2031-10-07"}) + "\n"


def kills(args):
    random.seed(7)
    with tempfile.TemporaryDirectory() as folder:
        ledger = pathlib.Path(folder) / "l.db"
        first = pathlib.Path(folder) / "first.jsonl"
        first.write_text(report(999999))
        subprocess.run([args.sayso, "--ledger", str(ledger), "read", str(first)], check=True, stderr=subprocess.DEVNULL)
        number, taken, noted = 0, [], []
        for kill in range(args.kills):
            served = Served(args.sayso, ledger)
            claim = served.json("/api/v1/claims?words=999999&limit=1")["items"][0]["id"]
            killer = threading.Timer(random.uniform(0.02, 1.2), served.process.kill)
            killer.start()
            try:
                while True:
                    numbers = list(range(number, number + 8))
                    number += 8
                    if served.ask("/api/v1/queue", {"text": "".join(map(report, numbers))})[0] == 202:
                        taken += numbers
                    note = f"note {number}"
                    if served.ask("/api/v1/decisions", {"decision": {"what": "note", "claim": claim, "text": note}})[0] == 201:
                        noted.append(note)
            except (OSError, http.client.HTTPException):
                pass
            killer.join()
            served.process.wait()
        served = Served(args.sayso, ledger)
        while served.json("/api/v1/queue?limit=1")["left"]:
            time.sleep(0.2)
        have, cursor = set(), ""
        while cursor is not None:
            page = served.json(f"/api/v1/reports?limit=500&cursor={cursor}")
            have |= {item["report"] for item in page["items"]}
            cursor = page["next"]
        notes, cursor = set(), ""
        while cursor is not None:
            page = served.json(f"/api/v1/decisions?limit=500&cursor={cursor}")
            notes |= {item["action"].get("text") for item in page["items"]}
            cursor = page["next"]
        lost = [n for n in taken if f"r{n}" not in have]
        gone = [n for n in noted if n not in notes]
        print(f"{args.kills} kills: {len(taken)} reports acknowledged, {len(lost)} lost; {len(noted)} decisions acknowledged, {len(gone)} lost")
        served.end()
        sound = subprocess.run([args.sayso, "--ledger", str(ledger), "status"], capture_output=True, text=True)
        print(sound.stdout.strip())
        sys.exit(bool(lost or gone or sound.returncode))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_subparsers(required=True)
    one = what.add_parser("load")
    one.add_argument("sayso"), one.add_argument("ledger"), one.add_argument("input")
    one.add_argument("--seconds", type=int, default=30), one.add_argument("--connections", type=int, default=64)
    one.set_defaults(run=load)
    one = what.add_parser("pages")
    one.add_argument("sayso"), one.add_argument("ledger"), one.add_argument("--rounds", type=int, default=9)
    one.set_defaults(run=pages)
    one = what.add_parser("kills")
    one.add_argument("sayso"), one.add_argument("--kills", type=int, default=50)
    one.set_defaults(run=kills)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
