"""Tables of claims: one schema with `sayso export`, and in and out of pyarrow, Polars and pandas."""

import json

import pytest
from conftest import run

import sayso

pa = pytest.importorskip("pyarrow")


def test_a_row_for_each_claim(lines):
    found = [report for report in sayso.extract(lines) if "error" not in report]
    claims = sayso.extract_arrow(lines, rows=16)
    reader = pa.RecordBatchReader.from_stream(claims)
    batches = list(reader)
    table = pa.Table.from_batches(batches)
    assert len(batches) > 1
    assert table.num_rows == sum(len(report["claims"]) for report in found)
    assert table["report_id"].to_pylist() == [report["id"] for report in found for _ in report["claims"]]
    contents = [" … ".join(r["text"][s:e] for s, e in c["content"]) for r in found for c in r["claims"]]
    assert table["content"].to_pylist() == contents
    # By the contract, but for the ids: in a table they name a claim for good.
    first = json.loads(table["json"][0].as_py())
    assert {**first, "id": "c1"} == found[0]["claims"][0]
    errors = [report for report in sayso.extract(lines) if "error" in report]
    assert list(map(json.loads, claims.rejected)) == errors
    with pytest.raises(RuntimeError):
        pa.table(claims)


def test_the_threads_change_nothing(lines):
    one, four = (pa.table(sayso.extract_arrow(lines, threads=threads)) for threads in (1, 4))
    assert one.equals(four)


def test_arrow_in(lines):
    reports = [json.loads(line) for line in lines[:4]]
    fields = [(name, pa.string()) for name in ("id", "text", "title", "outlet", "url", "published", "byline", "language")]
    table = pa.Table.from_pylist(reports, pa.schema(fields)).append_column("more", pa.array([[n] for n in range(4)]))
    plain = pa.table(sayso.extract_arrow(reports))
    assert pa.table(sayso.extract_arrow(table)).drop_columns("report").equals(plain.drop_columns("report"))
    assert plain.num_rows > 3


def test_one_line_in_polars_and_pandas(lines):
    pl = pytest.importorskip("polars")
    pd = pytest.importorskip("pandas")
    reports = [json.loads(line) for line in lines[:3]]
    claims = pl.DataFrame(sayso.extract_arrow(reports))
    again = pl.DataFrame(sayso.extract_arrow(pl.DataFrame(reports)))
    assert claims["content"].equals(again["content"]) and claims.height > 2
    frame = pa.table(sayso.extract_arrow(pd.DataFrame(reports))).to_pandas()
    assert frame["content"].to_list() == claims["content"].to_list()


def test_one_schema_with_the_export(ledger, tmp_path):
    out = tmp_path / "claims.parquet"
    exported = run("--ledger", ledger, "export", "--as", "parquet", "--what", "claims", "--out", out)
    if b"invalid value" in exported.stderr:
        pytest.skip("the program was built without Parquet")
    import pyarrow.parquet as pq

    theirs = pq.read_table(out)
    from conftest import ROOT

    ours = pa.table(sayso.extract_arrow((ROOT / "examples/quake/reports.jsonl").open("rb")))
    assert ours.schema.equals(theirs.schema)
    assert ours.schema.metadata[b"sayso.schema"] == b"claims/1"
    rows = {(row["report"], row["claim"]): row for row in theirs.to_pylist()}
    for row in ours.to_pylist():
        assert {**rows[row["report"], row["claim"]], "first_read": None} == row
