"""What a command costs: CPU of the whole tree of processes that it starts, wall time, peak memory. Linux.

The system adds the CPU of a process to its parent's only when the parent waits for it. What a command leaves behind
without waiting would be free of charge: here such orphans become our own children and are waited for and counted.
`prove` holds that to be true, before anything is measured.
"""
import ctypes
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
# Seconds between two looks at the memory of the tree.
LOOK = 0.05
# A child that burns 0.25 s of CPU in a grandchild: whether it waits for it or not, the cost is the command's.
BURN = """
import os, sys, time
if os.fork() == 0:
    while time.process_time() < 0.25: pass
    os._exit(0)
if sys.argv[1] == "wait": os.wait()
"""


@dataclass
class Cost:
    """What one run of a command cost."""

    cpu: float
    """Seconds of CPU, user and system, of the command and everything that it started."""
    wall: float
    """Seconds until the command had ended."""
    peak_parent: int = 0
    """The most resident memory of the command's own process, KiB; 0 where nobody looked."""
    peak_tree: int = 0
    """The most memory of all its processes at a time, what they share counted once (PSS), KiB; 0 where nobody looked."""


class Failed(Exception):
    """A command that ended with an error: it has no cost worth telling."""


def run(command, memory=False, **how):
    """The cost of a command; its output goes nowhere, its errors into the exception where it fails."""
    adopt_orphans()
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **how) as child:
        watch = Watch(child.pid) if memory else None
        said = child.stderr.read()
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
    cpu = used.ru_utime + used.ru_stime + orphans()
    peaks = watch.peaks() if watch else (0, 0)
    if child.returncode != 0:
        said = said.decode(errors="replace")[-2000:]
        raise Failed(f"{' '.join(map(str, command))}: exit code {child.returncode}\n{said}")
    return Cost(cpu, wall, *peaks)


def adopt_orphans():
    """From now on, processes whose parent is gone become children of this one."""
    if not sys.platform.startswith("linux") or ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        sys.exit("error: costs of whole trees of processes can be measured on Linux only")


def orphans():
    """Waits for what a command left behind; seconds of CPU."""
    cpu = 0.0
    while True:
        try:
            _, _, used = os.wait4(-1, 0)
        except ChildProcessError:
            return cpu
        cpu += used.ru_utime + used.ru_stime


def prove():
    """Runs commands whose grandchildren burn a known amount of CPU, waited for and left behind; the seconds counted."""
    counted = {how: run([sys.executable, "-c", BURN, how]).cpu for how in ("wait", "leave")}
    for how, cpu in counted.items():
        if cpu < 0.25:
            sys.exit(f"error: a grandchild burnt 0.25 s ({how}), and {cpu:.3f} s were counted: no figure can be believed")
    return counted


class Watch:
    """Looks at the memory of a process and its descendants until it is gone."""

    def __init__(self, pid):
        self.pid, self.parent, self.tree = pid, 0, 0
        self.thread = threading.Thread(target=self.look, daemon=True)
        self.thread.start()

    def look(self):
        while (own := field(self.pid, "status", "VmHWM")) is not None:
            self.parent = max(self.parent, own)
            self.tree = max(self.tree, sum(field(pid, "smaps_rollup", "Pss") or 0 for pid in descendants(self.pid)))
            time.sleep(LOOK)

    def peaks(self):
        self.thread.join()
        return self.parent, self.tree


def field(pid, file, name):
    """A field of a process's file below /proc in KiB; None when the process is gone."""
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), None)


def descendants(pid):
    """A process and all below it. Any thread may have started a child."""
    found = [pid]
    for one in found:
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found.extend(map(int, children.read_text(encoding="ascii").split()))
            except OSError:
                pass
    return found
