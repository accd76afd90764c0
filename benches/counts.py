"""How many instructions each stage takes for one filing, counted by callgrind: counts repeat, on a busy machine too.

A run over one file is taken from a run over one more than N copies of it; what is left, divided by N, is the filing
alone: starting up, reading the forms' definitions and finishing the run are in both. The tables go into RESULTS.md.
"""
import re
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass

import corpora
import results

# Stages by their public functions. What is in none of them is the rest: crawling, digests, the spool, publishing.
STAGES = {
    "extract": "sharecap::extract::extract",
    "extract (second reader)": "sharecap::extract::extract_again",
    "layout": "sharecap::layout::layout",
    "parse: split": "sharecap::parse::split::split",
    "parse": "sharecap::parse::parse",
    "record": "sharecap::record::record",
    "check": "sharecap::check::check",
    "tables: assemble": "sharecap::tables::assemble",
}
# A filing may be sound, and then nobody asks the second reader.
OPTIONAL = {"extract (second reader)"}
# What only passes on: not worth a line of the list.
FRAMES = re.compile(
    r"^<?(std|core|alloc|rayon|rayon_core|main\b|start_thread|clone|\(below|0x|__rust)"
    r"|^sharecap::(main|cli|pipeline)|::guarded$"
)
TOP, WIDTH = 25, 84


@dataclass
class Counts:
    """Instructions by function: with what it calls, and alone."""

    total: int
    inclusive: dict
    exclusive: dict

    def minus(self, start, copies):
        """What one of so many copies takes that a run has more than the other."""
        def less(more, fewer):
            return {name: (count - fewer.get(name, 0)) / copies for name, count in more.items()}
        inclusive, exclusive = less(self.inclusive, start.inclusive), less(self.exclusive, start.exclusive)
        return Counts((self.total - start.total) / copies, inclusive, exclusive)


def read(lines):
    """The counts of a file of callgrind. Parts of a function that come from other source files, as inlined ones do, and
    levels of a recursion are one function here, and so are the instances of a generic one: where one of them calls
    something that comes back to another, what is below that counts twice."""
    names, own, inclusive, exclusive = {}, "", defaultdict(int), defaultdict(int)
    called, is_call = "", False
    for line in lines:
        key, equals, value = line.partition("=")
        if equals and key in ("fn", "cfn"):
            number, _, name = value.strip().partition(" ")
            name = names.setdefault(number, re.sub(r"'\d+$", "", name))
            own, called = (name, called) if key == "fn" else (own, name)
        elif equals and key == "calls":
            is_call = True
        elif re.match(r"[-+*\d]", line):
            count = int(line.split()[1])
            if not is_call:
                exclusive[own] += count
                inclusive[own] += count
            elif called != own:
                inclusive[own] += count
            is_call = False
    return Counts(sum(exclusive.values()), inclusive, exclusive)


def counted(program, folder, work):
    """The counts of an ingest of a folder."""
    out = work / "callgrind.out"
    command = ["valgrind", "--tool=callgrind", "--quiet", f"--callgrind-out-file={out}", program, "ingest", folder,
               "--out", corpora.empty(work / "dataset"), "--jobs", "1", "--in-process", "--quiet"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    corpora.assert_all_read(work / "dataset", len(corpora.pdfs(folder)))
    with out.open(encoding="utf-8", errors="replace") as lines:
        return read(lines)


def of_filing(program, path, copies, work):
    """The counts of one filing, and of a run of it alone."""
    counts = []
    for number in (1, copies + 1):
        folder = corpora.copies([path], number, corpora.empty(work / "files"))
        counts.append(counted(program, folder, work))
    return counts[1].minus(counts[0], copies), counts[0]


def millions(count):
    # What is all but nothing has no sign.
    return f"{round(count / 1e6, 2) + 0.0:.2f}"


def by_stage(filings):
    """A column a filing, a line a stage."""
    rows, rest = [], {title: filing.total for title, (filing, _) in filings.items()}
    for stage, function in STAGES.items():
        found = {title: filing.inclusive.get(function) for title, (filing, _) in filings.items()}
        for title, count in found.items():
            if count is None and stage not in OPTIONAL:
                print(f"{title}: {function} is inlined or gone: its cost is in the rest", file=sys.stderr)
            rest[title] -= count or 0
        rows.append([stage, *("–" if count is None else millions(count) for count in found.values())])
    rows.append(["the rest", *map(millions, rest.values())])
    rows.append(["**a filing**", *(f"**{millions(filing.total)}**" for filing, _ in filings.values())])
    rows.append(["a run beside its filings", *(millions(run.total - filing.total) for filing, run in filings.values())])
    return results.table(["million instructions", *filings], rows)


def short(name):
    return name.replace("|", "\\|") if len(name) <= WIDTH else name[: WIDTH - 1].replace("|", "\\|") + "…"


def top(title, filing):
    """The functions that take the most: with what they call, and alone."""
    lists = []
    for counts, skip in ((filing.inclusive, FRAMES), (filing.exclusive, None)):
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        lists.append([(name, count) for name, count in ordered if not (skip and skip.match(name))][:TOP])
    rows = [[f"`{short(one)}`", millions(a), f"`{short(other)}`", millions(b)] for (one, a), (other, b) in zip(*lists)]
    return f"#### {title}\n\n" + results.table(["with what it calls", "million", "alone", "million"], rows) + "\n"


def samples(options, work):
    """One FF301 and one legacy filing, drawn, and real ones where there are any: the first of their names."""
    drawn = corpora.drawn(options.program, 6, work / "drawn")
    found = {}
    for what, folder in (("drawn", drawn), ("real", options.real)):
        for kind, start in (("FF301", "FF301"), ("legacy", "legacy")):
            path = next((path for path in corpora.pdfs(folder) if path.name.startswith(start)), None)
            if path:
                found[f"{what} {kind}"] = path
            else:
                print(f"MISSING: no {what} {kind} filing", file=sys.stderr)
    return found


def report(options, work):
    begun = results.circumstances("benches/counts.py", options.program)
    paths = samples(options, work)
    filings = {title: of_filing(options.program, path, options.copies, work) for title, path in paths.items()}
    shown = [title for title in filings if title.startswith("real")] or list(filings)
    return "\n".join([
        begun,
        f"{results.said('valgrind', '--version')}; {options.copies + 1} copies of each filing, less a run of one.\n",
        by_stage(filings) + "\n",
        *(top(f"{title}: the functions that take the most", filings[title][0]) for title in shown),
    ])


def main():
    parser = corpora.arguments(__doc__)
    parser.add_argument("--copies", type=int, default=8, help="copies of each filing (8)")
    options = parser.parse_args()
    if not results.said("valgrind", "--version"):
        sys.exit("error: valgrind is not installed (Debian: valgrind); nothing was counted")
    with corpora.scratch() as work:
        part = report(options, work)
    print(part) if options.print else results.write("counts", part)


if __name__ == "__main__":
    main()
