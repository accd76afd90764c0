"""Read drawn filings with `sharecap ingest` and on a standalone cluster that loses a worker, and compare every row.

    prove.py --count 5000 --kill
    prove.py --count 5000 --market --kill

Prints how long each took, and ends with 1 where anything differs. The folder (`--folder`) keeps the filings for the
next time.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import sharecap
from compare import main as compare
from pyspark.sql import SparkSession
from sharecap.spark import ClusterSummary, files_below, ingest
from standalone import Cluster

FILES_PER_TASK = 200
MONTHS = 36
"""So many months each issuer of a market files, in two languages."""


def drawn(folder: Path, count: int, seed: int, is_market: bool) -> tuple[Path, list[Path]]:
    """Filings of issuers by chance, or of a market that files every month, with its index; drawn unless they are there."""
    place = folder / f"{'market' if is_market else 'filings'}-{count}-{seed}"
    of_market = ["--market", "--months", str(MONTHS), "--issuers", str(count // MONTHS // 2), "--faults", "5"]
    if not place.exists():
        options = ["--out", str(place), "--seed", str(seed), *(of_market if is_market else ["--count", str(count)])]
        subprocess.run([sys.executable, "-m", "sharecap", "synth", *options], check=True)
    return (place / "filings", [place / "index.csv"]) if is_market else (place, [])


def session(url: str) -> SparkSession:
    """A session whose executors have one core and half of what their worker has."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master(url).appName("sharecap").config("spark.executor.memory", "512m")
    for name in ("spark.ui.enabled", "spark.ui.showConsoleProgress"):
        builder = builder.config(name, "false")
    return builder.getOrCreate()


def kill_midway(spark: SparkSession, tasks: int, kill: Callable[[], list[str]]) -> threading.Thread:
    """Kills when a third of the tasks of the stage with so many tasks are done; the thread ends with that."""
    tracker = spark.sparkContext.statusTracker()

    def is_midway() -> bool:
        stages = filter(None, map(tracker.getStageInfo, tracker.getActiveStageIds()))
        return any(stage.numTasks == tasks and stage.numCompletedTasks >= tasks / 3 for stage in stages)

    def wait_and_kill() -> None:
        while not is_midway():
            time.sleep(0.05)
        for name in kill():
            print(f"killed: {name[:60]} … {name[-60:]}", flush=True)

    thread = threading.Thread(target=wait_and_kill, daemon=True)
    thread.start()
    return thread


def on_cluster(filings: Path, index: list[Path], out: Path, workers: int, is_one_killed: bool) -> ClusterSummary:
    """Reads on a cluster of its own, and says how long that took."""
    began = time.monotonic()
    with Cluster(workers) as cluster:
        spark = session(cluster.url)
        try:
            paths = files_below(filings)
            ready = time.monotonic()
            if is_one_killed:
                tasks = -(-len(paths) // FILES_PER_TASK)
                killing = kill_midway(spark, tasks, lambda: cluster.kill_worker(0))
            done = ingest(spark, paths, out, root=filings, index=index, files_per_task=FILES_PER_TASK)
            if is_one_killed and killing.is_alive():
                raise RuntimeError("the run was over before a worker was killed: draw more filings")
            took = time.monotonic() - ready
            print(f"spark: {ready - began:.1f} s to start, {took:.1f} s to read and write", flush=True)
        finally:
            spark.stop()
    return done


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=Path("target/spark-proof"))
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--market", action="store_true", help="of a market: about as many, with faults and an index")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kill", action="store_true", help="kill a worker with all of its processes in mid-run")
    typed = parser.parse_args()
    filings, index = drawn(typed.folder, typed.count, typed.seed, typed.market)
    alone, spread = typed.folder / "ingest", typed.folder / "spark"
    for out in (alone, spread):
        shutil.rmtree(out, ignore_errors=True)
    began = time.monotonic()
    sharecap.ingest(filings, alone, index=index)
    print(f"sharecap ingest: {time.monotonic() - began:.1f} s", flush=True)
    done = on_cluster(filings, index, spread, typed.workers, typed.kill)
    print(f"{done.files} files, {done.rows['filings']} filings, rejected: {dict(done.rejects)}")
    return compare(alone, spread)


if __name__ == "__main__":
    sys.exit(main())
