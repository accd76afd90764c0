//! Cells → typed Arrow columns, as `config/tables.toml` declares them.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use arrow_array::builder::{
    ArrayBuilder, BooleanBuilder, Date32Builder, Decimal128Builder, Float32Builder, Int64Builder, ListBuilder,
    StringBuilder, StructBuilder, TimestampMicrosecondBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef, TimeUnit};

use super::{Cell, Entry, Snapshot, TablesError, cells};
use crate::filing::{Counter, Decimal, Table, Value, days_since_1970};
use crate::spec::table::{ColumnSpec, ColumnType, Tables};

/// Digits of a decimal, before and after the point together.
const PRECISION: u8 = 38;
/// Digits of a decimal after the point.
const SCALE: i8 = 12;
/// A batch is handed on when it has this many rows: enough to be quick, little enough to be held.
const BATCH_ROWS: usize = 32_768;

/// The Arrow schema of a table; made once, for it is asked for with every batch.
pub(super) fn schema(table: Table) -> SchemaRef {
    static SCHEMAS: LazyLock<HashMap<Table, SchemaRef>> = LazyLock::new(|| {
        let schema = |table| {
            let fields = Tables::builtin().table(table).columns.iter().map(field);
            Arc::new(Schema::new(fields.collect::<Fields>()))
        };
        Table::ALL.iter().map(|&table| (table, schema(table))).collect()
    });
    Arc::clone(&SCHEMAS[&table])
}

fn field(column: &ColumnSpec) -> Field {
    let mut metadata = HashMap::from([("description".to_owned(), column.description.clone())]);
    metadata.extend(column.unit.iter().map(|unit| ("unit".to_owned(), unit.clone())));
    metadata.extend(column.null.iter().map(|null| ("null_means".to_owned(), null.clone())));
    Field::new(&column.name, data_type(column.kind), column.null.is_some()).with_metadata(metadata)
}

fn data_type(kind: ColumnType) -> DataType {
    match kind {
        ColumnType::Text => DataType::Utf8,
        ColumnType::Count => DataType::Int64,
        ColumnType::Decimal => DataType::Decimal128(PRECISION, SCALE),
        ColumnType::Bool => DataType::Boolean,
        ColumnType::Date => DataType::Date32,
        ColumnType::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        ColumnType::Points => DataType::Float32,
        ColumnType::Texts => DataType::List(Arc::new(text_item())),
        ColumnType::Counters => DataType::List(Arc::new(counter_item())),
    }
}

fn text_item() -> Field {
    Field::new_list_field(DataType::Utf8, false)
}

fn counter_fields() -> Fields {
    Fields::from(vec![Field::new("stock_code", DataType::Utf8, false), Field::new("currency", DataType::Utf8, true)])
}

fn counter_item() -> Field {
    Field::new_list_field(DataType::Struct(counter_fields()), false)
}

/// The rows that the wanted documents give to a table, in batches.
pub(super) fn batches<'s>(
    snapshot: &'s Snapshot,
    table: Table,
    wanted: impl Fn(&Entry) -> bool + 's,
) -> impl Iterator<Item = Result<RecordBatch, TablesError>> + 's {
    let mut entries = snapshot.entries().iter().filter(move |(entry, _)| wanted(entry));
    let mut first = true;
    std::iter::from_fn(move || {
        let mut builder = TableBuilder::new(table);
        for entry in entries.by_ref() {
            if let Err(error) = cells::visit(table, entry, &mut |_, cell| builder.push(cell)) {
                return Some(Err(error));
            }
            if builder.rows >= BATCH_ROWS {
                break;
            }
        }
        // A table without rows still has one batch: its schema.
        let is_last = builder.rows == 0 && !std::mem::take(&mut first);
        (!is_last).then(|| builder.finish())
    })
}

/// The fault of a value that does not fit its column.
pub(super) fn column_error(table: Table, column: &ColumnSpec, message: String) -> TablesError {
    TablesError::Column { table: table.as_str(), column: column.name.clone(), message }
}

/// A table that grows row by row.
struct TableBuilder {
    table: Table,
    columns: Vec<(&'static ColumnSpec, ColumnBuilder)>,
    rows: usize,
}

impl TableBuilder {
    fn new(table: Table) -> Self {
        let specs = Tables::builtin().table(table).columns.iter();
        let columns = specs.map(|spec| (spec, ColumnBuilder::new(spec.kind))).collect();
        Self { table, columns, rows: 0 }
    }

    fn push(&mut self, cell: &dyn Fn(&str) -> Cell) -> Result<(), TablesError> {
        for (spec, builder) in &mut self.columns {
            let mismatch = |cell| format!("is declared as {:?}, but was given {cell:?}", spec.kind);
            builder.push(cell(&spec.name)).map_err(|cell| column_error(self.table, spec, mismatch(cell)))?;
        }
        self.rows += 1;
        Ok(())
    }

    fn finish(mut self) -> Result<RecordBatch, TablesError> {
        let arrays = self.columns.iter_mut().map(|(_, builder)| builder.finish()).collect();
        Ok(RecordBatch::try_new(schema(self.table), arrays)?)
    }
}

/// A column that grows cell by cell.
enum ColumnBuilder {
    Text(StringBuilder),
    Count(Int64Builder),
    Decimal(Decimal128Builder),
    Bool(BooleanBuilder),
    Date(Date32Builder),
    Timestamp(TimestampMicrosecondBuilder),
    Points(Float32Builder),
    Texts(ListBuilder<StringBuilder>),
    Counters(ListBuilder<StructBuilder>),
}

impl ColumnBuilder {
    fn new(kind: ColumnType) -> Self {
        match kind {
            ColumnType::Text => Self::Text(StringBuilder::new()),
            ColumnType::Count => Self::Count(Int64Builder::new()),
            ColumnType::Decimal => Self::Decimal(Decimal128Builder::new().with_data_type(data_type(kind))),
            ColumnType::Bool => Self::Bool(BooleanBuilder::new()),
            ColumnType::Date => Self::Date(Date32Builder::new()),
            ColumnType::Timestamp => {
                Self::Timestamp(TimestampMicrosecondBuilder::new().with_data_type(data_type(kind)))
            }
            ColumnType::Points => Self::Points(Float32Builder::new()),
            ColumnType::Texts => Self::Texts(ListBuilder::new(StringBuilder::new()).with_field(text_item())),
            ColumnType::Counters => {
                let counters = StructBuilder::from_fields(counter_fields(), 0);
                Self::Counters(ListBuilder::new(counters).with_field(counter_item()))
            }
        }
    }

    /// Appends a cell; gives it back when it is of another type than the column.
    fn push(&mut self, cell: Cell) -> Result<(), Cell> {
        match (self, cell) {
            (column, cell) if cell.is_null() => column.push_null(),
            (Self::Text(column), Cell::Value(Value::Text(text))) => column.append_value(text),
            (Self::Count(column), Cell::Value(Value::Count(count))) => column.append_value(count),
            (Self::Decimal(column), Cell::Value(Value::Decimal(decimal))) => column.append_value(decimal.units()),
            (Self::Bool(column), Cell::Value(Value::Bool(yes))) => column.append_value(yes),
            (Self::Date(column), Cell::Value(Value::Date(date))) => column.append_value(days_since_1970(date)),
            (Self::Timestamp(column), Cell::Timestamp(moment)) => column.append_value(moment.as_microsecond()),
            (Self::Points(column), Cell::Points(points)) => column.append_value(points),
            (Self::Texts(column), Cell::Texts(texts)) => column.append_value(texts.into_iter().map(Some)),
            (Self::Counters(column), Cell::Counters(counters)) => append_counters(column, &counters),
            (_, cell) => return Err(cell),
        }
        Ok(())
    }

    fn push_null(&mut self) {
        match self {
            Self::Text(column) => column.append_null(),
            Self::Count(column) => column.append_null(),
            Self::Decimal(column) => column.append_null(),
            Self::Bool(column) => column.append_null(),
            Self::Date(column) => column.append_null(),
            Self::Timestamp(column) => column.append_null(),
            Self::Points(column) => column.append_null(),
            Self::Texts(column) => column.append_null(),
            Self::Counters(column) => column.append_null(),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(column) => ArrayBuilder::finish(column),
            Self::Count(column) => ArrayBuilder::finish(column),
            Self::Decimal(column) => ArrayBuilder::finish(column),
            Self::Bool(column) => ArrayBuilder::finish(column),
            Self::Date(column) => ArrayBuilder::finish(column),
            Self::Timestamp(column) => ArrayBuilder::finish(column),
            Self::Points(column) => ArrayBuilder::finish(column),
            Self::Texts(column) => ArrayBuilder::finish(column),
            Self::Counters(column) => ArrayBuilder::finish(column),
        }
    }
}

fn append_counters(column: &mut ListBuilder<StructBuilder>, counters: &[Counter]) {
    let item = column.values();
    for counter in counters {
        let [code, currency] = item.field_builders_mut() else {
            continue;
        };
        if let Some(code) = code.as_any_mut().downcast_mut::<StringBuilder>() {
            code.append_value(&counter.stock_code);
        }
        if let Some(currency) = currency.as_any_mut().downcast_mut::<StringBuilder>() {
            currency.append_option(counter.currency.as_deref());
        }
        item.append(true);
    }
    column.append(true);
}

// The two declarations of a decimal's digits are one.
const _: () = assert!(SCALE.unsigned_abs() as u32 == Decimal::SCALE);
