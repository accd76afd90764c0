"""What can go wrong, as exceptions with the exit codes and reject codes of the command line.

A filing that is no monthly return, or cannot be read, is :class:`Rejected` by :func:`sharecap.parse`; an ingest never raises
for a filing: its row in ``filings`` says why.
"""

from __future__ import annotations


class SharecapError(Exception):
    """Something outside of any filing went wrong. The message says what, where, and what to do."""

    exit_code: int = 3
    """With what ``sharecap`` on the command line ends for it: 2 usage, 3 nothing published or no dataset, 4 output."""


class UsageError(SharecapError, ValueError):
    """An argument cannot be carried out: a folder that is not there, a config file that is refused. Exit code 2."""

    exit_code = 2


class NotPublishedError(SharecapError):
    """Nothing was published (what was current still is), or no process could be started to read in. Exit code 3."""


class DatasetError(SharecapError):
    """There is no dataset, another schema version wrote it, or it is damaged. Exit code 3."""


class OutputError(SharecapError, OSError):
    """The output could not be written. Exit code 4."""

    exit_code = 4


class Rejected(SharecapError):
    """A document that is no monthly return, or that cannot be read. Exit code 1.

    The same document has the outcome ``rejected`` in ``filings``, with the same ``reject_code`` and ``reject_message``.
    """

    exit_code = 1

    def __init__(self, code: str, message: str, source: str) -> None:
        super().__init__(code, message, source)
        self.code = code
        """Why, as ``reject_code`` of the table ``filings``: ``not_a_monthly_return``, ``no_text_layer``, ``timeout``, …"""
        self.message = message
        """What was found, where, and what to do about it."""
        self.source = source
        """The file, or ``<bytes>``."""

    def __str__(self) -> str:
        return f"{self.source}: {self.code}: {self.message}"


class SeveralForms(SharecapError, ValueError):
    """A file holds more than one form, so that none of them is *the* return: use :func:`sharecap.parse_all`. Exit code 2."""

    exit_code = 2


def of_exit_code(exit_code: int, message: str, is_dataset: bool = False) -> SharecapError:
    """The exception for an error of the program: what ``sharecap._native`` raises.

    ``is_dataset`` tells the two kinds of exit code 3 apart.
    """
    if exit_code == UsageError.exit_code:
        return UsageError(message)
    if exit_code == OutputError.exit_code:
        return OutputError(message)
    return DatasetError(message) if is_dataset else NotPublishedError(message)
