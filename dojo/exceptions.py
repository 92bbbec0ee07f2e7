"""What an exception of NumPy or torch means for somebody who learns both."""

from __future__ import annotations

import re

from dojo.questions import Raised

_STAY = "Stay with xp functions and the tensors that you were given."
_MEANINGS = [
    # NumPy's idioms on tensors
    (
        r"'Tensor' object has no attribute 'astype'",
        "A tensor has no astype. xp.astype(x, dtype) works on both libraries.",
    ),
    (
        r"'Tensor' object has no attribute 'copy'",
        "A tensor has no copy. xp.asarray(x, copy=True) works on both libraries, and x + 0 makes a new array, too.",
    ),
    (
        r"'Tensor' object has no attribute '(\w+)'",
        "A tensor has no {0}. Look for xp.{0}(x), with xp = array_namespace(x): functions have the same"
        " names on both libraries, methods do not.",
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
        r"(operands could not be broadcast|must match the size of tensor b)",
        "Two shapes do not fit. Shapes line up from the right; a reduced axis that should line up again is kept with"
        " keepdims=True. Print the shapes of both sides.",
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
        r"(only one element tensors|only 0-dimensional arrays|can be converted to (Python )?scalars?)",
        "float(), int() and the math module take one number, and this is an array. The functions of xp work entry by"
        " entry.",
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
        "One side is None: an argument that was left out, or a function that ends without return."
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
        r"(index -?\d+ is out of bounds for (axis|dimension) \d+ with size \d+)",
        "An index runs past the end of an axis. Does the loop count along that very axis? Print the shape,"
        " and the index.",
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
        r"cannot reshape array|is invalid for input of size",
        "A reshape keeps the number of entries. Print the shape before it: which axis is of another size?",
    ),
    # Python's own, and what a call takes
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
        "There is nothing to put together: the loop never ran. What does the statement say of an empty input, and which"
        " shape has its result?",
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
        "A list or a tuple is no array: + joins and * repeats it. Make an array of numbers first: xp.asarray(numbers).",
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
        r"object does not support item assignment",
        "A tuple or a string can't be changed in place. Make a list of it, change that, and turn it back.",
    ),
    (
        r"'(\w+)' object has no attribute '(\w+)'",
        "What stands before .{1} is a {0}, which has none. If the class is your own, set self.{1} in __init__; else"
        " print what it is.",
    ),
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
    for pattern, words in _MEANINGS:
        if pattern.startswith("'Tensor'") and not on_torch:
            continue
        if found := re.search(pattern, f"{raised.name}: {raised.text}", re.S):
            return words.format(*(found.groups() or ("",)))
    return None
