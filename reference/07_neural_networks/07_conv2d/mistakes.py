"""What beginners hand in for convolution, and what to tell them."""

from array_api_compat import array_namespace

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_axis="pads_every_axis adds_the_bias_to_columns",
    whole_for_slice="mixes_the_channels",
    sum_for_mean="averages_over_the_channels",
    missing_term="ignores_the_bias",
    transposed="transposes_the_window puts_channels_last",
    swapped_arguments="exchanges_the_pairs exchanges_the_strides exchanges_the_paddings",
    off_by_one="misses_the_last_place",
    end_of_interval="rounds_the_size_up",
    entries_mixed_up="flips_the_window",
    not_accumulated="keeps_the_last_entry_alone",
    counted_twice="adds_the_bias_more_than_once",
    dtype_lost="loses_the_dtype",
    silent_error="takes_any_channels gives_an_empty_result refuses_nothing",
    default_value="ignores_the_padding ignores_the_stride moves_by_one ignores_stride_and_padding keeps_the_size",
    partial_case="pads_one_side takes_the_first_of_a_pair takes_the_first_channel flips_and_pads_one_side",
    wrong_formula="pads_with_the_edge",
)


def _pair(number):
    return tuple(number) if isinstance(number, (tuple, list)) else (number, number)


def _padded(xp, x, above, left, below=None, right=None):
    below, right = above if below is None else below, left if right is None else right
    n, c, h, w = x.shape
    out = xp.zeros((n, c, h + above + below, w + left + right), dtype=x.dtype, device=x.device)
    out[:, :, above : above + h, left : left + w] = x
    return out


def _refuse(x, weight, padding):
    above, left = _pair(padding)
    small = x.shape[2] + 2 * above < weight.shape[2] or x.shape[3] + 2 * left < weight.shape[3]
    if x.shape[1] != weight.shape[1] or small:
        raise ValueError(f"weights {tuple(weight.shape)} do not fit images {tuple(x.shape)}")


def _slide(xp, padded, weight, stride):
    """The sum over channels and entries, for an image with its padding."""
    (down, right), (kh, kw) = _pair(stride), weight.shape[2:]
    rows, columns = (padded.shape[2] - kh) // down + 1, (padded.shape[3] - kw) // right + 1
    last, out = xp.moveaxis(padded, 1, -1), 0.0
    for u in range(kh):
        for v in range(kw):
            seen = last[:, u : u + down * rows : down, v : v + right * columns : right, :]
            out = out + seen @ weight[:, :, u, v].T
    return xp.moveaxis(out, -1, 1)


def _conv(x, weight, bias=None, stride=1, padding=0):
    xp = array_namespace(x, weight)
    _refuse(x, weight, padding)
    out = _slide(xp, _padded(xp, x, *_pair(padding)), weight, stride)
    return out if bias is None else out + bias[:, None, None]


edit(
    "flips_the_window",
    "The window is flipped, as in a mathematical convolution. Networks leave it as it is: weight[u, v] meets x[i + u,"
    " j + v].",
    ("weight[:, :, u, v]", "weight[:, :, kh - 1 - u, kw - 1 - v]"),
)


@mistake(
    "conv2d",
    "The window's rows and columns are swapped. weight[o, c, u, v] has u for rows and v for columns.",
)
def transposes_the_window(x, weight, bias=None, stride=1, padding=0):
    xp = array_namespace(x, weight)
    if weight.shape[2] != weight.shape[3]:
        return _conv(x, xp.reshape(xp.matrix_transpose(weight), tuple(weight.shape)), bias, stride, padding)
    return _conv(x, xp.matrix_transpose(weight), bias, stride, padding)


@mistake(
    "conv2d",
    "The padding is above and on the left only. Put as many zeros below and on the right.",
)
def pads_one_side(x, weight, bias=None, stride=1, padding=0):
    xp = array_namespace(x, weight)
    above, left = _pair(padding)
    _refuse(x, weight, padding)
    padded = _padded(xp, x, above, left, 0, 0)
    if padded.shape[2] < weight.shape[2] or padded.shape[3] < weight.shape[3]:
        padded = _padded(xp, x, above, left)
    out = _slide(xp, padded, weight, stride)
    return out if bias is None else out + bias[:, None, None]


@mistake(
    "conv2d",
    "The padding is not used. Put rows and columns of zeros around the image first.",
)
def ignores_the_padding(x, weight, bias=None, stride=1, padding=0):
    return _conv(x, weight, bias, stride, 0)


@mistake(
    "conv2d",
    "The stride is not used: the window moves by one. Move it by the stride, down and to the right.",
)
def ignores_the_stride(x, weight, bias=None, stride=1, padding=0):
    return _conv(x, weight, bias, 1, padding)


edit(
    "moves_by_one",
    "The size of the result is right for the stride, but the window moves by one. For the place (i, j) of the result it"
    " begins at row i·s and column j·s.",
    ("u : u + down * rows : down, v : v + right * columns : right", "u : u + rows, v : v + columns"),
)


edit(
    "exchanges_the_pairs",
    "The pair of strides, or of paddings, is read in the wrong order: rows first, then columns.",
    ("return number if", "return number[::-1] if"),
)


edit(
    "exchanges_the_strides",
    "The pair of strides is read in the wrong order. The first number is the step down, the second the step to the"
    " right.",
    ("(down, right), (above", "(right, down), (above"),
)


edit(
    "exchanges_the_paddings",
    "The pair of paddings is read in the wrong order. The first number is for the rows above and below, the second"
    " for the columns beside.",
    ("(above, left) = pair", "(left, above) = pair"),
)


@mistake(
    "conv2d",
    "All four axes are padded, so images and channels of zeros come first. Pad only the last two: np.pad(x, ((0,"
    " 0), (0, 0), (p, p), (q, q))).",
)
def pads_every_axis(x, weight, bias=None, stride=1, padding=0):
    xp = array_namespace(x, weight)
    above, left = _pair(padding)
    _refuse(x, weight, padding)
    padded = _padded(xp, x, above, left)
    if above == left:
        n, c, h, w = padded.shape
        moved = xp.zeros((n + above, c + above, h, w), dtype=x.dtype, device=x.device)
        moved[above:, above:, :, :] = padded
        padded = moved[:n, :c, :, :]
    out = _slide(xp, padded, weight, stride)
    return out if bias is None else out + bias[:, None, None]


@mistake(
    "conv2d",
    "The first number of a pair is used for both directions. stride and padding may differ for rows and columns.",
)
def takes_the_first_of_a_pair(x, weight, bias=None, stride=1, padding=0):
    return _conv(x, weight, bias, _pair(stride)[0], _pair(padding)[0])


@mistake(
    "conv2d",
    "Each input channel meets the same window. weight[o, c] is a window of its own for each channel c: sum their"
    " products.",
)
def mixes_the_channels(x, weight, bias=None, stride=1, padding=0):
    xp = array_namespace(x, weight)
    _refuse(x, weight, padding)
    return _conv(xp.sum(x, axis=1, keepdims=True), xp.sum(weight, axis=1, keepdims=True), bias, stride, padding)


@mistake(
    "conv2d",
    "Only the first input channel counts. Each output channel sums over all of them.",
)
def takes_the_first_channel(x, weight, bias=None, stride=1, padding=0):
    _refuse(x, weight, padding)
    return _conv(x[:, :1, :, :], weight[:, :1, :, :], bias, stride, padding)


edit(
    "keeps_the_last_entry_alone",
    "Only the last entry of the window counts: each product takes the place of the one before it. Add the products up.",
    ("out = out + seen @", "out = seen @"),
)

edit(
    "averages_over_the_channels",
    "The products are averaged over the channels, or the window. They are added up.",
    ("weight[:, :, u, v].T", "weight[:, :, u, v].T / channels"),
)


@mistake(
    "conv2d",
    "The bias is not used. Add bias[o] to all of output channel o.",
)
def ignores_the_bias(x, weight, bias=None, stride=1, padding=0):
    return _conv(x, weight, None, stride, padding)


edit(
    "adds_the_bias_to_columns",
    "The bias is added along the last axis, to columns. It belongs to the channels: bias[:, None, None] lines up with"
    " (O, H', W').",
    ("bias[:, None, None]", "bias"),
)


@mistake(
    "conv2d",
    "The bias is added once for each entry of the window, or each channel. Add it once, at the end.",
)
def adds_the_bias_more_than_once(x, weight, bias=None, stride=1, padding=0):
    if bias is None:
        return _conv(x, weight, None, stride, padding)
    return _conv(x, weight, bias * x.shape[1], stride, padding)


@mistake(
    "conv2d",
    "The result lacks a last row and column: there are (H + 2p - k) // s + 1 places, and the + 1 is missing.",
)
def misses_the_last_place(x, weight, bias=None, stride=1, padding=0):
    out = _conv(x, weight, bias, stride, padding)
    return out[:, :, : max(out.shape[2] - 1, 1), : max(out.shape[3] - 1, 1)]


@mistake(
    "conv2d",
    "The result is as large as the image, padded by itself. Without padding it is smaller: (H + 2p - k) // s + 1.",
)
def keeps_the_size(x, weight, bias=None, stride=1, padding=0):
    xp = array_namespace(x, weight)
    _refuse(x, weight, padding)
    above, left = _pair(padding)
    kh, kw = weight.shape[2:]
    padded = _padded(xp, x, above + (kh - 1) // 2, left + (kw - 1) // 2, above + kh // 2, left + kw // 2)
    out = _slide(xp, padded, weight, stride)
    return out if bias is None else out + bias[:, None, None]


@mistake(
    "conv2d",
    "The last, incomplete window counts: the size is rounded up. A window must fit completely: the division is"
    " rounded down.",
)
def rounds_the_size_up(x, weight, bias=None, stride=1, padding=0):
    xp = array_namespace(x, weight)
    _refuse(x, weight, padding)
    (above, left), (down, right) = _pair(padding), _pair(stride)
    more = [
        -(size + 2 * p - k) % s
        for size, p, k, s in zip(x.shape[2:], (above, left), weight.shape[2:], (down, right), strict=True)
    ]
    out = _slide(xp, _padded(xp, x, above, left, above + more[0], left + more[1]), weight, stride)
    return out if bias is None else out + bias[:, None, None]


@mistake(
    "conv2d",
    "The edge of the image is repeated, or reflected, but there should be zeros.",
)
def pads_with_the_edge(x, weight, bias=None, stride=1, padding=0):
    xp = array_namespace(x, weight)
    _refuse(x, weight, padding)
    (above, left), (h, w) = _pair(padding), x.shape[2:]
    rows = xp.clip(xp.arange(-above, h + above, device=x.device), 0, h - 1)
    columns = xp.clip(xp.arange(-left, w + left, device=x.device), 0, w - 1)
    out = _slide(xp, xp.take(xp.take(x, rows, axis=2), columns, axis=3), weight, stride)
    return out if bias is None else out + bias[:, None, None]


@mistake(
    "conv2d",
    "The channels come last in the result. The order is (N, O, H', W').",
)
def puts_channels_last(x, weight, bias=None, stride=1, padding=0):
    return array_namespace(x, weight).moveaxis(_conv(x, weight, bias, stride, padding), 1, -1)


@mistake(
    "conv2d",
    "Images whose channels differ from the window's are let through, or fail somewhere inside. Raise a ValueError"
    " that mentions both shapes.",
)
def takes_any_channels(x, weight, bias=None, stride=1, padding=0):
    fewest = min(x.shape[1], weight.shape[1])
    return _conv(x[:, :fewest, :, :], weight[:, :fewest, :, :], bias, stride, padding)


@mistake(
    "conv2d",
    "A window larger than the padded image gives an empty result. Raise a ValueError that mentions both shapes.",
)
def gives_an_empty_result(x, weight, bias=None, stride=1, padding=0):
    xp = array_namespace(x, weight)
    (above, left), (down, right) = _pair(padding), _pair(stride)
    rows, columns = x.shape[2] + 2 * above - weight.shape[2], x.shape[3] + 2 * left - weight.shape[3]
    if x.shape[1] == weight.shape[1] and min(rows, columns) < 0:
        size = max(rows // down + 1, 0), max(columns // right + 1, 0)
        return xp.zeros((x.shape[0], weight.shape[0], *size), dtype=x.dtype, device=x.device)
    return _conv(x, weight, bias, stride, padding)


generics(
    "conv2d",
    asserts="The input is checked with assert, which raises an AssertionError, and which python -O skips. Use if,"
    " and raise a ValueError.",
    passes_through_float32="It is computed in float32 on the way, which keeps about 7 digits. Stay in the dtype"
    " that came in.",
)


@mistake(
    "conv2d",
    "The result is float64 for float32 images: np.zeros makes float64 unless it is told otherwise. Give it"
    " dtype=x.dtype.",
)
def loses_the_dtype(x, weight, bias=None, stride=1, padding=0):
    xp = array_namespace(x, weight)
    return xp.astype(_conv(x, weight, bias, stride, padding), xp.float64)


# ------------------------------------------------- two faults at once: the words are for the one to repair first


@mistake(
    "conv2d",
    "Repair two things: do not flip the window, and put zeros on all four sides, not only above and on the left.",
)
def flips_and_pads_one_side(x, weight, bias=None, stride=1, padding=0):
    xp = array_namespace(x, weight)
    return pads_one_side(x, xp.flip(weight, axis=(2, 3)), bias, stride, padding)


@mistake(
    "conv2d",
    "Neither stride nor padding is used. Put zeros around the image first, then move the window by the stride.",
)
def ignores_stride_and_padding(x, weight, bias=None, stride=1, padding=0):
    return _conv(x, weight, bias)


@mistake(
    "conv2d",
    "Shapes that do not fit are let through: a wrong number of channels, and a window larger than the padded image."
    " Raise a ValueError that mentions both shapes.",
)
def refuses_nothing(x, weight, bias=None, stride=1, padding=0):
    fewest = min(x.shape[1], weight.shape[1])
    return gives_an_empty_result(x[:, :fewest, :, :], weight[:, :fewest, :, :], bias, stride, padding)
