"""What beginners hand in for two moons, and what to tell them."""

import numpy as np
from two_moons import RATE, STEPS, fit, forward, predict

from dojo import ideas, mistake

ideas(
    axis_lost="predicts_a_column",
    whole_for_slice="scales_by_its_batch",
    sum_for_mean="sums_where_the_mean_belongs",
    missing_term="has_no_nonlinearity forgets_the_biases forgets_the_bias_of_the_hidden_layer",
    sign="climbs",
    opposite_choice="exchanges_the_labels",
    stale_state="returns_the_start keeps_one_network_for_all",
    writes_into_input="centres_in_place scales_the_parameters_in_place",
    dtype_lost="predicts_rounded_floats",
    overflow="wraps_unsigned_labels_around",
    zero_case="takes_argmax_of_one_output",
    default_value="ignores_the_seed",
    wrong_gradient="forgets_the_slope",
    broadcast_by_accident="subtracts_a_row_from_a_column",
    wrong_distribution="draws_without_a_seed seeds_the_global_generator",
    wrong_initialisation="starts_at_zero starts_all_units_alike",
    hidden_cost="keeps_the_points",
    wrong_stop="stops_too_early",
    partial_case="trains_the_last_layer_only trains_the_last_of_a_wide_layer_only",
    wrong_formula="predicts_signs",
    logit_or_probability="predicts_probabilities",
    other_kind_of_result="returns_a_tuple predicts_booleans",
)

STRAIGHT = (
    "The border between the labels is a straight line. Is there a nonlinearity between the layers? Without one, two"
    " layers can do no more than a single one. In the backward pass, is the gradient multiplied by its slope, 1 -"
    " tanh(z)**2 for tanh? And do predictions and labels have the same shape? (n, 1) minus (n,) is (n, n)."
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
    "The weights all start at zero. Then the hidden layer is zero, and so is every gradient except the last"
    " bias's: nothing ever moves. Start the weights at small random numbers.",
)
def starts_at_zero(x, y, seed):
    return _train(x, y, {name: np.zeros_like(value) for name, value in _start(seed).items()})


@mistake(
    "fit",
    "All hidden units start alike, get the same gradient and stay alike: however many there are, they act as one."
    " Random starting weights break the symmetry.",
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
    "It climbs: the longer it trains, the more points are on the wrong side. Subtract the step, and check that"
    " the gradient is that of prediction minus label, not label minus prediction.",
)
def climbs(x, y, seed):
    return _train(x, y, _start(seed), rate=-RATE)


@mistake(
    "fit",
    "There seem to be no biases, or they stay at zero. That ties the border to the origin, because at -x tanh gives"
    " the opposite of what it gives at x. Biases have gradients too, and need their step.",
)
def forgets_the_biases(x, y, seed):
    return _train(x, y, _start(seed), names=("w1", "w2"))


@mistake(
    "fit",
    "The hidden layer seems to have no bias, or one that never moves, so every hidden unit bends at the origin. Its"
    " gradient is the sum over the points of what arrives at the hidden layer.",
)
def forgets_the_bias_of_the_hidden_layer(x, y, seed):
    return _train(x, y, _start(seed), names=("w1", "w2", "b2"))


@mistake(
    "fit",
    "The hidden layer keeps its random weights, and only the last layer learns. Carry the gradient back through the"
    " nonlinearity, and take the step for the first weights and biases, too.",
)
def trains_the_last_layer_only(x, y, seed):
    return _train(x, y, _start(seed), names=("w2", "b2"))


@mistake(
    "fit",
    "The hidden layer keeps its random weights, and only the last layer learns. Carry the gradient back through the"
    " nonlinearity, and take the step for the first weights and biases, too.",
)
def trains_the_last_of_a_wide_layer_only(x, y, seed):
    rng = np.random.default_rng(seed)
    w1, b1, w2 = rng.normal(size=(2, 64)), rng.normal(size=64), rng.normal(size=64) / 8
    return _train(x, y, {"w1": w1, "b1": b1, "w2": w2, "b2": np.zeros(1)}, names=("w2", "b2"), steps=2000, rate=1.0)


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
    "The result is the network as it was before training. Return the parameters after the last step, or change"
    " them in place.",
)
def returns_the_start(x, y, seed):
    _train(x, y, start := _start(seed))
    return start


@mistake(
    "fit",
    "The border bends, but too many held-out points are still wrong: training stops too early or crawls. Take more"
    " steps or larger ones until the loss has nearly stopped falling. If it already has, check the gradients by"
    " differences.",
)
def stops_too_early(x, y, seed):
    return _train(x, y, _start(seed), steps=50)


@mistake(
    "fit",
    "Training diverges or jumps about. Are the steps too large? The gradient of a mean loss is divided by the"
    " number of points. A sum is that many times larger, and needs a rate that many times smaller.",
)
def sums_where_the_mean_belongs(x, y, seed):
    return _train(x, y, _start(seed), rate=RATE * len(x))


@mistake(
    "fit",
    "Every prediction is drawn to the mean of all labels. That happens when predictions of shape (n, 1) meet"
    " labels of shape (n,): the difference has shape (n, n). Give both the same shape first.",
)
def subtracts_a_row_from_a_column(x, y, seed):
    return _train(x, np.full(len(x), y.mean()), _start(seed))


@mistake(
    "fit",
    "Two runs with the same seed differ, so something draws without it. Make a generator from the parameter: rng"
    " = np.random.default_rng(seed).",
)
def draws_without_a_seed(x, y, seed):
    return fit(x, y, int(np.random.default_rng().integers(2**31)))


@mistake(
    "fit",
    "Every seed gives the same network. Make the generator from the parameter: rng = np.random.default_rng(seed).",
)
def ignores_the_seed(x, y, seed):
    return fit(x, y, 0)


@mistake(
    "fit",
    "NumPy's global generator is seeded or drawn from, which changes the random numbers of everyone else in the"
    " program. Make your own: rng = np.random.default_rng(seed).",
)
def seeds_the_global_generator(x, y, seed):
    np.random.seed(seed)  # noqa: NPY002
    return _train(x, y, {**_start(seed), "w1": np.random.normal(size=(2, 16))})  # noqa: NPY002


@mistake(
    "fit",
    "With unsigned labels training goes wrong, because 2 * y - 1 wraps around: for uint8, 0 - 1 is 255. Turn the"
    " labels into floats before you compute with them.",
)
def wraps_unsigned_labels_around(x, y, seed):
    return _train(x, ((2 * y - 1).astype(float) + 1) / 2, _start(seed))


_NETWORK = {}


@mistake(
    "fit",
    "The last network takes the place of all earlier ones, as if it were stored in a global variable. Make new"
    " arrays in fit, and let predict use only the parameters it is given.",
)
def keeps_one_network_for_all(x, y, seed):
    _NETWORK.update(fit(x, y, seed))
    return _NETWORK


@mistake(
    "fit",
    "The training points themselves are among the parameters, so these grow with the points. A network has as many"
    " weights after a million points as after ten.",
)
def keeps_the_points(x, y, seed):
    return {**fit(x, y, seed), "x": x.copy(), "y": y.copy()}


@mistake(
    "fit",
    "The points are changed in place, although they belong to the caller. Make a new array: x = x - mean.",
)
def centres_in_place(x, y, seed):
    x -= x.mean(axis=0)
    return fit(x, y, seed)


@mistake(
    "fit",
    "The parameters are not returned as a dict. Return one, from names to arrays.",
)
def returns_a_tuple(x, y, seed):
    return tuple(fit(x, y, seed).values())


@mistake(
    "predict",
    "The points are scaled by the mean and spread of the batch they come in, so the answer for a point depends on"
    " its neighbours. Store the mean and spread of the training points among the parameters, and use those.",
)
def scales_by_its_batch(params, x):
    scaled = (x - x.mean(axis=0)) / (x.std(axis=0) + 1e-9)
    return predict(params, scaled * [0.87, 0.49] + [0.5, 0.25])


@mistake(
    "predict",
    "These are probabilities, but a label is 0 or 1. Compare them with one half.",
)
def predicts_probabilities(params, x):
    return forward(params, x)[1]


@mistake(
    "predict",
    "The labels are right, but they are booleans. Convert them to integers.",
)
def predicts_booleans(params, x):
    return forward(params, x)[1] > 0.5


@mistake(
    "predict",
    "The labels are right, but they are floats. Convert them to integers.",
)
def predicts_rounded_floats(params, x):
    return np.round(forward(params, x)[1])


@mistake(
    "predict",
    "The labels are a column of shape (m, 1). One label for each point has shape (m,).",
)
def predicts_a_column(params, x):
    return predict(params, x)[:, None]


@mistake(
    "predict",
    "The labels are -1 and 1. Here they are 0 and 1.",
)
def predicts_signs(params, x):
    return 2 * predict(params, x) - 1


@mistake(
    "predict",
    "Every label is 0. Is there an argmax over a single output? That is always 0. Compare one probability with one"
    " half; argmax is for two outputs, one for each label.",
)
def takes_argmax_of_one_output(params, x):
    return np.argmax(forward(params, x)[1][:, None], axis=1)


@mistake(
    "predict",
    "predict changes the parameters: it writes into the caller's arrays, so the next prediction is a different one."
    " Make new arrays.",
)
def scales_the_parameters_in_place(params, x):
    params["w1"] *= 1.0625
    params["b1"] *= 1.0625
    return predict(params, x)


@mistake(
    "predict",
    "The two labels are swapped. The probability is that of label 1: above one half the label is 1.",
)
def exchanges_the_labels(params, x):
    return 1 - predict(params, x)
