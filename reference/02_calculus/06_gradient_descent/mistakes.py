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
    "The steps go uphill. The gradient points to where the function grows fastest, so subtract it to descend.",
)
def ascends(grad, x0, lr, steps):
    return _stack(_walk(grad, x0, -lr, steps))


@mistake(
    "gradient_descent",
    "Every point of the path is the last one. x -= ... changes the array that is in the list already, and the"
    " list holds it many times. Make a new array for each point: x = x - ...",
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
    "The caller's x0 moves. x = x0 only gives the same array a second name, and x -= ... writes into it. Make a"
    " new array for each point: x = x - ...",
)
def moves_the_start(grad, x0, lr, steps):
    path = [x0 + 0 * x0]
    for _ in range(steps):
        x0 -= lr * _slope(grad, x0)
        path.append(x0 + 0 * x0)
    return _stack(path)


@mistake(
    "gradient_descent",
    "x = x0 only gives the caller's array a second name. x -= ... then moves x0 itself, and the list holds that"
    " one array many times, so every point is the last. Make a new array for each point: x = x - ...",
)
def moves_the_start_and_keeps_one_array(grad, x0, lr, steps):
    path = [x0]
    for _ in range(steps):
        x0 -= lr * _slope(grad, x0)
        path.append(x0)
    return _stack(path)


@mistake(
    "gradient_descent",
    "Two things: the start is missing, and every point is the last one, because x -= ... changes the array that"
    " is in the list already. Begin with the second: x = x - ... makes a new array.",
)
def keeps_one_array_without_the_start(grad, x0, lr, steps):
    x = array_namespace(x0).asarray(x0, copy=True)
    path = []
    for _ in range(steps):
        x -= lr * _slope(grad, x)
        path.append(x)
    return _stack(path) if path else x0[None, ...][:0]


@mistake(
    "gradient_descent",
    "slope *= lr changes the array that grad returned, and grad may need it again; it may even be the point"
    " itself. Compute the step into a new array: lr * slope.",
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
    "The start is missing. A path of n steps has n + 1 points, and x0 is the first.",
)
def forgets_the_start(grad, x0, lr, steps):
    path = _walk(grad, x0, lr, steps)[1:]
    return _stack(path) if path else x0[None, ...][:0]


@mistake(
    "gradient_descent",
    "One step is missing. steps counts the steps, not the points: there is one point more.",
)
def takes_one_step_less(grad, x0, lr, steps):
    return _stack(_walk(grad, x0, lr, max(steps - 1, 0)))


@mistake(
    "gradient_descent",
    "There is one step too many. n steps make n + 1 points, with x0 among them.",
)
def takes_one_step_more(grad, x0, lr, steps):
    return _stack(_walk(grad, x0, lr, steps + 1))


@mistake(
    "gradient_descent",
    "That is only the last point. Return the whole path: keep each point, x0 first, and stack them.",
)
def returns_the_end_alone(grad, x0, lr, steps):
    return _walk(grad, x0, lr, steps)[-1]


@mistake(
    "gradient_descent",
    "That is a list of points. Stack them into one array, along a new first axis.",
)
def returns_a_list(grad, x0, lr, steps):
    return _walk(grad, x0, lr, steps)


@mistake(
    "gradient_descent",
    "Every step uses the gradient at the start. The slope changes on the way, so compute it again at each new point.",
)
def asks_once(grad, x0, lr, steps):
    first = _slope(grad, x0) if steps else None
    return _stack([x0, *(x0 - lr * (t + 1) * first for t in range(steps))])


@mistake(
    "gradient_descent",
    "Every step starts from x0. Start from the latest point, where the gradient was computed: x[t] - lr * grad(x[t]).",
)
def steps_from_the_start(grad, x0, lr, steps):
    return _stack(_walk(grad, x0, lr, steps, lambda x, slope, t: x0 - lr * slope))


@mistake(
    "gradient_descent",
    "The learning rate is missing, so each step is as long as the gradient. Multiply the gradient by lr.",
)
def forgets_the_learning_rate(grad, x0, lr, steps):
    return _stack(_walk(grad, x0, 1, steps))


@mistake(
    "gradient_descent",
    "The gradient is scaled to length 1, so every step is equally long. Plain gradient descent takes the gradient"
    " as it is: near a minimum the steps get shorter by themselves.",
)
def takes_steps_of_one_length(grad, x0, lr, steps):
    xp = array_namespace(x0)

    def step(x, slope, t):
        length = xp.sqrt(xp.sum(slope * slope))
        return x - lr * slope / xp.where(length > 0, length, 1 + 0 * length)

    return _stack(_walk(grad, x0, lr, steps, step))


@mistake(
    "gradient_descent",
    "The gradient is divided by its length, so every step is as long as the last, and 0 / 0 is NaN where it is flat."
    " The step is lr times the gradient: long where it is steep, short near a minimum.",
)
def divides_by_the_length(grad, x0, lr, steps):
    xp = array_namespace(x0)
    return _stack(_walk(grad, x0, lr, steps, lambda x, slope, t: x - lr * slope / xp.sqrt(xp.sum(slope * slope))))


@mistake(
    "gradient_descent",
    "Only the sign of the gradient counts here. The step is lr times the gradient, so it is short where the slope"
    " is small.",
)
def follows_the_sign(grad, x0, lr, steps):
    xp = array_namespace(x0)
    return _stack(_walk(grad, x0, lr, steps, lambda x, slope, t: x - lr * xp.sign(slope)))


@mistake(
    "gradient_descent",
    "The learning rate shrinks from step to step. Here lr stays the same; schedules come later.",
)
def lets_the_learning_rate_decay(grad, x0, lr, steps):
    return _stack(_walk(grad, x0, lr, steps, lambda x, slope, t: x - lr / (t + 1) * slope))


@mistake(
    "gradient_descent",
    "The learning rate is multiplied by itself at every step. It should be lr each time.",
)
def lets_the_learning_rate_grow_together(grad, x0, lr, steps):
    return _stack(_walk(grad, x0, lr, steps, lambda x, slope, t: x - lr ** (t + 1) * slope))


@mistake(
    "gradient_descent",
    "The gradients of all steps so far are added up, as in momentum. A step of plain gradient descent uses only"
    " the gradient at its own point.",
)
def adds_up_the_gradients(grad, x0, lr, steps):
    path, total = [x0], 0 * x0
    for _ in range(steps):
        total = total + _slope(grad, path[-1])
        path.append(path[-1] - lr * total)
    return _stack(path)


@mistake(
    "gradient_descent",
    "A part of the last step goes on into the next: that is momentum. A step of plain gradient descent is lr times the"
    " gradient at its own point, and nothing else.",
    part=(0.8, 0.9, 0.99),
)
def lets_the_last_step_go_on(grad, x0, lr, steps, *, part):
    path, moved = [x0], 0 * x0
    for _ in range(steps):
        moved = part * moved - lr * _slope(grad, path[-1])
        path.append(path[-1] + moved)
    return _stack(path)


@mistake(
    "gradient_descent",
    "The next point is the step alone, and the point itself is forgotten. Step from the latest point:"
    " x - lr * grad(x).",
)
def forgets_the_point(grad, x0, lr, steps):
    return _stack(_walk(grad, x0, lr, steps, lambda x, slope, t: -lr * slope))


@mistake(
    "gradient_descent",
    "The next point is lr times the gradient, and the point itself is forgotten. Step from the latest point:"
    " x - lr * grad(x).",
)
def takes_the_gradient_for_the_point(grad, x0, lr, steps):
    return _stack(_walk(grad, x0, lr, steps, lambda x, slope, t: lr * slope))


@mistake(
    "gradient_descent",
    "The gradient is that of the point before the latest. Compute it where the step starts: at the latest point.",
)
def looks_one_point_back(grad, x0, lr, steps):
    path = [x0]
    for _ in range(steps):
        path.append(path[-1] - lr * _slope(grad, path[-2:][0]))
    return _stack(path)


@mistake(
    "gradient_descent",
    "What is kept are the steps, lr times the gradient, not the points. Keep x itself after each step.",
)
def keeps_the_steps(grad, x0, lr, steps):
    path = _walk(grad, x0, lr, steps)
    return _stack([x0] + [lr * _slope(grad, x) for x in path[:-1]])


@mistake(
    "gradient_descent",
    "What is kept are the steps, lr times the gradient with a minus, not the points. Keep x itself after each step.",
)
def keeps_the_steps_with_their_sign(grad, x0, lr, steps):
    path = _walk(grad, x0, lr, steps)
    return _stack([x0] + [-lr * _slope(grad, x) for x in path[:-1]])


@mistake(
    "gradient_descent",
    "The gradient is cut off at 1 and -1. Plain gradient descent takes it as it is: the steeper, the longer the step.",
)
def cuts_the_gradient_off(grad, x0, lr, steps):
    xp = array_namespace(x0)
    return _stack(_walk(grad, x0, lr, steps, lambda x, slope, t: x - lr * xp.clip(slope, -1, 1)))


@mistake(
    "gradient_descent",
    "The entries move one after the other, and each sees where the others have gone. Move them together: one"
    " gradient, at the point where the step starts, and one subtraction for the whole array.",
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
    "grad is called once more than there are steps, for a step that is never taken. A call costs a pass through"
    " the model: call grad only where a step starts.",
)
def asks_at_the_end_too(grad, x0, lr, steps):
    path = _walk(grad, x0, lr, steps)
    _slope(grad, path[-1])
    return _stack(path)


@mistake(
    "gradient_descent",
    "grad is called once more than there are steps, before the first of them. A call costs a pass through the"
    " model: check the shape of the gradient that the step uses.",
)
def asks_before_the_first_step(grad, x0, lr, steps):
    _slope(grad, x0)
    return _stack(_walk(grad, x0, lr, steps))


@mistake(
    "gradient_descent",
    "grad is called more than once per step. A call costs a pass through the model: keep its result in a variable.",
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
    "It stops where the slope is small, so the path is shorter than promised. Take every step: where the slope is"
    " 0, the point simply repeats.",
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
    "Once the slope is 0, grad is not called again. In training the next call uses the next batch, and there the"
    " slope may differ: call grad in every step.",
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
    "It stops where the numbers overflow, so the path is shorter than promised. Take every step: infinities show"
    " that the descent ran away.",
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
    "The points lie along the last axis. Stack them along a new first one: path[t] is the point after t steps.",
)
def stacks_along_the_last_axis(grad, x0, lr, steps):
    return array_namespace(x0).stack(_walk(grad, x0, lr, steps), axis=-1)


@mistake(
    "gradient_descent",
    "The points have lost their shape. The result is (steps + 1, ...), with all axes of x0 after the first: stack"
    " makes the new axis, and no reshape is needed.",
)
def flattens_the_points(grad, x0, lr, steps):
    return array_namespace(x0).reshape(_stack(_walk(grad, x0, lr, steps)), (steps + 1, -1))


@mistake(
    "gradient_descent",
    "The points are joined along an axis that x0 has already. Stack them along a new one, instead of concatenating.",
)
def joins_the_points(grad, x0, lr, steps):
    path = _walk(grad, x0, lr, steps)
    return array_namespace(x0).concat(path) if x0.ndim else _stack(path)


@mistake(
    "gradient_descent",
    "The path has the library's default dtype: xp.zeros(shape) chooses it. Pass dtype=x0.dtype, or stack the points.",
)
def fills_an_array_of_the_default_dtype(grad, x0, lr, steps):
    path = array_namespace(x0).zeros((steps + 1, *x0.shape))
    for t, point in enumerate(_walk(grad, x0, lr, steps)):
        path[t, ...] = point
    return path


@mistake(
    "gradient_descent",
    "The path has the library's default dtype: xp.zeros(shape) chooses it. Pass dtype=x0.dtype, or stack the points.",
)
def walks_in_an_array_of_the_default_dtype(grad, x0, lr, steps):
    xp = array_namespace(x0)
    return _stack(_walk(grad, xp.astype(x0, xp.zeros(()).dtype), lr, steps))


@mistake(
    "gradient_descent",
    "Only the shape of the first gradient is checked. Each gradient comes from a call of its own: compare the"
    " shapes in every step.",
)
def looks_at_the_first_gradient_alone(grad, x0, lr, steps):
    path = [x0]
    for t in range(steps):
        slope = grad(path[-1]) if t else _slope(grad, x0)
        path.append(path[-1] - lr * slope)
    return _stack(path)


@mistake(
    "gradient_descent",
    "A gradient of another shape is stretched by broadcasting. Compare its shape with the point's, and raise a"
    " ValueError that names both.",
)
def lets_the_gradient_stretch(grad, x0, lr, steps):
    path = [x0]
    for _ in range(steps):
        path.append(path[-1] - lr * grad(path[-1]))
    return _stack(path)


@mistake(
    "gradient_descent",
    "assert raises an AssertionError, and Python skips it when it runs with -O. Raise a ValueError instead.",
)
def asserts_the_shape(grad, x0, lr, steps):
    path = [x0]
    for _ in range(steps):
        slope = grad(path[-1])
        assert slope.shape == x0.shape
        path.append(path[-1] - lr * slope)
    return _stack(path)


@mistake(
    "gradient_descent",
    "The points pass through float32, which keeps about 7 digits. Stay in the dtype of x0.",
)
def passes_through_float32(grad, x0, lr, steps):
    xp, path = array_namespace(x0), [x0]
    for _ in range(steps):
        x = xp.astype(xp.astype(path[-1], xp.float32), x0.dtype)
        path.append(xp.astype(xp.astype(x - lr * _slope(grad, x), xp.float32), x0.dtype))
    return _stack(path)


@mistake(
    "gradient_descent",
    "A gradient of another shape is reshaped to fit. That hides a fault in grad: compare the two shapes, and"
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
    "Without steps there is nothing to stack, and it breaks. Put x0 into the path before the loop.",
)
def breaks_without_steps(grad, x0, lr, steps):
    x, path = x0, []
    for _ in range(steps):
        path.append(x)
        x = x - lr * _slope(grad, x)
        end = x
    return _stack([*path, end])
