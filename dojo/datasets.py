"""Data that installed packages bring along."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def shipped(package: str, file: str) -> Path:
    """Return a file of an installed package without importing it: scikit-learn alone takes longer than a judge.

    Parameters
    ----------
    package : str
        Its name, as it is imported.
    file : str
        Where it lies in the package's folder.
    """
    return Path(find_spec(package).origin).parent / file  # type: ignore[union-attr, arg-type]  # it is installed
