"""What an exception of NumPy or torch means for somebody who learns both."""

from __future__ import annotations

import re

from dojo.base.questions import Raised
from dojo.explain.python_exceptions import PYTHON
from dojo.explain.torch_names import for_error

_STAY = "Stay with xp functions and the tensors that you were given."
_MEANINGS = [
    # NumPy's idioms on tensors
    (
        r"'Tensor' object has no attribute 'astype'",
        "A tensor has no astype. xp.astype(x, dtype) works on both libraries.",
    ),
    (
        r"'Tensor' object has no attribute 'copy'",
        "A tensor has no copy: x.clone() makes a new tensor, and xp.asarray(x, copy=True) works on both libraries.",
    ),
    (
        r"'Tensor' object has no attribute '(\w+)'",
        "A tensor has no {0}. Look for xp.{0}(x), with xp = array_namespace(x): functions have the same"
        " names on both libraries, methods do not.",
    ),
    (
        r"module '[\w.]*torch[\w.]*' has no attribute '(\w+)'",
        "torch has no function {0}. It may have another name there, or take two steps of functions that both libraries"
        " have.",
    ),
    (
        r"torch\.return_types\.(max|min|median|sort|mode)",
        "On torch, x.{0}(axis=...) gives values and indices together. xp.{0}(x, axis=...) gives the values alone, on"
        " both libraries.",
    ),
    (
        r"step must be greater than zero",
        "A tensor can't be sliced backwards: x[::-1] works on NumPy alone. xp.flip(x, axis=0) works on both.",
    ),
    (
        r"stride in the given numpy array is negative",
        "torch can't share the memory of a reversed array. Reverse the tensor instead: xp.flip(x, axis=0).",
    ),
    (
        r"(expected a sequence of integers.*built-in method size|by non-int of type 'builtin_function_or_method')",
        "On torch, x.size is a method. math.prod(x.shape) counts the entries on both libraries.",
    ),
    (
        r"could not infer output dtype.*Got: (Long|Int|Bool|Short|Byte|Char)",
        "torch takes no mean of whole numbers. Turn them into floats first: xp.astype(x, xp.float64).",
    ),
    (
        r"(Concatenation operation is not implemented for NumPy|operand type.*'numpy\.ndarray' and 'Tensor')",
        "A NumPy array and a tensor meet here. The array is yours, from np.zeros or np.array: make it with"
        " xp.zeros_like(x), or with xp.zeros(shape, dtype=x.dtype, device=x.device).",
    ),
    (
        r"1D tensors expected, but got \dD",
        "On torch, dot takes two vectors and no matrix. A @ B multiplies matrices on both libraries.",
    ),
    (
        r"transpose\(\) takes 2 positional arguments",
        "On torch, transpose swaps two axes. xp.permute_dims(x, axes) puts all axes in order on both libraries.",
    ),
    (
        r"repeat\(\) got an unexpected keyword argument 'axis'",
        "On torch, x.repeat tiles the whole tensor and takes no axis. xp.repeat(x, n, axis=axis) repeats each entry n"
        " times along an axis, on both libraries.",
    ),
    # torch's idioms on arrays
    (
        r"must be Tensor, not (numpy\.)?ndarray",
        "This line calls torch on a NumPy array. Ask the input for its library: xp = array_namespace(x), and xp.exp(x)"
        " where you wrote torch.exp(x).",
    ),
    (
        r"'numpy\.ndarray' object has no attribute '(\w+)'",
        "A NumPy array has no {0}: that is torch's. Look for xp.{0}(x), or for the same step with reshape and indices.",
    ),
    (
        r"unexpected keyword argument '(dim|keepdim)'",
        "dim and keepdim are torch's names. axis and keepdims work on both libraries.",
    ),
    (
        r"(Cannot interpret 'torch\.\w+' as a data type|must be torch\.dtype, not)",
        "The dtypes of NumPy and of torch are different things, and one is given to the other here. What did the array"
        " become on the way? Stay with xp functions, and with xp.float64 for a dtype.",
    ),
    # gradients
    (
        r"Can't call numpy\(\) on Tensor that requires grad",
        f"Gradients are asked for here, and NumPy can't record them. {_STAY}",
    ),
    (
        r"a leaf Variable that requires grad is being used in an in-place operation",
        "This writes into the input, whose gradient is asked for. Compute into a new array: y = x - m, not x -= m.",
    ),
    (
        r"needed for gradient computation has been modified by an inplace operation",
        "A value that the backward pass still needs was overwritten. Compute into a new array: y = 2 * y, not y *= 2.",
    ),
    (
        r"does not require grad and does not have a grad_fn",
        "The result does not depend on the input any more, as far as autograd can tell: .detach(), .item(), .numpy(),"
        f" float() and torch.tensor(...) cut it off. {_STAY}",
    ),
    # shapes and dtypes
    (
        r"(mismatch in its core dimension|cannot be multiplied|inconsistent tensor size)",
        "In a product of matrices (n, k) @ (k, m) the inner sizes are equal. Print both shapes: is one to be"
        " transposed? For the dot product of each pair of vectors, multiply entry by entry and sum along the axis.",
    ),
    (
        r"could not be broadcast together with (?:remapped )?shapes \((\d+),(\d+)\) \(\2,\1\)",
        "One side has the shape of the other's transpose. Which of them is to be transposed? Or is it a product of"
        " matrices whose factors changed places: X.T @ G, not G.T @ X?",
    ),
    (
        r"could not be broadcast together with (?:remapped )?shapes \(\d+,\) \(\d+,\)",
        "Two vectors of different lengths meet entry by entry. If each number of one is to meet each of the other, give"
        " one of them a new axis, p[:, None] * q; if not, which of them is too long?",
    ),
    (
        r"(operands could not be broadcast|must match the size of tensor b|objects cannot be broadcast"
        r"|broadcast to a single shape)",
        "Two shapes do not fit. Shapes line up from the right{clash}. Was an axis reduced without keepdims=True, or is"
        " one side too short? Print both shapes.",
    ),
    (
        r"(to have the same dtype|expected (scalar type|m1 and m2))",
        "The two sides have different dtypes. Which array has a dtype of its own? Make it with dtype=x.dtype.",
    ),
    (
        r"Cannot cast ufunc .* from dtype\('float64'\) to dtype\('int64'\)",
        "An array of whole numbers can't hold the result. Make a new array, y = x - m, or start from one of floats.",
    ),
    (
        r"Invalid value .* for dtype '?U?[Ii]nt",
        "A column of whole numbers can't hold a fraction, and pandas refuses to fill one in. Round it first.",
    ),
    (
        r"Invalid value .* for dtype '?bool",
        "A column of truth values can't hold a number. is_numeric_dtype takes it for a column of numbers, but"
        " df.select_dtypes('number') leaves it out.",
    ),
    (
        r"(NAType|boolean value of NA is ambiguous)",
        "A missing value came up here: the mean of no numbers at all is pd.NA. Which case has nothing to compute with?"
        " Treat it before this line.",
    ),
    (
        r"(only one element tensors|only 0-dimensional arrays|can be converted to (Python )?scalars?)",
        "float(), int() and the math module take one number, and this is an array. The functions of xp work entry by"
        " entry.",
    ),
    (
        r"(?:truth value of an array|Boolean value of Tensor) with more than one"
        r"[^\n]*\n(?!.*\bfor\b).*(?:\bin\b|\.(?:index|remove|count)\()",
        "in, index, remove and count compare arrays with ==, entry by entry. Ask whether it is the same object:"
        " any(other is x for other in others), or a set of id(x).",
    ),
    (
        r"(?:truth value of an array|Boolean value of Tensor) with more than one[^\n]*\n.*\bif (?:not )?(\w+)\s*:",
        "{0} is an array, which is neither true nor false. Is it empty? Ask len({0}) == 0. Does a condition hold? Take"
        " xp.any or xp.all of it, or choose entry by entry: xp.where(condition, a, b).",
    ),
    (
        r"(truth value of an array|Boolean value of Tensor) with more than one",
        "if, and, or, not and max(a, b) ask for one truth value, and this is an array. xp.where(condition, a, b) takes"
        " entry by entry.",
    ),
    (
        r"view size is not compatible",
        "A view needs the entries in this order in memory, and after a transpose they are not. xp.reshape copies where"
        " it must.",
    ),
    (
        r"(Dimension out of range|is out of bounds for array of dimension)",
        "There is no such axis. Inside, the array may have fewer axes than you think: print its shape, or count from"
        " the end with -1.",
    ),
    (
        r"(unsupported operand type\(s\) for|bad operand type for|not supported between).*'NoneType'",
        "One side is None: an argument that was left out, a function that ends without return, or a .grad of a tensor"
        " that no backward pass has reached."
        " Ask whether an optional argument is None before you use it.",
    ),
    (
        r"'NoneType' object (has no attribute|is not)",
        "Something is None here: an argument that was left out, a function that ends without return, or what a"
        " method in place gives.",
    ),
    (
        r"ZeroDivisionError",
        "A Python number was divided by 0, where an array would give inf or NaN. Which number is 0 here, and what does"
        " the statement say of that case?",
    ),
    (
        r"index -?\d+ is out of bounds for (axis|dimension) \d+ with size 0",
        "An entry is asked for where there is none: this axis has size 0. If the input is empty, answer that case"
        " first; if it is not, which step left nothing?",
    ),
    (
        r"(index -?\d+ is out of bounds for (axis|dimension) \d+ with size \d+)",
        "An index runs past the end of an axis. Does the loop count along that very axis? Print the shape,"
        " and the index.",
    ),
    (
        r"(array is 0-dimensional, but \d+ were indexed|too many indices for tensor of dimension 0"
        r"|(slice\(\) cannot be applied to|invalid index of) a 0-dim tensor)",
        "This array has the shape (): there is no axis that an index or [:] could go along. Did a step take its axes"
        " away? If it may be a single number, x[...] is all of it, and x[...] = y writes into it.",
    ),
    (
        r"too many (indices|values to unpack)|not enough values to unpack",
        "The array, or the tuple, has another number of axes or parts than this line takes. Print its shape first.",
    ),
    (
        r"(setting an array element with a sequence|inhomogeneous shape|could not broadcast input array"
        r"|expand\(.*\).*shape)",
        "One place takes one number, or one row, and got something of another shape. Print the shapes of both sides of"
        " this assignment.",
    ),
    (
        r"unhashable type: '(numpy\.ndarray|list|dict)'",
        "What can change can't be the key of a dict or a member of a set. Keep such things in a list, in the order of"
        " the arrays, or name them by their index.",
    ),
    (
        r"(agg function failed|[Cc]ould not convert string|dtype .?(str|object|string).? does not support"
        r"|Cannot perform reduction .* with string)",
        "A column of text is among those to be averaged. Choose the columns of numbers first:"
        " df.select_dtypes('number').",
    ),
    (
        r"(assignment destination is read-only|output array is read-only)",
        "This writes into an array that must stay as it is. Compute into a new one: y = x - m, not x -= m.",
    ),
    (
        r"cannot reshape (array of size 0|tensor of 0 elements) into shape .*(newaxis|-1)",
        "There are no entries here, so that a size of -1 cannot be worked out from them. Write the size itself.",
    ),
    (
        r"cannot reshape array|is invalid for input of size",
        "A reshape keeps the number of entries. Print the shape before it: which axis is of another size?",
    ),
    (
        r"not implemented for '(\w+)'",
        "torch has this function for other dtypes, but not for {0} (Long is int64). Should these numbers be floats"
        " here? If any dtype may come, choose a function that takes them all.",
    ),
    *PYTHON,
]


def meaning(raised: Raised, on_torch: bool = True) -> str | None:
    """What an exception means, or None where its own text says enough.

    Parameters
    ----------
    raised : Raised
        The exception; one that the solution raises itself has no other meaning.
    on_torch : bool
        Whether there are tensors: a class Tensor may be the learner's own.
    """
    if raised.by_solution:
        return None
    text = f"{raised.name}: {raised.text}"
    if on_torch and (told := for_error(raised.text)):
        return told
    with_line = "\n".join([text, *map(str, raised.lines[-1:])])
    for pattern, words in _MEANINGS:
        if pattern.startswith("'Tensor'") and not on_torch:
            continue
        if found := re.search(pattern, with_line if r"\n" in pattern else text, re.S):
            return words.format(
                *(group for group in (*found.groups(), "") if group is not None), clash=_clash(raised.text)
            )
    return None


def _clash(text: str) -> str:
    """Where two shapes that an exception names part, counted from the right."""
    shapes = [[int(n) for n in re.findall(r"\d+", shape)] for shape in re.findall(r"\(([\d,]+)\)", text)]
    for axis, (n, m) in enumerate(zip(shapes[0][::-1], shapes[1][::-1], strict=False) if len(shapes) > 1 else (), 1):
        if n != m and 1 not in (n, m):
            return f", and axis -{axis} has {n} entries on one side and {m} on the other"
    return ""
