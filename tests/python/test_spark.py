"""`sharecap.spark` on two executors of this machine, in an environment of its own: `make spark`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sharecap

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "spark"

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def _has_spark() -> str | None:
    """What is missing."""
    try:
        import pyspark  # noqa: F401
    except ModuleNotFoundError:
        return "pyspark"
    java = Path(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else shutil.which("java")
    return None if java else "Java"


if what := _has_spark():
    if os.environ.get("SHARECAP_NO_SKIP"):
        pytest.fail(f"{what} is missing, and nothing may be skipped", pytrace=False)
    pytest.skip(f"{what} is missing: sharecap.spark is not tested", allow_module_level=True)

sys.path.insert(0, str(EXAMPLES))

from compare import differences  # noqa: E402
from standalone import executors, kill, python_workers  # noqa: E402

from sharecap.spark import ClusterSummary, files_below, ingest, read_filings  # noqa: E402


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    """Two executors with a core each, in a time zone of their own."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.master": "local-cluster[2,1,1024]",
        "spark.executor.memory": "512m",
        "spark.sql.shuffle.partitions": "4",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "America/New_York",
        # A wrong one, for the tables have their own.
        "spark.sql.parquet.outputTimestampType": "INT96",
    }
    builder = SparkSession.builder.appName("sharecap")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def filings(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample filings, some of them twice, what is no filing, and a market of some months with faults in it."""
    folder = tmp_path_factory.mktemp("filings")
    market = ["--market", "--issuers", "6", "--months", "6", "--faults", "20", "--out", str(folder / "market")]
    subprocess.run([sys.executable, "-m", "sharecap", "synth", *market], check=True)
    shutil.copytree(samples, folder / "samples")
    some = sorted((folder / "samples").rglob("*.pdf"))[:3]
    (folder / "2024" / "1105").mkdir(parents=True)
    for file in some:
        shutil.copy(file, folder / "2024" / "1105" / file.name)
    (folder / "empty.pdf").touch()
    (folder / "minutes.txt").write_text("Minutes of a meeting\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def alone(filings: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset that `sharecap ingest` makes of them."""
    out = tmp_path_factory.mktemp("alone") / "dataset"
    sharecap.ingest(filings, out, index=filings / "market" / "index.csv")
    return out


@pytest.fixture(scope="module")
def spread(spark: SparkSession, filings: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ClusterSummary]:
    """What Spark makes of them."""
    out = tmp_path_factory.mktemp("spread") / "out"
    return out, ingest(spark, files_below(filings), out, root=filings, index=filings / "market" / "index.csv")


def test_the_rows_are_those_of_an_ingest(
    spark: SparkSession, filings: Path, alone: Path, spread: tuple[Path, ClusterSummary]
) -> None:
    out, done = spread
    assert list(differences(alone, out)) == []
    # The index is a list of filings, and none itself.
    assert done.files == len(files_below(filings)) - 1
    assert done.rows == sharecap.open(alone).manifest["rows"]
    assert done.rejects == sharecap.open(alone).manifest["rejects"]
    assert spark.conf.get("spark.sql.parquet.outputTimestampType") == "INT96"


def test_the_files_have_the_types_of_an_ingest(alone: Path, spread: tuple[Path, ClusterSummary]) -> None:
    import pyarrow as pa

    for table in sharecap.dictionary():
        own = sharecap.open(alone).arrow(table).schema
        written = sharecap.open(spread[0]).arrow(table).schema
        assert written.names == own.names
        for ours, theirs in zip(own, written, strict=True):
            # What a list calls its items is no part of what it is.
            assert ours.type == theirs.type or pa.types.is_list(ours.type) and pa.types.is_list(theirs.type), ours.name


def test_what_spark_wrote_is_a_dataset(
    spark: SparkSession, filings: Path, alone: Path, spread: tuple[Path, ClusterSummary]
) -> None:
    out, done = spread
    assert done.manifest == out / "manifest.json"
    query = "from shares_outstanding order by all"
    theirs, ours = (sharecap.open(dataset).duckdb().sql(query).fetchall() for dataset in (alone, out))
    assert ours == theirs != []
    for command in (["check"], ["snapshots", "verify"]):
        assert subprocess.run([sys.executable, "-m", "sharecap", *command, str(out)], check=False).returncode == 0
    with pytest.raises(sharecap.UsageError, match="is there already"):
        ingest(spark, files_below(filings), out, root=filings)


def test_values_are_exact_and_moments_are_moments(spark: SparkSession, filings: Path, tmp_path: Path) -> None:
    name = "FF301_v1.1.1_en_09101_2025-08.pdf"
    (file,) = (filings / "samples").rglob(name)
    index = tmp_path / "index.csv"
    index.write_text(f"path,published_at\n{name},2025-09-05 16:31\n", encoding="utf-8")
    with read_filings(spark, [file], root=file.parent, index=index) as tables:
        for table, info in sharecap.dictionary().items():
            assert tables[table].columns == [column.name for column in info.columns]
        (shares,) = tables["issued_shares"].collect()
        assert shares["closing_treasury"] == 2_544_969
        (capital,) = tables["authorised_capital"].collect()
        assert isinstance(capital["closing_par_value"], Decimal)
        (filing,) = tables["filings"].selectExpr("source_path", "cast(published_at as long) as second").collect()
        assert tuple(filing) == (name, 1_757_061_060)


def test_a_file_that_breaks_its_reader_is_a_row(spark: SparkSession, filings: Path, tmp_path: Path) -> None:
    hostile = tmp_path / "hostile"
    hostile.mkdir()
    (hostile / "crashes.pdf").write_bytes(_crashing())
    (hostile / "hangs.pdf").write_bytes(_hanging())
    sound = shutil.copy(next((filings / "samples").rglob("FF301_v1.1.1_en_09101_2025-08.pdf")), hostile)
    paths = [*files_below(hostile), str(hostile / "gone.pdf")]
    with read_filings(spark, paths, root=hostile, timeout_seconds=2, files_per_task=4) as tables:
        read = {row["source_path"]: row["reject_code"] for row in tables["filings"].collect()}
    assert read.pop("hangs.pdf") in ("timeout", "too_large")
    assert read == {"crashes.pdf": "crashed", "gone.pdf": "unreadable", Path(sound).name: None}


def test_urls_are_fetched(spark: SparkSession, filings: Path) -> None:
    files = [path for path in files_below(filings) if path.endswith("2025-08.pdf")]
    urls = [f"file://{path}" for path in files]
    with (
        read_filings(spark, [*urls, f"file://{filings}/gone.pdf"], root=f"file://{filings}") as fetched,
        read_filings(spark, files, root=filings) as opened,
    ):
        assert fetched.rows["filings"] == opened.rows["filings"] + 1
        columns = [name for name in opened["filings"].columns if name != "ingested_at"]
        left, right = (tables["filings"].select(columns) for tables in (fetched, opened))
        assert [row["reject_code"] for row in left.exceptAll(right).collect()] == ["unreadable"]
        assert right.exceptAll(left).collect() == []


def test_a_list_that_cannot_be_read_as_it_stands_is_refused(spark: SparkSession, filings: Path) -> None:
    (file, *_) = files_below(filings)
    with pytest.warns(UserWarning, match="is named twice"):
        with read_filings(spark, [file, file], root=filings) as tables:
            assert tables.files == tables.rows["filings"] == 1
    with pytest.raises(sharecap.UsageError, match="no files"):
        read_filings(spark, [])
    with pytest.raises(sharecap.UsageError, match="is not below"):
        read_filings(spark, [file], root="/elsewhere")


def test_what_was_lost_is_read_again(spark: SparkSession, filings: Path, alone: Path, tmp_path: Path) -> None:
    paths = files_below(filings)
    with _Killing(spark, len(paths) // 2, [(0.2, python_workers), (0.5, executors)]) as killed:
        index = filings / "market" / "index.csv"
        ingest(spark, paths, tmp_path / "out", root=filings, index=index, files_per_task=2)
    assert ["pyspark.daemon" in name for name in killed] == [True, False]
    assert list(differences(alone, tmp_path / "out")) == []


class _Killing:
    """Kills processes that work for this one, each when such a share of the stage with so many tasks is done."""

    def __init__(self, spark: SparkSession, tasks: int, victims: list[tuple[float, Callable[[int], list[int]]]]) -> None:
        self.tracker = spark.sparkContext.statusTracker()
        self.tasks = tasks
        self.victims = victims
        self.killed: list[str] = []
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._run)

    def __enter__(self) -> list[str]:
        self.thread.start()
        return self.killed

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()

    def _run(self) -> None:
        for share, victims in self.victims:
            while self._done() < share * self.tasks or not (found := victims(os.getpid())):
                if self.over.wait(0.02):
                    return
            self.killed.extend(kill(found[:1]))

    def _done(self) -> int:
        stages = filter(None, map(self.tracker.getStageInfo, self.tracker.getActiveStageIds()))
        return max((stage.numCompletedTasks for stage in stages if stage.numTasks == self.tasks), default=0)


def _pdf(objects: list[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalog."""
    parts, places = [b"%PDF-1.7\n"], []
    for number, content in enumerate(objects, 1):
        places.append(sum(map(len, parts)))
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = sum(map(len, parts))
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table))
    parts.append(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start))
    return b"".join(parts)


def _stream(entries: bytes, content: bytes) -> bytes:
    return b"<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (
        entries,
        len(packed := zlib.compress(content)),
        packed,
    )


def _page(resources: bytes, content: bytes, *further: bytes) -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%s>>>>" % resources
    tree = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page]
    return _pdf([*tree, _stream(b"", content), *further])


def _crashing() -> bytes:
    """A function nested deeper than any stack."""
    deep = b"{" * 500_000 + b"}" * 500_000
    shading = (
        b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
        b"/Shading<</S<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 1 1]/Function 5 0 R>>>>"
    )
    function = _stream(b"/FunctionType 4/Domain[0 1]/Range[0 1]", deep)
    return _page(shading, b"BT /F 12 Tf 50 800 Td (Monthly minutes) Tj ET\n/S sh", function)


def _hanging() -> bytes:
    """Forms that each draw the next one twice, forty deep."""
    entries = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>"
    forms = [_stream(entries % (number + 1), b"/F Do /F Do") for number in range(5, 45)]
    return _page(b"/XObject<</F 5 0 R>>", b"/F Do", *forms)
