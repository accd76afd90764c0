"""`sharecap.ingest`: the same dataset as the command line's, with progress, and stopped by Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
import sharecap

EPOCH = "1700000000"


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}


def test_it_publishes_what_the_command_line_publishes(
    samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    summary = sharecap.ingest([samples], tmp_path / "python", jobs=2)
    command = [sys.executable, "-m", "sharecap", "ingest", str(samples), "--out", str(tmp_path / "typed"), "--quiet"]
    printed = subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()
    ours, theirs = _files(summary.snapshot / "issued_shares"), _files(Path(printed) / "issued_shares")
    assert ours and ours == theirs
    assert _files(summary.snapshot / "provenance") == _files(Path(printed) / "provenance")
    assert summary.snapshot == tmp_path / "python" / "snapshots" / "000001"


def test_the_summary_counts_what_the_dataset_holds(samples: Path, tmp_path: Path) -> None:
    first = sharecap.ingest(samples, tmp_path / "dataset")
    files = sum(path.is_file() for path in samples.rglob("*"))
    assert (first.files, first.read, first.known, first.is_published) == (files, files - first.duplicates, 0, True)
    with sharecap.open(tmp_path / "dataset").duckdb() as db:
        counted = db.sql("select reject_code, count(*) from filings where outcome = 'rejected' group by 1").fetchall()
        assert dict(counted) == first.rejects
        found = db.sql("select code, severity, count(*) from findings group by all order by all").fetchall()
    assert sorted((one.code, one.severity, one.count) for one in first.findings) == found
    second = sharecap.ingest(samples, tmp_path / "dataset")
    assert (second.read, second.known, second.is_published) == (0, files, False)
    assert second.snapshot == first.snapshot


def test_progress_goes_from_the_crawl_to_the_end(samples: Path, tmp_path: Path) -> None:
    told: list[sharecap.Progress] = []
    summary = sharecap.ingest(samples, tmp_path / "dataset", progress=told.append)
    stages = list(dict.fromkeys(progress.stage for progress in told))
    assert stages == ["crawling", "reading", "publishing"]
    assert [progress.done for progress in told] == sorted(progress.done for progress in told)
    assert (told[-1].done, told[-1].total) == (summary.files, summary.files)


def test_what_progress_raises_stops_the_run(samples: Path, tmp_path: Path) -> None:
    def refuse(progress: sharecap.Progress) -> None:
        if progress.stage == "reading":
            raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        sharecap.ingest(samples, tmp_path / "dataset", progress=refuse)
    assert not (tmp_path / "dataset" / "current").exists()
    assert sharecap.ingest(samples, tmp_path / "dataset").is_published


def test_what_comes_too_late_says_what_was_published(samples: Path, tmp_path: Path) -> None:
    current = tmp_path / "dataset" / "current"

    def wait_and_refuse(progress: sharecap.Progress) -> None:
        if progress.stage == "publishing":
            while not current.exists():
                time.sleep(0.01)
            raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough") as late:
        sharecap.ingest(samples, tmp_path / "dataset", progress=wait_and_refuse)
    assert late.value.__notes__ == [f"it came too late: {current.resolve()} was published"]


def test_progress_is_told_ten_times_a_second_at_most(samples: Path, tmp_path: Path) -> None:
    told: list[float] = []
    began = time.monotonic()
    sharecap.ingest(samples, tmp_path / "dataset", progress=lambda progress: told.append(time.monotonic()))
    stages = 4
    assert len(told) <= (time.monotonic() - began) / 0.1 + stages


def test_ctrl_c_raises_and_publishes_nothing(samples: Path, tmp_path: Path) -> None:
    script = """
        import os, signal, sys, sharecap
        def interrupt(progress):
            if progress.stage == "reading" and progress.done:
                os.kill(os.getpid(), signal.SIGINT)
        try:
            sharecap.ingest(sys.argv[1], sys.argv[2], jobs=1, progress=interrupt)
        except KeyboardInterrupt:
            print("interrupted")
    """
    command = [sys.executable, "-c", textwrap.dedent(script), str(samples), str(tmp_path / "dataset")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (done.stdout.strip(), done.returncode) == ("interrupted", 0), done.stderr
    assert not (tmp_path / "dataset" / "current").exists()


def test_ctrl_c_from_a_terminal_ends_the_command_line_in_good_order(samples: Path, tmp_path: Path) -> None:
    # `wait` on a dataset that another run holds would be no better: what counts is that Python's handler is not in the way.
    command = [sys.executable, "-m", "sharecap", "ingest", str(samples), "--out", str(tmp_path / "d"), "--jobs", "1"]
    process = subprocess.Popen(command + ["--log-format", "json"], stderr=subprocess.PIPE, text=True)
    assert process.stderr
    for line in process.stderr:
        if '"started"' in line:
            process.send_signal(signal.SIGINT)
            break
    rest = process.stderr.read()
    assert process.wait(timeout=120) == 3, rest
    assert "Traceback" not in rest
    assert not (tmp_path / "d" / "current").exists()


def test_errors_have_the_exit_codes_of_the_command_line(samples: Path, tmp_path: Path) -> None:
    with pytest.raises(sharecap.UsageError, match="no such|No such|check the path") as usage:
        sharecap.ingest(tmp_path / "gone", tmp_path / "dataset")
    assert usage.value.exit_code == 2
    (tmp_path / "empty").mkdir()
    with pytest.raises(sharecap.NotPublishedError, match="no files") as nothing:
        sharecap.ingest(tmp_path / "empty", tmp_path / "dataset")
    assert nothing.value.exit_code == 3
    with pytest.raises(sharecap.UsageError):
        sharecap.ingest(samples, tmp_path / "dataset", limit=0)
    with pytest.raises(sharecap.UsageError, match="^since: `yesterday`: "):
        sharecap.ingest(samples, tmp_path / "dataset", since="yesterday")
    (tmp_path / "damaged" / "snapshots").mkdir(parents=True)
    os.symlink("snapshots/000001", tmp_path / "damaged" / "current")
    with pytest.raises(sharecap.DatasetError, match="no dataset") as damaged:
        sharecap.open(tmp_path / "damaged")
    # The run itself says that nothing was published.
    with pytest.raises(sharecap.NotPublishedError, match="no dataset"):
        sharecap.ingest(samples, tmp_path / "damaged")
    assert damaged.value.exit_code == 3


def test_folders_may_be_called_anything(tmp_path: Path, samples: Path) -> None:
    folder = tmp_path / "--out =  上市公司 'x'"
    folder.mkdir()
    filing = next((samples / "pdf").iterdir())
    (folder / "申報 1.pdf").write_bytes(filing.read_bytes())
    os.chdir(tmp_path)
    summary = sharecap.ingest(folder.name, tmp_path / "數據 集", index=[])
    assert (summary.files, summary.is_published) == (1, True)
    with sharecap.open(tmp_path / "數據 集").duckdb() as db:
        assert db.sql("select source_path from filings").fetchall() == [("申報 1.pdf",)]
