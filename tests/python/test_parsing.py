"""`sharecap.parse`: what a filing states, as Python and as Arrow."""

from __future__ import annotations

import copy
import doctest
import json
import multiprocessing
import os
import pickle
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars
import pyarrow
import pytest
import sharecap
import sharecap.columns
import sharecap.parsing
from sharecap import rows

RETURN = "pdf/FF301_v1.1.1_en_09101_2025-08.pdf"
SCAN = "other/scan_without_text_09101.pdf"
COPIES = "pdf/legacy_en_09126_2011-09_copies.pdf"


@pytest.fixture(scope="module")
def monthly_return(samples: Path) -> sharecap.MonthlyReturn:
    return sharecap.parse(samples / RETURN)


def test_a_return_is_typed_and_exact(monthly_return: sharecap.MonthlyReturn) -> None:
    assert (monthly_return.stock_code, monthly_return.month_end) == ("09101", date(2025, 8, 31))
    shares = monthly_return.issued_shares[0]
    assert isinstance(shares, rows.IssuedSharesRow)
    assert (shares.closing_issued, shares.closing_treasury) == (5_090_155_173, 2_544_969)
    assert shares.share_type is None
    par_value = monthly_return.authorised_capital[0].closing_par_value
    assert isinstance(par_value, Decimal)
    assert monthly_return.filing.ingested_at.tzinfo is UTC
    boxes = [(value.x0, value.y0, value.x1, value.y1) for value in monthly_return.provenance]
    assert {type(edge) for box in boxes for edge in box} <= {float, type(None)}


def test_it_is_what_the_command_line_prints(monthly_return: sharecap.MonthlyReturn, samples: Path) -> None:
    command = [sys.executable, "-m", "sharecap", "parse", str(samples / RETURN)]
    printed = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    stated = monthly_return.to_dict()
    assert list(stated) == list(printed) == list(sharecap.dictionary())
    for table, lines in printed.items():
        for row, line in zip(stated[table], lines, strict=True):
            assert list(row) == list(line)
            for column, value in row.items():
                if column != "ingested_at":
                    assert value == _as_stated(line[column], value), (table, column)


def _as_stated(printed: object, value: object) -> object:
    """What JSON prints, as the type of the value: decimals and days are texts there."""
    if isinstance(value, Decimal):
        return Decimal(str(printed))
    if isinstance(value, date):
        return date.fromisoformat(str(printed))
    if isinstance(value, tuple) and isinstance(printed, list):
        return tuple(printed)
    return printed


def test_bytes_and_path_state_the_same(monthly_return: sharecap.MonthlyReturn, samples: Path) -> None:
    content = (samples / RETURN).read_bytes()
    of_bytes = sharecap.parse(content)
    assert of_bytes.filing.filing_id == monthly_return.filing.filing_id
    assert of_bytes.filing.source_path == "<bytes>"
    assert (of_bytes.issued_shares, of_bytes.provenance) == (monthly_return.issued_shares, monthly_return.provenance)
    for buffer in (bytearray(content), memoryview(content)):
        assert sharecap.parse(buffer).issued_shares == monthly_return.issued_shares


def test_tables_go_to_polars_pyarrow_and_duckdb_as_they_are(monthly_return: sharecap.MonthlyReturn) -> None:
    tables = monthly_return.tables()
    assert list(tables) == sorted(sharecap.dictionary())
    for name, table in tables.items():
        described = sharecap.dictionary()[name]
        of_arrow = pyarrow.table(table)
        assert table.column_names == of_arrow.column_names == [column.name for column in described.columns]
        assert [str(field.type).replace("item: ", "").replace(" not null", "") for field in of_arrow.schema] == [
            column.arrow_type for column in described.columns
        ]
        assert len(table) == table.num_rows == of_arrow.num_rows == polars.DataFrame(table).height
        assert len(monthly_return.to_dict()[name]) == table.num_rows
    shares = pyarrow.table(tables["issued_shares"])
    with duckdb.connect() as db:
        assert db.sql("select closing_issued, closing_treasury from shares").fetchall() == [(5_090_155_173, 2_544_969)]
    capital = pyarrow.table(tables["authorised_capital"])["closing_par_value"].to_pylist()
    assert capital == [row.closing_par_value for row in monthly_return.authorised_capital]


def test_a_table_outlives_its_return(samples: Path) -> None:
    table = sharecap.parse(samples / RETURN).tables()["remarks"]
    assert table.num_rows == pyarrow.table(table).num_rows == pyarrow.table(table).num_rows


def test_the_repr_names_what_matters(monthly_return: sharecap.MonthlyReturn) -> None:
    shown = repr(monthly_return)
    for part in ("09101", "Harbour Lantern", "2025-08-31", "5,090,155,173 issued", "2,544,969 in treasury", "findings"):
        assert part in shown
    assert "remarks" in repr(monthly_return.tables()["remarks"]) or "filing_id: Utf8" in repr(monthly_return.tables()["remarks"])


def test_a_scan_is_rejected_with_code_and_advice(samples: Path) -> None:
    with pytest.raises(sharecap.Rejected) as raised:
        sharecap.parse(samples / SCAN)
    assert raised.value.code == "no_text_layer"
    assert "OCR" in raised.value.message
    assert "scan_without_text" in str(raised.value)
    assert raised.value.exit_code == 1


def test_a_path_that_is_mistyped_is_no_rejected_filing(tmp_path: Path) -> None:
    for path, said in ((tmp_path / "gone.pdf", "check the path"), (tmp_path, "is a folder")):
        with pytest.raises(sharecap.UsageError, match=said) as usage:
            sharecap.parse(path)
        assert usage.value.exit_code == 2


def test_arguments_that_are_refused_are_called_by_their_names(samples: Path) -> None:
    refused: list[tuple[dict[str, Any], type[Exception], str]] = [
        ({"reader": "third"}, sharecap.UsageError, "^reader: `third` is none of both, first, second$"),
        ({"max_memory_bytes": 0}, sharecap.UsageError, "^max_memory_bytes: `0`: "),
        ({"severity": {"nosuch": "info"}}, sharecap.UsageError, "^severity: `nosuch=info`: "),
        ({"timeout_seconds": 1.5}, TypeError, "^timeout: 1.5 is a float"),
        ({"severity": "copy=info"}, TypeError, "^severity: 'copy=info' is no mapping"),
    ]
    for arguments, error, said in refused:
        with pytest.raises(error, match=said):
            sharecap.parse(samples / RETURN, **arguments)


def test_too_little_memory_is_said_to_be_that(samples: Path) -> None:
    with pytest.raises(sharecap.NotPublishedError, match="max_memory_bytes") as short:
        sharecap.parse(samples / RETURN, max_memory_bytes=40_000_000)
    assert "No module" not in str(short.value)


def test_a_return_crosses_processes(monthly_return: sharecap.MonthlyReturn) -> None:
    again = pickle.loads(pickle.dumps(monthly_return))
    assert again.to_dict() == monthly_return.to_dict() and repr(again) == repr(monthly_return)
    with pytest.raises(ValueError, match="to_dict"):
        again.tables()
    assert copy.deepcopy(monthly_return).tables()["filings"].num_rows == 1


def test_examples_in_docstrings_are_true(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(samples.parent.parent)
    for module in (sharecap.columns, sharecap.parsing):
        done = doctest.testmod(module)
        assert (done.failed, done.attempted > 0) == (0, True), module.__name__


def test_several_forms_are_never_one_of_them(samples: Path) -> None:
    with pytest.raises(sharecap.SeveralForms, match="3 forms"):
        sharecap.parse(samples / COPIES)
    forms = sharecap.parse_all(samples / COPIES)
    assert [form.filing.filing_id and form.filing.filing_id[64:] for form in forms] == ["", "-2", "-3"]
    for form in forms:
        assert {row["filing_id"] for row in form.to_dict()["provenance"]} == {form.filing.filing_id}
        assert form.tables()["issued_shares"].num_rows == len(form.issued_shares)


def test_options_mean_what_they_mean_on_the_command_line(samples: Path) -> None:
    with pytest.raises(sharecap.Rejected, match="too_large"):
        sharecap.parse(samples / RETURN, max_file_bytes=1_000)
    with pytest.raises(sharecap.UsageError, match="did you mean|no finding|possible values|invalid value"):
        sharecap.parse(samples / RETURN, severity={"no-such-code": "info"})
    with pytest.raises(sharecap.UsageError):
        sharecap.parse(samples / RETURN, timeout_seconds=0)
    assert sharecap.parse(samples / RETURN, in_process=True).stock_code == "09101"


def test_the_environment_has_no_say(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHARECAP_MAX_FILE_BYTES", "10")
    assert sharecap.parse(samples / RETURN).stock_code == "09101"


def test_a_hanging_file_costs_itself_only(samples: Path) -> None:
    # No file of ours hangs, so that a worker without time stands for one that does.
    with pytest.raises(sharecap.NotPublishedError, match="process"):
        sharecap.parse(samples / RETURN, max_memory_bytes=1_000_000)
    assert sharecap.parse(samples / RETURN).stock_code == "09101"


def test_threads_read_side_by_side(samples: Path) -> None:
    codes: list[str | None] = []
    threads = [
        threading.Thread(target=lambda: codes.append(sharecap.parse(samples / RETURN).stock_code)) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == ["09101"] * 4


def test_threads_may_ask_with_more_options_than_readers_are_kept(samples: Path) -> None:
    def asked(number: int) -> str | None:
        return sharecap.parse(samples / RETURN, timeout_seconds=60 + number % 7).stock_code

    with ThreadPoolExecutor(6) as threads:
        assert list(threads.map(asked, range(60))) == ["09101"] * 60


def _parsed_by_a_fork(path: Path, answers: multiprocessing.Queue[str | None]) -> None:
    answers.put(sharecap.parse(path).stock_code)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_process_reads_for_itself_and_leaves_its_parent_alone(samples: Path) -> None:
    path = samples / RETURN
    assert sharecap.parse(path).stock_code == "09101"
    fork = multiprocessing.get_context("fork")
    answers: multiprocessing.Queue[str | None] = fork.Queue()
    child = fork.Process(target=_parsed_by_a_fork, args=(path, answers))
    child.start()
    assert answers.get(timeout=60) == "09101"
    child.join()
    assert (child.exitcode, sharecap.parse(path).stock_code) == (0, "09101")


def test_no_process_outlives_python(samples: Path) -> None:
    script = (
        "import os, sharecap, sys; sharecap.parse(sys.argv[1]); "
        "print(open(f'/proc/{os.getpid()}/task/{os.getpid()}/children').read())"
    )
    if not Path("/proc/self/task").exists():
        pytest.skip("there is no /proc here to see the children of a process in")
    command = [sys.executable, "-c", script, str(samples / RETURN)]
    children = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split()
    assert children
    assert not [child for child in children if os.path.exists(f"/proc/{child}")]
