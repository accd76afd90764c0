"""What runs in Spark's Python workers. Spark sends the names of these functions: sharecap must be installed there too.

A worker reads files in child processes of its own, as an ingest does: a file that hangs, swells or crashes ends its
child and becomes a row that says so. The worker and its task live on, and Spark has nothing to retry. What does end a
worker or its machine is Spark's to retry: what was lost is read again, and gives the same.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from .. import _native, _workers
from ..errors import UsageError

_FILES_AT_A_TIME = 64
"""So many files are handed on at a time: a worker holds no more of what it has read."""
_ROWS_AT_A_TIME = 32_768
"""So many rows are unpacked at a time."""
_FORMS_AT_A_TIME = 1_000
"""So many forms are put together at a time, or as many more as their last issuer has; like an ingest."""

_FORMS = pa.schema(
    [
        ("path", pa.string()),
        ("publication", pa.binary()),
        ("digest", pa.string()),
        ("number", pa.int32()),
        ("issuer", pa.string()),
        ("packed", pa.binary()),
    ]
)
FORMS_DDL = "path string, publication binary, digest string, number int, issuer string, packed binary"
"""What :meth:`Job.read` gives: a row for every form of a file, at least one."""

_TABLES = pa.schema([("table", pa.string()), ("rows", pa.int64()), ("batches", pa.binary())])
TABLES_DDL = "table string, rows long, batches binary"
"""What :meth:`Job.put_together` gives: rows of a table in Arrow's stream format, and how many they are."""


_Packed = tuple[str | None, int, str | None, bytes]
"""Digest, number, issuer, and the rest of a form that was read."""


@dataclass(frozen=True)
class Job:
    """What all workers are told."""

    reading: tuple[str, ...]
    """How files are read, as it would be typed behind ``sharecap ingest``."""
    began: str
    """The moment that stands in ``ingested_at``."""
    version: str
    """The version of the driver's sharecap."""

    def read(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Reads files, each given by ``file``, ``path`` and ``publication``."""
        self._require_same_version()
        _workers.register()
        # Made here, for Spark forks its workers, and a fork has no right to the children of its parent.
        reader = _native.Reader(self.reading)
        try:
            for batch in batches:
                for start in range(0, batch.num_rows, _FILES_AT_A_TIME):
                    files = batch.slice(start, _FILES_AT_A_TIME).to_pylist()
                    yield _record_batch((form for file in files for form in _forms(reader, **file)), _FORMS)
        finally:
            reader.close()

    def put_together(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Makes the tables of forms that come sorted by ``key``, so that all those of an issuer follow each other."""
        self._require_same_version()
        held: list[dict[str, Any]] = []
        for batch in batches:
            for form in batch.to_pylist():
                if len(held) >= _FORMS_AT_A_TIME and form["key"] != held[-1]["key"]:
                    yield self._tables(held)
                    held = []
                held.append(form)
        yield self._tables(held)

    def _tables(self, forms: list[dict[str, Any]]) -> pa.RecordBatch:
        sent = [
            (
                form["digest"],
                form["number"],
                [(place["path"], place["publication"]) for place in form["places"]],
                form["packed"],
            )
            for form in forms
        ]
        tables = _native.put_together(sent, self.began, self.reading)
        filled = ((name, table.num_rows, _stream(table)) for name, table in tables.items() if table.num_rows)
        return _record_batch(filled, _TABLES)

    def _require_same_version(self) -> None:
        if _native.VERSION != self.version:
            raise UsageError(
                f"the driver has sharecap {self.version}, and this worker {_native.VERSION}: install one everywhere"
            )


def rows(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Unpacks the rows of one table."""
    for batch in batches:
        for stream in batch.column("batches"):
            yield from pa.ipc.open_stream(stream.as_buffer())


def _forms(reader: _native.Reader, file: str, path: str, publication: bytes | None) -> Iterator[tuple[Any, ...]]:
    for digest, number, issuer, packed in _pack(reader, file):
        yield path, publication, digest, number, issuer, packed


def _pack(reader: _native.Reader, file: str) -> list[_Packed]:
    if "://" not in file:
        return reader.pack_file(file)
    import fsspec

    # By way of a file, so that one without end fills no memory, and is read by the same rules as any.
    with tempfile.NamedTemporaryFile(prefix="sharecap-") as local:
        try:
            with fsspec.open(file, "rb") as remote:
                shutil.copyfileobj(remote, local)
        except (FileNotFoundError, PermissionError) as error:
            return [_native.pack_unreadable(str(error) or type(error).__name__)]
        # Whatever else fails is no file's fault, and Spark's to retry.
        local.flush()
        return reader.pack_file(local.name)


def _record_batch(rows: Iterable[tuple[Any, ...]], schema: pa.Schema) -> pa.RecordBatch:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.RecordBatch.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )


def _stream(table: _native.Table) -> bytes:
    """The rows of a table in Arrow's stream format, compressed: they wait on a disk until their table's turn."""
    taken = pa.table(table).combine_chunks()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, taken.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(taken, _ROWS_AT_A_TIME)
    return bytes(sink.getvalue())
