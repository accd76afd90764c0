"""A published dataset, held at one snapshot and, if that is wished, at one moment: :func:`open`, :class:`Dataset`."""

from __future__ import annotations

import dataclasses
import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import _native
from ._arguments import Text
from ._extras import need
from .columns import TableInfo, dictionary
from .errors import DatasetError, UsageError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from polars import LazyFrame
    from pyarrow.dataset import Dataset as ArrowDataset


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

    :param as_of: a moment: the tables hold the returns that were public then, and none that came later. A text
        in ISO 8601, a date (its beginning), or a datetime; without an offset it is taken for the clock of Hong Kong.
        Documents whose issuer, month or day of publication is not known are left out. Two things still know later returns:
        findings that compare months or languages, and figures filled in from a neighbouring return (``method`` is
        ``derived`` in ``provenance``).
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


def _tables_in_the_way(connection: DuckDBPyConnection, sql: str) -> list[str]:
    """Tables of a connection that have the names of views: DuckDB would stop half-way through."""
    views = re.findall(r"^create or replace view (\w+)", sql, re.MULTILINE)
    there = connection.execute("""
        select table_name from duckdb_tables()
        where database_name = current_database() and schema_name = current_schema() order by 1
    """)
    return [name for (name,) in there.fetchall() if name in views]


def _moment(stated: str | date | datetime) -> datetime:
    if not isinstance(stated, (str, date)):
        raise UsageError(f"as_of: {stated!r} is no moment: give a text, a date or a datetime")
    return datetime.fromisoformat(_native.moment(stated if isinstance(stated, str) else stated.isoformat()))


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """A published dataset at one snapshot; made by :func:`open`."""

    path: Path
    """The dataset as it was named."""
    snapshot: Path
    """The folder of the snapshot, with no link in it."""
    as_of: datetime | None
    """The moment that everything is as of, by the clock of Hong Kong; None: all that was published."""

    def __repr__(self) -> str:
        moment = f" as of {self.as_of.isoformat(' ')}" if self.as_of else ""
        return f"<sharecap.Dataset {self.snapshot}{moment}>"

    def __getstate__(self) -> dict[str, Any]:
        # The connection stays here: whoever gets a copy makes one of its own.
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}

    @functools.cached_property
    def manifest(self) -> Mapping[str, Any]:
        """What ``manifest.json`` says: schema version, files with their rows, bytes and sha256, outcomes, findings.

        It is about the whole snapshot, whatever ``as_of`` is.

        :raises DatasetError: the snapshot is gone.
        """
        try:
            stated: dict[str, Any] = json.loads((self.snapshot / "manifest.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise self._gone() from None
        return stated

    def _gone(self) -> DatasetError:
        return DatasetError(f"{self.snapshot} is gone, pruned perhaps: open the dataset again")

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

        :param connection: one to make the views in, in place of those of the same names (default: a new one, in memory). A
            connection holds one snapshot and one moment: those of the handle that came last.
        :raises DatasetError: the snapshot is gone.
        :raises UsageError: the connection cannot take the views: it has tables of their names, it is read only.
        """
        import duckdb

        sql = _native.views_sql(self.snapshot, self.as_of.isoformat(" ") if self.as_of else None)
        if connection is None:
            return duckdb.connect().execute(sql)
        try:
            if taken := _tables_in_the_way(connection, sql):
                raise UsageError(f"this connection has tables of the names of views: {', '.join(taken)}; use another database")
            return connection.execute(sql)
        except duckdb.Error as error:
            raise UsageError(f"the views of {self.snapshot} cannot be made in this connection: {error}") from error

    def polars(self, table: str) -> LazyFrame:
        """A table as a lazy frame: ``count`` columns are Int64, ``decimal`` Decimal(38, 12), days Date, moments Datetime in UTC.

        :raises KeyError: there is no such table.
        :raises DatasetError: the snapshot is gone.
        :raises ModuleNotFoundError: polars is not installed (``pip install 'sharecap[polars]'``).
        """
        need("polars", extra="polars")
        import polars

        files = self._files(table)
        if table == "filings" and self.as_of:
            return polars.DataFrame(self._filings()).lazy()
        frame = polars.scan_parquet(files, hive_partitioning=False, glob=False)
        if self.as_of is None:
            return frame
        known = polars.DataFrame(self._filings()).lazy().select("filing_id")
        return frame.join(known, on="filing_id", how="semi", maintain_order="left")

    def arrow(self, table: str) -> ArrowDataset:
        """A table as a pyarrow dataset, which reads when it is scanned, filtered or handed to DuckDB.

        :raises KeyError: there is no such table.
        :raises DatasetError: the snapshot is gone.
        :raises ModuleNotFoundError: pyarrow is not installed (``pip install 'sharecap[arrow]'``).
        """
        need("pyarrow", extra="arrow")
        import pyarrow.compute
        import pyarrow.dataset

        files = self._files(table)
        if self.as_of is None:
            return pyarrow.dataset.dataset(files, format="parquet")
        known = pyarrow.table(self._filings())
        if table == "filings":
            return pyarrow.dataset.dataset(known)
        wanted = pyarrow.compute.field("filing_id").isin(known["filing_id"].combine_chunks())
        return pyarrow.dataset.dataset(files, format="parquet").filter(wanted)

    def _files(self, table: str) -> list[Path]:
        """The Parquet files of a table, in the order of its rows: by year, unknown ones last."""
        if table not in dictionary():
            raise KeyError(f"there is no table {table!r}; there are {', '.join(self.tables)}")
        if files := sorted((self.snapshot / table).glob("year=*/*.parquet")):
            return files
        # Every table has a file, if one without rows.
        raise self._gone()

    @functools.cached_property
    def _session(self) -> DuckDBPyConnection:
        """A connection of the handle's own, which knows what was public at the moment."""
        return self.duckdb()

    def _filings(self) -> _Stream:
        """The filings that were public at the moment, as Arrow's columns, in the order of the dataset."""
        columns = ", ".join(column.name for column in dictionary()["filings"].columns)
        # A cursor of its own: threads may ask side by side.
        session = self._session.cursor()
        # Moments are in UTC, as in the files, wherever this runs.
        session.execute("set timezone = 'UTC'")
        return _Stream(session.sql(f"select {columns} from filings order by stock_code, month_end, filing_id"))
