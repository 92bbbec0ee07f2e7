"""A gradient checker accepts every right gradient, and rejects one with a single wrong entry."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch
from dojo.strategies import plain_arrays

pytestmark = pytest.mark.kata(
    minutes=50,
    targets="torch",
    from_scratch=[
        *("gradcheck", "gradgradcheck", "get_numerical_jacobian", "get_analytical_jacobian", "check_grad"),
        *("approx_fprime", "approx_derivative", "finite_differences", "check_finite_differences", "derivative"),
        *("get_numerical_jacobian_wrt_specific_input", "get_numerical_jvp_fn", "compute_numerical_gradient"),
    ],
    instead="You need f itself, at x + eps and x - eps, and torch.autograd.grad.",
)

X = np.array([[1.5, -0.5, 2.0], [0.25, 1.0, -1.25]])
V = np.array([0.5, -1.0, 2.0])
SQUARE = np.array([[1.0, 2.0, -1.0], [0.5, -1.5, 3.0], [2.0, 0.0, 1.0]])


# ------------------------------------------------------------------------------------- scenarios


def planted(forward, backward):
    """A function of autograd with this backward, right or wrong."""
    import torch

    class Planted(torch.autograd.Function):
        @staticmethod
        def forward(ctx, *inputs):
            ctx.save_for_backward(*inputs)
            return forward(*inputs)

        @staticmethod
        def backward(ctx, *upstream):
            return backward(*upstream, *ctx.saved_tensors)

    return Planted.apply


def softmax(x):
    e = (x - x.detach().max()).exp()
    return e / e.sum(-1, keepdim=True)


def with_one_entry(array, where, factor):
    """A copy in which one entry is multiplied."""
    array = array.clone()
    array.view(-1)[where] *= factor
    return array


RIGHT = {
    "x * x": lambda x: x * x,
    "x ** 3, summed": lambda x: (x**3).sum(),
    "softmax of x": lambda x: softmax(x),
    "x @ v": lambda x, v: x @ v,
    "x * v, broadcast": lambda x, v: x * v,
    "exp(x) by tanh(v)": lambda x, v: x.exp() * v.tanh(),
    "the running sum of v": lambda v: v.cumsum(0),
    "x squared, with its own backward": lambda x: planted(lambda x: x * x, lambda g, x: 2 * g * x)(x),
    "10,000 x squared": lambda x: 1e4 * x * x,
    "a million times x": lambda x: 1e6 * x,
}
"""Functions with a right gradient."""

WRONG = {
    "x * x, backward with the wrong sign": lambda x: planted(lambda x: x * x, lambda g, x: -2 * g * x)(x),
    "x * x, backward without the 2": lambda x: planted(lambda x: x * x, lambda g, x: g * x)(x),
    "x * x, backward ignores what comes in": lambda x: planted(lambda x: x * x, lambda g, x: 2 * x)(x),
    "s @ v, backward not transposed": lambda v, s: planted(lambda v, s: s @ v, lambda g, v, s: (s @ g, g[:, None] * v))(
        v, s
    ),
    "softmax, backward y (1 - y)": lambda x: planted(softmax, lambda g, x: g * softmax(x) * (1 - softmax(x)))(x),
    "x * v, wrong by v alone": lambda x, v: planted(lambda x, v: x * v, lambda g, x, v: (g * v, 2 * (g * x).sum(0)))(
        x, v
    ),
    "2 v, backward mixes up the entries": lambda v: planted(lambda v: 2 * v, lambda g, v: 2 * g.flip(0))(v),
    "v, backward spreads the sum evenly": lambda v: planted(lambda v: 1 * v, lambda g, v: g.sum().expand(3) / 3)(v),
    "the sum of 3 v, errors cancel in the sum": lambda v: planted(
        lambda v: 3 * v.sum(), lambda g, v: g * v.new_tensor([2.0, 3.0, 4.0])
    )(v),
    "x * x, one entry 1 % too large": lambda x: planted(
        lambda x: x * x, lambda g, x: with_one_entry(2 * g * x, 4, 1.01)
    )(x),
    "1000 v and v, the small one half too large": lambda v: planted(
        lambda v: v * v.new_tensor([1000.0, 1.0, 1.0]), lambda g, v: g * v.new_tensor([1000.0, 1.5, 1.0])
    )(v),
    "x * x, half cut off": lambda x: x * x.detach(),
}
"""Functions whose backward is wrong."""


NOTHING = {"x - x": lambda x: x - x}
OF_ANY_LAYOUT = {"x transposed": lambda x: 2 * x.T, "every other v": lambda v: v[::2].exp()}


def verdict(solution, function, *inputs, **options):
    """What gradcheck says of a function of x, v and s, or of those among them that it takes."""
    f, named = {**RIGHT, **WRONG, **OF_ANY_LAYOUT, **NOTHING}[function], dict(zip("xvs", inputs, strict=False))
    taken = f.__code__.co_varnames[: f.__code__.co_argcount]
    inputs = tuple(named[name].detach().requires_grad_() for name in taken)
    return plain(solution.gradcheck(f, inputs, **options))


def plain(said):
    """Whose bool it is plays no part."""
    return bool(said) if type(said).__name__ in ("bool", "bool_") else said


def of_a_gradient_off_by(solution, factor, x, **options):
    """A gradient that is right up to a factor."""
    f = planted(lambda x: x * x, lambda g, x: factor * 2 * g * x)
    return plain(solution.gradcheck(f, (x.detach().requires_grad_(),), **options))


def of_a_cube(solution, x, **options):
    return plain(solution.gradcheck(lambda x: x**3, (x.detach().requires_grad_(),), **options))


# ------------------------------------------------------------------------------------------ core


@pytest.mark.parametrize(("rtol", "gives"), [(1e-3, True), (1e-4, False)])
def test_worked_example(kata, rtol, gives):
    kata.check_figure(of_a_cube, np.array([2.0]), eps=0.1, rtol=rtol, gives=gives)


@pytest.mark.parametrize("function", [*RIGHT])
def test_a_right_gradient_is_accepted(kata, function):
    kata.check(verdict, function, X, V, SQUARE)


@pytest.mark.parametrize("function", [*WRONG])
def test_a_wrong_gradient_is_rejected(kata, function):
    kata.check(verdict, function, X, V, SQUARE)


def test_a_strong_curvature_does_no_harm(kata):
    kata.check(verdict, "10,000 x squared", np.zeros((2, 3)), V, SQUARE)


def one_of_a_thousand(solution, x, where, factor):
    """The sum of squares of a thousand entries; one entry of the gradient is multiplied."""
    f = planted(lambda x: (x * x).sum(), lambda g, x: with_one_entry(2 * g * x, where, factor))
    return plain(solution.gradcheck(f, (x.detach().requires_grad_(),)))


@pytest.mark.parametrize(("where", "factor"), [(0, 1.0), (0, 1.01), (617, 1.01), (999, 0.99)])
def test_one_wrong_entry_of_a_thousand_is_found(kata, where, factor):
    kata.check(one_of_a_thousand, np.resize([1.5, -2.0, 0.5, 1.0, -1.0, 3.0, 0.75], (10, 100)), where, factor)


@pytest.mark.parametrize("factor", [-1.0, 0.0, 0.5, 0.99, 0.998, 0.9995, 1.0, 1.0005, 1.002, 1.01, 2.0])
def test_allowed_is_one_part_in_a_thousand(kata, factor):
    kata.check(of_a_gradient_off_by, factor, X)


@pytest.mark.parametrize(
    ("factor", "options"),
    [
        *((1.0005, {"rtol": 1e-4}), (1.05, {"rtol": 0.1}), (1.05, {"atol": 1.0}), (1.05, {"atol": 0.01})),
        *((1.0005, {"rtol": 0.0, "atol": 1e-2}), (1.0 + 1e-6, {"rtol": 0.0}), (1.0 + 1e-4, {"rtol": 0.0})),
    ],
    ids=str,
)
def test_the_tolerances_are_the_callers(kata, factor, options):
    kata.check(of_a_gradient_off_by, factor, X, **options)


@given(plain_arrays((2, 3), magnitude=3.0), plain_arrays((3,), magnitude=3.0), st.sampled_from([*RIGHT, *WRONG]))
@example(X, V, "softmax, backward y (1 - y)")
@example(X, V, "exp(x) by tanh(v)")
def test_agrees_with_torch_wherever_the_inputs_are(kata, x, v, function):
    x, v = (array + np.where(np.abs(array) < 0.25, 0.5, 0) for array in (x, v))  # where a wrong gradient shows
    kata.check(verdict, function, x, v, SQUARE)


test_is_written_from_scratch = from_scratch(verdict, "softmax of x", X, V, SQUARE)


# ----------------------------------------------------------------------------------------- edges


def of_other_inputs(solution, kind, x, v):
    """Two inputs, of which one may be in float32, or require no gradient."""
    x, v = x.detach().requires_grad_(), v.detach().requires_grad_()
    other = {"float32": v.detach().float().requires_grad_(), "no gradient": v.detach(), "integers": v.detach().int()}
    return plain(solution.gradcheck(lambda x, v: (x * v).sum(), (x, other.get(kind, v))))


@edges
@pytest.mark.parametrize("kind", ["float32", "no gradient", "integers"])
def test_inputs_that_cannot_be_checked_are_refused(kata, kind):
    kata.check_raises(ValueError, of_other_inputs, kind, X, V)


def of_several_outputs(solution, wrong, x):
    """x and its square, the second one with a gradient that may be wrong; and errors that cancel between the two."""
    square = planted(lambda x: x * x, lambda g, x: (2.1 if wrong == "second" else 2) * g * x)
    one = planted(lambda x: 1 * x, lambda g, x: (2 if wrong == "first" else 1) * g)
    both = planted(lambda x: (3 * x, 3 * x), lambda g, h, x: 2 * g + 4 * h)
    f = both if wrong == "cancel" else lambda x: (one(x), square(x))
    return plain(solution.gradcheck(f, (x.detach().requires_grad_(),)))


@edges
@pytest.mark.parametrize("wrong", ["none", "first", "second", "cancel"])
def test_all_outputs_count(kata, wrong):
    kata.check(of_several_outputs, wrong, X)


def with_constants(solution, case, x, v):
    """An output, or a part of it, that depends on no input."""
    f = {
        "constant": lambda x, v: x.detach() * 0 + 2.0,
        "cut off": lambda x, v: x.detach() * v.detach(),
        "one of two": lambda x, v: (x.detach() * 0, x * v),
        "cut off, one of two": lambda x, v: (x.detach() * 3, x * v),
        "unused input": lambda x, v: 2 * v,
        "cut off by one input": lambda x, v: x.detach() * v,
    }[case]
    return plain(solution.gradcheck(f, (x.detach().requires_grad_(), v.detach().requires_grad_())))


@edges
@pytest.mark.parametrize(
    "case", ["constant", "cut off", "one of two", "cut off, one of two", "unused input", "cut off by one input"]
)
def test_no_gradient_counts_as_zeros(kata, case):
    kata.check(with_constants, case, X, V)


@edges
@pytest.mark.parametrize("tolerances", [{"atol": 0.0}, {"atol": 0.0, "rtol": 0.0}], ids=str)
def test_an_error_may_be_as_large_as_the_bound(kata, tolerances):
    kata.check(verdict, "x - x", X, V, SQUARE, **tolerances)


@edges
@pytest.mark.parametrize("factor", [1.105, 0.905])
def test_the_bound_is_a_part_of_the_numeric_derivative(kata, factor):
    kata.check(of_a_gradient_off_by, factor, X, rtol=0.1, atol=0.0)


def inputs_afterwards(solution, x, v, raises):
    """Inputs and what they hold in grad after the call; f may raise at its fifth call."""
    import torch

    x, v = x.detach().clone().requires_grad_(), v.detach().clone().requires_grad_()
    x.grad, calls = torch.full_like(x, 7.0), []

    def f(x, v):
        calls.append(1)
        if raises and len(calls) == 5:
            raise KeyError("the fifth call")
        return x * v

    try:
        said = plain(solution.gradcheck(f, (x, v)))
    except KeyError:
        said = "KeyError"
    return {
        "said": said,
        "x": x.detach(),
        "v": v.detach(),
        "x.grad": x.grad,
        "v.grad": v.grad,
        "flags": [x.requires_grad, v.requires_grad],
    }


@edges
@pytest.mark.parametrize("raises", [False, True], ids=["as usual", "f raises"])
def test_the_inputs_are_as_before(kata, raises):
    found = kata.check(inputs_afterwards, X * 0.1, V * 0.1, raises)
    kata.require(found["x"] == X * 0.1, "x is as before, bit for bit")
    kata.require(found["v"] == V * 0.1, "v is as before, bit for bit")


@edges
@pytest.mark.parametrize("function", ["x * x", "x * x, one entry 1 % too large", "softmax of x", *OF_ANY_LAYOUT])
@pytest.mark.parametrize("x", [np.asfortranarray(X), np.repeat(X, 2, axis=1)[:, ::2]], ids=["transposed", "with gaps"])
def test_inputs_may_lie_in_memory_as_they_like(kata, function, x):
    kata.check(verdict, function, x, V, SQUARE)


def of_sums_of_squares(solution, x, factor):
    """The sum of the squares of all entries."""
    f = planted(lambda x: (x * x).sum(), lambda g, x: factor * 2 * g * x)
    return plain(solution.gradcheck(f, (x.detach().requires_grad_(),)))


@edges
@pytest.mark.parametrize("x", [np.array(1.5), np.array([-2.0]), np.zeros((0, 3))], ids=["no axes", "one", "empty"])
@pytest.mark.parametrize("factor", [1.0, 1.5])
def test_inputs_may_have_no_axes_or_no_entries(kata, x, factor):
    kata.check(of_sums_of_squares, x, factor)


@edges
@pytest.mark.parametrize("function", ["x * x", "a million times x", "x * x, backward without the 2"])
@pytest.mark.parametrize("eps", [1e-3, 1e-4, 1e-7])
def test_the_step_is_the_callers(kata, function, eps):
    kata.check(verdict, function, X, V, SQUARE, eps=eps)


def steps_taken(solution, x, eps):
    """How far from x the function was asked, at most, in eps."""
    asked = []

    def f(moved):
        asked.append(float((moved.detach() - x.detach()).abs().max() / eps))
        return moved * moved

    solution.gradcheck(f, (x.detach().clone().requires_grad_(),), eps=eps)
    return round(max(asked), 3)


@edges
@pytest.mark.parametrize("eps", [0.25, 2.0**-20])
def test_f_is_asked_one_step_away(kata, eps):
    kata.check(steps_taken, X, eps)


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(stage="torch", targets="torch-cpu")
@pytest.mark.parametrize("function", ["x * x", "x @ v"])
def test_works_on_the_device_of_its_inputs(kata, function):
    kata.check_device(verdict, function, X, V, SQUARE)
