"""The check of the built pages finds what is wrong with them; the pages themselves are checked by `make docs`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CHECK = Path(__file__).resolve().parents[2] / "docs" / "site" / "check.py"
WHOLE = '<p id="here"><a href="two.html#there">two</a> <a href="https://example.org/">out</a> <img src="a%20b.svg">'


def checked(site: Path, page: str) -> subprocess.CompletedProcess[str]:
    """What the check says of a site of two pages, of which this is the first."""
    (site / "one.html").write_text(page, encoding="utf-8")
    (site / "two.html").write_text('<h1 id="there">Two</h1>', encoding="utf-8")
    (site / "a b.svg").write_text("<svg/>", encoding="utf-8")
    command = [sys.executable, str(CHECK), str(site)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_whole_site_passes_and_its_links_outside_are_listed(tmp_path: Path) -> None:
    told = checked(tmp_path, WHOLE)
    assert (told.returncode, told.stderr) == (0, "")
    assert "not followed: https://example.org/" in told.stdout


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ('<a href="three.html">', "three.html: there is no such file"),
        ('<a href="two.html#nowhere">', "two.html#nowhere: there is no such place"),
        ('<a href="#nowhere">', "#nowhere: there is no such place"),
        ('<a href="../outside.html">', "../outside.html leads out of the site"),
        ('<script src="https://example.org/a.js"></script>', "loads https://example.org/a.js from outside"),
        ('<link rel="stylesheet" href="//example.org/a.css">', "loads //example.org/a.css from outside"),
        ('<p style="background: url(http://example.org/a.png)">', "loads http://example.org/a.png from outside"),
    ],
)
def test_each_fault_is_found(tmp_path: Path, fault: str, said: str) -> None:
    told = checked(tmp_path, WHOLE + fault)
    assert told.returncode == 1
    assert told.stderr.startswith("error: one.html") and said in told.stderr


def test_what_a_stylesheet_loads_counts(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("@import 'https://example.org/b.css';", encoding="utf-8")
    assert "a.css loads https://example.org/b.css from outside" in checked(tmp_path, WHOLE).stderr
