#!/usr/bin/env python3
"""Reads reports on a Spark cluster, or on Sail: claims to partitioned Parquet.

    spark-submit --master spark://HOST:7077 deploy/spark/extract.py reports/ --out claims-of-may
    python deploy/spark/extract.py --remote sc://HOST:50051 reports/*.warc.gz --out claims-of-may

Takes files and folders of JSON lines, Parquet (columns id, text or html, title, outlet, url, published), WARC, or whatever `sayso read` takes. All machines
must have the wheel (`pip install ./python pyarrow`) and see the input and the folder of `--out` under the same names. What is in that folder: see the
module `sayso.cluster`. A job that was stopped goes on where it was when it is run again; a worker that is lost costs the part that it was at.
`sayso read FOLDER` takes the result into a ledger without reading again.

Spark does what it is good at, which is to hand out parts and to hand them out again. Each task reads with one thread; each worker process loads the model once.
"""

import argparse
import sys
import time

from pyspark.sql import SparkSession

from sayso import cluster


def main() -> None:
    args = arguments()
    made = cluster.plan(args.inputs, args.out, args.partition, args.model, args.part_bytes, args.part_rows)
    todo = cluster.pending(made, args.out)
    print(f"{len(made['parts'])} parts, {len(todo)} to read", file=sys.stderr)
    if todo:
        began = time.monotonic()
        done = read(session(args), todo, args.out)
        seconds = time.monotonic() - began
        total = {name: sum(row[name] for row in done) for name in ("reports", "claims", "rejected")}
        print(f"{total['reports']:,} reports with {total['claims']:,} claims, {total['rejected']:,} rejected, in {seconds:.1f} s", file=sys.stderr)
    left = cluster.pending(made, args.out)
    if left:
        sys.exit(f"{len(left)} parts are not done: run it again")


def read(spark: SparkSession, todo: list[int], out: str) -> list:
    """Reads parts: a task for each, so that a worker that is lost costs one."""

    def parts(batches):
        import pyarrow as pa

        for batch in batches:
            for n in batch.column(0).to_pylist():
                yield pa.RecordBatch.from_pylist([cluster.read_part(todo[n], out)])

    return spark.range(0, len(todo), 1, len(todo)).mapInArrow(parts, cluster.SUMMARY).collect()


def session(args: argparse.Namespace) -> SparkSession:
    """The session that was asked for, else the one that spark-submit gives."""
    builder = SparkSession.builder.appName("sayso extract")
    if args.remote:
        builder = builder.remote(args.remote)
    elif args.master:
        builder = builder.master(args.master)
    return builder.getOrCreate()


def arguments() -> argparse.Namespace:
    to = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    to.add_argument("inputs", nargs="+", help="files and folders")
    to.add_argument("--out", required=True, help="the folder of the job, which all machines share")
    to.add_argument("--partition", default="day", help="how claims are parted: day or month of publication, or hash:N")
    to.add_argument("--model", default="best", choices=["best", "fast"])
    to.add_argument("--part-bytes", type=int, default=cluster.PART_BYTES, help="bytes of JSON lines in a part")
    to.add_argument("--part-rows", type=int, default=cluster.PART_ROWS, help="rows of Parquet in a part")
    to.add_argument("--master", help="of Spark, spark://HOST:7077 or local[4]")
    to.add_argument("--remote", help="a Spark Connect server, Sail among them: sc://HOST:PORT")
    return to.parse_args()


if __name__ == "__main__":
    main()
