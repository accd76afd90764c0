"""How the extension starts the processes that read filings: a bare interpreter that loads the extension and nothing else.

Neither ``site-packages`` nor the environment of this process has a say in what a worker runs.
"""

from __future__ import annotations

import sys

from . import _native

# A worker gets the path of the extension as its argument. `-I -S` of the interpreter: no site, no environment, no current
# folder.
_SERVE = """
import sys
from importlib.machinery import ExtensionFileLoader
from importlib.util import module_from_spec, spec_from_file_location
loader = ExtensionFileLoader("sharecap._native", sys.argv[1])
module = module_from_spec(spec_from_file_location("sharecap._native", sys.argv[1], loader=loader))
loader.exec_module(module)
module.serve()
"""


def register() -> None:
    """Tells the extension what starts a worker."""
    interpreter = sys.executable
    extension = _native.__file__
    # Without either, reading in this process is still possible; the extension says so when a worker is to start.
    if interpreter and extension:
        _native.start_workers_by(interpreter, ["-I", "-S", "-c", _SERVE, extension])
