"""Which mistake is named for a failure, and when none is."""

from __future__ import annotations

from dataclasses import replace
from types import FunctionType, SimpleNamespace

import numpy as np
import pytest
import torch

from dojo.authors.judged import judge
from dojo.authors.solutions import submission
from dojo.engine.base.failures import Mismatch
from dojo.engine.base.importing import execute
from dojo.engine.base.questions import Answer, Asked, Demand, Question
from dojo.engine.base.targets import TARGETS
from dojo.engine.explain.diagnosis import Diagnosis, load_model
from dojo.engine.explain.explainers import SHARED
from dojo.engine.explain.names_used import led_to, switches, used_by
from dojo.engine.explain.pinned import _in_turns
from dojo.engine.explain.several import PERHAPS, Several, words_for
from dojo.engine.process.answer import answer
from dojo.engine.process.memory import Memory, fingerprint
from tests.judging import place_of
from tests.one_function import Course, begun, names

SOFTMAX = "03_probability/01_softmax"
HEAD = "from array_api_compat import array_namespace\n\n\ndef softmax(logits, axis=-1):\n    xp = array_namespace(logits)\n"
RIGHT = HEAD + "    e = xp.exp(logits - xp.max(logits, axis=axis, keepdims=True))\n"
LOGITS = np.array([[1.0, 2.0, 4.0], [0.5, 0.0, -3.0]])


def _named(text: str, target: str, check: str, logits=LOGITS) -> list[str]:
    """The mistakes that explain a failing check of a softmax, the likeliest first."""
    with submission(place_of(SOFTMAX), text) as folder:
        kata = begun(place_of(SOFTMAX), folder, target)
        with pytest.raises(Mismatch) as failure:
            getattr(kata, check)("softmax", logits)
        lesson = kata.explain(failure.value)
        kata.end_test()
    return names(place_of(SOFTMAX), lesson)


def test_a_known_mistake_is_named():
    whole = RIGHT + "    return e / xp.sum(e)\n"
    assert _named(whole, "numpy", "check")[0] == "sums_everything"


def test_a_known_mistake_is_named_for_its_gradient():
    whole = RIGHT + "    return e / xp.sum(e)\n"
    assert _named(whole, "torch-cpu", "check_gradient")[0] == "sums_everything"


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
def test_a_result_between_truth_and_a_mistake_is_not_that_mistake(dtype):
    """A known one adds 1e-9 to the sum: an error of another size has another cause."""
    error = 3e-2 if dtype == np.float16 else 1e-4
    other = RIGHT + f"    return e / xp.sum(e, axis=axis, keepdims=True) + {error}\n"
    assert _named(other, "numpy", "check", LOGITS.astype(dtype)) == []


def test_a_line_of_numpys_that_torch_lacks_is_told_torchs_way():
    """Which is no other name for the same call: "xp.put_along_axis" is not there either."""
    put = "    np.put_along_axis(e, xp.argsort(e[:, :1], axis=1), e[:, :1], axis=1)\n"
    text = f"import numpy as np\n{RIGHT}{put}    return e / xp.sum(e, axis=axis, keepdims=True)\n"
    with submission(place_of(SOFTMAX), text) as folder:
        kata = begun(place_of(SOFTMAX), folder, "torch-cpu")
        with pytest.raises(Mismatch) as failure:
            kata.check("softmax", LOGITS)
        words = " ".join(kata.explain(failure.value).words)
        kata.end_test()
    assert "This line calls NumPy on a torch tensor." in words
    assert "torch has no put_along_axis. x.scatter(axis, index, values)" in words


def test_an_error_of_its_own_is_no_mistake():
    assert _named(HEAD + "    return logits.no_such_method()\n", "numpy", "check") == []


def _alike(mine: Asked, its: Asked, truth=None) -> bool:
    references = SimpleNamespace(truth=lambda asked: truth)
    return Diagnosis(place_of(SOFTMAX), references, Memory(8)).is_alike(mine, its)


def test_an_error_of_a_library_is_a_mistakes_only_where_it_says_the_same(tmp_path):
    """Both raise IndexError on a list of one; a solution's own raise may word it as it likes."""

    def asked(line):
        file = tmp_path / f"f{len(list(tmp_path.iterdir()))}.py"
        file.write_text(f"def f():\n    {line}\n", encoding="utf-8")
        question = Question("f", (), {}, TARGETS["numpy"])
        return Asked(question, answer(question, execute(file), tmp_path))

    def alike(one, other):
        return _alike(asked(one), asked(other))

    assert alike("[][0]", "[][0]")
    assert not alike("[][0]", "().index(1)")
    assert not alike("[][0]", "raise IndexError('no entry')")
    assert alike("raise IndexError('empty')", "raise IndexError('no entry')")


def test_a_tiny_error_is_not_called_by_a_mistake_that_is_right_there():
    """Ordinary logits don't overflow: there a softmax that overflows elsewhere is right."""
    off = RIGHT + "    return e / xp.sum(e, axis=axis, keepdims=True) * (1 + 1e-12)\n"
    assert _named(off, "numpy", "check") == []


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        ("assert len(x) > 2", "AssertionError is for assert, which python -O skips. Raise ValueError instead."),
        ("raise TypeError(len(x))", "not with the exception that the contract names. Raise ValueError."),
        ("return x[9]", "comes from the computation itself"),
        ("return x", "Nothing was raised."),
    ],
)
def test_an_input_that_is_not_refused_as_agreed_is_told(tmp_path, refusal, words):
    model = "def f(x):\n    raise ValueError\n"
    course = Course(tmp_path, "", model)
    lesson = course.explained(f"def f(x):\n    {refusal}\n", lambda k: k.check_raises(ValueError, "f", np.ones(2)))
    assert words in " ".join(lesson.words)


def test_a_result_where_an_error_is_due_is_a_mistakes_though_a_library_gives_it(tmp_path):
    model = "def f(x):\n    if len(x) < 3:\n        raise ValueError\n    return x * 2\n"
    course = Course(tmp_path, "@mistake('f', 'It accepts all.')\ndef accepts_all(x):\n    return x * 2\n", model)
    found = course.named("def f(x):\n    return x + x\n", lambda k: k.check_raises(ValueError, "f", np.ones(2)))
    assert found == ["accepts_all"]


def test_too_many_lines_are_those_of_a_mistake_that_runs_too_many(tmp_path):
    wrong = "@mistake('f', 'It loops.')\ndef loops(x):\n    for v in x:\n        v\n    return x * 2\n\n\n"
    wrong += "@mistake('f', 'It adds one.')\ndef adds_one(x):\n    return x * 2 + 1\n"
    text = "def f(x):\n    y = x.copy()\n    for i in range(len(x)):\n        y[i] *= 2\n    return y\n"
    course = Course(tmp_path, wrong)
    assert course.named(text, lambda k: k.count_lines("f", np.ones(500), limit=100)) == ["loops"]


def test_what_is_quick_and_wrong_is_told_where_lines_are_counted(tmp_path):
    course = Course(tmp_path, "@mistake('f', 'It adds one.')\ndef adds_one(x):\n    return x * 2 + 1\n")
    text = "def f(x):\n    return 1 + x + x\n"
    assert course.named(text, lambda k: k.count_lines("f", np.arange(500.0), limit=100)) == ["adds_one"]


def test_a_mistake_that_draws_is_told_by_the_numbers_that_the_solution_drew(tmp_path):
    wrong = "@mistake('f', 'It adds noise.')\ndef adds_noise(x):\n    return x * 2 + np.random.normal(size=x.shape)\n"
    course = Course(tmp_path, wrong)
    text = "import numpy as np\n\ndef f(x):\n    return np.random.normal(size=x.shape) + x * 2\n"
    assert course.named(text, lambda k: k.check("f", np.arange(4.0)), random=True) == ["adds_noise"]


def test_a_number_is_no_mistakes_tensor():
    """On torch a Python number, cut off from autograd, is another fault than a wrong tensor of the same value."""
    question = Question("f", (), {}, TARGETS["torch-cpu"])
    number, tensor = (Asked(question, Answer(value)) for value in (1.5, np.array(1.5)))
    assert _alike(tensor, tensor, np.array(2.0))
    assert not _alike(number, tensor, np.array(2.0))


TWO = "def f(x):\n    return x * 2\n\n\ndef g(x):\n    return x * 3\n"
ADDS_ONE = "@mistake('f', 'It adds one.')\ndef adds_one(x):\n    return x * 2 + 1\n"


def _told(tmp_path, text: str, pinned: list, mistakes: str = ADDS_ONE, several: bool = False) -> list[str]:
    """The words for a wrong f, where a judge pins some questions, too; several if more may be wrong."""
    course = Course(tmp_path, mistakes, TWO)
    course.write(course.place.reference("with_numpy"), TWO)
    course.write(course.place.solution(tmp_path / "katas"), text)
    kata = begun(course.place, tmp_path / "katas", "numpy")
    asked = [kata._ask(name, (np.array(x),), {}) for name, x in [*pinned, ("f", [1.0, 2.5])]]
    if several:
        found = [fit.mistake for fit in Several(kata._diagnosis, lambda: asked[:-1]).fits(asked[-1])]
    else:
        found = kata._diagnosis.mistakes(asked[-1:], lambda: asked[:-1])
    kata.end_test()
    return [known.words for known in found]


TWICE_WRONG = "def f(x):\n    return x * 2 + 1 + (x > 50)\n\n\ndef g(x):\n    return x * 3\n"
SMALL, LARGE = [("f", [4.0, 5.0]), ("f", [7.0])], [("f", [60.0])]


def test_a_mistake_beside_another_fault_is_one_of_several(tmp_path):
    assert _told(tmp_path, TWICE_WRONG, SMALL + LARGE, several=True) == ["It adds one."]


def test_one_agreement_is_too_few_beside_another_fault(tmp_path):
    assert _told(tmp_path, TWICE_WRONG, SMALL[:1] + LARGE, several=True) == []
    assert _told(tmp_path, TWICE_WRONG, SMALL + LARGE + LARGE, several=True) == []


def test_a_mistake_is_none_of_several_where_it_spoils_what_is_right(tmp_path):
    wrong = TWICE_WRONG.replace("(x > 50)", "(x > 50) - (len(x) == 1)")
    assert _told(tmp_path, wrong, [*SMALL, ("f", [5.0, 6.0])], several=True) == []


def test_a_question_about_two_functions_waits_for_those_about_one(tmp_path):
    """The mistake's g goes through its f, and the solution's does not."""
    through = TWO.replace("return x * 3", "return f(x) * 1.5")
    course = Course(tmp_path, ADDS_ONE, through)
    course.write(course.place.reference("with_numpy"), TWO)
    course.write(course.place.solution(tmp_path / "katas"), TWO.replace("x * 2", "x * 2 + 1"))
    kata = begun(course.place, tmp_path / "katas", "numpy")
    asked = [kata._ask(name, (np.array([1.0, 2.5]),), {}) for name in ("f", _first_one_then_the_other, "f")]
    assert [known.words for known in kata._diagnosis.mistakes(asked[-1:], lambda: asked[:-1])] == ["It adds one."]
    kata.end_test()


def _first_one_then_the_other(solution, x):
    return [solution.f(x), solution.g(x)]


def test_a_fault_in_another_function_does_not_hide_a_mistake(tmp_path):
    wrong = "def f(x):\n    return x * 2 + 1\n\n\ndef g(x):\n    return x * 9\n"
    assert _told(tmp_path, wrong, [("g", [1.0, 2.0]), ("f", [4.0, 5.0])]) == ["It adds one."]


def _sum_of_both(solution, x):
    return solution.f(x) + solution.g(x)


@pytest.mark.parametrize(("added", "words"), [("1", ["It adds one."]), ("(x[0] == 1)", [])], ids=["wrong", "right"])
def test_a_question_to_two_functions_tells_of_one_only_where_it_is_right(tmp_path, added, words):
    """Where it is wrong, the fault of the other one is in the answer, too."""
    wrong = f"def f(x):\n    return x * 2 + {added}\n\n\ndef g(x):\n    return x * (3 if x[0] == 4 else 9)\n"
    pinned = [(_sum_of_both, [1.0, 2.0]), (_sum_of_both, [4.0, 5.0])]
    assert _told(tmp_path, wrong, pinned) == words


def test_a_mistake_that_is_wrong_where_the_solution_is_right_is_none_of_its_faults(tmp_path):
    wrong = "def f(x):\n    return x * 2 + (len(x) == 2)\n\n\ndef g(x):\n    return x * 3\n"
    assert _told(tmp_path, wrong, [("f", [4.0, 5.0]), ("f", [4.0, 7.0]), ("f", [4.0, 5.0, 6.0])]) == []


def test_a_function_leads_to_what_its_textnames(tmp_path):
    (file := tmp_path / "lead.py").write_text(
        "import math\n_HALF = 0.5\n\ndef _scaled(x):\n    return _HALF * x\n\n"
        "class Layer:\n    def forward(self, x):\n        return [_scaled(part) for part in x]\n\n"
        "def loss(layer, x):\n    return layer.forward(x).train()\n\ndef train(x):\n    return loss(Layer(), x)\n"
    )
    assert led_to({"train"}, file) == {"train", "loss", "Layer", "_scaled", "_HALF"}
    assert led_to({"loss"}, file) == {"loss"}
    assert led_to({"Layer"}, file) == {"Layer", "_scaled", "_HALF"}


def test_questions_about_other_ranges_are_other_questions():
    one, same, other = (fingerprint(Question("rates", (range(n), 0.1), {}, TARGETS["python"])) for n in (3, 3, 4))
    assert one == same != other


def test_questions_about_other_functions_are_other_questions():
    def asked(function, test=0):
        return fingerprint(Question("jacobian", (function, 0.1), {}, TARGETS["python"]), test)

    assert asked(_square) == asked(_square, 1) != asked(_cube)
    power = 2

    def by_closure(x):
        return x**power

    assert asked(by_closure) == asked(by_closure) != asked(by_closure, 1)  # it may be another one by then


def _square(x):
    return x**2


def _cube(x):
    return x**3


def test_another_branch_says_nothing_of_a_fault():
    def asked(*args, **kwargs):
        return switches(Question("f", args, kwargs, TARGETS["numpy"]))

    assert asked(np.ones(2), axis=0) == asked(np.ones(3), axis=-1) == {}
    assert asked(np.ones(2), reduction="sum") != asked(np.ones(2), reduction="mean")
    assert asked("Block", {"dim": 4, "norm_first": True}) == {"norm_first": True}
    assert asked({"a": np.ones(2)}, "a text") == {}


def test_a_mistake_that_stops_recording_gradients_stops_it_for_itself(tmp_path):
    course = Course(
        tmp_path, "@mistake('f', 'It stops.')\ndef stops(x):\n    torch.set_grad_enabled(False)\n    return x\n"
    )
    course.write(course.place.reference("mistakes"), "import torch\n" + course.place.reference("mistakes").read_text())
    course.write(course.place.solution(tmp_path / "katas"), "def f(x):\n    return x * 9\n")
    kata = begun(course.place, tmp_path / "katas", "torch-cpu")
    asked = kata._ask("f", (np.array([1.0, 2.0]),), {})
    kata._diagnosis.mistakes([asked], list)
    kata.end_test()
    assert torch.is_grad_enabled()


def _doubles(solution, x):
    return [solution.f(part) for part in x]


def _through_a_helper(solution, x):
    return _doubles(solution, x)


def _by_name(solution, x, name):
    return getattr(solution, name)(x)


@pytest.mark.parametrize(
    ("scenario", "args", "used"),
    [
        ("f", (), {"f"}),
        (_doubles, (), {"f"}),
        (_through_a_helper, (), {"f"}),
        (_by_name, ("g",), {"g"}),
        (_by_name, ("g(f(x))",), {"f", "g"}),
        (_by_name, (), {"f", "g"}),
    ],
)
def test_what_a_question_uses_is_read_in_its_code_and_its_arguments(scenario, args, used):
    assert used_by(Question(scenario, (np.ones(2), *args), {}, TARGETS["numpy"]), {"f", "g"}) == used


def test_a_scenario_may_name_the_class_of_functions():
    """Its ``__code__`` and ``__closure__`` are no values: they describe those of its instances."""

    def scenario(solution, x):
        return solution.f(x) if isinstance(x, FunctionType) else x

    assert used_by(Question(scenario, (1,), {}, TARGETS["numpy"]), {"f", "g"}) == {"f"}


def test_a_mistake_that_is_right_where_terms_cancel_is_not_wrong_there(tmp_path):
    course = Course(tmp_path, "")
    course.write(course.place.solution(tmp_path / "katas"), "def f(x):\n    return x * 2 + 1e-9\n")
    kata = begun(course.place, tmp_path / "katas", "numpy")
    kata.check("f", np.array([1.0]), scale=1e9)
    asked = kata._asked[-1]
    assert not kata._references.is_wrong(asked)
    assert kata._references.is_wrong(replace(asked, demand=Demand()))
    kata.end_test()


BOTH = "def f(x):\n    return [x * 2, x * 3]\n\n\ndef g(x):\n    return f(x)[0] - x\n"
PARTS = (
    "@mistake('f', 'The first has one more.')\ndef first(x):\n    return [x * 2 + 1, x * 3]\n\n\n"
    "@mistake('f', 'The second is squared.')\ndef second(x):\n    return [x * 2, x * 3 * x]\n\n\n"
    "@mistake('f', 'Both are negative.')\ndef both(x):\n    return [-x * 2, -x * 3]\n\n\n"
    "@mistake('g', 'It is added.')\ndef added(x):\n    return x * 2 + x\n"
)


def _beside(
    tmp_path, first: str, second: str, pinned: list, last=("f", [1.0, 2.5]), g: str = "f(x)[0] - x"
) -> list[str]:
    """What is said where f gives two parts, as they are written here, and g takes the first."""
    course = Course(tmp_path, PARTS, BOTH)
    course.write(course.place.reference("with_numpy"), BOTH)
    text = f"def f(x):\n    return [{first}, {second}]\n\n\ndef g(x):\n    return {g}\n"
    course.write(course.place.solution(tmp_path / "katas"), text)
    kata = begun(course.place, tmp_path / "katas", "numpy")
    asked = [kata._ask(name, (np.array(x),), {}) for name, x in [*pinned, last]]
    assert kata._diagnosis.mistakes(asked[-1:], lambda: asked[:-1]) == []
    causes, words = words_for(Several(kata._diagnosis, lambda: asked[:-1]).fits(asked[-1]))
    kata.end_test()
    return [*(known.words for known in causes), *words]


def test_two_mistakes_in_two_parts_of_a_result_are_both_told(tmp_path):
    words = ["The first has one more.", "The second is squared."]
    assert sorted(_beside(tmp_path, "x * 2 + 1", "x * 3 * x", SMALL)) == words


def test_a_mistake_in_one_part_is_a_guess_beside_an_unknown_fault_in_another(tmp_path):
    words = [f"{PERHAPS} The second is squared."]
    assert _beside(tmp_path, "x * 2 + 0.3", "x * 3 * x", SMALL) == words


def test_a_mistake_in_one_part_that_nothing_else_confirms_is_a_guess(tmp_path):
    assert _beside(tmp_path, "x * 2 + 0.3", "x * 3 * x", []) == [f"{PERHAPS} The second is squared."]


def test_a_part_that_is_right_contradicts_a_mistake_that_spoils_it(tmp_path):
    assert _beside(tmp_path, "x * 2 + 0.3", "x * 3 * (x if len(x) == 2 else 1)", SMALL) == []


def test_a_mistake_that_fits_in_one_of_its_two_parts_is_a_guess_at_most(tmp_path):
    assert _beside(tmp_path, "-x * 2", "x * 3 + 9", SMALL) == [f"{PERHAPS} Both are negative."]
    assert _beside(tmp_path, "-x * 2", "x * 3 + 9", []) == []


def test_writing_into_the_input_is_a_part_of_an_answer(tmp_path):
    """Beside a wrong value it would hide: the mistake's value is right."""
    wrong = "@mistake('f', 'It doubles in place.')\ndef in_place(x):\n    x *= 2\n    return x\n"
    text = "def f(x):\n    x *= 2\n    return x + 0.3\n"
    pinned = [("f", [1.0, 2.0]), ("f", [4.0])]
    assert _told(tmp_path, text, pinned, wrong) == []
    assert _told(tmp_path, text, pinned, wrong, several=True) == ["It doubles in place."]


def test_a_mistake_that_hides_under_that_of_another_function_is_found_where_it_stands_alone(tmp_path):
    """The answer of g has both faults, that of f its own alone; with f mended, that of g is seen."""
    words = [f"{PERHAPS} The first has one more."]
    assert _beside(tmp_path, "x * 2 + 1", "x * 3", SMALL, ("g", [1.0, 2.5]), g="f(x)[0] + x") == words


def test_a_mistake_that_leaves_the_failing_answer_right_does_not_explain_it(tmp_path):
    """The second part of f has no part in g, whose own fault is unknown."""
    assert _beside(tmp_path, "x * 2", "x * 3 * x", SMALL, ("g", [1.0, 2.5]), g="f(x)[0] + 7") == []


def test_a_fault_that_ends_in_an_error_elsewhere_is_told_where_it_does_not(tmp_path):
    wrong = "import numpy as np\n\n\n" + TWO.replace("x * 2", "x * 2 + np.ones(2)")
    assert _told(tmp_path, wrong, [("f", [4.0, 5.0, 6.0]), ("f", [7.0, 8.0])], several=True) == []
    assert _told(tmp_path, wrong, [("f", [4.0, 5.0, 6.0]), *SMALL[:1], ("f", [7.0, 8.0])], several=True) == [
        "It adds one."
    ]


def test_the_first_cases_of_all_tests_are_pinned_before_the_second_of_any():
    def item(name, case):
        mark = SimpleNamespace(args=(), kwargs={})
        return SimpleNamespace(originalname=name, case=case, obj=len, iter_markers=lambda name: iter([mark]))

    items = [item("one", 1), item("one", 2), item("one", 3), item("two", 1)]
    assert [(i.originalname, i.case) for i, *_ in _in_turns(items)] == [("one", 1), ("two", 1), ("one", 2), ("one", 3)]


def _grade(solution, x):
    return "fine" if solution.f(x)[0] == 2 * x[0] else "worse than a guess"


TWO_IDEAS = (
    "@mistake('f', 'It is tripled.')\ndef thrice(x):\n    return x * 3\n\n\n"
    "@mistake('f', 'It is squared.')\ndef square(x):\n    return x * x\n"
)


@pytest.mark.parametrize(
    ("known", "pinned", "told"),
    [
        (TWO_IDEAS, [], ["It is tripled.", SHARED]),
        (TWO_IDEAS, [LOGITS[0]], ["It is tripled."]),
        (TWO_IDEAS.partition("\n\n\n")[0], [], ["It is tripled.", SHARED]),
        (TWO_IDEAS.partition("\n\n\n")[0], [LOGITS[0]], ["It is tripled."]),
    ],
    ids=["two ideas", "one is seen elsewhere", "one idea", "one idea that is seen elsewhere"],
)
def test_an_outcome_in_words_identifies_no_mistake(tmp_path, known, pinned, told):
    def learns(kata):
        kata.equal(kata.run(_grade, LOGITS[0]), "fine", "it ends well")

    lesson = Course(tmp_path, known).explained("def f(x):\n    return x * 3\n", learns, pinned=pinned)
    assert lesson.paragraphs == told


LONGER = "@mistake('f', 'One is added.')\ndef adds(x):\n    return x * 2 + (len(x) > 2)\n"


@pytest.mark.parametrize(
    ("where_short", "perhaps"),
    [("x.no_such_name", ""), ("x * 9", f"{PERHAPS} ")],
    ids=["the fault ends in an error there", "the mistake is right there"],
)
def test_a_mistake_is_a_guess_where_it_leaves_something_right_that_is_wrong(tmp_path, where_short, perhaps):
    known = LONGER if perhaps else LONGER.replace("(len(x) > 2)", "1")
    wrong = f"def f(x):\n    return x * 2 + 1 if len(x) > 2 else {where_short}\n"
    pinned = [np.arange(3.0), np.arange(4.0), np.arange(5.0), np.arange(1.0, 3.0)]
    lesson = Course(tmp_path, known).explained(wrong, lambda kata: kata.check("f", LOGITS[0]), pinned=pinned)
    assert lesson.paragraphs == [f"{perhaps}One is added."]


def _fact(tmp_path, text: str, *others) -> list[str]:
    """What is said of a wrong f where nothing is known, beside what else it answers to pinned questions."""
    course = Course(tmp_path, "")
    course.write(course.place.solution(tmp_path / "katas"), text)
    kata = begun(course.place, tmp_path / "katas", "numpy")
    kata._pinned = lambda later=False: [kata._ask("f", (np.array(x),), {}) for x in others]
    with pytest.raises(Mismatch) as failure:
        kata.check("f", np.array([1.5, 7.0, -2.0, 4.2]))
    lesson = kata.explain(failure.value)
    kata.end_test()
    return lesson.words


def test_a_fact_that_would_have_changed_a_right_answer_is_not_told(tmp_path):
    always, here = "def f(x):\n    return x * 3.4\n", "def f(x):\n    return x * (3.4 if len(x) == 4 else 2)\n"
    told = ["Every entry is 1.7 times what is expected."]
    assert _fact(tmp_path, always, [1.0, 2.0]) == told
    assert _fact(tmp_path, always, [0.0, 0.0]) == told  # 0 says nothing
    assert _fact(tmp_path, here, [0.0, 0.0]) == []  # right where there are more numbers
    assert _fact(tmp_path, here, [1.0, 2.0]) == []


@pytest.mark.parametrize(
    ("factor", "name", "right", "is_told"),
    [
        (1, "(1/2)", [1.0, 2.0], False),
        (1, "(1/2)", [0.0, 0.0], True),  # 0 says nothing
        (8, "(n = 4)", [1.0, 2.0, 3.0, 5.0], False),
        (8, "(n = 4)", [1.0, 2.0], True),  # another n, of which nothing is known
    ],
)
def test_a_named_factor_that_would_have_changed_a_right_answer_is_not_told(tmp_path, factor, name, right, is_told):
    text = f"def f(x):\n    return x * ({factor} if x.min() < 0 else 2)\n"
    assert any(name in words for words in _fact(tmp_path, text, right)) == is_told


def test_a_submodule_of_another_name_is_not_told_to_be_missing_inside():
    """Of a block whose attention is called attn, qkv and out lie where they belong."""
    place = place_of("10_language_model/04_transformer_block")
    model = place.reference(place.name).read_text(encoding="utf-8").replace("self.attention", "self.attn")
    with submission(place, model) as folder:
        verdict = judge(place, folder, "-k", "submodules or worked_example")
    assert "in the block itself" not in verdict.red[0].text
    assert "attn.qkv.weight" in verdict.red[0].text


def test_our_message_on_a_gain_names_the_shape_that_it_has():
    ours = load_model(place_of("11_modern_models/01_rms_norm"))
    with pytest.raises(ValueError, match=r"the weight has shape \(3,\), not \(4,\)"):
        ours.rms_norm(np.ones((2, 4)), np.ones(3))


@pytest.mark.parametrize("eps", ["0 * eps", "eps"], ids=["none", "a bound"])
def test_no_eps_and_a_lower_bound_are_told_apart_by_the_first_figure(eps):
    place = place_of("11_modern_models/01_rms_norm")
    ms = "xp.mean(wide**2, axis=-1, keepdims=True)"
    model = place.reference(place.name).read_text(encoding="utf-8").replace(f"{ms} + eps", f"xp.clip({ms}, min={eps})")
    with submission(place, model) as folder:
        verdict = judge(place, folder, "--target=numpy", "-k", "example_of_eps")
    assert ("eps is a lower bound here" in verdict.red[0].text) == (eps == "eps")


def test_a_network_that_does_not_train_is_not_told_to_count_from_one():
    place = place_of("09_projects/03_digits")
    model = place.reference(place.name).read_text(encoding="utf-8").replace("optimizer.step()", "pass")
    with submission(place, model) as folder:
        verdict = judge(place, folder, "-k", "reads_96_percent and 0")
    assert "one too large or too small" not in str(verdict.red[0].lesson.to_plain())


STEPS = "def f(x):\n    y = x + x\n    return y * 1\n"
TWO_EDITS = (
    "from dojo import commonest, edit\n\ncommonest('shifts')\n"
    "edit('shifts', 'It is shifted.', ('x + x', 'x + 3.7'))\nedit('scales', 'It is scaled.', ('y * 1', 'y * 0.3'))\n"
)


@pytest.mark.parametrize(
    ("solution", "is_told"),
    [
        ("(x + 3.7) * 0.3", True),
        ("(x + 3.7) * 0.3 if len(x) > 2 else x * 2", False),
        ("(x + 3.7) * 0.4", False),
    ],
    ids=["two at once", "right elsewhere", "another two"],
)
def test_one_of_two_faults_is_told_where_both_together_explain_it(tmp_path, monkeypatch, solution, is_told):
    monkeypatch.setattr("dojo.engine.explain.evidence.symptoms", lambda *given: [])
    course, pinned = Course(tmp_path, TWO_EDITS, STEPS), [LOGITS[0], np.array([1.5, 4.0])]
    lesson = course.explained(f"def f(x):\n    return {solution}\n", lambda k: k.check("f", LOGITS[0]), pinned=pinned)
    assert (lesson.paragraphs == [f"{PERHAPS} It is shifted."]) == is_told
