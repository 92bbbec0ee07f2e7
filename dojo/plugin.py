"""pytest's hooks, each of a few lines; what they do is in the other modules.

Loaded by one route, the ``conftest.py`` at the top.
"""

from __future__ import annotations

import functools
import os

import pytest

from dojo import choosing, examples, marks, options, pictures, reporter, stages, terminal
from dojo.choosing import CHOICE
from dojo.failures import ENDED
from dojo.loading import Place, keep_references, put_off
from dojo.marks import kata_mark
from dojo.running import seed_everything
from dojo.solutions import Solutions
from dojo.targets import TARGETS, load_torch
from dojo.wire import send_by_value


def pytest_addoption(parser):
    options.add_options(parser)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    config.addinivalue_line("markers", marks.HELP)
    put_off("numpy.testing", "numpy.f2py")
    begin(config)
    if _is_controller(config):
        _keep_katas_whole(config)


def begin(config):
    """Put in place what a run has of its own: a session that stays open begins anew for each solution."""
    before = config.stash.get(CHOICE, None)
    choice = config.stash[CHOICE] = choosing.Choice(config, before and before.course)
    if not _is_controller(config):
        config.stash[_SOLUTIONS] = Solutions(config, stages.torch_is_due(config))
    if not _is_controller(config) or config.getoption("--hypothesis-profile", None):
        os.environ.setdefault("MPLBACKEND", "Agg")
        examples.configure(config.getoption("--hypothesis-profile", None) or "learn")
    if not hasattr(config, "workerinput"):
        _put_in_place(config, reporter.Reporter(config, choice), REPORTER)
    if not _is_controller(config):
        _put_in_place(config, stages.Gate(choice), "dojo-gate")


def _put_in_place(config, plugin, name: str):
    if config.pluginmanager.hasplugin(name):
        config.pluginmanager.unregister(name=name)
    config.pluginmanager.register(plugin, name)


REPORTER = "dojo-reporter"


def pytest_plugin_registered(plugin, plugin_name, manager):
    terminal.put_in_place(plugin, plugin_name, manager)


_SOLUTIONS = pytest.StashKey[Solutions]()
_ENDED = pytest.StashKey[dict]()


def _keep_katas_whole(config):
    """With xdist, the tests of a kata stay together: a stage waits for the one before it."""
    if config.stash[CHOICE].named and getattr(config.option, "dist", "no") in ("load", "worksteal"):
        config.option.dist = "loadfile"


def _is_controller(config) -> bool:
    """Whether this process only hands tests to xdist's workers."""
    if hasattr(config, "workerinput"):
        return False
    return bool(getattr(config.option, "numprocesses", None) or getattr(config.option, "tx", None))


# ---------------------------------------------------------------------------- collection


@pytest.hookimpl(trylast=True)  # after pytest's own --ignore
def pytest_ignore_collect(collection_path, config):
    """Leave a judge that is not chosen where it is: importing all of them is most of the time of a short run."""
    return config.stash[CHOICE].leaves_out(collection_path) or None


def pytest_pycollect_makemodule(module_path, parent):
    return stages.module_of(module_path, parent)


def pytest_generate_tests(metafunc):
    marks.parametrize(metafunc)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config, items):
    choice = config.stash[CHOICE]
    config.stash[_ENDED] = {}
    choice.count(items)
    if not _is_controller(config):
        keep_references(choice.places)
    if dropped := [item for item in items if not choice.keeps(item)]:
        items[:] = [item for item in items if choice.keeps(item)]
        config.hook.pytest_deselected(items=dropped)
    yield
    items[:] = choice.in_order(items)


# ---------------------------------------------------------------------------- one test


@pytest.fixture(scope="module")
def kata(request):
    """The kata of this judge, on one target: see `dojo.kata.Kata`."""
    from dojo.kata import Kata

    config, target = request.config, TARGETS[request.param]
    solutions = config.stash[_SOLUTIONS]
    if target.needs_gpu and not solutions.has_gpu():
        pytest.skip("no CUDA GPU on this machine")
    if target.on_torch:
        load_torch()
    place, mark = Place.of_judge(request.path), kata_mark(request.node)
    file, random = place.solution(config.stash[CHOICE].options.directory), mark.get("random", False)
    send_by_value(request.module)
    solution = solutions.solution(file, target, random, mark.get("timeout"))
    yield Kata(place, target, file, solution, random)
    solutions.close(solution)


@pytest.fixture
def picture_file(request, tmp_path):
    """Where the judge saves the kata's picture: the file is told once the kata is green."""
    return (pictures.folder_of(request.config) or tmp_path) / f"{Place.of_judge(request.path).name}.png"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    judged = getattr(item, "funcargs", {}).get("kata")
    if judged is None or not hasattr(item, "callspec"):
        return (yield)
    place, mark = Place.of_judge(item.path), kata_mark(item)
    if place in (ended := item.config.stash[_ENDED]):
        stages.skip(item, ended[place])
    seed_everything()
    examples.draw_constants_of(judged._file)
    reached = functools.partial(stages.reached_with, item)
    judged.begin_test(mark.get("from_scratch", ()), mark.get("instead", ""), reached)
    try:
        return (yield)
    finally:
        judged.end_test()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    judged = getattr(item, "funcargs", {}).get("kata")
    if not hasattr(item, "callspec") or "kata" not in item.callspec.params:
        return (yield)
    place, target = Place.of_judge(item.path), item.callspec.params["kata"]
    state, text, causes = None, None, []
    if call.excinfo is not None and judged is not None and not call.excinfo.errisinstance(pytest.skip.Exception):
        state, text, causes = _explained(judged, call.excinfo.value)
        if text is not None:
            item.repr_failure = lambda excinfo: text
        if state in ENDED:
            item.config.stash[_ENDED][place] = call.excinfo.value.message.title
    report = yield
    if text is not None:
        report.sections = []
    report.user_properties += [
        ("kata", place.id),
        ("target", target),
        ("state", state or report.outcome),
        ("mistakes", [known.words for known in causes]),
    ]
    return report


def _explained(judged, error: BaseException):
    """The state, text and causes of a failed test; no text where pytest's own says more."""
    from hypothesis.errors import Flaky

    if isinstance(error, Flaky):
        text = (
            f"{judged._place.name}: two runs on the same input differ\n\n"
            "  Does it draw random numbers, or remember something from call to call?"
        )
        return "failed", text, []
    explained = judged.explain(error)
    if explained is None:
        return "failed", None, []
    message, causes = explained
    return getattr(error, "state", "failed"), str(message), causes
