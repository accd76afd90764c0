"""What is installed beside the package is asked for by name where it is missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import sharecap


@pytest.mark.parametrize(("method", "module"), [("polars", "polars"), ("arrow", "pyarrow")])
def test_a_library_that_is_missing_is_named_with_its_extra(
    dataset: Path, monkeypatch: pytest.MonkeyPatch, method: str, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    opened = sharecap.open(dataset)
    with pytest.raises(ModuleNotFoundError, match=rf"{module} is not installed: pip install 'sharecap\[{method}\]'"):
        opened.polars("filings") if method == "polars" else opened.arrow("filings")
