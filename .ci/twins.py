"""Do the English and the Chinese filing of a month state the same? Every number, date, code and flag of every table.

usage: twins.py SNAPSHOT [PAIRS]    exits with 1 where two differ, or where there are fewer than PAIRS pairs
"""

import sys

import duckdb

# Words in the language of the form, and what tells the two files apart.
WORDS = {"scheme", "description", "event_text", "other_text", "class_description", "convertible_type", "ratio_text", "text",
         "public_float_threshold", "public_float_info", "share_type"}
TABLES = ["authorised_capital", "issued_shares", "option_movements", "warrant_movements", "convertible_movements",
          "agreement_movements", "other_movements", "section_totals", "depositary_receipts"]
OF_FILING = "stock_code, month_end, submitted_on, total_authorised_currency, total_authorised_capital"


def rows(con, snapshot, table, filing):
    relation = con.sql(f"from read_parquet('{snapshot}/{table}/*/*.parquet', hive_partitioning = false)")
    columns = [name for name in relation.columns if name not in WORDS and name != "filing_id"]
    return con.execute(f"select {', '.join(columns)} from relation where filing_id = ? order by row", [filing]).fetchall()


def main():
    snapshot, wanted = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
    con = duckdb.connect()
    filings = f"read_parquet('{snapshot}/filings/*/*.parquet', hive_partitioning = false)"
    pairs = con.execute(
        f"select e.filing_id, z.filing_id, e.source_path from {filings} e join {filings} z on e.twin_filing_id = z.filing_id "
        "where e.language = 'en' order by 3"
    ).fetchall()
    differ = []
    for english, chinese, path in pairs:
        one = [con.execute(f"select {OF_FILING} from {filings} where filing_id = ?", [id]).fetchall()
               for id in (english, chinese)]
        sides = {"filings": one} | {t: [rows(con, snapshot, t, id) for id in (english, chinese)] for t in TABLES}
        differ += [f"{path}: {table}\n  en {a}\n  zh {b}" for table, (a, b) in sides.items() if a != b]
    print("\n".join(differ) or f"{len(pairs)} pairs of an English and a Chinese filing, the same numbers")
    if len(pairs) < wanted:
        print(f"error: {len(pairs)} pairs, {wanted} wanted", file=sys.stderr)
    sys.exit(bool(differ) or len(pairs) < wanted)


main()
