"""A published dataset, held at one snapshot and, if that is wished, at one moment: :func:`open`, :class:`Dataset`."""

from __future__ import annotations

import functools
import importlib
import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import _native
from ._arguments import Text
from .columns import TableInfo, dictionary
from .errors import UsageError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from polars import LazyFrame
    from pyarrow.dataset import Dataset as ArrowDataset

_HONG_KONG = timezone(timedelta(hours=8))


class _Stream:
    """What a query of DuckDB gives, as a stream of Arrow's columns, to be taken once.

    polars keeps the type of whatever it is given; were that one of DuckDB's own, DuckDB would tell of leaks at the end of the
    program.
    """

    def __init__(self, result: Any) -> None:
        self._capsule = result.__arrow_c_stream__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> Any:
        return self._capsule


def open(dataset: Text, as_of: str | date | datetime | None = None) -> Dataset:
    """Open the current snapshot of a dataset, or the snapshot whose folder is named itself.

    The snapshot is resolved once: what is published meanwhile does not change what the handle shows.

    :param as_of: a moment: everything that the handle gives was public then, and nothing that came later is in it. A text
        in ISO 8601, a date (its beginning), or a datetime; without an offset it is taken for the clock of Hong Kong.
        Documents whose issuer, month or day of publication is not known are left out.
    :raises DatasetError: there is no dataset, another schema version wrote it, or it is damaged.
    :raises UsageError: ``as_of`` is no moment.
    """
    moment = None if as_of is None else _moment(as_of)
    return Dataset(Path(dataset), Path(_native.snapshot_folder(dataset)), moment)


def views_sql(dataset: Text, as_of: str | date | datetime | None = None) -> str:
    """The SQL that makes the views and macros of a dataset in DuckDB: what ``sharecap views`` prints.

    Parameters and errors are those of :func:`open`.
    """
    return _native.views_sql(dataset, None if as_of is None else _moment(as_of).isoformat(" "))


def _moment(stated: str | date | datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(stated if isinstance(stated, str) else stated.isoformat())
    except ValueError as error:
        raise UsageError(f"as_of: {stated!r} is no moment ({error}): write 2025-07-05 or 2025-07-05 16:30+08:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=_HONG_KONG)


def _need(module: str, *, extra: str) -> None:
    """Says how to get a module that only what was asked for needs."""
    try:
        importlib.import_module(module)
    except ModuleNotFoundError as error:
        message = f"{module} is not installed: pip install 'sharecap[{extra}]', or install it beside sharecap"
        raise ModuleNotFoundError(message, name=error.name) from error


class Dataset:
    """A published dataset at one snapshot; made by :func:`open`."""

    def __init__(self, path: Path, snapshot: Path, as_of: datetime | None) -> None:
        self.path = path
        """The dataset as it was named."""
        self.snapshot = snapshot
        """The folder of the snapshot, with no link in it."""
        self.as_of = as_of
        """The moment that everything is as of, with its offset; None: all that was published."""

    def __repr__(self) -> str:
        moment = f" as of {self.as_of.isoformat(' ')}" if self.as_of else ""
        return f"<sharecap.Dataset {self.snapshot}{moment}, {self.manifest['filings']} filings published>"

    @functools.cached_property
    def manifest(self) -> Mapping[str, Any]:
        """What ``manifest.json`` says: schema version, files with their rows, bytes and sha256, outcomes, findings.

        It is about the whole snapshot, whatever ``as_of`` is.
        """
        stated: dict[str, Any] = json.loads((self.snapshot / "manifest.json").read_text(encoding="utf-8"))
        return stated

    @property
    def dictionary(self) -> Mapping[str, TableInfo]:
        """The data dictionary by table: every column with type, unit, meaning, and what a null means."""
        return dictionary()

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables, in the order of the contract."""
        return tuple(dictionary())

    def duckdb(self, connection: DuckDBPyConnection | None = None) -> DuckDBPyConnection:
        """A DuckDB connection with all tables and views of the snapshot.

        Views: every table under its name, ``current_<table>``, ``shares_outstanding``, ``dilution``, ``net_issuance``; macros
        ``as_of_<view>(t)`` and ``latest_as_of(t)``. With ``as_of``, all of them hold only what was public then.

        :param connection: one to make the views in, in place of those of the same names (default: a new one, in memory).
        :raises DatasetError: the snapshot is gone.
        """
        import duckdb

        made = duckdb.connect() if connection is None else connection
        made.execute(_native.views_sql(self.snapshot, self.as_of.isoformat(" ") if self.as_of else None))
        return made

    def polars(self, table: str) -> LazyFrame:
        """A table as a lazy frame: ``count`` columns are Int64, ``decimal`` Decimal(38, 12), days Date, moments Datetime in UTC.

        :raises KeyError: there is no such table.
        :raises ModuleNotFoundError: polars is not installed (``pip install 'sharecap[polars]'``).
        """
        _need("polars", extra="polars")
        import polars

        files = self._files(table)
        if table == "filings" and self.as_of:
            return polars.DataFrame(self._filings()).lazy()
        frame = polars.scan_parquet(files, hive_partitioning=False)
        if self.as_of is None:
            return frame
        known = polars.DataFrame(self._filings()).lazy().select("filing_id")
        return frame.join(known, on="filing_id", how="semi", maintain_order="left")

    def arrow(self, table: str) -> ArrowDataset:
        """A table as a pyarrow dataset, which reads when it is scanned, filtered or handed to DuckDB.

        :raises KeyError: there is no such table.
        :raises ModuleNotFoundError: pyarrow is not installed (``pip install 'sharecap[arrow]'``).
        """
        _need("pyarrow", extra="arrow")
        import pyarrow.compute
        import pyarrow.dataset

        files = self._files(table)
        if self.as_of is None:
            return pyarrow.dataset.dataset(files, format="parquet")
        known = pyarrow.table(self._filings())
        if table == "filings":
            return pyarrow.dataset.dataset(known)
        wanted = pyarrow.compute.field("filing_id").isin(known["filing_id"])
        return pyarrow.dataset.dataset(files, format="parquet").filter(wanted)

    def _files(self, table: str) -> list[Path]:
        """The Parquet files of a table, in the order of its rows: by year, unknown ones last."""
        if table not in dictionary():
            raise KeyError(f"there is no table {table!r}; there are {', '.join(self.tables)}")
        return sorted((self.snapshot / table).glob("year=*/*.parquet"))

    @functools.cached_property
    def _session(self) -> DuckDBPyConnection:
        """A connection of the handle's own, which knows what was public at the moment."""
        return self.duckdb()

    def _filings(self) -> _Stream:
        """The filings that were public at the moment, as Arrow's columns, in the order of the dataset."""
        columns = ", ".join(column.name for column in dictionary()["filings"].columns)
        # A cursor of its own: threads may ask side by side.
        session = self._session.cursor()
        return _Stream(session.sql(f"select {columns} from filings order by stock_code, month_end, filing_id"))
