//! Cells → JSON, for a person or a script that looks at one filing.

use serde_json::{Map, Value as Json, json};

use super::{Cell, Snapshot, TablesError, cells};
use crate::filing::{Table, Value};
use crate::spec::table::Tables;

/// Every table as an array of objects whose keys are its columns, in order.
pub(super) fn tables(snapshot: &Snapshot) -> Result<Json, TablesError> {
    let mut all = Map::new();
    for &table in Table::ALL {
        let columns = &Tables::builtin().table(table).columns;
        let mut rows = Vec::new();
        for entry in snapshot.entries() {
            cells::visit(table, entry, &mut |_, cell| {
                let row = columns.iter().map(|column| (column.name.clone(), json(cell(&column.name))));
                rows.push(Json::Object(row.collect()));
                Ok(())
            })?;
        }
        all.insert(table.as_str().to_owned(), Json::Array(rows));
    }
    Ok(Json::Object(all))
}

/// Decimals as strings: JSON numbers are floats to most readers.
fn json(cell: Cell) -> Json {
    match cell {
        Cell::Value(Value::Null) => Json::Null,
        Cell::Value(Value::Bool(yes)) => json!(yes),
        Cell::Value(Value::Count(count)) => json!(count),
        Cell::Value(Value::Text(text)) => json!(text),
        Cell::Value(value @ (Value::Decimal(_) | Value::Date(_))) => json!(value.to_string()),
        // As short as the number is: widened to a double it would print digits that it does not have.
        Cell::Points(points) => points.to_string().parse::<serde_json::Number>().map_or(Json::Null, Json::Number),
        Cell::Timestamp(moment) => json!(moment.to_string()),
        Cell::Texts(texts) => json!(texts),
        Cell::Counters(counters) => json!(counters),
    }
}
