"""Run research queries on a dataset: run_queries.py DATASET [QUERY...], all of queries.sql when none is named.

The views that they stand on are those that `sharecap views` prints, so that this needs the program and DuckDB alone.

  run_queries.py dataset shares_outstanding --set "as_of='2025-07-05'"
  run_queries.py dataset --markdown > docs/queries.md
"""
from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import duckdb

QUERIES = Path(__file__).resolve().with_name("queries.sql")
PROGRAM = Path(__file__).resolve().parents[1] / "target" / "release" / "sharecap"
MOST_ROWS = 50
WIDEST = 36
INTRODUCTION = """\
# Research queries

Every query of `examples/queries.sql`: what it answers, and what it gives on the sample filings, whose issuers are invented.
`sharecap views dataset > views.sql`, then `duckdb -init views.sql`, makes the views that they ask; they can be pasted as
they stand. `examples/run_queries.py` runs them by name, and wrote this page. `examples/queries_polars.py` and
`examples/queries_pandas.py` come to the same numbers from the tables alone, to the last digit; a test holds them to it.
"""


@dataclass(frozen=True)
class Query:
    """A query of queries.sql."""

    name: str
    question: str
    """What it answers, in a sentence."""
    sql: str
    """Comments, parameters, and the query itself, which comes last."""

    def with_parameters(self, **values: str) -> Query:
        """The same query with other values, in SQL, of variables that it sets."""
        sql = self.sql
        for name, value in values.items():
            before, setting, behind = sql.partition(f"set variable {name} = ")
            if not setting:
                raise ValueError(f"{self.name} has no parameter {name}")
            _, _, rest = behind.partition("\n")
            sql = f"{before}{setting}{value};\n{rest}"
        return replace(self, sql=sql)


@dataclass(frozen=True)
class Result:
    """What a query gave."""

    columns: list[str]
    rows: list[tuple[object, ...]]

    def texts(self) -> list[list[str]]:
        """The cells as they are shown."""
        return [[shown(value) for value in row] for row in self.rows]

    def numeric(self) -> list[bool]:
        """For each column whether it holds numbers, and so stands to the right."""
        def is_number(value: object) -> bool:
            return isinstance(value, int | Decimal) and not isinstance(value, bool)
        return [any(is_number(row[at]) for row in self.rows) for at in range(len(self.columns))]


def queries(path: Path = QUERIES) -> list[Query]:
    """The queries of a file, each of which begins with a line `-- name: …`, in its order."""
    _, *parts = re.split(r"^-- name: ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    named = []
    for part in parts:
        name, _, sql = part.strip().partition("\n")
        named.append(Query(name, sql.partition("\n")[0].removeprefix("-- "), sql))
    return named


def connect(dataset: Path, program: Path) -> duckdb.DuckDBPyConnection:
    """A connection with the views of a dataset."""
    views = subprocess.run([program, "views", dataset], stdout=subprocess.PIPE, encoding="utf-8", check=True)
    connection = duckdb.connect()
    connection.execute(views.stdout)
    return connection


def ask(connection: duckdb.DuckDBPyConnection, query: Query) -> Result:
    """What a query gives on the views of a connection."""
    relation = connection.sql(query.sql)
    return Result(relation.columns, relation.fetchall())


def shown(value: object) -> str:
    """A value for readers: numbers in groups of three; money without trailing zeros, percentages with all four places."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return f"{value:,}"
        case Decimal():
            digits = f"{value:,f}"
            exponent = value.as_tuple().exponent
            is_money = isinstance(exponent, int) and exponent < -4
            return digits.rstrip("0").rstrip(".") if is_money else digits
        case _:
            return str(value)


def width(text: str) -> int:
    """How many places a text takes on a terminal: wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def padded(text: str, places: int, right: bool) -> str:
    """A text filled up with blanks."""
    blanks = " " * (places - width(text))
    return blanks + text if right else text + blanks


def as_text(result: Result) -> str:
    """A result as a table for a terminal."""
    cells = [[text if len(text) <= WIDEST else text[:WIDEST - 1] + "…" for text in row] for row in result.texts()]
    numeric = result.numeric()
    places = [max(map(width, column)) for column in zip(result.columns, *cells[:MOST_ROWS], strict=True)]

    def line(texts: Sequence[str]) -> str:
        return "  ".join(map(padded, texts, places, numeric)).rstrip()
    lines = [line(result.columns), line(["─" * wide for wide in places]), *map(line, cells[:MOST_ROWS])]
    if len(cells) > MOST_ROWS:
        lines.append(f"… and {len(cells) - MOST_ROWS:,} rows more")
    return "\n".join(lines)


def as_markdown(result: Result) -> str:
    """A result as a table of a page."""
    rules = ["---:" if is_numeric else "---" for is_numeric in result.numeric()]
    cells = [[text.replace("|", "\\|") for text in row] for row in result.texts()]
    return "\n".join(f"| {' | '.join(row)} |" for row in [result.columns, rules, *cells])


def page(connection: duckdb.DuckDBPyConnection, asked: Iterable[Query]) -> str:
    """docs/queries.md: each query with its question and its result."""
    parts = [INTRODUCTION]
    for query in asked:
        # The heading has said what it answers.
        sql = query.sql.partition("\n")[2]
        result = as_markdown(ask(connection, query))
        parts.append(f"## {query.name}\n\n{query.question}\n\n```sql\n{sql}\n```\n\n{result}\n")
    return "\n".join(parts)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("names", nargs="*", metavar="QUERY")
    parser.add_argument("--sharecap", type=Path, metavar="PROGRAM",
                        default=PROGRAM if PROGRAM.exists() else shutil.which("sharecap") or PROGRAM,
                        help="the program that prints the views (default: target/release/sharecap, else that of PATH)")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=SQL", dest="parameters",
                        help="another value of a variable that the queries set, such as as_of='2025-07-05'")
    parser.add_argument("--markdown", action="store_true", help="print the page docs/queries.md")
    # Options may stand between the queries.
    return parser.parse_intermixed_args()


def main() -> None:
    asked = arguments()
    known = {query.name: query for query in queries()}
    unknown = [name for name in asked.names if name not in known]
    if unknown:
        sys.exit(f"no such query: {', '.join(unknown)}; there are {', '.join(known)}")
    parameters = dict(setting.split("=", 1) for setting in asked.parameters)
    chosen = [known[name].with_parameters(**parameters) for name in asked.names or known]
    connection = connect(asked.dataset, asked.sharecap)
    if asked.markdown:
        sys.stdout.write(page(connection, chosen))
        return
    for query in chosen:
        print(f"{query.name}: {query.question}\n\n{as_text(ask(connection, query))}\n")


if __name__ == "__main__":
    main()
