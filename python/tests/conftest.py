"""What the tests share: the program to compare with, and the examples as lines of JSON."""

import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def run(*args, **more):
    program = os.environ.get("SAYSO")
    if not program:
        pytest.skip("SAYSO names no program to compare with")
    return subprocess.run([program, *map(str, args)], capture_output=True, **more)


@pytest.fixture(scope="session")
def lines():
    """Reports of the examples, and some that are none."""
    import sayso

    found = list(sayso.reports(ROOT / "examples", rejected=lambda reason: None))
    found = [line for line in found if len(line) < 20_000]
    return [
        *found,
        b'{"id": "broken", "text": ',
        b"",
        b'{"id": "empty"}',
        b"[1]",
        b'\xff\xfe{"id": "bytes"}',
        '{"id": "ümlaut", "text": "„Der Damm hält“, sagte die Gouverneurin am Montag in Köln."}'.encode(),
    ]


@pytest.fixture(scope="session")
def ledger(tmp_path_factory):
    path = tmp_path_factory.mktemp("ledger") / "sayso.db"
    run("--ledger", path, "read", ROOT / "examples" / "quake", ROOT / "examples" / "dam")
    return path
