"""The path through the days: its order, its length, and what is said at its ends."""

from __future__ import annotations

import itertools

import pytest

from dojo.base.facts import facts
from dojo.course.course import Course, by_day
from dojo.course.endings import renamed_in
from dojo.course.milestones import milestones
from dojo.run.screen import what_to_notice
from tests.judging import KATAS, ROOT

COURSE = Course(ROOT)


def test_no_kata_comes_before_one_that_it_builds_on():
    order = {place.name: i for i, place in enumerate(by_day(KATAS))}
    for place in KATAS:
        assert [name for name in facts(place).uses if order[name] >= order[place.name]] == [], place.id


def test_nothing_on_the_path_builds_on_what_is_beyond_it():
    on_path = {place.name for place in COURSE.path}
    assert [(place.id, name) for place in COURSE.path for name in facts(place).uses if name not in on_path] == []


@pytest.mark.parametrize("place", COURSE.path, ids=lambda place: place.name)
def test_there_is_something_to_notice_when_it_is_green(place):
    told = what_to_notice(place.reference(place.name))
    assert len(told.split()) > 8


def test_by_day_keeps_every_kata_once():
    assert sorted(place.id for place in by_day(KATAS)) == [place.id for place in KATAS]
    days = [facts(place).day or 99 for place in by_day(KATAS)]
    assert days == sorted(days)
    assert [day for day, _ in itertools.groupby(days)] == [*range(1, 19), 99]


def beyond_the_path(milestone) -> set[str]:
    return set(milestone.parts) - {place.name for place in COURSE.path}


@pytest.mark.parametrize("milestone", milestones(COURSE), ids=lambda one: one.id)
def test_a_milestone_needs_what_is_beyond_the_path_only_where_its_track_is(milestone):
    is_on_path = milestone.track in {place.track for place in COURSE.path}
    assert bool(beyond_the_path(milestone)) != is_on_path


def test_what_was_renamed_is_found_under_its_new_name():
    renamed, names = renamed_in((ROOT / "katas/path.toml").read_text(encoding="utf-8")), {place.name for place in KATAS}
    assert not names & set(renamed)
    assert set(renamed.values()) <= {*names, *renamed, ""}
