"""The data dictionary: every table and column with its type, unit, meaning, and what a null means."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from . import _native

Kind = Literal["text", "count", "decimal", "bool", "date", "timestamp", "points", "texts", "counters"]
"""The types of columns, as ``config/tables.toml`` calls them."""

_ARROW: Mapping[Kind, str] = {
    "text": "string",
    "count": "int64",
    "decimal": "decimal128(38, 12)",
    "bool": "bool",
    "date": "date32[day]",
    "timestamp": "timestamp[us, tz=UTC]",
    "points": "float",
    "texts": "list<string>",
    "counters": "list<struct<stock_code: string, currency: string>>",
}


@dataclass(frozen=True, slots=True)
class ColumnInfo:
    """What one column holds."""

    name: str
    kind: Kind
    """``text``, ``count`` (64-bit integer), ``decimal`` (``Decimal(38, 12)``), ``bool``, ``date``, ``timestamp`` (UTC), …"""
    unit: str | None
    """What a number counts, or the form of a text; None where there is nothing to say."""
    null: str | None
    """What a null means, to be read after "null means"; None for a column without nulls."""
    description: str

    @property
    def arrow_type(self) -> str:
        """The type of its column in Arrow's tables, in short: fields of lists and structs go without their nulls."""
        return _ARROW[self.kind]


@dataclass(frozen=True, slots=True)
class TableInfo:
    """What one table holds."""

    name: str
    section: str
    """The section of the form that it comes from."""
    description: str
    """What a row stands for."""
    columns: tuple[ColumnInfo, ...]


@functools.cache
def dictionary() -> Mapping[str, TableInfo]:
    """The data dictionary by table, in the order of the contract; `sharecap dictionary` prints the same.

    >>> [column.kind for column in dictionary()["issued_shares"].columns if column.name == "closing_issued"]
    ['count']
    """
    declared = json.loads(_native.dictionary_json())["tables"]
    return MappingProxyType({table["name"]: _table(table) for table in declared})


def _table(declared: dict[str, object]) -> TableInfo:
    columns = declared["columns"]
    assert isinstance(columns, list)
    return TableInfo(
        name=str(declared["name"]),
        section=str(declared["section"]),
        description=str(declared["description"]),
        columns=tuple(
            ColumnInfo(column["name"], column["type"], column["unit"], column["null"], column["description"])
            for column in columns
        ),
    )
