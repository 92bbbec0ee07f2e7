"""The graph behind a loss: every operation once, before all that it leads to, and the leaves at its ends."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, on_its_device
from dojo.scenarios import lines_of_python

pytestmark = pytest.mark.kata(minutes=30, targets="torch")

A, B, K = np.array([2.0, -1.0, 0.5]), np.array([3.0, 1.0, 4.0]), np.array([1.5, 2.0, -2.0])
FIGURE = "c = a * b; d = c + a; loss = d * k"
names = "cdefghij"


# ------------------------------------------------------------------------------------- scenarios


def run(program, a, b, k):
    """The tensors of a program such as ``c = a * b; d = c + k`` by name: a and b require gradients, k does not."""
    tensors = {"a": a.detach().clone().requires_grad_(), "b": b.detach().clone().requires_grad_(), "k": k.detach()}
    for name, expression in (step.split(" = ") for step in program.split("; ") if step):
        tensors[name] = eval(expression, {}, tensors)
    return tensors


def summary(operations, leaves, tensors):
    """What was found, by the names of the tensors: plain results that don't depend on the choice of the order."""
    nodes = {}
    for name, tensor in tensors.items():
        if tensor.grad_fn is not None:
            nodes.setdefault(tensor.grad_fn, name)
    position = {node: i for i, node in enumerate(operations) if not isinstance(node, str)}
    pairs = [(node, following) for node in position for following, _ in getattr(node, "next_functions", [])]
    return {
        "operations": sorted(nodes.get(node, f"another: {called(node)}") for node in operations),
        "each before those that it leads to": all(
            position[node] < position[after] for node, after in pairs if after in position
        ),
        "leaves": sorted(next((n for n, t in tensors.items() if t is leaf), "another") for leaf in leaves),
    }


def called(thing):
    return thing.name() if callable(getattr(thing, "name", None)) else f"a {type(thing).__name__}"


def traced(solution, program, *leaves):
    """The graph behind the last tensor of a program."""
    tensors = run(program, *leaves)
    operations, found = solution.trace(list(tensors.values())[-1])
    return summary(list(operations), list(found), tensors)


def how_many(solution, what, *leaves):
    """The lengths of the two lists, for the worked example."""
    operations, found = solution.trace(run(FIGURE, *leaves)["loss"])
    return len(operations) if what == "operations" else len(found)


def first_three(solution, *leaves):
    """The names of the worked example's operations, in order: there is one order alone."""
    tensors = run(FIGURE, *leaves)
    operations, _ = solution.trace(tensors["loss"])
    nodes = {tensors[name].grad_fn: name for name in ("c", "d", "loss")}
    return [nodes.get(node, f"another: {called(node)}") for node in operations]


@st.composite
def programs(draw):
    """Two to eight steps, each from the last tensor and any other."""
    known, steps = "abk", []
    for name in names[: draw(st.integers(2, 8))]:
        x, y = known[-1] if steps else "a", draw(st.sampled_from(known))
        forms = ["{x} + {y}", "{y} * {x}", "{x} * {y}", "{y} - {x}", "{x}.exp()", "{x} * 2", "-{x}"]
        steps.append(f"{name} = " + draw(st.sampled_from(forms)).format(x=x, y=y))
        known += name
    return "; ".join(steps)


# ------------------------------------------------------------------------------------------ core


@pytest.mark.parametrize(("what", "figure"), [("operations", 3), ("leaves", 2)])
def test_worked_example(kata, what, figure):
    kata.check_figure(how_many, what, A, B, K, gives=figure)


def test_order_of_the_worked_example(kata):
    kata.check(first_three, A, B, K)


@pytest.mark.parametrize(
    "program",
    [
        *("c = a * b", "c = a.exp()", "c = a + a", "c = a * k", "c = a.sum()", FIGURE, "c = a * b; d = c.exp().sum()"),
        "c = a * b; d = c + c",
        "c = a * b; d = c * 2; e = c + d",  # a way past d
        "c = a * b; d = c * 2; e = d + c",
        "c = a * b; d = c.exp(); e = c * 3; f = d + e",  # a diamond
        "c = a * b; d = c + a; e = d * c; f = e - d; g = f * c",
        "c = a.exp(); d = b.exp(); e = c + d; f = d * e; g = c * f",
        "c = a * b; d = c * c; e = a.exp(); f = b.exp(); g = e * f; h = d + g",
    ],
)
def test_each_operation_comes_once_before_all_that_it_leads_to(kata, program):
    kata.check(traced, program, A, B, K)


def test_equal_leaves_stay_separate(kata):
    one = np.array([1.5])
    kata.check(traced, "c = a * b; d = c + k", one, one.copy(), one.copy())


@pytest.mark.parametrize("program", ["c = a * k; d = k * 2; e = c + d", "c = k * k; d = c * a", "c = a + 1; d = c * 2"])
def test_constants_leave_no_trace(kata, program):
    kata.check(traced, program, A, B, K)


@given(programs())
@example("c = a + b; d = c * a; e = d + c; f = e * d")
@example("c = a * k; d = c - b; e = c.exp(); f = d + e")
def test_any_graph_is_traced(kata, program):
    kata.check(traced, program, A, B, K)


# ----------------------------------------------------------------------------------------- edges


@edges
@pytest.mark.parametrize(
    "program",
    [
        "c = a.unbind()[0]; d = a.unbind()[1] * c",
        *("c = a.detach() * b", "c = a * b; d = c.detach(); e = d * c", "c = (a * b)[1:]; d = c.sum() + c[0]"),
    ],
)
def test_views_and_detached_tensors(kata, program):
    kata.check(traced, program, A, B, K)


def several_outputs(solution, x):
    """Three outputs of one node, used in different places."""
    leaf = x.detach().clone().requires_grad_()
    one, two, three = (2 * leaf).unbind()
    operations, leaves = solution.trace(one * two + three.exp() * one)
    return {"operations": sorted(called(node) for node in operations), "leaves": [leaf is found for found in leaves]}


@edges
def test_a_node_with_several_outputs_counts_once(kata):
    kata.check(several_outputs, A)


def of_no_operation(solution, x, requires_grad):
    tensor = x.detach().clone().requires_grad_(requires_grad)
    operations, leaves = solution.trace(tensor)
    return {"operations": len(operations), "leaves": [tensor is found for found in leaves]}


@edges
@pytest.mark.parametrize("requires_grad", [True, False], ids=["leaf", "constant"])
def test_a_loss_without_operations(kata, requires_grad):
    kata.check(of_no_operation, A, requires_grad)


@edges
@pytest.mark.parametrize("program", ["c = k * 2", "c = a.detach(); d = c + k"])
def test_a_loss_that_requires_no_gradient_has_no_graph(kata, program):
    kata.check(traced, program, A, B, K)


def a_function_of_ones_own(solution, x):
    """A node of Python among those of torch, and a parameter among the leaves."""
    import torch

    class Double(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return 2 * x

        @staticmethod
        def backward(ctx, upstream):
            return 2 * upstream

    weight = torch.nn.Parameter(x.detach().clone())
    operations, leaves = solution.trace((Double.apply(weight.exp()) * weight).sum())
    return {"operations": sorted(called(node) for node in operations), "leaves": [weight is found for found in leaves]}


@edges
def test_a_function_of_ones_own_is_an_operation(kata):
    kata.check(a_function_of_ones_own, A)


def a_long_chain(solution, x, steps):
    leaf = x.detach().clone().requires_grad_()
    tensor = leaf
    for _ in range(steps):
        tensor = tensor * 0.5 + leaf
    operations, leaves = solution.trace(tensor)
    return {"operations": len(operations), "different": len(set(operations)), "leaves": len(leaves)}


@edges
def test_walks_through_five_thousand_operations(kata):
    kata.check(a_long_chain, A, 2500)


def doubling_again_and_again(solution, x, doublings):
    """Each doubling makes twice as many ways to the leaf."""
    tensors = [x.detach().clone().requires_grad_()]
    for _ in range(doublings):
        tensors.append(tensors[-1] + tensors[-1])
    some, all_ = (lines_of_python(solution.trace, tensor) for tensor in (tensors[-4], tensors[-1]))
    return {"passes each node once, not each way": all_ < 4 * some}


@edges
def test_the_work_grows_with_the_nodes_not_with_the_ways(kata):
    kata.check(doubling_again_and_again, A, 11)


def backward_afterwards(solution, *leaves):
    tensors = run("c = a * b; d = c.exp(); loss = (d * c).sum()", *leaves)
    tensors["a"].grad = tensors["k"] * 1
    solution.trace(tensors["loss"])
    before = [tensors["a"].grad * 1, tensors["b"].grad is None]
    tensors["loss"].backward()
    return [*before, tensors["a"].grad, tensors["b"].grad]


@edges
def test_the_graph_stays_whole(kata):
    kata.check(backward_afterwards, A / 4, B / 4, K)


# ----------------------------------------------------------------------------------------- torch


def leaves_of(solution, x):
    leaf = x.detach().clone().requires_grad_()
    return [found.detach() * 1 for found in solution.trace((leaf * 2).exp() * leaf)[1]]


test_the_leaves_are_where_they_were = on_its_device(leaves_of, A)
