"""Paths → a DataFrame for every table: :func:`read_filings`."""

from __future__ import annotations

import math
import os
import warnings
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timezone
from types import TracebackType
from typing import Literal

import pyarrow as pa
from pyspark import StorageLevel
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sf

from .. import _native
from .._arguments import Text, options, severities
from ..columns import dictionary
from ..errors import NotPublishedError
from . import _tasks
from ._listing import Source, sources
from ._schemas import schema

_FILES = pa.schema([("file", pa.string()), ("path", pa.string()), ("publication", pa.binary())])
_TASKS_PER_CORE = 2
"""Fewer files than this many tasks would read are still shared by all cores, and evenly."""
_FILES_PUT_TOGETHER = 2_000
"""About so many files are put together by one task."""


class IncompleteError(NotPublishedError):
    """What was read is not what was listed, or not what was written: files were lost or doubled. Trust none of it."""


class Filings(Mapping[str, DataFrame]):
    """Every table of the data dictionary as a DataFrame; made by :func:`read_filings`.

    Columns have the names, order and types of the data dictionary: ``count`` is ``long``, ``decimal``
    ``decimal(38,12)``, ``date`` and ``timestamp`` Spark's own (a moment, whatever the time zone of the session). The
    rows have no order.

    What was read lies on the disks of the executors until :meth:`unpersist`, or the end of a ``with``. The part of an
    executor that is lost is read again.
    """

    def __init__(self, read: DataFrame, tables: DataFrame, files: int, began: str, odd: tuple[str, ...]) -> None:
        self._read = read
        self._tables = tables
        self.files = files
        """How many files were read: distinct paths."""
        self.began = began
        """The moment that stands in ``ingested_at``, in ISO 8601."""
        self.warnings = odd
        """What is odd about the list of files."""
        self.rows: Mapping[str, int] = {name: 0 for name in dictionary()} | _counted(tables)
        """How many rows every table has."""

    def __getitem__(self, table: str) -> DataFrame:
        """The rows of a table.

        :raises KeyError: there is no such table.
        """
        own = self._tables.where(sf.col("table") == table).select("batches")
        return own.mapInArrow(_tasks.rows, schema(dictionary()[table]))

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"<sharecap.spark.Filings of {self.files} files, {dict(self.rows)}>"

    def unpersist(self) -> None:
        """Gives the executors' disks back what was read. A DataFrame that is used afterwards reads all files again."""
        self._tables.unpersist()
        self._read.unpersist()

    def __enter__(self) -> Filings:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.unpersist()


def read_filings(
    spark: SparkSession,
    paths: Iterable[Text],
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
) -> Filings:
    """Read filings in Spark's workers: a DataFrame for every table of the data dictionary.

    All files are read before this returns, and counted: it raises unless every file that was listed was read once. A
    file that is no monthly return, that breaks what reads it, or that is not there, is a row of ``filings`` with the
    reason in ``reject_code``; it fails no task. Files with the same bytes are one document, whose other paths stand
    in ``also_at``.

    The options from ``timeout_seconds`` on are those of :func:`sharecap.parse`, and hold for each file in its worker.

    :param paths: the files: paths that every worker can open, or URLs that fsspec knows (``s3://bucket/return.pdf``,
        with s3fs installed on every worker). A path that is named twice is read once, with a warning.
    :param root: the folder, or the beginning of the URLs, that ``source_path`` begins below; where none is given, it
        is the path without its leading ``/``, or the URL without its scheme. Days of publication are told from it.
    :param index: lists that say when the files were published (CSV or JSON lines), on the driver's machine.
    :param files_per_task: so many files are read by one task: what is read again when its worker is lost.
    :raises UsageError: there are no files, a file is not below ``root``, an option cannot be carried out.
    :raises IncompleteError: files were lost or read twice.
    :raises pyspark.errors.PySparkException: a task failed as often as ``spark.task.maxFailures`` lets it: its workers
        were lost, or what is at a URL could not be fetched. What a file holds cannot cause that.
    """
    reading = {
        "timeout": timeout_seconds,
        "max_memory_bytes": max_memory_bytes,
        "max_file_bytes": max_file_bytes,
        "libreoffice": libreoffice,
        "reader": reader,
        "severity": tuple(severities(severity)),
    }
    began = datetime.now(timezone.utc).isoformat()
    job = _tasks.Job(tuple(options(reading)), began, _native.VERSION)
    listed, odd = sources(paths, root, [index] if isinstance(index, (str, os.PathLike)) else index)
    for warning in odd:
        warnings.warn(warning, stacklevel=2)
    read = _read(spark, job, listed, files_per_task).persist(StorageLevel.DISK_ONLY)
    _require_all(read, len(listed))
    forms = _one_for_each_document(read)
    tasks = max(math.ceil(len(listed) / _FILES_PUT_TOGETHER), spark.sparkContext.defaultParallelism)
    tables = _put_together(job, forms, tasks).persist(StorageLevel.DISK_ONLY)
    filings = Filings(read, tables, len(listed), began, tuple(odd))
    _require("rows of filings", filings.rows["filings"], "forms that were read", forms.count())
    return filings


def _read(spark: SparkSession, job: _tasks.Job, listed: list[Source], files_per_task: int) -> DataFrame:
    """A row for every form of every file."""
    columns = list(zip(*listed, strict=True))
    typed = [pa.array(column, field.type) for column, field in zip(columns, _FILES, strict=True)]
    files = pa.table(typed, schema=_FILES)
    shares = min(len(listed), spark.sparkContext.defaultParallelism * _TASKS_PER_CORE)
    tasks = max(math.ceil(len(listed) / files_per_task), shares)
    # Dealt out in turn: files of one folder take about as long as each other.
    return spark.createDataFrame(files).repartition(tasks).mapInArrow(job.read, _tasks.FORMS_DDL)


def _require_all(read: DataFrame, listed: int) -> None:
    """Reads, and raises unless every file was read once."""
    first = sf.when(sf.col("number") == 1, sf.col("path"))
    counted = read.agg(sf.count(first).alias("files"), sf.count_distinct("path").alias("paths")).collect()[0]
    _require("files that were read", counted["files"], "files that were listed", listed)
    _require("distinct paths that were read", counted["paths"], "files that were listed", listed)


def _require(what: str, found: int, of: str, expected: int) -> None:
    if found != expected:
        raise IncompleteError(f"{found} {what}, but {expected} {of}: files were lost or doubled; nothing was written")


def _one_for_each_document(read: DataFrame) -> DataFrame:
    """The forms of each document, from the first by path of all files with the same bytes; with all of their places."""
    place = sf.struct("path", "publication")
    holders = read.where("number = 1 and digest is not null").groupBy("digest")
    copies = holders.agg(sf.collect_list(place).alias("places"), sf.min("path").alias("first"))
    marked = read.join(copies.where(sf.size("places") > 1), "digest", "left")
    chosen = marked.where(sf.col("first").isNull() | (sf.col("path") == sf.col("first")))
    return chosen.withColumn("places", sf.coalesce("places", sf.array(place)))


def _put_together(job: _tasks.Job, forms: DataFrame, tasks: int) -> DataFrame:
    """The tables; all forms of an issuer go to the same task, and what stands for itself to any."""
    keyed = forms.withColumn("key", sf.coalesce("issuer", "digest", "path"))
    # So many tasks: a plan that is kept is not adapted to what there is, and would have as many as the session is set to.
    together = keyed.repartition(tasks, "key").sortWithinPartitions("key")
    return together.mapInArrow(job.put_together, _tasks.TABLES_DDL)


def _counted(tables: DataFrame) -> dict[str, int]:
    rows = tables.groupBy("table").agg(sf.sum("rows").alias("rows")).collect()
    return {row["table"]: row["rows"] for row in rows}
