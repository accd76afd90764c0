"""`sharecap.open`: one snapshot, one moment, the same rows in every library."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timezone
from pathlib import Path

import duckdb
import polars
import polars.testing
import pyarrow
import pytest
import sharecap

# The return of June 2025 of this issuer was corrected: published on 1 July, resubmitted on 7 July 2025.
CORRECTED = "09112"
BETWEEN = "2025-07-05 12:00"


def test_duckdb_polars_and_arrow_hold_the_same_rows(dataset: Path) -> None:
    opened = sharecap.open(dataset)
    assert opened.tables == tuple(sharecap.dictionary())
    with opened.duckdb() as db:
        for table in opened.tables:
            columns = [column.name for column in opened.dictionary[table].columns]
            counted = db.sql(f"select count(*) from {table}").fetchall()[0][0]
            lazy = opened.polars(table).collect()
            scanned = opened.arrow(table).to_table()
            assert lazy.columns == scanned.column_names == columns
            assert lazy.height == scanned.num_rows == counted == opened.manifest["rows"][table]
            polars.testing.assert_frame_equal(lazy, polars.DataFrame(scanned))


@pytest.mark.parametrize("moment", [BETWEEN, "2025-07-09", "2024-12-01T00:00:00+00:00", "1999-01-01"])
def test_as_of_holds_the_same_rows_in_all_of_them(dataset: Path, moment: str) -> None:
    opened = sharecap.open(dataset, as_of=moment)
    with opened.duckdb() as db:
        for table in opened.tables:
            columns = [column.name for column in opened.dictionary[table].columns]
            ids = sorted(str(row[0]) for row in db.sql(f"select filing_id from {table}").fetchall())
            lazy = opened.polars(table).collect()
            scanned = opened.arrow(table).to_table()
            assert lazy.columns == scanned.column_names == columns
            assert lazy.schema == sharecap.open(dataset).polars(table).collect_schema(), "UTC is UTC wherever this runs"
            assert sorted(lazy["filing_id"]) == sorted(scanned["filing_id"].to_pylist()) == ids


def test_a_script_ends_without_a_word_on_stderr(dataset: Path) -> None:
    script = "import sys, sharecap; print(sharecap.open(sys.argv[1], as_of=sys.argv[2]).polars('filings').collect().height)"
    done = subprocess.run([sys.executable, "-c", script, dataset, BETWEEN], capture_output=True, text=True, check=True)
    assert done.stdout.strip().isdigit()
    assert done.stderr == ""


def test_as_of_is_what_the_macros_say(dataset: Path) -> None:
    whole = sharecap.open(dataset).duckdb()
    for moment in (BETWEEN, "2025-07-09 12:00", "2026-01-01", "1999-01-01"):
        then = sharecap.open(dataset, as_of=moment).duckdb()
        for view in ("filings", "issued_shares", "shares_outstanding", "dilution", "net_issuance"):
            now = view if view not in ("filings", "issued_shares") else f"current_{view}"
            key = "filing_id, row" if view == "issued_shares" else "filing_id"
            columns = key if view in ("filings", "issued_shares") else "*"
            expected = whole.sql(f"select {columns} from as_of_{view}('{moment}') order by all").fetchall()
            assert then.sql(f"select {columns} from {now} order by all").fetchall() == expected, (moment, view)


def test_nothing_that_came_later_is_in_it(dataset: Path) -> None:
    with sharecap.open(dataset, as_of=BETWEEN).duckdb() as db:
        known = db.sql(f"""
            select revision, is_current from filings
            where stock_code = '{CORRECTED}' and month_end = '2025-06-30' and language = 'en'
        """).fetchall()
        assert known == [(1, True)]
        twins = "select count(*) from filings where twin_filing_id not in (select filing_id from filings)"
        assert db.sql(twins).fetchall() == [(0,)]
        late = "select count(*) from filing_times where known_from > hong_kong_moment('2025-07-05 12:00')"
        assert db.sql(late).fetchall() == [(0,)]
        many = "select count(*) from filings where is_current group by stock_code, month_end, language having count(*) <> 1"
        assert db.sql(many).fetchall() == []
    with sharecap.open(dataset, as_of="2025-07-09").duckdb() as db:
        known = db.sql(f"""
            select revision, is_current from filings
            where stock_code = '{CORRECTED}' and month_end = '2025-06-30' and language = 'en' order by 1
        """).fetchall()
        assert known == [(1, False), (2, True)]


def test_a_moment_is_a_text_a_day_or_a_datetime(dataset: Path) -> None:
    hong_kong = sharecap.open(dataset, as_of="2025-07-05").as_of
    for same in (date(2025, 7, 5), datetime(2025, 7, 5), datetime(2025, 7, 4, 16, tzinfo=timezone.utc)):
        assert sharecap.open(dataset, as_of=same).as_of == hong_kong
    for wrong in ("yesterday", "05/07/2025", "", "2025-07-08 00:00 Pacific/Auckland", "2025-07-05[Asia/Tokyo]", True, 2025):
        with pytest.raises(sharecap.UsageError, match="no moment"):
            sharecap.open(dataset, as_of=wrong)  # type: ignore[arg-type]


def test_macros_refuse_what_is_no_moment(dataset: Path) -> None:
    with sharecap.open(dataset).duckdb() as db:
        known = "select count(*) from latest_as_of({})"
        for moment in ("'2025-07-09'", "date '2025-07-09'", "timestamp '2025-07-09 00:00'", "'2025-07-08 16:00Z'"):
            assert db.sql(known.format(moment)).fetchall() == db.sql(known.format("'2025-07-09T00:00+08:00'")).fetchall()
        for wrong in ("'2025-07-08 00:00 Pacific/Auckland'", "'2025-07-07 16:00 UTC'", "null", "getvariable('mistyped')", "''"):
            with pytest.raises(duckdb.Error, match="no moment"):
                db.sql(known.format(wrong)).fetchall()


def test_a_snapshot_that_is_gone_is_said_to_be(samples: Path, tmp_path: Path) -> None:
    sharecap.ingest(samples, tmp_path / "dataset", limit=3)
    opened = sharecap.open(tmp_path / "dataset")
    shutil.rmtree(opened.snapshot)
    asked: list[Callable[[], object]] = [
        opened.duckdb,
        lambda: opened.polars("issued_shares"),
        lambda: opened.arrow("issued_shares"),
        lambda: opened.manifest,
    ]
    for ask in asked:
        with pytest.raises(sharecap.DatasetError):
            ask()
    assert opened.snapshot.name in repr(opened)


def test_a_path_may_hold_what_patterns_are_made_of(samples: Path, tmp_path: Path) -> None:
    sharecap.ingest(samples, tmp_path / "a [b]*{c}?", limit=3)
    opened = sharecap.open(tmp_path / "a [b]*{c}?")
    with opened.duckdb() as db:
        counted = db.sql("select count(*) from filings").fetchall()[0][0]
    assert opened.polars("filings").collect().height == opened.arrow("filings").count_rows() == counted == 3


def test_a_handle_crosses_processes(dataset: Path) -> None:
    opened = sharecap.open(dataset, as_of=BETWEEN)
    height = opened.polars("filings").collect().height
    again = pickle.loads(pickle.dumps(opened))
    assert (again.snapshot, again.as_of) == (opened.snapshot, opened.as_of)
    assert again.polars("filings").collect().height == height


def test_the_handle_stays_at_its_snapshot(samples: Path, tmp_path: Path) -> None:
    sharecap.ingest(samples, tmp_path / "dataset", limit=3)
    opened = sharecap.open(tmp_path / "dataset")
    db = opened.duckdb()
    sharecap.ingest(samples, tmp_path / "dataset")
    assert db.sql("select count(*) from filings").fetchall() == [(3,)]
    assert opened.polars("filings").collect().height == 3
    assert sharecap.open(tmp_path / "dataset").polars("filings").collect().height > 3
    assert sharecap.open(opened.snapshot).snapshot == opened.snapshot


def test_views_go_into_a_connection_that_is_there(dataset: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "shares.db")) as mine:
        assert sharecap.open(dataset).duckdb(mine) is mine
    with duckdb.connect(str(tmp_path / "shares.db"), read_only=True) as again:
        assert again.sql("select count(*) > 0 from shares_outstanding").fetchall() == [(True,)]


def test_a_connection_that_cannot_take_the_views_stays_as_it_was(dataset: Path) -> None:
    with duckdb.connect() as mine:
        mine.execute("create table dilution (mine integer)")
        with pytest.raises(sharecap.UsageError, match="dilution"):
            sharecap.open(dataset).duckdb(mine)
        assert mine.sql("select table_name from information_schema.tables").fetchall() == [("dilution",)]
        mine.execute("drop table dilution")
        for moment in (BETWEEN, None, BETWEEN):
            assert sharecap.open(dataset, as_of=moment).duckdb(mine) is mine
        mine.begin()
        assert sharecap.open(dataset).duckdb(mine) is mine
        mine.rollback()
        assert mine.sql("select count(*) from filings").fetchall() == [
            (sharecap.open(dataset, as_of=BETWEEN).polars("filings").collect().height,)
        ]


def test_the_dictionary_is_that_of_the_files(dataset: Path) -> None:
    opened = sharecap.open(dataset)
    for name, table in opened.dictionary.items():
        schema = opened.arrow(name).schema
        for column, field in zip(table.columns, schema, strict=True):
            assert (field.name, field.nullable) == (column.name, column.null is not None)
            assert (field.metadata or {})[b"description"].decode() == column.description
            assert pyarrow.types.is_decimal128(field.type) == (column.kind == "decimal")


def test_what_is_no_dataset_or_no_table_is_said(dataset: Path, tmp_path: Path) -> None:
    with pytest.raises(sharecap.DatasetError, match="no dataset"):
        sharecap.open(tmp_path)
    with pytest.raises(KeyError, match="there is no table 'shares'"):
        sharecap.open(dataset).polars("shares")
    assert "snapshots/000001" in repr(sharecap.open(dataset)).replace("\\", "/")
