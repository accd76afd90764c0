"""Keywords → arguments as they would be typed: the extension knows the names, defaults and messages of the command line."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

Text: TypeAlias = str | os.PathLike[str]
Value: TypeAlias = Text | int | bool | None
"""``None`` leaves an option out, so that its default holds; ``True`` is a switch."""


def options(named: Mapping[str, Value | Iterable[Text]]) -> list[str]:
    """``{"max_file_bytes": 1000, "rehash": True}`` → ``["--max-file-bytes=1000", "--rehash"]``; lists give an option each."""
    return [argument for name, value in named.items() for argument in _option(f"--{name.replace('_', '-')}", value)]


def _option(name: str, value: Value | Iterable[Text]) -> Iterator[str]:
    if value is None or value is False:
        return
    if value is True:
        yield name
    elif isinstance(value, (str, int, os.PathLike)):
        # In one argument: a value may begin with a dash.
        yield f"{name}={os.fspath(value) if isinstance(value, os.PathLike) else value}"
    elif isinstance(value, Iterable):
        for one in value:
            yield f"{name}={os.fspath(one)}"
    else:
        raise TypeError(f"{name[2:].replace('-', '_')}: {value!r} is a {type(value).__name__}; write an int or a text")


def severities(chosen: Mapping[str, str] | None) -> Iterator[str]:
    """``{"derived-value": "info"}`` → ``derived-value=info``."""
    if not isinstance(chosen, Mapping | None):
        raise TypeError(f"severity: {chosen!r} is no mapping; write {{'derived-value': 'info'}}")
    return (f"{code}={severity}" for code, severity in (chosen or {}).items())
