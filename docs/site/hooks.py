"""What mkdocs does for these pages beyond their Markdown.

The data dictionary is what `sharecap dictionary` prints, with a link to every column. A link that leaves docs/, such as
`../config/sharecap.toml`, leads to a page that shows the file, so that it works on the site as it does in the project.
"""
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

PROGRAM = "target/release/sharecap"
# Where the page of the dictionary gets its tables.
TABLES = "<!-- tables -->"
# A link out of docs/, with what stands behind the `../`.
OUTSIDE = re.compile(r"(?<=\]\()\.\./([\w./-]+)(?=\))")
# Between the cells of a table in Markdown; a bar within a cell has a backslash before it.
CELL_BORDER = re.compile(r"(?<!\\) *\| *")
# The languages that Pygments knows these endings by, where it is not the ending itself.
LANGUAGES = {".cron": "text", ".rs": "rust", ".service": "ini", ".timer": "ini", ".yml": "yaml", "": "text"}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds a page for every file and folder of the project that a page links to."""
    pages = [file.content_string for file in files.documentation_pages()]
    linked = {match[1].rstrip("/") for text in pages for match in OUTSIDE.finditer(text)}
    # What is not there gets no page, and the link to it is an error.
    for path in sorted({path for link in linked if Path(link).exists() for path in with_contents(Path(link))}):
        page = File.generated(config, page_of(path.as_posix()), content=shown(path), inclusion=InclusionLevel.NOT_IN_NAV)
        files.append(page)
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Turns links out of docs/ to the pages of on_files, and puts the tables into the dictionary."""
    markdown = OUTSIDE.sub(lambda match: page_of(match[1].rstrip("/")), markdown)
    return markdown.replace(TABLES, dictionary()) if TABLES in markdown else markdown


def page_of(path: str) -> str:
    return f"files/{path}.md"


def with_contents(path: Path) -> Iterator[Path]:
    """The path and, of a folder, all that is in it."""
    yield path
    if path.is_dir():
        yield from (entry for entry in path.rglob("*") if "__pycache__" not in entry.parts)


def shown(path: Path) -> str:
    """The page of a file or folder; the search is for the pages that explain."""
    head = f"---\nsearch:\n  exclude: true\n---\n# {path.as_posix()}\n\n"
    if path.is_dir():
        entries = sorted(entry for entry in path.iterdir() if entry.name != "__pycache__")
        return head + "".join(f"- [{entry.name}]({path.name}/{entry.name}.md)\n" for entry in entries)
    language = LANGUAGES.get(path.suffix, path.suffix[1:])
    return f"{head}`````{language}\n{path.read_text(encoding='utf-8')}`````\n"


def dictionary() -> str:
    """The tables of the data dictionary; the column `month_end` of `filings` can be linked to as `#filings.month_end`."""
    printed = subprocess.run([PROGRAM, "dictionary"], stdout=subprocess.PIPE, text=True, check=True).stdout
    table, lines = "", []
    for line in printed.splitlines()[1:]:
        table = line.removeprefix("## ") if line.startswith("## ") else table
        lines.append(narrow(table, line) if line.startswith("|") else line)
    return "\n".join(lines)


def narrow(table: str, line: str) -> str:
    """A line of a table, with a place to link to, and type and unit in one cell: a page has room for four columns."""
    column, kind, unit, *rest = CELL_BORDER.split(line.strip("| "))
    if column.startswith("`"):
        column, kind = f"{column}{{ #{table}.{column.strip('`')} }}", f"`{kind}`<br>{unit}"
    elif column == "column":
        kind = "type and unit"
    return f"| {' | '.join([column, kind, *rest])} |"
