"""Whoever stands in for a kata answers to the verbs of a judge, and a keyword of the judge is no one else's."""

from __future__ import annotations

import inspect
from types import SimpleNamespace

import numpy as np
import pytest

from dojo import from_scratch, on_its_device, remembers_nothing
from dojo.authors import giveaways as shortcuts
from dojo.engine.base.failures import Mismatch
from dojo.engine.base.targets import TARGETS
from dojo.engine.explain.pinned import Recorder
from dojo.engine.judge.kata import Kata
from dojo.engine.judge.session import Session
from dojo.engine.process.child.runner import Setup
from dojo.engine.process.spawning import InProcess, Processes
from tests.grading import write
from tests.judging import place_of


class Verbs:
    """The methods of a kata that judges call; any other name is a function of the solution."""

    def run(self, scenario, *args, **kwargs): ...

    def check(self, scenario, *args, scale=None, **kwargs): ...

    def check_figure(self, scenario, *args, gives, decimals=None, **kwargs): ...

    def check_gradient(self, scenario, *args, scale=None, **kwargs): ...

    def check_raises(self, error, scenario, *args, says=(), **kwargs): ...

    def equal(self, actual, expected, law, scale=0.0): ...

    def require(self, condition, law): ...

    def check_device(self, scenario, *args, **kwargs): ...

    def check_from_scratch(self, scenario, *args, **kwargs): ...

    def check_anew(self, scenario, *args, **kwargs): ...

    def count_lines(self, scenario, *args, limit, scale=None, **kwargs): ...


VERBS = sorted(name for name in vars(Verbs) if name[0] != "_")
"""Their names, which no function of a solution may have."""


def _parameters(function) -> list[tuple]:
    return [(p.name, p.kind, p.default) for p in inspect.signature(function).parameters.values()]


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("kind", [Kata, Recorder], ids=["kata", "recorder"])
def test_a_stand_in_has_every_verb_with_its_signature(kind, verb):
    assert verb in vars(kind)
    assert _parameters(getattr(kind, verb)) == _parameters(getattr(Verbs, verb))


@pytest.mark.parametrize("kind", [Kata, Recorder, shortcuts.Recorder], ids=["kata", "recorder", "shortcuts"])
def test_a_stand_in_has_no_verb_of_its_own(kind):
    """A judge that called it would be told a function of the solution by the others."""
    own = {name for name, value in vars(kind).items() if name[0] != "_" and callable(value)}
    assert own <= set(VERBS)


def _kata(place) -> Kata:
    file = place.reference(place.name)
    kata = Kata(place, TARGETS["numpy"], file, InProcess(Setup(file)), Session())
    kata.begin_test()
    return kata


def _shifted(solution, x, scale):
    return x + scale


@pytest.mark.parametrize(
    ("name", "verb", "scenario", "keyword"),
    [
        ("08_optimization/05_gradient_clipping", "count_lines", "clip_by_value", "limit"),
        ("01_linear_algebra/06_broadcasting", "check", "scale_features", "scale"),
        ("01_linear_algebra/06_broadcasting", "check_gradient", _shifted, "scale"),
    ],
)
def test_a_keyword_that_the_solution_has_too_is_refused(name, verb, scenario, keyword):
    with pytest.raises(TypeError, match=f"{keyword}= is the judge's own keyword"):
        getattr(_kata(place_of(name)), verb)(scenario, np.ones(2), np.ones(2), **{keyword: 3})


COUNTS = "CALLS = []\ndef f(x):\n    CALLS.append(1)\n    return x + len(CALLS)\n"
HASHES = "def f(x):\n    return x + hash('a') % 1000\n"


@pytest.mark.parametrize(
    ("solution", "told"),
    [(COUNTS, "A call has changed CALLS"), (HASHES, "hash of a string")],
    ids=["counts its calls", "hashes"],
)
def test_what_another_process_answers_otherwise_is_told(tmp_path, solution, told):
    processes, place = Processes(), place_of("01_linear_algebra/01_dot_product")
    file = write(tmp_path / "f.py", solution)
    process = processes.process(file, on_torch=False, seconds=60, memory=4)
    kata = Kata(place, TARGETS["numpy"], file, process, Session())
    kata.begin_test()
    kata.run("f", np.ones(2))
    with pytest.raises(Mismatch) as failure:
        kata.check_anew("f", np.ones(2))
    process.close()
    processes.close()
    assert "another result in a new process" in failure.value.lesson.title
    assert told in " ".join(failure.value.lesson.words)


def test_a_line_makes_a_test_of_one_question_or_of_several():
    asked = []
    kata = SimpleNamespace(
        check_from_scratch=lambda *args, **options: asked.append(("from scratch", args, options)),
        check_device=lambda *args, **options: asked.append(("device", args, options)),
        check_anew=lambda *args, **options: asked.append(("anew", args, options)),
    )
    from_scratch(("relu", 1), ("dense", 1, 2))(kata)
    on_its_device("softmax", 1, axis=0)(kata)
    remembers_nothing(("relu", 1), ("relu", 2))(kata)
    assert asked == [
        ("from scratch", ("relu", 1), {}),
        ("from scratch", ("dense", 1, 2), {}),
        ("device", ("softmax", 1), {"axis": 0}),
        ("anew", ("relu", 1), {}),
        ("anew", ("relu", 2), {}),
    ]
    (mark,) = on_its_device("softmax", 1).pytestmark
    assert mark.kwargs == {"stage": "torch", "targets": "torch-cpu"}
