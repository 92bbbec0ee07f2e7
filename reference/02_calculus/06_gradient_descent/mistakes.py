"""What beginners hand in for gradient descent, and what to tell them."""

import math

from array_api_compat import array_namespace

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_axis="stacks_along_the_last_axis",
    axis_lost="flattens_the_points joins_the_points",
    wrong_divisor="takes_steps_of_one_length divides_by_the_length",
    missing_term="returns_the_end_alone forgets_the_learning_rate forgets_the_point takes_the_gradient_for_the_point",
    sign="ascends",
    off_by_one="forgets_the_start takes_one_step_less takes_one_step_more asks_at_the_end_too",
    order_of_steps="moves_one_entry_at_a_time",
    stale_state="asks_once steps_from_the_start looks_one_point_back",
    counted_twice="lets_the_learning_rate_grow_together",
    writes_into_input="moves_the_start moves_the_start_and_keeps_one_array scales_the_gradient_in_place",
    alias_or_copy="keeps_one_array keeps_one_array_without_the_start",
    dtype_lost="fills_an_array_of_the_default_dtype walks_in_an_array_of_the_default_dtype",
    cancellation="passes_through_float32",
    empty_input="breaks_without_steps",
    silent_error="reshapes_the_gradient",
    broadcast_by_accident="lets_the_gradient_stretch",
    hidden_cost="asks_before_the_first_step asks_twice",
    wrong_stop="stops_where_it_is_flat stops_asking_where_it_is_flat stops_where_it_overflows",
    partial_case="looks_at_the_first_gradient_alone",
    wrong_formula=(
        "follows_the_sign lets_the_learning_rate_decay adds_up_the_gradients lets_the_last_step_go_on "
        "cuts_the_gradient_off"
    ),
    other_kind_of_result="returns_a_list keeps_the_steps keeps_the_steps_with_their_sign",
)


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


edit(
    "ascends",
    "The steps go uphill. The gradient points to where the function grows fastest, so subtract it to descend.",
    ("x - lr * slope", "x + lr * slope"),
)

edit(
    "keeps_one_array",
    "Every point of the path is the last one. x -= ... changes the array that is in the list already, and the"
    " list holds it many times. Make a new array for each point: x = x - ...",
    ("path = [x0]", "x = array_namespace(x0).asarray(x0, copy=True)\npath = [x]"),
    ("path.append(x - lr * slope)", "x -= lr * slope\npath.append(x)"),
)


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


edit(
    "keeps_one_array_without_the_start",
    "Two things: the start is missing, and every point is the last one, because x -= ... changes the array that"
    " is in the list already. Begin with the second: x = x - ... makes a new array.",
    ("path = [x0]", "x = array_namespace(x0).asarray(x0, copy=True)\npath = []"),
    ("x = path[-1]\n", ""),
    ("path.append(x - lr * slope)", "x -= lr * slope\npath.append(x)"),
    ("array_namespace(x0).stack(path)", "array_namespace(x0).stack(path) if path else x0[None, ...][:0]"),
)

edit(
    "scales_the_gradient_in_place",
    "slope *= lr changes the array that grad returned, and grad may need it again; it may even be the point"
    " itself. Compute the step into a new array: lr * slope.",
    ("path.append(x - lr * slope)", "slope *= lr\npath.append(x - slope)"),
)

edit(
    "forgets_the_start",
    "The start is missing. A path of n steps has n + 1 points, and x0 is the first.",
    (
        "return array_namespace(x0).stack(path)",
        "path = path[1:]\nreturn array_namespace(x0).stack(path) if path else x0[None, ...][:0]",
    ),
)

edit(
    "takes_one_step_less",
    "One step is missing. steps counts the steps, not the points: there is one point more.",
    ("for _ in range(steps):", "for t in range(max(steps - 1, 0)):"),
)

edit(
    "takes_one_step_more",
    "There is one step too many. n steps make n + 1 points, with x0 among them.",
    ("for _ in range(steps):", "for t in range(steps + 1):"),
)

edit(
    "returns_the_end_alone",
    "That is only the last point. Return the complete path: keep each point, x0 first, and stack them.",
    ("array_namespace(x0).stack(path)", "path[-1]"),
)

edit(
    "returns_a_list",
    "That is a list of points. Stack them into one array, along a new first axis.",
    ("array_namespace(x0).stack(path)", "path"),
)


@mistake(
    "gradient_descent",
    "Every step uses the gradient at the start. The slope changes on the way, so compute it again at each new point.",
)
def asks_once(grad, x0, lr, steps):
    first = _slope(grad, x0) if steps else None
    return _stack([x0, *(x0 - lr * (t + 1) * first for t in range(steps))])


edit(
    "steps_from_the_start",
    "Every step starts from x0. Start from the latest point, where the gradient was computed: x[t] - lr * grad(x[t]).",
    ("x - lr * slope", "x0 - lr * slope"),
)

edit(
    "forgets_the_learning_rate",
    "The learning rate is missing, so each step is as long as the gradient. Multiply the gradient by lr.",
    ("lr * slope", "1 * slope"),
)

edit(
    "takes_steps_of_one_length",
    "The gradient is scaled to length 1, so every step is equally long. Plain gradient descent takes the gradient"
    " as it is: near a minimum the steps get shorter by themselves.",
    (
        "slope = grad(x)\n",
        "slope = grad(x)\nlength = array_namespace(x0).sqrt(array_namespace(x0).sum(slope * slope))\n",
    ),
    ("lr * slope", "lr * slope / array_namespace(x0).where(length > 0, length, 1 + 0 * length)"),
)

edit(
    "divides_by_the_length",
    "The gradient is divided by its length, so every step is as long as the last, and 0 / 0 is NaN where it is flat."
    " The step is lr times the gradient: long where it is steep, short near a minimum.",
    ("lr * slope", "lr * slope / array_namespace(x0).sqrt(array_namespace(x0).sum(slope * slope))"),
)

edit(
    "follows_the_sign",
    "Only the sign of the gradient counts here. The step is lr times the gradient, so it is short where the slope"
    " is small.",
    ("grad(x)", "array_namespace(x0).sign(grad(x))"),
)

edit(
    "lets_the_learning_rate_decay",
    "The learning rate shrinks from step to step. Here lr stays the same; schedules come later.",
    ("for _ in range(steps):", "for t in range(steps):"),
    ("lr * slope", "lr / (t + 1) * slope"),
)

edit(
    "lets_the_learning_rate_grow_together",
    "The learning rate is multiplied by itself at every step. It should be lr each time.",
    ("for _ in range(steps):", "for t in range(steps):"),
    ("lr * slope", "lr ** (t + 1) * slope"),
)

edit(
    "adds_up_the_gradients",
    "The gradients of all steps so far are added up, as in momentum. A step of plain gradient descent uses only"
    " the gradient at its own point.",
    ("path = [x0]\n", "path = [x0]\ntotal = 0 * x0\n"),
    ("path.append(x - lr * slope)", "total = total + slope\npath.append(x - lr * total)"),
)

edit(
    "lets_the_last_step_go_on",
    "A part of the last step goes on into the next: that is momentum. A step of plain gradient descent is lr times the"
    " gradient at its own point, and nothing else.",
    ("path = [x0]\n", "path = [x0]\nmoved = 0 * x0\n"),
    ("path.append(x - lr * slope)", "moved = part * moved - lr * slope\npath.append(x + moved)"),
    part=(0.8, 0.9, 0.99),
)

edit(
    "forgets_the_point",
    "The next point is the step alone, and the point itself is forgotten. Step from the latest point:"
    " x - lr * grad(x).",
    ("x - lr * slope", "-lr * slope"),
)

edit(
    "takes_the_gradient_for_the_point",
    "The next point is lr times the gradient, and the point itself is forgotten. Step from the latest point:"
    " x - lr * grad(x).",
    ("x - lr * slope", "lr * slope"),
)

edit(
    "looks_one_point_back",
    "The gradient is that of the point before the latest. Compute it where the step starts: at the latest point.",
    ("grad(x)", "grad(path[-2:][0])"),
)


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


edit(
    "cuts_the_gradient_off",
    "The gradient is cut off at 1 and -1. Plain gradient descent takes it as it is: the steeper, the longer the step.",
    ("grad(x)", "array_namespace(x0).clip(grad(x), -1, 1)"),
)


@mistake(
    "gradient_descent",
    "The entries move one after the other, and each sees where the others have gone. Move them together: one"
    " gradient, at the point where the step starts, and one subtraction for the entire array.",
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


edit(
    "asks_at_the_end_too",
    "grad is called once more than there are steps, for a step that is never taken. A call costs a pass through"
    " the model: call grad only where a step starts.",
    (
        "return array_namespace(x0).stack(path)",
        "if grad(path[-1]).shape != path[-1].shape:\n"
        "    raise ValueError(f'{tuple(grad(path[-1]).shape)}, {tuple(path[-1].shape)}')\n"
        "return array_namespace(x0).stack(path)",
    ),
)

edit(
    "asks_before_the_first_step",
    "grad is called once more than there are steps, before the first of them. A call costs a pass through the"
    " model: check the shape of the gradient that the step uses.",
    (
        "path = [x0]",
        "if grad(x0).shape != x0.shape:\n"
        "    raise ValueError(f'{tuple(grad(x0).shape)}, {tuple(x0.shape)}')\n"
        "path = [x0]",
    ),
)


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


edit(
    "stops_where_it_is_flat",
    "It stops where the slope is small, so the path is shorter than promised. Take every step: where the slope is"
    " 0, the point simply repeats.",
    (
        "slope = grad(x)\n",
        "slope = grad(x)\nif array_namespace(x0).all(array_namespace(x0).abs(slope) < 1e-6):\n    break\n",
    ),
)


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
    " that the descent diverged.",
)
def stops_where_it_overflows(grad, x0, lr, steps):
    path, xp = [x0], array_namespace(x0)
    for point in _walk(grad, x0, lr, steps)[1:]:
        if not xp.all(xp.isfinite(point)):
            break
        path.append(point)
    return _stack(path)


edit(
    "stacks_along_the_last_axis",
    "The points lie along the last axis. Stack them along a new first one: path[t] is the point after t steps.",
    ("array_namespace(x0).stack(path)", "array_namespace(x0).stack(path, axis=-1)"),
)

edit(
    "flattens_the_points",
    "The points have lost their shape. The result is (steps + 1, ...), with all axes of x0 after the first: stack"
    " makes the new axis, and no reshape is needed.",
    (
        "array_namespace(x0).stack(path)",
        "array_namespace(x0).reshape(array_namespace(x0).stack(path), (steps + 1, -1))",
    ),
)

edit(
    "joins_the_points",
    "The points are joined along an axis that x0 has already. Stack them along a new one, instead of concatenating.",
    (
        "array_namespace(x0).stack(path)",
        "array_namespace(x0).concat(path) if x0.ndim else array_namespace(x0).stack(path)",
    ),
)


@mistake(
    "gradient_descent",
    "The path has the library's default dtype: xp.zeros(shape) chooses it. Pass dtype=x0.dtype, or stack the points.",
)
def fills_an_array_of_the_default_dtype(grad, x0, lr, steps):
    path = array_namespace(x0).zeros((steps + 1, *x0.shape))
    for t, point in enumerate(_walk(grad, x0, lr, steps)):
        path[t, ...] = point
    return path


edit(
    "walks_in_an_array_of_the_default_dtype",
    "The path has the library's default dtype: xp.zeros(shape) chooses it. Pass dtype=x0.dtype, or stack the points.",
    ("[x0]", "[array_namespace(x0).astype(x0, array_namespace(x0).zeros(()).dtype)]"),
)


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


edit(
    "lets_the_gradient_stretch",
    "A gradient of a different shape is stretched by broadcasting. Compare its shape with the point's, and raise a"
    " ValueError that names both.",
    ("slope.shape != x.shape", "False"),
)

generics(
    "gradient_descent",
    asserts="assert raises an AssertionError, and Python skips it when it runs with -O. Raise a ValueError instead.",
)

edit(
    "passes_through_float32",
    "The points pass through float32, which keeps about 7 digits. Stay in the dtype of x0.",
    ("path = [x0]", "xp, path = array_namespace(x0), [x0]"),
    ("path[-1]", "xp.astype(xp.astype(path[-1], xp.float32), x0.dtype)"),
    ("x - lr * slope", "xp.astype(xp.astype(x - lr * slope, xp.float32), x0.dtype)"),
)


@mistake(
    "gradient_descent",
    "A gradient of a different shape is reshaped to fit. That hides a fault in grad: compare the two shapes, and"
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
