"""How the extension starts the processes that read filings: a bare interpreter that loads the extension and nothing else.

Neither ``site-packages`` nor the environment of this process has a say in what a worker runs.
"""

from __future__ import annotations

import functools
import sys

from . import _native
from .errors import UsageError

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


@functools.cache
def register() -> None:
    """Tells the extension what starts a worker.

    :raises UsageError: Python is embedded in another program, and does not know its interpreter.
    """
    if not sys.executable or not _native.__file__:
        raise UsageError("Python does not say where its interpreter stands (sys.executable): read with in_process=True")
    _native.start_workers_by(sys.executable, ["-I", "-S", "-c", _SERVE, _native.__file__])
