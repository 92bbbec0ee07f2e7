"""What pytest must know before it looks for a configuration: that ``--solution`` takes a folder.

Else it takes the folder for one of tests, and reads the configuration and the ``conftest.py`` of a submission. The only
entry point of the package; the plugin itself is loaded by the ``conftest.py`` at the top.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest


def pytest_addoption(parser):
    group = parser.getgroup("katas")
    with contextlib.suppress(ValueError):  # added before, by the other of the two modules
        group.addoption(
            "--solution", metavar="DIR", help="judge the files of DIR, laid out like katas/ (default: the stubs)"
        )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config):
    """Refuse a configuration that the folder of a solution has chosen."""
    given = early_config.known_args_namespace.solution
    chosen = early_config.rootpath
    if given is None or not Path(given).is_dir() or not chosen.is_relative_to(Path(given).resolve()):
        return
    raise pytest.UsageError(
        f"--solution {given}: pytest has taken its configuration from {chosen}, which belongs to the solution."
        f" Stand in the folder of the course, and write --solution={given} with an equals sign."
    )
