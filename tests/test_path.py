"""The paths: their order, their length, what they rest on, and what is said where they begin and end."""

from __future__ import annotations

import pytest

from dojo.course import paths
from dojo.course.course import Course
from dojo.course.milestones import milestones
from dojo.engine.base.facts import facts
from dojo.run.screen import what_to_notice
from tests.judging import KATAS, ROOT, of_each

COURSE = Course(ROOT, "foundations")
USES = {place.name: facts(place).uses for place in KATAS}
PATHS = COURSE.paths
SIDE = {"interview", "fast_track"}
"""Lists of katas that stand on other paths as well."""
NAMED = {
    *("transpose", "broadcasting", "pca", "chain_rule", "gradient_descent", "loss_gradients", "backpropagation"),
    *("softmax_gradient", "entropy", "kl_divergence", "bayes_rule", "independence", "distributions", "moments"),
    *("temperature", "aggregations", "indexing", "creation", "gather", "scalar_engine", "graph", "accumulation"),
    *("training_loop", "loss_curve", "two_moons", "overfitting", "steepest_ascent", "embedding"),
    *("error_bars", "sgd", "activations"),
}
"""What the source text's own days name, and what no later kata imports: linear algebra on days 1 and 2, calculus on
3 and 4, distributions, independence and Bayes on 5, NumPy on 6 and 7, tensors on 8 and 9, autograd on 10 and 11, a tiny
network on 12, small projects on 13 and 14."""


def test_the_paths_are_as_they_should_be():
    assert list(paths.problems((ROOT / paths.FILE).read_text(encoding="utf-8"), USES)) == []


def test_each_kata_is_on_a_path():
    """And on one alone, but for the way that is straight and the lists across all."""
    on = {
        name: [p.name for p in PATHS.values() if name in p.katas and p.name not in SIDE | {"straight"}] for name in USES
    }
    assert {name: told for name, told in on.items() if len(told) != 1} == {}


def test_nothing_builds_on_what_its_path_does_not_rest_on():
    for path in PATHS.values():
        if path.is_in_days:
            there = {*path.katas, *(PATHS[path.after].katas if path.after else ())}
            assert [(name, part) for name in path.katas for part in USES[name] if part not in there] == [], path.name


def test_what_foundations_has_is_used_later_on_it_or_named_by_the_days():
    names = COURSE.path.katas
    ends = {part for one in milestones(COURSE) if one.track == "10_language_model" for part in one.parts}
    used = {part for name in names for part in USES[name]} | ends
    assert set(names) - used <= NAMED
    assert not NAMED & used, "it is used by now"


def test_straight_is_what_ones_own_gpt_needs():
    """Computed anew: the parts of the milestone that trains it, and what they build on."""
    (gpt,) = [one for one in milestones(COURSE) if one.track == "10_language_model" and one.file.name == "milestone.py"]
    needed = set(gpt.parts)
    while more := {part for name in needed for part in USES[name]} - needed:
        needed |= more
    assert set(PATHS["straight"].katas) == needed


@pytest.mark.parametrize(
    ("name", "days", "hours"),
    [("foundations", 18, 44), ("straight", 8, 18), ("today", 8, 24), ("answers", 8, 24), ("large", 6, 10)],
)
def test_a_path_is_as_long_as_is_promised(name, days, hours):
    course = Course(ROOT, name)
    assert len(course.days) <= days
    told = {day: course.minutes(places) / 60 for day, places in course.days.items()}
    assert max(told.values()) <= 3, told
    assert sum(told.values()) <= hours, told


@of_each(COURSE.on_path)
def test_there_is_something_to_notice_when_it_is_green(place):
    told = what_to_notice(place.reference(place.name))
    assert len(told.split()) > 8


def test_the_order_keeps_every_kata_once_and_the_path_first():
    for name in PATHS:
        course = Course(ROOT, name)
        assert course.order[: len(course.on_path)] == course.on_path
        assert sorted(place.id for place in course.order) == [place.id for place in KATAS]


SLIPS = {
    "a name that no kata has": ('katas = ["sofmax"]', "paths.a: there is no kata sofmax; did you mean softmax?"),
    "twice": ('katas = ["softmax", "softmax"]', "paths.a: softmax comes twice"),
    "twice, on two days": ('days = [{katas = ["norms"]}, {katas = ["norms"]}]', "paths.a: norms comes twice"),
    "too early": ('katas = ["cosine_similarity", "norms"]', "cosine_similarity comes before norms, which it builds on"),
    "a key": ('katas = []\ntitel = "A"', "paths.a: nobody reads titel"),
    "a key of a day": ('days = [{kata = "norms"}]', "paths.a, a day: nobody reads kata"),
    "a list": ('katas = "norms"', "paths.a: katas is no list"),
    "a path to rest on": ('katas = []\nafter = "b"', "paths.a: after = 'b': there is no such path"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_in_a_line(slip):
    text, told = SLIPS[slip]
    found = list(paths.problems(f'default = "a"\n[paths.a]\n{text}\n', USES))
    assert len(found) == 1, found
    assert told in found[0]
    paths.read(f'default = "a"\n[paths.a]\n{text}\n')  # and it is no reason to stop


def test_paths_are_written_as_they_are_read():
    told = paths.read((ROOT / paths.FILE).read_text(encoding="utf-8"))
    assert paths.read(told.text()) == told


def test_what_is_left_of_a_path_keeps_the_numbers_of_its_days():
    left = PATHS["foundations"].of({"derivative", "gradient", "softmax"})
    assert {number for number, day in enumerate(left.days, 1) if day.katas} == {3, 5}
    assert left.end == ""
    assert [day.end for day in left.days if day.end] == []


def test_what_was_renamed_is_found_under_its_new_name():
    renamed, names = COURSE.path_file.renamed, {place.name for place in KATAS}
    assert not names & set(renamed)
    assert set(renamed.values()) <= {*names, *renamed, ""}


def test_names_of_before_are_read_whatever_else_the_file_holds():
    assert paths.read('[renamed]\nold = "new"\ngone = ""\n').renamed == {"old": "new", "gone": ""}
    for text in ("", "[renamed", "renamed = 1", "paths = 1\n", "[paths]\na = 1\n"):
        assert paths.read(text).renamed == {}
