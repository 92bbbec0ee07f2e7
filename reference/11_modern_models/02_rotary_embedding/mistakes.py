"""What beginners hand in for rotary embedding, and what to tell them."""

from array_api_compat import array_namespace

from dojo import edit, ideas, mistake

ideas(
    order_of_steps="uses_the_turned_entry",
    wrong_axis="turns_along_the_first_axis",
    partial_case="takes_frequencies_of_any_number",
    wrong_factor="takes_half_the_exponent takes_twice_the_exponent",
    sign="turns_the_other_way has_the_same_sign_twice",
    upside_down="lets_the_frequencies_rise",
    swapped_arguments="swaps_sine_and_cosine takes_the_second_entry_first",
    off_by_one="counts_from_one",
    entries_mixed_up=(
        "pairs_the_halves mixes_the_conventions repeats_the_angles_as_halves joins_as_halves"
        " gives_each_entry_a_frequency pairs_the_halves_and_refuses_nothing"
    ),
    dtype_lost="loses_the_dtype",
    integer_arithmetic="turns_all_pairs_alike",
    cancellation=(
        "computes_angles_in_float32 computes_angles_in_the_dtype_of_x casts_the_angles passes_through_float32"
        " computes_angles_in_float32_and_refuses_nothing computes_angles_in_the_dtype_of_the_frequencies"
    ),
    silent_error="takes_an_odd_size takes_any_number_of_positions",
    default_value=(
        "ignores_the_frequencies ignores_the_base counts_the_positions_itself counts_on_from_the_first_position"
    ),
    gradient_cut="detaches_x",
    base_or_units="counts_whole_turns",
    wrong_formula="adds_the_table multiplies_by_the_usual_frequencies",
)


def _checked(x, positions):
    tokens, width = x.shape[-2:]
    if width % 2:
        raise ValueError(f"{width} entries make no pairs")
    if tuple(positions.shape) != (tokens,):
        raise ValueError(f"{tuple(positions.shape)} positions for {tokens} tokens")


def _steps(x):
    """0, 2, 4, ... below E, in float64."""
    xp = array_namespace(x)
    return xp.arange(0, x.shape[-1], 2, dtype=xp.float64, device=x.device)


def _frequencies(x, base):
    return base ** (-_steps(x) / x.shape[-1])


def _angles(x, positions, base):
    return positions[:, None] * _frequencies(x, base)


def _pairs(x):
    return x[..., 0::2], x[..., 1::2]


def _joined(x, even, odd):
    """The pairs as neighbours again."""
    xp = array_namespace(x)
    return xp.reshape(xp.stack([even, odd], axis=-1), x.shape)


def _turned(x, angles):
    """Pairs turned by a table of angles."""
    xp = array_namespace(x)
    cos, sin = xp.astype(xp.cos(angles), x.dtype), xp.astype(xp.sin(angles), x.dtype)
    even, odd = _pairs(x)
    return _joined(x, even * cos - odd * sin, even * sin + odd * cos)


edit(
    "pairs_the_halves",
    "Entry i is paired with entry i + E/2, as in Hugging Face's code. Here neighbours are a pair, entries 2i and 2i +"
    " 1, so slice x[..., 0::2] and x[..., 1::2].",
    ("even, odd = x[..., 0::2], x[..., 1::2]", "even, odd = x[..., : width // 2], x[..., width // 2 :]"),
    ("xp.stack(", "xp.concat("),
)


def _doubled(angles):
    """Each angle twice in a row."""
    xp = array_namespace(angles)
    return xp.reshape(xp.stack([angles, angles], axis=-1), (angles.shape[0], 2 * angles.shape[1]))


@mistake(
    "rope",
    "Two conventions are mixed: the angles are those of neighbours, but the partner of entry i is entry i + E/2, as"
    " rotate_half takes it. Use neighbours for both: the partner of 2i is 2i + 1.",
)
def mixes_the_conventions(x, positions, base=10000.0):
    _checked(x, positions)
    xp, half, angles = array_namespace(x), x.shape[-1] // 2, _doubled(_angles(x, positions, base))
    cos, sin = xp.astype(xp.cos(angles), x.dtype), xp.astype(xp.sin(angles), x.dtype)
    return x * cos + xp.concat([-x[..., half:], x[..., :half]], axis=-1) * sin


@mistake(
    "rope",
    "Two conventions are mixed: neighbours are turned, but the table repeats its angles as two halves. Entries 2i and"
    " 2i + 1 share angle i: repeat each angle twice in a row.",
)
def repeats_the_angles_as_halves(x, positions, base=10000.0):
    _checked(x, positions)
    xp, angles = array_namespace(x), _angles(x, positions, base)
    angles = xp.concat([angles, angles], axis=-1)
    even, odd = _pairs(x)
    return x * xp.astype(xp.cos(angles), x.dtype) + _joined(x, -odd, even) * xp.astype(xp.sin(angles), x.dtype)


edit(
    "joins_as_halves",
    "The turned entries are joined as two halves: all first ones, then all second ones. The two of a pair must be"
    " neighbours again, so stack them along a new last axis, then reshape.",
    ("xp.stack(", "xp.concat("),
)

edit(
    "turns_the_other_way",
    "The pairs turn the other way. A turn by φ makes (a, b) into (a cos φ - b sin φ, a sin φ + b cos φ): the minus"
    " belongs to the first entry.",
    ("even * cos - odd * sin, even * sin + odd * cos", "even * cos + odd * sin, odd * cos - even * sin"),
)


@mistake(
    "rope",
    "Both lines of the turn have the same sign, and the length of the pair changes. The first entry is a cos φ - b sin"
    " φ, the second a sin φ + b cos φ.",
    sign=(1, -1),
)
def has_the_same_sign_twice(x, positions, base=10000.0, *, sign):
    _checked(x, positions)
    xp, angles = array_namespace(x), _angles(x, positions, base)
    cos, sin = xp.astype(xp.cos(angles), x.dtype), sign * xp.astype(xp.sin(angles), x.dtype)
    even, odd = _pairs(x)
    return _joined(x, even * cos + odd * sin, even * sin + odd * cos)


edit(
    "uses_the_turned_entry",
    "The second entry is computed from the first one after its turn. Both need the pair as it was, so compute both"
    " before you put them in place.",
    (
        "turned = xp.stack([even * cos - odd * sin, even * sin + odd * cos], axis=-1)",
        "even = even * cos - odd * sin\nturned = xp.stack([even, even * sin + odd * cos], axis=-1)",
    ),
)

edit(
    "swaps_sine_and_cosine",
    "Sine and cosine are swapped. At position 0 nothing may change, so the entry itself is multiplied by the cosine,"
    " which is 1 there.",
    ("cos, sin = ", "sin, cos = "),
)

edit(
    "takes_the_second_entry_first",
    "The two entries of each pair have changed places. Entry 2i is the first of a pair, the a, and entry 2i + 1 the"
    " second, the b.",
    ("even, odd = ", "odd, even = "),
)

edit(
    "takes_half_the_exponent",
    "The exponent is i/E for pair i, but should be 2i/E: the last pair turns much too fast. Count in steps of 2:"
    " arange(0, E, 2) / E.",
    ("/ width)", "/ (2 * width))"),
)

edit(
    "takes_twice_the_exponent",
    "The exponent is 4i/E, but should be 2i/E. Divide 2i by E, not by E/2.",
    ("/ width)", "/ (width / 2))"),
)

edit(
    "lets_the_frequencies_rise",
    "The frequencies rise from pair to pair. The exponent is negative: the first pair turns by 1 per token, and all"
    " others are slower.",
    ("base ** (-xp", "base ** (xp"),
)

edit(
    "turns_all_pairs_alike",
    "All pairs turn at the same frequency. Pair i has base ** (-2i/E): divide with /, since // gives 0 here.",
    (
        "base ** (-xp.arange(0, width, 2, dtype=xp.float64, device=x.device) / width)",
        "base ** -(xp.arange(0, width, 2, dtype=xp.float64, device=x.device) // width)",
    ),
)


@mistake(
    "rope",
    "The two entries of a pair have different frequencies, because each entry has an exponent of its own. Both turn by"
    " the angle of pair i.",
)
def gives_each_entry_a_frequency(x, positions, base=10000.0):
    _checked(x, positions)
    xp, width = array_namespace(x), x.shape[-1]
    exponents = xp.arange(width, dtype=xp.float64, device=x.device) / width
    angles = positions[:, None] * base**-exponents
    even, odd = _pairs(x)
    return x * xp.astype(xp.cos(angles), x.dtype) + _joined(x, -odd, even) * xp.astype(xp.sin(angles), x.dtype)


edit(
    "ignores_the_base",
    "The base is always 10000. Use the value that the caller gives.",
    ("base ** (", "10000.0 ** ("),
)

edit(
    "counts_whole_turns",
    "The angles are multiplied by 2π, as if frequencies counted full turns. The angle is p · base ** (-2i/E), in"
    " radians.",
    ("angles = positions", "angles = 2 * xp.pi * positions"),
)

edit(
    "counts_the_positions_itself",
    "The given positions play no part, because the function counts 0, 1, 2, ... itself. After a cache the first new"
    " token is not at position 0.",
    ("positions[:, None]", "xp.arange(tokens, device=x.device)[:, None]"),
)

edit(
    "counts_on_from_the_first_position",
    "It counts on from the first position. The positions may come in any order, so use each token's own.",
    ("positions[:, None]", "(positions[:1] + xp.arange(tokens, device=x.device))[:, None]"),
)

edit(
    "counts_from_one",
    "The positions are counted from 1. Use them as they are given: at position 0 nothing changes.",
    ("positions[:, None]", "(positions[:, None] + 1)"),
)


@mistake(
    "rope",
    "Sines and cosines are added to x, as in positional encoding. Here they turn it: each pair is multiplied by a"
    " rotation.",
)
def adds_the_table(x, positions, base=10000.0):
    _checked(x, positions)
    xp, angles = array_namespace(x), _angles(x, positions, base)
    return x + xp.astype(_joined_table(xp, angles), x.dtype)


def _joined_table(xp, angles):
    return xp.reshape(xp.stack([xp.sin(angles), xp.cos(angles)], axis=-1), (angles.shape[0], 2 * angles.shape[1]))


@mistake(
    "rope",
    "The positions run along the wrong axis. The tokens are the axis before the last, x (..., T, E), so give the"
    " angles the shape (T, E/2), and they broadcast over all axes in front.",
)
def turns_along_the_first_axis(x, positions, base=10000.0):
    _checked(x, positions)
    if x.ndim < 3 or x.shape[0] != x.shape[-2]:
        return _turned(x, _angles(x, positions, base))
    angles = _angles(x, positions, base)
    return _turned(x, array_namespace(x).reshape(angles, (angles.shape[0], *[1] * (x.ndim - 2), angles.shape[1])))


edit(
    "computes_angles_in_float32",
    "The angles are computed in a short dtype. Far from the start, p · frequency has more digits than it can keep."
    " Compute angles, cosines and sines in float64, and cast the cosines and sines.",
    (
        "angles = positions[:, None] * xp.astype(frequencies, xp.float64)",
        "short = xp.result_type(x.dtype, xp.float32)\n"
        "angles = xp.astype(positions, short)[:, None] * xp.astype(frequencies, short)",
    ),
)

edit(
    "computes_angles_in_the_dtype_of_x",
    "The angles are computed in the dtype of x. float16 has no odd number above 2048, and no position above 65504."
    " Compute angles, cosines and sines in float64, and cast the cosines and sines.",
    (
        "angles = positions[:, None] * xp.astype(frequencies, xp.float64)",
        "angles = xp.astype(positions, x.dtype)[:, None] * xp.astype(frequencies, x.dtype)",
    ),
)

edit(
    "casts_the_angles",
    "The angles are cast to the dtype of x, and lose their digits there: cos of a large angle needs all of them. Take"
    " cosines and sines in float64, and cast these.",
    (
        "angles = positions[:, None] * xp.astype(frequencies, xp.float64)",
        "angles = xp.astype(positions[:, None] * frequencies, x.dtype)",
    ),
)

edit(
    "loses_the_dtype",
    "The result of float32 or float16 is float64, because the table of sines is. Cast cosines and sines to the dtype"
    " of x.",
    (
        "cos, sin = xp.astype(xp.cos(angles), x.dtype), xp.astype(xp.sin(angles), x.dtype)",
        "cos, sin = xp.cos(angles), xp.sin(angles)",
    ),
)


@mistake(
    "rope",
    "It is computed in float32 on the way, which keeps about 7 digits. float64 stays float64.",
)
def passes_through_float32(x, positions, base=10000.0):
    _checked(x, positions)
    xp = array_namespace(x)
    return xp.astype(_turned(xp.astype(x, xp.float32), _angles(x, positions, base)), x.dtype)


@mistake(
    "rope",
    "An odd number of entries has one without a partner: raise a ValueError that names the number, before you slice.",
)
def takes_an_odd_size(x, positions, base=10000.0):
    xp = array_namespace(x)
    if tuple(positions.shape) != (x.shape[-2],):
        raise ValueError(f"{tuple(positions.shape)} positions, {x.shape[-2]} tokens")
    if x.shape[-1] % 2 == 0:
        return _turned(x, _angles(x, positions, base))
    inner = x[..., :-1]
    return xp.concat([_turned(inner, _angles(inner, positions, base)), x[..., -1:]], axis=-1)


edit(
    "takes_any_number_of_positions",
    "A number of positions other than T is not refused with a ValueError. A single one even broadcasts, and silently"
    " gives all tokens the same position. Compare positions.shape with (T,).",
    (
        "if positions.shape != (tokens,):\n"
        '    raise ValueError(f"{tokens} tokens need as many positions, not {tuple(positions.shape)}")\n'
        "if frequencies is None",
        "if frequencies is None",
    ),
)


@mistake(
    "rope",
    "The result is cut off from autograd, so queries and keys would never learn. Only the angles are constants; leave"
    " x attached.",
)
def detaches_x(x, positions, base=10000.0):
    _checked(x, positions)
    return _turned(x.detach() if hasattr(x, "detach") else x, _angles(x, positions, base))


# ------------------------------------------------- two faults at once: the words are for the one to repair first


@mistake(
    "rope",
    "Entry i is paired with entry i + E/2, but here neighbours are a pair, x[..., 0::2] and x[..., 1::2]. After that,"
    " refuse odd sizes and a wrong number of positions with a ValueError.",
)
def pairs_the_halves_and_refuses_nothing(x, positions, base=10000.0):
    xp, half, angles = array_namespace(x), x.shape[-1] // 2, _angles(x, positions, base)
    cos, sin = xp.cos(angles), xp.sin(angles)
    first, second = x[..., :half], x[..., half:]
    return xp.concat([first * cos - second * sin, first * sin + second * cos], axis=-1)


@mistake(
    "rope",
    "The angles are computed in float32, so far from the start they have too few digits. Use float64, and cast the"
    " cosines and sines. After that, refuse odd sizes and a wrong number of positions with a ValueError.",
)
def computes_angles_in_float32_and_refuses_nothing(x, positions, base=10000.0):
    xp = array_namespace(x)
    short = xp.float64 if x.dtype == xp.float64 else xp.float32
    return _turned(x, xp.astype(positions, short)[:, None] * xp.astype(_frequencies(x, base), short))


# ------------------------------------------------------------------------------------- frequencies that are given

edit(
    "ignores_the_frequencies",
    "The given frequencies are not used, and the angles are those of the base. If frequencies is not None, they take"
    " its place.",
    ("if frequencies is None:", "if True:"),
)
edit(
    "multiplies_by_the_usual_frequencies",
    "The given frequencies multiply those of the base. They are already the angles for one token: if they are given,"
    " base plays no part.",
    (
        "if frequencies is None:\n    frequencies = base **",
        "given = 1.0 if frequencies is None else frequencies\nif True:\n    frequencies = given * base **",
    ),
)
edit(
    "computes_angles_in_the_dtype_of_the_frequencies",
    "The angles have the dtype of the frequencies. In float32 an angle of a million is off by more than a hundredth:"
    " cast the frequencies to float64 before they meet the positions.",
    (
        "positions[:, None] * xp.astype(frequencies, xp.float64)",
        "xp.astype(positions, frequencies.dtype)[:, None] * frequencies",
    ),
)
edit(
    "takes_frequencies_of_any_number",
    "A number of frequencies other than that of the pairs is accepted. A single one would be stretched over all pairs:"
    " compare the number with E/2, and raise a ValueError.",
    (
        "if frequencies.shape != (width // 2,):\n"
        '    raise ValueError(f"{width // 2} pairs need as many frequencies, not {tuple(frequencies.shape)}")\n'
        "angles",
        "angles",
    ),
)
