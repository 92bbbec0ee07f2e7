"""When two results are equal: sharp on easy inputs, fair on ill-conditioned ones."""

from __future__ import annotations

from collections import Counter, OrderedDict, namedtuple

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dojo.engine.base.nested import NotAResult, leaves
from dojo.engine.base.targets import TARGETS
from dojo.engine.explain.display import show_pair
from dojo.engine.truth.compare import DRAWS, ROUNDING, Difference, close, difference, distance, natural_scale

RNG = np.random.default_rng(0)
LAYOUTS = {
    "as it is": lambda a: a,
    "transposed": lambda a: a.T,
    "with gaps": lambda a: a[:, ::2],
    "0-d": lambda a: a[0, 0],
    "empty": lambda a: a[:0],
}


def _check(function, yours, *arrays, dtype=np.float32, like=None):
    """Compare as a kata does, with a NumPy function as reference and, where there is no other, as yardstick."""
    exact = [a.astype(np.float64) for a in arrays]
    like = function(*[a.astype(dtype) for a in arrays]) if like is None else like

    truth, size = np.asarray(function(*exact)), max(a.size for a in arrays)

    def scales():
        for draws in (1, DRAWS):
            yield natural_scale(lambda args: np.asarray(function(*args)), exact, truth, draws)

    return difference(np.asarray(yours), truth, np.asarray(like), scales=scales(), size=size)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("n", [3, 100, 1000])
def test_a_sum_in_another_order_is_right_despite_cancellation(dtype, n):
    """A product whose entries cancel: each entry is off by much, none by more than its magnitudes allow."""
    a, b = RNG.normal(size=(20, n)).astype(dtype), RNG.normal(size=(n, 20)).astype(dtype)
    backwards = np.zeros((20, 20), dtype)
    for k in reversed(range(n)):
        backwards += np.outer(a[:, k], b[k])
    assert _check(np.matmul, backwards, a, b, dtype=dtype) is None


CANCELLING = [
    ([[0, 0, 0, 0], [0, 1, 2, 1]], [0, -1, 0.5, 1e-4]),
    ([[0, 0, 0, 0], [0, -1, -2, 1]], [0, -2, 1, 0.001]),
    ([[1, 1, 1, 1]], [1e3, 1, -1e3, -1]),
    ([[1, 1, 1, 1]], [0.1, 1e3, -1e3, 1e-4]),
]
"""Matrices and vectors whose products cancel in pairs: what each entry moves is undone by another one."""


@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)])
@pytest.mark.parametrize(("matrix", "vector"), CANCELLING)
def test_a_sum_is_right_in_either_order_where_pairs_cancel(matrix, vector, order):
    matrix, vector = np.array(matrix, np.float32), np.array(vector, np.float32)
    total = np.zeros(len(matrix), np.float32)
    for column, entry in list(zip(matrix.T, vector, strict=True))[order]:
        total = total + column * entry
    exact = (matrix.astype(np.float64) @ vector).astype(np.float32)
    assert _check(np.matmul, total, matrix, vector, like=exact) is None


SUMS = """
'''A matrix times a vector.'''
import numpy as np
import pytest
from hypothesis import given, strategies as st

pytestmark = pytest.mark.kata(targets="numpy")
PAIRS = [tuple(np.array(part, np.float32) for part in pair) for pair in {pairs}]

@given(st.sampled_from(PAIRS))
def test_agrees(kata, pair):
    kata.check("double", *pair)
"""
FORWARDS = "def double(A, x):\n    return sum(A[:, k] * x[k] for k in range(4))\n"


def test_a_right_solution_is_green_on_what_is_kept_of_a_wrong_one(course):
    """Hypothesis asks first what failed before: one example that refuses what is right would do so for ever."""
    course.write(f"katas/{course.places['double']}/test_double.py", SUMS.format(pairs=CANCELLING[:2]))
    for stem in ("double", "with_numpy", "with_torch"):
        course.write(f"reference/{course.places['double']}/{stem}.py", FORWARDS)
    course.solve("double", FORWARDS.replace("sum(", "1 + sum("))
    assert course.run("--kata=double").ret == 1
    assert [file for file in (course.root / ".hypothesis" / "examples").rglob("*") if file.is_file()]
    course.solve("double", FORWARDS.replace("range(4)", "reversed(range(4))"))
    assert (course.run("--kata=double").ret, course.green()) == (0, {"double"})


def test_no_scale_of_a_sum_cancels():
    """Each vector of five small integers: a fixed pattern of signs leaves nothing of some of them."""
    vectors = np.stack(np.meshgrid(*[np.arange(-2.0, 3.0)] * 5), axis=-1).reshape(-1, 5)
    scales = [natural_scale(lambda args: np.asarray(args @ np.ones(5)), v, np.asarray(v.sum())) for v in vectors]
    deviations = np.sqrt(np.sum(vectors**2, axis=1))
    moved = deviations > 0
    assert np.sum(moved) == 5**5 - 1
    assert np.min(np.array(scales)[moved] / deviations[moved]) > 1 / 8


def test_what_is_0_and_does_not_move_is_known_to_the_rounding_of_the_rest():
    """An underflow on the way, enlarged, is no error; what is a digit of the rest is one."""
    u, v = np.array([1.0, 0.0, 3.0]), np.array([1.0, 5.0, 0.0])
    for error, aspect in ((1e-304, None), (1e-30, None), (1e-28, "values")):
        found = _check(np.multiply, u * v + np.array([0, error, error]), u, v, dtype=np.float64)
        assert getattr(found, "aspect", None) == aspect
    assert _check(np.multiply, np.full(3, 1e-304), np.zeros(3), v, dtype=np.float64).aspect == "values"


def test_a_single_precision_intermediate_is_seen():
    a, b = RNG.normal(size=(5, 7)), RNG.normal(size=(7, 3))
    sloppy = (a.astype(np.float32) @ b.astype(np.float32)).astype(np.float64)
    assert _check(np.matmul, sloppy, a, b, dtype=np.float64).aspect == "values"


@given(st.floats(1e-9, 1e-2), st.integers(0, 100))
def test_a_relative_error_is_seen_in_float64(error, seed):
    x = np.random.default_rng(seed).uniform(1, 2, size=5)
    assert _check(np.exp, np.exp(x) * (1 + error), x, dtype=np.float64).aspect == "values"
    assert _check(np.exp, np.exp(x), x, dtype=np.float64) is None


def test_variance_by_the_difference_of_squares_is_wrong_at_a_large_mean():
    x = 1e8 + RNG.normal(size=50)
    naive = np.mean(x * x) - np.mean(x) ** 2
    two_passes = np.mean((x - np.mean(x)) ** 2)
    assert _check(np.var, naive, x, dtype=np.float64).aspect == "values"
    assert _check(np.var, two_passes, x, dtype=np.float64) is None


@pytest.mark.parametrize(
    ("yours", "truth"),
    [
        ([np.nan], [0.0]),
        ([0.0], [np.nan]),
        ([np.inf], [1.0]),
        ([np.inf], [-np.inf]),
        ([1e300], [np.inf]),
        ([0.0], [1e-9]),
    ],
)
def test_nan_and_infinity_must_match(yours, truth):
    truth = np.array(truth)
    assert not close(np.array(yours), truth, truth).any()
    assert close(truth, truth, truth).all()


def test_what_does_not_fit_the_dtype_is_infinite_in_it():
    like = np.array([np.inf], np.float32)
    assert close(like, np.array([1e300]), like).all()


@pytest.mark.parametrize(
    ("yours", "like", "aspect"),
    [
        (np.zeros((3, 1)), np.zeros(3), "shape"),
        (np.zeros(1), np.zeros(3), "shape"),
        (np.zeros((1, 3)), np.zeros(3), "shape"),
        (np.zeros(3, np.float32), np.zeros(3), "dtype"),
        (np.zeros(3, np.int64), np.zeros(3), "dtype"),
        (np.zeros(3, bool), np.zeros(3, np.int64), "dtype"),
        ([0.0, 0.0, 0.0], np.zeros(3), "type"),
        (0.0, np.zeros(3), "type"),
        (None, np.zeros(3), "type"),
        (NotAResult("a generator"), np.zeros(3), "type"),
        ([np.zeros(3)], [np.zeros(3), np.zeros(3)], "type"),
        ({"a": np.zeros(3)}, {"b": np.zeros(3)}, "type"),
        ("0", 0, "type"),
        (np.array([0, 1]), np.array([0, 2]), "values"),
        ("a", "b", "values"),
    ],
)
def test_type_dtype_and_shape_come_before_values(yours, like, aspect):
    assert difference(yours, like, like).aspect == aspect


@pytest.mark.parametrize(
    ("yours", "like"),
    [
        (1.0, np.array(1.0)),
        (np.array(1.0), 1.0),
        (np.array(3), 3),
        (3, np.array(3)),
        (np.zeros(3, np.int32), np.zeros(3, np.int64)),
        ([np.zeros(2), 1.0], [np.zeros(2), 1.0]),
    ],
)
def test_a_number_is_as_good_as_a_0d_array(yours, like):
    assert difference(yours, like, like) is None


def test_on_torch_a_float_is_no_tensor():
    assert difference(1.0, np.array(1.0), np.array(1.0), tensors=True).aspect == "type"
    assert difference(1, np.array(1), np.array(1), tensors=True) is None


@pytest.mark.parametrize("target", ["numpy", "torch-cpu"])
@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16, np.complex64, np.int64, np.bool_])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_is_sent_to_a_target_comes_back(target, dtype, layout):
    array = np.asarray(LAYOUTS[layout](RNG.integers(0, 2, size=(4, 6)).astype(dtype)))
    target = TARGETS[target]
    back = target.fetch(target.send([array]))[0]
    assert back.dtype == array.dtype
    np.testing.assert_array_equal(back, array, strict=True)
    assert not np.shares_memory(np.asarray(target.send([array])[0]), array)


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0), (2, 0, 4)])
def test_an_empty_tensor_lies_in_memory_as_torch_makes_it(shape):
    tensor = TARGETS["torch-cpu"].send(np.zeros(shape, np.float32), requires_grad=True)
    made = torch.zeros(shape, requires_grad=True)
    assert (tensor.stride(), tensor.dtype, tensor.requires_grad) == (made.stride(), made.dtype, made.requires_grad)


def test_a_bfloat16_is_a_result_of_its_own_dtype():
    rounded = TARGETS["torch-cpu"].fetch(torch.tensor([1.0, 1.0078125]).to(torch.bfloat16))
    assert difference(rounded, rounded.astype(np.float64), rounded) is None
    single = np.asarray(rounded)
    found = difference(single, np.asarray(rounded, np.float64), rounded)
    assert (found.aspect, *show_pair(found)) == ("dtype", "float32", "bfloat16")
    off = (rounded * np.float32(1.5)).view(type(rounded))
    assert difference(off, np.asarray(rounded, np.float64), rounded).aspect == "values"


def test_complex_results_are_allowed_rounding_and_no_more():
    z = RNG.normal(size=5) + 1j * RNG.normal(size=5)
    assert difference(z * (1 + 1e-16), z, z) is None
    assert difference(z.conj(), z, z).aspect == "values"
    assert difference(z + 1e-9j, z, z).aspect == "values"
    assert difference(1 + 2j, 1 + 2j, 1 + 2j) is None


@pytest.mark.parametrize(
    ("yours", "truth"),
    [
        ({(1, 2): 999}, {(1, 2): 256}),
        ({1: "a"}, {2: "a"}),
        (b"xy", b"xy\0"),
        ("ab", "ab\0"),
        ({1, 2}, {1, 3}),
        ([{1: 2}], [[2]]),
        (Counter("ab"), Counter("abb")),
        (None, 0),
    ],
)
def test_values_of_python_are_compared_and_never_dropped(yours, truth):
    fetch = TARGETS["python"].fetch
    assert difference(fetch(yours), fetch(truth), fetch(truth)) is not None
    assert difference(fetch(truth), fetch(truth), fetch(truth)) is None


Pair = namedtuple("Pair", "left right")


@pytest.mark.parametrize(
    "result",
    [
        OrderedDict(a=1.0),
        Counter("ab"),
        Pair(1.0, np.ones(2)),
        {(1, 2): {3}},
        {"state": {0: [b"x", None]}},
        torch.sort(torch.ones(2)),
    ],
)
def test_every_kind_of_container_is_walked(result):
    target = TARGETS["torch-cpu" if isinstance(result, tuple) and not isinstance(result, Pair) else "python"]
    assert not [leaf for leaf in leaves(target.fetch(result)) if isinstance(leaf, NotAResult)]


def test_a_python_number_is_no_float32():
    like = np.array(1.5, np.float32)
    assert difference(1.5, np.array(1.5), like).aspect == "dtype"
    assert difference(1.5, np.array(1.5), np.array(1.5)) is None
    assert difference(np.array(1.5, np.float32), np.array(1.5), like) is None


def _refuses_all_but(x):
    def function(args):
        if args[0][0] != x[0]:
            raise ValueError
        return args[0] * 2

    return function


def test_a_scale_is_found_where_the_result_changes_its_shape_or_refuses_what_is_near():
    x, most = np.array([2.0, 1.0, 5.0]), np.array([np.finfo(np.float64).max])

    def scale_of(function, x):
        return natural_scale(function, (x,), function((x,)))

    assert np.shape(scale_of(lambda args: args[0][args[0] >= 2.0], x)) in ((2,), ())
    assert scale_of(_refuses_all_but(x), x) == 0
    assert np.all(np.isfinite(scale_of(lambda args: np.sqrt(1 - args[0]), np.array([1.0, 0.5]))))
    with np.errstate(all="raise"):
        scale_of(lambda args: args[0] / 2, most)
        scale_of(lambda args: args[0], 0.9 * most)


def test_a_scale_is_looked_for_only_as_far_as_it_is_needed():
    """A result within the movement of one draw is not compared with that of seven."""
    asked = []

    def scales():
        for scale in (np.array([1.0]), np.array([1e6])):
            asked.append(scale[0])
            yield scale

    truth = np.array([1.0])
    far = 1 + ROUNDING * np.finfo(np.float64).eps * np.array([0.5, 1.5, 1e5, 1e7])
    wrong = [difference(truth * f, truth, truth, scales=scales()) is not None for f in far]
    assert (wrong, asked) == ([False, False, False, True], [1.0, 1.0, 1e6, 1.0, 1e6])


def test_digits_are_added_until_two_results_look_different():
    left, right = show_pair(Difference("values", np.array([1 + 7e-10]), np.array([1.0])))
    assert (left, right) == ("[1.0000000007]", "[1.]")


def test_a_whole_number_is_as_near_as_the_float_that_it_equals():
    assert distance(1, 1.0) == 0
    assert distance({"a": 1}, {"a": 1.5}) == 0.5
    assert distance(1, 2) == np.inf
    assert distance("1", 1.0) == np.inf
