"""Folders of filings → a dataset: :func:`ingest`, what it tells on the way, and what it did."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from . import _native, _workers
from ._arguments import Text, options, severities


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest is."""

    stage: Literal["crawling", "waiting", "reading", "publishing"]
    """``waiting``: for another run into the same dataset."""
    done: int
    """Files that were looked at."""
    total: int
    """Files that are to be looked at; 0 until the crawl is over."""
    message: str
    """Who is waited for; else empty."""


@dataclass(frozen=True, slots=True)
class FindingCount:
    """How many findings of a code a run made."""

    code: str
    severity: Literal["info", "warning", "error"]
    count: int


@dataclass(frozen=True, slots=True)
class IngestSummary:
    """What an ingest did. Counts are of documents unless they say otherwise."""

    files: int
    """Files that the crawl found."""
    known: int
    """Of these, the ones that had not changed since the run that read them, or were left out by ``since`` or ``limit``."""
    read: int
    """Documents that were read for the first time."""
    reread: int
    """Documents that were read again: by a newer version, or because that was asked for."""
    duplicates: int
    """Files whose bytes others held already."""
    vanished: int
    """Files that the dataset knows and that are gone; their filings stay unless they are pruned."""
    pruned: int
    """Documents whose filings were dropped, because their files are gone."""
    warnings: tuple[str, ...]
    """What the crawl met that is odd."""
    rejects: Mapping[str, int]
    """Documents that this run rejected, by ``reject_code``."""
    findings: tuple[FindingCount, ...]
    """Findings in what this run read."""
    is_published: bool
    """Whether a snapshot was published; False when there was nothing new."""
    snapshot: Path
    """The folder of the snapshot that is current now."""


def ingest(
    dirs: Text | Iterable[Text],
    out: Text,
    *,
    index: Text | Iterable[Text] = (),
    jobs: int | None = None,
    since: date | str | None = None,
    limit: int | None = None,
    retry_rejected: bool = False,
    reread: bool = False,
    rehash: bool = False,
    prune: bool = False,
    wait: bool = False,
    timeout_seconds: int | None = None,
    max_memory_bytes: int | None = None,
    max_file_bytes: int | None = None,
    libreoffice: Text | None = None,
    reader: Literal["both", "first", "second"] | None = None,
    severity: Mapping[str, str] | None = None,
    config: Text | None = None,
    in_process: bool = False,
    progress: Callable[[Progress], object] | None = None,
) -> IngestSummary:
    """Read what is new or has changed below some folders, and publish a snapshot of the tables: `sharecap ingest`.

    The interpreter is free meanwhile. Ctrl-C stops the run before anything is published, and raises
    :class:`KeyboardInterrupt`; what was current still is. Where it came too late for that, a note of the exception says what
    was published. How files are read (``timeout_seconds`` to ``in_process``) is said
    as for :func:`sharecap.parse`.

    :param dirs: a folder to crawl, or several; a single file will do.
    :param out: the dataset to publish into; made if it is not there.
    :param index: lists that say when the files were published (CSV or JSON lines).
    :param jobs: how many filings are read at a time (default: the number of cores).
    :param since: read only files that were published, or else modified, on this day or later.
    :param limit: read no more than so many files; later runs read the others.
    :param retry_rejected: read those files again that were rejected.
    :param reread: read every file again.
    :param rehash: look into every file for changes, not only where size or time of modification tell of one.
    :param prune: drop the filings whose files are gone from the folders.
    :param wait: wait until another run into the same dataset has ended, instead of giving up.
    :param progress: called, in the thread of the caller, at most some ten times a second and with every new stage; what
        it raises stops the run like Ctrl-C, and is raised here.
    :raises UsageError: a folder is not there, an index or config file is refused.
    :raises NotPublishedError: no files, a full disk, another run, a dataset that cannot be gone on from; nothing was
        published.
    """
    named = {
        "out": out,
        "index": _listed(index),
        "jobs": jobs,
        "since": since.isoformat() if isinstance(since, date) else since,
        "limit": limit,
        "retry_rejected": retry_rejected,
        "reread": reread,
        "rehash": rehash,
        "prune": prune,
        "wait": wait,
        "timeout": timeout_seconds,
        "max_memory_bytes": max_memory_bytes,
        "max_file_bytes": max_file_bytes,
        "libreoffice": libreoffice,
        "reader": reader,
        "severity": tuple(severities(severity)),
        "config": config,
        "in_process": in_process,
    }
    if not in_process:
        _workers.register()
    tell = (lambda *told: progress(Progress(*told))) if progress else None
    # Behind `--`, a folder may be called anything.
    return _summary(json.loads(_native.ingest([*options(named), "--", *_listed(dirs)], tell)))


def _listed(paths: Text | Iterable[Text]) -> list[str]:
    return [os.fspath(paths)] if isinstance(paths, (str, os.PathLike)) else [os.fspath(path) for path in paths]


def _summary(told: dict[str, Any]) -> IngestSummary:
    findings = tuple(FindingCount(**finding) for finding in told.pop("findings"))
    warnings = tuple(told.pop("warnings"))
    return IngestSummary(**told | {"findings": findings, "warnings": warnings, "snapshot": Path(told["snapshot"])})
