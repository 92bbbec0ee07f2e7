"""Examples that were drawn once, asked of every submission.

Under the profile ``grade`` Hypothesis draws the same examples for everyone, and drawing them is most of the work. So
they are kept as they are drawn for the model solution, and a submission is asked them as they are. Where one fails,
Hypothesis itself runs, finds the same failure and makes it small: the verdict is the one that it would have given.
"""

from __future__ import annotations

import functools
import warnings

import pytest
from hypothesis.errors import Flaky, HypothesisDeprecationWarning, UnsatisfiedAssumption

from dojo.marks import is_judged, stage_of


class Replay:
    """A plugin that keeps examples, or asks those that are kept.

    Parameters
    ----------
    examples : dict
        The examples of each test by its id; filled where ``record`` is true.
    record : bool
        Whether this run draws them.
    """

    def __init__(self, examples: dict[str, list[dict]], record: bool):
        self._examples, self._record = examples, record
        self._explained: set[str] = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem):
        handle = getattr(pyfuncitem.obj, "hypothesis", None)
        if handle is None or not is_judged(pyfuncitem):
            return None
        given = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
        if self._record:
            self._draw(pyfuncitem, handle, given)
        elif pyfuncitem.nodeid in self._examples:
            self._ask(pyfuncitem, handle, given)
        else:
            return None
        return True

    def _draw(self, item, handle, given: dict) -> None:
        inner, drawn = handle.inner_test, []

        @functools.wraps(inner)
        def noted(**arguments):
            inner(**arguments)
            drawn.append({name: value for name, value in arguments.items() if name not in given})

        handle.inner_test = noted
        try:
            item.obj(**given)
        finally:
            handle.inner_test = inner
        if not any(_is_drawn_inside(value) for example in drawn for value in example.values()):
            self._examples[item.nodeid] = drawn

    def _ask(self, item, handle, given: dict) -> None:
        from hypothesis.internal.entropy import deterministic_PRNG

        try:
            with deterministic_PRNG(), warnings.catch_warnings():
                warnings.simplefilter("ignore", HypothesisDeprecationWarning)  # assume() outside of Hypothesis
                for example in self._examples[item.nodeid]:
                    try:
                        handle.inner_test(**given, **example)
                    except UnsatisfiedAssumption:
                        continue
        except Exception:
            if (stage := stage_of(item)) in self._explained:
                raise  # the first failure of a stage is told whole, the others are counted
            self._explained.add(stage)
            item.obj(**given)
            raise Flaky("it failed on an example, and passed on the same example") from None


def _is_drawn_inside(value) -> bool:
    """Whether a value draws more while the test runs: Hypothesis's ``data()``."""
    return type(value).__module__.startswith("hypothesis.")
