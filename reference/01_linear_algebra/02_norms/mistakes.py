"""What beginners hand in for norms and distances, and what to tell them."""

from array_api_compat import array_namespace
from norms import norm

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_axis="works_along_the_first_axis works_down_the_columns",
    axis_lost="keeps_the_axis",
    whole_for_slice="reduces_everything gives_one_number",
    sum_for_mean="takes_the_mean_square takes_the_mean_magnitude takes_means",
    root_or_square="forgets_the_root forgets_the_root_of_the_distance",
    missing_term="gives_the_differences",
    sign="sums_with_signs takes_the_largest_entry adds_the_vectors never_takes_magnitudes forgets_magnitudes_and_root",
    opposite_choice="takes_the_smallest_magnitude",
    order_of_steps="takes_the_magnitude_of_the_sum takes_the_root_before_the_sum subtracts_the_norms",
    writes_into_input="writes_into_its_input writes_into_u",
    integer_arithmetic="cuts_the_order_to_an_integer",
    cancellation="multiplies_the_square_out",
    epsilon="adds_a_small_number",
    wrong_exception="looks_the_order_up_in_a_dict",
    silent_error=(
        "accepts_any_order uses_the_formula_for_any_other_order takes_any_other_order_for_two "
        "takes_any_other_order_for_infinity returns_nothing_for_other_orders"
    ),
    default_value="has_another_default ignores_ord ignores_axis ignores_ord_of_distance",
    partial_case="uses_one_formula_for_every_order",
)

INF = float("inf")

edit(
    "has_another_default",
    "Without ord the norm is Euclidean: give ord the default 2.",
    ("def norm(x, ord=2, axis=-1):", "def norm(x, ord=1, axis=-1):"),
)

edit(
    "sums_with_signs",
    "The entries are summed with their signs, and cancel. ord 1 is the sum of the magnitudes.",
    ("xp.sum(xp.abs(x), axis=axis)", "xp.sum(x, axis=axis)"),
)

edit(
    "takes_the_magnitude_of_the_sum",
    "The sum comes first, so entries of opposite sign cancel. Take the magnitudes first, then the sum.",
    ("xp.sum(xp.abs(x), axis=axis)", "xp.abs(xp.sum(x, axis=axis))"),
)

edit(
    "forgets_the_root",
    "The root is missing: that is the square of the Euclidean norm.",
    ("xp.sqrt(xp.sum(x * x, axis=axis))", "xp.sum(x * x, axis=axis)"),
)

edit(
    "takes_the_root_before_the_sum",
    "Each square gets a root of its own, which gives the magnitude again. Sum the squares first, then take one root.",
    ("xp.sqrt(xp.sum(x * x, axis=axis))", "xp.sum(xp.sqrt(x * x), axis=axis)"),
)

edit(
    "takes_the_mean_square",
    "That is the root of the mean square. A norm sums: with more entries a vector gets longer.",
    ("xp.sum(x * x, axis=axis)", "xp.mean(x * x, axis=axis)"),
)

edit(
    "takes_the_mean_magnitude",
    "That is the mean magnitude. A norm sums: with more entries a vector gets longer.",
    ("xp.sum(xp.abs(x), axis=axis)", "xp.mean(xp.abs(x), axis=axis)"),
)

edit(
    "takes_the_largest_entry",
    "The largest entry is not always the largest magnitude: -5 is farther from 0 than 3. Take magnitudes first.",
    ("xp.max(xp.abs(x), axis=axis)", "xp.max(x, axis=axis)"),
)

edit(
    "takes_the_smallest_magnitude",
    "That is the smallest magnitude. ord inf takes the largest.",
    ("xp.max(xp.abs(x), axis=axis)", "xp.min(xp.abs(x), axis=axis)"),
)


@mistake("norm", "ord is ignored, and the norm is always Euclidean. Choose the formula by ord.")
def ignores_ord(x, ord=2, axis=-1):
    norm(x, ord, axis)
    return norm(x, 2, axis)


edit("ignores_axis", "The reduction always runs along the last axis. Pass axis on to it.", ("axis=axis", "axis=-1", 3))

edit(
    "works_along_the_first_axis",
    "The reduction always runs along the first axis. Pass axis on to it; its default is the last axis.",
    ("axis=axis", "axis=0", 3),
)

edit(
    "reduces_everything",
    "The entire array is treated as one vector. Reduce along the axis, so that each vector gets its own norm.",
    ("if ord == 1:", "x, axis = xp.reshape(x, (-1,)), -1\nif ord == 1:"),
)


@mistake("norm", "The reduced axis is still there, with size 1. It should be gone from the shape: leave out keepdims.")
def keeps_the_axis(x, ord=2, axis=-1):
    xp = array_namespace(x)
    return xp.expand_dims(norm(x, ord, axis), axis=axis)


edit(
    "accepts_any_order",
    "An ord other than 1, 2 and inf is accepted. Raise a ValueError that names it.",
    (
        'raise ValueError(f"ord must be 1, 2 or inf, not {ord}")',
        "return xp.sum(xp.abs(x) ** abs(ord), axis=axis) if abs(ord) < float('inf') else xp.min(xp.abs(x), axis=axis)",
    ),
)

edit(
    "adds_a_small_number",
    "A small number is added under the root. It keeps the gradient finite at 0, but it makes the norm too large.",
    ("xp.sum(x * x, axis=axis)", "xp.sum(x * x, axis=axis) + 1e-8"),
)

generics(
    "norm",
    loses_the_dtype="The result is float64 whatever came in. Work in the dtype of the input: float32 in, float32 out.",
    asserts="Any other ord raises an AssertionError. The statement asks for a ValueError: write if ...: raise"
    " ValueError(...) instead of assert.",
    passes_through_float32="The entries pass through float32, which keeps about 7 digits of the 16 that float64"
    " has. Stay in the dtype that came in.",
)

edit(
    "writes_into_its_input",
    "The input is changed: x *= x writes into the caller's array. Make a new one: squares = x * x.",
    (
        "if ord == 2:\n    return xp.sqrt(xp.sum(x * x, axis=axis))",
        "if ord != 2:\n"
        "    if ord == 1:\n"
        "        return xp.sum(xp.abs(x), axis=axis)\n"
        "    if ord == 2:\n"
        "        return xp.sqrt(xp.sum(x * x, axis=axis))\n"
        "    if ord == float('inf'):\n"
        "        return xp.max(xp.abs(x), axis=axis)\n"
        "    raise ValueError(f'ord must be 1, 2 or inf, not {ord}')",
    ),
    ('if ord == float("inf"):\n    return xp.max(xp.abs(x), axis=axis)', "x *= x"),
    ('raise ValueError(f"ord must be 1, 2 or inf, not {ord}")', "return xp.sqrt(xp.sum(x, axis=axis))"),
)

edit(
    "subtracts_the_norms",
    "That is the difference of the two norms. Vectors of the same length can still be far apart: subtract the"
    " vectors first, then take the norm.",
    ("norm(u - v, ord=ord)", "array_namespace(u, v).abs(norm(u, ord) - norm(v, ord))"),
)

edit(
    "adds_the_vectors",
    "That is the norm of the sum. The distance is the norm of the difference.",
    ("norm(u - v, ord=ord)", "norm(u + v, ord)"),
)

edit(
    "multiplies_the_square_out",
    "The square is multiplied out: |u|² - 2 u·v + |v|². For two vectors that are close together these large numbers"
    " cancel, and only rounding errors are left. Subtract the vectors first.",
    (
        "return norm(u - v, ord=ord)",
        "xp = array_namespace(u, v)\n"
        "if ord != 2:\n"
        "    return norm(u - v, ord)\n"
        "squares = xp.sum(u * u, axis=-1) - 2 * xp.sum(u * v, axis=-1) + xp.sum(v * v, axis=-1)\n"
        "return xp.sqrt(xp.where(squares > 0, squares, 0 * squares))",
    ),
)

edit(
    "ignores_ord_of_distance",
    "The distance is always Euclidean. Pass ord on to norm.",
    ("return norm(u - v, ord=ord)", "norm(u - v, ord)\nreturn norm(u - v)"),
)

edit(
    "gives_one_number",
    "The entire batch is treated as one vector. Each pair of vectors has its own distance, along the last axis.",
    ("norm(u - v, ord=ord)", "norm(array_namespace(u, v).reshape(u - v, (-1,)), ord)"),
)

edit(
    "writes_into_u",
    "The input is changed: u -= v writes into the caller's array. Make a new one: u - v.",
    ("return norm(u - v, ord=ord)", "u -= v\nreturn norm(u, ord)"),
)

edit(
    "never_takes_magnitudes",
    "No magnitudes are taken: signs cancel in the sum of ord 1, and ord inf finds the largest entry instead of the"
    " largest magnitude. Take xp.abs(x) first.",
    (
        "if ord == 1:",
        "if ord == 1:\n"
        "    return xp.sum(x, axis=axis)\n"
        "if ord == float('inf'):\n"
        "    return xp.max(x, axis=axis)\n"
        "if ord == 1:",
    ),
)

edit(
    "forgets_magnitudes_and_root",
    "ord 1 sums the entries with their signs, and ord 2 lacks its root. Begin with ord 1: take the magnitudes"
    " before the sum.",
    ("if ord == 1:", "if ord in (1, 2):\n    return xp.sum(x ** ord, axis=axis)\nif ord == 1:"),
)

edit(
    "takes_means",
    "Means are taken instead of sums. A norm sums: with more entries a vector gets longer.",
    (
        "if ord == 1:",
        "if ord == 1:\n"
        "    return xp.mean(xp.abs(x), axis=axis)\n"
        "if ord == 2:\n"
        "    return xp.sqrt(xp.mean(x * x, axis=axis))\n"
        "if ord == 1:",
    ),
)

edit(
    "uses_the_formula_for_any_other_order",
    "Other orders go into (sum |x|^ord)^(1/ord), as in the general p-norm. This kata has three norms: for any other ord"
    " raise a ValueError that names it.",
    (
        'if ord == float("inf"):\n    return xp.max(xp.abs(x), axis=axis)',
        "if ord == float('inf') or not (negative or ord > 0):\n"
        "    if ord == 1:\n"
        "        return xp.sum(xp.abs(x), axis=axis)\n"
        "    if ord == float('inf'):\n"
        "        return xp.max(xp.abs(x), axis=axis)\n"
        "    raise ValueError(f'ord must be 1, 2 or inf, not {ord}')",
    ),
    (
        'raise ValueError(f"ord must be 1, 2 or inf, not {ord}")',
        "return xp.sum(xp.abs(x) ** ord, axis=axis) ** (1 / ord)",
    ),
    negative=(False, True),
)

edit(
    "uses_one_formula_for_every_order",
    "One formula is used for every ord, (sum |x|^ord)^(1/ord). For ord inf it breaks down, because the result is"
    " always something to the power 0. Take the largest magnitude there.",
    (
        'if ord == float("inf"):\n    return xp.max(xp.abs(x), axis=axis)',
        "if not ord > 0:\n"
        "    if ord == 1:\n"
        "        return xp.sum(xp.abs(x), axis=axis)\n"
        "    raise ValueError(f'ord must be 1, 2 or inf, not {ord}')",
    ),
    (
        'raise ValueError(f"ord must be 1, 2 or inf, not {ord}")',
        "return xp.sum(xp.abs(x) ** ord, axis=axis) ** (1 / ord)",
    ),
)

edit(
    "takes_any_other_order_for_two",
    "Any other ord is treated as if it were 2: that is what the last else does. Raise a ValueError there.",
    ("if ord == 1:", "ord = ord if ord in (1, float('inf')) else 2\nif ord == 1:"),
)

edit(
    "takes_any_other_order_for_infinity",
    "Any other ord is treated as if it were inf: that is what the last else does. Raise a ValueError there.",
    ("if ord == 1:", "ord = ord if ord in (1, 2) else float('inf')\nif ord == 1:"),
)

edit(
    "returns_nothing_for_other_orders",
    "For any other ord the function ends without a return, so it gives None. Raise a ValueError that names ord.",
    ("if ord == 1:", "if ord not in (1, 2, float('inf')):\n    return None\nif ord == 1:"),
)

edit(
    "cuts_the_order_to_an_integer",
    "An ord with a fraction is cut to a whole number, so 2.5 counts as 2. Compare ord itself with 1, 2 and inf.",
    ("if ord == 1:", "ord = int(ord) if 0 < ord < float('inf') else ord\nif ord == 1:"),
)


@mistake(
    "norm",
    "A dict has no entry for any other ord and raises a KeyError. The statement asks for a ValueError: check ord"
    " first.",
)
def looks_the_order_up_in_a_dict(x, ord=2, axis=-1):
    return {o: lambda x, o=o: norm(x, o, axis) for o in (1, 2, INF)}[ord](x)


edit(
    "gives_the_differences",
    "These are the differences, entry by entry. The distance is the norm of the difference vector.",
    ("return norm(u - v, ord=ord)", "norm(u - v, ord)\nreturn array_namespace(u).abs(u - v)"),
)

edit(
    "works_down_the_columns",
    "The distance is measured along the first axis. The vectors lie along the last one.",
    ("norm(u - v, ord=ord)", "norm(u - v, ord, axis=0)"),
)

edit(
    "forgets_the_root_of_the_distance",
    "The root is missing: that is the squared distance.",
    ("norm(u - v, ord=ord)", "norm(u - v, ord) ** 2 if ord == 2 else norm(u - v, ord)"),
)
