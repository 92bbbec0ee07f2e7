"""A stage runs when the ones before it are green: the idea first, then its edges, then torch, then a GPU."""

from __future__ import annotations

import functools
from collections import defaultdict

import pytest

from dojo.course.stubs import not_started
from dojo.engine.base.facts import facts
from dojo.engine.base.failures import Halt
from dojo.engine.base.files import KataFiles
from dojo.engine.base.lesson import Lesson
from dojo.engine.base.marks import expand, is_judged, stage_of, target_of
from dojo.engine.base.stages import STAGES
from dojo.engine.base.targets import ARRAY_TARGETS, TARGETS
from dojo.run.choosing import CHOICE, Choice

_STATE = pytest.StashKey[str]()
_PROPERTIES = pytest.StashKey[dict]()
_REACHED = pytest.StashKey[dict]()
TESTS = pytest.StashKey[list]()
"""All tests of a judge, those that are not asked for, too: what they pin is asked all the same."""


class Gate:
    """Lets a test run, or says why its turn does not come.

    Parameters
    ----------
    choice : Choice
        What the run is about.
    """

    def __init__(self, choice: Choice):
        self._choice = choice
        self._passed: dict[tuple[KataFiles, str], set[str]] = defaultdict(set)
        self._failed: dict[tuple[KataFiles, str], set[str]] = defaultdict(set)
        self._not_started = functools.cache(lambda place: not_started(place.solution(choice.options.directory)))
        self._halted: set[KataFiles] = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item):
        if not is_judged(item) or self._choice.is_named(item):
            return
        place = KataFiles.of_judge(item.path)
        if names := self._not_started(place):
            if place not in self._halted:
                self._halted.add(place)
                item.stash[_STATE] = "not started"
                raise Halt(Lesson(", ".join(names), state="not started"))
            skip(item, "nothing is written yet")
        if self._choice.options.all_stages or self._choice.is_first(item):
            return
        if reason := self._waits_for(place, stage_of(item)):
            skip(item, reason)

    def _waits_for(self, place: KataFiles, stage: str) -> str | None:
        """The first earlier stage that is not green, in this run or in the record of these very files."""
        progress, counts = self._choice.progress, self._choice.tests.get(place.id, [])
        for before, tests in zip(STAGES[: STAGES.index(stage)], counts, strict=False):
            passed, failed = self._passed[place, before], self._failed[place, before]
            if failed or progress.failed(place, before) - passed:
                return f"{before} is red"
            if len(passed | progress.passed(place, before)) < tests:
                return f"{before} has not been judged"
        return None

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item, call):
        if not is_judged(item):
            return (yield)
        report, state = (yield), item.stash.get(_STATE, None)
        place, stage = KataFiles.of_judge(item.path), stage_of(item)
        properties = dict(report.user_properties)
        if state is not None and call.excinfo is not None:
            properties["state"] = state
            if state == "not started":  # a verdict on the kata, and no broken test
                report.when, report.longrepr = "call", call.excinfo.value.lesson.title
                properties["lesson"] = call.excinfo.value.lesson.to_plain()
        properties |= {"stage": stage, "tests": self._choice.tests.get(place.id, [])}
        if report.when == "teardown" and report.passed:
            properties = item.stash.get(_PROPERTIES, properties)  # junit writes what the last report says
            properties.pop("lesson", None)  # it has that as the text of the failure
        item.stash[_PROPERTIES] = properties
        report.user_properties = list(properties.items())
        case = item.nodeid.partition("::")[2]
        if report.failed:
            self._failed[place, stage].add(case)
        elif report.when == "call" or (report.skipped and state is None):  # what can't run here holds nothing up
            self._passed[place, stage].add(case)
        return report


def skip(item, reason: str):
    """End a test whose turn does not come."""
    item.stash[_STATE] = "not reached"
    pytest.skip(f"not reached: {reason}")


def reached_with(item, later: bool = False) -> list:
    """The tests of a judge on the target of one: of its stage and of earlier ones, or of later ones, too."""
    key = item.path, target_of(item), STAGES[-1] if later else stage_of(item)
    reached = item.session.stash.setdefault(_REACHED, {})
    if key not in reached:
        stages = STAGES[: STAGES.index(key[2]) + 1]
        same = filter(is_judged, tests_beside(item))
        reached[key] = [other for other in same if target_of(other) == key[1] and stage_of(other) in stages]
    return reached[key]


def tests_beside(item) -> list:
    """All tests of the module of one, itself among them."""
    module = item.getparent(pytest.Module)
    return module.stash.get(TESTS, None) or [other for other in item.session.items if other.path == item.path]


class Untouched(pytest.Module):
    """The judge of a stub in which nothing is written: it is not imported, and one line says so."""

    def collect(self):
        yield NotStarted.from_parent(self, name="not_started")


class NotStarted(pytest.Item):
    """In place of the tests of a kata."""

    def __init__(self, **given):
        super().__init__(**given)
        place = KataFiles.of_judge(self.path)
        names = not_started(place.solution(self.config.stash[CHOICE].options.directory))
        self._lesson = Lesson(", ".join(names), state="not started")
        properties = {"kata": place.id, "target": "", "stage": "core", "state": "not started", "tests": []}
        self.user_properties = [*properties.items(), ("lesson", self._lesson.to_plain())]

    def runtest(self):
        raise Halt(self._lesson)

    def repr_failure(self, excinfo):
        return self._lesson.title


def module_of(path, parent):
    """Return what stands for a judge that need not be imported, or None."""
    config = parent.config
    choice, option = config.stash[CHOICE], config.option
    if choice.options.is_submission or option.keyword or option.collectonly or getattr(option, "xmlpath", None):
        return None  # each test is to be told
    if not path.match("katas/*/*/test_*.py") or any("::" in str(arg) for arg in config.args):
        return None
    place = KataFiles.of_judge(path)
    if path != place.judge or not not_started(place.solution(choice.options.directory)):
        return None
    return Untouched.from_parent(parent, path=path)


def torch_is_due(config) -> bool:
    """Tell whether it is known, before anything is collected, that a test on torch will run."""
    choice: Choice = config.stash[CHOICE]
    options = choice.options
    if options.targets and not any(TARGETS[target].on_torch for target in options.targets):
        return False
    return any(_reaches_torch(choice, place) for place in choice.places)


def _reaches_torch(choice: Choice, place: KataFiles) -> bool:
    options, progress = choice.options, choice.progress
    targets = expand(facts(place).targets or ARRAY_TARGETS)
    alone = all(TARGETS[target].on_torch for target in targets)
    first = "core" if alone else "torch"
    if not any(TARGETS[target].on_torch for target in targets):
        return False  # a single test of it may still name torch: that costs an import later, and nothing else
    if options.stages and not set(options.stages) & set(STAGES[STAGES.index(first) :]):
        return False
    if not_started(place.solution(options.directory)):
        return False
    if choice.config.option.keyword or options.all_stages or alone:
        return True
    named = [str(arg) for arg in choice.config.args if "::" in str(arg)]
    if named and any("[" not in arg or "[torch" in arg for arg in named):
        return True
    return all(progress.is_green_at(place, stage) for stage in STAGES[: STAGES.index("torch")])
