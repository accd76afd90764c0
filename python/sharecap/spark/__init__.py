"""Filings read on more than one machine, by PySpark: :func:`read_filings`, :func:`ingest`.

    from sharecap.spark import files_below, ingest, read_filings

    paths = files_below("/mnt/filings")
    with read_filings(spark, paths, root="/mnt/filings") as filings:
        filings["issued_shares"].where("closing_treasury > 0").show()
    ingest(spark, paths, "/mnt/tables", root="/mnt/filings")

The rows are those of `sharecap ingest` of the same files, to the last digit; only ``ingested_at`` is another. Spark
carries paths to its workers, and what they read to whoever puts an issuer's returns together; the same code reads and
checks.

One machine reads the whole market. This is for those whose filings lie on a cluster, or who want them sooner.
"""

from .._extras import need

need("pyspark", extra="spark")

from ._listing import files_below
from ._reading import Filings, IncompleteError, read_filings
from ._writing import ClusterSummary, ingest

__all__ = ["ClusterSummary", "Filings", "IncompleteError", "files_below", "ingest", "read_filings"]
