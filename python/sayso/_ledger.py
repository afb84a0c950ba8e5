"""A ledger, asked."""

from __future__ import annotations

import errno
import json
import os
from typing import Any

from . import _sayso


class Ledger:
    """A ledger that ``sayso read`` made, to be asked; nothing is written to it but what an interrupted ``read`` left to do.

    >>> ledger = sayso.Ledger("sayso.db")
    >>> for question in ledger.questions(contested=True):
    ...     print(question["text"], question["lines"])

    Each method is a command of the command line, takes its options by their names (``as_of="2026-03-05"`` is ``--as-of 2026-03-05``), and gives what it
    writes with ``--format json``. What cannot be asked raises ``sayso.Error``.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = os.fspath(path)
        if not os.path.isfile(self.path):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), self.path)

    def __repr__(self) -> str:
        return f"sayso.Ledger({self.path!r})"

    def ask(self, command: str, *words: str, format: str = "json", **options: Any) -> bytes:
        """The bytes that the command line writes for this command: ``ledger.ask("claims", "grain convoy", format="csv", stance="denies")``."""
        args = ["--ledger", self.path, "--format", format, command]
        for name, value in options.items():
            flag = "--" + name.replace("_", "-")
            if value is True:
                args.append(flag)
            elif value is not None and value is not False:
                args.append(f"{flag}={value}")
        return _sayso.ask([*args, "--", *words])

    def _json(self, command: str, words: str | None, options: dict[str, Any]) -> Any:
        return json.loads(self.ask(command, *([words] if words else []), **options))

    def claims(self, words: str | None = None, **options: Any) -> list[dict[str, Any]]:
        """Claims, of the newest report first. Options: actor, outlet, since, until, stance, kind, limit, as_of, known_on, machine."""
        return self._json("claims", words, options)

    def questions(self, words: str | None = None, **options: Any) -> list[dict[str, Any]]:
        """Questions with their answers and relations. Options: measure, place, actor, since, contested, sort, answers, limit, as_of, known_on, machine."""
        return self._json("questions", words, options)

    def question(self, id: str, **options: Any) -> dict[str, Any]:
        """One question, by its id, the first digits of it, or the id of a claim that answers it."""
        return self._json("question", id, options)[0]

    def dispatches(self, report: str | None = None, **options: Any) -> list[list[str]]:
        """The reports that carry one copy, dispatch by dispatch, the oldest report first."""
        return self._json("dispatches", report, options)

    def actors(self, words: str | None = None, **options: Any) -> list[dict[str, Any]]:
        """Who speaks, those with the most claims first. Options: kind, reports, limit, as_of, known_on, machine."""
        return self._json("actors", words, options)

    def search(self, words: str, **options: Any) -> list[dict[str, Any]]:
        """Where words stand, the best report first. Options: limit (20 if none is said, 0 for all), as_of, known_on, machine."""
        return self._json("search", words, options)

    def report(self, name: str, **options: Any) -> dict[str, Any]:
        """What is known of a report, by its id, the first digits of its hash, its URL or its file."""
        return self._json("report", name, options)[0]
