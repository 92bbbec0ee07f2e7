"""What an exception of Python, pandas or Matplotlib means for a beginner."""

from __future__ import annotations

PYTHON_MEANINGS = [
    # operators between a number and a class of one's own
    (
        r"unsupported operand type\(s\) for [^:]+: '(?:int|float)' and '((?!list|NoneType|str)[A-Za-z]+)'",
        "The number stands on the left here. Python then asks the {0} on the right for the method whose name begins"
        " with r, such as __radd__ or __rmul__. Does it have one, and does that take a plain number?",
    ),
    (
        r"'(?:int|float)' object has no attribute '(\w+)'",
        "A plain number has no {0}. It came in where this line expects an object of yours, or an array: turn it into"
        " one first.",
    ),
    # lists
    (
        r"'list' object has no attribute '(\w+)'",
        "A Python list has no {0}. Make an array of it first: xp.asarray of numbers, xp.stack of arrays.",
    ),
    (
        r"only integers, slices|string indices must be integers|cannot be interpreted as an index",
        "An index is a whole number here. // divides without a fraction, and len, range and shape give whole numbers.",
    ),
    (
        r"(all the input array dimensions|all the input arrays must have same number of dimensions"
        r"|all input arrays must have the same shape|stack expects each tensor to be equal size"
        r"|Sizes of tensors must match except|Tensors must have same number of dimensions)",
        "Arrays are put together whose shapes do not fit. xp.stack needs equal shapes; xp.concat needs as many axes"
        " each, and other sizes only along the axis that grows. v[:, None] makes a column of a vector.",
    ),
    (
        r"(0-d (array|tensor)|len\(\) of unsized|invalid index to scalar"
        r"|'(float|numpy\.float64)' object (is not (iterable|subscriptable)|does not support item))",
        "This is a single number: it has no entries and no length. Which step took the axis away, or was there none?",
    ),
    (
        r"boolean index did not match|The shape of the mask",
        "A mask has the shape of what it picks from. Print both shapes.",
    ),
    (
        r"tuple index out of range",
        "A shape, or another tuple, has fewer parts than this line asks for. A single number has no axes: its shape is"
        " ().",
    ),
    (
        r"'([\w.]*(?:function|method)\w*)' object (?:is not subscriptable|has no attribute)",
        "This is a function itself, not what it gives: the brackets of the call are missing.",
    ),
    (r"^KeyError", "There is no such key, or column. Print those that there are."),
    # the math module
    (
        r"(math domain error|expected a positive input|expected a nonnegative input|must be positive, got)",
        "The math module takes no logarithm of 0 or less, and no root of less than 0. Which number is it here, and what"
        " does the statement say of it?",
    ),
    (
        r"^OverflowError",
        "The result is larger than a float can be: exp does that from 710 on. Can this be written so that only small"
        " numbers are raised?",
    ),
    # pandas
    (
        r"truth value of a (Series|DataFrame)",
        "if, and, or and not ask for one truth value, and this is a whole {0}. & | and ~ work entry by entry; .any()"
        " and .all() give one value.",
    ),
    # Matplotlib
    (
        r"'Axes' object has no attribute '((?:x|y)(?:label|lim|scale|ticks)|title)'",
        "What is plt.{0} in pyplot is ax.set_{0} on an Axes.",
    ),
    (
        r"x and y must have same first dimension|x and y must be the same size",
        "A line has as many steps as heights. Print both lengths.",
    ),
]
"""Patterns of "name: text", and what to say; {0} is the first group."""
