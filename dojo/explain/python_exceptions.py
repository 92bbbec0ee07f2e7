"""What an exception of Python, pandas or Matplotlib means for a beginner, and one that itself says little."""

from __future__ import annotations

PYTHON = [
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
    (
        r"^KeyError: (?!np\.str_|Timestamp)[^'\"\s]",
        "Nothing is stored under this key yet. Which step should have put it there, and did that run before this line?"
        " If the key is an id(x): a copy of x, or a new array, has another.",
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
    # what says little to a beginner
    (
        r"only (integer tensors of a single element|integer scalar arrays) can be converted",
        "range() and the index of a list take one whole number, and this is an array. Go through its entries, or"
        " compute with all of them at once.",
    ),
    (
        r"doesn't match the broadcast shape",
        "x += y keeps the shape of x, and y is larger here. Write x = x + y; or, if x is the gradient of an array that"
        " was broadcast, sum y over the axes that broadcasting has added or stretched.",
    ),
    (
        r"Integers to negative integer powers",
        "NumPy takes no negative power of whole numbers. Make floats of them first: xp.astype(x, xp.float64).",
    ),
    (
        r"does not have enough dimensions",
        "@ takes vectors and matrices, and one side here is a single number. * multiplies by a number; for the outer"
        " product of two vectors write x[:, None] * y.",
    ),
    (
        r"((list|tuple|string) (assignment )?index out of range|pop from empty)",
        "An index runs past the end of a list. In the first or the last round of the loop, which one is it?",
    ),
    (
        r"got an unexpected keyword argument '(\w+)'",
        "What is called here has no argument {0}. If it is your own, compare it with the stub: *args and **kwargs hand"
        " on whatever comes.",
    ),
    (
        r"(takes (from )?\d+ .*positional arguments? but|missing \d+ required positional argument)",
        "The call gives more or fewer arguments than the function takes. In a class, self is the first argument of each"
        " method; a static method has none.",
    ),
    (
        r"(NameError|UnboundLocalError)",
        "This name has no value here. Is it spelled as above, imported, and set in every branch that leads here?",
    ),
    (
        r"incorrect number of gradients \(expected (\d+), got (\d+)\)",
        "backward gives one gradient for each argument of forward after ctx, in their order: {0} here. That of a number"
        " is None.",
    ),
    (
        r"(need at least one array to|a non-empty (list of Tensors|TensorList))",
        "There is nothing to put together: the loop never ran. Does it count its rounds right? An empty input has a"
        " result too: which shape does the statement give it?",
    ),
    (
        r"(zero-size array to reduction operation|Expected reduction dim|(iterable argument|arg) is (an )?empty)",
        "The largest or smallest of nothing is asked for. What does the statement say of an empty input or axis? Answer"
        " that case first.",
    ),
    (
        r"backward through the graph a second time",
        "A backward() has used up this graph. Compute the loss anew for each step, and add up losses as floats, with"
        " loss.item(): a tensor brings its graph along.",
    ),
    (
        r"(list|tuple) indices must be integers or slices, not",
        "A list or a tuple is indexed by a whole number. Take its parts by their place, a, b = pair; of numbers in a"
        " list make an array first.",
    ),
    (
        r"(unsupported operand type\(s\) for.*'(list|tuple|dict)'|can't multiply sequence|can only concatenate)",
        "One side is a list or a tuple, and no array: + joins and * repeats it. Make an array of numbers first,"
        " xp.asarray(numbers); of a pair, take the parts: a, b = pair.",
    ),
    (
        r"(object is not iterable|cannot unpack non-iterable|iteration over a 0-d)",
        "A loop, or a, b = ..., takes several things, and this is one. To count up to a number, write range(n).",
    ),
    (
        r"(object is not callable|object is not subscriptable)",
        "( ) calls a function and [ ] takes a part; what stands before them here allows neither. Has a variable the"
        " name of a function, or are the brackets of the other kind?",
    ),
    (
        r"(slice indices must be integers|'float' object cannot be interpreted as an integer)",
        "A count or an index is a whole number. / gives a float: // gives a whole number.",
    ),
    (
        r"(arrays used as indices must be|tensors used as indices must be)",
        "Indices are whole numbers or booleans, and these are floats: xp.astype(i, xp.int64).",
    ),
    (
        r"(boolean subtract|with a bool tensor is not supported)",
        "Truth values can't be subtracted. Make numbers of them first, xp.astype(mask, x.dtype), or turn them"
        " round, ~mask.",
    ),
    (
        r"received an invalid combination of arguments",
        "torch has this function, but with other arguments. With xp = array_namespace(x), xp functions take the same on"
        " both libraries.",
    ),
    (
        r"('from' to be less than 'to'|low >= high|high <= 0)",
        "There is no number to draw: the upper end is left out, and here it is not above the lower one. With the starts"
        " 0 ... m it is m + 1.",
    ),
    (
        r"object does not support item assignment",
        "A tuple or a string can't be changed in place. Make a list of it, change that, and turn it back.",
    ),
    (
        r"'(\w+)' object has no attribute '(\w+)'",
        "What stands before .{1} is a {0}, which has none. If the class is your own, set self.{1} in __init__; else"
        " print what it is.",
    ),
]
"""Patterns of "name: text", and what to say; {0} is the first group."""
