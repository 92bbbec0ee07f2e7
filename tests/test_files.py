"""A kata's files have two roots: what a learner has, and what the course holds."""

from __future__ import annotations

from dojo.engine.base.files import find_katas
from tests.judging import ROOT

SOFTMAX = "katas/03_probability/01_softmax/test_softmax.py"


def test_answers_lie_beside_the_katas_where_there_are_any(tmp_path):
    (tmp_path / "reference/03_probability/01_softmax").mkdir(parents=True)
    (tmp_path / SOFTMAX).parent.mkdir(parents=True)
    (tmp_path / SOFTMAX).touch()
    (place,) = find_katas(tmp_path)
    assert place.judge == tmp_path / SOFTMAX
    assert place.reference("mistakes") == tmp_path / "reference/03_probability/01_softmax/mistakes.py"


def test_a_learner_without_answers_is_judged_by_those_of_the_course(tmp_path):
    (tmp_path / SOFTMAX).parent.mkdir(parents=True)
    (tmp_path / SOFTMAX).touch()
    (place,) = find_katas(tmp_path)
    assert place.solution(place.root / "katas").is_relative_to(tmp_path)
    assert place.reference("softmax") == ROOT / "reference/03_probability/01_softmax/softmax.py"
