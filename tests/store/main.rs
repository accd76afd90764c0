//! From readings to Parquet and back: what is published is what was read, cell by cell, for arrow and for `DuckDB`.

#[path = "../common/mod.rs"]
mod common;
mod duckdb;
mod publication;
mod readings;
mod restored;
mod standing;

use std::fs::{self, File};
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Float32Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType;
use common::Scratch;
use duckdb::duckdb;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use readings::{HUGE, began, day, entry, publish_all, reading, rejected, rich};
use serde_json::json;
use sharecap::filing::{Decimal, Language, Table};
use sharecap::finding::{Provenance, RejectCode};
use sharecap::tables;

/// All rows of a table, read by arrow, with the part that each file is.
fn read(folder: &Path, table: Table) -> Vec<(String, RecordBatch)> {
    let mut parts = Vec::new();
    let mut years: Vec<_> = fs::read_dir(folder.join(table.as_str())).unwrap().map(|e| e.unwrap().path()).collect();
    years.sort();
    for year in years {
        let file = File::open(year.join("part-0.parquet")).unwrap();
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
        assert_eq!(reader.schema().fields(), tables::schema(table).fields(), "as declared, metadata and all");
        let schema = reader.schema().clone();
        let batches: Vec<RecordBatch> = reader.build().unwrap().map(Result::unwrap).collect();
        let name = year.file_name().unwrap().to_str().unwrap().to_owned();
        parts.push((name, arrow_select::concat::concat_batches(&schema, &batches).unwrap()));
    }
    parts
}

fn text(batch: &RecordBatch, column: &str, row: usize) -> Option<String> {
    let values = batch.column_by_name(column).unwrap().as_string::<i32>();
    values.is_valid(row).then(|| values.value(row).to_owned())
}

fn count(batch: &RecordBatch, column: &str, row: usize) -> Option<i64> {
    let values = batch.column_by_name(column).unwrap().as_primitive::<Int64Type>();
    values.is_valid(row).then(|| values.value(row))
}

fn decimal(batch: &RecordBatch, column: &str, row: usize) -> Option<Decimal> {
    let values = batch.column_by_name(column).unwrap().as_primitive::<Decimal128Type>();
    values.is_valid(row).then(|| Decimal::from_units(values.value(row)).unwrap())
}

#[test]
fn what_the_document_says_of_itself_comes_back_exactly() {
    let folder = Scratch::new();
    let mut filing = entry("aa", Ok(rich()));
    filing.also_at = vec!["x/copy.pdf".to_owned(), "y.pdf".to_owned()];
    filing.published_on = Some(day("2024-11-05"));
    let published = publish_all(folder.path(), vec![filing]);

    let filings = read(&published.folder, Table::Filings);
    assert_eq!(filings.len(), 1);
    let (year, filings) = &filings[0];
    assert_eq!(year, "year=2024");
    assert_eq!(decimal(filings, "total_authorised_capital", 0).unwrap().to_string(), HUGE);
    assert_eq!(text(filings, "outcome", 0).as_deref(), Some("flagged"));
    assert_eq!(text(filings, "issuer_name", 0), None);
    assert_eq!(count(filings, "findings", 0), Some(2));
    let also_at = filings.column_by_name("also_at").unwrap().as_list::<i32>().value(0);
    assert_eq!(also_at.as_string::<i32>().iter().flatten().collect::<Vec<_>>(), ["x/copy.pdf", "y.pdf"]);
    let counters = filings.column_by_name("counters").unwrap().as_list::<i32>().value(0);
    let (codes, currencies) = (counters.as_struct().column(0).as_string::<i32>(), counters.as_struct().column(1));
    assert_eq!(codes.iter().flatten().collect::<Vec<_>>(), ["80020", "90020"]);
    assert_eq!(currencies.as_string::<i32>().iter().collect::<Vec<_>>(), [Some("CNY"), None]);
    let ingested_at = filings.column_by_name("ingested_at").unwrap().as_primitive::<TimestampMicrosecondType>();
    assert_eq!(ingested_at.value(0), began().as_microsecond());
}

#[test]
fn every_type_of_value_comes_back_exactly() {
    let folder = Scratch::new();
    let published = publish_all(folder.path(), vec![entry("aa", Ok(rich()))]);
    let shares = &read(&published.folder, Table::IssuedShares)[0].1;
    assert_eq!(count(shares, "closing_issued", 0), Some(i64::MAX));
    assert_eq!(count(shares, "change_issued", 0), Some(-1_000));
    assert_eq!(count(shares, "opening_issued", 0), None, "blank is not zero");
    assert_eq!(count(shares, "closing_treasury", 1), Some(0), "a stated nil is zero");
    assert_eq!((count(shares, "row", 0), count(shares, "row", 1)), (Some(1), Some(2)));
    assert_eq!(text(shares, "share_class", 0).as_deref(), Some("wvr_ordinary"));
    assert_eq!(text(shares, "stock_code", 1).as_deref(), Some("00020"));
    let listed = shares.column_by_name("listed").unwrap().as_boolean();
    assert_eq!((listed.value(0), listed.is_null(1)), (true, true));

    let warrants = &read(&published.folder, Table::WarrantMovements)[0].1;
    assert_eq!(decimal(warrants, "opening_nominal", 0).unwrap().units(), -1);
    assert_eq!(decimal(warrants, "subscription_price", 0).unwrap().units(), 1);
    let expiry = warrants.column_by_name("expiry_date").unwrap().as_primitive::<Date32Type>();
    assert_eq!(expiry.value(0), 22_310, "days from 1970-01-01 to 2031-01-31");

    let provenance = &read(&published.folder, Table::Provenance)[0].1;
    let y0 = provenance.column_by_name("y0").unwrap().as_primitive::<Float32Type>();
    assert_eq!((y0.value(0).to_bits(), y0.is_null(1)), (2.25_f32.to_bits(), true));
    assert_eq!(text(provenance, "method", 1).as_deref(), Some("derived"));

    let findings = &read(&published.folder, Table::Findings)[0].1;
    assert_eq!(text(findings, "code", 0).as_deref(), Some("balance-broken"));
    assert_eq!((count(findings, "table_row", 0), count(findings, "table_row", 1)), (Some(2), None));
    assert_eq!(text(findings, "actual", 0).as_deref(), Some("6"));
}

#[test]
fn declared_types_and_nulls_are_those_of_the_files() {
    let schema = tables::schema(Table::AuthorisedCapital);
    let field = schema.field_with_name("closing_par_value").unwrap();
    assert_eq!((field.data_type(), field.is_nullable()), (&DataType::Decimal128(38, 12), true));
    assert_eq!(field.metadata()["unit"], "currency per share");
    assert!(field.metadata()["null_means"].starts_with("blank"));
    assert!(!schema.field_with_name("filing_id").unwrap().is_nullable());
    for &table in Table::ALL {
        for field in tables::schema(table).fields().iter().filter(|field| field.data_type().is_floating()) {
            let place = ["x0", "y0", "x1", "y1"].contains(&field.name().as_str());
            assert!(table == Table::Provenance && place, "only places are floats, not {}", field.name());
        }
    }
}

#[test]
fn a_dataset_of_rejects_has_every_table() {
    let folder = Scratch::new();
    let published = publish_all(folder.path(), vec![entry("aa", rejected(RejectCode::Empty))]);
    for &table in Table::ALL {
        let parts = read(&published.folder, table);
        assert_eq!(parts.len(), 1);
        assert_eq!(parts[0].0, "year=__HIVE_DEFAULT_PARTITION__");
        assert_eq!(parts[0].1.num_rows(), usize::from(table == Table::Filings));
    }
    let glob = published.folder.join("remarks/*/*.parquet");
    let rows = duckdb(&format!("select count(*) as n from read_parquet('{}')", glob.display()));
    assert!(rows.is_none_or(|rows| rows == [json!({"n": 0})]));
}

#[test]
fn many_rows_pass_in_batches_without_loss() {
    let folder = Scratch::new();
    let value = rich().provenance.remove(0);
    let entries = (0..40).map(|number| {
        let mut reading = reading(&format!("{number:05}"), "2024-10-31", Language::English, None);
        reading.provenance = (0..2_000).map(|row| Provenance { raw_text: row.to_string(), ..value.clone() }).collect();
        entry(&format!("{number:02}"), Ok(reading))
    });
    let published = publish_all(folder.path(), entries.collect());
    let provenance = &read(&published.folder, Table::Provenance)[0].1;
    assert_eq!(provenance.num_rows(), 80_000);
    let expected = (0..40).flat_map(|filing| (1..=2_000).map(move |row| (format!("{filing:02}"), row)));
    for (at, (filing_id, row)) in expected.enumerate() {
        assert_eq!(text(provenance, "filing_id", at).unwrap(), filing_id);
        assert_eq!(count(provenance, "row", at), Some(row));
        assert_eq!(text(provenance, "raw_text", at).unwrap(), (row - 1).to_string());
    }
}
