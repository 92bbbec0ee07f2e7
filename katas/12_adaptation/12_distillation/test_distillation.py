"""Distillation: a student is as far from its teacher as their distributions over the next token are."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, on_its_device
from dojo.strategies import arrays_of_two_dtypes, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=25,
    uses=["log_softmax"],
    ladder={"student": "finite-empty-front", "teacher": "finite-empty-front", "temperature": "fixed"},
    long="V *",
)

FIGURE = np.array([0.0, 0.0]), np.array([np.log(3.0), 0.0])
"""A student that finds two tokens equally likely, and a teacher with odds of 3 : 1."""
STUDENT = np.array(
    [
        [[0.5, -1.0, 2.0, 0.0], [1.0, 3.0, -0.5, 0.5], [0.0, 0.5, 1.0, -2.0]],
        [[2.0, 2.0, 0.0, 1.0], [-1.0, 0.0, 0.5, 1.5], [0.25, -0.5, 1.0, 3.0]],
    ]
)
TEACHER = np.array(
    [
        [[1.0, 0.0, 1.5, -1.0], [0.0, 2.0, 1.0, -1.0], [3.0, 0.5, -1.0, 0.0]],
        [[0.0, 1.0, 2.0, -0.5], [1.0, 0.5, -1.5, 2.0], [0.5, 0.25, 2.0, 1.0]],
    ]
)
TEMPERATURES = st.sampled_from([1.0, 0.5, 2.0, 3.0])


@st.composite
def pairs(draw):
    """The logits of a student and of its teacher."""
    student = draw(plain_arrays())
    return student, draw(plain_arrays(student.shape))


def size(student, teacher, temperature):
    """What is added on the way: temperature² times the log-probabilities, which may have been rounded in float32."""
    coarser = max(np.finfo(each.dtype).eps for each in (student, teacher)) / np.finfo(student.dtype).eps
    return coarser * (temperature * (np.abs(student).max() + np.abs(teacher).max()) + temperature**2)


def gradient(solution, student, teacher, temperature):
    """The gradient of the loss with respect to the student's logits."""
    student = student.clone().requires_grad_()
    solution.distillation_loss(student, teacher, temperature).backward()
    return student.grad


# ------------------------------------------------------------------------------------------ core


@pytest.mark.parametrize(("temperature", "figure"), [(1.0, 0.1308), (2.0, 0.1454)])
def test_worked_example(kata, temperature, figure):
    """0.75 log 1.5 + 0.25 log 0.5; with the temperature 2 the teacher has odds of √3 : 1."""
    kata.check_figure("distillation_loss", *FIGURE, temperature, gives=figure, decimals=4)


@given(pairs(), TEMPERATURES)
@example((STUDENT, TEACHER), 1.0)
@example((STUDENT, TEACHER), 2.0)
@example((STUDENT[0], TEACHER[0]), 0.5)
@example((STUDENT[0, 0], TEACHER[0, 0]), 3.0)
def test_agrees_with_numpy_and_torch(kata, pair, temperature):
    kata.check("distillation_loss", *pair, temperature, scale=size(*pair, temperature))


def test_the_temperature_is_1_by_default(kata):
    kata.check("distillation_loss", STUDENT, TEACHER)


@given(pairs(), TEMPERATURES)
@example((STUDENT, TEACHER), 2.0)
def test_every_place_counts_alike(kata, pair, temperature):
    student, teacher = (each.reshape(-1, each.shape[-1]) for each in pair)
    each = [kata.distillation_loss(s, t, temperature) for s, t in zip(student, teacher, strict=True)]
    law = "the loss of several places is the mean of the losses of each"
    kata.equal(kata.distillation_loss(*pair, temperature), np.mean(each), law, scale=size(*pair, temperature))


@pytest.mark.kata(pinned=False)  # a right answer is 0, or near it on either side
@given(plain_arrays(), TEMPERATURES)
@example(STUDENT, 2.0)
def test_is_zero_where_the_student_says_what_the_teacher_says(kata, teacher, temperature):
    """The same logits, or the same and a constant."""
    scale = size(teacher, teacher + 1, temperature)
    for student in (teacher, teacher + 1):
        found = kata.distillation_loss(student, teacher, temperature)
        kata.equal(found, 0.0, "nothing is left to learn where both distributions are the same", scale=scale)


# ----------------------------------------------------------------------------------------- edges


@edges
def test_worked_example_the_other_way_round(kata):
    """0.5 log(2/3) + 0.5 log 2."""
    kata.check_figure("distillation_loss", *FIGURE, 1.0, True, gives=0.1438, decimals=4)


@edges
@given(pairs(), TEMPERATURES)
@example((STUDENT, TEACHER), 1.0)
@example((STUDENT, TEACHER), 2.0)
def test_agrees_the_other_way_round(kata, pair, temperature):
    kata.check("distillation_loss", *pair, temperature, reverse=True, scale=size(*pair, temperature))


@edges
@given(arrays_of_two_dtypes(), TEMPERATURES, st.booleans())
@example((STUDENT.astype(np.float32), TEACHER.astype(np.float32)), 2.0, True)
@example((STUDENT.astype(np.float32), TEACHER), 2.0, False)
@example((STUDENT, TEACHER.astype(np.float32)), 1.0, True)
def test_agrees_in_every_dtype_and_layout(kata, pair, temperature, reverse):
    kata.check("distillation_loss", *pair, temperature, reverse, scale=size(*pair, temperature))


@edges
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_logits_may_be_large(kata, dtype, reverse):
    """exp(1000) overflows, exp(-1000) is 0, and the divergence is about 1000."""
    student, teacher = (400 * STUDENT).astype(dtype), (300 * TEACHER).astype(dtype)
    kata.check("distillation_loss", student, teacher, 1.0, reverse, scale=size(student, teacher, 1.0))


@edges
@pytest.mark.parametrize("reverse", [False, True])
def test_a_token_may_be_impossible_for_both(kata, reverse):
    """A mask has set it to -inf: 0 times inf - inf is NaN."""
    student, teacher = STUDENT.copy(), TEACHER.copy()
    student[..., 1] = teacher[..., 1] = student[0, 0, 3] = teacher[0, 0, 3] = -np.inf
    kata.check("distillation_loss", student, teacher, 2.0, reverse)


@edges
@pytest.mark.parametrize("reverse", [False, True], ids=["for the teacher", "for the student"])
def test_what_never_comes_adds_nothing(kata, reverse):
    """A token that the one that is averaged over never gives, and the other does."""
    student, teacher = STUDENT.copy(), TEACHER.copy()
    (student if reverse else teacher)[0, 1, 2] = -np.inf
    kata.check("distillation_loss", student, teacher, 1.0, reverse)


@edges
@pytest.mark.parametrize("reverse", [False, True], ids=["by the student", "by the teacher"])
def test_is_infinite_where_a_token_that_comes_is_ruled_out(kata, reverse):
    student, teacher = STUDENT.copy(), TEACHER.copy()
    (teacher if reverse else student)[0, 1, 2] = -np.inf
    kata.check("distillation_loss", student, teacher, 1.0, reverse)


@edges
@pytest.mark.parametrize("other", [TEACHER[0], TEACHER[:, :1], TEACHER[..., :1]], ids=["a row", "a place", "a token"])
def test_refuses_logits_of_different_shapes(kata, other):
    """All of them would broadcast."""
    kata.check_raises(ValueError, "distillation_loss", STUDENT, other, says=[STUDENT.shape, other.shape])
    kata.check_raises(ValueError, "distillation_loss", other, STUDENT, says=[STUDENT.shape, other.shape])


@edges
@pytest.mark.parametrize("temperature", [0.0, -0.5])
def test_refuses_a_temperature_that_is_not_positive(kata, temperature):
    kata.check_raises(ValueError, "distillation_loss", *FIGURE, temperature, says=[str(temperature)])


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(targets="torch")
@pytest.mark.parametrize(("temperature", "figure"), [(1.0, [-0.25, 0.25]), (2.0, [-0.268, 0.268])])
def test_worked_example_of_the_gradient(kata, temperature, figure):
    """temperature (q - p): the factor temperature² keeps it from shrinking."""
    kata.check_figure(gradient, *FIGURE, temperature, gives=figure, decimals=3)


@pytest.mark.kata(targets="torch")
@given(pairs(), TEMPERATURES, st.booleans())
@example((STUDENT, TEACHER), 2.0, False)
@example((STUDENT, TEACHER), 2.0, True)
def test_gradient_agrees_with_torch_and_the_teacher_has_none(kata, pair, temperature, reverse):
    kata.check_gradient("distillation_loss", *pair, temperature, reverse, scale=size(*pair, temperature))


@pytest.mark.kata(targets="torch")
@pytest.mark.parametrize("reverse", [False, True])
def test_the_gradient_is_finite_where_a_token_is_impossible(kata, reverse):
    student, teacher = STUDENT.copy(), TEACHER.copy()
    student[..., 1] = teacher[..., 1] = -np.inf
    kata.check_gradient("distillation_loss", student, teacher, 2.0, reverse)


test_stays_on_the_device_of_its_input = on_its_device("distillation_loss", STUDENT, TEACHER, 2.0)
