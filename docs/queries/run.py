"""Run queries of this folder on a dataset: run.py DATASET [QUERY...], all of them when none is named.

The queries name their files from the folder of the snapshot, so they run as they stand in any DuckDB:
cd DATASET/current && duckdb < shares_outstanding.sql
"""
import os
import sys
from pathlib import Path

import duckdb


def main(dataset, *names):
    queries = sorted(Path(__file__).resolve().parent.glob("*.sql"))
    unknown = set(names) - {query.stem for query in queries}
    if unknown:
        sys.exit(f"no such query: {', '.join(sorted(unknown))}; there are {', '.join(query.stem for query in queries)}")
    os.chdir(Path(dataset) / "current")
    for query in queries:
        if not names or query.stem in names:
            sql = query.read_text(encoding="utf-8")
            print(sql.splitlines()[0].removeprefix("-- "))
            duckdb.sql(sql).show(max_width=160, max_rows=50)


if len(sys.argv) < 2:
    sys.exit(__doc__)
main(*sys.argv[1:])
