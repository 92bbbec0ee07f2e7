"""The dojo: a pytest plugin that judges katas, a command beside it, and what judges are written with."""

import sys
from importlib.util import find_spec

__version__ = "1.0.0rc1"
__all__ = [
    *("TINY", "both", "commonest", "edges", "edit", "from_scratch", "generics", "ideas", "mistake", "on_its_device"),
    "remembers_nothing",
]

if _missing := [name for name in ("hypothesis", "msgpack", "numpy", "rich") if find_spec(name) is None]:
    sys.exit(
        f"dojo: this Python has no {', '.join(_missing)} ({sys.executable}). The environment is probably not active:\n"
        "  . .venv/bin/activate      (Windows: .venv\\Scripts\\activate)\n"
        "or the project is not installed in it: pip install -e ."
    )


def load_ipython_extension(ipython) -> None:
    """``%load_ext dojo``: a cell is a solution."""
    from dojo.notebook.magics import KataMagics

    ipython.register_magics(KataMagics)


def __getattr__(name: str):
    """Load what judges and mistakes are written with when it is asked for: ``dojo list`` needs none of it."""
    if name == "edges":
        import pytest

        return pytest.mark.kata(stage="edges")
    if name in ("from_scratch", "on_its_device", "remembers_nothing"):
        from dojo.engine.base import marks

        return getattr(marks, name)
    if name in __all__:
        from dojo.engine.explain import edits, mistakes

        return getattr(edits if name in ("both", "edit", "generics") else mistakes, name)
    raise AttributeError(f"module 'dojo' has no attribute {name!r}")
