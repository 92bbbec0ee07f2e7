"""What beginners hand in for activations, and what to tell them."""

import math

import scipy.special
from array_api_compat import array_namespace

from dojo import mistake


def sigmoid(x):
    xp = array_namespace(x)
    e = xp.exp(xp.where(x > 0, -x, x))
    return xp.where(x > 0, 1 / (1 + e), e / (1 + e))


def tanh(x):
    return 2 * sigmoid(2 * x) - 1


def erf(x):
    return getattr(array_namespace(x), "erf", scipy.special.erf)(x)


def inner(x, cubic=0.044715, root=0.7978845608028654):
    return root * (x + cubic * x**3)


def exact(x):
    return x * (1 + erf(x / math.sqrt(2))) / 2


def with_tanh(x):
    return x * (1 + tanh(inner(x))) / 2


def known(approximate):
    if approximate not in ("none", "tanh"):
        raise ValueError(f"approximate is 'none' or 'tanh', not {approximate!r}")
    return approximate == "none"


def exact_grad(x):
    bell = array_namespace(x).exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    return (1 + erf(x / math.sqrt(2))) / 2 + x * bell


def with_tanh_grad(x):
    t, root = tanh(inner(x)), math.sqrt(2 / math.pi)
    return (1 + t) / 2 + x * (1 - t**2) * root * (1 + 3 * 0.044715 * x**2) / 2


# -------------------------------------------------------------------------------- sigmoid and tanh


@mistake(
    "sigmoid",
    "exp(-x) overflows where x is far below 0. The value survives, for 1/inf is 0, but its gradient is 0 times inf,"
    " which is NaN. Choose the form by the sign of x, so that exp sees what is not positive.",
)
def overflows(x):
    return 1 / (1 + array_namespace(x).exp(-x))


@mistake(
    "sigmoid",
    "exp(x) / (1 + exp(x)) overflows for large x: inf / inf is NaN. Choose the form by the sign of x, so that exp sees"
    " what is not positive.",
)
def overflows_above(x):
    e = array_namespace(x).exp(x)
    return e / (1 + e)


@mistake(
    "sigmoid",
    "x is clipped, so that the result stops at a small number where it should go on falling, and the gradient beyond is"
    " 0. Choose the form by the sign of x, so that exp sees what is not positive: then nothing needs clipping.",
    limit=(10.0, 15.0, 20.0, 25.0, 30.0),
)
def clips_its_input(x, *, limit):
    xp = array_namespace(x)
    return 1 / (1 + xp.exp(-xp.clip(x, min=-limit, max=limit)))


@mistake("sigmoid", "The sign of the exponent is turned round: this is sigmoid(-x). In the formula stands exp(-x).")
def turns_the_sign_round(x):
    return sigmoid(-x)


@mistake(
    "sigmoid",
    "The function is right, its gradient at 0 is not: abs has the slope 0 there. xp.where(x > 0, -x, x) has one.",
)
def goes_through_abs(x):
    xp = array_namespace(x)
    e = xp.exp(-xp.abs(x))
    return xp.where(x > 0, 1 / (1 + e), e / (1 + e))


@mistake(
    "tanh",
    "exp overflows for large numbers, and inf / inf is NaN. tanh(x) is 2s - 1, with s a sigmoid of 2x that does not.",
)
def divides_infinities(x):
    xp = array_namespace(x)
    return (xp.exp(x) - xp.exp(-x)) / (xp.exp(x) + xp.exp(-x))


@mistake("tanh", "2 sigmoid(x) - 1 is tanh(x/2): the argument of sigmoid is to be doubled too.")
def stretches_one_way(x):
    return 2 * sigmoid(x) - 1


@mistake("tanh", "This is sigmoid(2x), between 0 and 1. tanh lies between -1 and 1: 2 sigmoid(2x) - 1.")
def stays_positive(x):
    return sigmoid(2 * x)


# --------------------------------------------------------------------------------------------- relu


@mistake("relu", "The sign is dropped: this is the absolute value. relu makes 0 of what is negative.")
def drops_the_sign(x):
    return array_namespace(x).abs(x)


@mistake("relu", "Negative numbers leak through with a factor of 0.01. relu makes 0 of them.")
def leaks(x):
    return array_namespace(x).where(x > 0, x, 0.01 * x)


@mistake(
    "relu",
    "NaN becomes 0, so that a broken model looks healthy. NaN > 0 is False; ask for x <= 0 and put 0 there.",
)
def hides_a_nan(x):
    return array_namespace(x).where(x > 0, x, array_namespace(x).zeros_like(x))


# ------------------------------------------------------------------------------------ silu and gelu


@mistake("silu", "This is sigmoid(x) alone. silu is x · sigmoid(x).")
def forgets_x(x):
    return sigmoid(x)


@mistake("silu", "This is x · sigmoid(-x): the sign inside is turned round. silu is x · sigmoid(x).")
def turns_the_gate_round(x):
    return x * sigmoid(-x)


@mistake(
    "gelu",
    'Without approximate="tanh" the exact form is due, with erf. This is the one with tanh, off by up to 5e-4.',
)
def takes_tanh_in_any_case(x, approximate="none"):
    known(approximate)
    return with_tanh(x)


@mistake("gelu", 'The default is the form with tanh. It is the exact one, approximate="none", as in PyTorch.')
def takes_tanh_by_default(x, approximate="tanh"):
    return exact(x) if known(approximate) else with_tanh(x)


@mistake("gelu", 'approximate is not looked at. "tanh" asks for the form with tanh.')
def is_always_exact(x, approximate="none"):
    known(approximate)
    return exact(x)


@mistake(
    "gelu",
    "This is x · sigmoid(1.702 x), a rougher approximation. The contract has two others, with erf and with tanh.",
)
def takes_the_rough_form(x, approximate="none"):
    return x * sigmoid(1.702 * x) if known(approximate) else with_tanh(x)


@mistake("gelu", "erf takes x/√2: the √2 is missing.")
def forgets_the_root_of_two(x, approximate="none"):
    return x * (1 + erf(x)) / 2 if known(approximate) else with_tanh(x)


@mistake("gelu", "The √2 divides x, inside erf: erf(x/√2), not erf(x)/√2.")
def divides_erf_by_the_root(x, approximate="none"):
    return x * (1 + erf(x) / math.sqrt(2)) / 2 if known(approximate) else with_tanh(x)


@mistake("gelu", "The factor 1/2 is missing: Φ is (1 + erf(x/√2)) / 2, between 0 and 1.")
def forgets_the_half(x, approximate="none"):
    return 2 * (exact(x) if known(approximate) else with_tanh(x))


@mistake("gelu", "This is Φ(x) alone. gelu is x · Φ(x).")
def gives_the_share_alone(x, approximate="none"):
    return (1 + erf(x / math.sqrt(2))) / 2 if known(approximate) else (1 + tanh(inner(x))) / 2


@mistake("gelu", "The form with tanh has the factor √(2/π) inside. It is missing here.")
def forgets_the_root_inside(x, approximate="none"):
    return exact(x) if known(approximate) else x * (1 + tanh(inner(x, root=1.0))) / 2


@mistake(
    "gelu",
    "√(2/π) multiplies x alone in the form with tanh. The term with x³ is in the parentheses too: √(2/π)(x + 0.044715"
    " x³).",
)
def leaves_the_cube_outside(x, approximate="none"):
    root = math.sqrt(2 / math.pi)
    return exact(x) if known(approximate) else x * (1 + tanh(root * x + 0.044715 * x**3)) / 2


@mistake("gelu", "The term with x³ is missing from the form with tanh: x + 0.044715 x³.")
def forgets_the_cube(x, approximate="none"):
    return exact(x) if known(approximate) else x * (1 + tanh(inner(x, cubic=0.0))) / 2


@mistake(
    "gelu",
    "Any name of a form is taken without a word. Raise a ValueError that mentions the one you don't know.",
)
def takes_any_form(x, approximate="none"):
    return with_tanh(x) if approximate == "tanh" else exact(x)


# --------------------------------------------------------------------------------------- the slopes


@mistake(
    "sigmoid_grad",
    "x(1 - x) is right where x is the output of sigmoid. Here it is the input: s = sigmoid(x) first, then s(1 - s).",
)
def takes_the_output_of_sigmoid(x):
    return x * (1 - x)


@mistake("sigmoid_grad", "The second factor is missing: the slope is s(1 - s), where s is the sigmoid of x.")
def forgets_one_minus_sigmoid(x):
    return sigmoid(x)


@mistake("tanh_grad", "1 - x² is right where x is the output tanh. Here x is the input: compute tanh first.")
def takes_the_output_of_tanh(x):
    return 1 - x**2


@mistake("tanh_grad", "The square is missing: the slope is 1 - tanh².")
def forgets_the_square(x):
    return 1 - tanh(x)


@mistake("tanh_grad", "t(1 - t) is the slope of sigmoid. That of tanh is 1 - t².")
def takes_the_rule_of_sigmoid(x):
    return tanh(x) * (1 - tanh(x))


@mistake("relu_grad", "The slope at 0 is 1 here. The contract says 0, as in PyTorch: x > 0.")
def has_a_slope_at_zero(x):
    xp = array_namespace(x)
    return xp.where(x >= 0, xp.ones_like(x), xp.zeros_like(x))


@mistake("relu_grad", "The slope at 0 is 1/2 here. The contract says 0, as in PyTorch.")
def has_half_a_slope_at_zero(x):
    xp = array_namespace(x)
    return (xp.sign(x) + 1) / 2


@mistake("relu_grad", "The result is True and False. A slope is a number: give it the dtype of x.")
def answers_yes_or_no(x):
    return x > 0


@mistake("relu_grad", "This is relu itself. Its slope is 1 where x is positive, whatever its size.")
def gives_relu_itself(x):
    return array_namespace(x).where(x > 0, x, x * 0)


@mistake(
    "silu_grad", "The product rule has two terms: sigmoid, and x times the slope of sigmoid. The first is missing."
)
def forgets_the_first_term(x):
    return x * sigmoid(x) * (1 - sigmoid(x))


@mistake(
    "silu_grad", "The product rule has two terms: sigmoid, and x times the slope of sigmoid. The second is missing."
)
def forgets_the_second_term(x):
    return sigmoid(x)


@mistake("silu_grad", "The second term of the product rule is x times the slope of sigmoid. The x is missing.")
def forgets_x_in_the_second_term(x):
    return sigmoid(x) + sigmoid(x) * (1 - sigmoid(x))


@mistake(
    "silu_grad",
    "This takes the output of silu for its input: first comes x, from which sigmoid and the slope are computed.",
)
def takes_the_output_of_silu(x):
    y = x * sigmoid(x)
    return sigmoid(y) * (1 + y * (1 - sigmoid(y)))


@mistake("gelu_grad", "This is Φ alone. The product rule adds x times the slope of Φ.")
def forgets_the_slope_of_the_share(x, approximate="none"):
    return (1 + erf(x / math.sqrt(2))) / 2 if known(approximate) else (1 + tanh(inner(x))) / 2


@mistake("gelu_grad", "The bell e^(-x²/2) is to be divided by √(2π). The division is missing.")
def forgets_to_normalise_the_bell(x, approximate="none"):
    bell = array_namespace(x).exp(-(x**2) / 2)
    return (1 + erf(x / math.sqrt(2))) / 2 + x * bell if known(approximate) else with_tanh_grad(x)


@mistake(
    "gelu_grad",
    'With approximate="tanh" the slope is that of the other form. It is near the exact one, but not the same.',
)
def is_always_the_exact_slope(x, approximate="none"):
    known(approximate)
    return exact_grad(x)


@mistake(
    "gelu_grad",
    "The chain rule is cut short in the form with tanh: the slope of the inner √(2/π)(x + 0.044715 x³) is missing.",
)
def forgets_the_inner_slope(x, approximate="none"):
    t = tanh(inner(x))
    return exact_grad(x) if known(approximate) else (1 + t) / 2 + x * (1 - t**2) / 2


@mistake(
    "gelu_grad", 'The default is the slope of the form with tanh. It is that of the exact one, approximate="none".'
)
def takes_the_slope_with_tanh_in_any_case(x, approximate="none"):
    known(approximate)
    return with_tanh_grad(x)


@mistake(
    "gelu_grad",
    "Any name of a form is taken without a word. Raise a ValueError that mentions the one you don't know.",
)
def takes_the_slope_of_any_form(x, approximate="none"):
    return with_tanh_grad(x) if approximate == "tanh" else exact_grad(x)
