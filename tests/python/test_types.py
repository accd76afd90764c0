"""The package and its tests are typed: mypy --strict, and the stubs of the extension held to the extension itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _run(*command: str, cwd: Path = ROOT) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_package_tests_and_examples_are_typed() -> None:
    _run("mypy", "--no-error-summary", "--cache-dir", "target/mypy", "python", "tests/python", "examples")


def test_the_stubs_are_those_of_the_extension(tmp_path: Path) -> None:
    # From elsewhere: what is held to the stubs is the package that is installed.
    _run("mypy.stubtest", "sharecap._native", cwd=tmp_path)


def test_the_rows_are_those_of_the_data_dictionary() -> None:
    from sharecap import _native

    generate = [sys.executable, str(ROOT / "python" / "generate_rows.py")]
    dictionary = _native.dictionary_json()
    written = subprocess.run(generate, input=dictionary, capture_output=True, check=True, text=True).stdout
    rows = (ROOT / "python" / "sharecap" / "rows.py").read_text(encoding="utf-8")
    assert written == rows, "run: sharecap dictionary --format json | python python/generate_rows.py > python/sharecap/rows.py"
