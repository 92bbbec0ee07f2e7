"""pytest's hooks, each of a few lines; what they do is in the other modules.

Loaded by one route, the ``conftest.py`` at the top.
"""

from __future__ import annotations

import functools
import os
from dataclasses import replace

import pytest

from dojo.course import pictures
from dojo.course.results import JUDGE, rank
from dojo.engine.base import layout, marks
from dojo.engine.base.disk import cut_off
from dojo.engine.base.failures import ENDED, FAILED, Halt
from dojo.engine.base.files import KataFiles
from dojo.engine.base.importing import keep_references, put_off
from dojo.engine.base.lesson import Lesson
from dojo.engine.base.marks import kata_mark, stage_of
from dojo.engine.base.mine import parts_of, without_ours
from dojo.engine.base.targets import TARGETS, load_torch
from dojo.engine.judge.session import Session
from dojo.engine.process.pool import Solutions
from dojo.engine.process.running import seed_everything
from dojo.engine.process.wire import send_by_value
from dojo.run import ask, choosing, examples, ladders, options, reporter, stages, terminal
from dojo.run.choosing import CHOICE

pytest_addoption = options.add_options
pytest_plugin_registered = terminal.put_in_place
pytest_generate_tests = marks.parametrize


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    config.addinivalue_line("markers", marks.HELP)
    if not hasattr(config, "workerinput") and (words := cut_off(config.rootpath)):
        print(words)
    put_off("numpy.testing", "numpy.f2py")
    begin(config)
    if _is_controller(config) and config.stash[CHOICE].named and config.option.dist in ("load", "worksteal"):
        config.option.dist = "loadfile"  # the tests of a kata stay together: a stage waits for the one before it


def begin(config):
    """Put in place what a run has of its own: a session that stays open begins anew for each solution."""
    before, profile = config.stash.get(CHOICE, None), config.getoption("--hypothesis-profile", None)
    choice = config.stash[CHOICE] = choosing.Choice(config, before and before.course)
    if not (is_controller := _is_controller(config)):
        session = config.stash[_SESSION] = _session_of(config)
        config.stash[_SOLUTIONS] = Solutions(config, stages.torch_is_due(config), session.processes)
        _put_in_place(config, stages.Gate(choice), "dojo-gate")
    if profile or not is_controller:
        os.environ.setdefault("MPLBACKEND", "Agg")
        examples.configure(profile or "learn")
    if not hasattr(config, "workerinput"):
        _put_in_place(config, reporter.Reporter(config, choice), REPORTER)


def _put_in_place(config, plugin, name: str):
    if config.pluginmanager.hasplugin(name):
        config.pluginmanager.unregister(name=name)
    config.pluginmanager.register(plugin, name)


REPORTER = "dojo-reporter"


def _session_of(config) -> Session:
    """Return what the judges share: handed in as a plugin by who judges many solutions."""
    given = (plugin for plugin in config.pluginmanager.get_plugins() if isinstance(plugin, Session))
    return next(given, None) or Session()


_SESSION = pytest.StashKey[Session]()
_SOLUTIONS = pytest.StashKey[Solutions]()
_ENDED = pytest.StashKey[dict]()
_KEPT = pytest.StashKey[dict]()
_SHOWN = pytest.StashKey[dict]()


def _is_controller(config) -> bool:
    """Tell whether this process only hands tests to xdist's workers."""
    is_parallel = getattr(config.option, "numprocesses", None) or getattr(config.option, "tx", None)
    return bool(is_parallel) and not hasattr(config, "workerinput")


# ---------------------------------------------------------------------------- collection


@pytest.hookimpl(trylast=True)  # after pytest's own --ignore
def pytest_ignore_collect(collection_path, config):
    """Leave a judge that is not chosen where it is: importing all of them is most of the time of a short run."""
    return config.stash[CHOICE].leaves_out(collection_path) or None


def pytest_pycollect_makemodule(module_path, parent):
    return stages.module_of(module_path, parent) or ladders.judge_of(module_path, parent)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config, items):
    choice = config.stash[CHOICE]
    config.stash[_ENDED], config.stash[_SHOWN] = {}, {}
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
    """The kata of this judge, on one target: see `dojo.engine.judge.kata.Kata`."""
    from dojo.engine.judge.kata import Kata

    config, target = request.config, TARGETS[request.param]
    solutions = config.stash[_SOLUTIONS]
    if target.needs_gpu and (why := solutions.gpu().why_not):
        pytest.skip(why)
    if target.on_torch:
        load_torch()
    place, mark = KataFiles.of_judge(request.path), kata_mark(request.node)
    chosen, random = config.stash[CHOICE].options, mark.get("random", False)
    stand_ins = config.stash[CHOICE].progress.stand_ins if chosen.parts == chosen.directory else ()
    file, parts = place.solution(chosen.directory), parts_of(place, chosen.parts, stand_ins)
    send_by_value(request.module)
    solution = solutions.solution(file, target, random, mark.get("timeout"), parts)
    yield Kata(place, target, file, solution, config.stash[_SESSION], random, parts)
    solutions.close(solution)


@pytest.fixture
def picture_file(request, tmp_path):
    """The file in which the judge saves the kata's picture: it is named on the screen once the kata is green."""
    return (pictures.folder_of(request.config) or tmp_path) / f"{KataFiles.of_judge(request.path).name}.png"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    judged = getattr(item, "funcargs", {}).get("kata")
    if judged is None or not hasattr(item, "callspec"):
        return (yield)
    place, mark = KataFiles.of_judge(item.path), kata_mark(item)
    if place in (ended := item.config.stash[_ENDED]):
        stages.skip(item, ended[place])
    seed_everything()
    examples.draw_constants_of(judged._file)
    reached = functools.partial(stages.reached_with, item)
    judged.begin_test(mark.get("from_scratch", ()), mark.get("instead", ""), reached, mark.get("pinned", True))
    try:
        return (yield)
    except Halt as halt:
        if halt.lesson.state != "left out":
            raise
        return pytest.skip(halt.lesson.title)
    finally:
        judged.end_test()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    judged = getattr(item, "funcargs", {}).get("kata")
    if not hasattr(item, "callspec") or "kata" not in item.callspec.params:
        return (yield)
    place, target = KataFiles.of_judge(item.path), item.callspec.params["kata"]
    lesson, progress = None, item.config.stash[CHOICE].progress
    if call.excinfo is not None and judged is not None and not call.excinfo.errisinstance(pytest.skip.Exception):
        is_first = _is_first(item, progress.is_broken(place, item.nodeid.partition("::")[2]))
        lesson = _explained(judged, call.excinfo.value, is_first or _is_read(item.config))
        if lesson is not None:
            lesson = _with_parts(progress, place, stage_of(item), lesson)
            lesson = lesson if place.shows_solution else lesson.changed(without_ours)
            lesson = _kept(item.config, judged, call.excinfo.value, lesson, is_first).cut()
            item.repr_failure = lambda excinfo: layout.text(lesson)
            if lesson.state in ENDED:
                item.config.stash[_ENDED][place] = lesson.title
    report = yield
    report.user_properties += [("kata", place.id), ("target", target), ("notes", judged._notes if judged else [])]
    if lesson is not None:
        report.sections = []
        report.user_properties += [("state", lesson.state), ("lesson", lesson.to_plain())]
        case = item.nodeid.partition("::")[2]
        report.user_properties.append(("broken", lesson.state in FAILED and progress.is_broken(place, case)))
    else:
        report.user_properties.append(("state", report.outcome))
    return report


def _with_parts(progress, place: KataFiles, stage: str, lesson: Lesson) -> Lesson:
    """Begin with the parts of a solution that are red, or since whose change a stage is green no more."""
    words = [f"Your {name} is red: begin there." for name in progress.red_parts(place)]
    changed = [name for name in progress.changed(place) if name != JUDGE]
    if not words and changed and progress.is_green_at(place, stage):
        words = [f"It was green until {' and '.join(changed)} changed."]
    return replace(lesson, words=[*words, *lesson.words]) if lesson.state in FAILED else lesson


def _kept(config, judged, error: BaseException, lesson: Lesson, is_first: bool) -> Lesson:
    """Keep the question that is shown of a learner's kata; where its call is too long to paste, say so."""
    choice, place = config.stash[CHOICE], judged._place
    asked = getattr(error, "asked", None)
    if not asked or choice.progress.record.file is None or choice.options.is_submission:
        return lesson
    question = asked[-1].question
    kept = config.stash.setdefault(_KEPT, {})
    if is_first:
        expected = dict(lesson.rows).get("expected")
        kept[place] = ask.keep(place, question, judged.names_of(question), expected) and lesson.title
    if kept.get(place) != lesson.title or judged.can_be_pasted(question):
        return lesson
    return replace(lesson, rows=[*lesson.rows, ("again", f"dojo ask {place.name}")])


def _is_first(item, is_broken: bool) -> bool:
    """Tell whether a red test comes before those of its kata that were red so far: the one screen shows that alone."""
    shown, place, now = item.config.stash[_SHOWN], KataFiles.of_judge(item.path), rank(stage_of(item), is_broken)
    first = place not in shown or now < shown[place]
    shown[place] = now if first else shown[place]
    return first


def _is_read(config) -> bool:
    """Tell whether what every red test says is read."""
    on_one_screen = isinstance(config.pluginmanager.get_plugin("terminalreporter"), terminal.Quiet)
    is_kept = config.stash[CHOICE].options.is_submission or getattr(config.option, "xmlpath", None)
    return not on_one_screen or bool(is_kept)


def _explained(judged, error: BaseException, is_shown: bool) -> Lesson | None:
    """The lesson of a failed test; None where pytest's own text says more."""
    from hypothesis.errors import Flaky

    if isinstance(error, Flaky):
        words = ["Does it draw random numbers, or remember something from call to call?"]
        return Lesson(f"{judged._place.name}: two runs on the same input differ", words=words)
    return judged.explain(error, is_shown)
