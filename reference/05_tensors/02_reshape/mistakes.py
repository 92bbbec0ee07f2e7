"""What beginners hand in for heads and patches, and what to tell them."""

import torch
from reshape import split_heads, to_patches

from dojo import mistake


def _check(x, n_heads):
    if x.shape[-1] % n_heads:
        raise ValueError(f"{x.shape[-1]} numbers, {n_heads} heads")
    return *x.shape[:2], n_heads, x.shape[2] // n_heads


def _cut(images, size):
    N, C, H, W = images.shape
    if H % size or W % size:
        raise ValueError(f"an image of {H} x {W}, patches of {size}")
    return images.reshape(N, C, H // size, size, W // size, size), (N, (H // size) * (W // size), C * size * size)


@mistake(
    "split_heads",
    "The shape is right, the numbers are not: reshaping to (B, H, T, d) at once hands whole tokens to a head. Reshape"
    " to (B, T, H, d) first, which moves nothing, then swap T and H.",
)
def views_as_heads(x, n_heads):
    B, T, H, d = _check(x, n_heads)
    return x.reshape(B, H, T, d)


@mistake(
    "split_heads",
    "Tokens and heads have not changed places: yours is (B, T, H, d). Attention compares the tokens of one head, so H"
    " comes before T: transpose(1, 2).",
)
def leaves_the_heads_behind_the_tokens(x, n_heads):
    return x.reshape(_check(x, n_heads))


@mistake(
    "split_heads",
    "The numbers of a token are dealt out to the heads in turn, like cards. Each head gets a stretch of neighbours:"
    " split D into (H, d), in this order, and not into (d, H).",
)
def deals_the_numbers_out(x, n_heads):
    B, T, H, d = _check(x, n_heads)
    return x.reshape(B, T, d, H).permute(0, 3, 1, 2)


@mistake(
    "split_heads",
    "The heads stand before the batch: (H, B, T, d). stack and chunk put a new axis first unless they are told"
    " otherwise; here it is axis 1, behind B.",
)
def puts_the_heads_first(x, n_heads):
    B, T, H, d = _check(x, n_heads)
    return x.reshape(B, T, H, d).permute(2, 0, 1, 3)


@mistake(
    "split_heads",
    "n_heads is taken for the width of a head. It is the number of heads: each has D / n_heads numbers.",
)
def takes_the_number_of_heads_for_their_width(x, n_heads):
    B, T, H, d = _check(x, n_heads)
    return x.reshape(B, T, d, H).transpose(1, 2)


@mistake(
    "split_heads",
    "All that is transposed is the last two axes: yours is (B, H, d, T). A head has a row of d numbers for each token.",
)
def gives_columns(x, n_heads):
    return split_heads(x, n_heads).transpose(2, 3)


@mistake(
    "split_heads",
    "view can't split the last axis here: x is neither copied nor laid out for it, and view never copies. reshape"
    " copies where it must, and only there.",
)
def needs_plain_memory(x, n_heads):
    return x.view(_check(x, n_heads)).transpose(1, 2)


@mistake(
    "split_heads",
    "-1 has no answer where an axis is empty: any size would do, so that torch refuses. Write the size out: it is B,"
    " T, H or D // H.",
)
def leaves_the_tokens_to_torch(x, n_heads):
    B, _, H, d = _check(x, n_heads)
    return x.reshape(B, -1, H, d).transpose(1, 2)


@mistake(
    "split_heads",
    "The numbers that are left over are dropped without a word where n_heads does not divide D. Ask D % n_heads"
    " first, and raise a ValueError that names both.",
)
def drops_what_is_left(x, n_heads):
    d = x.shape[-1] // n_heads
    return split_heads(x[..., : d * n_heads], n_heads)


@mistake(
    "split_heads",
    "Where n_heads does not divide D it is torch that raises, of a shape that the caller never wrote. Ask D % n_heads"
    " first, and raise a ValueError that names both.",
)
def leaves_the_error_to_torch(x, n_heads):
    B, T, D = x.shape
    return x.reshape(B, T, n_heads, D // n_heads).transpose(1, 2)


@mistake(
    "merge_heads",
    "The shape is right, the numbers are not: heads and tokens have to change places before the reshape. (B, H, T, d)"
    " becomes (B, T, H, d), and that (B, T, H·d).",
)
def merges_without_a_transpose(x):
    B, H, T, d = x.shape
    return x.reshape(B, T, H * d)


@mistake(
    "merge_heads",
    "The numbers of the heads are shuffled into each other. A token's vector has all numbers of head 0, then all of"
    " head 1: the order before the reshape is (B, T, H, d), not (B, T, d, H).",
)
def shuffles_the_heads(x):
    B, H, T, d = x.shape
    return x.permute(0, 2, 3, 1).reshape(B, T, H * d)


@mistake(
    "merge_heads",
    "view can't merge the two axes: after a transpose their numbers are no longer neighbours in memory. reshape"
    " copies them into one row; so does .contiguous() before view.",
)
def merges_by_view(x):
    B, H, T, d = x.shape
    return x.transpose(1, 2).view(B, T, H * d)


@mistake(
    "merge_heads",
    "The heads are added up, or averaged, so that each token is left with d numbers. They stand side by side: H·d"
    " numbers for a token.",
)
def adds_the_heads_up(x):
    return x.sum(dim=1).to(x.dtype)


@mistake(
    "merge_heads",
    "Heads and tokens are in the right order, but still axes of their own: yours is (B, T, H, d). Reshape to (B, T,"
    " H·d).",
)
def only_transposes(x):
    return x.transpose(1, 2)


@mistake(
    "merge_heads",
    "-1 has no answer where an axis is empty: any size would do, so that torch refuses. Write the size out: it is B,"
    " T or H * d.",
)
def leaves_a_size_to_torch(x):
    B, _, T, _ = x.shape
    return x.transpose(1, 2).reshape(B, T, -1)


@mistake(
    "to_patches",
    "The shape is right, the numbers are not: a reshape alone cuts the image into strips of neighbours, along its"
    " rows. Cut height and width into (rows, size) and (columns, size), then permute.",
)
def cuts_strips(images, size):
    return images.reshape(_cut(images, size)[1])


@mistake(
    "to_patches",
    "The channels come last in each patch: red, green and blue of one pixel, then of the next. Here they come first:"
    " all of channel 0, then all of channel 1.",
)
def puts_the_channels_last(images, size):
    cut, shape = _cut(images, size)
    return cut.permute(0, 2, 4, 3, 5, 1).reshape(shape)


@mistake(
    "to_patches",
    "The patches come column by column. They are read like text, row by row: in the permute, rows stand before"
    " columns.",
)
def goes_down_the_columns(images, size):
    cut, shape = _cut(images, size)
    return cut.permute(0, 4, 2, 1, 3, 5).reshape(shape)


@mistake(
    "to_patches",
    "Each patch is transposed: its pixels are read column by column. They are read row by row: of the two axes of"
    " length size, that of the height comes first.",
)
def turns_each_patch(images, size):
    cut, shape = _cut(images, size)
    return cut.permute(0, 2, 4, 1, 5, 3).reshape(shape)


@mistake(
    "to_patches",
    "The channels stand before rows and columns, so that a patch mixes several places of one channel. A patch has all"
    " channels of one place: move the channel axis behind rows and columns.",
)
def leaves_the_channels_in_front(images, size):
    cut, shape = _cut(images, size)
    return cut.permute(0, 1, 2, 4, 3, 5).reshape(shape)


@mistake(
    "to_patches",
    "Every size-th pixel goes into one patch, as if size were the number of patches. A patch is a square of"
    " neighbours: the height becomes (rows, size), not (size, rows).",
)
def takes_every_nth_pixel(images, size):
    N, C, H, W = images.shape
    _, shape = _cut(images, size)
    cut = images.reshape(N, C, size, H // size, size, W // size)
    return cut.permute(0, 3, 5, 1, 2, 4).reshape(shape)


@mistake(
    "to_patches",
    "Patches and numbers have changed places: yours is (N, numbers, patches), as F.unfold gives it. A patch is a row:"
    " transpose(1, 2).",
)
def gives_patches_as_columns(images, size):
    return to_patches(images, size).transpose(1, 2)


@mistake(
    "to_patches",
    "The image is taken for square: the number of columns comes from its height. Height and width each have a count"
    " of their own, H // size and W // size.",
)
def takes_images_for_square(images, size):
    N, C, H, W = images.shape
    if H % size or W % size:
        raise ValueError(f"an image of {H} x {W}, patches of {size}")
    rows = H // size
    cut = images.reshape(N, C, rows, size, rows, size)
    return cut.permute(0, 2, 4, 1, 3, 5).reshape(N, rows * rows, C * size * size)


@mistake(
    "to_patches",
    "Rows and columns that fill no patch are dropped without a word. Where size does not divide height and width,"
    " raise a ValueError that names both numbers.",
)
def drops_the_rest_of_the_image(images, size):
    H, W = images.shape[-2:]
    return to_patches(images[:, :, : H // size * size, : W // size * size], size)


@mistake(
    "to_patches",
    "Only the height is asked whether size divides it. An image that is too wide by a column slips through: ask W %"
    " size, too.",
)
def forgets_the_width(images, size):
    H, W = images.shape[-2:]
    return to_patches(images if H % size else images[..., : W // size * size], size)


@mistake(
    "to_patches",
    "-1 has no answer where an axis is empty: any size would do, so that torch refuses. Write the number of patches"
    " out: H // size times W // size.",
)
def leaves_the_count_to_torch(images, size):
    cut, (N, _, numbers) = _cut(images, size)
    return cut.permute(0, 2, 4, 1, 3, 5).reshape(N, -1, numbers)


@mistake(
    "to_patches",
    "view can't cut the image here: it never copies, and this memory is not laid out for it. reshape copies where it"
    " must, and only there.",
)
def needs_a_plain_image(images, size):
    N, C, H, W = images.shape
    _, shape = _cut(images, size)
    cut = images.view(N, C, H // size, size, W // size, size)
    return cut.permute(0, 2, 4, 1, 3, 5).contiguous().view(shape)


@mistake(
    "merge_heads",
    "The heads are put below one another, along the axis of the tokens: H·T rows of d numbers. They stand side by"
    " side, along the last axis: dim=-1.",
)
def puts_heads_below_one_another(x):
    return torch.cat(x.unbind(dim=1), dim=1)
