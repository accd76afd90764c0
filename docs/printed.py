"""Run the commands that Markdown files show, and put what they print below them: `make readme`.

usage: printed.py FILE...    from the project's folder

In a block ```console, what follows a line `$ command` is its output. A block ```python is run, and the block ```text
right below it is what it prints. Each file begins without the datasets that it makes, and finds `sharecap` and `python` where the
project has them.
"""
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PYTHON = re.compile(r"^```python\n(.*?)^```\n```text\n.*?^```$", re.MULTILINE | re.DOTALL)
# The program that was built, and the Python that runs this.
FOUND_FIRST = [Path("target/release").resolve(), Path(sys.executable).parent]
ENVIRONMENT = os.environ | {"PATH": os.pathsep.join([*map(str, FOUND_FIRST), os.environ["PATH"]])}


def printed(command: list[str]) -> str:
    pipe, to_it = subprocess.PIPE, subprocess.STDOUT
    done = subprocess.run(command, stdout=pipe, stderr=to_it, env=ENVIRONMENT, text=True, check=False)
    lines = [line.rstrip() + "\n" for line in done.stdout.splitlines()]
    return "".join(lines).rstrip("\n") + "\n" if lines else ""


def console(block: re.Match[str]) -> str:
    commands = [line for line in block[1].splitlines() if line.startswith("$ ")]
    shown = (f"{line}\n{printed(['bash', '-c', line[2:]])}" for line in commands)
    return f"```console\n{''.join(shown)}```"


def python(block: re.Match[str]) -> str:
    return f"```python\n{block[1]}```\n```text\n{printed([sys.executable, '-c', block[1]])}```"


for path in map(Path, sys.argv[1:]):
    for dataset in ("target/tour", "target/readme-dataset"):
        shutil.rmtree(dataset, ignore_errors=True)
    text = path.read_text(encoding="utf-8")
    path.write_text(PYTHON.sub(python, CONSOLE.sub(console, text)), encoding="utf-8")
