"""pytest's hooks, each of a few lines; what they do is in the other modules.

Loaded by one route, the ``conftest.py`` at the top.
"""

from __future__ import annotations

import os

import pytest

from dojo import choosing, marks, options, reporter, stages, terminal
from dojo.choosing import CHOICE
from dojo.loading import Place
from dojo.marks import kata_mark
from dojo.targets import load_torch, why_unavailable


def pytest_addoption(parser):
    options.add_options(parser)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    config.addinivalue_line("markers", marks.HELP)
    choice = config.stash[CHOICE] = choosing.Choice(config)
    if not _is_controller(config) or config.getoption("--hypothesis-profile", None):
        os.environ.setdefault("MPLBACKEND", "Agg")
        _configure_hypothesis(config)
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(reporter.Reporter(config, choice), "dojo-reporter")
    if _is_controller(config):
        _keep_katas_whole(config)
    else:
        config.pluginmanager.register(stages.Gate(choice), "dojo-gate")


def pytest_plugin_registered(plugin, plugin_name, manager):
    terminal.put_in_place(plugin, plugin_name, manager)


_HUNG = pytest.StashKey[dict]()


def _keep_katas_whole(config):
    """With xdist, the tests of a kata stay together: a stage waits for the one before it."""
    if config.stash[CHOICE].named and getattr(config.option, "dist", "no") in ("load", "worksteal"):
        config.option.dist = "loadfile"


def _is_controller(config) -> bool:
    """Whether this process only hands tests to xdist's workers."""
    if hasattr(config, "workerinput"):
        return False
    return bool(getattr(config.option, "numprocesses", None) or getattr(config.option, "tx", None))


def _configure_hypothesis(config):
    from hypothesis import HealthCheck, Phase, settings
    from hypothesis.errors import InvalidArgument

    common = {
        "deadline": None,
        "phases": [Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
        "report_multiple_bugs": False,
        "print_blob": False,
        "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
    }
    settings.register_profile("learn", max_examples=20, **common)
    settings.register_profile("grade", max_examples=60, derandomize=True, database=None, **common)
    settings.register_profile("thorough", max_examples=1000, **common)
    common["phases"] = [Phase.explicit, Phase.generate]
    settings.register_profile("proof", max_examples=20, derandomize=True, database=None, **common)
    profile = config.getoption("--hypothesis-profile", None) or "learn"
    try:
        settings.load_profile(profile)
    except InvalidArgument:
        raise pytest.UsageError(
            f"--hypothesis-profile {profile}: there is no such profile; there are learn, grade, thorough"
        ) from None
    _read_constants(not settings.get_profile(profile).derandomize)


def _read_constants(wanted: bool):
    """Whether Hypothesis also draws the constants that it finds in loaded modules, solutions among them.

    That helps to find a wrong threshold, but a grade must draw the same for everyone. Hypothesis has no setting for it.
    """
    from hypothesis.internal.conjecture import providers

    global _GET_CONSTANTS
    if hasattr(providers, "_get_local_constants"):
        _GET_CONSTANTS = _GET_CONSTANTS or providers._get_local_constants
        none = providers.Constants()
        providers._get_local_constants = _GET_CONSTANTS if wanted else lambda: none
        providers.CONSTANTS_CACHE.cache.clear()


_GET_CONSTANTS = None


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
    config.stash[_HUNG] = {}
    choice.count(items)
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

    target, config = request.param, request.config
    if reason := why_unavailable(target):
        pytest.skip(reason)
    if target.startswith("torch"):
        load_torch()
    place = Place.of_judge(request.path)
    mark = kata_mark(request.node)
    return Kata(
        place,
        target,
        config.stash[CHOICE].options.directory,
        random=mark.get("random", False),
        show_prints=config.option.capture == "no",
    )


@pytest.hookimpl(wrapper=True, trylast=True)  # inside pytest-timeout's: a solution may hang as it is loaded
def pytest_runtest_call(item):
    judged = getattr(item, "funcargs", {}).get("kata")
    if judged is None or not hasattr(item, "callspec"):
        return (yield)
    from dojo.failures import Halt, Message
    from dojo.isolation import seed_everything

    hung = item.config.stash[_HUNG]
    place = Place.of_judge(item.path)
    if place in hung:
        raise Halt(Message(hung[place]), "hung")
    mark = kata_mark(item)
    seed_everything()
    with judged.start(mark.get("from_scratch", ()), mark.get("instead", "")):
        return (yield)


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
        if state == "hung":
            item.config.stash[_HUNG][place] = text
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

    if _timed_out(error):
        text = (
            f"{judged._place.name}: the test did not end in time, though each call returned\n\n"
            "  Is the machine busy, or the code slow? --timeout 60 gives each test a minute."
        )
        return "failed", text, []
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


def _timed_out(error: BaseException | None) -> bool:
    """Whether the time ran out: Hypothesis calls that flaky, for the input passes when there is time."""
    if isinstance(error, BaseExceptionGroup):
        return any(_timed_out(inner) or _timed_out(inner.__cause__) for inner in error.exceptions)
    return type(error).__name__ == "Failed" and "Timeout" in str(error)
