"""Write python/sharecap/rows.py from the data dictionary: `sharecap dictionary --format json | generate_rows.py > rows.py`.

The row types are written out, not made at run time, so that editors and type checkers know every column.
"""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterator

TYPES = {
    "text": "str",
    "count": "int",
    "decimal": "Decimal",
    "bool": "bool",
    "date": "date",
    "timestamp": "datetime",
    "points": "float",
    "texts": "tuple[str, ...]",
    "counters": "tuple[Counter, ...]",
}

HEADER = '''"""A row of every table of the dataset, as :func:`sharecap.parse` gives it. Written by python/generate_rows.py.

Counts are ``int``, money and prices ``decimal.Decimal``; ``None`` means what each column says, and never 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A further trading counter of an issuer."""

    stock_code: str
    """Stock code, five digits."""
    currency: str | None
    """The currency it trades in, ISO 4217."""
'''


def class_name(table: str) -> str:
    """``issued_shares`` → ``IssuedSharesRow``."""
    return "".join(word.capitalize() for word in table.split("_")) + "Row"


def quoted(text: str) -> Iterator[str]:
    """A docstring of an attribute or class, at most 120 columns wide."""
    text = text.replace("\\", "\\\\").replace('"""', "'''")
    lines = textwrap.wrap(text, 108, break_long_words=False, break_on_hyphens=False)
    # A quotation mark at the end would become one of the docstring's.
    if lines[-1].endswith('"'):
        lines[-1] += " "
    yield f'    """{lines[0]}' + ('"""' if len(lines) == 1 else "")
    yield from (f"    {line}" for line in lines[1:-1])
    if len(lines) > 1:
        yield f'    {lines[-1]}"""'


def described(column: dict[str, str | None]) -> str:
    unit = f" Unit: {column['unit']}." if column["unit"] else ""
    null = f" None: {column['null']}." if column["null"] else ""
    return f"{column['description']}{unit}{null}"


def row_class(table: dict[str, object]) -> Iterator[str]:
    yield "@dataclass(frozen=True, slots=True, kw_only=True)"
    yield f"class {class_name(str(table['name']))}:"
    yield from quoted(f"A row of `{table['name']}`. Section of the form: {table['section']}. {table['description']}")
    yield ""
    columns = table["columns"]
    assert isinstance(columns, list)
    for column in columns:
        optional = " | None" if column["null"] else ""
        yield f"    {column['name']}: {TYPES[column['type']]}{optional}"
        yield from quoted(described(column))


def module(tables: list[dict[str, object]]) -> str:
    classes = ["\n".join(row_class(table)) for table in tables]
    names = "\n".join(f'    "{table["name"]}": {class_name(str(table["name"]))},' for table in tables)
    listed = f'ROWS: dict[str, type] = {{\n{names}\n}}\n"""The type of a row by the name of its table, in the order of the contract."""'
    return "\n\n\n".join([HEADER.rstrip("\n"), *classes]) + "\n\n\n" + listed + "\n"


if __name__ == "__main__":
    sys.stdout.write(module(json.load(sys.stdin)["tables"]))
