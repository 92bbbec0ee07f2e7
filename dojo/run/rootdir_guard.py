"""What pytest must know before it looks for a configuration: that ``--solution`` takes a folder.

Else it takes the folder for one of tests, and reads the configuration and the ``conftest.py`` of a submission. The only
entry point of the package; the plugin itself is loaded by the ``conftest.py`` at the top.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path

import pytest

_OPTION = "--solution"


def add_option(parser) -> None:
    """Add ``--solution``, where that has not been done."""
    with contextlib.suppress(ValueError):
        parser.getgroup("katas").addoption(
            _OPTION, metavar="DIR", help="judge the files of DIR, laid out like katas/ (default: the stubs)"
        )


def pytest_addoption(parser, pluginmanager):
    """Add it; where pytest was misled before it was there, run it again with the folder after an equals sign."""
    add_option(parser)
    config = pluginmanager.get_plugin("pytestconfig")
    here, args = config.invocation_params.dir, list(map(str, config.invocation_params.args))
    if _OPTION in args[:-1] and _course(here) not in (None, config.rootpath):
        at = args.index(_OPTION)
        args[at : at + 2] = [f"{_OPTION}={args[at + 1]}"]
        raise SystemExit(subprocess.run([sys.executable, "-m", "pytest", *args], cwd=here, check=False).returncode)


def _course(here: Path) -> Path | None:
    """The course in which somebody stands."""
    known = (f for f in (here, *here.parents) if (f / "katas").is_dir() and (f / "conftest.py").is_file())
    return next(known, None)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config):
    """Refuse a configuration that the folder of a solution has chosen."""
    given = early_config.known_args_namespace.solution
    chosen = early_config.rootpath
    if given is None or not Path(given).is_dir() or not chosen.is_relative_to(Path(given).resolve()):
        return
    raise pytest.UsageError(
        f"--solution {given}: pytest has taken its configuration from {chosen}, which belongs to the solution."
        " Stand in the folder of the course."
    )
