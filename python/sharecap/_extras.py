"""Packages that only part of the work needs."""

from __future__ import annotations

import importlib


def need(module: str, *, extra: str) -> None:
    """Says how to get a module that only what was asked for needs.

    :raises ModuleNotFoundError: it is not installed.
    """
    try:
        importlib.import_module(module)
    except ModuleNotFoundError as error:
        message = f"{module} is not installed: pip install 'sharecap[{extra}]', or install it beside sharecap"
        raise ModuleNotFoundError(message, name=error.name) from error
