"""pytest's hooks, each of a few lines; what they do is in the other modules.

Loaded by one route, the ``conftest.py`` at the top.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dojo import early, examples, progress
from dojo.failures import ENDED
from dojo.loading import Place, find_directory, find_katas
from dojo.running import seed_everything
from dojo.solutions import Solutions
from dojo.targets import ARRAY_TARGETS, TARGETS, load_torch
from dojo.wire import send_by_value

_MARK = {"day", "fast_track", "from_scratch", "instead", "minutes", "random", "stage", "targets", "timeout"}
STAGES = ("core", "edges", "torch", "cuda")
"""The order in which a kata is judged."""


def pytest_addoption(parser):
    early.pytest_addoption(parser)
    group = parser.getgroup("katas")
    group.addoption(
        "--target", action="append", metavar="TARGET", help=f"run only on: {', '.join(TARGETS)}; repeatable"
    )
    group.addoption(
        "--track", action="append", metavar="TRACK", help="only the katas of a track, by its folder or number"
    )
    group.addoption(
        "--stage", action="append", choices=STAGES, metavar="STAGE", help=f"only: {', '.join(STAGES)}; repeatable"
    )
    group.addoption("--day", action="append", type=int, metavar="N", help="only the katas of a day of the course")
    group.addoption(
        "--timeout", type=float, default=20.0, metavar="SECONDS", help="CPU time that a call may take (default: 20)"
    )
    group.addoption(
        "--memory", type=float, default=4.0, metavar="GIB", help="memory that a solution may ask for (default: 4)"
    )
    group.addoption(
        "--in-process", action="store_true", help="run solutions in this process: for a debugger, not for a verdict"
    )
    group.addoption("--spawn", action="store_true", help="start an interpreter for each solution, as without fork")
    group.addoption("--fast-track", action="store_true", help="only the katas that one needs on day 1")
    group.addoption("--next", action="store_true", help="only the first kata that is not green yet")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    config.addinivalue_line(
        "markers",
        "kata(day, minutes, fast_track=False, from_scratch=(), instead='', targets=..., stage='core', random=False):"
        " judges a kata",
    )
    for target in config.option.target or ():
        if target not in TARGETS:
            raise pytest.UsageError(f"--target {target}: there is no such target; there are {', '.join(TARGETS)}")
    try:
        config.stash[_DIRECTORY] = find_directory(config.option.solution, config.rootpath)
    except ValueError as error:
        raise pytest.UsageError(str(error)) from None
    tracks = sorted({place.track for place in find_katas(config.rootpath)})
    config.stash[_TRACKS] = [_match_track(name, tracks) for name in config.option.track or ()]
    if not _is_controller(config):
        config.stash[_SOLUTIONS] = Solutions(config, _torch_is_due(config))
    if not _is_controller(config) or config.getoption("--hypothesis-profile", None):
        os.environ.setdefault("MPLBACKEND", "Agg")
        examples.configure(config.getoption("--hypothesis-profile", None) or "learn")
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(progress.Reporter(config, config.stash[_DIRECTORY]), "dojo-progress")


_DIRECTORY = pytest.StashKey[Path]()
_SOLUTIONS = pytest.StashKey[Solutions]()
_TRACKS = pytest.StashKey[list]()
_TOLD = pytest.StashKey[tuple]()
_COUNTS = pytest.StashKey[dict]()
_HUNG = pytest.StashKey[dict]()
_COURSE = pytest.StashKey[progress.Course]()
_NEXT = pytest.StashKey[Path]()


def _torch_is_due(config) -> bool:
    option = config.option
    on_torch = not option.target or any(target.startswith("torch") for target in option.target)
    return option.solution is not None and on_torch


def _is_controller(config) -> bool:
    """Whether this process only hands tests to xdist's workers."""
    if hasattr(config, "workerinput"):
        return False
    return bool(getattr(config.option, "numprocesses", None) or getattr(config.option, "tx", None))


def _match_track(name: str, tracks: list[str]) -> str:
    name = name.rstrip("/").removeprefix("katas/")
    for track in tracks:
        number, _, word = track.partition("_")
        if name in (track, number, word, number.lstrip("0")):
            return track
    raise pytest.UsageError(f"--track {name}: there is no such track; there are {', '.join(tracks)}")


# ---------------------------------------------------------------------------- collection


@pytest.hookimpl(trylast=True)  # after pytest's own --ignore
def pytest_ignore_collect(collection_path, config):
    """Leave a judge that can't be chosen where it is: importing all of them is most of the time of a short run."""
    if not collection_path.match("katas/*/*/test_*.py"):
        return None
    place, option = Place.of_judge(collection_path), config.option
    if config.stash[_TRACKS] and place.track not in config.stash[_TRACKS]:
        return True
    if not option.next or option.day or option.fast_track:  # what day a kata is of, only its judge knows
        return None
    if _NEXT not in config.stash:
        if _course(config).is_green(place):
            return True
        config.stash[_NEXT] = collection_path
    return True if collection_path != config.stash[_NEXT] else None


def _course(config) -> progress.Course:
    """The course as it stands before this run."""
    if _COURSE not in config.stash:
        config.stash[_COURSE] = progress.Course(config, config.stash[_DIRECTORY])
    return config.stash[_COURSE]


def _mark(item_or_definition) -> dict:
    """A test's own ``kata`` mark over its module's."""
    merged: dict = {}
    for mark in reversed(list(item_or_definition.iter_markers("kata"))):
        if unknown := set(mark.kwargs) - _MARK:
            raise pytest.UsageError(
                f"{item_or_definition.nodeid}: kata mark with {', '.join(sorted(unknown))};"
                f" it takes {', '.join(sorted(_MARK))}"
            )
        merged.update(mark.kwargs)
    return merged


def _stage(item) -> str:
    """When a test is judged: what its mark says on NumPy; on torch and CUDA the target decides."""
    mark, target = _mark(item), item.callspec.params["kata"]
    only_torch = _mark(item.parent).get("targets") == "torch"  # a kata of torch alone has its core there
    if target == "torch-cuda" or (target == "torch-cpu" and not only_torch):
        return target.removeprefix("torch-").replace("cpu", "torch")
    return mark.get("stage", "core")


def pytest_generate_tests(metafunc):
    if "kata" not in metafunc.fixturenames:
        return
    if not any(metafunc.definition.iter_markers("kata")):
        raise pytest.UsageError(
            f"{metafunc.definition.nodeid}: its module needs pytestmark = pytest.mark.kata(day=...)"
        )
    own = _mark(metafunc.definition).get("targets", ARRAY_TARGETS)
    own = [own] if isinstance(own, str) else own
    own = [t for name in own for t in (("torch-cpu", "torch-cuda") if name == "torch" else (name,))]
    if not set(own) <= set(TARGETS):
        raise pytest.UsageError(
            f"{metafunc.definition.nodeid}: targets={own}; there are {', '.join(TARGETS)}, and torch"
        )
    chosen = metafunc.config.option.target or TARGETS
    metafunc.parametrize("kata", [t for t in own if t in chosen], indirect=True, scope="module")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    judged = [item for item in items if "kata" in getattr(item, "fixturenames", ())]
    judged = [item for item in judged if hasattr(item, "callspec")]  # no target left: pytest skips it
    empty = [i for i in items if "kata" in getattr(i, "fixturenames", ()) and "NOTSET" in i.nodeid]
    counts: dict = {}
    for item in judged:
        key = (Place.of_judge(item.path).id, item.callspec.params.get("kata"))
        counts[key] = counts.get(key, 0) + 1
    if any("::" in str(arg) for arg in config.args) or config.option.stage:
        counts = {}  # only some tests of a judge: it can't turn green by them
    config.stash[_COUNTS], config.stash[_HUNG] = counts, {}
    keep = _chosen(config, judged)
    dropped = [item for item in judged if item not in keep] + empty
    if dropped:
        gone = set(map(id, dropped))
        items[:] = [item for item in items if id(item) not in gone]
        config.hook.pytest_deselected(items=dropped)


def _chosen(config, items):
    option = config.option
    if config.stash[_TRACKS]:
        items = [item for item in items if Place.of_judge(item.path).track in config.stash[_TRACKS]]
    if option.day:
        days = sorted({_mark(item).get("day") for item in items} - {None})
        if unknown := set(option.day) - set(days):
            raise pytest.UsageError(
                f"--day {min(unknown)}: no kata here is of that day; there are {', '.join(map(str, days)) or 'none'}"
            )
        items = [item for item in items if _mark(item).get("day") in option.day]
    if option.stage:
        items = [item for item in items if _stage(item) in option.stage]
    if option.fast_track:
        items = [item for item in items if _mark(item).get("fast_track")]
    if option.next:
        places = list(dict.fromkeys(Place.of_judge(item.path) for item in items))
        following = _course(config).next_of(places)
        items = [item for item in items if Place.of_judge(item.path) == following]
    return set(items)


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
    place, mark = Place.of_judge(request.path), _mark(request.node)
    file, random = place.solution(config.stash[_DIRECTORY]), mark.get("random", False)
    send_by_value(request.module)
    solution = solutions.solution(file, target, random, mark.get("timeout"))
    yield Kata(place, target, file, solution, random)
    solutions.close(solution)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    judged = getattr(item, "funcargs", {}).get("kata")
    if judged is None or not hasattr(item, "callspec"):
        return (yield)
    place, mark = Place.of_judge(item.path), _mark(item)
    if place in (ended := item.config.stash[_HUNG]):
        pytest.skip(f"not reached: {ended[place]}")
    seed_everything()
    examples.draw_constants_of(judged._file)
    judged.begin_test(mark.get("from_scratch", ()), mark.get("instead", ""))
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
            item.config.stash[_HUNG][place] = call.excinfo.value.message.title
    report = yield
    if text is not None:
        report.sections = []
    if call.when != "teardown" or report.failed:  # junit reads the properties of the last report
        item.stash[_TOLD] = (state or report.outcome, [known.words for known in causes])
    report.user_properties += [
        ("kata", place.id),
        ("target", target),
        ("state", item.stash[_TOLD][0]),
        ("tests", item.config.stash[_COUNTS].get((place.id, target), 0)),
        ("mistakes", item.stash[_TOLD][1]),
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
