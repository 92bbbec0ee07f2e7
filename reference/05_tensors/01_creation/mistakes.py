"""What beginners hand in for creating tensors, and what to tell them."""

import numpy as np
import torch

from dojo import mistake


@mistake(
    "like",
    "torch decides the dtype of the new tensor itself: float32 for a fill of 0.5, int64 for a fill of 3. Give it"
    " dtype=x.dtype, and device=x.device with it.",
)
def leaves_the_dtype_to_torch(x, fill):
    return torch.full(x.shape, fill, device=x.device)


@mistake(
    "like",
    "The result is float32, whatever x is. A tensor of zeros or ones is float32 unless it is told otherwise: give it"
    " dtype=x.dtype and device=x.device.",
)
def is_always_float32(x, fill):
    return torch.zeros(x.shape, device=x.device) + fill


@mistake(
    "like",
    "The result asks for a gradient where x does: it is computed from the entries of x, or takes over the flag"
    " requires_grad. Make a new tensor, a constant: x gives shape, dtype and device alone.",
)
def asks_for_a_gradient_as_x_does(x, fill):
    return torch.full_like(x, fill, requires_grad=x.requires_grad)


@mistake(
    "like",
    "The result is computed from the entries of x, as x * 0 + fill is: NaN times 0 is NaN, and a gradient is asked"
    " for where x asks for one. Make a new tensor: x gives shape, dtype and device alone.",
)
def multiplies_by_zero(x, fill):
    return (x * 0 + fill).to(x.dtype)


@mistake(
    "like",
    "The entries of x still count: NaN times 0 is NaN, and so is inf times 0. Make a new tensor: x gives shape, dtype"
    " and device, nothing else.",
)
def multiplies_by_zero_without_gradient(x, fill):
    return (x.detach() * 0 + fill).to(x.dtype)


@mistake(
    "like",
    "The fill is written into x itself: .detach() and .data look at the same memory. Make a new tensor; the caller"
    " still needs x.",
)
def fills_x(x, fill):
    return x.detach().fill_(fill)


@mistake(
    "like",
    "Integers plus or times a fraction become floats. Let the function that makes the tensor fill it, with"
    " dtype=x.dtype: integers stay integers.",
)
def adds_the_fill_to_zeros(x, fill):
    return torch.zeros_like(x, requires_grad=False) + fill


@mistake(
    "like",
    "All entries are one and the same place in memory: expand repeats a number without copying it. Writing into one"
    " entry changes all. torch.full gives each entry memory of its own, and so does .clone().",
)
def expands_one_number(x, fill):
    return torch.tensor(fill, dtype=x.dtype, device=x.device).expand(x.shape)


@mistake(
    "like",
    "The fill is cut to a whole number in every dtype. Integers alone cut it, and torch.full does that by itself: hand"
    " the fill over as it is.",
)
def cuts_every_fill(x, fill):
    return torch.full_like(x, int(fill), requires_grad=False)


@mistake("like", "The fill plays no part: the result is always 0. Every entry is to become fill.")
def ignores_the_fill(x, fill):
    return torch.zeros_like(x, requires_grad=False)


@mistake(
    "like",
    "The fill has gone through float32, which has no whole numbers of its own above 2**24 but every second, fourth,"
    " and so on. Make the tensor in dtype=x.dtype from the start.",
)
def fills_in_float32(x, fill):
    return torch.full(x.shape, fill, dtype=torch.float32, device=x.device).to(x.dtype)


@mistake(
    "ramp",
    "torch.arange(n) counts in int64. Where the ramp meets floats, it has to be of their dtype: give it"
    " dtype=like.dtype, and device=like.device with it.",
)
def counts_in_int64(n, like):
    return torch.arange(n, device=like.device)


@mistake(
    "ramp",
    "The ramp is float32, whatever the dtype of like. Give torch.arange dtype=like.dtype, and device=like.device with"
    " it.",
)
def counts_in_float32(n, like):
    return torch.arange(n, dtype=torch.float32, device=like.device)


@mistake("ramp", "It counts from 1 to n. Positions begin at 0: the last number is n - 1.")
def counts_from_one(n, like):
    return torch.arange(1, n + 1, dtype=like.dtype, device=like.device)


@mistake("ramp", "It has one number too many: n itself is left out, so that there are n numbers, 0 to n - 1.")
def counts_up_to_n(n, like):
    return torch.arange(n + 1, dtype=like.dtype, device=like.device)


@mistake("ramp", "It has one number too few: the end of torch.arange is left out already, so arange(n) ends at n - 1.")
def stops_too_early(n, like):
    return torch.arange(max(n - 1, 0), dtype=like.dtype, device=like.device)


@mistake(
    "ramp",
    "Both ends belong to linspace, so that n numbers from 0 to n are more than 1 apart. From 0 to n - 1, or with"
    " arange, the steps are 1.",
)
def divides_up_to_n(n, like):
    return torch.linspace(0, n, n, dtype=like.dtype, device=like.device)


@mistake(
    "ramp",
    "The ramp lies between 0 and 1, divided by n or n - 1. Positions are whole numbers, 1 apart: leave out the"
    " division.",
)
def runs_to_one(n, like):
    return torch.linspace(0, 1, n, dtype=like.dtype, device=like.device)


@mistake(
    "ramp",
    "The ramp is as long as like. Its length is n; like gives dtype and device alone.",
    counted=("rows", "entries", "last axis"),
)
def is_as_long_as_like(n, like, *, counted):
    if counted == "entries" or like.ndim == 0:
        return torch.arange(like.numel(), dtype=like.dtype, device=like.device)
    return torch.arange(like.shape[0 if counted == "rows" else -1], dtype=like.dtype, device=like.device)


@mistake(
    "ramp",
    "The ramp is computed from the entries of like, as a sum of like * 0 + 1 is: NaN in like spoils it, and it asks"
    " for a gradient where like does. Make a new tensor: like gives dtype and device alone.",
)
def sums_up_what_like_holds(n, like):
    return torch.arange(n, device=like.device).to(like.dtype) + like.sum() * 0


@mistake(
    "ramp",
    "The numbers come out of a running sum in the dtype of like. float16 can't count past 2048 in steps of 1, so"
    " there the errors pile up. Count first, round once: torch.arange(n, dtype=like.dtype).",
)
def adds_up_ones(n, like):
    return torch.cumsum(torch.ones(n, dtype=like.dtype, device=like.device), dim=0, dtype=like.dtype) - 1


@mistake(
    "from_numpy_shared",
    "torch.tensor copies, and so does .clone(): later the array and the tensor go separate ways. torch.from_numpy"
    " looks at the array's own memory.",
)
def copies(a):
    return torch.tensor(a)


@mistake(
    "from_numpy_shared",
    "The dtype is changed, and another dtype needs other memory: .float(), torch.Tensor(a) and dtype= copy. Keep the"
    " dtype of the array.",
)
def makes_it_float32(a):
    return torch.from_numpy(a).to(torch.float32)


@mistake(
    "from_numpy_shared",
    "np.ascontiguousarray copies an array that has gaps or is transposed, so that only a plain one is shared. A"
    " tensor can have gaps, too: hand over the array as it is.",
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


@mistake(
    "from_numpy_shared",
    "A reversed array is copied without a word. Its caller relies on shared memory: raise a ValueError, as"
    " torch.from_numpy does by itself.",
)
def copies_a_reversed_array(a):
    return torch.from_numpy(a.copy() if any(stride < 0 for stride in a.strides) else a)


@mistake(
    "from_numpy_shared",
    "The shape is lost: all entries lie in one row. reshape(-1) and ravel give one axis; the tensor has those of the"
    " array.",
)
def flattens(a):
    return torch.from_numpy(a.reshape(-1))
