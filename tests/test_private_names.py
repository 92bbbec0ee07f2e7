"""The private names of pytest and Hypothesis that the dojo relies on: a new version that lacks one is told by its name."""

from __future__ import annotations

import importlib
import re
from functools import reduce
from pathlib import Path

import pytest

DOJO = Path(__file__).parents[1] / "dojo"
SEEN_IN = "pytest 9.2 and Hypothesis 6.170"
NAMES = {
    "_pytest.config._prepareconfig": "run/collected.py",  # a run of pytest that stays loaded
    "_pytest.config.Config.pluginmanager": "run/collected.py",
    "_pytest.terminal.TerminalReporter._tw": "run/terminal.py, run/reporter.py",  # made in __init__
    "_pytest.main.Session._shouldfail": "run/collected.py",  # made in __init__
    "_pytest.main.Session._shouldstop": "run/collected.py",  # made in __init__
    "_pytest.python.Function._request": "run/collected.py",  # made in __init__
    "_pytest.python.Function._fixtureinfo": "run/replay.py",  # made in __init__
    "_pytest.python.Function.callspec": "engine/base/marks.py",  # made in __init__
    "_pytest.nodes.Item._report_sections": "run/collected.py",  # made in __init__
    "hypothesis.core.HypothesisHandle.inner_test": "engine/explain/pinned.py, run/replay.py",
    "hypothesis.internal.entropy.deterministic_PRNG": "run/replay.py",
    "hypothesis.internal.conjecture.providers._get_local_constants": "run/examples.py",
    "hypothesis.internal.conjecture.providers.Constants": "run/examples.py",
    "hypothesis.internal.conjecture.providers.CONSTANTS_CACHE": "run/examples.py",
    "hypothesis.internal.constants_ast.ConstantVisitor": "run/examples.py",
    "hypothesis.internal.constants_ast.TooManyConstants": "run/examples.py",
}


def _is_there(path: str) -> bool:
    """Tell whether a name is there, or given to each object by its class's source."""
    parts = path.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        try:
            module = importlib.import_module(".".join(parts[:cut]))
        except ImportError:
            continue
        *owners, last = parts[cut:]
        owner = reduce(getattr, owners, module)
        kinds = getattr(owner, "__mro__", ())
        return hasattr(owner, last) or any(_gives(kind, last) for kind in kinds)
    return False


def _gives(kind: type, name: str) -> bool:
    """Tell whether a class stores an attribute of a name on its objects."""
    stored = {constant for function in vars(kind).values() for constant in getattr(_code(function), "co_names", ())}
    return name in stored or name in getattr(kind, "__annotations__", ())


def _code(function):
    return getattr(getattr(function, "__wrapped__", function), "__code__", None)


@pytest.mark.parametrize("path", NAMES)
def test_a_private_name_that_is_used_is_there(path):
    assert _is_there(path), f"{path} is gone ({SEEN_IN} have it): see what dojo/{NAMES[path]} needs it for"


def test_a_private_name_is_used_where_the_table_says():
    for path, files in NAMES.items():
        for file in files.split(", "):
            text = (DOJO / file).read_text(encoding="utf-8")
            assert re.search(rf"\b{path.rpartition('.')[2]}\b", text), f"dojo/{file} uses {path} no more"


def test_no_other_module_imports_what_is_private():
    private = re.compile(r"^\s*(?:from|import) (_pytest|hypothesis\.internal)", re.M)
    importing = {
        file.relative_to(DOJO).as_posix() for file in DOJO.rglob("*.py") if private.search(file.read_text("utf-8"))
    }
    assert importing <= {file for files in NAMES.values() for file in files.split(", ")}
