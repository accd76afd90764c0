"""One filing → what it states: :func:`parse`, :func:`parse_all`, :class:`MonthlyReturn`."""

from __future__ import annotations

import atexit
import dataclasses
import json
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from . import _native, _workers, rows
from ._arguments import Text, options, severities
from .columns import Kind, TableInfo, dictionary
from .errors import Rejected, SeveralForms

Bytes: TypeAlias = bytes | bytearray | memoryview

_BYTES = "<bytes>"


@dataclass(frozen=True, eq=False)
class MonthlyReturn:
    """One monthly return as a filing states it.

    Every table of the data dictionary is a tuple of typed rows, in the order in which the form prints them; a section
    that the return leaves out is an empty tuple. What only a whole dataset tells is not here: ``filing.revision`` is 1, and
    no twin is known.

    >>> monthly_return = parse("data/filings/pdf/FF301_v1.1.1_en_09101_2025-08.pdf")
    >>> monthly_return.issued_shares[0].closing_treasury
    2544969
    """

    filing: rows.FilingsRow
    """The row of ``filings``: issuer, month end, status, form and version, outcome."""
    authorised_capital: tuple[rows.AuthorisedCapitalRow, ...]
    """Section I, a row for each class of shares."""
    issued_shares: tuple[rows.IssuedSharesRow, ...]
    """Section II, a row for each class of shares; treasury shares apart."""
    option_movements: tuple[rows.OptionMovementsRow, ...]
    """Section III (A), a row for each share option scheme and grant."""
    warrant_movements: tuple[rows.WarrantMovementsRow, ...]
    """Section III (B)."""
    convertible_movements: tuple[rows.ConvertibleMovementsRow, ...]
    """Section III (C)."""
    agreement_movements: tuple[rows.AgreementMovementsRow, ...]
    """Section III (D)."""
    other_movements: tuple[rows.OtherMovementsRow, ...]
    """Section III (E): placings, repurchases, bonus issues, …"""
    section_totals: tuple[rows.SectionTotalsRow, ...]
    """The printed totals of section III."""
    depositary_receipts: tuple[rows.DepositaryReceiptsRow, ...]
    """Section IV."""
    remarks: tuple[rows.RemarksRow, ...]
    """What the issuer remarks."""
    findings: tuple[rows.FindingsRow, ...]
    """What a careful reader would query: look here before you trust a number."""
    provenance: tuple[rows.ProvenanceRow, ...]
    """For every value its raw text, page and box (in points from the top left)."""
    capital_events: tuple[rows.CapitalEventsRow, ...]
    """Consolidations and subdivisions; a single return tells them only where it states the ratio itself."""
    _parsed: _native.Parsed | None = dataclasses.field(repr=False)
    """None in a copy that came from another process."""

    @property
    def stock_code(self) -> str | None:
        """The issuer's main stock code, five digits; None: the return states no readable code."""
        return self.filing.stock_code

    @property
    def issuer_name(self) -> str | None:
        """The name of the issuer as printed; None: the return states none."""
        return self.filing.issuer_name

    @property
    def month_end(self) -> date | None:
        """The last day of the month that the return is about; None: the return states no readable month."""
        return self.filing.month_end

    def to_dict(self) -> dict[str, list[dict[str, Any]]]:
        """Every table by name as a list of rows, each a dict by column, with the same Python values as the typed rows."""
        return {name: [dataclasses.asdict(row) for row in self._rows(name)] for name in rows.ROWS}

    def tables(self) -> dict[str, _native.Table]:
        """Every table by name in Arrow's columns, with the types, units and null rules of the data dictionary.

        A :class:`Table` speaks the Arrow PyCapsule interface: ``polars.DataFrame(table)`` and ``pyarrow.table(table)`` take it
        without a copy, DuckDB and pandas through either.

        :raises ValueError: this is what another process sent (a pickle): its rows travel, and ``to_dict()``, but not these.
        """
        if self._parsed is None:
            raise ValueError("Arrow's tables stay in the process that parsed: use the rows, or to_dict()")
        return self._parsed.tables(self.filing.filing_id or "")

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_parsed": None}

    def __copy__(self) -> MonthlyReturn:
        return self

    def __deepcopy__(self, memo: object) -> MonthlyReturn:
        return self

    def _rows(self, table: str) -> tuple[Any, ...]:
        found = (self.filing,) if table == "filings" else getattr(self, table)
        assert isinstance(found, tuple)
        return found

    def __repr__(self) -> str:
        head = self.filing
        form = " ".join(filter(None, (head.form, head.form_version, head.language, head.status)))
        lines = [f"MonthlyReturn {self.stock_code} {self.issuer_name}, month end {self.month_end} ({form})"]
        for shares in self.issued_shares:
            name = " ".join(filter(None, (shares.share_class, shares.share_type)))
            lines.append(f"  {name}: {_count(shares.closing_issued)} issued, {_count(shares.closing_treasury)} in treasury")
        counted = ", ".join(f"{len(self._rows(name))} {name}" for name in rows.ROWS if name.endswith("movements"))
        lines.append(f"  {counted}")
        errors = sum(finding.severity == "error" for finding in self.findings)
        lines.append(f"  {head.outcome}: {len(self.findings)} findings, {errors} of them errors")
        return "\n".join(lines)


def parse(
    source: Text | Bytes,
    *,
    timeout_seconds: int | None = None,
    max_memory_bytes: int | None = None,
    max_file_bytes: int | None = None,
    libreoffice: Text | None = None,
    reader: Literal["both", "first", "second"] | None = None,
    severity: Mapping[str, str] | None = None,
    config: Text | None = None,
    in_process: bool = False,
) -> MonthlyReturn:
    """Read one filing: a PDF, Word, HTML or text file, told from its content.

    It is read in a child process under limits, which is kept for the next call; the interpreter is free meanwhile, so that
    threads may parse side by side. Ctrl-C is heeded when the file is done, or its time is up.

    :param source: the path of the file, or its bytes.
    :param timeout_seconds: reject a file whose reading takes longer (default 60 seconds).
    :param max_memory_bytes: reject a file whose reading takes more memory (default 2 GiB of address space).
    :param max_file_bytes: reject a larger file unread (default 64,000,000 bytes).
    :param libreoffice: the program that converts Word documents (default: the one in ``PATH``).
    :param reader: which decoder reads PDFs; one alone is for comparing them (default both).
    :param severity: severities in place of the usual ones, by code of finding: ``{"derived-value": "info"}``.
    :param config: a config file of the command line, for what is not given here. The environment has no say.
    :param in_process: read in this process: no limits, and a file that hangs or crashes takes Python with it.
    :raises Rejected: it is no monthly return, or cannot be read; ``code`` says why.
    :raises SeveralForms: the file holds more than one form: use :func:`parse_all`.
    :raises UsageError: there is no such file, or it is a folder; an option cannot be carried out.
    :raises NotPublishedError: no process could be started to read it.
    """
    returns = parse_all(
        source,
        timeout_seconds=timeout_seconds,
        max_memory_bytes=max_memory_bytes,
        max_file_bytes=max_file_bytes,
        libreoffice=libreoffice,
        reader=reader,
        severity=severity,
        config=config,
        in_process=in_process,
    )
    if len(returns) > 1:
        raise SeveralForms(f"{_name(source)} holds {len(returns)} forms: parse_all gives them all")
    return returns[0]


def parse_all(
    source: Text | Bytes,
    *,
    timeout_seconds: int | None = None,
    max_memory_bytes: int | None = None,
    max_file_bytes: int | None = None,
    libreoffice: Text | None = None,
    reader: Literal["both", "first", "second"] | None = None,
    severity: Mapping[str, str] | None = None,
    config: Text | None = None,
    in_process: bool = False,
) -> list[MonthlyReturn]:
    """Read every form in a file, in their order: issuers file several returns, or copies of one, in one document.

    Parameters and errors are those of :func:`parse`. The list is never empty: where one of the forms is rejected, that is
    raised.
    """
    named = {
        "timeout": timeout_seconds,
        "max_memory_bytes": max_memory_bytes,
        "max_file_bytes": max_file_bytes,
        "libreoffice": libreoffice,
        "reader": reader,
        "severity": tuple(severities(severity)),
        "config": config,
        "in_process": in_process,
    }
    held = _reader(tuple(options(named)))
    name = _name(source)
    if isinstance(source, (str, os.PathLike)):
        return _returns(held.read_file(name), name)
    return _returns(held.read_bytes(bytes(source), name), name)


def _name(source: Text | Bytes) -> str:
    return os.fspath(source) if isinstance(source, (str, os.PathLike)) else _BYTES


_readers: dict[tuple[str, ...], _native.Reader] = {}
"""Those that were used last, the last of them at the end."""
_MOST_READERS = 4
_lock = threading.Lock()


def _reader(arguments: tuple[str, ...]) -> _native.Reader:
    """The reader with these options; its processes wait for the next file until Python ends."""
    with _lock:
        if (held := _readers.pop(arguments, None)) is None:
            if "--in-process" not in arguments:
                _workers.register()
            held = _native.Reader(arguments)
            if len(_readers) >= _MOST_READERS:
                # Another thread may be using it: its processes end when nobody does.
                del _readers[next(iter(_readers))]
        _readers[arguments] = held
    return held


def _close() -> None:
    while _readers:
        _readers.popitem()[1].close()


def _forget() -> None:
    """The processes of the parent are not the child's, nor is a lock that another of its threads held."""
    global _lock
    _lock = threading.Lock()
    _readers.clear()


atexit.register(_close)
os.register_at_fork(after_in_child=_forget)


def _returns(parsed: _native.Parsed, source: str) -> list[MonthlyReturn]:
    stated: dict[str, list[dict[str, Any]]] = json.loads(parsed.json())
    for filing in stated["filings"]:
        if filing["outcome"] == "rejected":
            raise Rejected(filing["reject_code"], filing["reject_message"], source)
    return [_return(parsed, stated, filing["filing_id"]) for filing in stated["filings"]]


def _return(parsed: _native.Parsed, stated: dict[str, list[dict[str, Any]]], filing_id: str) -> MonthlyReturn:
    typed = {
        name: tuple(_row(table, row) for row in stated[name] if row["filing_id"] == filing_id)
        for name, table in dictionary().items()
    }
    filing = typed.pop("filings")[0]
    return MonthlyReturn(filing=filing, **typed, _parsed=parsed)


_FROM_JSON: Mapping[Kind, Callable[[Any], Any]] = {
    "decimal": Decimal,
    "date": date.fromisoformat,
    "timestamp": datetime.fromisoformat,
    "points": float,
    "texts": tuple,
    "counters": lambda counters: tuple(rows.Counter(**counter) for counter in counters),
}


def _row(table: TableInfo, row: dict[str, Any]) -> Any:
    def value(kind: Kind, printed: Any) -> Any:
        return printed if printed is None or kind not in _FROM_JSON else _FROM_JSON[kind](printed)

    return rows.ROWS[table.name](**{column.name: value(column.kind, row[column.name]) for column in table.columns})


def _count(shares: int | None) -> str:
    return "unknown" if shares is None else f"{shares:,}"
