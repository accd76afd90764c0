"""What a filing costs sharecap and the tools that people use, on the same files in the same run.

Each round runs every tool on every file, one tool after the other, so that what else the machine does hits all of them.
CPU is that of the whole tree of processes, user and system. The table goes into RESULTS.md.
"""
import shutil
import statistics
import sys
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import corpora
import measure
import results

# pdfplumber in an environment of its own, which `make bench` makes.
PYTHON = results.PROJECT / "target" / "bench-venv" / "bin" / "python"
# As people use it: the text and the tables of every page, all files in one process.
PDFPLUMBER = """
import sys
import pdfplumber
for path in sys.argv[1:]:
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_text()
            page.extract_tables()
"""
TEXT, PLUMBER = "pdftotext -layout", "pdfplumber, text and tables"


@dataclass
class Tool:
    """A way to read files, with what each round cost."""

    name: str
    version: str
    """What it says it is; empty where it is not installed."""
    commands: object
    """Files → the commands that read them: one for all, or one for each."""
    most: int = 0
    """It is slow: it gets so many files, in the first round alone; 0 is all of them, in every round."""
    rounds: list = field(default_factory=list)
    """For each round the costs of its commands."""

    def chosen(self, count):
        """Which of so many files it gets: evenly spread, so that all kinds are among them."""
        return range(0, count, -(-count // self.most) if self.most else 1)

    def run(self, files):
        own = [files[at] for at in self.chosen(len(files))]
        self.rounds.append([measure.run(command) for command in self.commands(own)])

    def costs(self, what, files):
        """Milliseconds a filing in every round: of these files where each has a command, else of all that it got."""
        def of(costs):
            return costs if len(costs) == 1 else [costs[at] for at in files]
        return [sum(getattr(cost, what) for cost in of(costs)) / len(files) * 1000 for costs in self.rounds]


def ingest(program, jobs, folder, dataset, files):
    """All in one run."""
    yield [program, "ingest", folder, "--jobs", str(jobs), "--quiet", "--out", corpora.empty(dataset)]
    corpora.assert_all_read(dataset, len(files))


def ingest_alone(program, dataset, files):
    """A run and a dataset for each file."""
    for path in files:
        yield [program, "ingest", path, "--jobs", "1", "--quiet", "--out", corpora.empty(dataset)]
        corpora.assert_all_read(dataset, 1)


def one_by_one(command, files):
    """A process for each file, which stands where the command says FILE."""
    for path in files:
        yield [path if part == "FILE" else part for part in command]


def tools(options, folder, dataset, alone):
    """Every tool, installed or not; `alone`: also sharecap with a run for each file."""
    found = []
    programs = [("sharecap", options.program)] + ([("sharecap before", options.before)] if options.before else [])
    for name, program in programs:
        version = results.said(program, "--version")
        for jobs in (1, 2):
            title = f"{name} ingest, {jobs} job{'s'[:jobs - 1]}"
            found.append(Tool(title, version, partial(ingest, program, jobs, folder, dataset)))
        if alone:
            found.append(Tool(f"{name} ingest, a run for each file", version, partial(ingest_alone, program, dataset)))
    text = ["pdftotext", "-layout", "FILE", "/dev/null"]
    found.append(Tool(TEXT, results.said("pdftotext", "-v"), partial(one_by_one, text)))
    stext = ["mutool", "draw", "-q", "-F", "stext", "-o", "/dev/null", "FILE"]
    found.append(Tool("mutool draw -F stext", results.said("mutool", "-v"), partial(one_by_one, stext)))
    plumber = results.said(options.python, "-c", "import pdfplumber; print('pdfplumber', pdfplumber.__version__)")
    plumber = plumber if plumber.startswith("pdfplumber") else ""
    found.append(Tool(PLUMBER, plumber, lambda files: [[options.python, "-c", PDFPLUMBER, *files]], options.plumber_files))
    return found


def rows(used, missing, count):
    """The table of a corpus of `count` files. Ratios are taken over the files that both tools were given."""
    text = next((tool for tool in used if tool.name == TEXT), None)
    lines = []
    for tool in used:
        files = tool.chosen(count)
        cpu, wall = tool.costs("cpu", files), tool.costs("wall", files)
        ratio = f"{statistics.median(cpu) / statistics.median(text.costs('cpu', files)):.2f}" if text else "–"
        figures = [statistics.median(cpu), min(cpu), statistics.median(wall)]
        lines.append([tool.name, len(files), len(tool.rounds), *(f"{figure:.2f}" for figure in figures), ratio])
    lines += [[f"**{tool.name}: MISSING, not measured**", *["–"] * 6] for tool in missing]
    head = ["tool", "files", "rounds", "CPU ms a filing, median", "least", "wall ms a filing, median", "CPU ÷ pdftotext"]
    return results.table(head, lines)


def compared(options, title, folder, work, alone):
    """A section for one corpus."""
    files = corpora.pdfs(folder)
    found = tools(options, folder, work / "dataset", alone)
    used, missing = [tool for tool in found if tool.version], [tool for tool in found if not tool.version]
    for tool in missing:
        print(f"MISSING: {tool.name} is not installed and was not measured", file=sys.stderr)
    for number in range(options.rounds):
        for tool in used:
            if number == 0 or not tool.most:
                print(f"{title}: round {number + 1} of {options.rounds}, {tool.name}", file=sys.stderr)
                tool.run(files)
    return f"### {title}\n\n{rows(used, missing, len(files))}\n", {tool.name: tool.version for tool in used}


def starts(options):
    """What it costs to start each tool for nothing: what one process a file adds to every file."""
    commands = {"pdftotext": ["pdftotext", "-v"], "mutool": ["mutool", "-v"], "sharecap": [options.program, "--version"]}
    installed = {name: command for name, command in commands.items() if shutil.which(command[0])}
    least = {name: min(measure.run(command).cpu for _ in range(10)) for name, command in installed.items()}
    return ", ".join(f"{name} {cpu * 1000:.1f} ms" for name, cpu in least.items())


def sets(options, work):
    """The corpora: title, folder, and whether sharecap is also run for each file."""
    real = corpora.pdfs(options.real)
    if real:
        yield f"Real filings, {len(real)} files", corpora.copies(real, 1, work / "real"), True
        title = f"The same {len(real)} files, {options.times} copies of each"
        yield title, corpora.copies(real, options.times, work / "many"), False
    title = f"Drawn filings, {options.count} files (`synth --count {options.count} --seed {corpora.SEED}`)"
    yield title, corpora.drawn(options.program, options.count, work / "drawn"), not real


def report(options, work):
    proof = " and ".join(f"{cpu:.2f} s" for cpu in measure.prove().values())
    begun, missing = results.circumstances("benches/compare.py", options.program), ""
    if not corpora.pdfs(options.real):
        missing = "**MISSING: there was no folder of real filings; only drawn ones were measured.**\n"
        print(missing, file=sys.stderr)
    sections, versions = [], {}
    for title, folder, alone in sets(options, work):
        section, found = compared(options, title, folder, work, alone)
        sections.append(section)
        versions |= found
    return "\n".join([
        begun,
        f"{'; '.join(sorted(set(versions.values())))}. To start for nothing: {starts(options)}.",
        f"Of 0.25 s that a grandchild burnt, {proof} were counted (waited for, left behind).\n",
        missing,
        *sections,
    ])


def main():
    parser = corpora.arguments(__doc__)
    parser.add_argument("--before", type=Path, metavar="PROGRAM", help="another sharecap, measured in the same rounds")
    parser.add_argument("--rounds", type=int, default=5, help="rounds (5)")
    parser.add_argument("--count", type=int, default=300, help="drawn filings (300)")
    parser.add_argument("--times", type=int, default=10, help="copies of each real filing (10)")
    parser.add_argument("--plumber-files", type=int, default=29, help="files for pdfplumber, which is slow (29)")
    parser.add_argument("--python", type=Path, default=PYTHON, help="a Python that has pdfplumber (target/bench-venv)")
    options = parser.parse_args()
    with corpora.scratch() as work:
        part = report(options, work)
    print(part) if options.print else results.write("compare", part)


if __name__ == "__main__":
    main()
