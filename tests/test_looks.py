"""What betrays a planted line to a reader who asks nothing of what it computes."""

from __future__ import annotations

import pytest

from dojo.practice.looks import looks_right, takes_away
from dojo.practice.ordinary import Wording
from dojo.practice.planting import ODDER, plain, wording
from tests.judging import ROOT

MODEL = plain("""
import math

LIMIT, RATE = 7, 0.25


class Scale:
    def __init__(self, size, eps=0.125):
        self.size, self.eps = size, eps

    def forward(self, x, weights, names):
        if x.ndim != len(weights):
            raise ValueError(f"{len(weights)} weights do not fit {x.ndim} axes, as their shapes say")
        total = weights[1:] * RATE
        for name in names:
            total = total + math.exp(x[name]) / self.size
        low, high = x.min(), x.max()
        weights.append(high - low * self.eps)
        if total > LIMIT and total < high + low + self.size + math.pi + x.ndim:
            return total
        return _turned(x) - total


def _turned(x, rate=0.125):
    if x is LIMIT or rate > 2:
        raise ValueError("x")
    x = x.T * rate
    return x


def longer(first, second, third, fourth):
    if first.shape != second.shape or third.shape != fourth.shape:
        raise ValueError(f"{first.shape}, {second.shape}, {third.shape}, {fourth.shape}")
    fifth = first * second + first * third + first * fourth + second
    sixth = fifth * second + fifth * third + fifth * fourth + third
    return first + second + third + fourth + fifth + sixth + fifth
""")
LOOKS_RIGHT = [
    ("weights[1:] * RATE", "weights[1:] / RATE"),
    ("total + math.exp", "total - math.exp"),
    ("high - low", "low - high"),
    ("x.max()", "x.sum()"),
    ("!= len", "< len"),
]
GIVES_AWAY = {
    "a condition of constants": ("x.ndim != len(weights)", "0 > 1"),
    "a condition that is turned round": ("x.ndim != len(weights)", "not x.ndim == len(weights)"),
    "a choice of constants": ("for name in names", "for name in (n for n in names if True)"),
    "nothing added": ("/ self.size", "/ self.size + 0"),
    "a factor of one": ("/ self.size", "* 1 / self.size"),
    "a minus twice": ("high - low", "high - -low"),
    "a matrix turned twice": ("x = x.T", "x = x.T.T"),
    "the method of a negative number": ("x.min()", "(-x).min()"),
    "a divisor that is a factor": ("/ self.size", "/ self.size * (self.size / 3)"),
    "the square of a root": ("x.min()", "math.sqrt(x.min()) ** 2"),
    "a multiple": ("high - low", "high - high % low"),
    "one of a display": ("x.min(), x.max()", "(x.min(), x.max())[0], x.max()"),
    "a loop over one": ("in names", "in [names]"),
    "a list of a list": ("in names", "in list([n for n in names])"),
    "a range of one": ("in names", "in range(0, names, names)"),
    "a bound": ("x.min()", "max(x.min(), 0)"),
    "a choice": ("x.min()", "x.min() if names else x"),
    "a question for the type": ("x.min()", "x.min() * hasattr(x, 'min')"),
    "a tiny number": ("x.min()", "x.min() + 1e-09"),
    "a large number": ("x.min()", "x.min() % 100"),
    "a fixed name": ("fifth = first * second + first * third + first * fourth + second", "fifth = 2.5"),
    "a function of itself": ("math.exp(x[name])", "math.exp(math.exp(x[name]))"),
    "another library": ("import math", "import cmath as math"),
    "another exception": ("ValueError('x')", "IndexError('x')"),
    "an assertion": ("weights.append(high - low * self.eps)", "assert high - low * self.eps"),
    "no result": ("return x\n", "x.sort()\n"),
    "a result of None": ("return x\n", "x.sort()\n    return None\n"),
    "a constant left over": ("* RATE", "* 3"),
    "an attribute left over": ("low * self.eps", "low"),
    "a name left over": ("in names", "in weights"),
    "a function left over": ("_turned(x) - total", "x - total"),
    "a value dropped": ("weights.append(high - low * self.eps)", "max(high, self.eps)"),
    "a default again": ("return x\n", "return x - 0.125\n"),
    "something done to a result": ("return _turned(x) - total", "return (_turned(x) - total) ** 2"),
    "something done to a name": ("return total", "return total.squeeze()"),
    "something done to what is named": ("weights[1:] * RATE", "sorted(weights[1:] * RATE)"),
    "something done to what is appended": ("high - low * self.eps", "abs(high - low * self.eps)"),
    "a result that is named first": ("return _turned(x) - total", "found = _turned(x) - total\n        return found"),
    "a line more": ("low, high = ", "low = x.sum()\n        low, high = "),
    "a long formula": ("x.min()", "x.min() + (x[1] - x[2]) + (x[3] - x[4])"),
    "the longest line": ("x.min(), x.max()", "x.min(keepdims_of=names), x.max(keepdims_of=names)"),
}


@pytest.mark.parametrize(("old", "new"), LOOKS_RIGHT)
def test_what_is_done_otherwise_looks_right(old, new):
    assert old in MODEL
    assert looks_right(MODEL, MODEL.replace(old, new))


@pytest.fixture(scope="module")
def course() -> Wording:
    return wording(ROOT)


@pytest.mark.parametrize("named", GIVES_AWAY)
def test_what_nobody_writes_gives_a_line_away(named, course):
    old, new = GIVES_AWAY[named]
    assert old in MODEL
    text = plain(MODEL.replace(old, new))
    assert not looks_right(MODEL, text) or course.odder("", MODEL, text) > ODDER


SAID = {
    "one": "y = xp.sum(x)\nz = xp.sum(y)",
    "two": "y = xp.mean(x)\nz = xp.sum(y)",
    "three": "y = xp.sum(x)\nq = np.cos(q)",
}


def test_a_line_is_as_odd_as_its_words_are_in_the_other_katas():
    said = Wording(SAID)
    assert said.odder("three", SAID["three"], SAID["three"].replace("sum", "mean")) > 0
    assert said.odder("three", SAID["three"], SAID["three"].replace("cos", "sum")) < 0, "no other kata has it"
    tacked_on = SAID["one"].replace("(x)", "(x) + 1")
    assert said.odder("one", SAID["one"], tacked_on) > said.odder("one", SAID["one"], tacked_on.replace(" + 1", " - x"))


def test_of_several_places_the_oddest_counts():
    said, model = Wording(SAID), "a = xp.sum(x)\nb = xp.sum(a)\nc = xp.sum(b)"
    odd = model.replace("a = xp.sum(x)", "a = xp.sinh(x)")
    assert said.odder("one", model, odd.replace("c = xp.sum(b)", "c = b")) == said.odder("one", model, odd)


def test_what_only_leaves_out_is_known():
    assert takes_away(MODEL, MODEL.replace("math.exp(x[name])", "x[name]"))
    assert not takes_away(MODEL, MODEL.replace("high - low", "low - high"))
