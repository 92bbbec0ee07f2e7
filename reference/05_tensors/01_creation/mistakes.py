"""What beginners hand in for creating tensors, and what to tell them."""

import numpy as np
import torch

from dojo import edit, ideas, mistake

ideas(
    axis_lost="flattens",
    wrong_factor="runs_to_one",
    swapped_arguments="is_as_long_as_like",
    off_by_one="counts_from_one counts_up_to_n stops_too_early divides_up_to_n",
    writes_into_input="fills_x",
    alias_or_copy="expands_one_number copies makes_it_contiguous copies_a_reversed_array",
    dtype_lost=(
        "leaves_the_dtype_to_torch is_always_float32 adds_the_fill_to_zeros counts_in_int64 counts_in_float32"
        " makes_it_float32"
    ),
    integer_arithmetic="cuts_every_fill",
    cancellation="fills_in_float32 adds_up_ones",
    nan_hidden="multiplies_by_zero multiplies_by_zero_without_gradient sums_up_what_like_holds",
    refuses_what_is_allowed="reads_a_block",
    default_value="ignores_the_fill",
    gradient_let_through="asks_for_a_gradient_as_x_does",
)

edit(
    "leaves_the_dtype_to_torch",
    "torch decides the dtype of the new tensor itself: float32 for a fill of 0.5, int64 for a fill of 3. Give it"
    " dtype=x.dtype, and device=x.device with it.",
    ("torch.full(x.shape, fill, dtype=x.dtype, device=x.device)", "torch.full(x.shape, fill, device=x.device)"),
)

edit(
    "is_always_float32",
    "The result is float32 for every x. A tensor of zeros or ones is float32 unless it is told otherwise: give it"
    " dtype=x.dtype and device=x.device.",
    ("torch.full(x.shape, fill, dtype=x.dtype, device=x.device)", "torch.zeros(x.shape, device=x.device) + fill"),
)

edit(
    "asks_for_a_gradient_as_x_does",
    "The result requires a gradient where x does: it is computed from the entries of x, or copies its flag"
    " requires_grad. Make a new tensor, a constant: use only the shape, dtype and device of x.",
    (
        "torch.full(x.shape, fill, dtype=x.dtype, device=x.device)",
        "torch.full_like(x, fill, requires_grad=x.requires_grad)",
    ),
)

edit(
    "multiplies_by_zero",
    "The result is computed from the entries of x, as x * 0 + fill is: NaN times 0 is NaN, and a gradient is"
    " required where x requires one. Make a new tensor: use only the shape, dtype and device of x.",
    ("torch.full(x.shape, fill, dtype=x.dtype, device=x.device)", "(x * 0 + fill).to(x.dtype)"),
)

edit(
    "multiplies_by_zero_without_gradient",
    "The entries of x still count: NaN times 0 is NaN, and so is inf times 0. Make a new tensor: use only the"
    " shape, dtype and device of x.",
    ("torch.full(x.shape, fill, dtype=x.dtype, device=x.device)", "(x.detach() * 0 + fill).to(x.dtype)"),
)

edit(
    "fills_x",
    "The fill is written into x itself: .detach() and .data look at the same memory. Make a new tensor; the caller"
    " still needs x.",
    ("torch.full(x.shape, fill, dtype=x.dtype, device=x.device)", "x.detach().fill_(fill)"),
)

edit(
    "adds_the_fill_to_zeros",
    "An integer plus or times a fraction becomes a float. Let the function that makes the tensor fill it, with"
    " dtype=x.dtype: integers stay integers.",
    ("torch.full(x.shape, fill, dtype=x.dtype, device=x.device)", "torch.zeros_like(x, requires_grad=False) + fill"),
)

edit(
    "expands_one_number",
    "All entries share one place in memory: expand repeats a number without copying it. Writing into one entry"
    " changes all. torch.full gives each entry memory of its own, and so does .clone().",
    (
        "torch.full(x.shape, fill, dtype=x.dtype, device=x.device)",
        "torch.tensor(fill, dtype=x.dtype, device=x.device).expand(x.shape)",
    ),
)

edit(
    "cuts_every_fill",
    "The fill is cut to a whole number in every dtype. Only integer dtypes should cut it, and torch.full does that"
    " by itself: pass the fill unchanged.",
    ("torch.full(x.shape, fill, dtype=x.dtype, device=x.device)", "torch.full_like(x, int(fill), requires_grad=False)"),
)

edit(
    "ignores_the_fill",
    "The fill is not used: the result is always 0. Every entry should be the fill.",
    ("torch.full(x.shape, fill, dtype=x.dtype, device=x.device)", "torch.zeros_like(x, requires_grad=False)"),
)

edit(
    "fills_in_float32",
    "The fill was converted to float32, which above 2**24 has only every second whole number, then every fourth,"
    " and so on. Make the tensor in dtype=x.dtype from the start.",
    (
        "torch.full(x.shape, fill, dtype=x.dtype, device=x.device)",
        "torch.full(x.shape, fill, dtype=torch.float32, device=x.device).to(x.dtype)",
    ),
)

edit(
    "counts_in_int64",
    "torch.arange(n) counts in int64. In a sum with floats it should have their dtype: give it dtype=like.dtype,"
    " and device=like.device with it.",
    ("torch.arange(n, dtype=like.dtype, device=like.device)", "torch.arange(n, device=like.device)"),
)

edit(
    "counts_in_float32",
    "The ramp is always float32, and the dtype of like is ignored. Give torch.arange dtype=like.dtype, and"
    " device=like.device with it.",
    ("like.dtype", "torch.float32"),
)

edit(
    "counts_from_one",
    "It counts from 1 to n. Positions begin at 0: the last number is n - 1.",
    (
        "torch.arange(n, dtype=like.dtype, device=like.device)",
        "torch.arange(1, n + 1, dtype=like.dtype, device=like.device)",
    ),
)

edit(
    "counts_up_to_n",
    "It has one number too many: leave out n itself, so that there are n numbers, 0 to n - 1.",
    (
        "torch.arange(n, dtype=like.dtype, device=like.device)",
        "torch.arange(n + 1, dtype=like.dtype, device=like.device)",
    ),
)

edit(
    "stops_too_early",
    "It has one number too few: the end of torch.arange is left out already, so arange(n) ends at n - 1.",
    (
        "torch.arange(n, dtype=like.dtype, device=like.device)",
        "torch.arange(max(n - 1, 0), dtype=like.dtype, device=like.device)",
    ),
)

edit(
    "divides_up_to_n",
    "linspace includes both ends, so n numbers from 0 to n are more than 1 apart. From 0 to n - 1, or with arange,"
    " the steps are 1.",
    (
        "torch.arange(n, dtype=like.dtype, device=like.device)",
        "torch.linspace(0, n, n, dtype=like.dtype, device=like.device)",
    ),
)

edit(
    "runs_to_one",
    "The ramp lies between 0 and 1, divided by n or n - 1. Positions are whole numbers, 1 apart: leave out the"
    " division.",
    (
        "torch.arange(n, dtype=like.dtype, device=like.device)",
        "torch.linspace(0, 1, n, dtype=like.dtype, device=like.device)",
    ),
)

edit(
    "is_as_long_as_like",
    "The ramp is as long as like. Its length should be n. Use only the dtype and device of like.",
    (
        "return torch.arange(n, dtype=like.dtype, device=like.device)",
        "if counted == 'entries' or like.ndim == 0:\n"
        "    return torch.arange(like.numel(), dtype=like.dtype, device=like.device)\n"
        "return torch.arange(like.shape[0 if counted == 'rows' else -1], dtype=like.dtype, "
        "device=like.device)",
    ),
    counted=("rows", "entries", "last axis"),
)

edit(
    "sums_up_what_like_holds",
    "The ramp is computed from the entries of like, as a sum of like * 0 + 1 is: NaN in like spoils it, and it"
    " requires a gradient where like does. Make a new tensor: use only the dtype and device of like.",
    (
        "torch.arange(n, dtype=like.dtype, device=like.device)",
        "torch.arange(n, device=like.device).to(like.dtype) + like.sum() * 0",
    ),
)


@mistake(
    "ramp",
    "The numbers come from a running sum in the dtype of like. float16 can't count past 2048 in steps of 1, so"
    " there the errors pile up. Count first, round once: torch.arange(n, dtype=like.dtype).",
)
def adds_up_ones(n, like):
    return torch.cumsum(torch.ones(n, dtype=like.dtype, device=like.device), dim=0, dtype=like.dtype) - 1


edit(
    "copies",
    "torch.tensor copies, and so does .clone(): a later write into the array does not show in the tensor."
    " torch.from_numpy uses the array's own memory.",
    ("torch.from_numpy", "torch.tensor"),
)

edit(
    "makes_it_float32",
    "The dtype is changed, and a different dtype needs different memory: .float(), torch.Tensor(a) and dtype= copy."
    " Keep the dtype of the array.",
    ("torch.from_numpy(a)", "torch.from_numpy(a).to(torch.float32)"),
)


@mistake(
    "from_numpy_shared",
    "np.ascontiguousarray copies an array that has gaps or is transposed, so only a plain one is shared. A tensor can"
    " have gaps too: pass the array unchanged.",
)
def makes_it_contiguous(a):
    return torch.from_numpy(np.ascontiguousarray(a).reshape(a.shape))


@mistake(
    "from_numpy_shared",
    "torch.frombuffer reads a block of memory from its beginning to its end, and refuses an array that has gaps or is"
    " transposed. torch.from_numpy takes shape and strides from the array.",
)
def reads_a_block(a):
    return torch.frombuffer(a, dtype=torch.from_numpy(np.zeros(0, a.dtype)).dtype).reshape(a.shape)


edit(
    "copies_a_reversed_array",
    "A reversed array is silently copied. The caller relies on shared memory: raise a ValueError, as torch.from_numpy"
    " does by itself.",
    ("torch.from_numpy(a)", "torch.from_numpy(a.copy() if any(stride < 0 for stride in a.strides) else a)"),
)

edit(
    "flattens",
    "The shape is lost: all entries lie in one row. reshape(-1) and ravel give one axis; the tensor has those of the"
    " array.",
    ("torch.from_numpy(a)", "torch.from_numpy(a.reshape(-1))"),
)
