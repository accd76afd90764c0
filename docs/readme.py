"""Run the commands of README.md from the project's folder and put what they print below them: `make readme`.

In a block ```console, what follows a line `$ command` is its output. A block ```python is run, and the block ```text
right below it is what it prints.
"""
import re
import shutil
import subprocess
import sys
from pathlib import Path

README = Path("README.md")
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PYTHON = re.compile(r"^```python\n(.*?)^```\n```text\n.*?^```$", re.MULTILINE | re.DOTALL)


def printed(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    lines = [line.rstrip() + "\n" for line in done.stdout.splitlines()]
    return "".join(lines).rstrip("\n") + "\n" if lines else ""


def console(block):
    commands = [line for line in block[1].splitlines() if line.startswith("$ ")]
    shown = (f"{line}\n{printed(['bash', '-c', line[2:]])}" for line in commands)
    return f"```console\n{''.join(shown)}```"


def python(block):
    return f"```python\n{block[1]}```\n```text\n{printed([sys.executable, '-c', block[1]])}```"


shutil.rmtree("target/tour", ignore_errors=True)
text = README.read_text(encoding="utf-8")
README.write_text(PYTHON.sub(python, CONSOLE.sub(console, text)), encoding="utf-8")
