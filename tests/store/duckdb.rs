//! The published files as `DuckDB` reads them.

use serde_json::{Value as Json, json};
use sharecap::spec::table::Tables;

use crate::common::Scratch;
use crate::readings::{HUGE, mixed, publish_all};

#[path = "../common/duckdb.rs"]
mod queries;

/// What a query gives; `None` where there is no `duckdb` for Python.
pub(crate) fn duckdb(query: &str) -> Option<Vec<Json>> {
    let answers = queries::sessions(&[(String::new(), vec![query.to_owned()])])?;
    Some(answers.into_iter().flatten().flatten().collect())
}

#[test]
fn duckdb_reads_exactly_what_was_published() {
    let folder = Scratch::new();
    let current = publish_all(folder.path(), mixed()).folder.display().to_string();
    let sql = |select: &str, table: &str, rest: &str| {
        duckdb(&format!("select {select} from read_parquet('{current}/{table}/*/*.parquet') {rest}"))
    };
    let select = "year, outcome, total_authorised_capital::varchar as capital, counters, len(also_at) as copies";
    let Some(rows) = sql(select, "filings", "order by filing_id") else {
        return;
    };
    assert_eq!(rows.len(), 4);
    let counters = json!([{"stock_code": "80020", "currency": "CNY"}, {"stock_code": "90020", "currency": null}]);
    assert_eq!(rows[0]["capital"], HUGE);
    assert_eq!((&rows[0]["year"], &rows[0]["counters"], &rows[0]["copies"]), (&json!(2024), &counters, &json!(0)));
    assert_eq!((&rows[2]["year"], &rows[2]["outcome"]), (&Json::Null, &json!("rejected")));
    let rows = sql("*", "issued_shares", "where year = 2024 order by row").unwrap();
    assert_eq!((&rows[0]["closing_issued"], &rows[0]["opening_issued"]), (&json!(i64::MAX), &Json::Null));
    assert_eq!(rows[1]["closing_treasury"], 0);
    let rows = sql("subscription_price::varchar as price, expiry_date", "warrant_movements", "").unwrap();
    assert_eq!(rows, [json!({"price": "0.000000000001", "expiry_date": "2031-01-31"})]);
    for spec in &Tables::builtin().tables {
        let table = spec.name.as_str();
        let described = duckdb(&format!("describe select * from read_parquet('{current}/{table}/*/*.parquet')"));
        let described = described.unwrap();
        let types = described.iter().map(|row| [&row["column_name"], &row["column_type"]].map(unquoted));
        let declared = spec.columns.iter().map(|column| [column.name.clone(), column.kind.sql().to_owned()]);
        let declared = declared.chain([["year".to_owned(), "BIGINT".to_owned()]]);
        assert_eq!(types.collect::<Vec<_>>(), declared.collect::<Vec<_>>(), "{table}");
    }
}

fn unquoted(text: &Json) -> String {
    text.as_str().unwrap().replace('"', "")
}
