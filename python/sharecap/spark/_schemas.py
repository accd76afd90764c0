"""The types of the data dictionary as Spark has them."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql.types import (
    ArrayType,
    BooleanType,
    DataType,
    DateType,
    DecimalType,
    FloatType,
    LongType,
    StringType,
    StructField,
    StructType,
    TimestampType,
)

from ..columns import ColumnInfo, Kind, TableInfo

_COUNTER = StructType([StructField("stock_code", StringType(), False), StructField("currency", StringType(), True)])

_TYPES: Mapping[Kind, DataType] = {
    "text": StringType(),
    "count": LongType(),
    "decimal": DecimalType(38, 12),
    "bool": BooleanType(),
    "date": DateType(),
    "timestamp": TimestampType(),
    "points": FloatType(),
    "texts": ArrayType(StringType(), containsNull=False),
    "counters": ArrayType(_COUNTER, containsNull=False),
}


def schema(table: TableInfo) -> StructType:
    """The columns of a table, each with its meaning as a comment."""
    return StructType([_field(column) for column in table.columns])


def _field(column: ColumnInfo) -> StructField:
    return StructField(column.name, _TYPES[column.kind], column.null is not None, {"comment": column.description})
