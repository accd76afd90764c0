//! One return as a person reads it: its tables turned on their side, so that a row is a column and fits the screen.

use std::fmt::Write;

use comfy_table::{CellAlignment, ContentArrangement, Table as Grid};
use serde_json::Value as Json;

use crate::filing::{Table, grouped, printable};
use crate::spec::table::{ColumnType, Tables};

/// Width of the page where the terminal does not tell its own.
const WIDTH: u16 = 120;
/// Rows of a table side by side.
const SIDE_BY_SIDE: usize = 3;
/// Said once in the title or not meant for a person.
const LEFT_OUT: [&str; 4] = ["filing_id", "stock_code", "month_end", "row"];

/// All tables with rows, but for provenance, of the JSON that `parse` prints.
pub(super) fn tables(all: &Json) -> String {
    let mut page = String::new();
    for &table in Table::ALL {
        let name = table.as_str();
        let rows = all[name].as_array().map_or(&[][..], Vec::as_slice);
        // Writing to a String cannot fail.
        let _ = match (table, rows) {
            (_, []) => Ok(()),
            (Table::Provenance, _) => writeln!(page, "provenance: {} values; --format json shows them", rows.len()),
            (Table::Findings, _) => writeln!(page, "{name}\n{}\n", findings(rows)),
            _ => rows.chunks(SIDE_BY_SIDE).zip((1..).step_by(SIDE_BY_SIDE)).try_for_each(|(rows, first)| {
                let grid = turned(table, rows, first);
                writeln!(page, "{name}\n{grid}\n")
            }),
        };
    }
    page
}

fn grid() -> Grid {
    let mut grid = Grid::new();
    grid.load_style(comfy_table::presets::UTF8_FULL_CONDENSED);
    grid.set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH);
    grid
}

/// A line for every column that has a value in one of the rows.
fn turned(table: Table, rows: &[Json], first: usize) -> Grid {
    let mut grid = grid();
    if table != Table::Filings {
        let numbers = (first..).take(rows.len()).map(|number| format!("row {number}"));
        grid.set_header(std::iter::once(String::new()).chain(numbers));
    }
    let columns = Tables::builtin().table(table).columns.iter();
    for column in columns.filter(|column| table == Table::Filings || !LEFT_OUT.contains(&column.name.as_str())) {
        let values: Vec<&Json> = rows.iter().map(|row| &row[&column.name]).collect();
        if values.iter().all(|value| value.is_null()) {
            continue;
        }
        let is_number = matches!(column.kind, ColumnType::Count | ColumnType::Decimal);
        let cells = values.into_iter().map(|value| {
            let text = if is_number { grouped(&plain(value)) } else { plain(value) };
            let alignment = if is_number { CellAlignment::Right } else { CellAlignment::Left };
            comfy_table::Cell::new(text).set_alignment(alignment)
        });
        grid.add_row(std::iter::once(comfy_table::Cell::new(&column.name)).chain(cells));
    }
    grid
}

fn findings(rows: &[Json]) -> Grid {
    let mut grid = grid();
    grid.set_header(["severity", "code", "where", "message"]);
    for row in rows {
        let parts = ["table_name", "table_row", "column_name"].map(|column| plain(&row[column]));
        let place = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".");
        grid.add_row([plain(&row["severity"]), plain(&row["code"]), place, plain(&row["message"])]);
    }
    grid
}

/// A value without quotation marks, as a terminal may show it; nothing for a null.
fn plain(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => printable(text),
        Json::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Json::Object(fields) => fields.values().map(plain).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_row_becomes_a_column_and_nulls_are_left_out() {
        let row = |closing: i64| {
            json!({"filing_id": "aa", "row": 1, "share_class": "ordinary", "closing_issued": closing,
                   "opening_issued": null, "listed": true})
        };
        let finding = json!({"severity": "error", "code": "balance-broken", "table_name": "issued_shares",
                             "table_row": 4, "column_name": "closing_issued", "message": "does not add up"});
        let all = json!({
            "filings": [{"stock_code": "00020", "counters": [{"stock_code": "80020", "currency": "CNY"}]}],
            "issued_shares": [row(1), row(20), row(300), row(-4_000)], "findings": [finding], "provenance": [1, 2],
        });
        let page = tables(&all);
        let lines: Vec<String> = page.lines().map(|line| line.replace(['│', '┆'], " ")).collect();
        let words = |mark: &str| {
            let line = lines.iter().filter(|line| line.contains(mark));
            line.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
        };
        assert_eq!(
            words("closing_issued"),
            [
                "closing_issued 1 20 300",
                "closing_issued -4,000",
                "error balance-broken issued_shares.4.closing_issued does not add up"
            ]
        );
        assert_eq!(words("row 4"), ["row 4"]);
        assert_eq!(words("counters"), ["counters 80020 CNY"]);
        assert_eq!(words("provenance"), ["provenance: 2 values; --format json shows them"]);
        assert!(!page.contains("opening_issued") && !page.contains("filing_id"), "{page}");
    }
}
