"""What beginners hand in for views and copies, and what to tell them."""

import torch

from dojo import edit, generics, ideas, mistake

ideas(
    axis_lost="keeps_the_first_axis leaves_a_number_as_it_is",
    missing_term="leaves_out_the_strides",
    transposed="stands_the_windows_up",
    off_by_one="misses_the_last_window",
    entries_mixed_up="reads_the_memory reads_down_the_columns",
    alias_or_copy=(
        "compares_the_storages compares_the_first_addresses compares_the_stretches compares_the_numbers"
        " asks_whether_they_are_equal asks_whether_they_are_one_object compares_the_bases"
        " compares_the_places_in_any_storage compares_places_within_one_storage asks_for_all_of_one"
        " makes_it_contiguous always_copies views_alone stacks_the_windows makes_x_contiguous"
    ),
    wrong_exception="lets_torch_raise",
    silent_error="returns_what_there_is",
    default_value="takes_stride_one starts_at_the_storage",
    base_or_units="adds_entries_to_bytes compares_where_entries_begin",
    wrong_formula="lets_the_windows_not_overlap",
)


def _range_of(x):
    """The first and the last byte of a tensor, and those between them."""
    last = sum((n - 1) * stride for n, stride in zip(x.shape, x.stride(), strict=True))
    first = x.data_ptr()
    return range(first, first + (last + 1) * x.element_size()) if x.numel() else range(0)


def _places_of(x):
    """Where the entries of a tensor begin, counted in entries from the start of its storage."""
    places = torch.tensor([x.storage_offset()])
    for n, stride in zip(x.shape, x.stride(), strict=True):
        places = (places[:, None] + torch.arange(n) * stride).flatten()
    return set(places.tolist())


edit(
    "compares_the_storages",
    "The storages are compared. Two tensors can lie in one storage without an entry in common, as x[::2] and x[1::2]"
    " do: compare the addresses of the entries.",
    ("not _bytes_of(a).isdisjoint(_bytes_of(b))", "a.untyped_storage().data_ptr() == b.untyped_storage().data_ptr()"),
)

edit(
    "compares_the_first_addresses",
    "Only the addresses of the first entries are compared. x and x[1:] begin at different places, and share nearly"
    " all: compare the addresses of all entries.",
    (
        "not _bytes_of(a).isdisjoint(_bytes_of(b))",
        "min(a.numel(), b.numel()) >= entries and a.data_ptr() == b.data_ptr()",
    ),
    entries=(0, 1),
)


@mistake(
    "shares_memory",
    "The stretches from the first to the last entry are compared. A stretch has gaps: x[::2] and x[1::2]"
    " interleave, and share nothing. Compare entry by entry.",
)
def compares_the_stretches(a, b):
    one, other = _range_of(a), _range_of(b)
    return bool(one and other) and one.start < other.stop and other.start < one.stop


edit(
    "compares_the_numbers",
    "You compare the entries themselves. A copy has the same numbers in other memory: compare addresses, which"
    " data_ptr and the strides give.",
    ("_bytes_of(a).isdisjoint(_bytes_of(b))", "set(a.flatten().tolist()).isdisjoint(b.flatten().tolist())"),
)

edit(
    "asks_whether_they_are_equal",
    "It asks whether the two tensors are equal. Equal tensors can lie in different memory, and different ones can share"
    " some: compare addresses.",
    ("not _bytes_of(a).isdisjoint(_bytes_of(b))", "a.shape == b.shape and torch.equal(a, b)"),
)

edit(
    "asks_whether_they_are_one_object",
    "It asks whether both are one object. Each view is an object of its own, in the same memory: compare addresses.",
    ("not _bytes_of(a).isdisjoint(_bytes_of(b))", "a is b"),
)

edit(
    "compares_the_bases",
    "It asks which tensor each is a view of. Two views of one tensor need not have an entry in common: compare the"
    " addresses of the entries.",
    (
        "not _bytes_of(a).isdisjoint(_bytes_of(b))",
        "(a if a._base is None else a._base) is (b if b._base is None else b._base)",
    ),
)

edit(
    "leaves_out_the_strides",
    "The strides are left out: the entries are assumed to be neighbours in memory. Add index times stride along each"
    " axis to the address of the first entry.",
    (
        "return not _bytes_of(a).isdisjoint(_bytes_of(b))",
        "one, other = (range(x.data_ptr(), x.data_ptr() + x.nbytes) for x in (a, b))\n"
        "return bool(one and other) and one.start < other.stop and (other.start < one.stop)",
    ),
)


edit(
    "adds_entries_to_bytes",
    "data_ptr counts bytes, strides count entries. Multiply the strides by element_size() before you add them.",
    ("torch.arange(n) * stride * size", "torch.arange(n) * stride"),
)


edit(
    "compares_the_places_in_any_storage",
    "Places are counted from the start of each storage, and two storages have the same places. Start from data_ptr(),"
    " an address, instead of storage_offset().",
    ("torch.arange(size) + x.data_ptr()", "torch.arange(size) + x.storage_offset() * size"),
)


@mistake(
    "shares_memory",
    "Places are counted from the start of the storage, in entries. Two tensors of one NumPy array can have storages"
    " that start at different places, and entries of two dtypes differ in size: compare addresses in bytes.",
)
def compares_places_within_one_storage(a, b):
    same = a.untyped_storage().data_ptr() == b.untyped_storage().data_ptr()
    return same and not _places_of(a).isdisjoint(_places_of(b))


edit(
    "compares_where_entries_begin",
    "Only the addresses at which entries begin are compared. An entry of eight bytes can have its last bytes in"
    " common with a tensor of a different dtype: list all bytes of each entry.",
    ("torch.arange(size) + x.data_ptr()", "torch.tensor([x.data_ptr()])"),
)


@mistake(
    "shares_memory",
    "One tensor is taken to be inside the other. It is enough that they have one entry in common: isdisjoint checks"
    " that for two sets, and so does &.",
)
def asks_for_all_of_one(a, b):
    one, other = _places_of(a), _places_of(b)
    return _in_one_storage(a, b) and bool(one and other) and (one <= other or other <= one)


def _in_one_storage(a, b):
    return a.untyped_storage().data_ptr() == b.untyped_storage().data_ptr()


edit(
    "makes_it_contiguous",
    "x is copied even where a view exists: later writes into x do not show. A view can have gaps, as long as one"
    " stride leads from each entry to the next; reshape(-1) finds out. contiguous() and ravel copy everything that has"
    " gaps.",
    ("x.reshape(-1)", "x.contiguous().view(-1)"),
)

edit(
    "always_copies",
    "It always copies, so later writes into x do not show. Where one stride leads from each entry to the next, the"
    " result is a view: reshape(-1) finds out.",
    ("x.reshape(-1)", "x.clone().reshape(-1)"),
)

edit(
    "views_alone",
    "view(-1) gives up where there is no view, as for x.T. Then you need a copy: reshape(-1) makes one by itself.",
    ("x.reshape(-1)", "x.view(-1)"),
)

edit(
    "keeps_the_first_axis",
    "The first axis is still there. All entries come along one axis: flatten(1) and view(len(x), -1) keep the first.",
    ("x.reshape(-1)", "x.flatten(1) if x.ndim > 1 else x.flatten()"),
)

edit(
    "reads_the_memory",
    "The entries come in the order of memory. The order is that of x: its last axis runs fastest, no matter how x"
    " lies in memory.",
    ("x.reshape(-1)", "x.as_strided((x.numel(),), (1,))"),
)

edit(
    "leaves_a_number_as_it_is",
    "A tensor without axes is returned unchanged. The result has one axis, of the shape (1,).",
    ("x.reshape(-1)", "x if x.ndim < 2 else x.reshape(-1)"),
)

edit(
    "reads_down_the_columns",
    "The columns are read one after the other. The last axis of x runs fastest: a row is read to its end first.",
    ("x.reshape(-1)", "x.mT.reshape(-1) if x.ndim > 1 else x.reshape(-1)"),
)


@mistake(
    "windows",
    "The windows are copied: stack, cat, clone and an index of integers make new memory. A view needs strides:"
    " x.as_strided, or x.unfold.",
)
def stacks_the_windows(x, size):
    if not 1 <= size <= x.shape[0]:
        raise ValueError(f"a window of {size} does not fit {x.shape[0]} entries")
    return torch.stack([x[i : i + size] for i in range(x.shape[0] - size + 1)])


edit(
    "makes_x_contiguous",
    "A view of a copy: contiguous() copies an x with gaps, and later writes into x do not show. Leave it out, and"
    " use the stride of x.",
    ("(n,), (stride,) = x.shape, x.stride()", "x = x.contiguous()\n(n,), (stride,) = x.shape, x.stride()"),
)


edit(
    "lets_the_windows_not_overlap",
    "The windows lie side by side, without overlap. The next window begins one entry later: both strides are that of"
    " x, or the step of unfold is 1.",
    ("(n - size + 1, size), (stride, stride)", "(n // size, size), (size * stride, stride)"),
)


edit(
    "misses_the_last_window",
    "One window is missing: the last one begins at n - size, so there are n - size + 1.",
    ("(n - size + 1, size)", "(n - size, size)"),
)

edit(
    "stands_the_windows_up",
    "The axes are swapped: each row of the result should be a window, of size entries.",
    ("(n - size + 1, size)", "(size, n - size + 1)"),
)

edit(
    "takes_stride_one",
    "Stride 1 is assumed. An x with gaps has a different one: use x.stride(0) for both axes.",
    ("(stride, stride)", "(1, 1)"),
)

edit(
    "starts_at_the_storage",
    "The windows begin at the start of the storage instead of the first entry of x. Leave storage_offset out, or pass"
    " x.storage_offset().",
    ("x.as_strided((n - size + 1, size), (stride, stride))", "x.as_strided((n - size + 1, size), (stride, stride), 0)"),
)

edit(
    "lets_torch_raise",
    "The size is not checked first, so the error comes from torch, if there is one. Raise a ValueError unless 1 <="
    " size <= n, with both numbers.",
    ('if not 1 <= size <= n:\n    raise ValueError(f"a window of {size} does not fit {n} entries")\n', ""),
)

edit(
    "returns_what_there_is",
    "The size is not checked first. A window that does not fit x has no place: raise a ValueError unless 1 <= size <="
    " n, with both numbers.",
    (
        'if not 1 <= size <= n:\n    raise ValueError(f"a window of {size} does not fit {n} entries")',
        "n, stride = x.shape[0], x.stride(0)",
    ),
    ("(n - size + 1, size)", "(max(n - size + 1, 0), max(size, 0))"),
)

generics(
    "windows",
    detaches="The result is cut off from autograd: .data and .detach() look at the memory of x, but no gradient"
    " flows back. Take the view of x itself.",
)
