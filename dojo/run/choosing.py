"""The choice of a run: its katas and its tests, and their order."""

from __future__ import annotations

import functools
import os
from pathlib import Path

import pytest

from dojo.course.course import Course
from dojo.course.progress import Progress
from dojo.course.record import Record, record_of
from dojo.engine.base.files import KataFiles
from dojo.engine.base.marks import is_judged, stage_of, target_of
from dojo.engine.base.stages import STAGES
from dojo.engine.base.targets import GPU, has_gpu_driver
from dojo.run.options import Options

CHOICE: pytest.StashKey[Choice] = pytest.StashKey()
"""The key of a run's choice: ``config.stash[CHOICE]``."""


def _course(config) -> Course:
    try:
        return Course(config.rootpath, config.option.path)
    except ValueError as error:
        raise pytest.UsageError(str(error)) from None


class Choice:
    """The katas and tests that a run judges, known before any judge is imported.

    Parameters
    ----------
    config : pytest.Config
        The run's.
    course : Course, optional
        The katas, where they are known.

    Attributes
    ----------
    course : Course
        The katas.
    options : Options
        The run's options, checked.
    tests : dict
        How many tests each kata has in each stage, whatever of them is chosen; known after collection, and only of
        judges that were collected whole.
    first : str or None
        A test that runs before all others, whatever its stage: for the watch, the one that was red last.
    walked : list of KataFiles or None
        The katas that the watch walks through.
    """

    def __init__(self, config, course: Course | None = None):
        self.config = config
        self.course = course or _course(config)
        self.options = Options.of(config, self.course)
        self.tests: dict[str, list[int]] = {}
        self.first: str | None = None
        self.walked: list[KataFiles] | None = None

    @functools.cached_property
    def progress(self) -> Progress:
        """The position in the course as it was before this run."""
        keeps = self.config.pluginmanager.hasplugin("cacheprovider")  # -p no:cacheprovider leaves no trace
        directory = self.options.directory
        record = record_of(self.course.root, directory) if keeps else Record(None)
        return Progress(self.course, directory, record)

    # ------------------------------------------------------------------ katas

    @functools.cached_property
    def named(self) -> list[KataFiles]:
        """The katas below the paths on the command line."""
        paths = [self._path_of(arg) for arg in self.config.args]
        return [p for p in self.course.places if any(p.judge.is_relative_to(path) for path in paths)]

    @functools.cached_property
    def candidates(self) -> list[KataFiles]:
        """Those among them that the options ask for."""
        return self.asked_for(self.named)

    def asked_for(self, places: list[KataFiles]) -> list[KataFiles]:
        """Those among some katas of the names, tracks, days and the path that were asked for."""
        options = self.options
        if options.katas:
            places = [place for place in places if place in options.katas]
        if options.tracks:
            places = [place for place in places if place.track in options.tracks]
        return [place for place in places if place in self.course.part(options.days)] if options.path else places

    @property
    def following(self) -> KataFiles | None:
        """The kata that is due after this run: of a path, where one was asked for."""
        walked = self.course.on_path if self.config.option.path else self.course.places
        return self.progress.next_of(walked if self.walked is None else self.walked)

    @functools.cached_property
    def places(self) -> list[KataFiles]:
        """The katas that the run judges."""
        option = self.config.option
        if not option.next:
            return [place for place in self.candidates if place not in self.taken]
        following = self.progress.next_of(self.candidates, option.complete)
        return [] if following is None else [following]

    @functools.cached_property
    def taken(self) -> set[KataFiles]:
        """The complete katas that are taken from the record of these very files, where many are chosen."""
        if self._asks_for_all or len(self.candidates) < 2:
            return set()
        progress = self.progress
        return {place for place in self.candidates if progress.is_complete(place) and not progress.changed(place)}

    @property
    def _asks_for_all(self) -> bool:
        """Tell whether the command line is about katas one by one, about their tests, or about each result."""
        option, options = self.config.option, self.options
        of_tests = option.keyword or option.collectonly or any("::" in str(arg) for arg in self.config.args)
        of_results = option.verdict or getattr(option, "xmlpath", None) or options.targets or options.stages
        by_name = option.again or option.next or options.katas or options.is_submission or options.all_stages
        return bool(of_tests or of_results or by_name)

    def leaves_out(self, path: Path) -> bool:
        """Tell whether a judge's file need not be imported."""
        return path.match("katas/*/*/test_*.py") and KataFiles.of_judge(path) not in self.places

    @functools.cached_property
    def only_katas(self) -> bool:
        """Tell whether the run judges katas, and does nothing else."""
        paths = [self._path_of(arg) for arg in self.config.args]
        return bool(self.course.places) and all(path.is_relative_to(self.course.root / "katas") for path in paths)

    # ------------------------------------------------------------------ tests

    def is_named(self, item) -> bool:
        """Tell whether the command line names the test itself, by its id or ``-k``: then it runs whatever is red."""
        if self.config.option.keyword:
            return True
        for arg in map(str, self.config.args):
            test, case = arg.partition("::")[2], item.nodeid.partition("::")[2]
            if test and self._path_of(arg) == item.path and (case == test or case.startswith((f"{test}[",))):
                return True
        return False

    def _path_of(self, arg) -> Path:
        """The file of an argument, in pytest's spelling: a drive of the network stays what it is called here."""
        return Path(os.path.abspath(self.config.invocation_params.dir / str(arg).partition("::")[0]))

    def count(self, items) -> None:
        """Remember how many tests there are in each stage, before any is left out."""
        in_part = {self._path_of(arg) for arg in self.config.args if "::" in str(arg)}
        for item in filter(is_judged, items):
            if item.path not in in_part:
                counts = self.tests.setdefault(KataFiles.of_judge(item.path).id, [0] * len(STAGES))
                counts[STAGES.index(stage_of(item))] += 1

    def keeps(self, item) -> bool:
        """Tell whether a test is of a stage and a target that were asked for.

        Collected alone, by the test explorer of an editor, tests on a GPU are left out where there is none.
        """
        options = self.options
        if not is_judged(item):
            return True
        if self.config.option.collectonly and not options.targets and target_of(item) == GPU and not has_gpu_driver():
            return False
        is_on = not options.targets or target_of(item) in options.targets
        return is_on and (not options.stages or stage_of(item) in options.stages)

    def is_first(self, item) -> bool:
        """Tell whether a test is the one that runs before all others."""
        return self.first is not None and item.nodeid.partition("::")[2] == self.first

    def in_order(self, items: list) -> list:
        """The tests of each file by their stages, and otherwise as they were."""
        files = {path: i for i, path in enumerate(dict.fromkeys(item.path for item in items))}
        return sorted(items, key=lambda item: (files[item.path], self._rank(item)))

    def _rank(self, item) -> tuple[int, str]:
        if not is_judged(item):
            return 0, ""
        return (-1, "") if self.is_first(item) else (STAGES.index(stage_of(item)), target_of(item))
