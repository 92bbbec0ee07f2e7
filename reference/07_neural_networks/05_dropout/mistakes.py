"""What beginners hand in for dropout, and what to tell them."""

from array_api_compat import array_namespace, is_torch_array

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_divisor="divides_by_p scales_by_the_share_that_was_kept",
    wrong_factor="does_not_scale does_not_scale_and_drops_in_evaluation",
    upside_down="multiplies_by_the_kept_share",
    opposite_choice=(
        "takes_p_for_the_kept_share drops_with_the_other_probability drops_where_uniform_is_large"
        " keeps_where_uniform_is_less_than_the_kept_share keeps_where_uniform_is_small_unscaled"
    ),
    end_of_interval="drops_at_equality",
    writes_into_input="writes_into_its_input",
    dtype_lost="loses_the_dtype",
    cancellation="rounds_uniform passes_through_float32",
    zero_case="gives_nan_at_1 divides_by_zero_at_1",
    nan_hidden="hides_the_division_by_zero lets_nan_through",
    silent_error="checks_in_training_only checks_p_in_training_only checks_uniform_in_training_only takes_any_p",
    refuses_what_is_allowed="refuses_1",
    default_value="ignores_uniform",
    broadcast_by_accident="broadcasts_uniform drops_the_same_in_each_row drops_whole_rows draws_one_number",
    wrong_distribution="seeds_in_every_call draws_normal_numbers drops_an_exact_share",
    train_eval_mode=(
        "drops_all_in_evaluation_at_1 drops_in_evaluation swaps_training_and_evaluation scales_in_evaluation"
    ),
)

NOT_SCALED = (
    "The kept entries are not scaled, so a share p of the sum is missing in training and back in evaluation."
    " Divide what is kept by 1 - p."
)


def _checked(x, p, uniform):
    if not 0 <= p <= 1:
        raise ValueError(f"{p} is not a probability")
    if uniform is not None and uniform.shape != x.shape:
        raise ValueError(f"{tuple(uniform.shape)} is not {tuple(x.shape)}")


def _draw(x, shape=None):
    xp, shape = array_namespace(x), x.shape if shape is None else shape
    return xp.rand(shape, device=x.device) if is_torch_array(x) else xp.random.random(shape)


def _apply(x, p, dropped):
    """What is right once it is known which entries are dropped."""
    xp = array_namespace(x)
    return x * 0 if p == 1 else xp.where(dropped, xp.zeros_like(x), x / (1 - p))


edit(
    "does_not_scale",
    NOT_SCALED,
    ("x / (1 - p)", "x"),
)


edit(
    "multiplies_by_the_kept_share",
    "The kept entries are multiplied by 1 - p, which shrinks the mean twice. Divide by 1 - p: fewer entries have"
    " to carry the same sum.",
    ("x / (1 - p)", "x * (1 - p)"),
)


@mistake(
    "dropout",
    "The kept entries are divided by p, the share that is dropped. The share that is kept is 1 - p: divide by that.",
)
def divides_by_p(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    xp = array_namespace(x)
    kept = x / p if p else x
    return xp.where((_draw(x) if uniform is None else uniform) < p, xp.zeros_like(x), kept)


@mistake(
    "dropout",
    "p is used as the probability of keeping an entry. Here, as in torch, it is the probability of dropping it: p ="
    " 0 keeps everything.",
)
def takes_p_for_the_kept_share(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    return _apply(x, 1 - p, (_draw(x) if uniform is None else uniform) >= p)


@mistake(
    "dropout",
    "A share 1 - p of the entries is dropped instead of a share p. An entry goes where uniform < p, and only there.",
)
def drops_with_the_other_probability(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    return _apply(x, p, (_draw(x) if uniform is None else uniform) < 1 - p)


@mistake(
    "dropout",
    "The comparison is the wrong way round: entries are dropped where uniform is at least p, which is a share 1 -"
    " p of them. Drop where uniform < p.",
)
def drops_where_uniform_is_large(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    return _apply(x, p, (_draw(x) if uniform is None else uniform) >= p)


@mistake(
    "dropout",
    "An entry is kept where uniform < 1 - p. The right share goes, but not the right entries: those whose number is"
    " less than p are dropped.",
)
def keeps_where_uniform_is_less_than_the_kept_share(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    return _apply(x, p, (_draw(x) if uniform is None else uniform) >= 1 - p)


edit(
    "drops_at_equality",
    "An entry whose number equals p is dropped. uniform can be 0 but never 1, so only uniform < p has probability"
    " p; with <=, even p = 0 can drop something.",
    ("uniform < p", "uniform <= p"),
)


@mistake(
    "dropout",
    "At p = 1 everything is dropped in evaluation too. Look at training first: if it is False, return x as it is.",
)
def drops_all_in_evaluation_at_1(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if p == 1:
        return x * 0
    return _apply(x, p, (_draw(x) if uniform is None else uniform) < p) if training else x


edit(
    "drops_in_evaluation",
    "It drops in evaluation too. If training is False, return x as it is.",
    ("if not training:\n    return x\n", ""),
)


edit(
    "swaps_training_and_evaluation",
    "Training and evaluation are swapped: it drops where training is False. Drop if training is True; otherwise"
    " return x as it is.",
    ("if not training:", "if training:"),
)


@mistake(
    "dropout",
    "It scales by 1 - p in evaluation and not in training. Dropout was first published that way; here, as in"
    " torch, training divides what is kept by 1 - p, so that evaluation changes nothing.",
)
def scales_in_evaluation(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x * (1 - p)
    xp = array_namespace(x)
    return xp.where((_draw(x) if uniform is None else uniform) < p, xp.zeros_like(x), x)


edit(
    "hides_the_division_by_zero",
    "At p = 1 the gradient is NaN. where hides the division by zero but still differentiates it, and 0 times"
    " infinity is NaN. Return x * 0 before you divide.",
    ("if p == 1:  # nothing is kept, and there is no 1 / (1 - p)\n    return x * 0", "shape = None"),
)


@mistake(
    "dropout",
    "At p = 1 it divides by 1 - p = 0, and 0/0 is NaN. Nothing is kept there: return zeros before you divide.",
)
def gives_nan_at_1(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    xp = array_namespace(x)
    kept = (_draw(x) if uniform is None else uniform) >= p
    return x * xp.astype(kept, x.dtype) / (1 - p)


@mistake(
    "dropout",
    "At p = 1 Python divides by 1 - p = 0 and raises ZeroDivisionError. Nothing is kept there: return zeros"
    " before you divide.",
)
def divides_by_zero_at_1(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    xp = array_namespace(x)
    scale = 1 / (1 - p)
    return xp.where((_draw(x) if uniform is None else uniform) < p, xp.zeros_like(x), x * scale)


edit(
    "refuses_1",
    "p = 1 is refused, but it is a probability like any other: everything is dropped, and the result is zeros.",
    ("0 <= p <= 1", "0 <= p < 1"),
)


edit(
    "lets_nan_through",
    "NaN slips through, because every comparison with it is False: p < 0 as well as p > 1. Ask whether p is"
    " inside instead: if not 0 <= p <= 1.",
    (
        "xp = array_namespace(x)",
        "if p < 0 or p > 1:\n    raise ValueError(f'{p} is not a probability')\nxp = array_namespace(x)",
    ),
    ("0 <= p <= 1", "0 <= 0 <= 1"),
)

edit(
    "checks_in_training_only",
    "Nothing is checked where training is False. A wrong p or uniform is a mistake of the caller in evaluation too.",
    ("xp = array_namespace(x)", "if not training:\n    return x\nxp = array_namespace(x)"),
)

edit(
    "checks_p_in_training_only",
    "p is checked only where training is True. A wrong p is a mistake of the caller in evaluation too: check it"
    " before you return x.",
    ("0 <= p <= 1", "0 <= 0 <= 1"),
    (
        "if not training:\n    return x\n",
        "if not training:\n    return x\nif not 0 <= p <= 1:\n    raise ValueError(f'{p} is not a probability')\n",
    ),
)

edit(
    "checks_uniform_in_training_only",
    "The shape of uniform is checked only where training is True. A wrong shape is a mistake of the caller in"
    " evaluation too: check it before you return x.",
    (
        "xp = array_namespace(x)",
        "if not 0 <= p <= 1:\n"
        "    raise ValueError(f'{p} is not a probability')\n"
        "if not training:\n"
        "    return x\n"
        "xp = array_namespace(x)",
    ),
)

edit(
    "takes_any_p",
    "It accepts any number for p. A probability lies from 0 to 1: raise ValueError for everything else.",
    (
        'if not 0 <= p <= 1:  # also refuses NaN\n    raise ValueError(f"p is a probability, from 0 to 1, not {p}")\n',
        "",
    ),
)

edit(
    "broadcasts_uniform",
    "uniform may have any shape that broadcasts, so rows can share what they drop. Compare the shapes and raise"
    " ValueError.",
    ("uniform is not None and uniform.shape != x.shape", "False"),
)


@mistake(
    "dropout",
    "The dtype of the input is lost, because the mask or the random numbers have one of their own. Keep the mask"
    " boolean, or cast it to the dtype of x: float32 in, float32 out.",
)
def loses_the_dtype(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    xp = array_namespace(x)
    return _apply(xp.astype(x, xp.float64), p, (_draw(x) if uniform is None else uniform) < p)


@mistake(
    "dropout",
    "uniform is rounded to the dtype of x before the comparison, so a number just below p may have become p."
    " Compare it as it is: only the result needs the dtype of x.",
)
def rounds_uniform(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    return _apply(x, p, array_namespace(x).astype(_draw(x) if uniform is None else uniform, x.dtype) < p)


@mistake(
    "dropout",
    "uniform is not used: it draws numbers of its own. Where uniform is given, an entry is dropped where uniform < p.",
)
def ignores_uniform(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    return _apply(x, p, _draw(x) < p) if training else x


@mistake(
    "dropout",
    "All rows drop the same entries, as if one number were drawn for each column. Draw an array of the shape of"
    " x: every entry has a number of its own.",
)
def drops_the_same_in_each_row(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    dropped = (_draw(x, x.shape[-1:]) if uniform is None else uniform) < p
    return _apply(x, p, dropped | (x != x))


@mistake(
    "dropout",
    "Entries are dropped or kept by entire rows or examples, as if each had one number. Draw an array of the shape of"
    " x: every entry has a number of its own.",
)
def drops_whole_rows(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    dropped = (_draw(x, (*x.shape[:-1], 1)) if uniform is None else uniform) < p
    return _apply(x, p, dropped | (x != x))


edit(
    "seeds_in_every_call",
    "Every call drops the same entries, as if the generator were seeded anew each time. Then the same units never"
    " learn. Don't set a seed in the function.",
    (
        "if uniform is None:\n"
        "    uniform = xp.rand(x.shape, device=x.device) if is_torch_array(x) else xp.random.random("
        "x.shape)",
        "if uniform is None and is_torch_array(x):\n"
        "    uniform = xp.rand(x.shape, generator=xp.Generator(x.device).manual_seed(0), "
        "device=x.device)\n"
        "elif uniform is None:\n"
        "    uniform = xp.random.default_rng(0).random(x.shape)",
    ),
)

edit(
    "draws_normal_numbers",
    "The random numbers look normal, not uniform: a normal number is less than p with a different probability. Draw"
    " from [0, 1), with random() or torch.rand, not randn.",
    ("xp.rand(x.shape, device=x.device)", "xp.randn(x.shape, device=x.device)"),
    ("xp.random.random", "xp.random.standard_normal"),
)

edit(
    "drops_an_exact_share",
    "It drops exactly a share p of the entries in every call. Each entry is decided on its own, so how many go is"
    " left to chance too.",
    (
        "uniform = xp.rand(x.shape, device=x.device) if is_torch_array(x) else xp.random.random(x.shape)",
        "shape = None\n"
        "shape = x.shape if shape is None else shape\n"
        "order = xp.argsort(xp.argsort(xp.reshape(xp.rand(shape, device=x.device) if is_torch_array(x) "
        "else xp.random.random(shape), (-1,))))\n"
        "uniform = xp.reshape(order, x.shape) / max(1, order.shape[0])",
    ),
)

edit(
    "scales_by_the_share_that_was_kept",
    "What is kept is divided by the share that happened to be kept, so the scale depends on the draws. The scale"
    " is 1 / (1 - p), a constant.",
    ("if not training:", "shape = None\nif not training:"),
    (
        "if p == 1:  # nothing is kept, and there is no 1 / (1 - p)\n    return x * 0",
        "shape = x.shape if shape is None else shape",
    ),
    (
        "if uniform is None:\n"
        "    uniform = xp.rand(x.shape, device=x.device) if is_torch_array(x) else xp.random.random("
        "x.shape)",
        "kept = xp.astype(((xp.rand(shape, device=x.device) if is_torch_array(x) else xp.random.random("
        "shape)) if uniform is None else uniform) >= p, x.dtype)",
    ),
    (
        "xp.where(uniform < p, xp.zeros_like(x), x / (1 - p))",
        "x * kept / xp.mean(kept) if xp.any(kept != 0) else x * kept",
    ),
)

edit(
    "writes_into_its_input",
    "The input is changed: x[...] = 0 writes into the caller's array. Build a new one, with where or a product.",
    ("if not training:", "shape = None\nif not training:"),
    (
        "if p == 1:  # nothing is kept, and there is no 1 / (1 - p)\n    return x * 0",
        "shape = x.shape if shape is None else shape",
    ),
    (
        "if uniform is None:\n"
        "    uniform = xp.rand(x.shape, device=x.device) if is_torch_array(x) else xp.random.random("
        "x.shape)",
        "x[((xp.rand(shape, device=x.device) if is_torch_array(x) else xp.random.random(shape)) if "
        "uniform is None else uniform) < p] = 0",
    ),
    ("xp.where(uniform < p, xp.zeros_like(x), x / (1 - p))", "x if p == 1 else x / (1 - p)"),
)


@mistake("dropout", NOT_SCALED)
def does_not_scale_and_drops_in_evaluation(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    xp = array_namespace(x)
    return xp.where((_draw(x) if uniform is None else uniform) < p, xp.zeros_like(x), x)


@mistake(
    "dropout",
    "Two things are not as they should be. Entries are kept where uniform < p, and that is where they should be"
    " dropped. Then divide what is kept by 1 - p.",
)
def keeps_where_uniform_is_small_unscaled(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    xp = array_namespace(x)
    return xp.where((_draw(x) if uniform is None else uniform) < p, x, xp.zeros_like(x)) if training else x


@mistake(
    "dropout",
    "All entries are dropped together or kept together, as if one number were drawn for all of them. Draw an array of"
    " the shape of x: every entry has a number of its own.",
)
def draws_one_number(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    dropped = (_draw(x, (1,)) if uniform is None else uniform) < p
    return _apply(x, p, dropped | (x != x))


generics(
    "dropout",
    asserts="A wrong p or uniform raises AssertionError, where ValueError is due. assert is for your own checks,"
    " and python -O skips it: write if ...: raise ValueError(...).",
)


@mistake(
    "dropout",
    "The result passes through float32, which keeps about 7 digits. float64 in must stay float64 all the way.",
)
def passes_through_float32(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    xp = array_namespace(x)
    dropped = (_draw(x) if uniform is None else uniform) < p
    return xp.astype(_apply(xp.astype(x, xp.float32), p, dropped), x.dtype)
