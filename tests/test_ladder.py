"""The ladder: questions that no author thought of, where all that we hold right agrees."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from benchmarks.judges import bank
from dojo.authors import ladders, papers
from dojo.authors.judged import GRADE, Verdict, judge, on_one_line
from dojo.authors.solutions import submission
from dojo.engine.base.facts import Facts, facts
from dojo.engine.base.marks import stage_of
from dojo.engine.base.questions import Answer, Asked, Question
from dojo.engine.base.targets import NUMPY
from dojo.engine.explain.mistakes import load_mistakes
from dojo.engine.judge.ladder import Ladder, in_turns
from dojo.engine.judge.rungs import DOMAINS, RUNGS, allowed
from dojo.run.ladders import NAME, OF_SLOPES, shapes_of
from tests.judging import KATAS, place_of

SOFTMAX = """
import numpy as np


def softmax(logits, axis=-1):
    {}
    e = np.exp(logits - np.max(logits, axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
"""


def judged(kata: str, text: str, *options: str) -> Verdict:
    place = place_of(kata)
    with submission(place, text) as folder:
        return judge(place, folder, "--target=numpy", GRADE, "-k", NAME, *options)


# ---------------------------------------------------------------------------- questions


def asked(scenario: str, *args) -> Asked:
    return Asked(Question(scenario, args, {}, NUMPY), Answer())


def questions(ladder: Ladder, *args, scenario="f", axis=None) -> dict[str, list[Question]]:
    """The questions that are made of one, by the name of their rung."""
    base, found = asked(scenario, *args), {}
    for step in ladder.steps(base, dict(zip("xyz", args, strict=False)), axis):
        if step.question is not None:
            found.setdefault(step.rung, []).append(step.question)
    return found


def test_what_has_no_word_stays_as_it_is():
    x, y = np.ones((2, 3)), np.ones((2, 3))
    assert not questions(Ladder({}), x)
    assert all(question.args[1] is y for question in questions(Ladder({"x": "finite"}), x, y)["sign"])


def test_a_word_allows_its_rungs_and_no_other():
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert {"inf", "nan", "zero", "sign", "huge"} <= questions(Ladder({"x": "real"}), x).keys()
    assert not {"inf", "nan"} & questions(Ladder({"x": "finite"}), x).keys()
    assert not {"inf", "nan", "zero", "sign"} & questions(Ladder({"x": "positive"}), x).keys()
    assert "huge" not in questions(Ladder({"x": "real-huge"}), x)
    assert "float16" in questions(Ladder({"x": "finite+float16"}), x)


@pytest.mark.parametrize("word", ["reel", "real-hug", "finite+float8"])
def test_a_word_that_nobody_knows_is_refused(word):
    with pytest.raises(ValueError, match="there are real, finite"):
        allowed(word)


def test_each_rung_is_allowed_by_some_word_or_named_by_a_page():
    assert {rung.name for rung in RUNGS} - frozenset().union(*DOMAINS.values()) == {"float16", "uint8"}


def test_a_batch_is_emptied_in_all_that_share_it():
    shapes = {"f": {"x": "*#batch rows inner", "y": "*#batch inner"}}
    (empty,) = questions(Ladder({"x": "finite", "y": "finite"}, shapes), np.ones((4, 2, 3)), np.ones((4, 3)))["empty"]
    assert [a.shape for a in empty.args] == [(0, 2, 3), (0, 3)]
    (empty,) = questions(Ladder({"x": "finite", "y": "finite"}, shapes), np.ones((4, 2, 3)), np.ones((1, 3)))["empty"]
    assert [a.shape for a in empty.args] == [(0, 2, 3), (1, 3)]


def test_the_axis_that_a_function_works_along_is_no_batch():
    ladder = Ladder({"x": "finite"}, {"f": {"x": "..."}})
    (empty,) = questions(ladder, np.ones((4, 3)), axis=-1)["empty"]
    assert empty.args[0].shape == (0, 3)
    assert "empty" not in questions(ladder, np.ones(3), axis=0)


def test_a_long_axis_is_long_in_all_that_have_it():
    ladder = Ladder({"x": "finite", "y": "finite"}, {"f": {"x": "rows D", "y": "D"}}, long="D")
    found = [[a.shape for a in long.args] for long in questions(ladder, np.ones((2, 3)), np.ones(3))["long"]]
    assert found == [[(2, 5001), (5001,)]] * 2


def test_labels_count_in_what_is_put_in_front_and_fit_into_a_byte_elsewhere():
    shapes = {"f": {"x": "*batch classes", "y": "*batch"}}
    ladder = Ladder({"x": "finite", "y": "labels"}, shapes, long="* classes")
    found = questions(ladder, np.ones((2, 3)), np.array([0, 2]))
    (in_front, _), rows = found["front"], found["long"][-1]
    assert [a.shape for a in in_front.args] == [(2, 70_003), (2,)]
    assert in_front.args[1].tolist() == [70_000, 70_002]
    assert rows.args[1].dtype == np.uint8
    assert rows.args[1].shape == (5000,)


def test_a_long_distribution_still_sums_to_1():
    ladder = Ladder({"x": "distribution"}, {"f": {"x": "..."}}, long="axis *")
    for long in questions(ladder, np.array([[0.25, 0.75], [0.5, 0.5]]), axis=-1)["long"]:
        np.testing.assert_allclose(long.args[0].sum(-1), 1)


def test_what_has_one_more_keeps_its_last():
    ladder = Ladder({"x": "finite", "y": "finite"}, {"f": {"x": "k+1", "y": "k"}}, long="k")
    tiled, *_ = questions(ladder, np.array([1.0, 2.0, 9.0]), np.array([3.0, 4.0]))["long"]
    assert [a.size for a in tiled.args] == [5001, 5000]
    assert tiled.args[0][[0, 1, -2, -1]].tolist() == [1.0, 2.0, 2.0, 9.0]


def test_two_arguments_may_be_far_apart_or_the_very_same():
    found = questions(Ladder({"x": "finite", "y": "finite-huge"}), np.ones(2), np.full(2, 2.0))
    (apart,) = found["apart"]
    np.testing.assert_array_equal(apart.args, [[2.0**432] * 2, [2 * 2.0**-432] * 2])
    assert all(question.args[0] is question.args[1] for question in found["same"])


@pytest.mark.parametrize("rung", ["tiny", "small", "large", "huge"])
def test_exact_sums_stay_exact_at_any_scale(rung):
    x = np.array([1.5, -2.0, 3.0])
    for question in questions(Ladder({"x": "finite"}), x)[rung]:
        mantissas, _ = np.frexp(question.args[0] / x)
        assert (mantissas == 0.5).all()


def test_an_infinity_keeps_its_sign():
    found = questions(Ladder({"x": "real"}), np.array([1.0, -np.inf]))
    assert "sign" not in found
    assert "inf" in found
    assert "sign" in questions(Ladder({"x": "real"}), np.ones(2))


def test_distributions_stay_distributions():
    p = np.array([[0.2, 0.5, 0.3], [0.1, 0.1, 0.8]])
    for sharp in questions(Ladder({"x": "distribution"}), p)["sharp"]:
        np.testing.assert_allclose(sharp.args[0].sum(-1), 1)
        assert sharp.args[0].max() > p.max()


def test_texts_get_the_same_letters():
    renamed = questions(Ladder({"x": "text", "y": "text"}), "abba", "ab")["letters"]
    assert all(len(set(q.args[0])) == 2 for q in renamed)
    assert ("\0\1\1\0", "\0\1") in [q.args for q in renamed]


def test_each_kind_has_its_turn_before_any_has_its_second():
    x = np.ones((2, 3))
    ladder, base = Ladder({"x": "real"}), [asked("f", x + i) for i in range(5)]
    steps = [step for each in base for step in ladder.steps(each, {"x": each.question.args[0]})]
    first = in_turns(steps)[: len({step.key for step in steps})]
    assert len({step.key for step in first}) == len(first)


def test_no_rung_is_put_off_by_one_that_changes_many_pairs():
    args = [np.ones(2) + i for i in range(3)]
    ladder = Ladder(dict.fromkeys("xyz", "finite"))
    rungs = [step.rung for step in in_turns(ladder.steps(asked("f", *args), dict(zip("xyz", args, strict=True))))]
    first = len(set(rungs))
    assert set(rungs[:first]) == set(rungs)


def test_axes_are_read_from_the_hints_of_a_stub():
    stub = 'def f(x: Float[Array, "*batch D"], w: Float[Array, "D"] | None, n: int): ...\ndef g(a, b: tuple[int, ...]): ...'
    assert shapes_of(stub) == {"f": {"x": "*batch D", "w": "D"}, "g": {}}


# ---------------------------------------------------------------------------- verdicts


def test_asked_by_its_name_alone_it_asks_as_much():
    planted = SOFTMAX.format("assert not 0 < np.abs(logits).max(initial=0) < 1e-100")
    place = place_of("03_probability/01_softmax")
    with submission(place, planted) as folder:
        asked = [f"{place.judge}::{NAME}[numpy]", f"--solution={folder}", "-q", "-p", "no:cacheprovider"]
        told = subprocess.run(
            [sys.executable, "-m", "pytest", *asked], cwd=place.root, capture_output=True, check=False
        )
    assert told.returncode == 1
    assert "only with logits multiplied by about 1e-130" in on_one_line(told.stdout.decode())


@pytest.mark.parametrize("kept", ["_room[logits.shape]", "_known[id(logits)]"], ids=["a result", "an answer"])
def test_what_is_kept_between_calls_is_seen(kept):
    name = kept.partition("[")[0]
    text = SOFTMAX.replace("import numpy as np", f"import numpy as np\n{name} = {{}}").replace("    {}\n", "")
    first, last = text.rsplit("    return ", 1)
    body = {
        "_room": f"    out = _room.setdefault(logits.shape, np.empty_like(logits))\n    out[...] = {last.strip()}\n",
        "_known": f"    out = _known.setdefault((id(logits), logits.shape), {last.strip()})\n",
    }
    (red,) = judged("03_probability/01_softmax", first + body[name] + "    return out\n").red
    assert "only where it is called again" in on_one_line(red.text)


@pytest.mark.parametrize(
    ("where", "name"),
    [("01_linear_algebra/02_norms", "entry_after_entry"), ("09_projects/07_overfitting", "orthogonal_columns")],
    ids=["another slope at a corner", "float32 that is kept"],
)
def test_what_right_solutions_may_differ_in_is_not_asked(where, name):
    place = place_of(where)
    code = next(solution.code for solution in bank.page_of(place.name).solutions if solution.name == name)
    with submission(place, code) as folder:
        assert not judge(place, folder, GRADE, "--all-stages", "-k", "nobody_looked").red


@pytest.mark.parametrize(
    ("where", "old", "new"),
    [
        ("13_large_models/01_muon", "x / (xp.sqrt(", "x / xp.where(x == 0, xp.ones_like(x), xp.sqrt("),
        (
            "01_linear_algebra/03_cosine_similarity",
            "cosine_similarity(query, corpus)",
            "cosine_similarity(query, corpus, eps=1e-37)",
        ),
    ],
    ids=["zeros without an eps", "true lengths below eps"],
)
def test_what_a_page_leaves_open_is_not_asked(where, old, new):
    place = place_of(where)
    text = place.reference(place.name).read_text(encoding="utf-8")
    assert text.count(old) == 1
    assert not ladders.climbed(place, text.replace(old, new), everything=True).missed


def test_gradients_are_asked_there_too():
    place = place_of("03_probability/01_softmax")
    text = place.reference(place.name).read_text(encoding="utf-8")
    cut = "    if hasattr(logits, 'detach') and bool((logits < 0).all()):\n        logits = 0 * logits + logits.detach()\n"
    head, line, rest = text.partition("    xp = ")
    with submission(place, head + cut + line + rest) as folder:
        verdict = judge(place, folder, "--target=torch-cpu", GRADE, "--all-stages", "-k", OF_SLOPES)
    assert [r.test.partition("[")[0] for r in verdict.red] == [OF_SLOPES]


@pytest.mark.parametrize(
    ("planted", "where"),
    [
        ("assert not 0 < np.abs(logits).max(initial=0) < 1e-100", "only with logits multiplied by about 1e-130"),
        ("logits = np.where(np.signbit(logits) & (logits == 0), 1.0, logits)", "only with -0.0 as the"),
    ],
    ids=["a scale", "a zero"],
)
def test_what_no_test_asks_is_told_by_its_rung(planted, where):
    verdict = judged("03_probability/01_softmax", SOFTMAX.format(planted))
    (red,) = verdict.red
    assert where in on_one_line(red.text)


def test_what_is_right_is_green():
    verdict = judged("03_probability/01_softmax", SOFTMAX.format(""))
    assert [r.test.partition("[")[0] for r in verdict.passed] == [NAME]


def test_the_smallest_question_is_shown():
    planted = "logits = np.where(np.signbit(logits) & (logits == 0), 1.0, logits)"
    (red,) = judged("03_probability/01_softmax", SOFTMAX.format(planted)).red
    assert "1000" not in red.text


def test_it_is_the_last_test_of_the_edges():
    seen = []

    class Seen:
        @staticmethod
        @pytest.hookimpl(trylast=True)
        def pytest_collection_modifyitems(items):
            seen.extend((stage_of(item), item.originalname) for item in items)

    place = place_of("03_probability/01_softmax")
    judge(place, place.course / "reference", "--target=numpy", GRADE, plugins=[Seen()])
    assert [name for stage, name in seen if stage == "edges"][-1] == NAME


# ---------------------------------------------------------------------------- for authors


def test_most_katas_have_a_ladder():
    assert sum(bool(facts(place).ladder) for place in KATAS) >= 90


def test_the_command_counts_the_katas_without_one(capsys, monkeypatch):
    places = [place_of("03_probability/01_softmax"), place_of("05_tensors/03_views")]
    monkeypatch.setattr(ladders, "facts", lambda place: facts(place) if place is places[0] else Facts())
    few = list(load_mistakes(places[0]))[:1]
    monkeypatch.setattr(ladders, "load_mistakes", lambda place: few)
    monkeypatch.setattr(ladders, "_is_accepted_otherwise", lambda place, mistake: mistake in few)
    ladders.tell(places)
    told = capsys.readouterr().out
    assert f"no other test rejects {few[0].name}" in told
    assert "1 of 2 katas have a ladder" in told
    assert "no ladder yet: 05_tensors/03_views" in told


def test_a_mark_that_says_nothing_is_told(monkeypatch):
    words = {"logit": "real", "logits": "reel", "scenario.x": "finite"}
    monkeypatch.setattr(papers, "facts", lambda place: Facts(ladder=words))
    first, second = papers._ladder(place_of("03_probability/01_softmax"))
    assert "ladder= names logit, which is no argument" in first
    assert "ladder= of logits: 'reel': there are real" in second
