"""What beginners hand in for backpropagation, and what to tell them."""

import math
from types import SimpleNamespace

from array_api_compat import array_namespace

from dojo import both, edit, generics, ideas, mistake

ideas(
    axis_lost="keeps_an_axis_of_the_biases",
    whole_for_slice="sums_the_biases_over_everything",
    sum_for_mean="sums_over_the_batch sums_and_forgets_the_two",
    wrong_divisor="divides_by_the_inputs divides_by_all_entries divides_by_all_entries_and_forgets_the_two",
    wrong_factor="forgets_the_two",
    missing_term="forgets_relu_on_the_way_there forgets_the_first_bias forgets_the_second_bias",
    sign="turns_the_error_round",
    transposed="goes_back_without_transposing transposes_the_gradients",
    end_of_interval="has_slope_one_at_zero",
    order_of_steps="steps_before_it_goes_on",
    stale_state="remembers_an_earlier_forward_pass remembers_the_gradients remembers_the_hidden_units",
    counted_twice="activates_the_output takes_the_mean_twice averages_the_first_bias averages_the_biases",
    writes_into_input="stores_z_among_the_parameters takes_the_step",
    alias_or_copy="reuses_its_arrays",
    dtype_lost="loses_the_dtype",
    wrong_gradient=(
        "cuts_the_gradient forgets_relu_on_the_way_back multiplies_by_the_activation skips_the_second_matrix "
        "takes_z_for_h forgets_relu_and_averages_the_biases"
    ),
    broadcast_by_accident="does_not_sum_the_biases",
    ties_and_order="takes_the_parameters_by_position",
    hidden_cost="takes_finite_differences",
    partial_case="takes_the_biases_of_one_example takes_the_second_bias_of_one_example leaves_the_biases_out",
    wrong_formula="adds_the_loss",
    other_kind_of_result="returns_moved_parameters returns_a_tuple renames_the_gradients",
)


def _forward(params, x, y):
    """The way there, with its values by name."""
    xp, W1, b1, W2, b2 = array_namespace(x), params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    on = xp.astype(z > 0, z.dtype)
    h = z * on
    out = h @ W2 + b2
    d_out = 2 * (out - y) / x.shape[0]
    return SimpleNamespace(xp=xp, x=x, y=y, W1=W1, b1=b1, W2=W2, b2=b2, z=z, on=on, h=h, out=out, d_out=d_out)


def _backward(net, d_z=None):
    """The right way back, or one with another gradient at z."""
    d_z = (net.d_out @ net.W2.T) * net.on if d_z is None else d_z
    return {
        "W1": net.x.T @ d_z,
        "b1": net.xp.sum(d_z, axis=0),
        "W2": net.h.T @ net.d_out,
        "b2": net.xp.sum(net.d_out, axis=0),
    }


def _gradients(params, x, y):
    return _backward(_forward(params, x, y))


# ------------------------------------------------------------------ relu

edit(
    "cuts_the_gradient",
    "relu is applied to the sign of the gradient. Its input z decides: where z is positive, all of the gradient goes"
    " through, even a negative one; elsewhere nothing does.",
    ("* is_on  # (batch", '* (d_out @ params["W2"].T > 0)  # (batch'),
)

edit(
    "forgets_relu_on_the_way_back",
    "relu is missing in the backward pass. A unit that was off for an example gets no gradient from it: keep the"
    " gradient only where z > 0.",
    ('(d_out @ params["W2"].T) * is_on', 'd_out @ params["W2"].T'),
)

edit(
    "multiplies_by_the_activation",
    "The gradient is multiplied by relu(z). Multiply by the slope of relu: 1 where z is positive, and 0 elsewhere.",
    ('(d_out @ params["W2"].T) * is_on', '(d_out @ params["W2"].T) * h'),
)

edit(
    "forgets_relu_on_the_way_there",
    "relu is missing in the forward pass, so units that should be off count with their negative numbers.",
    ("h = z * is_on", "h = z"),
)

edit(
    "has_slope_one_at_zero",
    "At z = 0 relu has a kink, and its slope could be anything from 0 to 1. Here it is 0, as in torch: use >, not >=.",
    ("is_on = z > 0", "is_on = z >= 0"),
)

edit(
    "activates_the_output",
    "There is a relu after the second layer too. The output of the network is a plain number of either sign.",
    ("2 * (out - y) / x.shape[0]", "2 * (out * (out > 0) - y) * (out > 0) / x.shape[0]"),
)


# ------------------------------------------------------------------ loss

edit(
    "sums_over_the_batch",
    "The result is not divided by N. The loss is the mean over the examples.",
    ("2 * (out - y) / x.shape[0]", "2 * (out - y)"),
)

edit(
    "forgets_the_two",
    "The factor 2 is missing: the slope of e² is 2 e.",
    ("2 * (out - y) / x.shape[0]", "(out - y) / x.shape[0]"),
)

edit(
    "divides_by_the_inputs",
    "It divides by the number of inputs. The mean is over the examples, the rows of x: divide by x.shape[0].",
    ("2 * (out - y) / x.shape[0]", "2 * (out - y) / x.shape[1]"),
)

edit(
    "takes_the_mean_twice",
    "It is divided by N twice. Once 1/N is in the gradient of the output, every later product and sum has it already.",
    ("2 * (out - y) / x.shape[0]", "2 * (out - y) / x.shape[0] ** 2"),
)

edit(
    "divides_by_all_entries",
    "It divides by the number of entries of y, as torch's mse_loss does. Here the mean is over the batch alone:"
    " divide by the number of rows.",
    ("2 * (out - y) / x.shape[0]", "2 * (out - y) / (x.shape[0] * y.shape[1])"),
)

edit(
    "turns_the_error_round",
    "The sign is the wrong way round. The error is the output minus y; with y minus the output, a step against it"
    " would make the loss grow.",
    ("2 * (out - y) / x.shape[0]", "2 * (y - out) / x.shape[0]"),
)

edit(
    "sums_and_forgets_the_two",
    "Two things: the result is not divided by N, and the factor 2 is missing. Begin with N: the loss is the mean"
    " over the examples. The slope of e² is 2 e.",
    ("2 * (out - y) / x.shape[0]", "out - y"),
)

edit(
    "divides_by_all_entries_and_forgets_the_two",
    "Two things: it divides by the number of entries of y, and the factor 2 is missing. Begin with the mean: it"
    " is over the batch alone, so divide by the number of rows.",
    ("2 * (out - y) / x.shape[0]", "(out - y) / (x.shape[0] * y.shape[1])"),
)


# ------------------------------------------------------------------ matrices

edit(
    "goes_back_without_transposing",
    "The gradient is multiplied by W2, but it should be multiplied by W2 transposed: (batch, outputs) times"
    " (outputs, hidden). With as many hidden units as outputs, the shape does not show the fault.",
    ('params["W2"].T', 'params["W2"]'),
)

edit(
    "takes_z_for_h",
    "The gradient of W2 is made with z. In the forward pass W2 multiplied h, which is z after relu: use h.",
    ("h.T @ d_out", "z.T @ d_out"),
)

edit(
    "transposes_the_gradients",
    "The gradients of the weights are transposed. A gradient has the shape of its parameter: inputs first, then"
    " outputs.",
    ("x.T @ d_z", "d_z.T @ x"),
    ("h.T @ d_out", "d_out.T @ h"),
)

edit(
    "skips_the_second_matrix",
    "The first layer gets its gradient as if W2 were all ones. The gradient of h is the gradient of the output"
    " times W2 transposed.",
    ('(d_out @ params["W2"].T) * is_on', "xp.sum(d_out, axis=1, keepdims=True) * is_on"),
)

edit(
    "steps_before_it_goes_on",
    "W2 is updated before the gradient is multiplied by it. The backward pass uses the weights of the forward pass:"
    " compute all gradients first, and leave the step to the caller.",
    ('(d_out @ params["W2"].T) * is_on', '(d_out @ (params["W2"] - 0.01 * (h.T @ d_out)).T) * is_on'),
)

edit(
    "forgets_relu_and_averages_the_biases",
    "Two things: relu is missing in the backward pass, and the gradients of the biases are averaged although 1/N is"
    " in the gradient of the output already. Begin with relu: keep the gradient only where z > 0.",
    ('(d_out @ params["W2"].T) * is_on', 'd_out @ params["W2"].T'),
    ("xp.sum(d_z, axis=0)", "xp.sum(d_z, axis=0) / x.shape[0]"),
    ("xp.sum(d_out, axis=0)", "xp.sum(d_out, axis=0) / x.shape[0]"),
)

both(
    "forgets_relu_on_the_way_back",
    "sums_over_the_batch",
    "Two things: the result is not divided by N, and relu is missing in the backward pass. Begin with relu: keep"
    " the gradient only where z > 0.",
)


# ------------------------------------------------------------------ biases

edit(
    "does_not_sum_the_biases",
    "A bias has a gradient for each example here. It was added to every row, so its gradient is the sum over the"
    " batch, in the shape of the bias.",
    ("xp.sum(d_z, axis=0)", "d_z"),
    ("xp.sum(d_out, axis=0)", "d_out"),
)

edit(
    "takes_the_biases_of_one_example",
    "The gradient of each bias comes from a single example. The bias was added to every row: add up all rows of"
    " the gradient.",
    ("xp.sum(d_z, axis=0)", "d_z[0]"),
    ("xp.sum(d_out, axis=0)", "d_out[0]"),
)

edit(
    "takes_the_second_bias_of_one_example",
    "The gradient of the second bias comes from a single example. It was added to every row: add up all rows of"
    " the gradient of the output.",
    ("xp.sum(d_out, axis=0)", "d_out[0]"),
)

edit(
    "averages_the_first_bias",
    "The gradient of the first bias is divided by N once more. 1/N is in the gradient of the output already and"
    " comes along through the layers: take the sum here.",
    ("xp.sum(d_z, axis=0)", "xp.sum(d_z, axis=0) / x.shape[0]"),
)

edit(
    "averages_the_biases",
    "The gradients of the biases are averaged over the batch, but 1/N is in the gradient of the output already:"
    " take the sum here.",
    ("xp.sum(d_z, axis=0)", "xp.sum(d_z, axis=0) / x.shape[0]"),
    ("xp.sum(d_out, axis=0)", "xp.sum(d_out, axis=0) / x.shape[0]"),
)

edit(
    "sums_the_biases_over_everything",
    "The gradient of a bias is summed over all units, so they all get the same. Sum over the batch alone, axis 0.",
    ("xp.sum(d_z, axis=0)", "0 * xp.sum(d_z, axis=0) + xp.sum(d_z)"),
    ("xp.sum(d_out, axis=0)", "0 * xp.sum(d_out, axis=0) + xp.sum(d_out)"),
)

edit(
    "keeps_an_axis_of_the_biases",
    "The gradient of a bias has one axis too many, of size 1. It has the shape of the bias: sum without keepdims.",
    ("xp.sum(d_z, axis=0)", "xp.sum(d_z, axis=0, keepdims=True)"),
    ("xp.sum(d_out, axis=0)", "xp.sum(d_out, axis=0, keepdims=True)"),
)

edit(
    "forgets_the_first_bias",
    "The first bias is missing in the forward pass: z is x W1 + b1.",
    ('x @ params["W1"] + params["b1"]', 'x @ params["W1"]'),
)

edit(
    "forgets_the_second_bias",
    "The second bias is missing in the forward pass: the output is h W2 + b2.",
    ('h @ params["W2"] + params["b2"]', 'h @ params["W2"]'),
)


# ------------------------------------------------------------------ cost, dicts, dtypes, state


@mistake(
    "two_layer_gradients",
    "Those are finite differences, with two forward passes for every single parameter. For a model of a billion"
    " parameters that is two billion passes: work out on paper how the gradient passes each line, and go back"
    " once.",
)
def takes_finite_differences(params, x, y):
    xp, h, found = array_namespace(x), 1e-5, {}

    def loss(name, moved):
        net = _forward(params | {name: moved}, x, y)
        return xp.sum((net.out - y) ** 2) / x.shape[0]

    for name, array in params.items():
        slopes, places = [], xp.reshape(xp.arange(math.prod(array.shape)), array.shape)
        for place in range(math.prod(array.shape)):
            step = h * xp.astype(places == place, x.dtype)
            up = loss(name, array + step)
            down = loss(name, array - step)
            slopes.append((up - down) / (2 * h))
        found[name] = xp.reshape(xp.stack(slopes), array.shape)
    return found


_last = SimpleNamespace(params=None, net=None)


@mistake(
    "two_layer_gradients",
    "The forward pass is remembered from an earlier call, but the parameters have moved since. Compute it again"
    " in each call.",
)
def remembers_an_earlier_forward_pass(params, x, y):
    if _last.params is not params:
        _last.params, _last.net = params, _forward(params, x, y)
    return _backward(_last.net)


_kept = SimpleNamespace(params=None, x=None, gradients=None)


@mistake(
    "two_layer_gradients",
    "The gradients of an earlier call are returned again. The arrays may be the same while their numbers have"
    " moved: compute everything again in each call.",
)
def remembers_the_gradients(params, x, y):
    if _kept.params is not params or _kept.x is not x:
        _kept.params, _kept.x, _kept.gradients = params, x, _gradients(params, x, y)
    return _kept.gradients


_hidden = SimpleNamespace(x=None, z=None, h=None)


@mistake(
    "two_layer_gradients",
    "The hidden units are remembered as long as x is the same, but they depend on W1 and b1 too, and those have"
    " moved. Compute them again in each call.",
)
def remembers_the_hidden_units(params, x, y):
    net = _forward(params, x, y)
    if _hidden.x is not x:
        _hidden.x, _hidden.z, _hidden.h = x, net.z, net.h
    net.h, net.on = _hidden.h, net.xp.astype(_hidden.z > 0, x.dtype)
    net.d_out = 2 * (net.h @ net.W2 + net.b2 - y) / x.shape[0]
    return _backward(net)


_room = {}


@mistake(
    "two_layer_gradients",
    "The gradients are written into the same arrays in every call, so the earlier ones are lost. Return new"
    " arrays: the caller may keep the old ones.",
)
def reuses_its_arrays(params, x, y):
    for name, gradient in _gradients(params, x, y).items():
        if name not in _room or _room[name].shape != gradient.shape or _room[name].dtype != gradient.dtype:
            _room[name] = gradient
        elif type(_room[name]) is type(gradient):
            _room[name][...] = gradient
        else:
            _room[name] = gradient
    return dict(_room)


@mistake(
    "two_layer_gradients",
    "The parameters are taken in the order in which they come. A dict may have any order: use their names.",
)
def takes_the_parameters_by_position(params, x, y):
    W1, b1, W2, b2 = params.values()
    found = _gradients({"W1": W1, "b1": b1, "W2": W2, "b2": b2}, x, y)
    return dict(zip(params, found.values(), strict=True))


edit(
    "stores_z_among_the_parameters",
    "An intermediate result is stored in the caller's dict of parameters, where an optimizer would take it for"
    " weights. Keep it in a variable of your own.",
    ("is_on = z > 0", 'params["z"] = z\nis_on = z > 0'),
)


@mistake(
    "two_layer_gradients",
    "The caller's parameters are changed. Return the gradients and leave the step to the caller.",
)
def takes_the_step(params, x, y):
    found = _gradients(params, x, y)
    for name in params:
        params[name] -= 0.1 * found[name]
    return found


@mistake(
    "two_layer_gradients",
    "Those are the parameters after a step. Return the gradients themselves.",
)
def returns_moved_parameters(params, x, y):
    found = _gradients(params, x, y)
    return {name: params[name] - 0.1 * found[name] for name in params}


@mistake(
    "two_layer_gradients",
    "The gradients come as a tuple. Return a dict with the keys W1, b1, W2 and b2.",
)
def returns_a_tuple(params, x, y):
    return tuple(_gradients(params, x, y).values())


edit(
    "renames_the_gradients",
    "The names differ from those of the parameters. Call a gradient W1, not dW1, so that an optimizer finds it.",
    ('"W1": x.T', '"dW1": x.T'),
    ('"b1": xp', '"db1": xp'),
    ('"W2": h.T', '"dW2": h.T'),
    ('"b2": xp', '"db2": xp'),
)

edit(
    "leaves_the_biases_out",
    "The biases have no gradient here. They are trained too: put b1 and b2 into the dict.",
    ('"b1": xp.sum(d_z, axis=0),', ""),
    ('"b2": xp.sum(d_out, axis=0),', ""),
)

edit(
    "adds_the_loss",
    "The loss is in the dict beside the gradients. Return the names of the parameters and no others.",
    ('"b2": xp.sum(d_out, axis=0),', '"b2": xp.sum(d_out, axis=0),\n"loss": xp.sum((out - y) ** 2) / x.shape[0],'),
)


@mistake(
    "two_layer_gradients",
    "The dtype changes on the way. Work in the dtype of the parameters: float32 in, float32 out.",
)
def loses_the_dtype(params, x, y):
    xp = array_namespace(x)
    return {name: xp.astype(gradient, xp.float64) for name, gradient in _gradients(params, x, y).items()}


generics(
    "two_layer_gradients",
    passes_through_float32="The numbers pass through float32, which keeps about 7 digits. Stay in the dtype of the"
    " parameters.",
)
