"""RESULTS.md: each script writes its part between two markers, so that a rerun replaces it and leaves the rest alone."""
import datetime
import os
import platform
import re
import subprocess
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PROGRAM = PROJECT / "target" / "release" / "sharecap"
RESULTS = PROJECT / "benches" / "RESULTS.md"


def markers(part):
    """The lines between which a part stands."""
    return f"<!-- {part}: begin -->", f"<!-- {part}: end -->"


def replaced(text, part, content):
    """A text with other content between the markers of a part, which must be there once."""
    begin, end = markers(part)
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        raise ValueError(f"there is not one pair of the lines {begin} and {end}")
    before, rest = text.split(begin)
    return f"{before}{begin}\n{content.strip()}\n{end}{rest.split(end)[1]}"


def write(part, content, file=RESULTS):
    """Puts the content of a part into RESULTS.md."""
    file.write_text(replaced(file.read_text(encoding="utf-8"), part, content), encoding="utf-8")


def table(head, rows):
    """A table in Markdown; the first column is text, the others figures."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def said(*command):
    """The first line that a command says, on stdout or else on stderr; nothing where it is not installed."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return next(iter((done.stdout or done.stderr).strip().splitlines()), "")


def revision():
    """The commit, and whether what is there differs from it in anything but the results."""
    changed = said("git", "-C", str(PROJECT), "status", "--porcelain", "--", ".", ":!benches/RESULTS.md")
    return said("git", "-C", str(PROJECT), "rev-parse", "--short=10", "HEAD") + (" with changes" if changed else "")


def machine():
    """The machine in words: processor, cores, memory, kernel."""
    def first(file, pattern, default):
        match = re.search(pattern, Path(file).read_text(encoding="utf-8"), re.MULTILINE)
        return match[1] if match else default
    cpu = first("/proc/cpuinfo", r"^model name\s*:\s*(.*)$", platform.machine())
    memory = int(first("/proc/meminfo", r"^MemTotal:\s*(\d+)", "0")) / 2**20
    return f"{cpu}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GiB, {platform.system()} {platform.release()}"


def circumstances(command, program=PROGRAM):
    """Where, when and of what a part was measured, and how busy the machine was with other things."""
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
    load = f"{os.getloadavg()[0]:.1f}"
    built = f"commit {revision()}" if program == PROGRAM else f"a program named {program.name}"
    return f"`{command}` at {now}, load {load} when it began, {built}; {machine()}."
