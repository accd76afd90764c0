"""A standalone cluster on this machine: a master and some workers, each of its own processes, to try things out.

    standalone.py --workers 2

It prints the URL of the master and runs until Ctrl-C. As a module: :class:`Cluster`, which can also kill one of its
workers with all that belongs to it.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pyspark

HOST = "127.0.0.1"
SPARK = Path(pyspark.__file__).parent
PATIENCE_SECONDS = 60


class Cluster:
    """A master and its workers; use it with ``with``."""

    def __init__(self, workers: int, memory: str = "1g") -> None:
        self.scratch = tempfile.TemporaryDirectory(prefix="sharecap-spark-")
        self.url = f"spark://{HOST}:{_free_port()}"
        port = self.url.rpartition(":")[2]
        self.master = self._start("master.Master", "--host", HOST, "--port", port, "--webui-port", "0")
        _wait_for(int(port))
        self.workers = [
            self._start(
                *("worker.Worker", "--host", HOST, "--webui-port", "0", "--cores", "1", "--memory", memory),
                *("--work-dir", f"{self.scratch.name}/{number}", self.url),
            )
            for number in range(workers)
        ]

    def _start(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        # `spark-class` becomes the Java program that it starts.
        command = [str(SPARK / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}", *arguments]
        surroundings = {**os.environ, "SPARK_HOME": str(SPARK), "PYSPARK_PYTHON": sys.executable}
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, env=surroundings)

    def kill_worker(self, number: int) -> list[str]:
        """Kills a worker with its executor and all of their processes, as a machine that loses power; says which."""
        own = self.workers[number].pid
        return kill([own, *descendants(own)])

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        for process in [*self.workers, self.master]:
            process.terminate()
        for process in [*self.workers, self.master]:
            process.wait(PATIENCE_SECONDS)
        self.scratch.cleanup()


def kill(processes: list[int]) -> list[str]:
    """Kills processes by signal 9, all stopped first so that none notices; gives the names of those that were there."""
    names = {process: name for process in processes if (name := _name(process))}
    for which in (signal.SIGSTOP, signal.SIGKILL):
        for process in names:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, which)
    return list(names.values())


def descendants(process: int) -> list[int]:
    """The processes that a process has started, and they, as the system knows them now (Linux)."""
    children = [number for number, parent in _parents() if parent == process]
    return [found for child in children for found in [child, *descendants(child)]]


def python_workers(process: int) -> list[int]:
    """The forks of Spark's Python daemon below a process: those that run tasks."""
    daemons = [found for found in descendants(process) if "pyspark.daemon" in _name(found)]
    return [found for found in daemons if any(parent in daemons for number, parent in _parents() if number == found)]


def executors(process: int) -> list[int]:
    """The executors below a process."""
    return [found for found in descendants(process) if "CoarseGrainedExecutorBackend" in _name(found)]


def _parents() -> Iterator[tuple[int, int]]:
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            # Behind the name, which may hold anything, stand the state and the parent.
            yield int(entry.name), int((entry / "stat").read_text().rpartition(")")[2].split()[1])


def _name(process: int) -> str:
    try:
        typed = Path(f"/proc/{process}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""
    return " ".join(typed.replace("\0", " ").split())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        time.sleep(0.1)
    raise TimeoutError(f"no master at port {port}: see that Java 17 is installed")


def main() -> None:
    parser = argparse.ArgumentParser(description="A standalone Spark cluster on this machine, until Ctrl-C.")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--memory", default="1g", help="of each worker")
    typed = parser.parse_args()
    with Cluster(typed.workers, typed.memory) as cluster, contextlib.suppress(KeyboardInterrupt):
        print(cluster.url, flush=True)
        cluster.master.wait()


if __name__ == "__main__":
    main()
