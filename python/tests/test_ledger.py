"""A ledger asked: the same JSON as the command line."""

import json

import pytest
from conftest import run

import sayso


@pytest.mark.parametrize("command", ["claims", "questions", "dispatches", "actors"])
def test_lists_are_those_of_the_command_line(ledger, command):
    theirs = run("--ledger", ledger, "--format", "json", command).stdout
    assert sayso.Ledger(ledger).ask(command) == theirs
    assert getattr(sayso.Ledger(ledger), command)() == json.loads(theirs) != []


def test_one_by_one(ledger):
    asked = sayso.Ledger(ledger)
    question = asked.questions(limit=1)[0]
    assert asked.question(question["id"]) == question
    hit = asked.search("said", limit=1)[0]
    report = asked.report(hit["report"])
    assert report["report"] == hit["report"] and len(report["hash"]) == 64
    assert asked.claims("--dam", stance="denies") == []
    assert all(claim["stance"] == "denies" for claim in asked.claims(stance="denies", machine=True))
    assert asked.ask("claims", format="csv", limit=1).startswith(b"report,")


def test_what_cannot_be_asked(ledger, tmp_path):
    with pytest.raises(FileNotFoundError):
        sayso.Ledger(tmp_path / "none.db")
    asked = sayso.Ledger(ledger)
    with pytest.raises(sayso.Error, match="stance"):
        asked.claims(stance="shouts")
    with pytest.raises(sayso.Error):
        asked.report("no such report")
    with pytest.raises(sayso.Error, match="only asks"):
        asked.ask("undo", "1")
