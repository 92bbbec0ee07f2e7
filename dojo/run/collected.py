"""A judge that is collected once, and judges one solution after another.

To start pytest and to collect is much of the work of a judge. So its session stays open; what a run has left on it, and
on its tests, is taken off before the next.
"""

from __future__ import annotations

import contextlib
import copy
import sys
import traceback
import warnings
from collections.abc import Collection, Iterator

import pytest
from _pytest.config import _prepareconfig  # as pytest's own pytester does it: there is no public way

from dojo.engine.judge.session import Session
from dojo.run import plugin
from dojo.run.terminal import Quiet

_OF_A_RUN = "tmpdir", "hypothesispytest"
"""Plugins that are configured for each run: its end lets a temporary folder go, and profile and seed are its own."""


class Collected:
    """One session of pytest, for many solutions.

    Parameters
    ----------
    shared : dojo.engine.judge.session.Session
        What its runs share.
    *arguments : str
        Those of all runs for pytest: the judge, and the profile of the examples, which a judge keeps that is loaded.
    """

    def __init__(self, shared: Session, *arguments: str):
        self._shared, self._arguments = shared, arguments
        self._session: pytest.Session | None = None
        self._collected: dict[pytest.Item, dict] = {}
        self._inside: tuple | None = None

    def judge(self, *options: str, plugins: Collection = ()) -> int:
        """Judge a solution, and give pytest's exit code.

        Parameters
        ----------
        *options : str
            Those of this run for pytest: the folder of the solution, the targets, where to stop.
        plugins : collection
            More plugins of this run.
        """
        code: int | None = None
        with self._apart():
            try:
                code = self._judge(options, plugins)
            except pytest.UsageError as error:
                print(*(f"ERROR: {text}" for text in error.args), sep="\n", file=sys.stderr)
                code = pytest.ExitCode.USAGE_ERROR
            except Exception:  # as pytest itself: any is an internal error
                traceback.print_exc()
                code = pytest.ExitCode.INTERNAL_ERROR
            finally:
                if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
                    self._close()  # nobody knows in which state it is
        return int(code)

    def close(self) -> None:
        """End the session."""
        with self._apart():
            self._close()

    # ------------------------------------------------------------------ inside

    def _judge(self, options: tuple[str, ...], plugins: Collection) -> int:
        is_first = self._session is None
        session = self._session or self._prepared()
        config = session.config
        config.option = config._parser.parse(options, namespace=copy.copy(self._common))
        if is_first:
            config._do_configure()
            config.hook.pytest_sessionstart(session=session)
            config.pluginmanager.register(self)  # last, so that it sees the tests before any is left out
        else:
            _begin_anew(session)
        for added in plugins:
            config.pluginmanager.register(added)
        try:
            return self._run(session, is_first)
        finally:
            for added in plugins:
                config.pluginmanager.unregister(added)

    def _prepared(self) -> pytest.Session:
        config = _prepareconfig([*self._arguments], [self._shared])
        self._common = config.option
        self._session = pytest.Session.from_config(config)
        return self._session

    def _run(self, session: pytest.Session, is_first: bool) -> int:
        try:
            session.exitstatus = self._outcome(session, is_first)
        except Exception:  # as pytest itself
            session.config.notify_exception(pytest.ExceptionInfo.from_current(), session.config.option)
            session.exitstatus = pytest.ExitCode.INTERNAL_ERROR
        session.config.hook.pytest_sessionfinish(session=session, exitstatus=session.exitstatus)
        return int(session.exitstatus)

    def _outcome(self, session: pytest.Session, is_first: bool) -> pytest.ExitCode:
        hook = session.config.hook
        try:
            if is_first:
                hook.pytest_collection(session=session)
            else:
                session.items = [_as_collected(item, held) for item, held in self._collected.items()]
                hook.pytest_collection_modifyitems(session=session, config=session.config, items=session.items)
                session.testscollected = len(session.items)
            hook.pytest_runtestloop(session=session)
        except session.Failed:  # as many as may
            return pytest.ExitCode.TESTS_FAILED
        except session.Interrupted:  # it can't be collected
            hook.pytest_keyboard_interrupt(excinfo=pytest.ExceptionInfo.from_current())
            return pytest.ExitCode.INTERRUPTED
        if session.testsfailed:
            return pytest.ExitCode.TESTS_FAILED
        return pytest.ExitCode.OK if session.testscollected else pytest.ExitCode.NO_TESTS_COLLECTED

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(self, items):
        if not self._collected:
            self._collected = {item: dict(vars(item)) for item in items}
        return (yield)

    @contextlib.contextmanager
    def _apart(self) -> Iterator[None]:
        """Put back between two runs what an open session has changed: sys.path, the streams, the warnings."""
        path, stdin = list(sys.path), sys.stdin
        sys.path[:], sys.stdin = self._inside or (path, stdin)
        with warnings.catch_warnings(), contextlib.redirect_stdout(sys.stdout), contextlib.redirect_stderr(sys.stderr):
            try:
                yield
            finally:
                self._inside = None if self._session is None else (list(sys.path), sys.stdin)
                sys.path[:], sys.stdin = path, stdin

    def _close(self) -> None:
        session, self._session, self._collected = self._session, None, {}
        if session is not None:
            session.config._ensure_unconfigure()


def _begin_anew(session: pytest.Session) -> None:
    """Take off what the last run has left on a session, but for its tests."""
    config, manager = session.config, session.config.pluginmanager
    session.stash, session.testsfailed, session._shouldfail, session._shouldstop = pytest.Stash(), 0, False, False
    manager.unregister(name="terminalreporter")
    manager.register(terminal := Quiet(config, sys.stdout), "terminalreporter")
    plugin.begin(config)
    for configured in filter(None, map(manager.get_plugin, _OF_A_RUN)):
        configured.pytest_configure(config)
    terminal.pytest_sessionstart(session)
    if (reporter := manager.get_plugin(plugin.REPORTER)) is not None:
        reporter.pytest_sessionstart()


def _as_collected(item: pytest.Item, held: dict) -> pytest.Item:
    """A test without what the last run has left on it."""
    vars(item).clear()
    vars(item).update(held, stash=pytest.Stash(), _report_sections=[], user_properties=list(held["user_properties"]))
    if "_request" in held:
        vars(item)["_request"] = False  # pytest makes another
    return item
