"""``sharecap`` and ``python -m sharecap``: the command line, the same as that of the Rust program."""

from __future__ import annotations

import signal
import sys

from . import _native, _workers


def main() -> int:
    """Does what was typed; gives the exit code that ``sharecap --help`` documents."""
    _workers.register()
    # The program listens for itself: a first Ctrl-C ends a run in good order, a second one at once.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _native.program(["sharecap", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
