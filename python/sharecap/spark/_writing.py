"""Paths → the partitioned tables: :func:`ingest`."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Literal

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sf

from .. import _native
from .._arguments import Text, options, severities
from ..errors import UsageError
from ._listing import is_url
from ._reading import Filings, IncompleteError, read_filings

_SETTINGS = {
    # Microseconds in UTC, and lists as Parquet has them: what sharecap writes, whatever the session is set to.
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.parquet.writeLegacyFormat": "false",
}


@dataclass(frozen=True, slots=True)
class ClusterSummary:
    """What an ingest by Spark did."""

    files: int
    """Files that were read: distinct paths."""
    rows: Mapping[str, int]
    """Rows that were written, by table; ``filings`` has one for every distinct form."""
    rejects: Mapping[str, int]
    """Documents that were rejected, by ``reject_code``."""
    warnings: tuple[str, ...]
    """What is odd about the list of files."""
    manifest: Path | None
    """The manifest that makes the folder a dataset; None where the driver cannot open what Spark wrote (a URL)."""


def ingest(
    spark: SparkSession,
    paths: Iterable[Text],
    out: Text,
    *,
    root: Text | None = None,
    index: Text | Iterable[Text] = (),
    files_per_task: int = 200,
    timeout_seconds: int | None = None,
    max_memory_bytes: int | None = None,
    max_file_bytes: int | None = None,
    libreoffice: Text | None = None,
    reader: Literal["both", "first", "second"] | None = None,
    severity: Mapping[str, str] | None = None,
) -> ClusterSummary:
    """Read filings in Spark's workers and write the tables: ``out/<table>/year=<year>/*.parquet``.

    Columns, types and partitions are those of a snapshot of `sharecap ingest`, and so are the rows but for
    ``ingested_at``. Nothing is written unless every file that was listed was read once; what was written is counted
    again. The manifest comes last: a folder without one is not whole. It makes the folder a snapshot that
    :func:`sharecap.open` and the command line take. All arguments but ``out`` are those of :func:`read_filings`.

    :param out: a folder that does not exist yet: a path that every worker and the driver can write, or a URL for Spark
        (``s3a://bucket/tables``, ``hdfs://…``), where no manifest is written.
    :raises UsageError: ``out`` is there already; and like :func:`read_filings`.
    :raises IncompleteError: files or rows were lost or doubled.
    :raises pyspark.errors.PySparkException: a task failed too often, or the tables cannot be written.
    """
    place = os.fspath(out)
    folder = None if is_url(place) else Path(place).absolute()
    if folder and folder.exists():
        raise UsageError(f"{place} is there already: name a new folder; an ingest by Spark goes on from none")
    target = folder.as_uri() if folder else place.rstrip("/")
    with (
        read_filings(
            spark,
            paths,
            root=root,
            index=index,
            files_per_task=files_per_task,
            timeout_seconds=timeout_seconds,
            max_memory_bytes=max_memory_bytes,
            max_file_bytes=max_file_bytes,
            libreoffice=libreoffice,
            reader=reader,
            severity=severity,
        ) as filings,
        _settings(spark, _SETTINGS),
    ):
        _write(filings, target)
        rejects = _verify(spark, filings, target)
    manifest = None
    if folder:
        base = os.path.abspath(root) if root is not None and not is_url(os.fspath(root)) else None
        _native.describe(folder, base, filings.began, options({"severity": tuple(severities(severity))}))
        manifest = folder / "manifest.json"
    return ClusterSummary(filings.files, filings.rows, rejects, filings.warnings, manifest)


@contextlib.contextmanager
def _settings(spark: SparkSession, wanted: Mapping[str, str]) -> Iterator[None]:
    """Sets a session for a while."""
    before = {name: str(spark.conf.get(name)) for name in wanted}
    try:
        _set(spark, wanted)
        yield
    finally:
        _set(spark, before)


def _set(spark: SparkSession, settings: Mapping[str, str]) -> None:
    for name, value in settings.items():
        spark.conf.set(name, value)


def _write(filings: Filings, target: str) -> None:
    """Writes every table; of one without rows, a file that has its columns, as an ingest does."""
    first_year = filings["filings"].agg(sf.min(sf.year("month_end"))).collect()[0][0]
    for name, frame in filings.items():
        if filings.rows[name]:
            writer = _in_order(frame.withColumn("year", sf.year("month_end"))).write.partitionBy("year")
            place = f"{target}/{name}"
        else:
            writer = frame.limit(0).write
            place = f"{target}/{name}/year={'__HIVE_DEFAULT_PARTITION__' if first_year is None else first_year}"
        writer.option("compression", "zstd").parquet(place)


def _in_order(frame: DataFrame) -> DataFrame:
    """Few files a year, and in each the order of an ingest: by issuer, month and filing, what is unknown last."""
    order = [name for name in ("stock_code", "month_end", "filing_id", "row") if name in frame.columns]
    ascending = [sf.col(name).asc_nulls_last() for name in order]
    return frame.hint("rebalance", "year").sortWithinPartitions("year", *ascending)


def _verify(spark: SparkSession, filings: Filings, target: str) -> dict[str, int]:
    """Counts what was written; gives the reasons of what was rejected."""
    why = sf.col("reject_code")
    tables = (
        spark.read.schema(frame.schema)
        .parquet(f"{target}/{name}")
        .select(sf.lit(name).alias("table"), (why if name == "filings" else sf.lit(None)).cast("string").alias("why"))
        for name, frame in filings.items()
    )
    counted = reduce(DataFrame.union, tables).groupBy("table", "why").count().collect()
    found: Counter[str] = Counter()
    for row in counted:
        found[row["table"]] += row["count"]
    for name, expected in filings.rows.items():
        if found[name] != expected:
            raise IncompleteError(f"{target}/{name} has {found[name]} rows, but {expected} were read: do not use it")
    return {row["why"]: row["count"] for row in counted if row["why"]}
