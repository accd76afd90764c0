"""Hold two folders of tables to each other: rows, sums of every number, and the rows that differ.

    compare.py DATASET FOLDER

Either is a snapshot of `sharecap ingest` or what `sharecap.spark.ingest` wrote. `ingested_at` is left out: it says
when a run began. Ends with 1 where anything differs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import sharecap

LEFT_OUT = {"ingested_at"}
SUMMED = {"count": "sum({})", "decimal": "sum({})", "points": "sum({}::decimal(18, 6))"}
"""How the numbers of each type are added up exactly."""


def folder(dataset: Path) -> Path:
    """The folder of the tables: that of the current snapshot, or the one that is named."""
    current = dataset / "current"
    return current.resolve() if current.is_symlink() else dataset


class Comparison:
    """Two folders, side by side in DuckDB."""

    def __init__(self, left: Path, right: Path) -> None:
        self.connection = duckdb.connect()
        self.folders = {"left": folder(left), "right": folder(right)}

    def rows(self, table: str) -> tuple[int, int]:
        """How many rows each has."""
        left, right = (self._first(f"select count(*) from {self._read(side, table)}")[0] for side in self.folders)
        return int(left), int(right)

    def sums(self, table: str) -> Iterator[tuple[str, Decimal | int | None, Decimal | int | None]]:
        """Every column of numbers with its sum in each."""
        numbers = [column for column in sharecap.dictionary()[table].columns if column.kind in SUMMED]
        if not numbers:
            return
        chosen = ", ".join(SUMMED[column.kind].format(column.name) for column in numbers)
        left, right = (self._first(f"select {chosen} from {self._read(side, table)}") for side in self.folders)
        yield from zip((column.name for column in numbers), left, right, strict=True)

    def differing(self, table: str) -> int:
        """How many rows, with their year, stand in one more often than in the other."""
        names = [column.name for column in sharecap.dictionary()[table].columns if column.name not in LEFT_OUT]
        left, right = (f"select {', '.join(names)}, year from {self._read(side, table)}" for side in self.folders)
        both = f"(({left}) except all ({right})) union all (({right}) except all ({left}))"
        return int(self._first(f"select count(*) from ({both})")[0])

    def _read(self, side: str, table: str) -> str:
        glob = f"{self.folders[side]}/{table}/*/*.parquet".replace("'", "''")
        return f"read_parquet('{glob}', hive_partitioning = true, hive_types = {{'year': bigint}})"

    def _first(self, query: str) -> tuple[Any, ...]:
        return self.connection.sql(query).fetchall()[0]


def differences(left: Path, right: Path) -> Iterator[str]:
    """A line for everything that is not the same."""
    comparison = Comparison(left, right)
    for table in sharecap.dictionary():
        ours, theirs = comparison.rows(table)
        if ours != theirs:
            yield f"{table}: {ours} rows and {theirs}"
        yield from (f"{table}.{name}: {a} and {b}" for name, a, b in comparison.sums(table) if a != b)
        if differing := comparison.differing(table):
            yield f"{table}: {differing} rows differ"


def main(left: Path, right: Path) -> int:
    comparison = Comparison(left, right)
    for table in sharecap.dictionary():
        (rows, _), sums = comparison.rows(table), list(comparison.sums(table))
        print(f"{table}: {rows} rows, {len(sums)} sums")
    found = list(differences(left, right))
    print("\n".join(found) or "every row and every sum is the same")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:3])))
