"""What beginners hand in for gradient descent, and what to tell them."""

import math

from array_api_compat import array_namespace

from dojo import mistake


def _slope(grad, x):
    slope = grad(x)
    if slope.shape != x.shape:
        raise ValueError(f"{tuple(slope.shape)}, {tuple(x.shape)}")
    return slope


def _stack(path):
    return array_namespace(path[0]).stack(path)


def _walk(grad, x0, lr, steps, step=None):
    """The right descent, or one with another rule for the next point."""
    path = [x0]
    for t in range(steps):
        slope = _slope(grad, path[-1])
        path.append(path[-1] - lr * slope if step is None else step(path[-1], slope, t))
    return path


@mistake(
    "gradient_descent",
    "The steps go uphill. The gradient points to where the function grows fastest: to descend, subtract it.",
)
def ascends(grad, x0, lr, steps):
    return _stack(_walk(grad, x0, -lr, steps))


@mistake(
    "gradient_descent",
    "All points of the path are the last one: x -= ... writes into the array that is in the list already, and the list"
    " holds the same array many times. Make a new one for each point: x = x - ...",
)
def keeps_one_array(grad, x0, lr, steps):
    x = array_namespace(x0).asarray(x0, copy=True)
    path = [x]
    for _ in range(steps):
        x -= lr * _slope(grad, x)
        path.append(x)
    return _stack(path)


@mistake(
    "gradient_descent",
    "The caller's x0 is moved: x = x0 gives the same array a second name, and x -= ... writes into it. Make a new array"
    " for each point: x = x - ...",
)
def moves_the_start(grad, x0, lr, steps):
    path = [x0 + 0 * x0]
    for _ in range(steps):
        x0 -= lr * _slope(grad, x0)
        path.append(x0 + 0 * x0)
    return _stack(path)


@mistake(
    "gradient_descent",
    "The gradient is scaled in place, slope *= lr, and it may be an array that grad needs again, or the point itself."
    " Compute the step into a new array: lr * slope.",
)
def scales_the_gradient_in_place(grad, x0, lr, steps):
    path = [x0]
    for _ in range(steps):
        slope = _slope(grad, path[-1])
        slope *= lr
        path.append(path[-1] - slope)
    return _stack(path)


@mistake(
    "gradient_descent",
    "The start is missing: a path of some steps has one more point than steps, and x0 is the first.",
)
def forgets_the_start(grad, x0, lr, steps):
    path = _walk(grad, x0, lr, steps)[1:]
    return _stack(path) if path else x0[None, ...][:0]


@mistake(
    "gradient_descent",
    "One step is missing: steps counts the steps, not the points, and there is one point more.",
)
def takes_one_step_less(grad, x0, lr, steps):
    return _stack(_walk(grad, x0, lr, max(steps - 1, 0)))


@mistake("gradient_descent", "One step too many: n steps make n + 1 points, the start among them.")
def takes_one_step_more(grad, x0, lr, steps):
    return _stack(_walk(grad, x0, lr, steps + 1))


@mistake(
    "gradient_descent",
    "Only the end is returned. The whole path is asked for: keep each point, the start first, and stack them.",
)
def returns_the_end_alone(grad, x0, lr, steps):
    return _walk(grad, x0, lr, steps)[-1]


@mistake(
    "gradient_descent",
    "That is a list of points. Stack them into one array along a new first axis.",
)
def returns_a_list(grad, x0, lr, steps):
    return _walk(grad, x0, lr, steps)


@mistake(
    "gradient_descent",
    "Every step uses the gradient at the start. The slope changes on the way: ask for it again at each new point.",
)
def asks_once(grad, x0, lr, steps):
    first = _slope(grad, x0) if steps else None
    return _stack([x0, *(x0 - lr * (t + 1) * first for t in range(steps))])


@mistake(
    "gradient_descent",
    "Every step starts from x0 again. The gradient is that of the new point, and so must be the point that it is taken"
    " from: x[t] - lr * grad(x[t]).",
)
def steps_from_the_start(grad, x0, lr, steps):
    return _stack(_walk(grad, x0, lr, steps, lambda x, slope, t: x0 - lr * slope))


@mistake(
    "gradient_descent",
    "The learning rate is left out, so that each step is as long as the gradient.",
)
def forgets_the_learning_rate(grad, x0, lr, steps):
    return _stack(_walk(grad, x0, 1, steps))


@mistake(
    "gradient_descent",
    "The gradient is divided by its length, so that the steps are equally long however flat it gets. Plain"
    " gradient descent takes it as it is: near a minimum the steps get short by themselves.",
)
def takes_steps_of_one_length(grad, x0, lr, steps):
    xp = array_namespace(x0)

    def step(x, slope, t):
        length = xp.sqrt(xp.sum(slope * slope))
        return x - lr * slope / xp.where(length > 0, length, 1 + 0 * length)

    return _stack(_walk(grad, x0, lr, steps, step))


@mistake(
    "gradient_descent",
    "Only the sign of the gradient is used. The step is lr times the gradient, so that it is short where the slope is"
    " small.",
)
def follows_the_sign(grad, x0, lr, steps):
    xp = array_namespace(x0)
    return _stack(_walk(grad, x0, lr, steps, lambda x, slope, t: x - lr * xp.sign(slope)))


@mistake(
    "gradient_descent",
    "The learning rate shrinks from step to step. Schedules come later: here lr stays what it is.",
)
def lets_the_learning_rate_decay(grad, x0, lr, steps):
    return _stack(_walk(grad, x0, lr, steps, lambda x, slope, t: x - lr / (t + 1) * slope))


@mistake(
    "gradient_descent",
    "The learning rate is multiplied with itself at every step. It is the same number at each.",
)
def lets_the_learning_rate_grow_together(grad, x0, lr, steps):
    return _stack(_walk(grad, x0, lr, steps, lambda x, slope, t: x - lr ** (t + 1) * slope))


@mistake(
    "gradient_descent",
    "The gradients of all steps so far are added up and taken again at each step, as momentum does. A step of plain"
    " gradient descent knows the gradient at its own point alone.",
)
def adds_up_the_gradients(grad, x0, lr, steps):
    path, total = [x0], 0 * x0
    for _ in range(steps):
        total = total + _slope(grad, path[-1])
        path.append(path[-1] - lr * total)
    return _stack(path)


@mistake(
    "gradient_descent",
    "The entries of a point move one after the other, each by a gradient that has seen the others move. All move"
    " together: one gradient, at the point where the step starts, and one subtraction for the whole array.",
)
def moves_one_entry_at_a_time(grad, x0, lr, steps):
    path, xp = [x0], array_namespace(x0)
    places = xp.reshape(xp.arange(math.prod(x0.shape)), x0.shape)
    for _ in range(steps):
        x = path[-1]
        for i in range(math.prod(x0.shape)):
            x = xp.where(places == i, x - lr * _slope(grad, x), x)
        path.append(x)
    return _stack(path)


@mistake(
    "gradient_descent",
    "grad is called once more than there are steps, for a step that is never taken. Each call costs a pass through the"
    " model: ask only where a step starts.",
)
def asks_at_the_end_too(grad, x0, lr, steps):
    path = _walk(grad, x0, lr, steps)
    _slope(grad, path[-1])
    return _stack(path)


@mistake(
    "gradient_descent",
    "grad is called once more than there are steps, before the first of them. Each call costs a pass through the model:"
    " look at the shape of the gradient that the step uses.",
)
def asks_before_the_first_step(grad, x0, lr, steps):
    _slope(grad, x0)
    return _stack(_walk(grad, x0, lr, steps))


@mistake(
    "gradient_descent",
    "grad is called more than once for each step. Each call costs a pass through the model: keep what it returned under"
    " a name.",
)
def asks_twice(grad, x0, lr, steps):
    path = [x0]
    for _ in range(steps):
        if grad(path[-1]).shape != path[-1].shape:
            raise ValueError(f"{tuple(path[-1].shape)}, {tuple(grad(path[-1]).shape)}")
        path.append(path[-1] - lr * grad(path[-1]))
    return _stack(path)


@mistake(
    "gradient_descent",
    "It stops where the slope is small, so that the path has fewer points than promised. All steps are taken: where the"
    " slope is 0 the point is repeated.",
)
def stops_where_it_is_flat(grad, x0, lr, steps):
    path, xp = [x0], array_namespace(x0)
    for _ in range(steps):
        slope = _slope(grad, path[-1])
        if xp.all(xp.abs(slope) < 1e-6):
            break
        path.append(path[-1] - lr * slope)
    return _stack(path)


@mistake(
    "gradient_descent",
    "It stops asking where the slope is 0, and repeats the point. In a training the next call of grad takes the next"
    " batch, and there the slope may be another: ask in each step.",
)
def stops_asking_where_it_is_flat(grad, x0, lr, steps):
    path, xp, flat = [x0], array_namespace(x0), False
    for _ in range(steps):
        if not flat:
            slope = _slope(grad, path[-1])
            flat = bool(xp.all(slope == 0))
        path.append(path[-1] - lr * slope)
    return _stack(path)


@mistake(
    "gradient_descent",
    "It stops where the numbers are no longer finite, so that the path has fewer points than promised. A path that runs"
    " away shows it by its infinities: take every step.",
)
def stops_where_it_overflows(grad, x0, lr, steps):
    path, xp = [x0], array_namespace(x0)
    for point in _walk(grad, x0, lr, steps)[1:]:
        if not xp.all(xp.isfinite(point)):
            break
        path.append(point)
    return _stack(path)


@mistake(
    "gradient_descent",
    "The points are numbered along the last axis. They go along a new first one: path[t] is the point after t steps.",
)
def stacks_along_the_last_axis(grad, x0, lr, steps):
    return array_namespace(x0).stack(_walk(grad, x0, lr, steps), axis=-1)


@mistake(
    "gradient_descent",
    "The points come out flat, their own shape is lost: (steps + 1, ...) has all the axes of x0 behind the first one."
    " stack makes a new axis, and reshape is not needed.",
)
def flattens_the_points(grad, x0, lr, steps):
    return array_namespace(x0).reshape(_stack(_walk(grad, x0, lr, steps)), (steps + 1, -1))


@mistake(
    "gradient_descent",
    "The points are joined along an axis that x0 already has. They go along a new one: stack, and not concatenate.",
)
def joins_the_points(grad, x0, lr, steps):
    path = _walk(grad, x0, lr, steps)
    return array_namespace(x0).concat(path) if x0.ndim else _stack(path)


@mistake(
    "gradient_descent",
    "The path has the default dtype of the library, not that of x0: xp.zeros(shape) decides for itself. Give it"
    " dtype=x0.dtype, or stack the points.",
)
def fills_an_array_of_the_default_dtype(grad, x0, lr, steps):
    path = array_namespace(x0).zeros((steps + 1, *x0.shape))
    for t, point in enumerate(_walk(grad, x0, lr, steps)):
        path[t, ...] = point
    return path


@mistake(
    "gradient_descent",
    "Only the first gradient is looked at. Each comes from a call of its own, and may have another shape: compare the"
    " two shapes in every step.",
)
def looks_at_the_first_gradient_alone(grad, x0, lr, steps):
    path = [x0]
    for t in range(steps):
        slope = grad(path[-1]) if t else _slope(grad, x0)
        path.append(path[-1] - lr * slope)
    return _stack(path)


@mistake(
    "gradient_descent",
    "The gradient has another shape than the point and is stretched to fit. Such a gradient is a fault of whoever wrote"
    " grad: compare the two shapes and raise a ValueError that names both.",
)
def lets_the_gradient_stretch(grad, x0, lr, steps):
    path = [x0]
    for _ in range(steps):
        path.append(path[-1] - lr * grad(path[-1]))
    return _stack(path)


@mistake(
    "gradient_descent",
    "The gradient is reshaped to fit the point. That hides a fault of whoever wrote grad: compare the two shapes and"
    " raise a ValueError that names both.",
)
def reshapes_the_gradient(grad, x0, lr, steps):
    xp, path = array_namespace(x0), [x0]
    for _ in range(steps):
        slope = grad(path[-1])
        if math.prod(slope.shape) != math.prod(x0.shape):
            raise ValueError(f"{tuple(slope.shape)}, {tuple(x0.shape)}")
        path.append(path[-1] - lr * xp.reshape(slope, x0.shape))
    return _stack(path)


@mistake(
    "gradient_descent",
    "Without steps there is nothing to stack, and it breaks. The path then holds the start alone: put x0 into it before"
    " the loop.",
)
def breaks_without_steps(grad, x0, lr, steps):
    x, path = x0, []
    for _ in range(steps):
        path.append(x)
        x = x - lr * _slope(grad, x)
        end = x
    return _stack([*path, end])
