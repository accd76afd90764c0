"""The research queries: DuckDB, Polars and pandas come to the same rows, and these are what the filings state."""

from __future__ import annotations

import csv
import functools
import json
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
import queries_pandas
import queries_polars
import run_queries
import sharecap

ROOT = Path(__file__).resolve().parents[2]
QUERIES = {query.name: query for query in run_queries.queries()}
TEN = [name for name in QUERIES if name != "findings"]
HOLIDAYS = [
    date.fromisoformat(f"{year}-{day}")
    for year, days in tomllib.loads((ROOT / "config" / "holidays.toml").read_text(encoding="utf-8")).items()
    for day in days
]
# What the functions take besides the tables: what the queries set, in SQL and in Python.
AS_OF = ({"as_of": "'2025-12-10 16:30'"}, [datetime(2025, 12, 10, 16, 30)])
PARAMETERS: dict[str, tuple[dict[str, str], list[Any]]] = {
    "shares_outstanding": AS_OF,
    "top_buybacks": ({"month": "date '2025-02-28'"}, [date(2025, 2, 28)]),
    "dilution_overhang": AS_OF,
    "filed_late": ({}, [HOLIDAYS]),
    "authorised_headroom": AS_OF,
}


@dataclass(frozen=True)
class Market:
    """A drawn market: its dataset, and what was planted in it."""

    dataset: Path
    planted: list[dict[str, str]]

    def kind(self, *kinds: str) -> list[dict[str, str]]:
        """What was planted of some kinds."""
        return [row for row in self.planted if row["kind"] in kinds]


def sharecap_prints(*arguments: str | Path) -> str:
    """What the command line prints."""
    command = [sys.executable, "-m", "sharecap", *map(str, arguments)]
    return subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Market:
    """Thirty issuers over fourteen months, with consolidations, corrections and late returns among the faults."""
    folder = tmp_path_factory.mktemp("market")
    sharecap_prints("synth", "--market", "--issuers", "30", "--months", "14", "--from", "2024-06", "--faults", "8",
                    "--seed", "11", "--out", folder)
    sharecap.ingest(folder / "filings", folder / "dataset", index=[folder / "index.csv"])
    with (folder / "planted.csv").open(encoding="utf-8", newline="") as file:
        return Market(folder / "dataset", list(csv.DictReader(file)))


@functools.cache
def connected(dataset: Path) -> duckdb.DuckDBPyConnection:
    """A connection with the views of a dataset: making them takes longer than asking them."""
    return sharecap.open(dataset).duckdb()


@pytest.fixture(scope="module", autouse=True)
def closed() -> Iterator[None]:
    """Nothing stays open behind the tests: DuckDB complains of what is left when Python ends."""
    yield
    connected.cache_clear()


def in_duckdb(dataset: Path, name: str, **parameters: str) -> run_queries.Result:
    """What a query gives in DuckDB."""
    return run_queries.ask(connected(dataset), QUERIES[name].with_parameters(**parameters))


def as_dicts(result: run_queries.Result) -> list[dict[str, Any]]:
    """The rows of a result by column."""
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


def in_polars(dataset: Path, name: str) -> run_queries.Result:
    """What the function of its name gives in Polars."""
    _, arguments = PARAMETERS.get(name, ({}, []))
    function: Callable[..., pl.LazyFrame] = getattr(queries_polars, name)
    frame = function(sharecap.open(dataset).polars, *arguments).collect()
    return run_queries.Result(frame.columns, frame.rows())


def in_pandas(dataset: Path, name: str) -> run_queries.Result:
    """What the function of its name gives in pandas."""
    opened = sharecap.open(dataset)

    def tables(table: str) -> pd.DataFrame:
        return queries_pandas.arrow_backed(opened.arrow(table).to_table())

    def plain(value: object) -> object:
        if value is pd.NA or value is pd.NaT:
            return None
        return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
    _, arguments = PARAMETERS.get(name, ({}, []))
    function: Callable[..., pd.DataFrame] = getattr(queries_pandas, name)
    frame = function(tables, *arguments)
    columns = [map(plain, frame[column].tolist()) for column in frame.columns]
    return run_queries.Result(list(frame.columns), list(zip(*columns, strict=True)))


def typed(result: run_queries.Result) -> list[list[tuple[type, object]]]:
    """The rows with the type of each value: 1, 1.0 and True are equal in Python."""
    return [[(type(value), value) for value in row] for row in result.rows]


@pytest.mark.parametrize("engine", [in_polars, in_pandas])
@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("where", ["samples", "market"])
def test_every_library_comes_to_the_same_rows(
    where: str, name: str, engine: Callable[[Path, str], run_queries.Result], dataset: Path, market: Market,
) -> None:
    folder = dataset if where == "samples" else market.dataset
    parameters, _ = PARAMETERS.get(name, ({}, []))
    expected, found = in_duckdb(folder, name, **parameters), engine(folder, name)
    assert found.columns == expected.columns
    assert typed(found) == typed(expected)


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_has_something_to_show(name: str, dataset: Path, market: Market) -> None:
    assert len(in_duckdb(dataset, name).rows) > 1
    shown = in_duckdb(market.dataset, name, **PARAMETERS.get(name, ({}, []))[0])
    assert shown.rows
    assert not any(isinstance(value, float) for row in shown.rows for value in row)


def test_there_are_ten_and_the_page_shows_what_they_give(dataset: Path) -> None:
    assert len(TEN) == 10
    page = run_queries.page(connected(dataset), QUERIES.values())
    assert (ROOT / "docs" / "queries.md").read_text(encoding="utf-8") == page, "docs/queries.md is stale: make queries"


def truths(code: str, month: str) -> dict[tuple[str, int, str], str]:
    """The cells of an English sample as its truth has them, of several the correction; empty where there is none."""
    paths = sorted((ROOT / "data" / "truth").glob(f"*_en_{code}_{month}*.csv"))
    if not paths:
        return {}
    with next((path for path in paths if "resubmission" in path.name), paths[0]).open(encoding="utf-8", newline="") as file:
        return {(row["table"], int(row["row"]), row["column"]): row["value"] for row in csv.DictReader(file)}


def test_shares_outstanding_are_those_that_the_filings_state(dataset: Path) -> None:
    rows = as_dicts(in_duckdb(dataset, "shares_outstanding"))
    checked = 0
    for row in rows:
        month = row["month_end"].strftime("%Y-%m")
        truth = truths(row["stock_code"], month)
        if not truth or row["class_position"] > 1:
            continue
        of_class = [at for table, at, column in truth if (table, column) == ("issued_shares", "share_class")
                    and truth[table, at, column] == row["share_class"]
                    and truth[table, at, "share_type"] == (row["share_type"] or "")]
        for column in ("closing_issued", "closing_treasury", "closing_total"):
            stated = truth["issued_shares", of_class[0], column]
            assert row[column] == (int(stated) if stated else None), (row, column)
            checked += 1
    assert checked > 30


def test_what_was_public_before_a_correction_is_not_what_it_says(dataset: Path) -> None:
    def outstanding(moment: str) -> dict[str, int]:
        found = as_dicts(in_duckdb(dataset, "shares_outstanding", as_of=f"'{moment}'"))
        return {row["stock_code"]: row["closing_issued"] for row in found}
    # The resubmission is dated 7 July, and counts from the end of that day.
    assert outstanding("2025-07-07 23:59")["09112"] == 579_588_000
    assert outstanding("2025-07-08")["09112"] == 579_568_000
    assert "09113" not in outstanding("2025-01-01")


def test_a_consolidated_class_is_adjusted_by_the_exact_ratio(dataset: Path, market: Market) -> None:
    january, february, march = as_dicts(in_duckdb(dataset, "consolidations"))
    assert (january["ratio_old"], january["ratio_new"], january["adjusted_rest"]) == (10, 1, 0)
    assert january["adjusted_issued"] * 10 == january["closing_issued"]
    assert (february["event"], march["event"]) == ("consolidation", None)
    assert all(month["adjusted_issued"] == month["closing_issued"] for month in (february, march))

    restated = market.kind("consolidation", "subdivision")
    planted = {(row["stock_code"], row["month_end"]): row["ratio"] for row in restated}
    rows = as_dicts(in_duckdb(market.dataset, "consolidations"))
    shown = {(row["stock_code"], str(row["month_end"])) for row in rows if row["event"]}
    assert planted and shown == set(planted)
    for row in rows:
        old, new = 1, 1
        for (code, month), ratio in planted.items():
            if code == row["stock_code"] and month > str(row["month_end"]):
                before, after = ratio.split(":")
                old, new = old * int(before), new * int(after)
        assert row["ratio_old"] * new == row["ratio_new"] * old, row
        whole, rest = divmod(row["closing_issued"] * row["ratio_new"], row["ratio_old"])
        assert (row["adjusted_issued"], row["adjusted_rest"]) == (whole, rest)


def test_corrections_are_those_that_were_planted(market: Market) -> None:
    planted = market.kind("corrected")
    rows = as_dicts(in_duckdb(market.dataset, "corrections"))
    corrected = {(row["stock_code"], str(row["month_end"])) for row in rows}
    assert planted and corrected == {(row["stock_code"], row["month_end"]) for row in planted}
    for fault in planted:
        [cell] = [row for row in rows
                  if (row["stock_code"], str(row["month_end"])) == (fault["stock_code"], fault["month_end"])
                  and (row["table_name"], str(row["table_row"]), row["column_name"])
                  == (fault["table"], fault["row"], fault["column"])]
        languages = "en, zh_hant" if fault["language"] == "both" else fault["language"]
        assert (Decimal(cell["before"]), Decimal(cell["after"])) == (Decimal(fault["wrong"]), Decimal(fault["right"]))
        assert cell["languages"] == languages


@pytest.mark.parametrize("where", ["samples", "market"])
def test_who_filed_late_is_who_gaps_finds_late(where: str, dataset: Path, market: Market) -> None:
    folder = dataset if where == "samples" else market.dataset
    gaps = json.loads(sharecap_prints("gaps", folder, "--format", "json"))
    expected = {(gap["stock_code"], gap["month_end"], gap["due_on"], gap["public_on"])
                for gap in gaps if gap["kind"] == "late"}
    found = {tuple(str(row[column]) for column in ("stock_code", "month_end", "due_on", "public_on"))
             for row in as_dicts(in_duckdb(folder, "filed_late"))}
    assert expected and found == expected
    if where == "market":
        assert {row["stock_code"] for row in market.kind("late")} <= {code for code, *_ in found}


def test_treasury_shares_add_up(dataset: Path, market: Market) -> None:
    for folder in (dataset, market.dataset):
        for row in as_dicts(in_duckdb(folder, "treasury_build_up")):
            is_known = row["opening_treasury"] is not None and row["closing_treasury"] is not None
            assert row["unexplained"] == (0 if is_known else None) or row["has_error"], row


def test_buybacks_add_up_to_the_events(dataset: Path) -> None:
    # Every repurchase of the samples that moves shares, month by month.
    events = connected(dataset).sql("""
        select month_end, sum(-issued_change) from current_other_movements
        where event in ('repurchase_cancelled', 'repurchase_treasury') and issued_change is not null group by month_end
    """).fetchall()
    assert len(events) > 3
    for month, shares in events:
        rows = as_dicts(in_duckdb(dataset, "top_buybacks", month=f"date '{month}'"))
        assert sum(row["cancelled"] + row["into_treasury"] for row in rows) == shares
    august = {row["stock_code"]: row for row in as_dicts(in_duckdb(dataset, "top_buybacks"))}
    truth = truths("09101", "2025-08")
    price, shares = Decimal(truth["other_movements", 1, "price"]), int(truth["other_movements", 1, "treasury_change"])
    assert august["09101"]["paid"] == price * shares
    opening = Decimal(truth["issued_shares", 1, "opening_issued"])
    assert august["09101"]["percent_of_class"] == (100 * shares / opening).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def test_percentages_are_rounded_as_on_paper() -> None:
    connection = duckdb.connect()
    connection.execute((ROOT / "config" / "sql" / "sums.sql").read_text(encoding="utf-8"))

    def cases() -> Iterator[tuple[int, int]]:
        for whole in (1, 3, 7, 16, 32, 1_999_999, 2_000_000, 281_863_964_200, 2**63 - 1):
            for part in (0, 1, 2, 5, whole // 3, whole - 1, whole, -1, -whole):
                yield part, whole
    for part, whole in cases():
        [[found]] = connection.sql(f"select percent_of({part}::bigint, {whole}::bigint)").fetchall()
        exact = (Decimal(100 * part) / Decimal(whole)).quantize(Decimal("0.0001"), ROUND_HALF_UP)
        assert found == exact, (part, whole)
    none = connection.sql("select percent_of(1, 0), percent_of(null, 1), percent_of(1, null)")
    assert none.fetchall() == [(None, None, None)]


def test_the_runner_needs_no_more_than_the_program(dataset: Path) -> None:
    program = Path(sys.executable).with_name("sharecap")
    runner = [sys.executable, str(ROOT / "examples" / "run_queries.py"), str(dataset), "--sharecap", str(program)]

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*runner, *arguments], capture_output=True, encoding="utf-8", check=False)
    shown = run("shares_outstanding", "--set", "as_of='2010-07-05'")
    assert shown.stdout.startswith("shares_outstanding: How many shares"), shown.stderr
    assert shown.stdout.count("09121") == 2 and "09101" not in shown.stdout
    assert run("--markdown").stdout == (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
    unknown = run("shares_outstandin")
    assert unknown.returncode == 1 and "no such query: shares_outstandin" in unknown.stderr
    with pytest.raises(ValueError, match="top_buybacks has no parameter as_of"):
        QUERIES["top_buybacks"].with_parameters(as_of="now()")


def test_names_stand_once_and_every_query_asks_a_question() -> None:
    assert max(Counter(query.name for query in run_queries.queries()).values()) == 1
    assert all(query.question.endswith("?") and not query.question.startswith("--") for query in QUERIES.values())
