"""The charts: what they draw is what the queries say, and the pictures of the docs are what they draw."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import charts
import pytest
import sharecap

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
STEMS = ["shares_outstanding", "buybacks", "dilution"]


def test_the_series_is_what_was_known_before_and_after_each_correction(dataset: Path) -> None:
    months = charts.outstanding(sharecap.open(dataset).duckdb(), "09112")
    assert len(months) > 3 and any(month.before for month in months)
    for month in months:
        def closing(moment: str | None) -> int:
            with sharecap.open(dataset, as_of=moment).duckdb() as db:
                [[shares]] = db.execute("select closing_issued from shares_outstanding where stock_code = '09112'"
                                        " and month_end = $1", [month.month_end]).fetchall()
            return int(shares)
        assert month.known == closing(None)
        if month.corrected_on:
            # The correction was there at the end of that day, and not a moment earlier.
            assert closing(f"{month.corrected_on} 23:59:59") == month.before != month.known


def test_buybacks_are_those_of_the_query(dataset: Path) -> None:
    bought = charts.buybacks(sharecap.open(dataset).duckdb())
    rows = sharecap.open(dataset).arrow("other_movements").to_table().to_pylist()
    filings = sharecap.open(dataset).duckdb().sql("select filing_id from current_filings")
    current = {filing for filing, in filings.fetchall()}
    expected: dict[object, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        if row["filing_id"] in current and row["event"] in ("repurchase_cancelled", "repurchase_treasury"):
            expected[row["month_end"]][row["event"] == "repurchase_treasury"] -= row["issued_change"] or 0
    assert {month.month_end: [month.cancelled, month.into_treasury] for month in bought} == {
        month: parts for month, parts in expected.items() if any(parts)}
    assert all(month.issuers >= 1 for month in bought)


def test_the_parts_of_an_overhang_come_to_the_whole(dataset: Path) -> None:
    found = charts.overhangs(sharecap.open(dataset).duckdb())
    assert len(found) > 10
    for overhang in found:
        whole = sum(overhang.parts.values(), Decimal(0))
        assert whole.quantize(Decimal("0.0001"), ROUND_HALF_UP) == overhang.percent


def test_months_without_a_buyback_have_their_place() -> None:
    months = charts.calendar(date(2023, 12, 31), date(2024, 3, 31))
    assert [f"{month:%Y-%m-%d}" for month in months] == ["2023-12-31", "2024-01-31", "2024-02-29", "2024-03-31"]


@pytest.mark.parametrize("stem", STEMS)
def test_the_pictures_of_the_docs_are_current(stem: str, dataset: Path, tmp_path: Path) -> None:
    first, again = charts.draw(dataset, tmp_path / "first"), charts.draw(dataset, tmp_path / "again")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]
    drawn = (tmp_path / "first" / f"{stem}.svg").read_bytes()
    assert drawn.startswith(b"<?xml") and b"</svg>" in drawn
    assert (IMAGES / f"{stem}.svg").read_bytes() == drawn, "docs/images is stale: make charts"
