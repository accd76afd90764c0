"""What the tests of the Python package share: the samples, and a dataset that the package made of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import sharecap

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "data" / "filings"


def missing(what: str) -> None:
    """Skips a test for want of something, loudly; where nothing may skip, fails it."""
    if os.environ.get("SHARECAP_NO_SKIP"):
        pytest.fail(f"{what} is missing, and nothing may be skipped")
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the sample filings."""
    return SAMPLES


@pytest.fixture(scope="session")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of the sample filings."""
    out = tmp_path_factory.mktemp("samples") / "dataset"
    sharecap.ingest(SAMPLES, out)
    return out
