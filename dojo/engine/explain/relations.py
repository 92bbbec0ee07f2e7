"""Facts read off a wrong result beside the right one: what has to be done to one to get the other."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator

import numpy as np

from dojo.engine.base.questions import Question
from dojo.engine.explain.agreement import ABOUT, SAME, beside_one, by_chance, is_round, same
from dojo.engine.explain.facts import Fact
from dojo.engine.explain.further import Pair, pooled


def relations(results: list[Pair]) -> Iterator[str]:
    """Say what makes a result of the right one: a factor, an offset, a number for all; the most telling first.

    Parameters
    ----------
    results : list of Pair
        The result, and what was answered to further questions: it is said of all of them.
    """
    yours, expected = pooled(results)
    yield from _of_guards(results[0])
    yield from _of_factors(results, yours, expected)
    yield from _of_digits(results, yours, expected)
    yield from _of_offsets(results, yours, expected)
    yield from _of_constants(results)


_FUNCTIONS: dict[str, Callable] = {
    "the natural logarithm of": np.log,
    "minus the logarithm of": lambda x: -np.log(x),
    "the exponential of": np.exp,
    "the square of": np.square,
    "the square root of": np.sqrt,
    "1 divided by": lambda x: 1 / x,
    "1 minus": lambda x: 1 - x,
    "the magnitude, without the sign, of": np.abs,
    "the sigmoid of": lambda x: 1 / (1 + np.exp(-x)),
    "the hyperbolic tangent of": np.tanh,
    "never below 0, and otherwise": lambda x: np.maximum(x, 0),
}


def functions(results: list[Pair]) -> Iterator[str]:
    """A last step too many, or one that is missing: yours is a function of what is expected, entry by entry."""
    yours, expected = pooled(results)
    many = not by_chance(np.unique(expected).size)
    if not many and (yours.size > 1 or np.any(is_round([yours, expected]))):
        return  # so few numbers, or such round ones, may agree by chance
    if not many and any(np.all(same(yours, expected * factor)) for factor in (0.5, 2)):
        return  # 1/3 is 1 minus 2/3, and half of it: the plainer fact is told
    for name, function in _FUNCTIONS.items():
        result = function(expected)
        is_one = many and not np.ptp(result)  # as of numbers below 0, none of which is kept
        if np.all(np.isfinite(result)) and np.all(same(yours, result)) and not is_one:
            subject = "Yours" if results[0].yours.size == 1 else "Each entry"
            yield Fact(f"{subject} is {name} what is expected.", function)
            return


_GUARDS = {f"1e-{n:02}": 10.0**-n for n in range(5, 21)} | {
    "the eps of float64": np.finfo(np.float64).eps,
    "the eps of float32": float(np.finfo(np.float32).eps),
}


def _of_guards(result: Pair) -> Iterator[str]:
    """The logarithm of what a probability was kept away from 0 with, in a mean over a few rows, too."""
    wrong, largest = result.yours[~same(result.yours, result.expected)], result.expected.max()
    for name, guard in _GUARDS.items():
        if any(np.all(same(wrong * rows, -math.log(guard)) & (largest > wrong)) for rows in range(1, 5)):
            yield (
                f"{wrong.flat[0]:.5g} comes of -log({name}): a probability is clipped, or something small is added to"
                " it. Work with the logarithm itself."
            )


_WHOLE = 1e6
"""Results of larger numbers may be whole, since few digits are left for a fraction."""


def _of_digits(results: list[Pair], yours: np.ndarray, expected: np.ndarray) -> Iterator[str]:
    """Digits that were cut off."""
    if by_chance(yours.size):
        return
    if np.ptp(yours) and np.all(yours == np.round(yours)):
        for function, words in (
            (np.floor, "down to whole numbers, as // does"),
            (np.trunc, "to whole numbers: an array of whole numbers holds no fraction"),
            (np.round, "to whole numbers"),
        ):
            if np.array_equal(yours, function(expected)):
                yield Fact(f"Yours is rounded {words}.", function)
                return
        are_small = all(np.all(np.abs(a) < _WHOLE) for r in results for a in r.question.arrays if a.dtype.kind == "f")
        if np.any(yours) and are_small and not np.any(expected == np.round(expected)):
            yield (
                "Each entry of yours is a whole number, and should not be. Is a whole number made on the way, or does"
                " an array or a sum begin with one?"
            )
    for places in range(1, 7):
        if np.array_equal(yours, np.round(expected, places)):
            words = f"Yours is rounded to {places} decimal place{'s' * (places > 1)}. Return the number as it is."
            yield Fact(words, functools.partial(np.round, decimals=places))
            return


def _of_factors(results: list[Pair], yours: np.ndarray, expected: np.ndarray) -> Iterator[str]:
    question, used = results[0].question, expected != 0
    ratios = yours[used] / expected[used]
    if not ratios.size or not np.all(np.isfinite(ratios)) or np.any(yours[~used]):
        return
    first, few = ratios[0], by_chance(np.unique(expected[used]).size)
    if np.all(same(ratios, first)):
        name = _name_of(first, question)
        if name or (not few and first != 0):
            many = "Every entry is" if results[0].yours.size > 1 else "Yours is"
            words = f"{many} {beside_one(first, 6)} times what is expected{name}."
            yield Fact(words, first.__mul__, functools.partial(_is_there_too, first, question))
        return
    if np.all(same(ratios, 1, ABOUT)):
        return  # all are nearly right, and no factor is to blame
    if not few and same(np.min(ratios), np.max(ratios), ABOUT):
        yield f"Every entry is about {first:.4g} times what is expected{_name_of(first, question, ABOUT)}."
        return
    changing = set(map(_changing_factor, results))
    if len(changing) == 1 and None not in changing:
        yield f"Yours is off by a factor that changes along {changing.pop()} alone."


def _changing_factor(result: Pair) -> str | None:
    used = result.expected != 0
    return _changing_axes(np.where(used, result.yours, np.nan) / np.where(used, result.expected, 1), used)


def _changing_axes(amount: np.ndarray, used: np.ndarray, size: np.ndarray | None = None) -> str | None:
    """The axes on which an amount depends, where enough entries agree along all the others; None where it is no rule.

    Parameters
    ----------
    amount : ndarray
        By how much each entry is off.
    used : ndarray of bool
        The entries that tell something.
    size : ndarray, optional
        The magnitudes beside which two amounts are the same; their own where it is left out.
    """

    def is_constant(axes) -> bool:
        low, high = (f(amount, axis=axes, initial=i, where=used) for f, i in ((np.min, np.inf), (np.max, -np.inf)))
        beside = 0.0 if size is None else np.max(size, axes)
        return bool(np.all((high < low) | same(low, high, beside=beside)))  # of none, the highest is the lower

    alone = tuple(axis for axis in range(amount.ndim) if is_constant(axis))
    changing = [str(axis) for axis in range(amount.ndim) if axis not in alone]
    if not changing or not alone or np.any(by_chance(used.sum(alone))) or not is_constant(alone):
        return None
    return f"axis {changing[0]}" if len(changing) == 1 else f"axes {', '.join(changing[:-1])} and {changing[-1]}"


_CONSTANTS = {"2": 2.0, "1/2": 0.5, "ln 2": math.log(2), "1/ln 2": 1 / math.log(2)}


def _name_of(ratio: float, question: Question, within: float = SAME) -> str:
    """Name what a factor may come from, in brackets: ln 2, a size of the inputs, a number among the arguments."""
    named = _CONSTANTS | _named_by_size(question) | _named_by_argument(question)
    return next((f" ({name})" for name, value in named.items() if same(ratio, value, within)), "")


def _is_there_too(ratio: float, question: Question, other: Question) -> bool:
    """Tell whether what has given a factor surely gives it for another question, where it has the same name.

    One that may be a size does so only where the inputs have the same shapes: n may be that of another axis.
    """
    by_size = any(same(ratio, value) for value in _named_by_size(question).values())
    have_same_shapes = [a.shape for a in question.arrays] == [a.shape for a in other.arrays]
    return _name_of(ratio, question) == _name_of(ratio, other) and (have_same_shapes or not by_size)


def _named_by_size(question: Question) -> dict[str, float]:
    named: dict[str, float] = {}
    masks = [a for a in question.arrays if a.dtype.kind == "b"]
    for n in sorted({n for a in question.arrays for n in (*a.shape, a.size) if n > 2}):  # 2 may be anything
        named |= {f"n = {n}": n, f"1/n with n = {n}": 1 / n, f"the root of n = {n}": math.sqrt(n)}
        named |= {f"1/(n ln 2) with n = {n}": 1 / (n * math.log(2))}
        if n > 3 and not masks:  # 3/2 may be anything, and beside a mask another count is likelier than n - 1
            for name, value in ((f"n/(n-1) with n = {n}", n / (n - 1)), (f"(n-1)/n with n = {n}", (n - 1) / n)):
                named |= {name: value, f"the root of {name}": math.sqrt(value)}
    for some, all_ in {(int(a.sum()), a.size) for a in masks if 0 < a.sum() < a.size}:
        where = f"where {some} of {all_} entries of a mask are True"
        named |= {f"{some}/{all_}, {where}": some / all_, f"{all_}/{some}, {where}": all_ / some}
    return named


def _named_by_argument(question: Question) -> dict[str, float]:
    named: dict[str, float] = {}
    for x in (v for v in (*question.args, *question.kwargs.values()) if isinstance(v, float) and v > 0 and v != 1):
        named |= {f"{x:g}, an argument": x, f"1/{x:g}, of an argument": 1 / x, f"{x:g} squared, an argument": x * x}
    return {name: value for name, value in named.items() if np.isfinite(value)}


def _of_offsets(results: list[Pair], yours: np.ndarray, expected: np.ndarray) -> Iterator[str]:
    """The same amount in every entry, or in every entry of a slice; its name where the inputs have that number."""
    if by_chance(yours.size) or not np.ptp(expected):
        return
    each = [offset for offset in map(_offset, results) if offset is not None]
    if len(each) == len(results):
        pairs = list(zip(results, each, strict=True))
        name = next((name for name in _AMOUNTS if all(_is_of_an_input(name, r.question, o) for r, o in pairs)), "")
        named = f": the {name} of an input" if name else ""
        seen = np.array([_DIGITS * np.max(np.abs(r.yours)) for r in results])
        constant = np.all(same(each, each[0], beside=seen) & (np.abs(each[0]) > SAME * seen))
        if named or (constant and not by_chance(np.unique(expected).size, free=2)):
            what = "Yours is off by" if results[0].yours.size == 1 else "Every entry is off by the same amount,"
            yield Fact(f"{what} {each[0]:+.4g}{named}.", None if named else each[0].__add__)
        return
    changing = {_changing_axes(r.yours - r.expected, np.ones(r.yours.shape, bool), np.abs(r.expected)) for r in results}
    if len(changing) == 1 and None not in changing:
        yield f"Yours is off by an amount that changes along {changing.pop()} alone."


_DIGITS = 1e-8
"""What is left of two numbers has an error of so much of them where it is the same up to `SAME`: rounding alone."""


def _offset(result: Pair) -> np.float64 | None:
    """The amount that all entries are off by, if it is the same."""
    yours, expected = result.yours, result.expected
    offset, beside = yours - expected, _DIGITS * np.maximum(np.abs(yours), np.abs(expected))
    return offset.flat[0] if np.all(same(offset, offset.flat[0], beside=beside)) else None


_AMOUNTS: dict[str, Callable] = {"largest number": np.max, "smallest number": np.min, "mean": np.mean, "sum": np.sum}
"""What an amount may be of an input, the first that it is."""


def _is_of_an_input(name: str, question: Question, amount: float) -> bool:
    inputs = [a for a in question.arrays if a.size and a.dtype.kind in "iuf"]
    return any(same(_AMOUNTS[name](a), np.abs(amount)) for a in inputs)


def _of_constants(results: list[Pair]) -> Iterator[str]:
    """The same number everywhere."""
    yours, expected = pooled(results)
    if by_chance(yours.size) or not all(np.ptp(r.expected) for r in results):
        return
    if not any(np.ptp(r.yours) for r in results) and not (np.any(yours) and are_truths(expected)):
        words = f"Every entry of yours is {'0' if not np.any(yours) else 'the same number'}."
        yield Fact(words, lambda x: np.full_like(x, yours.flat[0]))


def are_truths(numbers: np.ndarray) -> bool:
    """Tell whether all numbers are 0 or 1."""
    return bool(np.all((numbers == 0) | (numbers == 1)))
