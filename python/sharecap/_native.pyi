"""The extension module: what the package is made of. Use the package; this may change with every version."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, final

__all__ = [
    "Parsed",
    "Reader",
    "Table",
    "VERSION",
    "crawl",
    "describe",
    "dictionary_json",
    "ingest",
    "moment",
    "pack_unreadable",
    "program",
    "publications",
    "put_together",
    "serve",
    "snapshot_folder",
    "start_workers_by",
    "views_sql",
]

VERSION: Final[str]
"""The version of the program."""

@final
class Table:
    """Rows of a table of the dataset, with the types of the data dictionary.

    It speaks the Arrow PyCapsule interface: ``polars.DataFrame(table)``, ``pyarrow.table(table)`` and DuckDB take it as it is,
    without a copy.
    """

    @property
    def num_rows(self) -> int:
        """How many rows there are."""
    @property
    def column_names(self) -> list[str]:
        """The names of the columns, in order."""
    def __len__(self) -> int: ...
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

@final
class Reader:
    """Reads filings in processes that it starts once and keeps until it is closed."""

    def __new__(cls, arguments: Sequence[str | os.PathLike[str]]) -> Reader: ...
    def read_file(self, file: str | os.PathLike[str]) -> Parsed: ...
    def read_bytes(self, bytes: bytes, name: str | os.PathLike[str]) -> Parsed: ...
    def pack_file(self, file: str | os.PathLike[str]) -> list[tuple[str | None, int, str | None, bytes]]: ...
    def close(self) -> None: ...

@final
class Parsed:
    """What a file states: every form in it."""

    def json(self) -> str: ...
    def tables(self, filing_id: str) -> dict[str, Table]: ...

def start_workers_by(program: str | os.PathLike[str], arguments: Sequence[str | os.PathLike[str]]) -> None: ...
def serve() -> None: ...
def program(typed: Sequence[str]) -> int: ...
def snapshot_folder(dataset: str | os.PathLike[str]) -> str: ...
def moment(text: str) -> str: ...
def views_sql(dataset: str | os.PathLike[str], as_of: str | None = None) -> str: ...
def dictionary_json() -> str: ...
def ingest(
    typed: Sequence[str | os.PathLike[str]], progress: Callable[[str, int, int, str], object] | None = None
) -> str: ...
def crawl(folders: Sequence[str | os.PathLike[str]]) -> tuple[list[Path], list[str]]: ...
def pack_unreadable(reason: str) -> tuple[str | None, int, str | None, bytes]: ...
def publications(
    files: Sequence[tuple[str, str]], arguments: Sequence[str]
) -> tuple[list[tuple[str, bytes | None]], list[str]]: ...
def put_together(
    forms: Sequence[tuple[str | None, int, Sequence[tuple[str, bytes | None]], bytes]],
    began: str,
    arguments: Sequence[str],
) -> dict[str, Table]: ...
def describe(
    folder: str | os.PathLike[str], root: str | None, began: str, arguments: Sequence[str]
) -> dict[str, int]: ...
