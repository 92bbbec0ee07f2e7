"""What beginners hand in for data parallelism, and what to tell them."""

import numpy as np
from data_parallel import all_gather, all_reduce, reduce_scatter

from dojo import edit, ideas, mistake

ideas(
    wrong_divisor="divides_by_the_workers forgets_to_divide divides_by_its_own_count",
    missing_term="forgets_its_own_numbers",
    entries_mixed_up="joins_from_its_own_part joins_as_they_came",
    off_by_one="begins_with_its_own_part makes_a_step_too_many stops_a_step_early sends_its_count_to_itself",
    order_of_steps="sends_its_own_numbers",
    sign="stores_them_forwards",
    stale_state="hands_on_its_own_part",
    state_not_kept="keeps_the_parameters_to_itself",
    counted_twice="adds_while_gathering",
    writes_into_input="adds_into_x",
    dtype_lost="counts_in_float64 steps_in_float64",
    empty_input="takes_the_mean_of_nothing",
    refuses_what_is_allowed="cuts_only_evenly",
    hidden_cost="passes_whole_arrays sums_the_whole_gradient",
    nan_hidden="hides_what_is_no_number hides_it_from_the_optimizer takes_nan_for_no_examples",
    wrong_stop="drops_the_rest",
    wrong_formula="takes_the_mean_of_the_means weighs_only_the_count steps_by_the_mean_of_the_means",
    other_kind_of_result="returns_its_own_part",
)

FIRST = "total = parts[(rank - 1) % world]"
ADD = "total = got + parts[(rank - 2 - step) % world]"
CUT = "parts = np.array_split(x, world)"
LOOP = "for step in range(world - 1):\n    got = yield total"
PASS = "parts[(rank - 1 - step) % world] = yield parts[(rank - step) % world]"
JOIN = "[parts[i] for i in range(world)]"
GATHER = "return (yield from all_gather(rank, world, part))"
WEIGHTED = "return gradient * count if count else np.zeros_like(gradient)"
MEAN = "return total[:-1] / total[-1]"
BOTH = "np.append(weighted(gradient, count), gradient.dtype.type(count))"
PART = "part = yield from reduce_scatter(rank, world, weighted(gradient, count))"
WHOLE = "part = yield from all_reduce(rank, world, weighted(gradient, count))"
WRITE = "params[...] = yield from all_gather(rank, world, own)"

# ------------------------------------------------------------------------------ the sum of each part

edit(
    "begins_with_its_own_part",
    "Worker r begins with part r, and so ends with part r + 1. Begin with part r - 1: it has the longest way to go.",
    (FIRST, "total = parts[rank]"),
    (ADD, "total = got + parts[(rank - 1 - step) % world]"),
)
edit(
    "makes_a_step_too_many",
    "There is one step too many: the sum goes past the worker that keeps it. world - 1 steps are enough.",
    (LOOP, "for step in range(world):\n    got = yield total"),
)
edit(
    "stops_a_step_early",
    "There is one step too few, so each sum lacks the numbers of one worker. To visit all takes world - 1 steps.",
    (LOOP, "for step in range(world - 2):\n    got = yield total"),
)
edit(
    "forgets_its_own_numbers",
    "What arrives is handed on as it is, and nothing is added. Add your own numbers of that part.",
    (ADD, "total = got"),
)
edit(
    "sends_its_own_numbers",
    "In every step a worker sends only its own numbers. Send what has arrived, with your own added.",
    (LOOP, "for step in range(world - 1):\n    got = yield parts[(rank - 1 - step) % world]"),
)
edit(
    "adds_into_x",
    "+= writes into x, because np.array_split returns views. Make a new array: got + part.",
    (ADD, "total = parts[(rank - 2 - step) % world]\ntotal += got"),
)
edit(
    "cuts_only_evenly",
    "np.split refuses a length that world does not divide. np.array_split makes parts that differ by one.",
    (CUT, "parts = np.split(x, world)"),
)
edit(
    "drops_the_rest",
    "Every part has N // world numbers, so up to world - 1 numbers at the end are lost. Cut as np.array_split does.",
    (CUT, "size = len(x) // world\nparts = [x[i * size : (i + 1) * size] for i in range(world)]"),
)


@mistake(
    "all_reduce",
    "Complete arrays go round: p / 2 times as many numbers are sent. And where each worker adds them as they come, the"
    " results differ in their last bits. Send parts.",
)
def passes_whole_arrays(rank, world, x):
    total = passed = x
    for _ in range(world - 1):
        passed = yield passed
        total = total + passed
    return total


# ------------------------------------------------------------------------------ all parts to everybody

edit(
    "joins_from_its_own_part",
    "The parts are joined from the worker's own one on. Part 0 comes first on every worker.",
    (JOIN, "[parts[(rank + i) % world] for i in range(world)]"),
)
edit(
    "joins_as_they_came",
    "The parts are joined in the order in which they came, backwards round the ring. Join them by their numbers.",
    (JOIN, "list(parts.values())"),
)
edit(
    "hands_on_its_own_part",
    "A worker sends its own part in every step, so the right neighbour never sees any other. Send what came last.",
    (PASS, "parts[(rank - 1 - step) % world] = yield part"),
)
edit(
    "stores_them_forwards",
    "What arrives is stored under the wrong number. In step s the left neighbour sends part rank - 1 - s.",
    (PASS, "came = yield list(parts.values())[-1]\nparts[(rank + 1 + step) % world] = came"),
)


@mistake(
    "all_reduce",
    "In the second half the sums are added again. They are finished: only copy them.",
)
def adds_while_gathering(rank, world, x):
    part = yield from reduce_scatter(rank, world, x)
    parts = dict(enumerate(np.array_split(x, world)))
    parts[rank] = part
    for step in range(world - 1):
        got = yield parts[(rank - step) % world]
        parts[(rank - 1 - step) % world] = got + parts[(rank - 1 - step) % world]
    return np.concatenate([parts[i] for i in range(world)])


edit(
    "returns_its_own_part",
    "A worker returns only its own part of the sum. all_gather comes after reduce_scatter.",
    (GATHER, "return part"),
)
edit(
    "divides_by_the_workers",
    "An all-reduce adds; this one takes the mean over the workers.",
    (GATHER, "return (yield from all_gather(rank, world, part / world))"),
)

# ------------------------------------------------------------------------------ the mean over all examples


@mistake(
    "mean_gradient",
    "This is the mean of the means. A worker with more examples has to count for more: multiply by the count first.",
)
def takes_the_mean_of_the_means(rank, world, gradient, count):
    total = yield from all_reduce(rank, world, gradient)
    return total / world


edit(
    "forgets_to_divide",
    "The sum over all examples comes back. Divide it by how many there are.",
    (MEAN, "return total[:-1]"),
)
edit(
    "divides_by_its_own_count",
    "Each worker divides by its own count. Divide by the sum of all counts.",
    (MEAN, "return total[:-1] / max(count, 1)"),
)
edit(
    "weighs_only_the_count",
    "The means are added as they are, and divided by the number of examples. Multiply each mean by its count first.",
    (WEIGHTED, "return gradient if count else np.zeros_like(gradient)"),
)
edit(
    "takes_the_mean_of_nothing",
    "0 times NaN is NaN: a worker without examples spoils the result of all. Where the count is 0, send zeros.",
    (WEIGHTED, "return gradient * count"),
)
edit(
    "hides_what_is_no_number",
    "A NaN of a worker that has examples becomes 0, so nobody sees that the training is lost. Leave out only a worker"
    " whose count is 0.",
    (WEIGHTED, "return np.nan_to_num(gradient) * count"),
)
edit(
    "counts_in_float64",
    "The count is a float64, and makes the entire array one. Give it the gradient's dtype.",
    (BOTH, "np.append(weighted(gradient, count), float(count))"),
)

# ------------------------------------------------------------------------------ an optimizer in slices

edit(
    "keeps_the_parameters_to_itself",
    "Each worker has new values only for its own part. Write the parts of all into params, with params[...] =.",
    (WRITE, "yield from all_gather(rank, world, own)"),
)
edit(
    "sums_the_whole_gradient",
    "Each worker gets the full sum of the gradient, and uses one part of it. reduce_scatter sends half as much.",
    (PART, f"{WHOLE}\npart = np.array_split(part, world)[rank]"),
)


@mistake(
    "zero_step",
    "The optimizer gets the mean of the means. Weight each gradient with its count, as in mean_gradient.",
)
def steps_by_the_mean_of_the_means(rank, world, params, optimizer, gradient, count):
    part = yield from reduce_scatter(rank, world, gradient)
    optimizer.step([part / world])
    params[...] = yield from all_gather(rank, world, np.array_split(params, world)[rank])


edit(
    "sends_its_count_to_itself",
    "The counts go round once too often, so one worker alone sends to itself. world - 1 times are enough.",
    (
        "examples = yield from all_reduce(rank, world, np.array([count], gradient.dtype))",
        "examples, going = np.zeros(1, gradient.dtype), count\n"
        "for _ in range(world):\n    going = yield going\n    examples += going",
    ),
)
edit(
    "hides_it_from_the_optimizer",
    "What is no number is replaced before the step. A NaN of a worker that has examples has to reach everybody.",
    (PART, PART.replace("weighted(gradient, count)", "np.nan_to_num(weighted(gradient, count))")),
)
edit(
    "takes_nan_for_no_examples",
    "A gradient of NaN alone is taken for one of no examples. Whether there are any, the count says.",
    (WEIGHTED, "return np.zeros_like(gradient) if np.isnan(gradient).all() else gradient * count"),
)
edit(
    "steps_in_float64",
    "The optimizer gets a gradient of float64 for parameters of float32. Keep the dtype of the gradient.",
    ("optimizer.step([part / examples])", "optimizer.step([part.astype(np.float64) / examples])"),
)
