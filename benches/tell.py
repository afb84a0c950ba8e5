#!/usr/bin/env python3
"""kill -9 at random moments of reading and telling; no change may be lost and none told twice, by mail and by webhook; mails must be sound MIME, feeds valid Atom.

    benches/tell.py [--kills 200] [--seed 1] [--sayso target/release/sayso] [--venv FOLDER]

Mail goes to aiosmtpd (PyPI), which waits a moment before it says 250 so that kills fall there too; webhooks go to a server that checks the HMAC, and now and
then answers 500 or takes a call and hangs up. The script makes a virtual environment for itself (aiosmtpd, lxml, feedparser, zstandard). Feeds are checked by the RELAX NG
schema of RFC 4287 (appendix B, beside this file) and by feedparser.

It counts what came in on the wire (raw) and by id (distinct), and holds both against the ledger: every answer that came after the subscription must be in a
change, every change in exactly one delivery.
"""
import argparse
import base64
import collections
import email
import email.policy
import hashlib
import hmac
import http.server
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
NEEDS = ["aiosmtpd", "lxml", "feedparser", "zstandard"]


def in_own_venv(folder):
    """Runs this script again in an environment that has what it needs."""
    python = os.path.join(folder, "bin", "python")
    if os.path.realpath(sys.prefix) == os.path.realpath(folder):
        return
    if not os.path.exists(python):
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "-q", "install", *NEEDS], check=True)
    os.execv(python, [python, *sys.argv])


TOWNS = ["Nordhaven", "Łódka", "Saint-Élan", "Port Wexmoor", "Ardenau", "Kelmscott Ferry"]
WHAT = ["ferry Ilva Star sank in the harbour", "Grand Meridian theatre burned down in the old quarter", "Corvane rail bridge fell into the gorge",
        "Halvorsen chemical works exploded by the canal", "Tessaly coal mine flooded below the moor", "avalanche at Mount Drem buried the ski lodge"]
WHO = ["the mayor", "the river police", "the Interior Ministry", "a spokesman of the fire brigade", "the Red Lantern relief group", "the governor"]


def report(n):
    """Towns in which counts go up, and sources that do not agree."""
    town = TOWNS[n % len(TOWNS)]
    day = 1 + (n // len(TOWNS)) % 27
    one, two = WHO[n % 5], WHO[(n + 1 + n // 7) % 6]
    a, b = 10 + n // len(TOWNS) + n % 3, 9 + n // len(TOWNS) + (n * 7) % 5
    what = WHAT[n % len(WHAT)]
    text = (f"The {what} of {town} on 1 October 2031. At least {a} people were killed in {town}, {one} of {town} said on {day} October.\n\n"
            f"{two[0].upper()}{two[1:]} of {town} said that {b} people were killed in {town}. It was not known why the {what}.\n")
    return {"id": f"r{n}", "text": text, "outlet": f"{town} Tidings <{n % 3}>", "title": f"Mourning in {town}: “{a}” dead <b>{n}</b>", "url": f"https://example.org/{n}",
            "published": f"2031-10-{day:02}T{n % 24:02}:00:00Z"}


class Mailbox:
    """A handler of aiosmtpd: keeps what comes, and takes its time to say so."""

    def __init__(self, rng):
        self.mails, self.rng = [], rng

    async def handle_DATA(self, server, session, envelope):
        import asyncio
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        await asyncio.sleep(self.rng.uniform(0, 0.03))
        return "250 taken"


class Hook(http.server.BaseHTTPRequestHandler):
    calls, wrong, secrets, rng = [], [], {}, random.Random(7)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        ident, at, signature = (self.headers[f"webhook-{h}"] for h in ("id", "timestamp", "signature"))
        secret = base64.b64decode(Hook.secrets[self.path].removeprefix("whsec_"))
        want = base64.b64encode(hmac.new(secret, f"{ident}.{at}.".encode() + body, hashlib.sha256).digest()).decode()
        if not hmac.compare_digest(signature, f"v1,{want}") or abs(time.time() - int(at)) > 300 or self.headers["idempotency-key"] != ident:
            Hook.wrong.append(ident)
        chance = Hook.rng.random()
        if self.path == "/gone":
            self.answer(410)
        elif chance < 0.1:
            self.answer(500)
        else:
            Hook.calls.append((ident, json.loads(body)))
            time.sleep(Hook.rng.uniform(0, 0.03))
            if chance < 0.15:
                self.close_connection = True  # taken, and no word of it
            else:
                self.answer(204)

    def answer(self, status):
        try:
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()
        except (BrokenPipeError, ConnectionResetError):
            pass

    def log_message(self, *_):
        pass


def killed(command, wait):
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        child.wait(wait)
    except subprocess.TimeoutExpired:
        pass
    was_running = child.poll() is None
    child.send_signal(signal.SIGKILL)
    said = child.stderr.read().decode()
    child.wait()
    return was_running, said


def rows(path, sql, *values):
    db = sqlite3.connect(path, timeout=20)
    try:
        return db.execute(sql, values).fetchall()
    finally:
        db.close()


def sound_mime(mails):
    for _, to, content in mails:
        message = email.message_from_bytes(content, policy=email.policy.default)
        parts = [p for p in message.walk()]
        for part in parts:
            assert not part.defects, part.defects
        assert message.get_content_type() == "multipart/alternative"
        assert [p.get_content_type() for p in message.iter_parts()] == ["text/plain", "text/html"]
        plain, html = (p.get_content() for p in message.iter_parts())
        assert "https://example.org/" in plain and "<b>" not in html and "&lt;b&gt;" in html
        for name in ("Bcc", "Cc"):
            assert message[name] is None
        assert message["To"].addresses[0].addr_spec == "desk@example.org" == to[0]
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert message["List-Unsubscribe"].startswith("<http://") and len(message["Message-ID"]) > 34
        for line in content.split(b"\r\n"):
            assert len(line) <= 998 and b"\n" not in line


def valid(feed, schema):
    import feedparser
    from lxml import etree
    tree = etree.fromstring(feed)
    assert schema.validate(tree), schema.error_log
    read = feedparser.parse(feed)
    assert not read.bozo, read.get("bozo_exception")
    ids = [e.id for e in read.entries]
    assert len(ids) == len(set(ids))
    return len(ids)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--kills", type=int, default=200)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--longest", type=float, default=0.5, help="seconds that telling runs at most before it is killed")
    arguments.add_argument("--resend-uncertain", action="store_true", help="tell with this flag: no mail stays uncertain, some come twice")
    arguments.add_argument("--sayso", default=os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "release/sayso"))
    arguments.add_argument("--venv", default=os.path.join(tempfile.gettempdir(), "sayso-tell-venv"))
    given = arguments.parse_args()
    in_own_venv(given.venv)
    from aiosmtpd.controller import Controller
    from lxml import etree
    schema = etree.RelaxNG(etree.parse(os.path.join(HERE, "atom.rng")))
    rng = random.Random(given.seed)
    mailbox = Mailbox(random.Random(3))
    smtp = Controller(mailbox, hostname="127.0.0.1", port=0, enable_SMTPUTF8=True)
    # Port 0: whichever is free.
    import socket
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        smtp.port = free.getsockname()[1]
    smtp.start()
    hook = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=hook.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{hook.server_address[1]}"
    with tempfile.TemporaryDirectory() as folder:
        try:
            run(given, rng, folder, mailbox, smtp.port, base, schema)
        finally:
            smtp.stop()
            hook.shutdown()


def run(given, rng, folder, mailbox, port, base, schema):
    path = os.path.join(folder, "l.db")
    ledger = ["--ledger", path]

    def sayso(*arguments):
        done = subprocess.run([given.sayso, *arguments, *ledger], capture_output=True, text=True)
        assert done.returncode in (0, 3), done.stderr
        return done.stdout

    def batch(n, first, count):
        name = os.path.join(folder, f"{n}.jsonl")
        with open(name, "w") as out:
            out.writelines(json.dumps(report(i)) + "\n" for i in range(first, first + count))
        return name

    sayso("read", batch(0, 0, 12))
    before = answers(path)
    sayso("subscribe", "--mail", "desk@example.org")
    for where in ("/hook", "/gone"):
        out = sayso("subscribe", "--webhook", base + where)
        Hook.secrets[where] = out.split("secret")[1].strip()
    sayso("subscribe", "--conflicts", "--revisions")
    names = {json.loads(c)["to"] + (json.loads(c).get("url", "")[-4:]): (i, n, t) for i, n, t, c in rows(path, "SELECT id, name, token, channel FROM subscription")}
    tell = [given.sayso, "tell", *ledger, "--smtp", f"smtp://127.0.0.1:{port}", "--from", "Sayso „Öst“ <sayso@example.org>", "--webhooks-inside", "--every", "1", "--retry", "1",
            "--tries", "40", "--base", "http://ledger.example", *(["--resend-uncertain"] if given.resend_uncertain else [])]
    began, read, kills, running, files = time.time(), 12, collections.Counter(), 0, 0
    while sum(kills.values()) < given.kills:
        if rng.random() < 0.25:
            files += 1
            source = batch(files, read, 4)
            read += 4
            if rng.random() < 0.3:
                was, _ = killed([given.sayso, "read", source, *ledger], rng.uniform(0, 2 * given.longest))
                kills["read"] += 1
            sayso("read", source)
        was, said = killed(tell, rng.uniform(0.0, given.longest))
        assert "panicked" not in said and "sayso:" not in said, said
        running += was
        kills["tell"] += 1
    took = time.time() - began
    # All that is left, without kills.
    for _ in range(200):
        subprocess.run([*tell, "--once"], stdout=subprocess.DEVNULL)
        if not rows(path, "SELECT 1 FROM delivery WHERE state = 'pending'"):
            break
        time.sleep(1)
    said = rows(path, "PRAGMA integrity_check")[0][0]
    assert said == "ok", said
    told = [json.loads(j) for (j,) in rows(path, "SELECT json FROM change WHERE subscription = ?", names["mail"][0])]
    new = answers(path) - before
    missed = new - {(c["now"]["report"], c["now"]["claim"], c["now"]["figure"]) for c in told}
    twice = len(told) - len({json.dumps({k: c[k] for k in ("kind", "question", "now", "against", "before", "lines", "revises")}) for c in told})
    print(f"{sum(kills.values())} kills ({dict(kills)}, {running} of a teller at work) in {took:.0f} s; {read} reports, {len(new)} new answers, {len(told)} changes")
    print(f"ledger: {len(missed)} answers in no change, {twice} changes twice, {rows(path, 'SELECT count(*) FROM change WHERE delivery IS NULL AND subscription <> ?', names['feed'][0])[0][0]} in no delivery")
    assert not missed and not twice

    states = lambda who: dict(rows(path, "SELECT state, count(*) FROM delivery WHERE subscription = ? GROUP BY state", names[who][0]))
    made = lambda who: {n for (n,) in rows(path, "SELECT name FROM delivery WHERE subscription = ?", names[who][0])}
    calls = collections.Counter(i for i, _ in Hook.calls)
    carried = collections.Counter(c["id"] for i in calls for c in next(b for j, b in Hook.calls if i == j)["data"]["changes"])
    all_changes = {n for (n,) in rows(path, "SELECT name FROM change WHERE subscription = ?", names["webhookhook"][0])}
    print(f"webhook: {sum(calls.values())} calls raw, {len(calls)} by id of {len(made('webhookhook'))}; {len(carried)} changes of {len(all_changes)}, most often {max(carried.values())} times by id; "
          f"{len(Hook.wrong)} wrong signatures; {states('webhookhook')}")
    assert set(calls) == made("webhookhook") and set(carried) == all_changes and max(carried.values()) == 1 and not Hook.wrong
    assert rows(path, "SELECT why FROM subscription WHERE id = ?", names["webhookgone"][0])[0][0]

    ids = lambda: collections.Counter(str(email.message_from_bytes(c, policy=email.policy.default)["Message-ID"])[1:33] for _, _, c in mailbox.mails)
    raw, now = ids(), states("mail")
    uncertain = {n for (n,) in rows(path, "SELECT name FROM delivery WHERE state = 'uncertain'")}
    came = len(uncertain & set(raw))
    print(f"mail: {sum(raw.values())} raw, {len(raw)} by Message-ID of {len(made('mail'))}, {sum(n - 1 for n in raw.values())} twice; {now}; "
          f"of {len(uncertain)} uncertain {came} had come and {len(uncertain) - came} had not")
    if given.resend_uncertain:
        assert not uncertain and made("mail") == set(raw)
    else:
        assert max(raw.values()) == 1 and made("mail") == set(raw) | uncertain
    listed = json.loads(sayso("subscriptions", "--format", "json"))
    assert {t["delivery"] for s in listed for t in s["troubles"]} == uncertain
    if uncertain:
        subprocess.run([*tell, "--once", "--resend"], stdout=subprocess.DEVNULL)
    raw = ids()
    print(f"mail, after --resend: {sum(raw.values())} raw, {len(raw)} by Message-ID of {len(made('mail'))}; {states('mail')}")
    assert set(raw) == made("mail")
    sound_mime(mailbox.mails)
    print(f"MIME: {len(mailbox.mails)} mails without a defect")
    subprocess.run([*tell, "--once"], check=True, stdout=subprocess.DEVNULL)
    assert sum(ids().values()) == sum(raw.values())
    feeds(given, path, names, schema)


def answers(path):
    """All answers of all questions: report, claim and figure."""
    import zstandard
    out = set()
    for (packed,) in rows(path, "SELECT zstd FROM whole"):
        whole = json.loads(zstandard.ZstdDecompressor().decompressobj().decompress(packed))
        out |= {(a["report"], a["claim"], a.get("figure")) for a in whole["answers"]}
    return out


def feeds(given, path, names, schema):
    server = subprocess.Popen([given.sayso, "serve", "--listen", "127.0.0.1:0", "--ledger", path, "--token", "otter-otter"], stdout=subprocess.PIPE, text=True)
    try:
        at = server.stdout.readline().strip().rstrip("/")

        def get(address, **headers):
            return urllib.request.urlopen(urllib.request.Request(at + address, headers=headers)).read()

        found = {}
        for who in ("mail", "feed", "webhookhook"):
            found[f"saved ({who})"] = valid(get(f"/feeds/saved/{names[who][2]}.atom"), schema)
        key = {"authorization": "Bearer otter-otter"}
        found["home"] = valid(get("/feeds/questions.atom?place=Nordhaven&single=1", **key), schema)
        for (name,) in rows(path, "SELECT name FROM question ORDER BY answers DESC LIMIT 5"):
            page = get(f"/question/{name}", **key).decode()
            assert f'href="/feeds/question/{name}.atom"' in page
            found[name] = valid(get(f"/feeds/question/{name}.atom", **key), schema)
        for (name,) in rows(path, "SELECT lower(hex(name)) FROM actor ORDER BY claims DESC LIMIT 5"):
            found[name] = valid(get(f"/feeds/actor/{name}.atom", **key), schema)
        print(f"Atom: {len(found)} feeds valid by RFC 4287 and feedparser, {sum(found.values())} entries")
        token = names["mail"][2]
        assert b"Tell me nothing" in get(f"/unsubscribe/{token}")
        request = urllib.request.Request(at + f"/unsubscribe/{token}", data=b"List-Unsubscribe=One-Click", method="POST")
        assert b"nothing any more" in urllib.request.urlopen(request).read()
        assert rows(path, "SELECT ended IS NOT NULL FROM subscription WHERE token = ?", token)[0][0]
        print("unsubscribed by one click (RFC 8058)")
    finally:
        server.kill()
        server.wait()


if __name__ == "__main__":
    sys.exit(main())
