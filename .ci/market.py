#!/usr/bin/env python3
"""How many of the faults planted in a drawn market a dataset reports, kind by kind, and how often it is wrong to.

    sharecap synth --market --out market
    sharecap ingest market/filings --index market/index.csv --out dataset
    .ci/market.py dataset market/planted.csv [--json]

A fault is found when the return that holds it, its twin, or the month before or after of the same issuer has a finding
of severity error: nothing else is planted that near. `at the cell` counts those of which a finding names the very table,
row and column. A missing month is found when the issuer has no return for it. What must stay quiet is found when no
current filing has an error in those months. An error anywhere else is a false alarm.

Exit code: 0 when everything was found and nothing else; 1 when not; 2 when DuckDB or the dataset is not there.
"""

import argparse
import csv
import json
import sys
from collections import defaultdict
from pathlib import Path

FILINGS = """
    select filing_id, [source_path] || coalesce(also_at, []), stock_code, year(month_end) * 12 + month(month_end),
           coalesce(is_current, false)
    from read_parquet('{folder}/filings/*/*.parquet')
"""
ERRORS = """
    select filing_id, code, table_name, table_row, column_name
    from read_parquet('{folder}/findings/*/*.parquet') where severity = 'error'
"""
EVENTS = """
    select stock_code, year(month_end) * 12 + month(month_end), ratio_old, ratio_new
    from read_parquet('{folder}/capital_events/*/*.parquet')
"""


def month_of(date):
    year, month, _ = date.split("-")
    return int(year) * 12 + int(month)


class Dataset:
    """What was published, by issuer and month."""

    def __init__(self, folder):
        import duckdb

        def rows(query):
            path = str(folder.resolve()).replace("'", "''")
            return duckdb.connect().execute(query.format(folder=path)).fetchall()

        self.months = defaultdict(set)
        self.filings = {}
        self.of_path = {}
        for filing_id, paths, code, month, is_current in rows(FILINGS):
            self.filings[filing_id] = (code, month, is_current)
            self.months[code].add(month)
            self.of_path.update((path, filing_id) for path in paths)
        self.errors = defaultdict(list)
        for filing_id, *finding in rows(ERRORS):
            self.errors[filing_id].append(finding)
        self.events = set(rows(EVENTS))
        self.in_error = defaultdict(set)
        for filing_id in self.errors:
            code, month, is_current = self.filings[filing_id]
            self.in_error[code, month].add(is_current)

    def has_error(self, code, months, current_only):
        found = set().union(*(self.in_error[code, month] for month in months))
        return True in found or (not current_only and False in found)


def is_found(one, dataset):
    code, month = one["stock_code"], month_of(one["month_end"])
    around = range(month - 1, month + 2)
    if one["expects"] == "gap":
        return month not in dataset.months[code] and {month - 1, month + 1} <= dataset.months[code]
    if one["expects"] == "quiet":
        return not dataset.has_error(code, around, current_only=True)
    return dataset.has_error(code, around, current_only=False)


def is_at_the_cell(one, dataset):
    findings = dataset.errors[dataset.of_path.get(one["path"])]
    row = int(one["row"]) if one["row"] else None
    return any((table, at, column) == (one["table"], row, one["column"]) for _, table, at, column in findings)


def is_told(one, dataset):
    """Whether `capital_events` has the consolidation or subdivision with its ratio."""
    old, new = map(int, one["ratio"].split(":"))
    return (one["stock_code"], month_of(one["month_end"]), old, new) in dataset.events


def false_alarms(planted, dataset):
    """Filings in error that hold no fault and are neither twin nor neighbour of one."""
    excused = set()
    for one in planted:
        code, month = one["stock_code"], month_of(one["month_end"])
        if one["expects"] == "error":
            excused.update((code, near, current) for near in range(month - 1, month + 2) for current in (True, False))
        elif one["kind"] == "corrected":
            excused.add((code, month, False))
    return sorted(filing_id for filing_id in dataset.errors if dataset.filings[filing_id] not in excused)


def score(planted, dataset):
    kinds = {}
    missed = []
    for one in planted:
        kind = kinds.setdefault(
            one["kind"], {"expects": one["expects"], "planted": 0, "found": 0, "at_the_cell": 0, "ratios_told": 0}
        )
        kind["planted"] += 1
        if is_found(one, dataset):
            kind["found"] += 1
        else:
            missed.append({key: one[key] for key in ("kind", "path", "table", "row", "column", "right", "wrong", "note")})
        kind["at_the_cell"] += bool(one["column"]) and is_at_the_cell(one, dataset)
        kind["ratios_told"] += bool(one["ratio"]) and is_told(one, dataset)
    paths = {filing_id: path for path, filing_id in dataset.of_path.items()}
    alarms = [{"path": paths[filing], "findings": dataset.errors[filing]} for filing in false_alarms(planted, dataset)]
    return {
        "filings": len(dataset.filings),
        "kinds": dict(sorted(kinds.items())),
        "missed": missed,
        "false_alarms": alarms,
        "false_alarms_per_1000": round(1000 * len(alarms) / max(len(dataset.filings), 1), 3),
    }


def show(result):
    print(f"{'kind':<16} {'expects':<8} {'planted':>8} {'found':>8} {'at the cell':>12} {'ratios told':>12}")
    for name, kind in result["kinds"].items():
        cells = [kind["at_the_cell"] or "", kind["ratios_told"] or ""]
        print(f"{name:<16} {kind['expects']:<8} {kind['planted']:>8} {kind['found']:>8} {cells[0]:>12} {cells[1]:>12}")
    for one in result["missed"]:
        print("missed:", json.dumps(one, ensure_ascii=False))
    for alarm in result["false_alarms"][:20]:
        print("false alarm:", json.dumps(alarm, ensure_ascii=False))
    alarms = len(result["false_alarms"])
    print(f"{alarms} false alarms in {result['filings']} filings, {result['false_alarms_per_1000']} in a thousand")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("planted", type=Path)
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    arguments = parser.parse_args()
    try:
        dataset = Dataset(arguments.dataset / "current")
    except Exception as error:  # noqa: BLE001: whatever it is, nothing can be scored
        print(f"{arguments.dataset}: {error}", file=sys.stderr)
        sys.exit(2)
    with arguments.planted.open(encoding="utf-8", newline="") as lines:
        result = score(list(csv.DictReader(lines)), dataset)
    if arguments.json:
        json.dump(result, sys.stdout, ensure_ascii=False)
    else:
        show(result)
    sys.exit(1 if result["missed"] or result["false_alarms"] else 0)


if __name__ == "__main__":
    main()
