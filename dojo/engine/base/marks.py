"""The mark ``kata``: what it may say, what a test's own says over its module's, and tests in one line."""

from __future__ import annotations

import difflib

import pytest

from dojo.engine.base.stages import STAGES
from dojo.engine.base.targets import ARRAY_TARGETS, TARGETS

_OF_TESTS = {"from_scratch", "instead", "pinned", "random", "stage", "targets", "timeout"}
KEYS = _OF_TESTS | {"author", "batch", "ladder", "long", "minutes", "uses"}
ONCE = {"day", "fast_track"}
"""What marks said until ``katas/path.toml`` held the paths; it is read over, and told once."""
HELP = (
    "kata(minutes, from_scratch=(), instead='', targets=..., stage='core', pinned=True,"
    " random=False, timeout=20, uses=(), author='', ladder={}, batch='', long=''): judges a kata"
)


def from_scratch(*question, **options):
    """Make a test that asks a question from scratch, or several: ``from_scratch(("relu", x), ("dense", x, W, b))``."""
    return _asking("check_from_scratch", question, options)


def on_its_device(*question, **options):
    """Make a test that a result stays on the device of its input, for a question or for several tuples of these."""
    return pytest.mark.kata(stage="torch", targets="torch-cpu")(_asking("check_device", question, options))


def remembers_nothing(*question, **options):
    """Make a test that no call changes what a later one gives, for a question or for several tuples of these."""
    return pytest.mark.kata(stage="edges")(_asking("check_anew", question, options))


def _asking(check: str, question: tuple, options: dict):
    questions = question if isinstance(question[0], tuple) else (question,)

    def test(kata):
        for scenario, *args in questions:
            getattr(kata, check)(scenario, *args, **options)

    return test


def is_judged(item) -> bool:
    """Tell whether a test judges a kata on a target, and is no plain test of pytest's."""
    return "kata" in getattr(item, "fixturenames", ()) and hasattr(item, "callspec")


def kata_mark(node) -> dict:
    """Merge what the marks of a test, or of a module, say."""
    merged: dict = {}
    for mark in reversed(list(node.iter_markers("kata"))):
        if mark.args:
            raise _wrong(node, f"pytest.mark.kata({mark.args[0]!r}): name what you give, such as stage='edges'")
        if unknown := sorted(set(mark.kwargs) - KEYS - ONCE):
            near = "".join(f" Did you mean {name}?" for name in difflib.get_close_matches(unknown[0], KEYS, n=1))
            takes = f"It takes {', '.join(sorted(KEYS))}."
            raise _wrong(node, f"pytest.mark.kata has no keyword {', '.join(unknown)}.{near} {takes}")
        merged.update(mark.kwargs)
    return merged


def _wrong(node, message: str) -> Exception:
    """An error of the judge's author, told without a traceback."""
    return pytest.Collector.CollectError(f"{node.nodeid}: {message}")


def expand(targets) -> list[str]:
    """The targets that a mark's ``targets`` stands for: ``"torch"`` is two of them."""
    targets = [targets] if isinstance(targets, str) else targets
    return [t for name in targets for t in (("torch-cpu", "torch-cuda") if name == "torch" else (name,))]


def parametrize(metafunc) -> None:
    """A test for each target of its mark."""
    if "kata" not in metafunc.fixturenames:
        return
    definition = metafunc.definition
    if not any(definition.iter_markers("kata")):
        raise _wrong(definition, "its module needs pytestmark = pytest.mark.kata(...)")
    mark = kata_mark(definition)
    targets = expand(mark.get("targets", ARRAY_TARGETS))
    if not set(targets) <= set(TARGETS):
        raise _wrong(definition, f"targets={targets}; there are {', '.join(TARGETS)}, and torch")
    if mark.get("stage", "core") not in STAGES:
        raise _wrong(definition, f"stage={mark['stage']!r}; there are {', '.join(STAGES)}")
    metafunc.parametrize("kata", targets, indirect=True, scope="module")


def target_of(item) -> str:
    """The target on which a test runs its solution."""
    return item.callspec.params["kata"]


def stage_of(item) -> str:
    """When a test is judged.

    CUDA is always last. What runs on NumPy, or on no library, is core unless its mark says another stage. On torch it
    is ``torch``, whatever it is on NumPy; but a kata that runs on torch alone has its core there.
    """
    mark, target = kata_mark(item), target_of(item)
    if target == "torch-cuda":
        return "cuda"
    stage = mark.get("stage", "core")
    return "torch" if target == "torch-cpu" and stage in ("core", "edges") and not _on_torch_alone(item) else stage


def _on_torch_alone(item) -> bool:
    targets = expand(kata_mark(item.parent).get("targets", ARRAY_TARGETS))
    return all(TARGETS[target].on_torch for target in targets)


def asks_from_scratch(case: str) -> bool:
    """Tell whether a test asks what a solution must not call: a proof holds judges to this name."""
    return "from_scratch" in case.partition("[")[0]
