"""Monthly returns of companies listed in Hong Kong (FF301 and the form before it) as exact, checked tables.

    import sharecap

    monthly_return = sharecap.parse("return.pdf")              # one filing, typed
    sharecap.ingest("filings", "dataset")                      # folders of filings → a dataset of Parquet tables
    dataset = sharecap.open("dataset", as_of="2025-07-05")     # what was public that day, and nothing later
    dataset.duckdb().sql("from shares_outstanding").show()

No number is a float: share counts are ``int``, money and prices ``decimal.Decimal`` (``Decimal(38, 12)`` in Arrow). Blank is
``None``, never 0. What could not be read is ``None`` and has a row among the findings.

The work is done by the same program as the command line's, with the same names, defaults, limits and messages.
"""

from ._native import VERSION as __version__
from ._native import Table
from .columns import ColumnInfo, TableInfo, dictionary
from .dataset import Dataset, open, views_sql
from .errors import DatasetError, NotPublishedError, OutputError, Rejected, SeveralForms, SharecapError, UsageError
from .ingesting import FindingCount, IngestSummary, Progress, ingest
from .parsing import MonthlyReturn, parse, parse_all

__all__ = [
    "ColumnInfo",
    "Dataset",
    "DatasetError",
    "FindingCount",
    "IngestSummary",
    "MonthlyReturn",
    "NotPublishedError",
    "OutputError",
    "Progress",
    "Rejected",
    "SeveralForms",
    "SharecapError",
    "Table",
    "TableInfo",
    "UsageError",
    "__version__",
    "dictionary",
    "ingest",
    "open",
    "parse",
    "parse_all",
    "views_sql",
]
