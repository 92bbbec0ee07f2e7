"""What beginners hand in for the tensor engine, and what to tell them."""

import numpy as np

from dojo import edit, ideas, mistake

ideas(
    axis_lost="drops_the_axis_of_size_one keeps_the_shape_of_the_sum does_not_put_the_axis_back does_not_reshape_back",
    sum_for_mean="averages_what_was_repeated does_not_divide_in_the_mean",
    wrong_divisor="divides_by_all_entries",
    sign="has_no_minus forgets_the_minus_of_the_divisor",
    transposed=(
        "does_not_transpose does_not_transpose_on_the_left does_not_transpose_on_the_right turns_the_batch_round"
    ),
    swapped_arguments=(
        "swaps_the_factors swaps_the_factors_on_the_left swaps_the_factors_on_the_right reverses_what_is_reflected"
    ),
    end_of_interval="has_a_slope_at_zero",
    order_of_steps="goes_depth_first marks_what_it_only_plans_to_visit",
    stale_state="passes_on_what_an_earlier_call_left",
    state_not_kept="starts_the_leaves_over",
    not_accumulated="sets_instead_of_adding",
    alias_or_copy="shares_gradients",
    integer_arithmetic="keeps_whole_numbers",
    zero_case="adds_to_none",
    silent_error="takes_ones_for_several_numbers starts_from_nothing",
    refuses_what_is_allowed="wants_no_axes",
    default_value="starts_from_ones",
    wrong_gradient=(
        "asks_the_gradient takes_its_own_factor forgets_the_incoming_gradient keeps_the_exponent"
        " takes_x_for_the_slope_of_exp forgets_the_exponent does_not_square_the_divisor"
    ),
    broadcast_by_accident=(
        "forgets_that_it_broadcast leaves_a_stretched_axis leaves_the_axes_in_front leaves_the_batch_of_a_product"
    ),
    hidden_cost="recurses walks_each_way calls_itself_along_each_way",
    partial_case="lets_numpy_take_it_apart takes_matrices_alone",
)


class _Engine:
    """A right engine, written as many write it: each mistake below changes one part."""

    __array_ufunc__ = None

    def __init__(self, data):
        self.data = self.keep(data)
        self.grad, self.pairs = np.zeros(self.data.shape), ()

    def keep(self, data):
        return np.array(data, dtype=np.float64)

    def make(self, data, *pairs):
        result = type(self)(data)
        result.pairs = pairs  # (operand, function from the gradient of the result to the operand's)
        return result

    def lift(self, other):
        return other if isinstance(other, _Engine) else type(self)(other)

    def __add__(self, other):
        other = self.lift(other)
        return self.make(self.data + other.data, (self, lambda g: g), (other, lambda g: g))

    def __sub__(self, other):
        other = self.lift(other)
        return self.make(self.data - other.data, (self, lambda g: g), (other, lambda g: -g))

    def __mul__(self, other):
        other = self.lift(other)
        a, b = self.data, other.data
        return self.make(a * b, (self, lambda g: g * b), (other, lambda g: g * a))

    def __truediv__(self, other):
        other = self.lift(other)
        a, b = self.data, other.data
        return self.make(a / b, (self, lambda g: g / b), (other, lambda g: -g * a / b**2))

    def __radd__(self, other):
        return self.lift(other) + self

    def __rsub__(self, other):
        return self.lift(other) - self

    def __rmul__(self, other):
        return self.lift(other) * self

    def __rtruediv__(self, other):
        return self.lift(other) / self

    def __rmatmul__(self, other):
        return self.lift(other) @ self

    def __pow__(self, n):
        x = self.data
        return self.make(x**n, (self, lambda g: g * n * x ** (n - 1)))

    def __neg__(self):
        return self.make(-self.data, (self, lambda g: -g))

    def __matmul__(self, other):
        other = self.lift(other)
        A = self if self.data.ndim > 1 else self.reshape(1, -1)
        B = other if other.data.ndim > 1 else other.reshape(-1, 1)
        a, b = A.data, B.data
        result = self.make(a @ b, (A, lambda g: self.of_left(g, a, b)), (B, lambda g: self.of_right(g, a, b)))
        shape = (self.data @ other.data).shape
        return result if shape == result.data.shape else result.reshape(*shape)

    def of_left(self, g, a, b):
        return g @ np.swapaxes(b, -1, -2)

    def of_right(self, g, a, b):
        return np.swapaxes(a, -1, -2) @ g

    def sum(self, axis=None, keepdims=False):
        x = self.data
        kept = x.sum(axis=axis, keepdims=True).shape
        return self.make(
            x.sum(axis=axis, keepdims=keepdims), (self, lambda g: np.broadcast_to(g.reshape(kept), x.shape))
        )

    def mean(self, axis=None, keepdims=False):
        total = self.sum(axis, keepdims)
        return total * (total.data.size / self.data.size)

    def relu(self):
        x = self.data
        return self.make(np.maximum(x, 0), (self, lambda g: g * (x > 0)))

    def exp(self):
        y = np.exp(self.data)
        return self.make(y, (self, lambda g: g * y))

    def log(self):
        x = self.data
        return self.make(np.log(x), (self, lambda g: g / x))

    def reshape(self, *shape):
        before = self.data.shape
        return self.make(self.data.reshape(shape), (self, lambda g: np.reshape(g, before)))

    def fit(self, g, shape):
        """Bring a gradient to its operand's shape."""
        while g.ndim > len(shape):
            g = g.sum(axis=0)
        for i, n in enumerate(shape):
            if n == 1:
                g = g.sum(axis=i, keepdims=True)
        return g

    def order(self):
        """Results before their operands."""
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                stack.append((node, True))
                stack.extend((operand, False) for operand, _ in node.pairs)
        return order[::-1]

    def start(self, order):
        for node in order:
            if node.pairs:
                node.grad = np.zeros(node.data.shape)

    def first(self, gradient):
        if gradient is None and self.data.size != 1:
            raise ValueError(f"shape {self.data.shape} needs a gradient")
        return np.ones(self.data.shape) if gradient is None else np.array(gradient, dtype=np.float64)

    def add(self, g):
        self.grad = g if self.grad is None else self.grad + g

    def push(self):
        for operand, pull in self.pairs:
            operand.add(self.fit(pull(self.grad), operand.data.shape))

    def backward(self, gradient=None):
        first, order = self.first(gradient), self.order()
        self.start(order)
        if self.pairs:
            self.grad = first
        else:
            self.add(first)
        for node in order:
            node.push()


# ---------------------------------------------------------------------------------------- shapes


@mistake(
    "Tensor",
    "A gradient has the shape of the result, not of the operand. Broadcasting has used the operand's entries several"
    " times: add up the gradient over each axis that was added or stretched.",
)
class forgets_that_it_broadcast(_Engine):
    def fit(self, g, shape):
        return g


edit(
    "leaves_a_stretched_axis",
    "The axes in front are added up, but not an axis of size 1 that broadcasting has stretched. Sum over each axis"
    " where the operand has size 1 too, with keepdims=True.",
    (
        "stretched = tuple(i for i, n in enumerate(shape) if n == 1)\nreturn g.sum(axis=stretched, keepdims=True)",
        "return g",
    ),
)


edit(
    "drops_the_axis_of_size_one",
    "An axis of size 1 gets lost from a gradient: the sum over a stretched axis needs keepdims=True, so that the"
    " gradient has the operand's shape.",
    ("g.sum(axis=stretched, keepdims=True)", "g.sum(axis=stretched)"),
)


@mistake(
    "Tensor",
    "Axes that broadcasting has added in front stay in the gradient. Where the gradient has more axes than the operand,"
    " sum over the first ones.",
)
class leaves_the_axes_in_front(_Engine):
    def fit(self, g, shape):
        for i in range(1, 1 + min(g.ndim, len(shape))):
            if shape[-i] == 1:
                g = g.sum(axis=-i, keepdims=True)
        return g


edit(
    "averages_what_was_repeated",
    "Where broadcasting has repeated an entry, its gradient is averaged. Each copy counts fully: add them up, with sum"
    " and not mean.",
    ("g.sum(axis=tuple", "g.mean(axis=tuple"),
    ("g.sum(axis=stretched, keepdims=True)", "g.mean(axis=stretched, keepdims=True)"),
)


@mistake(
    "Tensor",
    "sum hands its gradient back in the shape of the result. Every entry that was added up gets it: repeat it to the"
    " operand's shape, with np.broadcast_to.",
)
class keeps_the_shape_of_the_sum(_Engine):
    def sum(self, axis=None, keepdims=False):
        return self.make(self.data.sum(axis=axis, keepdims=keepdims), (self, lambda g: g))

    def fit(self, g, shape):
        return super().fit(g, shape) if g.ndim >= len(shape) else g


@mistake(
    "Tensor",
    "The gradient of a sum along an axis is lined up with the wrong axis. The result no longer has that axis: put"
    " it back with np.expand_dims(g, axis) before you repeat the gradient.",
)
class does_not_put_the_axis_back(_Engine):
    def sum(self, axis=None, keepdims=False):
        x = self.data
        y = x.sum(axis=axis, keepdims=keepdims)
        return self.make(y, (self, lambda g: np.broadcast_to(g, x.shape)))


@mistake(
    "Tensor",
    "reshape hands its gradient back in the new shape. Give it the shape of the operand again.",
)
class does_not_reshape_back(_Engine):
    def reshape(self, *shape):
        return self.make(self.data.reshape(shape), (self, lambda g: g))

    def fit(self, g, shape):
        return super().fit(g, shape) if g.shape[g.ndim - len(shape) :] == shape else g


# ------------------------------------------------------------------------------------ operations


@mistake(
    "Tensor",
    "The mean passes back the gradient of a sum. Each entry has a share of 1/n in a mean: divide by the number of"
    " entries that were averaged.",
)
class does_not_divide_in_the_mean(_Engine):
    def mean(self, axis=None, keepdims=False):
        x = self.data
        total = self.sum(axis, keepdims)
        return self.make(x.mean(axis=axis, keepdims=keepdims), *total.pairs)


@mistake(
    "Tensor",
    "The gradient of a mean is divided by the number of all entries. Along an axis only the entries along it are"
    " averaged: divide by that axis's size.",
)
class divides_by_all_entries(_Engine):
    def mean(self, axis=None, keepdims=False):
        x = self.data
        total = self.sum(axis, keepdims)
        pull = total.pairs[0][1]
        return self.make(x.mean(axis=axis, keepdims=keepdims), (self, lambda g: pull(g) / x.size))


edit(
    "has_a_slope_at_zero",
    "relu's slope at 0 is 0 here, as in PyTorch: compare with x > 0, not x >= 0.",
    ("positive = self.data > 0", "positive = self.data >= 0"),
)


@mistake(
    "Tensor",
    "relu asks the gradient whether it is positive. The input decides: pass the gradient on, of any sign, where x > 0.",
)
class asks_the_gradient(_Engine):
    def relu(self):
        x = self.data
        return self.make(np.maximum(x, 0), (self, lambda g: g * (g > 0)))


_NOT_TRANSPOSED = (
    "A factor in a gradient of @ is not transposed. For Y = X @ W they are g @ W.T and X.T @ g, where g is the gradient"
    " of Y."
)
_IN_THE_WRONG_ORDER = (
    "The factors in a gradient of @ are in the wrong order. Check the shapes: for Y = X @ W with (n, k) @ (k, m), only"
    " g @ W.T has the shape (n, k), and only X.T @ g has (k, m)."
)

edit(
    "does_not_transpose",
    "The gradients of @ are multiplied entry by entry, or their factors are not transposed. For Y = X @ W they are"
    " g @ W.T and X.T @ g, where g is the gradient of Y.",
    ("np.swapaxes(b, -1, -2)", "b"),
    ("np.swapaxes(a, -1, -2)", "a"),
)

edit("does_not_transpose_on_the_left", _NOT_TRANSPOSED, ("np.swapaxes(b, -1, -2)", "b"))

edit("does_not_transpose_on_the_right", _NOT_TRANSPOSED, ("np.swapaxes(a, -1, -2)", "a"))

edit(
    "swaps_the_factors",
    _IN_THE_WRONG_ORDER,
    ("g @ np.swapaxes(b, -1, -2)", "np.swapaxes(b, -1, -2) @ g"),
    ("np.swapaxes(a, -1, -2) @ g", "g @ np.swapaxes(a, -1, -2)"),
)

edit("swaps_the_factors_on_the_left", _IN_THE_WRONG_ORDER, ("g @ np.swapaxes(b, -1, -2)", "np.swapaxes(b, -1, -2) @ g"))

edit(
    "swaps_the_factors_on_the_right", _IN_THE_WRONG_ORDER, ("np.swapaxes(a, -1, -2) @ g", "g @ np.swapaxes(a, -1, -2)")
)


edit(
    "takes_its_own_factor",
    "The two gradients of a product are exchanged. The slope along one factor is the other one: a.grad gets g * b, and"
    " b.grad gets g * a.",
    ("(self, lambda g: g * b), (other, lambda g: g * a)", "(self, lambda g: g * a), (other, lambda g: g * b)"),
)


@mistake(
    "Tensor",
    "An operation forgets the gradient that comes in. The rule of each operation multiplies: the incoming gradient"
    " times its own slope.",
)
class forgets_the_incoming_gradient(_Engine):
    def __mul__(self, other):
        other = self.lift(other)
        a, b = self.data, other.data
        return self.make(a * b, (self, lambda g: b + 0 * g), (other, lambda g: a + 0 * g))


@mistake("Tensor", "A difference passes the gradient to its second operand without changing the sign.")
class has_no_minus(_Engine):
    def __sub__(self, other):
        other = self.lift(other)
        return self.make(self.data - other.data, (self, lambda g: g), (other, lambda g: g))


edit(
    "reverses_what_is_reflected",
    "With a number on the left, the operands are the wrong way round: 2 - x is not x - 2. __rsub__ and __rtruediv__"
    " get the left operand as `other`.",
    ("_as_tensor(other) - self", "self - other"),
    ("_as_tensor(other) / self", "self / other"),
)


@mistake(
    "Tensor",
    "The divisor's gradient is not that of a / b, which is -a / b**2. The sign, or the square, is missing.",
)
class does_not_square_the_divisor(_Engine):
    def __truediv__(self, other):
        other = self.lift(other)
        a, b = self.data, other.data
        return self.make(a / b, (self, lambda g: g / b), (other, lambda g: -g * a / b))


@mistake("Tensor", "The divisor's gradient lacks its minus. The slope of a / b along b is -a / b**2.")
class forgets_the_minus_of_the_divisor(_Engine):
    def __truediv__(self, other):
        other = self.lift(other)
        a, b = self.data, other.data
        return self.make(a / b, (self, lambda g: g / b), (other, lambda g: g * a / b**2))


edit(
    "keeps_the_exponent",
    "The slope of x ** n keeps the exponent n. It is n * x ** (n - 1).",
    ("x ** (exponent - 1)", "x**exponent"),
)


@mistake("Tensor", "The slope of exp is taken to be x. It is exp(x), the result itself: keep it for the backward pass.")
class takes_x_for_the_slope_of_exp(_Engine):
    def exp(self):
        x = self.data
        return self.make(np.exp(x), (self, lambda g: g * x))


edit(
    "forgets_the_exponent",
    "The slope of x ** n lacks the factor n. It is n * x ** (n - 1).",
    ("exponent * x ** (exponent - 1)", "x ** (exponent - 1)"),
)


# ----------------------------------------------------------------------------------- the walk back


edit(
    "sets_instead_of_adding",
    "A gradient is set where it should be added to. A tensor that is used more than once gets a share from each use:"
    " use += when you pass gradients on.",
    ("flow.get(operand, 0.0) + _sum_to(", "_sum_to("),
)


@mistake(
    "Tensor",
    "A tensor passes its gradient on before all of its uses have added to it. Put the tensors in topological order"
    " first: results before what they were computed from.",
)
class goes_depth_first(_Engine):
    def order(self):
        order, stack = [], [self]
        while stack:
            node = stack.pop()
            if not any(node is other for other in order):
                order.append(node)
                stack.extend(operand for operand, _ in node.pairs)
        return order


@mistake(
    "Tensor",
    "A tensor is marked as seen when it is put on the list, not when it is taken from it. So it stays where its first"
    " use has put it, and may pass its gradient on before a later use has added to it. Mark it when you take it.",
)
class marks_what_it_only_plans_to_visit(_Engine):
    def order(self):
        order, seen, stack = [], {id(self)}, [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
                continue
            stack.append((node, True))
            for operand, _ in node.pairs:
                if id(operand) not in seen:
                    seen.add(id(operand))
                    stack.append((operand, False))
        return order[::-1]


@mistake(
    "Tensor",
    "backward starts from ones, even if it was given a gradient. Start from `gradient`: only without one, and only"
    " for a single number, is it 1.",
)
class starts_from_ones(_Engine):
    def first(self, gradient):
        super().first(gradient)
        return np.ones(self.data.shape)


@mistake(
    "Tensor",
    "Several numbers have no gradient to start from, and backward takes ones. Raise a ValueError there: the caller has"
    " to choose one number, or say which gradient.",
)
class takes_ones_for_several_numbers(_Engine):
    def first(self, gradient):
        return np.ones(self.data.shape) if gradient is None else np.array(gradient, dtype=np.float64)


@mistake(
    "Tensor",
    "backward starts from a tensor that holds no number at all. 1 is the gradient of exactly one number: raise a"
    " ValueError where size != 1, not only where it is larger.",
)
class starts_from_nothing(_Engine):
    def first(self, gradient):
        if gradient is None and self.data.size <= 1:
            return np.ones(self.data.shape)
        return super().first(gradient)


@mistake(
    "Tensor",
    "backward refuses a tensor of one number that has axes, such as (1, 1). Ask how many numbers it holds (size), not"
    " how many axes.",
)
class wants_no_axes(_Engine):
    def first(self, gradient):
        if gradient is None and self.data.shape != ():
            raise ValueError(f"shape {self.data.shape} needs a gradient")
        return super().first(gradient)


@mistake(
    "Tensor",
    "The leaves hold the gradients of the last call only. They add up over calls: backward must not set their grad back"
    " to zero. The caller does that.",
)
class starts_the_leaves_over(_Engine):
    def start(self, order):
        for node in order:
            node.grad = np.zeros(node.data.shape)


@mistake(
    "Tensor",
    "An intermediate tensor keeps its gradient from an earlier call and passes it on again with the new one. Only"
    " leaves add up over calls: pass on only what flows in this call.",
)
class passes_on_what_an_earlier_call_left(_Engine):
    def start(self, order):
        pass

    def backward(self, gradient=None):
        first, order = self.first(gradient), self.order()
        self.add(first)
        for node in order:
            node.push()


@mistake(
    "Tensor",
    "Two tensors share one array as their gradient, so += on one changes the other too. `self.grad = gradient` makes"
    " no copy: add into a new array, or copy.",
)
class shares_gradients(_Engine):
    def __init__(self, data):
        super().__init__(data)
        self.grad = None

    def start(self, order):
        for node in order:
            if node.pairs:
                node.grad = None

    def first(self, gradient):
        return super().first(gradient) if gradient is None else gradient

    def push(self):
        for operand, pull in self.pairs:
            operand.take(self.fit(pull(self.grad), operand.data.shape))

    def take(self, g):
        if self.grad is None:
            self.grad = g
        elif np.ndim(self.grad) and self.grad.flags.writeable and self.grad.shape == g.shape:
            self.grad += g
        else:
            self.grad = self.grad + g

    def backward(self, gradient=None):
        first, order = self.first(gradient), self.order()
        self.start(order)
        self.take(first)
        for node in order:
            node.push()


@mistake(
    "Tensor",
    "backward calls itself for each step back, and Python allows about a thousand nested calls. Replace the recursion"
    " by a list of the tensors still to visit.",
)
class recurses(_Engine):
    def order(self):
        order, seen = [], set()

        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for operand, _ in node.pairs:
                    visit(operand)
                order.append(node)

        visit(self)
        return order[::-1]


@mistake(
    "Tensor",
    "backward walks each path through the graph on its own. Every reuse of a result can double their number: visit"
    " each tensor once, after all of its uses.",
)
class walks_each_way(_Engine):
    def backward(self, gradient=None):
        stack = [(self, self.first(gradient))]
        while stack:
            node, g = stack.pop()
            if not node.pairs:
                node.add(g)
            stack.extend((operand, self.fit(pull(g), operand.data.shape)) for operand, pull in node.pairs)


@mistake(
    "Tensor",
    "backward calls itself along each path through the graph. Every reuse of a result can double the number of"
    " paths, and a long one is deeper than Python allows. Put the tensors in a list, results first, and visit each"
    " one once.",
)
class calls_itself_along_each_way(_Engine):
    def backward(self, gradient=None):
        first = self.first(gradient)
        self.add(first)
        for operand, pull in self.pairs:
            operand.backward(self.fit(pull(first), operand.data.shape))


# ------------------------------------------------------------------------------------- at the edges


@mistake(
    "Tensor",
    "np.ones(2) + x gives an array of tensors, one for each entry: NumPy takes x for a single object. Set"
    " __array_ufunc__ = None in the class, and NumPy leaves the operation to your __radd__.",
)
class lets_numpy_take_it_apart(_Engine):
    __array_ufunc__ = np.ndarray.__array_ufunc__

    def __radd__(self, other):
        return self._each(other, lambda entry: self.lift(entry) + self)

    def __rsub__(self, other):
        return self._each(other, lambda entry: self.lift(entry) - self)

    def __rmul__(self, other):
        return self._each(other, lambda entry: self.lift(entry) * self)

    def __rtruediv__(self, other):
        return self._each(other, lambda entry: self.lift(entry) / self)

    def _each(self, other, function):
        if np.ndim(other) == 0:
            return function(other)
        result = np.empty(np.shape(other), object)
        for index in np.ndindex(result.shape):
            result[index] = function(other[index])
        return result


@mistake(
    "Tensor",
    "Whole numbers stay whole numbers in `data`: a negative power of them fails, and gradients are cut. Keep the data"
    " with dtype=np.float64.",
)
class keeps_whole_numbers(_Engine):
    def keep(self, data):
        return np.array(data)


@mistake(
    "Tensor",
    "The batch axes of a product are not added up. Where one factor was repeated along the batch, its gradient is the"
    " sum over it: treat the axes in front as for any broadcasting.",
)
class leaves_the_batch_of_a_product(_Engine):
    def __matmul__(self, other):
        result = super().__matmul__(other)
        for node in (result, *(operand for operand, _ in result.pairs)):
            if len(node.pairs) == 2:
                node.push = lambda node=node: node.push_as_it_is()
        return result

    def push_as_it_is(self):
        for operand, pull in self.pairs:
            g = pull(self.grad)
            operand.add(g if g.ndim > operand.data.ndim else self.fit(g, operand.data.shape))


@mistake(
    "Tensor",
    "A vector has no second axis to swap. Treat a vector on the left as a matrix with one row, and one on the right"
    " as a matrix with one column, and give the gradient the vector's shape again.",
)
class takes_matrices_alone(_Engine):
    def __matmul__(self, other):
        other = self.lift(other)
        a, b = self.data, other.data
        left, right = (lambda g: g @ np.swapaxes(b, -1, -2)), (lambda g: np.swapaxes(a, -1, -2) @ g)
        return self.make(a @ b, (self, left), (other, right))


edit(
    "turns_the_batch_round",
    "The gradients of @ use .T, which reverses all axes of a batch. Swap only the last two, with np.swapaxes(a, -1,"
    " -2).",
    ("np.swapaxes(b, -1, -2)", "b.T"),
    ("np.swapaxes(a, -1, -2)", "a.T"),
)


@mistake(
    "Tensor",
    "backward adds to a gradient that is None. zero_grad may set it to None: where it is, the gradient that arrives is"
    " the first.",
)
class adds_to_none(_Engine):
    def add(self, g):
        self.grad = self.grad + g
