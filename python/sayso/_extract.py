"""Reports to claims, without a ledger."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal, Union

from . import _sayso

#: A report: a dict, or a line of JSON.
Report = Union[Mapping[str, Any], str, bytes]
#: Which weights read: the best, or smaller ones that are faster and miss a little more.
Model = Literal["best", "fast"]


def extract_lines(reports: Iterable[Report], threads: int | None = None, model: Model = "best") -> Iterator[bytes]:
    """Gives a line of JSON for each report: the very bytes of ``sayso extract``, line end included.

    >>> with open("reports.jsonl", "rb") as reports, open("claims.jsonl", "wb") as claims:
    ...     claims.writelines(sayso.extract_lines(reports))

    A report that cannot be read gives a line with its ``id`` and ``error``, and the rest is read. Blank lines give nothing, but count where an error names
    a line. ``threads`` is all cores where none is said. Readers run outside of the interpreter's lock; the iterable is asked by the caller's thread alone,
    and up to four reports a thread ahead.
    """
    return iter(_sayso.Lines(map(_line, reports), threads, model))


def extract(reports: Iterable[Report], threads: int | None = None, model: Model = "best") -> Iterator[dict[str, Any]]:
    """Gives for each report what was read in it, as a dict by the contract of ``sayso extract``.

    The keys are ``id``, ``text``, ``title``, ``outlet``, ``published``, ``boilerplate``, ``sentences``, ``claims``, ``own_voice_figures`` and
    ``own_voice_times``. A report that cannot be read gives ``{"id": ..., "error": ...}``: nothing is lost, and nothing is raised.
    """
    return map(json.loads, extract_lines(reports, threads, model))


def extract_arrow(reports: Any, threads: int | None = None, model: Model = "best", rows: int = 1024) -> _sayso.Claims:
    """Gives a table with a row for each claim, in Arrow batches of some ``rows``, made as they are asked for.

    What comes back has ``__arrow_c_stream__``, so that whatever knows Arrow takes it as it is:

    >>> pyarrow.table(sayso.extract_arrow(reports))
    >>> polars.DataFrame(sayso.extract_arrow(reports))
    >>> pandas.DataFrame.from_arrow(sayso.extract_arrow(reports))

    The columns are those of ``sayso export --as parquet --what claims`` (``claims/1``), ids and all. ``reports`` is an iterable of reports, or a table: an
    object with ``__arrow_c_stream__`` (pyarrow, Polars, DuckDB), or a pandas data frame, whose columns are called as the fields of a report are. The lines of
    reports that could not be read are in ``rejected`` of what comes back, as far as it was asked.
    """
    return _sayso.Claims(map(_line, _rows(reports)), threads, model, rows)


def reports(*paths: str | os.PathLike[str], rejected: Callable[[str], object] | None = None) -> Iterator[bytes]:
    """Gives the reports of files and folders as lines of JSON, ready for ``extract``: text, HTML, feeds, WARC, JSON lines, or gzip of any.

    The text is what is the report's: the site's own lines are cut away. An item that gives no report calls ``rejected`` with the reason; where nothing is
    called, it raises ``sayso.Error``.
    """
    for line, reason in _sayso.Intake([os.fspath(path) for path in paths]):
        if line is not None:
            yield line
        elif rejected is None:
            raise _sayso.Error(reason)
        else:
            rejected(str(reason))


def _rows(reports: Any) -> Iterable[Report]:
    if isinstance(reports, Mapping):
        raise TypeError("reports is an iterable of reports, not one report")
    if hasattr(reports, "__arrow_c_stream__"):
        return _arrow_rows(reports)
    if hasattr(reports, "to_dict") and hasattr(reports, "columns"):
        return reports.to_dict("records")
    return reports


def _arrow_rows(table: Any) -> Iterator[Report]:
    try:
        import pyarrow
    except ImportError as e:
        raise ImportError("to read reports out of an Arrow table, install pyarrow: pip install 'sayso[arrow]'") from e
    wanted = ["id", "text", "html", "title", "byline", "outlet", "language", "url", "published"]
    reader = pyarrow.RecordBatchReader.from_stream(table)
    for batch in reader:
        names = [name for name in wanted if name in batch.schema.names]
        # A few rows at a time: a batch may be all of a table.
        for at in range(0, batch.num_rows, 256):
            yield from batch.select(names).slice(at, 256).to_pylist()


def _line(report: Report) -> bytes:
    """A report as a line of JSON."""
    if isinstance(report, (bytes, bytearray, memoryview)):
        return bytes(report)
    if not isinstance(report, str):
        fields = {k: v for k, v in report.items() if not _is_missing(v)} if isinstance(report, Mapping) else report
        report = json.dumps(fields, ensure_ascii=False, default=_word)
    # Half a surrogate pair is no text: it is handed on as it is, and the reading rejects it by name.
    return report.encode("utf-8", "surrogatepass")


def _is_missing(value: Any) -> bool:
    """A data frame has NaN, NaT or NA where it has nothing."""
    return value is None or (isinstance(value, float) and value != value) or type(value).__name__ in ("NAType", "NaTType")


def _word(value: Any) -> Any:
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    return str(value)
