"""What beginners hand in for the multilayer perceptron, and what to tell them."""

import itertools

import numpy as np
from array_api_compat import array_namespace

from dojo import mistake


def relu(z):
    return array_namespace(z).where(z > 0, z, z * 0)


def steps(params, x, activate=relu, at_the_end=False):
    """What went into each layer, and what came out of the last."""
    inputs = [x]
    for i, layer in enumerate(params):
        z = inputs[-1] @ layer["W"] + layer["b"]
        inputs.append(activate(z) if at_the_end or i + 1 < len(params) else z)
    return inputs[-1], inputs[:-1]


def back(params, inputs, upstream, layer_gradient=None, through=None):
    """A right way back, in parts that a mistake can replace."""
    layer_gradient = layer_gradient or (lambda h, delta: {"W": h.T @ delta, "b": delta.sum(0)})
    through = through or (lambda delta, W, h: (delta @ W.T) * (h > 0))
    gradients, delta = [], upstream
    for layer, h in zip(params[::-1], inputs[::-1], strict=True):
        gradients.append(layer_gradient(h, delta))
        delta = through(delta, layer["W"], h)
    return gradients[::-1]


def layers(sizes, weight, bias=np.zeros):
    return [{"W": weight(n, m), "b": bias(m)} for n, m in itertools.pairwise(sizes)]


# ------------------------------------------------------------------------------------------ forward


@mistake(
    "forward",
    "relu is applied after the last layer, too: the output can't be negative. It belongs between the layers alone.",
)
def activates_the_last_layer(params, x):
    return steps(params, x, at_the_end=True)


@mistake(
    "forward",
    "There is no relu between the layers, so that the whole network is one linear map. Apply it after each layer but"
    " the last.",
)
def forgets_relu(params, x):
    return steps(params, x, activate=lambda z: z)


@mistake("forward", "The biases are not added. Each layer is a @ W + b.")
def forgets_the_bias(params, x):
    return steps([{"W": layer["W"], "b": 0 * layer["b"]} for layer in params], x)


@mistake("forward", "relu is applied to the input x as well. It belongs between the layers: x is used unchanged.")
def activates_the_input(params, x):
    return steps(params, relu(x))


@mistake("forward", "Between the layers there is the absolute value: relu makes 0 of what is negative.")
def takes_the_absolute_value(params, x):
    return steps(params, x, activate=lambda z: array_namespace(z).abs(z))


@mistake("forward", "Between the layers there is tanh. Here it is relu: max(z, 0).")
def takes_tanh(params, x):
    return steps(params, x, activate=lambda z: array_namespace(z).tanh(z))


@mistake("forward", "relu is applied before the bias is added. First the whole z = a @ W + b, then relu.")
def activates_before_the_bias(params, x):
    inputs = [x]
    for layer in params[:-1]:
        inputs.append(relu(inputs[-1] @ layer["W"]) + layer["b"])
    return inputs[-1] @ params[-1]["W"] + params[-1]["b"], inputs


@mistake(
    "forward",
    "Each layer multiplies by W.T, as nn.Linear does with its weights of shape (out, in). Here W is (in, out): a @"
    " W + b.",
)
def multiplies_by_the_transpose(params, x):
    return steps([{"W": layer["W"].T, "b": layer["b"]} for layer in params], x)


_SHARED: list = []


@mistake(
    "forward",
    "All caches are one list that is written anew in each forward, so that a backward sees the last input. Make a new"
    " list in each call.",
)
def shares_its_cache(params, x):
    y, inputs = steps(params, x)
    _SHARED[:] = inputs
    return y, _SHARED


# ----------------------------------------------------------------------------------------- backward


@mistake(
    "backward",
    "The slope of relu is left out in the backward pass. Where z was not positive, nothing passes: multiply g by (z"
    " > 0).",
)
def forgets_the_slope_of_relu(params, cache, upstream):
    return back(params, cache, upstream, through=lambda delta, W, h: delta @ W.T)


@mistake(
    "backward",
    "relu lets g pass where z is exactly 0. Its slope there is 0, as in PyTorch: the condition is z > 0.",
)
def lets_zero_pass(params, cache, upstream):
    gradients, delta = [], upstream
    for i in range(len(params) - 1, -1, -1):
        gradients.append({"W": cache[i].T @ delta, "b": delta.sum(0)})
        if i:
            z = cache[i - 1] @ params[i - 1]["W"] + params[i - 1]["b"]
            delta = (delta @ params[i]["W"].T) * (z >= 0)
    return gradients[::-1]


@mistake(
    "backward",
    "g is multiplied by W where it should be W.T: g has `out` columns, and the gradient of the layer's input has"
    " `in`. On square layers the shapes do not show it.",
)
def goes_back_through_w(params, cache, upstream):
    return back(params, cache, upstream, through=lambda delta, W, h: (delta @ W) * (h > 0))


@mistake(
    "backward",
    "The gradients are divided by the number of rows. A mean over the batch is part of the loss, and so already of the"
    " upstream: here the rows are summed.",
)
def takes_the_mean_again(params, cache, upstream):
    n = max(upstream.shape[0], 1)
    return back(params, cache, upstream, lambda h, delta: {"W": h.T @ delta / n, "b": delta.sum(0) / n})


@mistake(
    "backward",
    "The gradient of b is a mean over the rows, that of W a sum. Both are sums: a mean is already in the upstream.",
)
def takes_the_mean_for_the_bias(params, cache, upstream):
    n = max(upstream.shape[0], 1)
    return back(params, cache, upstream, lambda h, delta: {"W": h.T @ delta, "b": delta.sum(0) / n})


@mistake(
    "backward",
    "The gradient of b has a row for each example. b is added to every row, so its gradient is the sum over the rows,"
    " of shape (out,).",
)
def keeps_a_row_for_each_example(params, cache, upstream):
    return back(params, cache, upstream, lambda h, delta: {"W": h.T @ delta, "b": delta})


@mistake(
    "backward",
    "The gradient of b has shape (1, out), that of b is (out,): sum over axis 0 without keepdims.",
)
def keeps_the_axis_of_the_sum(params, cache, upstream):
    return back(params, cache, upstream, lambda h, delta: {"W": h.T @ delta, "b": delta.sum(0)[None]})


@mistake(
    "backward",
    "The gradient of b is summed along axis 1, which gives a number for each row of the batch. b has a number for each"
    " column: sum over axis 0.",
)
def sums_along_the_units(params, cache, upstream):
    return back(params, cache, upstream, lambda h, delta: {"W": h.T @ delta, "b": delta.sum(1)})


@mistake(
    "backward",
    "The gradient of W is taken from z before relu. The input of the layer is a = relu(z): a.T @ g.",
)
def takes_z_for_h(params, cache, upstream):
    gradients = back(params, cache, upstream)
    deltas = [upstream]
    for layer, h in zip(params[:0:-1], cache[:0:-1], strict=True):
        deltas.append((deltas[-1] @ layer["W"].T) * (h > 0))
    for i, delta in enumerate(deltas[-2::-1], 1):
        z = cache[i - 1] @ params[i - 1]["W"] + params[i - 1]["b"]
        gradients[i]["W"] = z.T @ delta
    return gradients


@mistake("backward", "The gradient of W is transposed. It has the shape of W, (in, out): a.T @ g.")
def transposes_the_gradient_of_w(params, cache, upstream):
    return back(params, cache, upstream, lambda h, delta: {"W": delta.T @ h, "b": delta.sum(0)})


@mistake(
    "backward",
    "The gradients are in the order in which they were found, from the last layer to the first. Reverse the list:"
    " it is like params.",
)
def leaves_them_in_reverse(params, cache, upstream):
    return back(params, cache, upstream)[::-1]


@mistake(
    "backward",
    "Two things: the gradients are listed from the last layer to the first, where the list is like params; and the"
    " slope of relu is left out. Reverse the list, and multiply g by (z > 0).",
)
def leaves_them_in_reverse_without_the_slope(params, cache, upstream):
    return forgets_the_slope_of_relu(params, cache, upstream)[::-1]


@mistake(
    "backward",
    "The upstream is not used: the gradients are those of the sum of all outputs. Start from g = upstream.",
)
def ignores_the_upstream(params, cache, upstream):
    return back(params, cache, upstream * 0 + 1)


@mistake(
    "backward",
    "The last layer's g is multiplied by a slope of relu. There is no relu after it: start from the upstream as it is.",
)
def bends_the_upstream(params, cache, upstream):
    y = cache[-1] @ params[-1]["W"] + params[-1]["b"]
    return back(params, cache, upstream * (y > 0))


@mistake(
    "backward",
    "g is multiplied by a, not by the slope of relu. The slope is 1 where a is positive, whatever its size: (a > 0).",
)
def multiplies_by_h(params, cache, upstream):
    return back(params, cache, upstream, through=lambda delta, W, h: (delta @ W.T) * h)


# --------------------------------------------------------------------------------------------- init


@mistake(
    "init",
    "The weights have standard deviation 1, whatever the size of the layer, so that the numbers grow from layer to"
    " layer. Multiply by √(2/in).",
)
def starts_with_deviation_one(sizes, rng):
    return layers(sizes, lambda n, m: rng.normal(size=(n, m)))


@mistake(
    "init",
    "The weights have standard deviation 0.01, whatever the size of the layer, so that the numbers shrink from layer to"
    " layer. It should be √(2/in).",
)
def starts_small(sizes, rng):
    return layers(sizes, lambda n, m: 0.01 * rng.normal(size=(n, m)))


@mistake("init", "The standard deviation is √(1/in). relu takes half of the variance away: √(2/in) makes up for it.")
def forgets_the_two(sizes, rng):
    return layers(sizes, lambda n, m: rng.normal(0, np.sqrt(1 / n), (n, m)))


@mistake("init", "The standard deviation is 2/in, which is the variance. Take the root: √(2/in).")
def takes_the_variance_for_the_deviation(sizes, rng):
    return layers(sizes, lambda n, m: rng.normal(0, 2 / n, (n, m)))


@mistake("init", "The standard deviation counts the outputs, √(2/out). It is √(2/in): a sum has `in` terms.")
def counts_the_outputs(sizes, rng):
    return layers(sizes, lambda n, m: rng.normal(0, np.sqrt(2 / m), (n, m)))


@mistake("init", "The standard deviation is Xavier's, √(2/(in + out)). With relu between the layers it is √(2/in).")
def starts_as_xavier(sizes, rng):
    return layers(sizes, lambda n, m: rng.normal(0, np.sqrt(2 / (n + m)), (n, m)))


@mistake("init", "All weights lie between 0 and 1: that is rng.random. Draw them from rng.normal, around 0.")
def starts_positive(sizes, rng):
    return layers(sizes, lambda n, m: rng.random((n, m)))


@mistake(
    "init",
    "The weights are uniform within ±√(2/in), and have a standard deviation of 1/√3 of that. Draw them from rng.normal,"
    " with √(2/in) as the deviation.",
)
def draws_uniform_weights(sizes, rng):
    return layers(sizes, lambda n, m: rng.uniform(-np.sqrt(2 / n), np.sqrt(2 / n), (n, m)))


@mistake(
    "init",
    "All weights are 0, so all units of a layer get the same gradient, and stay the same for ever. Draw them from rng.",
)
def starts_at_zero(sizes, rng):
    return layers(sizes, lambda n, m: np.zeros((n, m)))


@mistake("init", "The biases are drawn too. They start at 0.")
def draws_the_biases(sizes, rng):
    return layers(sizes, lambda n, m: rng.normal(0, np.sqrt(2 / n), (n, m)), lambda m: rng.normal(size=m))


@mistake("init", "W has shape (out, in), as in nn.Linear. Here a layer is x @ W, so W is (in, out).")
def stores_outputs_first(sizes, rng):
    return layers(sizes, lambda n, m: rng.normal(0, np.sqrt(2 / n), (m, n)))


@mistake("init", "b has shape (1, out). It is (out,): one number for each unit.")
def gives_the_bias_two_axes(sizes, rng):
    return layers(sizes, lambda n, m: rng.normal(0, np.sqrt(2 / n), (n, m)), lambda m: np.zeros((1, m)))


@mistake(
    "init",
    "The generator rng is not used: a new one with a seed of its own gives the same numbers in each call. Draw from"
    " the rng that the caller passes.",
)
def makes_its_own_generator(sizes, rng):
    own = np.random.default_rng(0)
    return layers(sizes, lambda n, m: own.normal(0, np.sqrt(2 / n), (n, m)))
