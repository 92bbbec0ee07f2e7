"""A tensor engine records operations on arrays, and gives each array a gradient of its own shape."""

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, themes
from dojo.scenarios import lines_of_python
from dojo.strategies import integer_arrays, plain_arrays

pytestmark = pytest.mark.kata(
    minutes=165,
    targets="python",
    from_scratch=[*themes.AUTOGRAD, *themes.TENSORS, *themes.TRANSFORMS, "retain_grad", "register_hook"],
    instead="You need NumPy's arithmetic, and a record of what each tensor was computed from.",
    ladder={"after_backward.program": "finite", "training.x": "finite"},
)

LETTERS = "abcdefghijklmnop"
A = np.array([[1.5, -2.0, 0.5], [-1.0, 3.0, -0.25]])
B = np.array([[-0.5, 2.0, 1.0], [4.0, -1.0, 2.0]])
ROW, COLUMN, ONE = np.array([2.0, -1.0, 4.0]), np.array([[0.5], [-3.0]]), np.array(-2.0)
POSITIVE = np.array([[1.5, 2.0, 0.5], [1.0, 3.0, 0.25]])
TALL = np.arange(12.0).reshape(3, 4) % 5 - 2
SQUARE = np.array([[2.0, -1.0], [0.5, 3.0]])


# ------------------------------------------------------------------------------------- scenarios


def run(solution, program, arrays):
    """The tensors of a program such as ``c = a * b; d = c.sum()`` by name: leaves a, b, ..., then its steps."""
    tensors = {name: solution.Tensor(array) for name, array in zip(LETTERS, arrays, strict=False)}
    for name, expression in (step.split(" = ") for step in program.split("; ") if step):
        tensors[name] = eval(expression, {"array": np.array}, tensors)
    return tensors


def upstream_for(tensor):
    """A gradient with different entries: one of equal entries hides faults."""
    shape = np.shape(tensor.data)
    return np.resize([1.0, -2.0, 0.5, 3.0, -1.5, 0.25, 2.0], shape) if shape else np.array(-1.5)


def gradients(tensors, count):
    """Of the leaves; None, before any backward, is as good as zeros."""
    leaves = {f"{name}.grad": tensors[name] for name in LETTERS[:count]}
    return {key: np.zeros(np.shape(leaf.data)) if leaf.grad is None else leaf.grad for key, leaf in leaves.items()}


def summary(tensors, count):
    """The data of the last tensor, and the gradients of the leaves."""
    return {f"{list(tensors)[-1]}.data": list(tensors.values())[-1].data} | gradients(tensors, count)


def after_backward(solution, program, *arrays):
    """Backward from one number."""
    tensors = run(solution, program, arrays)
    list(tensors.values())[-1].backward()
    return summary(tensors, len(arrays))


def after_backward_from_a_gradient(solution, program, *arrays):
    """Backward from the last tensor, with 1, -2, 0.5, 3, -1.5, 0.25, 2, 1, ... as its gradient."""
    tensors = run(solution, program, arrays)
    last = list(tensors.values())[-1]
    last.backward(upstream_for(last))
    return summary(tensors, len(arrays))


def one_part(solution, part, program, *arrays):
    return after_backward(solution, program, *arrays)[part]


@st.composite
def programs(draw):
    """Two to five steps over a (2, 4), a (4,) and a (2, 1) of small whole numbers; every result is exact."""
    shapes = [(2, 4), (4,), (2, 1)]
    leaves = [draw(integer_arrays(shape, -3, 4)).astype(np.float64) for shape in shapes]
    names, steps = "abc", []
    for name in LETTERS[3 : 3 + draw(st.integers(2, 5))]:
        x, y = names[-1], draw(st.sampled_from(names))
        two = ["{x} + {y}", "{x} * {y}", "{y} - {x}"]
        one = ["{x}.relu()", "-{x}", "2 * {x}", "1 - {x}", "{x} / 2", "{x} ** 2"]
        kept = [
            "{x}.sum(axis=-1, keepdims=True)",
            "{x}.mean(axis=-1, keepdims=True)",
            "{x}.sum(axis=0, keepdims=True)",
            "{x}.reshape(1, *{x}.data.shape)",
        ]
        steps.append(f"{name} = " + draw(st.sampled_from(draw(st.sampled_from([two, one, kept])))).format(x=x, y=y))
        names += name
    return "; ".join(steps), leaves


# ------------------------------------------------------------------------------------------ core

FIGURE = ("c = a * b; d = c.sum()", np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([10.0, 20.0]))


@pytest.mark.parametrize(("part", "figure"), [("d.data", 160), ("a.grad", [[10, 20], [10, 20]]), ("b.grad", [4, 6])])
def test_worked_example(kata, part, figure):
    kata.check_figure(one_part, part, *FIGURE, gives=figure)


@pytest.mark.parametrize(
    "expression",
    [
        *("a + b", "a - b", "a * b", "a / b", "-a", "a.relu()", "a.exp()", "a ** 3", "b ** -1", "a ** 2", "b ** -2"),
        *("a + 2", "2 + a", "a - 2", "2 - a", "a * 2.5", "2.5 * a", "a / 4", "4 / a", "a ** 1"),
    ],
)
def test_each_operation_has_its_slope(kata, expression):
    kata.check(after_backward_from_a_gradient, f"c = {expression}", A, B)


@pytest.mark.parametrize("expression", ["a.log()", "a ** 0.5", "a ** -1.5"])
def test_logarithm_and_roots_have_their_slopes(kata, expression):
    kata.check(after_backward_from_a_gradient, f"b = {expression}", POSITIVE)


def test_relu_has_slope_zero_at_zero(kata):
    kata.check(after_backward_from_a_gradient, "b = a.relu()", np.array([0.0, -1.0, 2.0]))


@pytest.mark.parametrize("expression", ["a + b", "a - b", "a * b", "a / b", "b - a", "b / a"])
@pytest.mark.parametrize("other", [ROW, COLUMN, ONE], ids=["row", "column", "number"])
def test_a_gradient_adds_up_what_broadcasting_repeats(kata, expression, other):
    kata.check(after_backward_from_a_gradient, f"c = {expression}", A, other)


@pytest.mark.parametrize("expression", ["a + b", "a * b"])
def test_both_operands_may_be_stretched(kata, expression):
    kata.check(after_backward_from_a_gradient, f"c = {expression}", ROW, COLUMN)


@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize("options", ["", "axis=0", "axis=1", "axis=-1", "axis=0, keepdims=True", "keepdims=True"])
def test_a_reduction_hands_its_gradient_to_all_that_it_took_in(kata, reduction, options):
    kata.check(after_backward_from_a_gradient, f"b = a.{reduction}({options})", A)


@pytest.mark.parametrize(("X", "W"), [(A, TALL), (SQUARE, SQUARE + 1)], ids=["oblong", "square"])
def test_matrix_product_has_transposed_factors(kata, X, W):
    kata.check(after_backward_from_a_gradient, "c = a @ b", X, W)


@pytest.mark.parametrize("program", ["b = a.reshape(3, 2)", "b = a.reshape(-1)", "b = a.reshape(1, 6); c = b * b"])
def test_reshape_puts_each_gradient_back_in_its_place(kata, program):
    kata.check(after_backward_from_a_gradient, program, A)


@pytest.mark.parametrize(
    "program",
    [
        *("c = a + a", "c = a * a", "c = a - a", "c = a / a", "c = sum([a, b, a])"),
        *("c = a * b; d = c + a", "c = a - b; d = c * 2; f = c * d", "c = a * b; d = c.relu(); f = d * c"),
        *("c = a * b; d = c.exp(); f = c * 3; g = d * f", "c = a.sum(axis=0); d = a * c; f = d + b"),
        *("c = a @ b.reshape(3, 2); d = c @ c; f = d.mean()", "c = a.mean(axis=1, keepdims=True); d = (a - c) ** 2"),
    ],
)
def test_the_ways_to_a_tensor_add_up(kata, program):
    kata.check(after_backward_from_a_gradient, program, A, B)


@pytest.mark.parametrize("program", ["c = a + b", "c = a * b; d = c * a; f = d + b"])
def test_equal_arrays_stay_separate_tensors(kata, program):
    kata.check(after_backward_from_a_gradient, program, A, A.copy())


@given(programs())
@example(("d = a * b; f = d + c; g = f.relu(); h = g * f", [TALL[:2], TALL[2], COLUMN]))
@example(("d = a.sum(axis=-1, keepdims=True); f = d * c", [TALL[:2], TALL[2], COLUMN]))
def test_agrees_with_torch_on_any_program(kata, program_and_leaves):
    program, leaves = program_and_leaves
    kata.check(after_backward_from_a_gradient, program, *leaves)


@given(st.tuples(*[st.integers(2, 5)] * 3).flatmap(lambda s: st.tuples(plain_arrays(s[:2]), plain_arrays(s[1:]))))
def test_matrix_products_of_any_size_agree_with_torch(kata, factors):
    kata.check(after_backward_from_a_gradient, "c = a @ b", *factors)


LOSS = "f = (a @ b + c).exp(); g = (f / f.sum(axis=1, keepdims=True)).log(); h = -(g * d).sum(axis=1).mean()"


def test_finds_the_gradient_of_a_softmax_classifier(kata):
    labels = np.eye(4)[[2, 0]]
    kata.check(after_backward, LOSS, A, TALL / 4, np.array([0.5, -1.0, 0.0, 0.25]), labels)


def training(solution, x, y, w, v, lr, steps):
    """The losses of a small network under gradient descent."""
    x, y, w, v = (solution.Tensor(array) for array in (x, y, w, v))
    losses = []
    for _ in range(steps):
        loss = (((x @ w).relu() @ v - y) ** 2).mean()
        loss.backward()
        losses.append(float(loss.data))
        for weight in (w, v):
            weight.data = weight.data - lr * weight.grad
            weight.grad = np.zeros(weight.data.shape)
    return losses


def test_trains_a_small_network(kata):
    v = np.array([[0.5], [-0.25], [1.0], [0.75]])
    kata.check(training, A, np.array([[1.0], [-1.0]]), TALL / 4 + 0.1, v, lr=0.0625, steps=4)


test_is_written_from_scratch = from_scratch(
    after_backward, LOSS, A, TALL / 4, np.array([0.5, -1.0, 0.0, 0.25]), np.eye(4)[[2, 0]]
)


# ----------------------------------------------------------------------------------------- edges

broadcasting = hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=3, min_side=0, max_side=3)


@edges
@given(broadcasting.flatmap(lambda s: st.tuples(*(integer_arrays(shape, 1, 5) for shape in s.input_shapes))))
@example((np.ones((3, 1), int), np.ones((2, 1, 4), int)))
@example((np.ones((1, 3), int), np.ones(3, int)))
@example((np.ones((0, 3), int), np.ones((1, 3), int)))
@example((np.ones(1, int), np.array(2)))
def test_any_two_shapes_that_broadcast_get_gradients_of_their_own_shape(kata, operands):
    a, b = (operand.astype(np.float64) for operand in operands)
    kata.check(after_backward_from_a_gradient, "c = a * b; d = a - c; f = d / b", a, b)


SHAPES = [
    *(((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((3,), (5, 3, 2)), ((5, 2, 3), (3,))),
    *(((5, 2, 3), (3, 4)), ((2, 3), (5, 3, 4)), ((5, 2, 3), (5, 3, 4)), ((5, 1, 2, 3), (4, 3, 2))),
    *(((1, 2, 3), (5, 3, 2)), ((0, 3), (3, 2)), ((2, 0), (0, 3)), ((1, 1), (1, 1)), ((1, 3), (3, 1))),
]


@edges
@pytest.mark.parametrize("shapes", SHAPES, ids=lambda shapes: f"{shapes[0]}@{shapes[1]}".replace(" ", ""))
def test_products_of_vectors_and_of_batches_get_gradients_of_their_own_shape(kata, shapes):
    a, b = (np.resize([1.0, -2.0, 0.5, 3.0, -1.5], shape) for shape in shapes)
    kata.check(after_backward_from_a_gradient, "c = a @ b", a, b)


@edges
@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize("options", ["axis=(0, 2)", "axis=(1, -1), keepdims=True", "(-1, 0)", "-2, True", "axis=1"])
def test_a_reduction_may_go_along_several_axes(kata, reduction, options):
    kata.check(after_backward_from_a_gradient, f"b = a.{reduction}({options})", np.arange(24.0).reshape(2, 3, 4))


@edges
@pytest.mark.parametrize(
    "program",
    [
        *("b = a.sum()", "b = a.sum(axis=0)", "b = a.mean(axis=1)", "b = a.mean(axis=-1, keepdims=True)"),
        *("b = a.relu(); c = b * 2", "b = a.reshape(3, 0)"),
    ],
)
def test_an_axis_may_be_empty(kata, program):
    kata.check(after_backward_from_a_gradient, program, np.zeros((0, 3)))


@edges
@pytest.mark.parametrize("program", ["b = a ** 0", "b = a ** 0.0; c = b * a", "b = a ** 1", "b = a ** 2"])
def test_a_power_has_a_slope_at_zero(kata, program):
    kata.check(after_backward_from_a_gradient, program, np.array([0.0, -2.0, 3.0]))


@edges
def test_relu_of_minus_infinity_is_zero(kata):
    kata.check(after_backward_from_a_gradient, "b = a.relu()", np.array([-np.inf, 0.0, 2.0]))


@edges
@pytest.mark.parametrize("program", ["b = 2 * a", "b = a.sum()", "b = a.mean(); c = b * a", "b = a.reshape(1, 1)"])
def test_a_tensor_may_have_no_axes(kata, program):
    kata.check(after_backward_from_a_gradient, program, np.array(-1.5))


@edges
@pytest.mark.parametrize(
    "expression",
    [
        *("array([[2.0], [1.0]]) + a", "a + array([1.0, 2.0, 3.0])", "array([4.0, 2.0, 1.0]) - a", "a - array(2.0)"),
        *("array([[[1.0]], [[2.0]]]) * a", "a * array([3, 1, 2])", "array([[4.0], [2.0]]) / a", "a / array([2, 4, 1])"),
        *("a @ array([[1.0], [2.0], [-1.0]])", "array([[1.0, 2.0]]) @ a", "a @ array([1, 2, -1])", "array([1, 2]) @ a"),
    ],
)
def test_an_operand_may_be_an_array_on_either_side(kata, expression):
    kata.check(after_backward_from_a_gradient, f"b = {expression}", A)


def of_data_of_any_kind(solution, data, expression):
    tensor = solution.Tensor(data)
    result = eval(expression, {}, {"a": tensor})
    result.backward()
    return {"data": tensor.data, "result": result.data, "gradient": tensor.grad}


@edges
@pytest.mark.parametrize("data", [3, 2.5, [1, 2], [[1.0, 2.0], [3.0, 4.0]], np.array([3, 1])], ids=str)
@pytest.mark.parametrize("expression", ["(a * a).sum()", "(a ** -1).sum()", "(0.5 * a.relu()).mean()"])
def test_data_of_any_kind_becomes_an_array_of_float64(kata, data, expression):
    kata.check(of_data_of_any_kind, data, expression)


def from_whole_numbers(solution, numbers):
    """The gradient of the last tensor, which is float64, too, where it is given as whole numbers."""
    tensor = solution.Tensor(numbers)
    tensor.backward(np.array([1, 2]))
    return tensor.grad / 1, f"{np.asarray(tensor.grad).dtype}"


@edges
def test_a_gradient_of_whole_numbers_becomes_float64(kata):
    kata.check(from_whole_numbers, np.array([3.0, 4.0]))


@edges
@pytest.mark.parametrize("program", ["c = a * b", "c = a.sum(axis=0)"])
def test_several_numbers_need_a_gradient_to_start_from(kata, program):
    kata.check_raises(ValueError, after_backward, program, A, B)


@edges
@pytest.mark.parametrize("program", ["b = 2 * a", "b = a.sum(axis=1)"])
def test_no_numbers_need_a_gradient_to_start_from(kata, program):
    kata.check_raises(ValueError, after_backward, program, np.zeros((0, 3)))


@edges
@pytest.mark.parametrize("program", ["b = (a * a).sum(keepdims=True)", "b = a.mean().reshape(1)"])
def test_one_number_may_have_axes(kata, program):
    kata.check(after_backward, program, A)


def after_several_calls(solution, program, calls, *arrays):
    tensors = run(solution, program, arrays)
    for name in calls:
        tensors[name].backward(upstream_for(tensors[name]))
    return gradients(tensors, len(arrays))


@edges
@pytest.mark.parametrize(
    ("program", "calls"),
    [
        *(("c = a * a; d = 3 * b", "cd"), ("c = a * b", "cc"), ("c = a + b", "ccc")),
        *(("c = a * b; d = c + 1; f = c * c", "df"), ("c = a * b; d = c * c", "cd"), ("c = a * b; d = c * c", "dc")),
        *(("c = a.sum(axis=0); d = b + c; f = c.relu() + a", "dff"), ("c = a @ a.reshape(3, 2); d = 2 * c", "dd")),
    ],
)
def test_each_call_of_backward_counts_once(kata, program, calls):
    kata.check(after_several_calls, program, calls, A, B)


def after_the_gradient_was_none(solution, expression, x):
    """Two calls; before each the caller sets the gradient of the leaf to None, as ``zero_grad`` of a module does."""
    a = solution.Tensor(x)
    for _ in range(2):
        a.grad = None
        eval(expression, {"a": a}).sum().backward()
    return a.grad


@edges
@pytest.mark.parametrize("expression", ["a", "a * a", "a.relu() - a"])
def test_a_gradient_of_none_starts_anew(kata, expression):
    kata.check(after_the_gradient_was_none, expression, A)


def as_the_graph_grows(solution, program, *arrays):
    """Each tensor calls backward as soon as it is there; then the next one is computed from it."""
    tensors = run(solution, "", arrays)
    for name, expression in (step.split(" = ") for step in program.split("; ")):
        tensors[name] = eval(expression, {}, tensors)
        tensors[name].backward(upstream_for(tensors[name]))
    return gradients(tensors, len(arrays))


@edges
@given(programs())
@example(("d = a * b; f = d + c; g = f.relu()", [TALL[:2], TALL[2], COLUMN]))
def test_a_graph_may_grow_between_the_calls(kata, program_and_leaves):
    program, leaves = program_and_leaves
    kata.check(as_the_graph_grows, program, *leaves)


def with_a_gradient_that_is_used_again(solution, x, upstream):
    """The same array starts two calls; the caller needs it afterwards."""
    a, b = solution.Tensor(x), solution.Tensor(2 * x)
    (a + b).backward(upstream)
    (a - b).backward(upstream)
    return {"a.grad": a.grad, "b.grad": b.grad, "the upstream gradient": upstream}


@edges
def test_the_gradient_that_is_handed_in_stays_as_it_is(kata):
    kata.check(with_a_gradient_that_is_used_again, A, B)


def a_long_chain(solution, start, steps):
    leaf = solution.Tensor(start)
    tensor = leaf
    for _ in range(steps):
        tensor = tensor * 0.5 + leaf
    tensor.sum().backward()
    return {"result": tensor.data, "gradient": leaf.grad}


@edges
def test_reaches_back_through_two_thousand_steps(kata):
    kata.check(a_long_chain, ROW, steps=1000)


def doubling_again_and_again(solution, start, doublings):
    """Each doubling makes twice as many ways to the leaf."""
    tensors = [solution.Tensor(start)]
    for _ in range(doublings):
        tensors.append(tensors[-1] + tensors[-1])
    some, all_ = (lines_of_python(tensor.sum().backward) for tensor in (tensors[-4], tensors[-1]))
    return {"gradient": tensors[0].grad, "passes each tensor once, not each way": all_ < 4 * some}


@edges
def test_the_work_grows_with_the_tensors_not_with_the_ways(kata):
    kata.check(doubling_again_and_again, ROW, doublings=11)
