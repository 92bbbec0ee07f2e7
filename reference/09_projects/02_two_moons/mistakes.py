"""What beginners hand in for two moons, and what to tell them."""

import numpy as np
from two_moons import RATE, STEPS, fit, forward, predict

from dojo import mistake

STRAIGHT = (
    "The border between the labels is a straight line. Is there a nonlinearity between the layers? Without one, two"
    " layers are no more than one. And does the gradient on its way back meet its slope, 1 - tanh(z)^2 for tanh?"
)


def _start(seed, hidden=16):
    rng = np.random.default_rng(seed)
    w1, w2 = rng.normal(size=(2, hidden)), rng.normal(size=hidden) / np.sqrt(hidden)
    return {"w1": w1, "b1": np.zeros(hidden), "w2": w2, "b2": np.zeros(1)}


def _gradients(params, x, y):
    hidden, p = forward(params, x)
    at_logit = (p - y) / len(x)
    at_hidden = at_logit[:, None] * params["w2"] * (1 - hidden**2)
    return {
        "w1": x.T @ at_hidden,
        "b1": at_hidden.sum(axis=0),
        "w2": hidden.T @ at_logit,
        "b2": at_logit.sum(keepdims=True),
    }


def _train(x, y, params, names=("w1", "b1", "w2", "b2"), steps=STEPS, rate=RATE):
    with np.errstate(all="ignore"):
        for _ in range(steps):
            gradients = _gradients(params, x, y)
            params = {k: v - rate * gradients[k] if k in names else v for k, v in params.items()}
    return params


@mistake(
    "fit",
    "The weights all start at zero. Then the hidden layer is zero, and so is every gradient but that of the last bias:"
    " nothing ever moves. Start the weights at small random numbers.",
)
def starts_at_zero(x, y, seed):
    return _train(x, y, {name: np.zeros_like(value) for name, value in _start(seed).items()})


@mistake(
    "fit",
    "All hidden units start alike, get the same gradient and stay alike: however many there are, they are one. Random"
    " starting weights break the symmetry.",
)
def starts_all_units_alike(x, y, seed):
    start = _start(seed)
    return _train(x, y, {**start, "w1": np.full_like(start["w1"], 0.5), "w2": np.full_like(start["w2"], 0.25)})


@mistake(
    "fit",
    STRAIGHT,
)
def has_no_nonlinearity(x, y, seed):
    params = _start(seed)
    for _ in range(STEPS):
        hidden = x @ params["w1"] + params["b1"]
        at_logit = (1 / (1 + np.exp(-(hidden @ params["w2"] + params["b2"]))) - y) / len(x)
        at_hidden = at_logit[:, None] * params["w2"]
        params["w2"] = params["w2"] - 0.5 * (hidden.T @ at_logit)
        params["b2"] = params["b2"] - 0.5 * at_logit.sum()
        params["w1"] = params["w1"] - 0.5 * (x.T @ at_hidden)
        params["b1"] = params["b1"] - 0.5 * at_hidden.sum(axis=0)
    tiny = 0.03  # near zero tanh is straight, so that the model's predict shows the straight line
    return {"w1": params["w1"] * tiny, "b1": params["b1"] * tiny, "w2": params["w2"] / tiny, "b2": params["b2"]}


@mistake(
    "fit",
    "It climbs: the longer it trains, the more points are on the wrong side. The loss falls against its gradient, so"
    " subtract the step, and see that the gradient is that of prediction minus label.",
)
def climbs(x, y, seed):
    return _train(x, y, _start(seed), rate=-RATE)


@mistake(
    "fit",
    "There are no biases, or they stay at zero, which ties the border to the origin: at -x tanh gives the opposite of"
    " what it gives at x. Biases have gradients too, and need their step.",
)
def forgets_the_biases(x, y, seed):
    return _train(x, y, _start(seed), names=("w1", "w2"))


@mistake(
    "fit",
    "The hidden layer has no bias, or one that never moves, so that every hidden unit bends at the origin. Its gradient"
    " is the sum over the points of what arrives at the hidden layer.",
)
def forgets_the_bias_of_the_hidden_layer(x, y, seed):
    return _train(x, y, _start(seed), names=("w1", "w2", "b2"))


@mistake(
    "fit",
    "The hidden layer keeps its random weights: only the last layer learns. Carry the gradient back through the"
    " nonlinearity, and take the step for the first weights and biases as well.",
)
def trains_the_last_layer_only(x, y, seed):
    return _train(x, y, _start(seed), names=("w2", "b2"))


@mistake(
    "fit",
    STRAIGHT,
)
def forgets_the_slope(x, y, seed):
    params = _start(seed)
    for _ in range(STEPS):
        hidden, p = forward(params, x)
        at_logit = (p - y) / len(x)
        at_hidden = at_logit[:, None] * params["w2"]
        params["w2"] = params["w2"] - RATE * (hidden.T @ at_logit)
        params["b2"] = params["b2"] - RATE * at_logit.sum()
        params["w1"] = params["w1"] - RATE * (x.T @ at_hidden)
        params["b1"] = params["b1"] - RATE * at_hidden.sum(axis=0)
    return params


@mistake(
    "fit",
    "What comes back is the network as it was before training. Return the parameters after the last step, or change"
    " them in place.",
)
def returns_the_start(x, y, seed):
    _train(x, y, start := _start(seed))
    return start


@mistake(
    "fit",
    "The border bends, but training stops too early, or crawls: the held-out points are not there yet. Take more"
    " steps, or larger ones, until the loss hardly falls; if it already does, check the gradients by differences.",
)
def stops_too_early(x, y, seed):
    return _train(x, y, _start(seed), steps=50)


@mistake(
    "fit",
    "The steps are far too large, and training diverges or jumps about. The gradient of a *mean* loss is divided by"
    " the number of points; a sum is as many times larger, and the rate must be as many times smaller.",
)
def sums_where_the_mean_belongs(x, y, seed):
    return _train(x, y, _start(seed), rate=RATE * len(x))


@mistake(
    "fit",
    "Predictions of shape (n, 1) minus labels of shape (n,) is an array of shape (n, n): every prediction is compared"
    " with every label, and drawn to their mean. Give both the same shape first.",
)
def subtracts_a_row_from_a_column(x, y, seed):
    return _train(x, np.full(len(x), y.mean()), _start(seed))


@mistake(
    "fit",
    "The generator has no seed, so that two runs with the same seed differ. Make one from the parameter:"
    " np.random.default_rng(seed).",
)
def draws_without_a_seed(x, y, seed):
    return fit(x, y, int(np.random.default_rng().integers(2**31)))


@mistake(
    "fit",
    "Every seed gives the same network: the parameter seed is ignored, or a constant stands in its place.",
)
def ignores_the_seed(x, y, seed):
    return fit(x, y, 0)


_NETWORK = {}


@mistake(
    "fit",
    "The last network takes the place of all earlier ones, for it is kept in a global variable. Make new arrays in fit;"
    " and let predict use the parameters that it is given, nothing else.",
)
def keeps_one_network_for_all(x, y, seed):
    _NETWORK.update(fit(x, y, seed))
    return _NETWORK


@mistake(
    "fit",
    "The training points themselves come back as parameters. That is a memory of the points, which grows"
    " with them: a network has as many weights after a million points as after ten.",
)
def keeps_the_points(x, y, seed):
    return {**fit(x, y, seed), "x": x.copy(), "y": y.copy()}


@mistake(
    "fit", "The points are centred in place, which changes the caller's array. Compute into a new one: x = x - mean."
)
def centres_in_place(x, y, seed):
    x -= x.mean(axis=0)
    return fit(x, y, seed)


@mistake(
    "fit",
    "The parameters come back as a tuple. Return a dict from names to arrays, so that each can be told by its name.",
)
def returns_a_tuple(x, y, seed):
    return tuple(fit(x, y, seed).values())


@mistake(
    "predict",
    "The points are scaled by the mean and the spread of the batch that they come in, so that the answer for a point"
    " depends on its neighbours. Keep the training set's mean and spread among the parameters, and use those.",
)
def scales_by_its_batch(params, x):
    scaled = (x - x.mean(axis=0)) / (x.std(axis=0) + 1e-9)
    return predict(params, scaled * [0.87, 0.49] + [0.5, 0.25])


@mistake("predict", "Those are probabilities. A label is 0 or 1: compare them with one half.")
def predicts_probabilities(params, x):
    return forward(params, x)[1]


@mistake(
    "predict",
    "The labels are right, but not integers: a comparison gives bool, and rounding gives float. Convert them.",
)
def predicts_booleans(params, x):
    return forward(params, x)[1] > 0.5


@mistake("predict", "The labels are right, but floating-point numbers. Convert them to integers.")
def predicts_rounded_floats(params, x):
    return np.round(forward(params, x)[1])


@mistake("predict", "The labels are a column of shape (m, 1). One label a point has shape (m,).")
def predicts_a_column(params, x):
    return predict(params, x)[:, None]


@mistake("predict", "The labels are -1 and 1. Those of this kata are 0 and 1.")
def predicts_signs(params, x):
    return 2 * predict(params, x) - 1


@mistake(
    "predict",
    "argmax over a single output is 0 whatever the output is. One probability is compared with one half; argmax is for"
    " two outputs, one a label.",
)
def takes_argmax_of_one_output(params, x):
    return np.argmax(forward(params, x)[1][:, None], axis=1)


@mistake(
    "predict",
    "The parameters are changed: params[...] *= ... writes into the caller's arrays, and the next prediction is another"
    " one. Compute into new ones.",
)
def scales_the_parameters_in_place(params, x):
    params["w1"] *= 1.0625
    params["b1"] *= 1.0625
    return predict(params, x)


@mistake("predict", "The two labels have changed places. A probability is that of label 1: above one half it is 1.")
def exchanges_the_labels(params, x):
    return 1 - predict(params, x)
