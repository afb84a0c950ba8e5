"""Extraction: the same bytes as the command line, whatever the threads; lazy; interruptible; outside of the interpreter's lock."""

import datetime
import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from conftest import run

import sayso

TEXT = "The dam is safe, the governor said on Monday. About 40 people were killed, the rescue service told the Valley Post."


def test_same_bytes_as_the_command_line(lines):
    theirs = run("extract", "--threads", 2, input=b"\n".join(lines) + b"\n")
    assert theirs.returncode == 3
    for threads in (1, 2, 4):
        assert b"".join(sayso.extract_lines(lines, threads=threads)) == theirs.stdout


def test_dicts_text_and_bytes_are_one(lines):
    report = {"id": "a", "text": TEXT, "published": "2031-05-05"}
    as_text = json.dumps(report)
    first, second, third = sayso.extract([report, as_text, as_text.encode()], threads=1)
    assert first == second == third
    assert [first["text"][s:e] for s, e in first["claims"][0]["content"]] == ["The dam is safe"]
    dated = next(sayso.extract([{**report, "published": datetime.date(2031, 5, 5), "title": float("nan"), "outlet": None}], threads=1))
    assert dated == first


def test_bad_input_is_handed_over_in_its_place():
    good = {"id": "good", "text": TEXT}
    odd = [5, None, [good], "{", b"\xff", {"id": "none"}, {"id": 7, "text": 8}, '{"id":"half","text":"\ud800"}', {"text": object()}]
    found = list(sayso.extract([x for one in odd for x in (one, good)], threads=2))
    assert len(found) == 2 * len(odd)
    assert all("error" not in report and report["id"] == "good" for report in found[1::2])
    assert all(set(report) == {"id", "error"} for report in found[0:-2:2]), found
    assert found[10]["id"] == "none" and "line 11" in found[10]["error"]


def test_the_iterable_is_asked_only_as_it_goes():
    asked = 0

    def source():
        nonlocal asked
        while True:
            asked += 1
            yield {"id": str(asked), "text": "It rained, he said."}

    reports = sayso.extract(source(), threads=1, model="fast")
    ids = [next(reports)["id"] for _ in range(3)]
    assert ids == ["1", "2", "3"]
    assert asked <= 3 + 5


def test_what_the_iterable_raises_comes_out():
    def source():
        yield {"id": "a", "text": TEXT}
        raise KeyError("torn")

    with pytest.raises(KeyError, match="torn"):
        list(sayso.extract(source(), threads=1))


@pytest.mark.parametrize("wrong", [{"threads": 0}, {"threads": 9999}, {"model": "better"}])
def test_wrong_options(wrong):
    with pytest.raises(ValueError):
        sayso.extract([], **wrong)


def test_other_threads_go_on_while_reports_are_read():
    ticks, done = 0, threading.Event()

    def tick():
        nonlocal ticks
        while not done.is_set():
            ticks += 1
            time.sleep(0.002)

    list(sayso.extract([TEXT_LINE], threads=1))
    other = threading.Thread(target=tick)
    other.start()
    before, began = ticks, time.monotonic()
    list(sayso.extract([{"id": "long", "text": (TEXT + "\n\n") * 60}], threads=1))
    seen, took = ticks - before, time.monotonic() - began
    done.set()
    other.join()
    # Were the lock held, nothing would have ticked until the end; the machine may be busy, so that few ticks are enough.
    assert seen >= 3 and seen >= took * 20, (seen, took)


TEXT_LINE = json.dumps({"id": "a", "text": TEXT})


def test_two_extractions_at_a_time():
    found = {}

    def work(name):
        found[name] = list(sayso.extract([{"id": f"{name}{n}", "text": TEXT} for n in range(5)], threads=1))

    both = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    [t.start() for t in both]
    [t.join() for t in both]
    assert [r["id"] for r in found["a"]] == ["a0", "a1", "a2", "a3", "a4"] and len(found["b"]) == 5


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT to a child")
def test_an_interrupt_stops_it():
    program = "import sayso\ndef forever():\n  while True: yield {'text': 'It rained, he said. ' * 400}\n"
    program += "reports = sayso.extract(forever(), threads=2); next(reports); print('on', flush=True)\nfor r in reports: pass\n"
    child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert child.stdout.readline().strip() == b"on"
    child.send_signal(signal.SIGINT)
    _, errors = child.communicate(timeout=60)
    assert b"KeyboardInterrupt" in errors


def test_memory_is_bounded():
    """The iterable is far larger than what may be in flight."""
    sizes = []

    def source():
        for n in range(40):
            sizes.append(n)
            yield b'{"id": "x", "html": "' + b"<!-- -->" * 50_000 + b'", "x": ' + str(n).encode() + b"}"

    for n, report in enumerate(sayso.extract(source(), threads=4)):
        # Some five such lines fill the room.
        assert len(sizes) <= n + 8
        assert "error" in report
