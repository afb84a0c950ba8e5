"""Reading on many machines: what `deploy/spark` runs on each of them. It knows nothing of Spark: any scheduler that calls `read_part` for each part will do.

A job reads *parts*: a range of lines of a file of JSON lines, a row group of a Parquet file, a WARC file. `plan` cuts the input into parts once and writes them
down; `read_part` reads one and writes four things into the folder of the job, each whole or not at all:

    readings/part-000012.parquet                       a row for each report: its line, what was read in it, or why not (`readings/1`)
    claims/published_on=2031-05-04/part-000012.parquet  a row for each claim (`claims/1`)
    rejected/part-000012.parquet                        the reports that could not be read
    done/part-000012.json                               that it is done, and how much it was

Whatever is read twice, since a machine was lost or the job was stopped, gives the same files again; what is done is not read again. The folder must be one
that all machines share.
"""

from __future__ import annotations

import json
import os
import pathlib
import time
from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from . import _sayso
from ._extract import _line, reports

#: Bytes of JSON lines in a part, where nothing is said of it: some 300 reports of 500 words.
PART_BYTES = 1_000_000
#: Rows of Parquet in a part.
PART_ROWS = 500
#: Rows that are held before they are written.
BATCH = 256

READINGS = pa.schema(
    [
        pa.field("report", pa.string(), metadata={"description": "SHA-256 of the line"}),
        pa.field("report_id", pa.string(), metadata={"description": "id that its input gave it"}),
        pa.field("outlet", pa.string(), metadata={"description": "who published it"}),
        pa.field("published", pa.string(), metadata={"description": "when, ISO 8601"}),
        pa.field("line", pa.binary(), metadata={"description": "the line of JSON that was read"}),
        pa.field("reading", pa.string(), metadata={"description": "what was read in it, as JSON; null where it was rejected"}),
        pa.field("version", pa.string(), metadata={"description": "the program and the model that read it"}),
        pa.field("error", pa.string(), metadata={"description": "the line of `sayso extract` where it was rejected"}),
    ],
    metadata={"sayso.schema": "readings/1"},
)
REJECTED = pa.schema([("report", pa.string()), ("report_id", pa.string()), ("error", pa.string()), ("line", pa.binary()), ("input", pa.string())])
#: What `read_part` says of a part, for whoever asked for it.
SUMMARY = "part long, reports long, claims long, rejected long, seconds double, before boolean"


def plan(inputs: Iterable[str], out: str, partition: str = "day", model: str = "best", part_bytes: int = PART_BYTES, part_rows: int = PART_ROWS) -> dict[str, Any]:
    """Cuts the input into parts, or gives the parts that an earlier run cut it into.

    ``partition`` is how claims are parted: ``day`` or ``month`` of publication, or ``hash:16`` for so many buckets by the hash of the report.
    """
    if partition not in ("day", "month") and not (partition.startswith("hash:") and partition[5:].isdigit() and int(partition[5:]) > 0):
        raise ValueError('partition is "day", "month" or "hash:N"')
    files = [file for path in inputs for file in _files(pathlib.Path(path).resolve())]
    asked = {
        "inputs": [[str(file), file.stat().st_size] for file in files],
        "partition": partition,
        "model": model,
        "version": _sayso.version(model),
        "part_bytes": part_bytes,
        "part_rows": part_rows,
    }
    written = pathlib.Path(out) / "plan.json"
    if written.exists():
        found = json.loads(written.read_text())
        if {name: found.get(name) for name in asked} != asked:
            changed = [name for name in asked if found.get(name) != asked[name]]
            raise ValueError(f"{out} is of a job with other {', '.join(changed)}: name another folder")
        return found
    parts = [part for file in files for part in _parts(file, part_bytes, part_rows)]
    for folder in ("readings", "claims", "rejected", "done"):
        (pathlib.Path(out) / folder).mkdir(parents=True, exist_ok=True)
    made = {**asked, "parts": parts}
    _whole(written, json.dumps(made, indent=1).encode())
    return made


def pending(made: dict[str, Any], out: str) -> list[int]:
    """The parts that are not done."""
    done = set(os.listdir(pathlib.Path(out) / "done"))
    return [n for n in range(len(made["parts"])) if f"{_name(n)}.json" not in done]


def read_part(n: int, out: str) -> dict[str, Any]:
    """Reads a part, if it is not done; says how much it was."""
    folder, name = pathlib.Path(out), _name(n)
    marker = folder / "done" / f"{name}.json"
    if marker.exists():
        return {**json.loads(marker.read_text()), "before": True}
    began = time.monotonic()
    made = _made(out)
    lost: list[str] = []
    first, lines = lines_of(made["parts"][n], lost)
    tables: dict[str, list[pa.Table]] = {}
    rejected: list[dict[str, Any]] = []
    count = claims = 0
    target = folder / "readings" / f"{name}.parquet"
    with _Replacing(target) as path, pq.ParquetWriter(path, READINGS, compression="snappy") as writer:
        for rows in _batches(_sayso.Readings(lines, 1, made["model"], first)):
            count += len(rows)
            columns = [[row[i] for row in rows] for i in range(7)]
            line, report, id, outlet, published, reading, error = columns
            words = [None if r is None else r.decode() for r in reading]
            version = [made["version"]] * len(rows)
            writer.write_table(pa.table([report, id, outlet, published, line, words, version, error], schema=READINGS))
            table = pa.table(_sayso.Claims.of_readings(line, reading))
            claims += table.num_rows
            _part_claims(table, made["partition"], tables)
            rejected += [{"report": row[1], "report_id": row[2], "error": row[6], "line": row[0]} for row in rows if row[6] is not None]
    rejected += [{"error": reason} for reason in lost]
    for key, found in tables.items():
        (folder / "claims" / key).mkdir(parents=True, exist_ok=True)
        with _Replacing(folder / "claims" / key / f"{name}.parquet") as path:
            pq.write_table(pa.concat_tables(found), path, compression="snappy")
    if rejected:
        rows = [{**row, "input": made["parts"][n]["path"]} for row in rejected]
        with _Replacing(folder / "rejected" / f"{name}.parquet") as path:
            pq.write_table(pa.Table.from_pylist(rows, REJECTED), path, compression="snappy")
    said = {"part": n, "reports": count, "claims": claims, "rejected": len(rejected), "seconds": round(time.monotonic() - began, 3)}
    _whole(marker, json.dumps(said).encode())
    return {**said, "before": False}


def lines_of(part: dict[str, Any], lost: list[str]) -> tuple[int, Iterator[bytes]]:
    """The lines of a part, with the number of the first; what gives no report goes to ``lost``."""
    if part["kind"] == "lines":
        return part["line"], _range(part["path"], part["start"], part["end"])
    if part["kind"] == "rows":
        return 1, map(_line, _rows(part))
    return 1, reports(part["path"], rejected=lost.append)


def extracted(out: str) -> Iterator[bytes]:
    """The lines of `sayso extract` of a job that is done, in the order of its input."""
    for n in range(len(_made(out)["parts"])):
        file = pq.ParquetFile(pathlib.Path(out) / "readings" / f"{_name(n)}.parquet")
        for batch in file.iter_batches(BATCH, columns=["line", "reading", "error"]):
            for row in batch.to_pylist():
                if row["reading"] is None:
                    yield row["error"].encode() + b"\n"
                else:
                    yield _sayso.extracted(row["line"], row["reading"].encode())


_PLANS: dict[str, dict[str, Any]] = {}


def _made(out: str) -> dict[str, Any]:
    """The plan of a job, read once by a process."""
    if out not in _PLANS:
        _PLANS.clear()
        _PLANS[out] = json.loads((pathlib.Path(out) / "plan.json").read_text())
    return _PLANS[out]


def _name(n: int) -> str:
    return f"part-{n:06}"


def _files(path: pathlib.Path) -> list[pathlib.Path]:
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.is_file() and not file.name.startswith((".", "_")))
    if not path.exists():
        raise FileNotFoundError(f"{path} is not there")
    return [path]


def _parts(file: pathlib.Path, part_bytes: int, part_rows: int) -> Iterator[dict[str, Any]]:
    if file.suffix in (".jsonl", ".ndjson", ".json"):
        yield from _line_parts(file, part_bytes)
    elif file.suffix in (".parquet", ".pq"):
        metadata = pq.read_metadata(file)
        for group in range(metadata.num_row_groups):
            rows = metadata.row_group(group).num_rows
            for start in range(0, rows, part_rows):
                yield {"kind": "rows", "path": str(file), "group": group, "start": start, "end": min(start + part_rows, rows)}
    else:
        yield {"kind": "file", "path": str(file)}


def _line_parts(file: pathlib.Path, part_bytes: int) -> Iterator[dict[str, Any]]:
    """Ranges that end where a line ends, each with the number of its first line."""
    size, start, line = file.stat().st_size, 0, 1
    with file.open("rb") as f:
        while start < size:
            f.seek(start)
            lines, end = 0, start
            while end < size and end - start < part_bytes:
                block = f.read(min(1 << 20, part_bytes - (end - start)))
                if not block:
                    break
                lines, end = lines + block.count(b"\n"), end + len(block)
            rest = f.readline() if end < size and not block.endswith(b"\n") else b""
            lines, end = lines + rest.count(b"\n"), end + len(rest)
            yield {"kind": "lines", "path": str(file), "start": start, "end": end, "line": line}
            start, line = end, line + lines


def _range(path: str, start: int, end: int) -> Iterator[bytes]:
    with open(path, "rb") as f:
        f.seek(start)
        while f.tell() < end:
            yield f.readline()


def _rows(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    wanted = ["id", "text", "html", "title", "byline", "outlet", "language", "url", "published"]
    file = pq.ParquetFile(part["path"])
    names = [name for name in wanted if name in file.schema_arrow.names]
    table = file.read_row_group(part["group"], columns=names)
    for batch in table.slice(part["start"], part["end"] - part["start"]).to_batches(BATCH):
        yield from batch.to_pylist()


def _batches(rows: Iterator[tuple]) -> Iterator[list[tuple]]:
    held = []
    for row in rows:
        held.append(row)
        if len(held) == BATCH:
            yield held
            held = []
    if held:
        yield held


def _part_claims(table: pa.Table, partition: str, to: dict[str, list[pa.Table]]) -> None:
    """Parts rows by where they go."""
    if table.num_rows == 0:
        return
    if partition.startswith("hash:"):
        buckets = int(partition[5:])
        keys = [f"bucket={int(report[:8], 16) % buckets}" for report in table["report"].to_pylist()]
    else:
        name, length = ("published_on", 10) if partition == "day" else ("published_in", 7)
        keys = [f"{name}={p[:length] if p else '__HIVE_DEFAULT_PARTITION__'}" for p in table["published"].to_pylist()]
    places: dict[str, list[int]] = {}
    for at, key in enumerate(keys):
        places.setdefault(key, []).append(at)
    for key, rows in places.items():
        to.setdefault(key, []).append(table.take(rows))


class _Replacing:
    """A path to write to, which takes its place when all is written."""

    def __init__(self, path: pathlib.Path) -> None:
        self.path, self.held = path, path.with_name(f".{path.name}.{os.getpid()}.{time.monotonic_ns()}")

    def __enter__(self) -> str:
        return str(self.held)

    def __exit__(self, kind: Any, *_: Any) -> None:
        if kind is None:
            with open(self.held, "rb+") as f:
                os.fsync(f.fileno())
            os.replace(self.held, self.path)
        else:
            self.held.unlink(missing_ok=True)


def _whole(path: pathlib.Path, data: bytes) -> None:
    with _Replacing(path) as held:
        pathlib.Path(held).write_bytes(data)
