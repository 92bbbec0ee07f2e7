"""The options that take a value, which pytest must know before it looks for a configuration.

Else it takes the value for a path. A folder after ``--solution`` is then one of tests, and the configuration and the
``conftest.py`` of a submission are read; a name after ``--kata`` makes it load ``tests/conftest.py``, and all that this
imports. The only entry point of the package; the plugin itself is loaded by the ``conftest.py`` at the top.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_OPTION = "--solution"


def pytest_addoption(parser, pluginmanager):
    """Add a course's options; where pytest was misled before, run it again with the folder after an equals sign."""
    config = pluginmanager.get_plugin("pytestconfig")
    here, args = config.invocation_params.dir, list(map(str, config.invocation_params.args))
    if (course := _course(here)) is None:
        return

    from dojo.run import options

    options.add_options(parser)
    if _OPTION in args[:-1] and course != config.rootpath:
        at = args.index(_OPTION)
        args[at : at + 2] = [f"{_OPTION}={args[at + 1]}"]
        raise SystemExit(subprocess.run([sys.executable, "-m", "pytest", *args], cwd=here, check=False).returncode)


def _course(here: Path) -> Path | None:
    """The course in which somebody stands."""
    courses = (f for f in (here, *here.parents) if (f / "katas").is_dir() and (f / "conftest.py").is_file())
    return next(courses, None)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config):
    """Refuse a configuration that the folder of a solution has chosen."""
    given = getattr(early_config.known_args_namespace, "solution", None)
    chosen = early_config.rootpath
    if given is None or not Path(given).is_dir() or not chosen.is_relative_to(Path(given).resolve()):
        return
    raise pytest.UsageError(
        f"--solution {given}: pytest has taken its configuration from {chosen}, which belongs to the solution."
        " Stand in the folder of the course."
    )
