"""The explainers are asked in order, the first that has something is heard, and a bug in one of them is not silent."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from dojo.engine.base.lesson import Lesson
from dojo.engine.explain import explainers
from dojo.engine.explain.diagnosis import Diagnosis, load_model
from dojo.engine.explain.explainers import EXPLAINERS, KEPT, RIGHT_ON_NUMPY, SHARED
from dojo.engine.judge.kata import Kata
from dojo.engine.process.answer import answer
from dojo.watch.warm import Feed
from tests.grading import DOUBLE, small_course, write
from tests.judging import judge_folder
from tests.one_function import Course

ROW = np.array([1.5, -2.0, 4.0, 0.3, 7.0])


def doubled(kata: Kata) -> None:
    kata.check("f", ROW)


KNOWN = "@mistake('f', 'It is not doubled.')\ndef same(x):\n    return x + 0\n"


@pytest.mark.parametrize(
    ("mistakes", "told"),
    [(KNOWN, ["It is not doubled."]), ("", ["Every entry is 0.5 times what is expected (1/2)."])],
    ids=["a mistake comes first", "then a fact"],
)
def test_the_first_that_has_something_is_heard(tmp_path, mistakes, told):
    assert Course(tmp_path, mistakes).explained("def f(x):\n    return x + 0\n", doubled).paragraphs == told


@pytest.mark.parametrize(
    ("later", "is_sure"), [([0.5, 3.0, 2.5], True), ([0.5, 3.0], False)], ids=["alike", "otherwise"]
)
def test_a_mistake_is_sure_where_later_tests_bear_it_out(tmp_path, later, is_sure):
    """On the row it is the mistake to the last digit; what it is in fact shows where there are fewer numbers."""
    course, wrong = Course(tmp_path, KNOWN), "def f(x):\n    return x + 0 if len(x) > 2 else x * 3\n"
    words = course.explained(wrong, doubled, pinned=[], later=[np.array(later)]).paragraphs
    assert words == ["It is not doubled.", *([] if is_sure else [SHARED])]


def test_a_single_number_is_asked_about_further(tmp_path):
    """One that is right for other numbers has no factor."""

    def one(kata):
        kata.check("f", np.array(2.5))

    wrong = "def f(x):\n    return {}\n"
    course = Course(tmp_path)
    assert course.explained(wrong.format("x * 3.4"), one).paragraphs == ["Yours is 1.7 times what is expected."]
    assert course.explained(wrong.format("x * (3.4 if x == 2.5 else 2)"), one).paragraphs != [
        "Yours is 1.7 times what is expected."
    ]


def test_a_fact_is_contradicted_by_what_it_would_make_wrong_alone(tmp_path):
    """What rounding leaves of a difference is right with either sign."""

    def both(kata):
        kata.check("f", ROW * 1e-17, scale=1.0)
        kata.check("f", ROW)

    words = Course(tmp_path).explained("def f(x):\n    return x * -2\n", both, pinned=[]).paragraphs
    assert words == ["Every entry has the opposite sign."]


def test_the_order_is_that_of_the_list(tmp_path, monkeypatch):
    asked = []

    def listening(explainer):
        return lambda evidence: asked.append(explainer.__name__) or explainer(evidence)

    monkeypatch.setattr(explainers, "EXPLAINERS", tuple(map(listening, EXPLAINERS)))
    Course(tmp_path).explained("def f(x):\n    return x[::-1] * 1.3 + x\n", doubled)
    assert asked == [explainer.__name__ for explainer in EXPLAINERS]


def test_a_bug_in_an_explainer_fails_the_proofs_and_costs_a_learner_that_explanation_alone(tmp_path, monkeypatch):
    def broken(evidence):
        raise ZeroDivisionError("a bug of ours")

    monkeypatch.setattr(explainers, "EXPLAINERS", (broken, *EXPLAINERS))
    course, wrong = Course(tmp_path, KNOWN), "def f(x):\n    return x + 0\n"
    assert course.explained(wrong, doubled, is_strict=False).paragraphs == ["It is not doubled."]
    with pytest.raises(ZeroDivisionError, match="a bug of ours"):
        course.explained(wrong, doubled)


TRIPLED = "@mistake('f', 'It is tripled.')\ndef thrice(x):\n    return x * 3\n"


@pytest.mark.parametrize(
    ("seconds", "most", "told"),
    [(0.0, 99, ["It is not doubled."]), (3.0, 0, []), (0.9, 12, ["It is not doubled."])],
    ids=["quick", "a training", "many that are not quick"],
)
def test_mistakes_are_asked_no_longer_than_they_may_take(tmp_path, monkeypatch, seconds, most, told):
    """The clock that answers are timed with goes on by so much each time."""
    ticks, asked = itertools.count(step=seconds), []
    monkeypatch.setattr("dojo.engine.process.answer.time.process_time", lambda: next(ticks))
    monkeypatch.setattr(
        "dojo.engine.explain.diagnosis.answer", lambda *given: asked.append(given[1].__name__) or answer(*given)
    )
    course, pinned = Course(tmp_path, KNOWN + TRIPLED), [ROW + i for i in range(9)]
    lesson = course.explained("def f(x):\n    return x + 0\n", doubled, pinned=pinned)
    of_mistakes = [name for name in asked if name != load_model(course.place).__name__]
    assert lesson.causes == told
    assert len(of_mistakes) <= most


def test_what_took_long_since_it_imported_is_asked(tmp_path, monkeypatch):
    """The solution and the model import something as they are asked first."""
    times = itertools.chain([0.0, 1.9, 1.9, 3.8], itertools.repeat(3.8))
    monkeypatch.setattr("dojo.engine.process.answer.time.process_time", lambda: next(times))
    monkeypatch.setattr("dojo.engine.explain.diagnosis.PATIENCE", 1.0)
    assert Course(tmp_path, KNOWN).explained("def f(x):\n    return x + 0\n", doubled).causes == ["It is not doubled."]


def test_a_training_that_failed_is_explained_by_what_is_quickly_asked(tmp_path, monkeypatch):
    """A mistake is recognised in the pinned questions, and never asked to train."""
    trained = []
    monkeypatch.setattr(Diagnosis, "is_quick", lambda self, asked: asked.question.scenario == "f")

    def training(solution, x):
        trained.append(solution)
        return "worse than a guess" if solution.f(x)[0] < 2 else "fine"

    def learns(kata):
        kata.equal(kata.run(training, ROW), "fine", "a training ends well")

    lesson = Course(tmp_path, KNOWN).explained("def f(x):\n    return x + 0\n", learns, pinned=[ROW])
    assert lesson.causes == ["It is not doubled."]
    assert len(trained) == 1


def test_what_is_wrong_is_shown_before_it_is_explained_where_that_takes_its_time(tmp_path, monkeypatch):
    ticks, told, shown = itertools.count(step=2.0), [], []
    monkeypatch.setattr("dojo.engine.process.answer.time.process_time", lambda: next(ticks))
    feed = Feed(lambda **event: told.append(event))
    monkeypatch.setattr(
        "dojo.engine.judge.conversation.explain", lambda evidence, strict: shown.extend(told) or evidence.lesson
    )
    Course(tmp_path, KNOWN).explained("def f(x):\n    return x + 0\n", doubled, shows=feed.show_evidence)
    assert [event["event"] for event in shown] == ["lesson"]
    assert dict(Lesson.from_plain(shown[0]["lesson"]).rows)["expected"] == "[ 3., -4.,  8., 0.6, 14.]"


def test_of_several_red_tests_the_one_that_is_shown_is_explained(tmp_path):
    root = small_course(tmp_path.resolve())
    write(root / "katas" / DOUBLE / "double.py", "def double(x):\n    return x.sum()\n")
    shown, *others = [r.lesson for r in judge_folder(root).results if r.kata == DOUBLE and r.is_red]
    assert "no axis is left" in shown.paragraphs[0]
    assert others
    assert not any(lesson.paragraphs for lesson in others)


def test_a_check_of_ones_own_that_is_too_strict_is_told(tmp_path):
    strict = "def f(x):\n    if len(x) > 3:\n        raise ValueError(len(x))\n    return x * 2\n"
    assert Course(tmp_path).explained(strict, doubled).paragraphs == [
        "Your own code raises this, and the statement allows what was asked. Is the check too strict, or is what it"
        " looks at wrong by then?"
    ]


@pytest.mark.parametrize(
    ("solution", "is_told"), [("x.detach() + x", True), ("x.detach() * 2 + x", False)], ids=["right", "wrong"]
)
def test_a_gradient_that_is_wrong_where_the_result_is_right_is_cut_off_somewhere(tmp_path, solution, is_told):
    known = _without_facts(tmp_path, f"def f(x):\n    return {solution}\n")
    assert any("a part of the way is cut off" in words for words in known) == is_told


def _without_facts(tmp_path, solution: str) -> list[str]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("dojo.engine.explain.evidence.symptoms", lambda *given: [])
        lesson = Course(tmp_path).explained(solution, lambda k: k.check_gradient("f", ROW), target="torch-cpu")
    return lesson.paragraphs


@pytest.mark.parametrize(
    ("solution", "told"),
    [
        ("x * (1 if len(x) < 3 else 2)", []),
        ("x * (1 if x[0] == 1.0 else 2)", ["If x is doubled, the right result is 2 times as large, and yours is not."]),
        ("x * 1", ["Every entry is 0.5 times what is expected (1/2)."]),
    ],
    ids=["right where there are more", "right where the numbers are others", "always"],
)
def test_a_relation_of_few_numbers_is_told_where_further_questions_bear_it_out(tmp_path, solution, told):
    def two(kata):
        kata.check("f", np.array([1.0, 2.0]))

    words = Course(tmp_path).explained(f"def f(x):\n    return {solution}\n", two, pinned=[ROW]).paragraphs
    assert words == told


def test_words_of_the_check_come_before_facts(tmp_path):
    lesson = Course(tmp_path).explained("def f(x):\n    x *= 2\n    return x\n", doubled)
    assert "not x -= m" in lesson.paragraphs[0]


@pytest.mark.parametrize(("on_numpy", "is_told"), [(2, True), (4, False)])
def test_on_torch_it_is_said_where_the_same_is_right_on_numpy(tmp_path, on_numpy, is_told):
    solution = f"def f(x):\n    return x * {on_numpy} if hasattr(x, 'strides') else x * 3\n"
    paragraphs = Course(tmp_path).explained(solution, doubled, target="torch-cpu").paragraphs
    assert (RIGHT_ON_NUMPY in paragraphs) == is_told


def test_an_empty_input_gives_way_to_a_pinned_one_on_which_it_is_wrong_as_well(tmp_path):
    course = Course(tmp_path)

    def empty(kata):
        kata.check("f", np.zeros((0, 1)))

    flat = "def f(x):\n    return x.ravel() * 2\n"
    shown = dict(course.explained(flat, empty, pinned=[np.array([[1.0], [4.0]])]).rows)
    assert shown["x"] == "[[1.],\n [4.]]"
    shown = dict(course.explained(flat, empty, pinned=[np.array([1.0, 4.0])]).rows)
    assert shown["x"] == "[]  of shape (0, 1)"


def test_warnings_and_prints_are_told_beside_the_words(tmp_path):
    noisy = "def f(x):\n    print('here')\n    import warnings\n    warnings.warn('mind the gap')\n    return x * x * x + 5\n"
    lesson = Course(tmp_path).explained(noisy, doubled)
    assert ("printed", "here") in lesson.rows
    assert lesson.paragraphs[0].startswith("There was a warning: mind the gap")


@pytest.mark.parametrize(
    ("solution", "name"),
    [
        ("KEPT = {}\ndef f(x):\n    return KEPT.setdefault('first', x * 2)\n", "KEPT"),
        ("def f(x, kept=[]):\n    kept.append(x * 2)\n    return kept[0]\n", "a default of f"),
        ("def f(x):\n    f.kept = getattr(f, 'kept', x * 2)\n    return f.kept\n", "f.kept"),
        (
            "class A:\n    kept = None\ndef f(x):\n    A.kept = x * 2 if A.kept is None else A.kept\n    return A.kept\n",
            "A.kept",
        ),
        (
            "from functools import cache\nLAST = []\n@cache\ndef twice(n):\n    return LAST[-1] * 2\n"
            "def f(x):\n    LAST.append(x)\n    return twice(len(x))\n",
            "LAST, the cache of twice",
        ),
    ],
    ids=["global", "default", "function", "class", "cache"],
)
def test_what_an_earlier_call_has_left_is_named(tmp_path, solution, name):
    def twice(kata):
        kata.check("f", ROW)
        kata.check("f", ROW + 1)

    words = " ".join(Course(tmp_path).explained(solution, twice).paragraphs)
    assert KEPT in words
    assert f"A call has changed {name} since" in words


@pytest.mark.parametrize(
    "solution", ["def f(x):\n    return x + 0\n", "N = []\ndef f(x):\n    N.append(x)\n    return x + 0\n"]
)
def test_what_is_as_wrong_in_a_new_process_is_not_told_of_earlier_calls(tmp_path, solution):
    assert KEPT not in " ".join(Course(tmp_path).explained(solution, doubled).paragraphs)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("def f(x):\n    return x * 2\n", "Your function has no parameter axis. The stub names it, or the page"),
        ("def f():\n    return 2\n", "Keep the names and the number of the parameters as the stub has them."),
    ],
)
def test_a_parameter_that_came_later_is_named_and_the_stub_is_not_said_to_have_it(wrong, told, tmp_path):
    def along(kata: Kata) -> None:
        kata.check("f", ROW, axis=0)

    course = Course(tmp_path)
    for file in tmp_path.rglob("*.py"):
        if "def f(x)" in (text := file.read_text(encoding="utf-8")):
            file.write_text(text.replace("def f(x)", "def f(x, axis=None)"), encoding="utf-8")
    (words,) = course.explained(wrong, along if "x" in wrong else doubled).paragraphs
    assert words.startswith(told)
