"""A job over many machines, without the machines: its parts, what they leave, and what a ledger makes of that."""

import json
import pathlib

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ROOT, run

import sayso
from sayso import cluster


def read(out, made, last_first=False):
    for n in sorted(cluster.pending(made, str(out)), reverse=last_first):
        assert not cluster.read_part(n, str(out))["before"]
    assert cluster.pending(made, str(out)) == []


@pytest.fixture(scope="module")
def few(lines):
    """Some reports, and some lines that are none."""
    return sorted(lines, key=len)[:12]


def test_lines_in_parts_give_the_lines_of_the_command(few, tmp_path):
    source, out = tmp_path / "reports.jsonl", tmp_path / "out"
    source.write_bytes(b"\n".join(few) + b"\n")
    made = cluster.plan([str(source)], str(out), part_bytes=2_000)
    assert len(made["parts"]) > 2
    read(out, made, last_first=True)
    assert b"".join(cluster.extracted(str(out))) == b"".join(sayso.extract_lines(few))


def test_rows_of_parquet_give_what_their_lines_give(few, tmp_path):
    rows = [json.loads(line) for line in few if line.startswith(b'{"') and line.endswith(b"}")]
    rows = [row for row in rows if row.get("text")]
    assert len(rows) > 3
    names = ["id", "text", "title", "outlet", "url", "published"]
    table = pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names})
    source, out = tmp_path / "reports.parquet", tmp_path / "out"
    pq.write_table(table, source, row_group_size=3)
    made = cluster.plan([str(source)], str(out), partition="hash:4", part_rows=2)
    assert len(made["parts"]) >= len(rows) // 2
    read(out, made)
    same = [json.dumps({name: row[name] for name in names if row.get(name)}).encode() for row in rows]
    found = [json.loads(line) for line in cluster.extracted(str(out))]
    assert found == [json.loads(line) for line in sayso.extract_lines(same)]
    parted = {path.parent.name for path in (out / "claims").rglob("*.parquet")}
    assert parted and all("=" in name for name in parted)


def test_a_web_archive_gives_what_the_command_reads_in_it(tmp_path):
    archive, out = ROOT / "examples" / "convoy" / "archive.warc.gz", tmp_path / "out"
    made = cluster.plan([str(archive)], str(out))
    assert [part["kind"] for part in made["parts"]] == ["file"]
    read(out, made)
    reports = list(sayso.reports(archive, rejected=lambda reason: None))
    assert reports
    assert b"".join(cluster.extracted(str(out))) == b"".join(sayso.extract_lines(reports))


def test_what_was_lost_is_read_again_and_nothing_else(few, tmp_path):
    source, out = tmp_path / "reports.jsonl", tmp_path / "out"
    source.write_bytes(b"\n".join(few) + b"\n")
    made = cluster.plan([str(source)], str(out), part_bytes=2_000)
    read(out, made)
    written = {path: path.read_bytes() for path in out.rglob("*.parquet")}
    # What a worker leaves that was killed: its part without the mark that it is done.
    marks = sorted((out / "done").iterdir())
    marks[1].unlink()
    pathlib.Path(next(path for path in written if path.parent.name == "readings" and "000001" in path.name)).write_bytes(b"half")
    assert cluster.read_part(0, str(out))["before"]
    assert cluster.pending(cluster.plan([str(source)], str(out), part_bytes=2_000), str(out)) == [1]
    read(out, made)
    assert {path: path.read_bytes() for path in out.rglob("*.parquet")} == written


def test_another_job_is_not_carried_on_with(few, tmp_path):
    source, out = tmp_path / "reports.jsonl", tmp_path / "out"
    source.write_bytes(b"\n".join(few))
    cluster.plan([str(source)], str(out))
    with pytest.raises(ValueError, match="other partition"):
        cluster.plan([str(source)], str(out), partition="month")
    with pytest.raises(ValueError, match="hash:N"):
        cluster.plan([str(source)], str(tmp_path / "more"), partition="week")
    with pytest.raises(FileNotFoundError):
        cluster.plan([str(tmp_path / "none.jsonl")], str(tmp_path / "more"))


def test_a_ledger_of_the_readings_is_the_ledger_of_the_reports(few, tmp_path):
    source, out = tmp_path / "reports.jsonl", tmp_path / "out"
    source.write_bytes(b"\n".join(few) + b"\n")
    read(out, cluster.plan([str(source)], str(out), part_bytes=4_000))
    told = []
    for name, given in (("one", source), ("other", out)):
        ledger = tmp_path / f"{name}.db"
        run("--ledger", ledger, "read", given)
        kinds = [["claims", "--limit", "0"], ["questions", "--answers", "1", "--limit", "0"], ["actors", "--limit", "0"], ["dispatches"]]
        told.append([run("--ledger", ledger, *kind, "--format", "json").stdout for kind in kinds])
    assert told[0] == told[1]
    assert len(json.loads(told[0][0])) > 3
