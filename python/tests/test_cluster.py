"""What jobs over many machines build on."""

import json

from conftest import run

import sayso
from sayso import _sayso

TEXT = "A cargo ship ran aground off Lowmere on Sunday and its crew of eleven was taken off by lifeboat, the harbour office said. The captain had reported a failed rudder an hour before, according to harbour master Ena Trask."


def line(id, text, **more):
    return json.dumps({"id": id, "text": text, **more}).encode()


def test_readings_hold_what_the_command_line_says(lines):
    rows = list(_sayso.Readings(iter(lines), 2, "best", 1))
    made = b""
    for given, report, id, outlet, published, reading, error in rows:
        made += _sayso.extracted(given, reading) if error is None else error.encode() + b"\n"
    assert made == b"".join(sayso.extract_lines(lines))


def test_the_first_line_has_the_number_that_is_said():
    row = next(_sayso.Readings(iter([b"{"]), 1, "fast", 41))
    assert "line 41" in json.loads(row[6])["error"]


def test_copies_are_found_and_proved():
    reports = [line("a", TEXT, published="2031-05-04"), line("b", "LOWMERE (Coastline) - " + TEXT), line("c", "Rain fell on the hills all day, the weather office said, and more would come.")]
    rows = [(row[0], row[5]) for row in _sayso.Readings(iter(reports), 1, "fast")]
    (a, b, c) = [_sayso.keys(*row) for row in rows]
    assert a[1] < b[1] == 2**63 - 1 and set(a[4]) & set(b[4])
    assert _sayso.may_match(a[3], b[3]) and not _sayso.may_match(a[3], c[3])
    assert _sayso.same(*rows[0], *rows[1]) == _sayso.same(*rows[1], *rows[0]) != None
    assert _sayso.same(*rows[0], *rows[2]) is None
    assert _sayso.per_key() == 4
