"""What beginners hand in for activations, and what to tell them."""

import math

import scipy.special
from array_api_compat import array_namespace

from dojo import edit, ideas, mistake

ideas(
    root_or_square="forgets_the_square",
    wrong_factor=(
        "stretches_one_way forgets_the_half forgets_the_root_of_two divides_erf_by_the_root forgets_the_root_inside "
        "leaves_the_cube_outside forgets_to_normalise_the_bell"
    ),
    missing_term=(
        "stays_positive forgets_x gives_the_share_alone forgets_the_cube forgets_the_first_term "
        "forgets_the_second_term forgets_the_slope_of_the_share"
    ),
    sign="turns_the_sign_round drops_the_sign turns_the_gate_round",
    end_of_interval="has_a_slope_at_zero has_half_a_slope_at_zero",
    overflow="overflows overflows_above divides_infinities",
    underflow="clips_its_input",
    nan_hidden="hides_a_nan",
    silent_error="takes_any_form takes_the_slope_of_any_form",
    default_value=(
        "takes_tanh_in_any_case takes_tanh_by_default is_always_exact is_always_the_exact_slope "
        "takes_the_slope_with_tanh_in_any_case"
    ),
    wrong_gradient=(
        "goes_through_abs takes_the_output_of_sigmoid forgets_one_minus_sigmoid takes_the_output_of_tanh "
        "takes_the_rule_of_sigmoid gives_relu_itself takes_the_output_of_silu forgets_the_inner_slope "
        "forgets_x_in_the_second_term"
    ),
    wrong_formula="leaks takes_the_rough_form",
    other_kind_of_result="answers_yes_or_no",
)


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

edit(
    "overflows",
    "exp(-x) overflows where x is far below 0. The value survives, because 1/inf is 0, but its gradient is 0 times"
    " inf, which is NaN. Choose the form by the sign of x, so that exp sees what is not positive.",
    ("xp.where(x > 0, 1 / (1 + e), e / (1 + e))", "1 / (1 + xp.exp(-x))"),
)

edit(
    "overflows_above",
    "exp(x) / (1 + exp(x)) overflows for large x: inf / inf is NaN. Choose the form by the sign of x, so that exp sees"
    " what is not positive.",
    ("xp.where(x > 0, 1 / (1 + e), e / (1 + e))", "xp.exp(x) / (1 + xp.exp(x))"),
)

edit(
    "clips_its_input",
    "x is clipped, so the result stops at a small number where it should go on falling, and the gradient beyond is 0."
    " Choose the form by the sign of x, so that exp sees what is not positive: then nothing needs clipping.",
    ("xp.where(x > 0, 1 / (1 + e), e / (1 + e))", "1 / (1 + xp.exp(-xp.clip(x, min=-limit, max=limit)))"),
    limit=(10.0, 15.0, 20.0, 25.0, 30.0),
)

edit(
    "turns_the_sign_round",
    "The sign of the exponent is wrong: this is sigmoid(-x). The formula has exp(-x).",
    ("e = xp.exp(xp.where(x > 0, -x, x))", "x = -x\ne = xp.exp(xp.where(x > 0, -x, x))"),
)

edit(
    "goes_through_abs",
    "The function is right, but its gradient at 0 is not: abs has the slope 0 there. xp.where(x > 0, -x, x) has one.",
    ("xp.where(x > 0, -x, x)", "-xp.abs(x)"),
)

edit(
    "divides_infinities",
    "exp overflows for large numbers, and inf / inf is NaN. tanh(x) is 2s - 1, with s a sigmoid of 2x that does not.",
    (
        "return 2 * sigmoid(2 * x) - 1",
        "xp = array_namespace(x)\nreturn (xp.exp(x) - xp.exp(-x)) / (xp.exp(x) + xp.exp(-x))",
    ),
)

edit(
    "stretches_one_way",
    "2 sigmoid(x) - 1 is tanh(x/2): the argument of sigmoid should be doubled too.",
    ("2 * x", "x"),
)

edit(
    "stays_positive",
    "This is sigmoid(2x), between 0 and 1. tanh lies between -1 and 1: 2 sigmoid(2x) - 1.",
    ("2 * sigmoid(2 * x) - 1", "sigmoid(2 * x)"),
)


# --------------------------------------------------------------------------------------------- relu

edit(
    "drops_the_sign",
    "The sign is dropped: this is the absolute value. relu turns negative numbers into 0.",
    ("xp.where(x <= 0, xp.zeros_like(x), x)", "xp.abs(x)"),
)

edit(
    "leaks",
    "Negative numbers leak through with a factor of 0.01. relu turns them into 0.",
    ("xp.where(x <= 0, xp.zeros_like(x), x)", "xp.where(x > 0, x, 0.01 * x)"),
)

edit(
    "hides_a_nan",
    "NaN becomes 0, so a broken model looks healthy. NaN > 0 is False; ask for x <= 0 and put 0 there.",
    ("xp.where(x <= 0, xp.zeros_like(x), x)", "xp.where(x > 0, x, xp.zeros_like(x))"),
)


# ------------------------------------------------------------------------------------ silu and gelu

edit("forgets_x", "This is sigmoid(x) alone. silu is x · sigmoid(x).", ("x * sigmoid(x)", "sigmoid(x)"))

edit(
    "turns_the_gate_round",
    "This is x · sigmoid(-x): the sign inside is wrong. silu is x · sigmoid(x).",
    ("x * sigmoid(x)", "x * sigmoid(-x)"),
)


@mistake(
    "gelu",
    'Without approximate="tanh" the result should be the exact form, with erf. This is the one with tanh, off by up'
    " to 5e-4.",
)
def takes_tanh_in_any_case(x, approximate="none"):
    known(approximate)
    return with_tanh(x)


edit(
    "takes_tanh_by_default",
    'The default is the form with tanh. It is the exact one, approximate="none", as in PyTorch.',
    ('def gelu(x, approximate="none"):', "def gelu(x, approximate='tanh'):"),
)


@mistake("gelu", 'approximate is ignored. "tanh" asks for the form with tanh.')
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
    "√(2/π) multiplies only x in the form with tanh. The term with x³ is in the parentheses too: √(2/π)(x + 0.044715"
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
    "Any name of a form is silently accepted. Raise a ValueError that mentions an unknown one.",
)
def takes_any_form(x, approximate="none"):
    return with_tanh(x) if approximate == "tanh" else exact(x)


# --------------------------------------------------------------------------------------- the slopes

edit(
    "takes_the_output_of_sigmoid",
    "x(1 - x) is right where x is the output of sigmoid. Here it is the input: s = sigmoid(x) first, then s(1 - s).",
    ("sigmoid(x) * sigmoid(-x)", "x * (1 - x)"),
)

edit(
    "forgets_one_minus_sigmoid",
    "The second factor is missing: the slope is s(1 - s), where s is the sigmoid of x.",
    ("sigmoid(x) * sigmoid(-x)", "sigmoid(x)"),
)

edit(
    "takes_the_output_of_tanh",
    "1 - x² is right where x is the output tanh. Here x is the input: compute tanh first.",
    ("tanh(x) ** 2", "x ** 2"),
)

edit("forgets_the_square", "The square is missing: the slope is 1 - tanh².", ("tanh(x) ** 2", "tanh(x)"))

edit(
    "takes_the_rule_of_sigmoid",
    "t(1 - t) is the slope of sigmoid. That of tanh is 1 - t².",
    ("1 - tanh(x) ** 2", "tanh(x) * (1 - tanh(x))"),
)

edit(
    "has_a_slope_at_zero",
    "The slope at 0 is 1 here. The contract says 0, as in PyTorch: x > 0.",
    ("xp.where(x > 0, xp.ones_like(x), xp.zeros_like(x))", "xp.where(x >= 0, xp.ones_like(x), xp.zeros_like(x))"),
)

edit(
    "has_half_a_slope_at_zero",
    "The slope at 0 is 1/2 here. The contract says 0, as in PyTorch.",
    ("xp.where(x > 0, xp.ones_like(x), xp.zeros_like(x))", "(xp.sign(x) + 1) / 2"),
)

edit(
    "answers_yes_or_no",
    "The result is True and False. A slope is a number: give it the dtype of x.",
    ("xp.where(x > 0, xp.ones_like(x), xp.zeros_like(x))", "x > 0"),
)

edit(
    "gives_relu_itself",
    "This is relu itself. Its slope is 1 for every positive x.",
    ("xp.ones_like(x)", "x"),
)

edit(
    "forgets_the_first_term",
    "The product rule has two terms: sigmoid, and x times the slope of sigmoid. The first is missing.",
    ("sigmoid(x) + x * sigmoid_grad(x)", "x * sigmoid(x) * (1 - sigmoid(x))"),
)

edit(
    "forgets_the_second_term",
    "The product rule has two terms: sigmoid, and x times the slope of sigmoid. The second is missing.",
    ("sigmoid(x) + x * sigmoid_grad(x)", "sigmoid(x)"),
)

edit(
    "forgets_x_in_the_second_term",
    "The second term of the product rule is x times the slope of sigmoid. The x is missing.",
    ("x * sigmoid_grad(x)", "sigmoid(x) * (1 - sigmoid(x))"),
)

edit(
    "takes_the_output_of_silu",
    "This treats the output of silu as its input: first comes x, from which sigmoid and the slope are computed.",
    ("return sigmoid(x) + x * sigmoid_grad(x)", "y = x * sigmoid(x)\nreturn sigmoid(y) * (1 + y * (1 - sigmoid(y)))"),
)


@mistake("gelu_grad", "This is Φ alone. The product rule adds x times the slope of Φ.")
def forgets_the_slope_of_the_share(x, approximate="none"):
    return (1 + erf(x / math.sqrt(2))) / 2 if known(approximate) else (1 + tanh(inner(x))) / 2


@mistake("gelu_grad", "The bell e^(-x²/2) has to be divided by √(2π). The division is missing.")
def forgets_to_normalise_the_bell(x, approximate="none"):
    bell = array_namespace(x).exp(-(x**2) / 2)
    return (1 + erf(x / math.sqrt(2))) / 2 + x * bell if known(approximate) else with_tanh_grad(x)


edit(
    "is_always_the_exact_slope",
    'With approximate="tanh" the slope is that of the other form. It is near the exact one, but not the same.',
    (
        "share, slope = _share_below(x, approximate)",
        "bell = array_namespace(x).exp(-x ** 2 / 2) / math.sqrt(2 * math.pi)",
    ),
    (
        "share + x * slope",
        "(1 + getattr(array_namespace(x), 'erf', scipy.special.erf)(x / math.sqrt(2))) / 2 + x * bell",
    ),
)


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
    "Any name of a form is silently accepted. Raise a ValueError that mentions an unknown one.",
)
def takes_the_slope_of_any_form(x, approximate="none"):
    return with_tanh_grad(x) if approximate == "tanh" else exact_grad(x)
