"""A module finds its parameters and submodules by the attributes that they are assigned to."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch
from dojo.strategies import plain_arrays

pytestmark = pytest.mark.kata(
    uses=["tensor_engine"],
    minutes=105,
    targets="python",
    from_scratch=[
        *("Module", "Parameter", "UninitializedParameter", "Sequential", "ModuleList", "ModuleDict"),
        *("ParameterList", "ParameterDict", "Buffer", "ScriptModule", "Layer", "named_parameters"),
    ],
    instead="You need the attributes of an object, a loop over them, and a set of what was met.",
)


# ------------------------------------------------------------------------------------- scenarios


@dataclass(frozen=True)
class Program:
    """Lines of Python that fill a module named net. Parameters: P(n) holds n and n + 0.5, S(n) is n, of shape ()."""

    text: str

    def __repr__(self):
        return self.text.replace("; ", "\n")


def build(solution, program):
    """The module that a program makes, and all the names that it may use."""
    names = {"Module": solution.Module, "net": solution.Module()}
    names["P"] = lambda n: solution.Parameter(np.array([n, n + 0.5]))
    names["S"] = lambda n: solution.Parameter(np.array(float(n)))
    exec(program.text, names)
    return names["net"]


def paths_of(program):
    """The places to which the program assigns something, and the root."""
    return ["net", *dict.fromkeys(line.split(" = ")[0] for line in program.text.split("; ") if " = " in line)]


def listed(words):
    """Words in a line, so that all of them are shown."""
    return ", ".join(words) or "none"


def names(solution, program):
    return listed(name for name, _ in build(solution, program).named_parameters())


def told(arrays):
    """The shapes of arrays in a line, and their numbers one after the other."""
    arrays = [np.asarray(array) for array in arrays]
    together = np.concatenate([np.zeros(0), *(array.reshape(-1) for array in arrays)])
    return {"shapes": listed(str(array.shape) for array in arrays), "numbers": together}


def numbers(solution, program):
    """What all parameters hold, in order, with and without their names."""
    net = build(solution, program)
    pairs = list(net.named_parameters())
    named = {"names": listed(name for name, _ in pairs), "by name": told(p.data for _, p in pairs)}
    return named | {"parameters()": told(p.data for p in net.parameters())}


def places_of_the_modules(solution, program):
    """The modules in the order of modules(), each by the first place that it was assigned to."""
    net, places = build(solution, program), {}
    for path in paths_of(program):
        found = net
        for name in path.split(".")[1:]:
            found = getattr(found, name, None)
        places.setdefault(id(found), path)
    return listed(places.get(id(module), "a stranger") for module in net.modules())


def state(solution, program):
    found = build(solution, program).state_dict()
    return {"names": listed(found), **told(found.values())}


def modes(solution, program):
    """The mode of each module: at first, after eval(), after train(), after train(False)."""
    net, seen = build(solution, program), {}
    changes = {
        "at first": lambda: net,
        "eval()": net.eval,
        "train()": net.train,
        "train(False)": lambda: net.train(False),
    }
    for name, change in changes.items():
        returned = change()
        seen[name] = [module.training for module in net.modules()]
        seen[f"{name} gives back the module"] = returned is net
    return seen


def modes_after_a_part_was_set(solution, program, part):
    net = build(solution, program)
    eval(part, {"net": net}).eval()
    return [module.training for module in net.modules()]


def gradients(solution, program):
    """Whether each gradient is None: at first, after it was set, and after zero_grad()."""
    net, seen = build(solution, program), []
    seen.append([p.grad is None for p in net.parameters()])
    for p in net.parameters():
        p.grad = np.ones(2)
    seen.append([p.grad is None for p in net.parameters()])
    net.zero_grad()
    seen.append([p.grad is None for p in net.parameters()])
    return seen


def shifted(net, by=100.0):
    """A state of the names and shapes of a module's own."""
    return {name: np.asarray(np.array(array) + by) for name, array in net.state_dict().items()}


def arrays_after_loading(solution, program):
    """The arrays that an optimizer took before a state was loaded, and what the module holds afterwards."""
    net = build(solution, program)
    taken = [p.data for p in net.parameters()]
    given = shifted(net)
    net.load_state_dict(given)
    for array in given.values():
        array[...] = -1.0  # the caller's own again
    return {"taken before": [np.array(a) for a in taken], "now": [np.array(p.data) for p in net.parameters()]}


def after_loading(solution, program, changes):
    """What a module holds after another's state was loaded, with changes: None takes an entry away."""
    net = build(solution, program)
    given = shifted(net) | changes
    net.load_state_dict({name: array for name, array in given.items() if array is not None})
    return [np.array(p.data) for p in net.parameters()]


def dtypes_after_loading(solution, data):
    net = solution.Module()
    net.w = solution.Parameter(data.astype(np.float32))
    net.load_state_dict({"w": data})
    return [str(net.w.data.dtype), np.array(net.w.data)]


def layers(solution):
    """Two classes of a learner: a layer, and a network of two with a scale."""

    class Layer(solution.Module):
        def __init__(self, weight, bias):
            super().__init__()
            self.weight, self.bias = solution.Parameter(weight), solution.Parameter(bias)
            self.sizes = list(weight.shape)

        def forward(self, x, factor=1.0):
            return factor * (x @ self.weight.data + self.bias.data)

    class Network(solution.Module):
        def __init__(self, weight, bias, scale):
            super().__init__()
            self.first = Layer(weight, bias)
            self.second = Layer(weight.T.copy(), np.zeros(len(weight)))
            self.scale = solution.Parameter(scale)

        def forward(self, x):
            return self.second(self.first(x), factor=self.scale.data)

    return Layer, Network


def outputs(solution, x, weight, bias):
    _, network = layers(solution)
    return np.array(network(weight.copy(), bias.copy(), np.array([0.5]))(x))


def of_the_network(solution, weight, bias):
    _, network = layers(solution)
    net = network(weight.copy(), bias.copy(), np.array([0.5]))
    pairs = list(net.named_parameters())
    return {"names": listed(name for name, _ in pairs), **told(p.data for _, p in pairs)}


def count_of_numbers(solution, weight, bias):
    layer, _ = layers(solution)
    net = solution.Module()
    net.first = layer(weight.copy(), bias.copy())
    net.scale = solution.Parameter(np.array([1.0]))
    return sum(int(np.prod(np.shape(p.data))) for p in net.parameters())


def descent(solution, x, y, weight, bias, lr, steps):
    """The losses of one layer under gradient descent through parameters(), and its state at the end."""
    layer, _ = layers(solution)
    net, losses = layer(weight.copy(), bias.copy()), []
    for _ in range(steps):
        error = net(x) - y
        losses.append(float(np.mean(error**2)))
        net.weight.grad, net.bias.grad = 2 * x.T @ error / error.size, 2 * error.sum(0) / error.size
        for p in net.parameters():
            p.data -= lr * p.grad
        net.zero_grad()
    return {"losses": losses, "state": {name: np.array(array) for name, array in net.state_dict().items()}}


def two_networks(solution, program, other):
    """The names of two modules that were built one after the other."""
    one, two = build(solution, program), build(solution, other)
    return [listed(name for name, _ in net.named_parameters()) for net in (one, two)]


def after_each_change(solution, program):
    """The names of the parameters, the number of modules, and the names in state_dict, after each line."""
    seen, lines = {}, program.text.split("; ")
    for count, line in enumerate(lines, 1):
        net = build(solution, Program("; ".join(lines[:count])))
        seen[f"parameters after {line}"] = listed(name for name, _ in net.named_parameters())
        seen[f"state_dict after {line}"] = listed(net.state_dict())
        seen[f"modules after {line}"] = len(list(net.modules()))
    return seen


def calls(solution, x):
    """What forward receives, by position and by name."""

    class Pair(solution.Module):
        def forward(self, a, b=0.0, *, c=0.0):
            return [a, b, c]

    pair = Pair()
    return [pair(x), pair(x, 2.0), pair(a=x, c=3.0), pair(x, c=4.0, b=5.0)]


def set_mode(solution, mode):
    return solution.Module().train(mode).training


def a_parameter(solution, data):
    parameter = solution.Parameter(data)
    return {"data": np.array(parameter.data), "grad": parameter.grad}


FIGURE = Program("net.first = Module(); net.first.weight = P(1); net.first.bias = P(2); net.scale = P(3)")
DEEP = Program(
    "net.a = Module(); net.a.b = Module(); net.a.b.z = P(1); net.a.y = P(2); net.c = Module(); net.c.x = P(3);"
    " net.w = P(4)"
)
PLAIN = Program("net.size = 3; net.w = P(1); net.name = 'layer'; net.table = [1.0, 2.0]; net.b = P(2)")
EQUAL = Program("net.w = P(1); net.v = P(1); net.a = Module(); net.a.w = P(1)")
TIED = Program("net.a = Module(); net.a.w = P(1); net.b = Module(); net.b.v = P(2); net.b.w = net.a.w")
TIED_ABOVE = Program("net.a = Module(); net.a.w = P(1); net.a.b = P(2); net.w = net.a.w")
TWICE = Program("net.a = Module(); net.a.w = P(1); net.b = net.a; net.v = P(2)")
OUT_OF_ORDER = Program(
    "net.z = P(1); net.b = Module(); net.b.y = P(2); net.b.a = P(3); net.a = Module(); net.a.x = P(4)"
)
ALL = [FIGURE, DEEP, PLAIN, EQUAL, TIED, TIED_ABOVE, TWICE, OUT_OF_ORDER]
IDS = ["the figure", "deep", "plain", "equal", "tied", "tied above", "twice", "out of order"]
WEIGHT, BIAS = np.array([[1.0, 2.0, 0.5], [-1.0, 0.0, 3.0]]), np.array([0.25, -1.0, 2.0])
X = np.array([[1.0, -1.0], [2.0, 0.5], [0.0, 1.0]])


@st.composite
def programs(draw):
    """Trees of modules with parameters and plain attributes, filled in any order, in which things are shared."""
    modules, parameters, lines = ["net"], [], []
    for letter in "abcdefgh"[: draw(st.integers(1, 8))]:
        name = draw(st.sampled_from([letter, f"w{letter}", f"z{letter}"]))
        place = f"{draw(st.sampled_from(modules))}.{name}"
        kinds = ["Module()", f"P({len(lines)})", f"P({len(lines)})", "7.0", *parameters[-1:]]
        kind = draw(st.sampled_from(kinds))
        lines.append(f"{place} = {kind}")
        modules += [place] * (kind == "Module()")
        parameters += [place] * kind.startswith("P(")
    return Program("; ".join(lines))


# ------------------------------------------------------------------------------------------ core


def test_worked_example_of_the_names(kata):
    kata.check(names, FIGURE)


def test_worked_example_of_the_numbers(kata):
    kata.check_figure(count_of_numbers, np.zeros((2, 3)), np.zeros(3), gives=10)


def test_a_new_parameter_has_no_gradient(kata):
    kata.check(a_parameter, np.array([1.0, 2.0]))


@pytest.mark.parametrize("program", ALL, ids=IDS)
def test_own_parameters_come_first_and_each_object_once(kata, program):
    kata.check(numbers, program)


@pytest.mark.parametrize("program", [DEEP, TIED, TWICE, OUT_OF_ORDER], ids=["deep", "tied", "twice", "out of order"])
def test_a_module_comes_before_its_submodules(kata, program):
    kata.check(places_of_the_modules, program)


@given(programs())
def test_agrees_with_torch_on_any_tree(kata, program):
    kata.check(numbers, program)
    kata.check(places_of_the_modules, program)


def test_registers_what_a_subclass_assigns(kata):
    kata.check(of_the_network, WEIGHT, BIAS)


@given(plain_arrays((3, 2)), plain_arrays((2, 4)), plain_arrays((4,)))
@example(X, WEIGHT, BIAS)
def test_a_call_is_forward(kata, x, weight, bias):
    kata.check(outputs, x, weight, bias)


@pytest.mark.parametrize("program", [DEEP, TWICE], ids=["deep", "twice"])
def test_train_and_eval_reach_every_submodule(kata, program):
    kata.check(modes, program)


@pytest.mark.parametrize("part", ["net.a", "net.a.b"])
def test_the_mode_of_a_part_leaves_what_is_above_it(kata, part):
    kata.check(modes_after_a_part_was_set, DEEP, part)


def test_zero_grad_takes_every_gradient_away(kata):
    kata.check(gradients, DEEP)


@pytest.mark.parametrize(
    "program", [FIGURE, DEEP, PLAIN, OUT_OF_ORDER], ids=["figure", "deep", "plain", "out of order"]
)
def test_state_dict_has_every_array_by_its_name(kata, program):
    kata.check(state, program)


@pytest.mark.parametrize("program", [DEEP, EQUAL], ids=["deep", "equal"])
def test_loading_writes_into_the_arrays_that_are_there(kata, program):
    kata.check(arrays_after_loading, program)


def test_gradient_descent_moves_what_parameters_gives(kata):
    kata.check(descent, X, X @ WEIGHT + 1.0, WEIGHT / 2, BIAS, lr=0.25, steps=5)


def test_two_modules_share_nothing(kata):
    kata.check(two_networks, FIGURE, PLAIN)


test_is_written_from_scratch = from_scratch(descent, X, X @ WEIGHT, WEIGHT / 2, BIAS, lr=0.25, steps=1)


# ----------------------------------------------------------------------------------------- edges


@edges
@pytest.mark.parametrize("program", [TIED, TIED_ABOVE, TWICE], ids=["tied", "tied above", "twice"])
def test_state_dict_has_what_is_shared_under_each_name(kata, program):
    kata.check(state, program)
    kata.check(arrays_after_loading, program)


@edges
@given(programs())
def test_the_state_of_any_tree_agrees_with_torch(kata, program):
    kata.check(state, program)
    kata.check(arrays_after_loading, program)
    kata.check(modes, program)
    kata.check(gradients, program)


CHANGES = [
    "net.w = P(1); net.v = P(2); net.w = P(3)",
    "net.w = P(1); net.v = P(2); del net.w",
    "net.w = P(1); net.v = P(2); net.w = None",
    "net.w = P(1); net.v = P(2); net.w = 1.5",
    "net.w = 1.5; net.w = P(1)",
    "net.a = Module(); net.a.w = P(1); net.a = Module(); net.a.v = P(2)",
    "net.a = Module(); net.a.w = P(1); del net.a; net.v = P(2)",
    "net.a = Module(); net.a.w = P(1); net.v = P(2); net.a = None",
    "net.a = Module(); net.a.w = P(1); net.v = P(2); net.a = 7",
    "net.w = P(1); net.v = P(2); net.w = Module(); net.w.w = P(3)",
    "net.a = Module(); net.a.w = P(1); net.a = P(2)",
    "net.w = P(1); net.hidden = [P(2), Module()]; net.table = {'v': P(3)}; net.pair = (P(4),)",
]


@edges
@pytest.mark.parametrize("program", CHANGES)
def test_what_is_listed_follows_the_attributes(kata, program):
    kata.check(after_each_change, Program(program))


def the_array_that_was_handed_over(solution, data):
    """What each side sees of what the other one writes."""
    own = np.array(data)
    parameter = solution.Parameter(own)
    own[0] = 7.0
    parameter.data[1] = 8.0
    return {"the caller's array": own, "parameter.data": np.array(parameter.data)}


@edges
def test_a_parameter_keeps_the_array_itself(kata):
    kata.check(the_array_that_was_handed_over, np.array([1.0, 2.0, 3.0]))


@edges
def test_an_array_may_have_no_axes(kata):
    kata.check(arrays_after_loading, Program("net.w = P(1); net.a = Module(); net.a.s = S(2); net.s = S(3)"))


@edges
def test_a_call_hands_on_what_it_is_given(kata):
    kata.check(calls, np.array([1.0, 2.0]))


@edges
@pytest.mark.parametrize("mode", ["eval", None, 2])
def test_a_mode_is_true_or_false(kata, mode):
    kata.check_raises(ValueError, set_mode, mode, says=[str(mode)])


LOST = [({"w": None}, ["w"]), ({"a.b.z": None}, ["a.b.z"]), ({"a.y": None, "c.x": None}, ["a.y", "c.x"])]
SURPLUS = [({"v": np.zeros(2)}, ["v"]), ({"a.w": np.zeros(2), "w": None}, ["a.w", "w"])]
MISSHAPEN = [
    ({"w": np.zeros(1)}, ["w"]),
    ({"a.y": np.zeros(())}, ["a.y"]),
    ({"c.x": np.zeros((1, 2))}, ["c.x"]),
    ({"c.x": np.zeros((1, 2)), "w": np.zeros(3)}, ["c.x", "w"]),
    ({"c.x": np.zeros(3), "a.y": None, "new": np.zeros(2)}, ["c.x", "a.y", "new"]),
]


@edges
@pytest.mark.parametrize(("changes", "says"), LOST + SURPLUS + MISSHAPEN)
def test_refuses_a_state_that_does_not_fit(kata, changes, says):
    kata.check_raises(RuntimeError, after_loading, DEEP, changes, says=says)


@edges
def test_the_order_of_a_state_plays_no_part(kata):
    kata.check(after_loading, OUT_OF_ORDER, {"b.y": np.array([5.0, 6.0]), "z": np.array([7.0, 8.0])})


@edges
def test_an_array_keeps_its_dtype(kata):
    kata.check(dtypes_after_loading, np.array([0.1, 2.0]))
