#!/usr/bin/env python3
"""Finds the dispatches among all reports that `extract.py` has read: which of them carry one copy.

    spark-submit --master spark://HOST:7077 deploy/spark/dispatches.py claims-of-may
    python deploy/spark/dispatches.py --remote sc://HOST:50051 claims-of-may --json dispatches.json

Writes FOLDER/dispatches (a row for each report that is in one: dispatch, report, report_id) and FOLDER/copies (a row for each pair, with its kind). They are the
dispatches that a ledger of the same reports has: keys, estimate and proof are its very code; what a ledger looks up in tables is joined here.

1. Every report has some 40 keys: its least shingles of four words (MinHash), and credited outlets with names. Under a key the four reports of the least rank stand
   for all, so that a thousand copies cost a thousand times one, and no key, however common, makes the pairs grow with the square.
2. Pairs that share a key and whose signatures may match are aligned, sentence by sentence.
3. What pairs join is one dispatch: labels go along the pairs, and along labels, until none changes, which takes as many rounds as the longest chain has binary digits.

What is between steps lies in FOLDER/.dispatches while it runs.
"""

import argparse
import json
import pathlib
import shutil
import sys
import time

from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from sayso import _sayso


def main() -> None:
    args = arguments()
    spark = session(args)
    if args.partitions:
        spark.conf.set("spark.sql.shuffle.partitions", str(args.partitions))
    work = pathlib.Path(args.folder).resolve() / ".dispatches"
    shutil.rmtree(work, ignore_errors=True)
    try:
        run(spark, pathlib.Path(args.folder).resolve(), Steps(spark, work), args.json)
    finally:
        shutil.rmtree(work, ignore_errors=True)


class Steps:
    """Tables between steps, written and read back, so that nothing is worked out twice and no plan grows from round to round."""

    def __init__(self, spark: SparkSession, folder: pathlib.Path) -> None:
        self.spark, self.folder, self.began = spark, folder, time.monotonic()

    def keep(self, name: str, table: DataFrame) -> DataFrame:
        path = str(self.folder / name)
        table.write.mode("overwrite").parquet(path)
        now = time.monotonic()
        print(f"{name}: {now - self.began:.1f} s", file=sys.stderr)
        self.began = now
        return self.spark.read.parquet(path)


def run(spark: SparkSession, folder: pathlib.Path, steps: Steps, to_json: str | None) -> None:
    readings = spark.read.parquet(str(folder / "readings")).where("reading is not null").select("report", "report_id", "line", "reading")
    readings = readings.dropDuplicates(["report"])
    keyed = steps.keep("keys", readings.mapInArrow(keys_of, "report string, report_id string, minute long, rank long, signature binary, keys array<long>"))
    pairs = steps.keep("pairs", candidates(keyed))
    likely = steps.keep("likely", likely_pairs(pairs, keyed))
    copies = steps.keep("copies", proved(likely, readings))
    labels = joined(steps, copies)
    order = keyed.select("report", "report_id", "minute")
    members = labels.join(order, "report")
    oldest = members.groupBy("label").agg(F.min(F.struct("minute", "report")).alias("first"))
    found = members.join(oldest, "label").select(F.col("first.report").alias("dispatch"), "report", "report_id", "minute")
    found.write.mode("overwrite").parquet(str(folder / "dispatches"))
    copies.write.mode("overwrite").parquet(str(folder / "copies"))
    if to_json:
        rows = sorted((row["dispatch"], row["minute"], row["report"], row["report_id"]) for row in found.collect())
        groups: dict[str, list] = {}
        for dispatch, minute, report, id in rows:
            groups.setdefault(dispatch, []).append((report != dispatch, minute, report, id or report))
        lists = sorted(sorted(group) for group in groups.values())
        lists.sort(key=lambda group: group[0][1:3])
        pathlib.Path(to_json).write_text(json.dumps([[row[3] for row in group] for group in lists]))
    print(f"{copies.count():,} pairs, {oldest.count():,} dispatches", file=sys.stderr)


def candidates(keyed: DataFrame) -> DataFrame:
    """Pairs that share a key under which one of the two is among the first."""
    shelf = keyed.select("report", "rank", F.explode("keys").alias("key"))
    place = F.row_number().over(Window.partitionBy("key").orderBy("rank", "report"))
    first = shelf.withColumn("place", place).where(F.col("place") <= _sayso.per_key()).select("key", F.col("report").alias("other"))
    met = shelf.join(first, "key").where(F.col("report") != F.col("other"))
    return met.select(F.least("report", "other").alias("a"), F.greatest("report", "other").alias("b")).distinct()


def likely_pairs(pairs: DataFrame, keyed: DataFrame) -> DataFrame:
    """Those whose signatures may match."""
    side = lambda name: keyed.select(F.col("report").alias(name), F.col("signature").alias(f"signature_{name}"))  # noqa: E731
    return pairs.join(side("a"), "a").join(side("b"), "b").select("a", "b", "signature_a", "signature_b").mapInArrow(may_match, "a string, b string")


def proved(pairs: DataFrame, readings: DataFrame) -> DataFrame:
    """Those that are copies, and of what kind."""
    side = lambda n: readings.select(F.col("report").alias(n), F.col("line").alias(f"line_{n}"), F.col("reading").alias(f"reading_{n}"))  # noqa: E731
    texts = pairs.join(side("a"), "a").join(side("b"), "b").select("a", "b", "line_a", "reading_a", "line_b", "reading_b")
    return texts.mapInArrow(same, "a string, b string, kind string")


def joined(steps: Steps, copies: DataFrame) -> DataFrame:
    """The least name of each part that pairs connect: (report, label)."""
    there = copies.select(F.col("a").alias("report"), F.col("b").alias("other"))
    edges = steps.keep("edges", there.union(there.select(F.col("other").alias("report"), F.col("report").alias("other"))))
    labels = steps.keep("labels-0", edges.groupBy("report").agg(F.min("other").alias("least")).select("report", F.least("report", "least").alias("label")))
    for n in range(1, 100):
        of = labels.select(F.col("report").alias("other"), F.col("label").alias("theirs"))
        met = edges.join(of, "other").select("report", F.col("theirs").alias("label")).union(labels.select("report", "label"))
        spread = met.groupBy("report").agg(F.min("label").alias("label"))
        # The label of the label: what was handed on one step goes two, four, eight.
        far = labels.select(F.col("report").alias("label"), F.col("label").alias("further"))
        new = spread.join(far, "label").select("report", F.least("label", "further").alias("label"))
        new = steps.keep(f"labels-{n}", new)
        before = labels.select("report", F.col("label").alias("before"))
        if new.join(before, "report").where(F.col("label") != F.col("before")).count() == 0:
            return new
        labels = new
    raise RuntimeError("the dispatches did not come to rest")


# What follows runs on the workers.


def keys_of(batches):
    import pyarrow as pa
    from sayso import _sayso

    for batch in batches:
        rows = []
        for row in batch.to_pylist():
            name, minute, rank, signature, keys = _sayso.keys(bytes(row["line"]), row["reading"].encode())
            rows.append({"report": name, "report_id": row["report_id"], "minute": minute, "rank": rank, "signature": signature, "keys": keys})
        types = [("report", pa.string()), ("report_id", pa.string()), ("minute", pa.int64()), ("rank", pa.int64()), ("signature", pa.binary()), ("keys", pa.list_(pa.int64()))]
        yield pa.RecordBatch.from_pylist(rows, pa.schema(types))


def may_match(batches):
    import pyarrow as pa
    from sayso import _sayso

    for batch in batches:
        a, b, one, other = (batch.column(i).to_pylist() for i in range(4))
        kept = [i for i in range(len(a)) if _sayso.may_match(bytes(one[i]), bytes(other[i]))]
        yield pa.RecordBatch.from_pydict({"a": [a[i] for i in kept], "b": [b[i] for i in kept]}, pa.schema([("a", pa.string()), ("b", pa.string())]))


def same(batches):
    import pyarrow as pa
    from sayso import _sayso

    for batch in batches:
        rows = []
        for row in batch.to_pylist():
            kind = _sayso.same(bytes(row["line_a"]), row["reading_a"].encode(), bytes(row["line_b"]), row["reading_b"].encode())
            if kind is not None:
                rows.append({"a": row["a"], "b": row["b"], "kind": kind})
        yield pa.RecordBatch.from_pylist(rows, pa.schema([("a", pa.string()), ("b", pa.string()), ("kind", pa.string())]))


def session(args: argparse.Namespace) -> SparkSession:
    """The session that was asked for, else the one that spark-submit gives."""
    builder = SparkSession.builder.appName("sayso dispatches")
    if args.remote:
        builder = builder.remote(args.remote)
    elif args.master:
        builder = builder.master(args.master)
    return builder.getOrCreate()


def arguments() -> argparse.Namespace:
    to = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    to.add_argument("folder", help="the folder that extract.py wrote")
    to.add_argument("--json", metavar="FILE", help="write them as `sayso dispatches --format json` does, too")
    to.add_argument("--partitions", type=int, help="into how many parts tables are shuffled")
    to.add_argument("--master", help="of Spark, spark://HOST:7077 or local[4]")
    to.add_argument("--remote", help="a Spark Connect server, Sail among them: sc://HOST:PORT")
    return to.parse_args()


if __name__ == "__main__":
    main()
