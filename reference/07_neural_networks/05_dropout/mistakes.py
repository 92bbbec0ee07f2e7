"""What beginners hand in for dropout, and what to tell them."""

from array_api_compat import array_namespace, is_torch_array

from dojo import mistake


def _checked(x, p, uniform):
    if not 0 <= p <= 1:
        raise ValueError("p is a probability")
    if uniform is not None and uniform.shape != x.shape:
        raise ValueError("uniform has the shape of x")


def _draw(x, shape=None):
    xp, shape = array_namespace(x), x.shape if shape is None else shape
    return xp.rand(shape, device=x.device) if is_torch_array(x) else xp.random.random(shape)


def _apply(x, p, dropped):
    """What is right once it is known which entries are dropped."""
    xp = array_namespace(x)
    return x * 0 if p == 1 else xp.where(dropped, xp.zeros_like(x), x / (1 - p))


@mistake(
    "dropout",
    "The entries that are kept are not scaled. A share p of the sum is then missing in training and back in"
    " evaluation: divide what is kept by 1 - p, so that the mean stays.",
)
def does_not_scale(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    xp = array_namespace(x)
    return xp.where((_draw(x) if uniform is None else uniform) < p, xp.zeros_like(x), x)


@mistake(
    "dropout",
    "The kept entries are multiplied by 1 - p, which shrinks the mean twice. Divide by 1 - p: fewer entries have to"
    " carry the same sum.",
)
def multiplies_by_the_kept_share(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    xp = array_namespace(x)
    return xp.where((_draw(x) if uniform is None else uniform) < p, xp.zeros_like(x), x * (1 - p))


@mistake(
    "dropout",
    "The kept entries are divided by p. p is the share that goes; what stays is 1 - p, and that is what to divide by.",
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
    "p is taken for the probability to keep an entry. Here, as in torch, it is the probability to drop it: p = 0 keeps"
    " everything.",
)
def takes_p_for_the_kept_share(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    return _apply(x, 1 - p, (_draw(x) if uniform is None else uniform) >= p)


@mistake(
    "dropout",
    "A share 1 - p of the entries is dropped in place of a share p: an entry goes where uniform < p, and only there.",
)
def drops_with_the_other_probability(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    return _apply(x, p, (_draw(x) if uniform is None else uniform) < 1 - p)


@mistake(
    "dropout",
    "The comparison is the wrong way round: entries are dropped where uniform is at least p, and that is a share 1 - p"
    " of them. Drop where uniform < p.",
)
def drops_where_uniform_is_large(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    return _apply(x, p, (_draw(x) if uniform is None else uniform) >= p)


@mistake(
    "dropout",
    "An entry whose uniform number equals p is dropped. uniform starts at 0 and stays under 1, so that only uniform < p"
    " has the probability p; with <=, p = 0 can drop something.",
)
def drops_at_equality(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    return _apply(x, p, (_draw(x) if uniform is None else uniform) <= p)


@mistake("dropout", "It drops in evaluation too. Where training is False, x comes back as it is.")
def drops_in_evaluation(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    return _apply(x, p, (_draw(x) if uniform is None else uniform) < p)


@mistake(
    "dropout",
    "Training and evaluation are swapped: it drops where training is False. Where training is True the entries are"
    " dropped; else x comes back as it is.",
)
def swaps_training_and_evaluation(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    return x if training else _apply(x, p, (_draw(x) if uniform is None else uniform) < p)


@mistake(
    "dropout",
    "It scales by 1 - p in evaluation, and not in training. That is dropout as first published; here, as in torch,"
    " training divides what is kept by 1 - p, so that evaluation changes nothing.",
)
def scales_in_evaluation(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x * (1 - p)
    xp = array_namespace(x)
    return xp.where((_draw(x) if uniform is None else uniform) < p, xp.zeros_like(x), x)


@mistake(
    "dropout",
    "At p = 1 the gradient is NaN: where hides the division by zero, but differentiates it, and 0 times infinity is"
    " NaN. Don't divide there: give back x * 0 before.",
)
def hides_the_division_by_zero(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    xp = array_namespace(x)
    return xp.where((_draw(x) if uniform is None else uniform) < p, xp.zeros_like(x), x / (1 - p))


@mistake(
    "dropout",
    "At p = 1 it divides by 1 - p = 0, and 0/0 is NaN. Nothing is kept there: give back zeros before dividing.",
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
    "At p = 1 Python divides by 1 - p = 0, and raises ZeroDivisionError. Nothing is kept there: give back zeros before"
    " dividing.",
)
def divides_by_zero_at_1(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    xp = array_namespace(x)
    scale = 1 / (1 - p)
    return xp.where((_draw(x) if uniform is None else uniform) < p, xp.zeros_like(x), x * scale)


@mistake(
    "dropout",
    "p = 1 is refused. It is a probability: everything is dropped, and the result is all zeros.",
)
def refuses_1(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if p == 1:
        raise ValueError("p must be less than 1")
    return _apply(x, p, (_draw(x) if uniform is None else uniform) < p) if training else x


@mistake(
    "dropout",
    "NaN slips through, for every comparison with it is False: also p < 0 and p > 1. Ask whether p is inside, 0 <= p <="
    " 1, and refuse it where it is not.",
)
def lets_nan_through(x, p=0.5, training=True, uniform=None):
    if p < 0 or p > 1:
        raise ValueError("p is a probability")
    _checked(x, 0, uniform)
    return _apply(x, p, (_draw(x) if uniform is None else uniform) < p) if training else x


@mistake(
    "dropout",
    "Nothing is checked where training is False. A wrong p or uniform is an error of the caller in evaluation too.",
)
def checks_in_training_only(x, p=0.5, training=True, uniform=None):
    if not training:
        return x
    _checked(x, p, uniform)
    return _apply(x, p, (_draw(x) if uniform is None else uniform) < p)


@mistake("dropout", "It takes any number for p. What is not from 0 to 1 is no probability: raise ValueError.")
def takes_any_p(x, p=0.5, training=True, uniform=None):
    _checked(x, 0, uniform)
    if not training:
        return x
    return _apply(x, p, (_draw(x) if uniform is None else uniform) < p)


@mistake(
    "dropout",
    "uniform may have any shape that broadcasts, so that rows share what they drop. Compare the shapes and raise"
    " ValueError.",
)
def broadcasts_uniform(x, p=0.5, training=True, uniform=None):
    _checked(x, p, None)
    if not training:
        return x
    return _apply(x, p, (_draw(x) if uniform is None else uniform) < p)


@mistake(
    "dropout",
    "The dtype of the input is lost, for the mask or the random numbers have one of their own. Keep the mask boolean,"
    " or cast it to the dtype of x: float32 in, float32 out.",
)
def loses_the_dtype(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    xp = array_namespace(x)
    return _apply(xp.astype(x, xp.float64), p, (_draw(x) if uniform is None else uniform) < p)


@mistake(
    "dropout",
    "uniform is rounded to the dtype of x before it is compared, and what was less than p may have become p. Compare"
    " it as it is: only the result needs the dtype of x.",
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
    "It draws one number for each column, so that all rows drop the same entries. Draw an array of the shape of x:"
    " every entry has a number of its own.",
)
def drops_the_same_in_each_row(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    dropped = (_draw(x, x.shape[-1:]) if uniform is None else uniform) < p
    return _apply(x, p, dropped | (x != x))


@mistake(
    "dropout",
    "It draws one number for each example of the batch or one for each row, and drops or keeps it as a whole. Draw an"
    " array of the shape of x: every entry has a number of its own.",
)
def drops_whole_rows(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    dropped = (_draw(x, (*x.shape[:-1], 1)) if uniform is None else uniform) < p
    return _apply(x, p, dropped | (x != x))


@mistake(
    "dropout",
    "Every call drops the same entries, for the generator is seeded anew each time. Then the same units never learn:"
    " don't seed inside.",
)
def seeds_in_every_call(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    xp = array_namespace(x)
    if uniform is None and is_torch_array(x):
        uniform = xp.rand(x.shape, generator=xp.Generator(x.device).manual_seed(0), device=x.device)
    elif uniform is None:
        uniform = xp.random.default_rng(0).random(x.shape)
    return _apply(x, p, uniform < p)


@mistake(
    "dropout",
    "The random numbers are normal, not uniform: a normal number is less than p with another probability. Draw from [0,"
    " 1): random() or torch.rand, not randn.",
)
def draws_normal_numbers(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    xp = array_namespace(x)
    if uniform is None:
        uniform = xp.randn(x.shape, device=x.device) if is_torch_array(x) else xp.random.standard_normal(x.shape)
    return _apply(x, p, uniform < p)


@mistake(
    "dropout",
    "It drops exactly a share p of the entries in every call. Each entry is decided on its own, so that how many go is"
    " left to chance too.",
)
def drops_an_exact_share(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    xp = array_namespace(x)
    if uniform is None:
        order = xp.argsort(xp.argsort(xp.reshape(_draw(x), (-1,))))
        uniform = xp.reshape(order, x.shape) / max(1, order.shape[0])
    return _apply(x, p, uniform < p)


@mistake(
    "dropout",
    "What is kept is divided by the share that happened to be kept, so that the scale depends on the draws. The scale"
    " is 1 / (1 - p), a constant.",
)
def scales_by_the_share_that_was_kept(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    xp = array_namespace(x)
    kept = xp.astype((_draw(x) if uniform is None else uniform) >= p, x.dtype)
    return x * kept / xp.mean(kept) if xp.any(kept != 0) else x * kept


@mistake(
    "dropout",
    "The input is changed: x[...] = 0 writes into the caller's array. Build a new one, with where or a product.",
)
def writes_into_its_input(x, p=0.5, training=True, uniform=None):
    _checked(x, p, uniform)
    if not training:
        return x
    x[(_draw(x) if uniform is None else uniform) < p] = 0
    return x if p == 1 else x / (1 - p)
