"""What beginners hand in for reshaping, and what to tell them."""

import torch

from dojo import edit, generics, ideas, mistake

ideas(
    axis_lost="joins_batch_and_heads does_not_join_the_heads keeps_the_grid keeps_the_squares keeps_the_channels_apart",
    transposed=(
        "leaves_the_heads_behind_the_tokens puts_the_heads_first transposes_each_head"
        " swaps_the_heads_with_their_entries transposes_each_patch swaps_height_and_width"
        " leaves_the_patches_in_columns"
    ),
    swapped_arguments="takes_the_number_for_the_size",
    entries_mixed_up=(
        "reshapes_without_a_transpose deals_the_entries_out merges_without_a_transpose lets_the_heads_take_turns"
        " cuts_strips puts_the_channel_last reads_down_the_columns cuts_the_wrong_way_round"
        " leaves_the_channel_in_front joins_the_tokens joins_the_heads_backwards"
    ),
    alias_or_copy="views_after_the_transpose",
    dtype_lost="unfolds",
    empty_input="leaves_a_size_to_torch leaves_the_width_to_torch leaves_the_number_of_patches_to_torch",
    wrong_exception="lets_torch_raise lets_torch_raise_for_patches",
    silent_error="drops_what_is_left_over drops_the_margin checks_the_area",
    default_value="lets_the_patches_overlap",
    partial_case="checks_the_height_alone",
    wrong_formula="adds_the_heads_up",
)

edit(
    "reshapes_without_a_transpose",
    "The entries are in the order of x: a reshape alone keeps that order, so a head holds pieces of other tokens. Cut"
    " the last axis first, to (B, T, h, D/h), and then swap T and h with transpose.",
    ("n_heads < 1 or D % n_heads", "False"),
    ("x.reshape(B, T, n_heads, D // n_heads).transpose(1, 2)", "x.reshape(B, n_heads, T, D // n_heads)"),
)

edit(
    "deals_the_entries_out",
    "Each head has every h-th entry of a vector. A head is a stretch: cut the last axis to (h, D/h), the heads first,"
    " not to (D/h, h).",
    ("n_heads < 1 or D % n_heads", "False"),
    (
        "x.reshape(B, T, n_heads, D // n_heads).transpose(1, 2)",
        "x.reshape(B, T, D // n_heads, n_heads).permute(0, 3, 1, 2)",
    ),
)

edit(
    "leaves_the_heads_behind_the_tokens",
    "The axes are (B, T, h, D/h): the vectors are cut, but the heads are still after the tokens. Swap T and h with"
    " transpose.",
    ("n_heads < 1 or D % n_heads", "False"),
    ("x.reshape(B, T, n_heads, D // n_heads).transpose(1, 2)", "x.reshape(B, T, n_heads, D // n_heads)"),
)

edit(
    "takes_the_number_for_the_size",
    "n_heads is used as the size of a head. It says how many heads there are: each has D / n_heads entries.",
    ("n_heads < 1 or D % n_heads", "False"),
    ("x.reshape(B, T, n_heads, D // n_heads)", "x.reshape(B, T, D // n_heads, n_heads)"),
)


@mistake(
    "split_heads",
    "The heads are before the batch. B should stay the first axis: the result is (B, h, T, D/h).",
)
def puts_the_heads_first(x, n_heads):
    B, T, D = x.shape
    return x.reshape(B, T, n_heads, D // n_heads).permute(2, 0, 1, 3)


edit(
    "joins_batch_and_heads",
    "Batch and heads have become one axis. Keep both: the result is (B, h, T, D/h).",
    (
        "x.reshape(B, T, n_heads, D // n_heads).transpose(1, 2)",
        "x.reshape(B, T, n_heads, D // n_heads).transpose(1, 2).flatten(0, 1)",
    ),
)

edit(
    "transposes_each_head",
    "Each head is transposed: it is (D/h, T), and should be (T, D/h). Swap tokens and heads, and no other axes.",
    (
        "x.reshape(B, T, n_heads, D // n_heads).transpose(1, 2)",
        "x.reshape(B, T, n_heads, D // n_heads).transpose(1, 2).transpose(2, 3)",
    ),
)

edit(
    "leaves_a_size_to_torch",
    "There is a size of -1 in the reshape. For an empty tensor torch cannot work it out, since any size would do:"
    " compute D // n_heads.",
    ("D // n_heads", "-1"),
)

edit(
    "lets_torch_raise",
    "No size is checked, so the error comes from torch or from a division. Compare first: where n_heads does not"
    " divide D, raise a ValueError with both numbers.",
    ("n_heads < 1 or D % n_heads", "False"),
)

generics(
    "split_heads",
    asserts="assert raises an AssertionError, and is skipped under python -O. The contract asks for a ValueError:"
    " raise it.",
)

edit(
    "drops_what_is_left_over",
    "Entries that do not fill a complete head are silently dropped. Raise a ValueError if n_heads does not divide D.",
    (
        "B, T, D = x.shape",
        "if n_heads < 1:\n"
        "    raise ValueError(f'{n_heads} heads do not divide a vector of {x.shape[2]}')\n"
        "x = x[:, :, :x.shape[2] // n_heads * n_heads]\n"
        "B, T, D = x.shape",
    ),
)

edit(
    "merges_without_a_transpose",
    "The entries are in the order of x: a reshape alone keeps that order, so a token gets the head of a different"
    " one. First swap h and T with transpose, then join the heads.",
    ("x.transpose(1, 2)", "x"),
)

edit(
    "lets_the_heads_take_turns",
    "The entries of the heads take turns. Each head stays a stretch, head 0 first: the axes before the reshape are"
    " (B, T, h, E).",
    ("x.transpose(1, 2)", "x.permute(0, 2, 3, 1)"),
)

edit(
    "swaps_the_heads_with_their_entries",
    "h and E have changed places before the reshape. The tokens come first: swap h and T, and no other axes.",
    ("x.transpose(1, 2)", "x.transpose(1, 3)"),
)

edit(
    "does_not_join_the_heads",
    "The heads are after the tokens now, but they are not joined: reshape (B, T, h, E) to (B, T, h·E).",
    ("x.transpose(1, 2).reshape(B, T, h * E)", "x.transpose(1, 2)"),
)

edit(
    "adds_the_heads_up",
    "The heads are added up. They are put side by side: (B, h, T, E) becomes (B, T, h·E).",
    ("x.transpose(1, 2).reshape(B, T, h * E)", "x.sum(dim=1)"),
)

edit(
    "views_after_the_transpose",
    "After a transpose the memory is in a different order, and view can't read it as one axis. reshape copies where"
    " it must, and so does .contiguous() before view.",
    ("x.transpose(1, 2).reshape", "x.transpose(1, 2).view"),
)

edit(
    "leaves_the_width_to_torch",
    "There is a size of -1 in the reshape. For an empty tensor torch cannot work it out, since any size would do:"
    " compute h·E.",
    ("h * E", "-1"),
)

edit(
    "joins_the_tokens",
    "The tokens of a head are joined, head by head. Join the heads of a token: T stays an axis, and h goes.",
    ("x.transpose(1, 2).reshape(B, T, h * E)", "x.reshape(B, h, T * E)"),
)

edit(
    "cuts_strips",
    "The entries are in the order of the image: a reshape alone cuts stretches of rows, not squares. Cut H into (H/P,"
    " P) and W into (W/P, P), move the axes with permute, and then join them.",
    ("size < 1 or H % size or W % size", "False"),
    ("cut = images.reshape(N, C, rows, size, columns, size)\n", ""),
    (
        "cut.permute(0, 2, 4, 1, 3, 5).reshape(N, rows * columns, C * size * size)",
        "images.reshape(N, H // size * (W // size), C * size * size)",
    ),
)

edit(
    "puts_the_channel_last",
    "In each patch the channel comes last: red, green and blue of one pixel side by side. Here the channel comes first:"
    " the axes before the last reshape are (N, H/P, W/P, C, P, P).",
    ("size < 1 or H % size or W % size", "False"),
    (
        "cut.permute(0, 2, 4, 1, 3, 5).reshape(N, rows * columns, C * size * size)",
        "cut.permute(0, 2, 4, 3, 5, 1).reshape(N, -1, C * size * size)",
    ),
)

edit(
    "reads_down_the_columns",
    "The patches run down the columns. They should be in reading order: H/P comes before W/P among the axes.",
    ("size < 1 or H % size or W % size", "False"),
    (
        "cut.permute(0, 2, 4, 1, 3, 5).reshape(N, rows * columns, C * size * size)",
        "cut.permute(0, 4, 2, 1, 3, 5).reshape(N, -1, C * size * size)",
    ),
)

edit(
    "transposes_each_patch",
    "Each patch is written column by column: it is the transpose of what it should be. Within a patch the row comes"
    " before the column.",
    ("size < 1 or H % size or W % size", "False"),
    (
        "cut.permute(0, 2, 4, 1, 3, 5).reshape(N, rows * columns, C * size * size)",
        "cut.permute(0, 2, 4, 1, 5, 3).reshape(N, -1, C * size * size)",
    ),
)

edit(
    "cuts_the_wrong_way_round",
    "Rows of a patch and rows of patches are mixed up: H is cut to (H/P, P), the number of patches first, and so is W.",
    ("size < 1 or H % size or W % size", "False"),
    (
        "cut.permute(0, 2, 4, 1, 3, 5).reshape(N, rows * columns, C * size * size)",
        "images.reshape(N, C, size, rows, size, columns).permute(0, 3, 5, 1, 2, 4).reshape(N, -1, C * size * size)",
    ),
)

edit(
    "swaps_height_and_width",
    "Height and width are swapped in the cut. H is cut to (H/P, P) and W to (W/P, P), in this order.",
    ("size < 1 or H % size or W % size", "False"),
    ("H // size, W // size", "W // size, H // size"),
    ("rows * columns", "-1"),
)

edit(
    "keeps_the_channels_apart",
    "Each channel has patches of its own. A patch holds all channels of its square: C belongs to the last axis.",
    ("size < 1 or H % size or W % size", "False"),
    (
        "cut.permute(0, 2, 4, 1, 3, 5).reshape(N, rows * columns, C * size * size)",
        "cut.transpose(3, 4).reshape(N, -1, size * size)",
    ),
)

edit(
    "leaves_the_channel_in_front",
    "The channels are spread over the patches: C is still before the rows of patches. Move it after them: the axes"
    " before the last reshape are (N, H/P, W/P, C, P, P).",
    ("size < 1 or H % size or W % size", "False"),
    ("cut.permute(0, 2, 4, 1, 3, 5)", "cut.transpose(3, 4)"),
)

edit(
    "keeps_the_grid",
    "The patches are right, but their rows and columns are still two axes. Join them: (N, patches, C·size·size).",
    (
        "cut.permute(0, 2, 4, 1, 3, 5).reshape(N, rows * columns, C * size * size)",
        "cut.permute(0, 2, 4, 1, 3, 5).reshape(N, rows * columns, C * size * size).unflatten(1, ("
        "images.shape[2] // size, -1))",
    ),
)

edit(
    "keeps_the_squares",
    "Each patch is still a square, of the shape (C, size, size). Write it as one vector: join the last three axes.",
    (
        "cut.permute(0, 2, 4, 1, 3, 5).reshape(N, rows * columns, C * size * size)",
        "cut.permute(0, 2, 4, 1, 3, 5).reshape(N, rows * columns, C * size * size).unflatten(2, ("
        "images.shape[1], size, size))",
    ),
)

edit(
    "leaves_the_patches_in_columns",
    "The patches are the last axis: they are columns, as F.unfold returns them. Swap the last two axes with transpose.",
    (
        "cut.permute(0, 2, 4, 1, 3, 5).reshape(N, rows * columns, C * size * size)",
        "cut.permute(0, 2, 4, 1, 3, 5).reshape(N, rows * columns, C * size * size).transpose(1, 2)",
    ),
)


@mistake(
    "to_patches",
    "F.unfold works for floats only, but an image may hold integers or bools. reshape and permute only move the"
    " entries, of any dtype.",
)
def unfolds(images, size):
    H, W = images.shape[2:]
    if size < 1 or H % size or W % size:
        raise ValueError(f"patches of size {size} do not fill an image of {H} by {W}")
    return torch.nn.functional.unfold(images, size, stride=size).transpose(1, 2)


edit(
    "lets_the_patches_overlap",
    "The patches start one pixel apart, and overlap. The next patch begins where the last one ends: the step is size.",
    ("size < 1 or H % size or W % size", "False"),
    ("rows, columns = H // size, W // size\n", ""),
    ("images.reshape(N, C, rows, size, columns, size)", "images.unfold(2, size, 1).unfold(3, size, 1)"),
    (
        "cut.permute(0, 2, 4, 1, 3, 5).reshape(N, rows * columns, C * size * size)",
        "cut.permute(0, 2, 3, 1, 4, 5).flatten(3).flatten(1, 2)",
    ),
)


@mistake(
    "to_patches",
    "Pixels that do not fill a complete patch are silently dropped. Raise a ValueError if size does not divide H or W.",
)
def drops_the_margin(images, size):
    if size < 1:
        raise ValueError(f"patches of size {size} do not fill an image of {images.shape[2:]}")
    H, W = (side // size * size for side in images.shape[2:])
    corners = [(i, j) for i in range(0, H, size) for j in range(0, W, size)]
    patches = [images[:, :, i : i + size, j : j + size].flatten(1) for i, j in corners]
    return torch.stack(patches, dim=1) if patches else images[:, :0, 0, 0]


edit(
    "lets_torch_raise_for_patches",
    "No size is checked, so the error comes from torch or from a division. Compare first: where size does not divide"
    " H or W, raise a ValueError with both numbers.",
    ("size < 1 or H % size or W % size", "False"),
)

edit(
    "checks_the_height_alone",
    "A size is let through that does not divide both sides. Check H and W, each by itself, and raise a ValueError"
    " otherwise.",
    ("size < 1 or H % size or W % size", "size < 1 or H % size"),
)

edit(
    "checks_the_area",
    "The number of pixels is compared with that of a patch, and a size is let through that does not divide the height"
    " or the width: two rows have no square of four. Check H and W, each by itself.",
    ("size < 1 or H % size or W % size", "size < 1 or H * W % size ** 2"),
)

edit(
    "leaves_the_number_of_patches_to_torch",
    "There is a size of -1 in the reshape. For an empty tensor torch cannot work it out, since any size would do:"
    " compute the number of patches.",
    ("rows * columns", "-1"),
)

edit(
    "joins_the_heads_backwards",
    "The heads are joined from the last to the first. Head 0 comes first.",
    ("B, h, T, E = x.shape", "x = x.flip(1)\nB, h, T, E = x.shape"),
)
