"""The files that are measured, and the program that reads them: the same for every script."""
import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from results import PROGRAM, PROJECT

# Real filings lie beside a checkout where there are any, as for .ci/run; they are not ours to hand on.
REAL = PROJECT.parent / "shared" / "filings" / "pdf"
# What is drawn is drawn with this seed.
SEED = 1


def arguments(doc):
    """A parser with what every script takes."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, default=PROGRAM, help="a sharecap (target/release/sharecap)")
    parser.add_argument("--real", type=Path, default=REAL, metavar="FOLDER", help="real PDFs (../shared/filings/pdf)")
    parser.add_argument("--print", action="store_true", help="print the part of RESULTS.md instead of writing it there")
    return parser


@contextmanager
def scratch():
    """A folder for what a script makes, gone at the end."""
    (PROJECT / "target").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=PROJECT / "target", prefix="bench-") as folder:
        yield Path(folder)


def pdfs(folder):
    """The PDFs below a folder, sorted; none where there is no such folder."""
    return sorted(path for path in folder.rglob("*.pdf") if path.is_file())


def copies(files, times, folder):
    """So many copies of each file, in a new folder. A comment behind each makes its bytes its own: a reader that knows a
    file by its digest has to read them all."""
    folder.mkdir()
    for number in range(times):
        for path in files:
            (folder / f"{number:04}-{path.name}").write_bytes(path.read_bytes() + b"\n%% copy %d\n" % number)
    return folder


def drawn(program, count, folder):
    """So many filings that `synth` drew, in a new folder: FF301 of every version and, every third, legacy returns."""
    command = [program, "synth", "--count", str(count), "--seed", str(SEED), "--out", folder]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder


def assert_all_read(dataset, files):
    """Stops where a dataset has not read every file: a reader that leaves files out would be fast."""
    manifest = json.loads((dataset / "current" / "manifest.json").read_text(encoding="utf-8"))
    read, rejected = manifest["filings"], sum(manifest["rejects"].values())
    if read < files or rejected:
        sys.exit(f"error: {read} filings from {files} files, {rejected} of them rejected: figures would be worth nothing")


def empty(folder):
    """The path of a folder that is not there, whatever was there before."""
    shutil.rmtree(folder, ignore_errors=True)
    return folder
