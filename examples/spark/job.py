"""Read filings on a Spark cluster and write the tables: a job for spark-submit.

    spark-submit --master spark://HOST:7077 job.py --root /mnt/filings --out /mnt/tables /mnt/filings
    spark-submit --master spark://HOST:7077 job.py --root s3://bucket/filings --out s3a://bucket/tables --list
    paths.txt

What is named is a folder of the driver's machine, all files below which are read, or a file, or a URL for fsspec.
`--list` names a file with a path or URL on each line.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pyspark.sql import SparkSession
from sharecap.spark import files_below, ingest


def listed(named: list[str], lists: list[Path]) -> list[str]:
    """Every path that is meant."""
    paths = [line for file in lists for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    for name in named:
        paths.extend(files_below(name) if Path(name).is_dir() else [name])
    return paths


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", help="folders, files and URLs")
    parser.add_argument("--list", action="append", type=Path, default=[], metavar="FILE", help="of paths and URLs")
    parser.add_argument("--out", required=True, help="a new folder, or a URL for Spark")
    parser.add_argument("--root", help="what source_path begins below")
    parser.add_argument("--index", action="append", default=[], help="a list that says when the files were published")
    parser.add_argument("--timeout", type=int, metavar="SECONDS", help="reject a file whose reading takes longer")
    parser.add_argument("--files-per-task", type=int, default=200, metavar="N")
    typed = parser.parse_args()
    session = SparkSession.builder.appName("sharecap").getOrCreate()
    try:
        done = ingest(
            session,
            listed(typed.paths, typed.list),
            typed.out,
            root=typed.root,
            index=typed.index,
            timeout_seconds=typed.timeout,
            files_per_task=typed.files_per_task,
        )
    finally:
        session.stop()
    print(f"{done.files} files, {done.rows['filings']} filings, rejected: {dict(done.rejects)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
