"""What beginners hand in for the multilayer perceptron, and what to tell them."""

from array_api_compat import array_namespace

from dojo import both, edit, ideas, mistake

ideas(
    wrong_axis="sums_along_the_units",
    axis_lost="keeps_the_axis_of_the_sum gives_the_bias_two_axes",
    sum_for_mean="takes_the_mean_again takes_the_mean_for_the_bias",
    root_or_square="takes_the_variance_for_the_deviation",
    wrong_factor="forgets_the_two",
    missing_term="forgets_the_bias",
    transposed="multiplies_by_the_transpose goes_back_through_w transposes_the_gradient_of_w stores_outputs_first",
    swapped_arguments="counts_the_outputs",
    end_of_interval="lets_zero_pass",
    order_of_steps="activates_before_the_bias leaves_them_in_reverse",
    stale_state="shares_its_cache",
    wrong_gradient="forgets_the_slope_of_relu takes_z_for_h ignores_the_upstream bends_the_upstream multiplies_by_h",
    broadcast_by_accident="keeps_a_row_for_each_example",
    wrong_distribution="starts_positive draws_uniform_weights makes_its_own_generator",
    wrong_initialisation="starts_with_deviation_one starts_small starts_as_xavier starts_at_zero draws_the_biases",
    wrong_formula="activates_the_last_layer forgets_relu activates_the_input takes_the_absolute_value takes_tanh",
)


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
    layer_gradient = layer_gradient or (lambda h, g: {"W": h.T @ g, "b": g.sum(0)})
    through = through or (lambda g, W, h: (g @ W.T) * (h > 0))
    gradients, g = [], upstream
    for layer, h in zip(params[::-1], inputs[::-1], strict=True):
        gradients.append(layer_gradient(h, g))
        g = through(g, layer["W"], h)
    return gradients[::-1]


# ------------------------------------------------------------------------------------------ forward

edit(
    "activates_the_last_layer",
    "relu is applied after the last layer too, so the output can't be negative. It belongs only between the layers.",
    ("for layer in params[:-1]:", "for i, layer in enumerate(params):"),
    ('cache[-1] @ params[-1]["W"] + params[-1]["b"], cache', "cache[-1], cache[:-1]"),
)

edit(
    "forgets_relu",
    "There is no relu between the layers, so the network is a single linear map. Apply it after each layer but the"
    " last.",
    ("for layer in params[:-1]:", "for i, layer in enumerate(params):"),
    ("xp.where(z > 0, z, xp.zeros_like(z))", "z if i + 1 < len(params) else z"),
    ('cache[-1] @ params[-1]["W"] + params[-1]["b"], cache', "cache[-1], cache[:-1]"),
)


@mistake("forward", "The biases are not added. Each layer is h @ W + b.")
def forgets_the_bias(params, x):
    return steps([{"W": layer["W"], "b": 0 * layer["b"]} for layer in params], x)


edit(
    "activates_the_input",
    "relu is applied to the input x too. It belongs between the layers: x is used unchanged.",
    ("cache = [x]", "cache = [xp.where(x > 0, x, x * 0)]"),
    ("for layer in params[:-1]:", "for i, layer in enumerate(params):"),
    ("xp.where(z > 0, z, xp.zeros_like(z))", "xp.where(z > 0, z, z * 0) if i + 1 < len(params) else z"),
    ('cache[-1] @ params[-1]["W"] + params[-1]["b"], cache', "cache[-1], cache[:-1]"),
)

edit(
    "takes_the_absolute_value",
    "Between the layers there is the absolute value: relu turns negative numbers into 0.",
    ("xp.where(z > 0, z, xp.zeros_like(z))", "xp.abs(z)"),
)

edit(
    "takes_tanh",
    "Between the layers there is tanh. Here it is relu: max(z, 0).",
    ("xp.where(z > 0, z, xp.zeros_like(z))", "xp.tanh(z)"),
)

edit(
    "activates_before_the_bias",
    "relu is applied before the bias is added. Compute z = h @ W + b first, then relu.",
    (
        "xp.where(z > 0, z, xp.zeros_like(z))",
        "xp.where(cache[-1] @ layer['W'] > 0, cache[-1] @ layer['W'], cache[-1] @ layer['W'] * 0) + layer['b']",
    ),
)


@mistake(
    "forward",
    "Each layer multiplies by W.T, as nn.Linear does with its weights of shape (out, in). Here W is (in, out): h @"
    " W + b.",
)
def multiplies_by_the_transpose(params, x):
    return steps([{"W": layer["W"].T, "b": layer["b"]} for layer in params], x)


_SHARED: list = []


@mistake(
    "forward",
    "All caches are one list that is written anew in each forward, so a backward sees the last input. Make a new list"
    " in each call.",
)
def shares_its_cache(params, x):
    y, inputs = steps(params, x)
    _SHARED[:] = inputs
    return y, _SHARED


# ----------------------------------------------------------------------------------------- backward

_SLOPE = (
    "slope = xp.where(h > 0, xp.ones_like(h), xp.zeros_like(h))  # of relu: h is positive where z is\n"
    'g = (g @ layer["W"].T) * slope'
)

edit(
    "forgets_the_slope_of_relu",
    "The slope of relu is left out in the backward pass. Where z was not positive, nothing passes: multiply g by (z"
    " > 0).",
    (
        _SLOPE,
        'g = g @ layer["W"].T',
    ),
)

edit(
    "lets_zero_pass",
    "relu lets g pass where z is exactly 0. Its slope there is 0, as in PyTorch: the condition is z > 0.",
    ("layer, h", "i"),
    ("zip(params[::-1], cache[::-1], strict=True)", "range(len(params) - 1, -1, -1)"),
    ("h.T @ g", "cache[i].T @ g"),
    (
        "slope = xp.where(h > 0, xp.ones_like(h), xp.zeros_like(h))  # of relu: h is positive where z is\n"
        'g = (g @ layer["W"].T) * slope',
        "if i:\n"
        "    z = cache[i - 1] @ params[i - 1]['W'] + params[i - 1]['b']\n"
        "    g = g @ params[i]['W'].T * (z >= 0)",
    ),
)

edit(
    "goes_back_through_w",
    "g is multiplied by W where it should be W.T: g has `out` columns, and the gradient of the layer's input has"
    " `in`. On square layers the shapes do not show it.",
    ('(g @ layer["W"].T) * slope', '(g @ layer["W"]) * slope'),
)

edit(
    "takes_the_mean_again",
    "The gradients are divided by the number of rows. A mean over the batch is part of the loss, and so already of the"
    " upstream: here the rows are summed.",
    (
        '{"W": h.T @ g, "b": xp.sum(g, axis=0)}',
        '{"W": h.T @ g / max(len(g), 1), "b": xp.sum(g, axis=0) / max(len(g), 1)}',
    ),
)

edit(
    "takes_the_mean_for_the_bias",
    "The gradient of b is a mean over the rows, that of W a sum. Both are sums: a mean is already in the upstream.",
    ('"b": xp.sum(g, axis=0)', '"b": xp.sum(g, axis=0) / max(len(g), 1)'),
)

edit(
    "keeps_a_row_for_each_example",
    "The gradient of b has a row for each example. b is added to every row, so its gradient is the sum over the rows,"
    " of shape (out,).",
    ('"b": xp.sum(g, axis=0)', '"b": g'),
)

edit(
    "keeps_the_axis_of_the_sum",
    "The gradient of b has shape (1, out), that of b is (out,): sum over axis 0 without keepdims.",
    ('"b": xp.sum(g, axis=0)', '"b": xp.sum(g, axis=0, keepdims=True)'),
)

edit(
    "sums_along_the_units",
    "The gradient of b is summed along axis 1, which gives a number for each row of the batch. b has a number for each"
    " column: sum over axis 0.",
    ('"b": xp.sum(g, axis=0)', '"b": xp.sum(g, axis=1)'),
)


@mistake(
    "backward",
    "The gradient of W is taken from z before relu. The input of the layer is h = relu(z): h.T @ g.",
)
def takes_z_for_h(params, cache, upstream):
    gradients = back(params, cache, upstream)
    deltas = [upstream]
    for layer, h in zip(params[:0:-1], cache[:0:-1], strict=True):
        deltas.append((deltas[-1] @ layer["W"].T) * (h > 0))
    for i, g in enumerate(deltas[-2::-1], 1):
        z = cache[i - 1] @ params[i - 1]["W"] + params[i - 1]["b"]
        gradients[i]["W"] = z.T @ g
    return gradients


edit(
    "transposes_the_gradient_of_w",
    "The gradient of W is transposed. It has the shape of W, (in, out): h.T @ g.",
    ('"W": h.T @ g', '"W": g.T @ h'),
)

edit(
    "leaves_them_in_reverse",
    "The gradients are in the order in which they were found, from the last layer to the first. Reverse the list:"
    " it is like params.",
    ("gradients[::-1]", "gradients"),
)

both(
    "forgets_the_slope_of_relu",
    "leaves_them_in_reverse",
    "Two things: the gradients are listed from the last layer to the first, where the list is like params; and the"
    " slope of relu is left out. Reverse the list, and multiply g by (z > 0).",
)

edit(
    "ignores_the_upstream",
    "The upstream is not used: the gradients are those of the sum of all outputs. Start from g = upstream.",
    ("[], upstream", "[], xp.ones_like(upstream)"),
)

edit(
    "bends_the_upstream",
    "The last layer's g is multiplied by a slope of relu. There is no relu after it: start from the upstream as it is.",
    ("[], upstream", "[], upstream * (cache[-1] @ params[-1]['W'] + params[-1]['b'] > 0)"),
)

edit(
    "multiplies_by_h",
    "g is multiplied by h, not by the slope of relu. The slope is 1 for every positive h: (h > 0).",
    (
        _SLOPE,
        'g = (g @ layer["W"].T) * h',
    ),
)


# --------------------------------------------------------------------------------------------- init

edit(
    "starts_with_deviation_one",
    "The weights have standard deviation 1 in layers of every size, so the numbers grow from layer to layer. Multiply"
    " by √(2/in).",
    ("rng.normal(0, np.sqrt(2 / n), size=(n, m))", "rng.normal(size=(n, m))"),
)

edit(
    "starts_small",
    "The weights have standard deviation 0.01 in layers of every size, so the numbers shrink from layer to layer. It"
    " should be √(2/in).",
    ("rng.normal(0, np.sqrt(2 / n), size=(n, m))", "0.01 * rng.normal(size=(n, m))"),
)

edit(
    "forgets_the_two",
    "The standard deviation is √(1/in). relu takes half of the variance away: √(2/in) makes up for it.",
    ("rng.normal(0, np.sqrt(2 / n), size=(n, m))", "rng.normal(0, np.sqrt(1 / n), (n, m))"),
)

edit(
    "takes_the_variance_for_the_deviation",
    "The standard deviation is 2/in, which is the variance. Take the root: √(2/in).",
    ("rng.normal(0, np.sqrt(2 / n), size=(n, m))", "rng.normal(0, 2 / n, (n, m))"),
)

edit(
    "counts_the_outputs",
    "The standard deviation counts the outputs, √(2/out). It is √(2/in): a sum has `in` terms.",
    ("rng.normal(0, np.sqrt(2 / n), size=(n, m))", "rng.normal(0, np.sqrt(2 / m), (n, m))"),
)

edit(
    "starts_as_xavier",
    "The standard deviation is Xavier's, √(2/(in + out)). With relu between the layers it is √(2/in).",
    ("rng.normal(0, np.sqrt(2 / n), size=(n, m))", "rng.normal(0, np.sqrt(2 / (n + m)), (n, m))"),
)

edit(
    "starts_positive",
    "All weights lie between 0 and 1: that is rng.random. Draw them from rng.normal, around 0.",
    ("rng.normal(0, np.sqrt(2 / n), size=(n, m))", "rng.random((n, m))"),
)

edit(
    "draws_uniform_weights",
    "The weights are uniform within ±√(2/in), and have a standard deviation of 1/√3 of that. Draw them from rng.normal,"
    " with √(2/in) as the deviation.",
    ("rng.normal(0, np.sqrt(2 / n), size=(n, m))", "rng.uniform(-np.sqrt(2 / n), np.sqrt(2 / n), (n, m))"),
)

edit(
    "starts_at_zero",
    "All weights are 0, so all units of a layer get the same gradient, and stay the same forever. Draw them from rng.",
    ("rng.normal(0, np.sqrt(2 / n), size=(n, m))", "np.zeros((n, m))"),
)

edit("draws_the_biases", "The biases are drawn too. They start at 0.", ("np.zeros(m)", "rng.normal(size=m)"))

edit(
    "stores_outputs_first",
    "W has shape (out, in), as in nn.Linear. Here a layer is x @ W, so W is (in, out).",
    ("rng.normal(0, np.sqrt(2 / n), size=(n, m))", "rng.normal(0, np.sqrt(2 / n), (m, n))"),
)

edit(
    "gives_the_bias_two_axes",
    "b has shape (1, out). It is (out,): one number for each unit.",
    ("np.zeros(m)", "np.zeros((1, m))"),
)

edit(
    "makes_its_own_generator",
    "The generator rng is not used: a new one with a seed of its own gives the same numbers in each call. Draw from"
    " the rng that the caller passes.",
    (
        '"""Draw the parameters of a network."""\n',
        '"""Draw the parameters of a network."""\nown = np.random.default_rng(0)\n',
    ),
    ("rng.normal(0, np.sqrt(2 / n), size=(n, m))", "own.normal(0, np.sqrt(2 / n), (n, m))"),
)
