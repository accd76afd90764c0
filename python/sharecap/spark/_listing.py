"""Which files are read, and under which paths they stand in the dataset."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable

from .. import _native
from .._arguments import Text, options
from ..errors import UsageError

Source = tuple[str, str, bytes | None]
"""What a worker opens, the path in the dataset, and what an index says of it."""


def is_url(path: str) -> bool:
    """Whether a path is for fsspec, not for the operating system."""
    return "://" in path


def sources(paths: Iterable[Text], root: Text | None, index: Iterable[Text]) -> tuple[list[Source], list[str]]:
    """Every file once, in the order of the paths in the dataset; and what is odd about them."""
    base = None if root is None else _place(os.fspath(root)).rstrip("/")
    odd: list[str] = []
    files: dict[str, str] = {}
    for named in paths:
        file = _place(os.fspath(named))
        path = _below(base, file)
        known = files.get(path)
        if known is None:
            files[path] = file
        elif known == file:
            odd.append(f"{file}: is named twice; it is read once")
        else:
            raise UsageError(f"{known} and {file} would both be {path} in the dataset: read them apart")
    if not files:
        raise UsageError("no files: name those that are to be read")
    typed = options({"index": tuple(index)})
    listed, unplaced = _native.publications([(file, path) for path, file in files.items()], typed)
    return [(files[path], path, publication) for path, publication in listed], [*odd, *unplaced]


def _place(path: str) -> str:
    """A path that means the same on every machine."""
    try:
        path.encode()
    except UnicodeEncodeError:
        name = os.fsencode(path)
        raise UsageError(f"{name!r} is no UTF-8, which Spark cannot name; `sharecap ingest` reads it") from None
    return path if is_url(path) else os.path.abspath(path)


def _below(base: str | None, file: str) -> str:
    """The path in the dataset: below ``base``, or else without what makes it absolute."""
    if base is None:
        return file.partition("://")[2] if is_url(file) else file.lstrip("/")
    if not file.startswith(f"{base}/"):
        raise UsageError(f"{file} is not below {base}: name another root, or read it apart")
    return file.removeprefix(f"{base}/")


def files_below(*folders: Text) -> list[str]:
    """Every file below some folders of this machine, sorted: those that ``sharecap ingest`` would read.

    What it would warn of (links that lead away, pipes, folders that cannot be opened) is warned of with
    :class:`UserWarning`, and left out.

    :raises UsageError: a folder is not there.
    """
    for folder in folders:
        if not os.path.exists(folder):
            raise UsageError(f"{os.fspath(folder)}: there is no such folder; check the path")
    files, odd = _native.crawl([os.path.abspath(folder) for folder in folders])
    for warning in odd:
        warnings.warn(warning, stacklevel=2)
    return [os.fspath(file) for file in files]
