"""Examples that were drawn once, asked of every submission.

Under the profile ``grade`` Hypothesis draws the same examples for everyone, and drawing them is most of the work. So
they are kept as they are drawn for the model solution, and a submission is asked them as they are. Where one fails,
Hypothesis itself runs, finds the same failure and makes it small: the verdict is the one that it would have given.

The profile alone draws what everybody can draw at home. A class has a seed of its own, so that no table of recorded
answers fits. What a judge pins stays public: its worked examples, its ``@example`` and ``np.random.default_rng(0)``.
"""

from __future__ import annotations

import contextlib
import functools
import warnings

import pytest
from hypothesis import seed as seeded
from hypothesis.errors import Flaky, HypothesisDeprecationWarning, UnsatisfiedAssumption
from hypothesis.strategies import DataObject

from dojo.engine.base.marks import is_judged, stage_of


class Replay:
    """A plugin that keeps examples, or asks those that are kept.

    Parameters
    ----------
    examples : dict
        The examples of each test, the same on every target; filled where ``record`` is true.
    record : bool
        Whether this run draws them.
    seed : str, optional
        Draw the examples of this class in place of those of the profile.
    """

    def __init__(self, examples: dict[str, list[dict]], record: bool, seed: str | None = None):
        self._examples, self._record, self._seed = examples, record, seed
        self._explained: set[str] = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem):
        handle = getattr(pyfuncitem.obj, "hypothesis", None)
        if handle is None or not is_judged(pyfuncitem):
            return None
        if self._seed is not None:
            seeded(f"{self._seed} {_whose(pyfuncitem)}")(pyfuncitem.obj)
        given = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
        if self._record and _whose(pyfuncitem) not in self._examples:
            self._draw(pyfuncitem, handle, given)
        elif _whose(pyfuncitem) in self._examples:
            self._ask(pyfuncitem, handle, given)
        else:
            return None
        return True

    def _draw(self, item, handle, given: dict) -> None:
        inner, drawn = handle.inner_test, []

        @functools.wraps(inner)
        def noted(**arguments):
            data = {name: _Noting(value) for name, value in arguments.items() if isinstance(value, DataObject)}
            inner(**arguments | data)
            example = {name: value for name, value in arguments.items() if name not in given}
            drawn.append(example | {name: _Noted(noting.drawn) for name, noting in data.items()})

        handle.inner_test = noted
        try:
            item.obj(**given)
        finally:
            handle.inner_test = inner
        if not any(_is_of_hypothesis(value) for example in drawn for value in example.values()):
            self._examples[_whose(item)] = drawn

    def _ask(self, item, handle, given: dict) -> None:
        from hypothesis.internal.entropy import deterministic_PRNG

        try:
            with deterministic_PRNG(), warnings.catch_warnings():
                warnings.simplefilter("ignore", HypothesisDeprecationWarning)  # assume() outside of Hypothesis
                for example in self._examples[_whose(item)]:
                    afresh = {name: _Noted(value.drawn) for name, value in example.items() if isinstance(value, _Noted)}
                    with contextlib.suppress(UnsatisfiedAssumption):
                        handle.inner_test(**given, **example | afresh)
        except Exception:  # of a judge's test: any
            if (stage := stage_of(item)) in self._explained:
                raise  # the first failure of a stage is told whole, the others are counted
            self._explained.add(stage)
            item.obj(**given)
            raise Flaky("it failed on an example, and passed on the same example") from None


def _whose(item) -> str:
    """Return the id of a test, without its target: Hypothesis draws the same on each.

    A parametrized test keeps its target: Hypothesis draws by the whole id.
    """
    if item.get_closest_marker("parametrize") is not None:
        return item.nodeid
    return item.nodeid.replace(item.callspec.params["kata"], "", 1)


class _Noting:
    """Hypothesis's ``data()``, which a test draws more from while it runs; it notes what."""

    def __init__(self, data):
        self._data, self.drawn = data, []

    def draw(self, strategy, label=None):
        value = self._data.draw(strategy, label)
        self.drawn.append(value)
        return value


class _Noted:
    """In its place, what was drawn before."""

    def __init__(self, drawn: list):
        self.drawn, self._left = drawn, iter(drawn)

    def draw(self, strategy, label=None):
        return next(self._left)  # where more is asked for, it ends in an error, and Hypothesis draws


def _is_of_hypothesis(value) -> bool:
    """Tell whether a value draws by other means while the test runs, as ``randoms()`` does: it can't be asked again."""
    return type(value).__module__.startswith("hypothesis.")
