"""Heads are stretches of a token's vector, patches are squares of an image; no number changes."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo.strategies import arrays

pytestmark = pytest.mark.kata(
    day=8,
    minutes=35,
    targets="torch",
    from_scratch=["im2col", "Unfold", "pixel_unshuffle", "PixelUnshuffle", "pixel_shuffle", "channel_shuffle"],
    instead="You need reshape, and transpose or permute.",
)


def counted(*shape):
    """An array in which every entry is another number."""
    return np.arange(1.0, np.prod(shape, dtype=int) + 1).reshape(shape)


def sizes(count, low=2, high=4):
    return st.tuples(*[st.integers(low, high)] * count)


TOKENS = counted(1, 3, 4) - 1
HEADS = counted(1, 2, 3, 2) - 1
IMAGE = counted(1, 1, 2, 4)


# ------------------------------------------------------------------------------------------ core


def test_worked_figure_of_split_heads(kata):
    gives = [[[[0, 1], [4, 5], [8, 9]], [[2, 3], [6, 7], [10, 11]]]]
    kata.check_figure("split_heads", TOKENS, 2, gives=gives)


def test_worked_figure_of_merge_heads(kata):
    kata.check_figure("merge_heads", HEADS, gives=[[[0, 1, 6, 7], [2, 3, 8, 9], [4, 5, 10, 11]]])


def test_worked_figure_of_to_patches(kata):
    kata.check_figure("to_patches", IMAGE, 2, gives=[[[1, 2, 5, 6], [3, 4, 7, 8]]])


@given(sizes(4))
@example((2, 3, 4, 2))
@example((2, 2, 2, 3))
def test_a_head_has_a_stretch_of_each_token(kata, sizes):
    B, T, H, d = sizes
    kata.check("split_heads", counted(B, T, H * d), H)


@given(sizes(4))
@example((2, 3, 4, 2))
def test_a_token_has_the_stretches_of_its_heads_side_by_side(kata, sizes):
    kata.check("merge_heads", counted(*sizes))


@given(sizes(5, high=3))
@example((2, 3, 2, 3, 2))
@example((1, 2, 1, 2, 3))
def test_patches_come_row_by_row_and_channel_first(kata, sizes):
    N, C, rows, columns, size = sizes
    kata.check("to_patches", counted(N, C, rows * size, columns * size), size)


@given(sizes(4), st.data())
def test_every_number_is_where_the_formula_says(kata, sizes, data):
    B, T, H, d = sizes
    b, h, t, e = (data.draw(st.integers(0, n - 1)) for n in (B, H, T, d))
    x = counted(B, T, H * d)
    kata.equal(kata.split_heads(x, H)[b, h, t, e], x[b, t, h * d + e], "split(x)[b, h, t, e] = x[b, t, h d + e]")


@given(sizes(4))
def test_what_was_split_can_be_merged_and_the_other_way_round(kata, sizes):
    B, T, H, d = sizes
    x, heads = counted(B, T, H * d), counted(B, H, T, d)
    kata.equal(kata.merge_heads(kata.split_heads(x, H)), x, "merge(split(x)) = x")
    kata.equal(kata.split_heads(kata.merge_heads(heads), H), heads, "split(merge(x)) = x")


@given(sizes(3, high=3), st.data())
def test_a_patch_is_a_square_of_the_image(kata, sizes, data):
    rows, columns, size = sizes
    r, q = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1))
    x = counted(2, 2, rows * size, columns * size)
    square = x[:, :, r * size : (r + 1) * size, q * size : (q + 1) * size]
    found = kata.to_patches(x, size)[:, r * columns + q]
    kata.equal(found, square.reshape(2, -1), "patch r W/s + q is the square in row r and column q")


def test_is_written_from_scratch(kata):
    kata.check_from_scratch("to_patches", IMAGE, 2)
    kata.check_from_scratch("split_heads", TOKENS, 2)
    kata.check_from_scratch("merge_heads", HEADS)


# ----------------------------------------------------------------------------------------- edges


def of_repeated_rows(solution, row, count):
    """The same row for every batch and token, without a copy."""
    return solution.split_heads(row.expand(count, count, -1), 2)


def of_repeated_heads(solution, head, count):
    """The same numbers for every head, without a copy."""
    return solution.merge_heads(head.expand(-1, count, -1, -1))


def of_repeated_channels(solution, image, count):
    """A grey image as one of several channels, without a copy."""
    return solution.to_patches(image.expand(-1, count, -1, -1), 2)


@pytest.mark.kata(stage="edges")
@given(arrays((2, 3, 4)), st.sampled_from([1, 2, 4]))
@example(np.asfortranarray(counted(2, 3, 4)), 2)
@example(np.repeat(counted(2, 3, 4), 2, axis=-1)[..., ::2].astype(np.float32), 2)
def test_heads_are_split_in_any_memory(kata, x, n_heads):
    kata.check("split_heads", x, n_heads)


@pytest.mark.kata(stage="edges")
@given(arrays((2, 3, 2, 4)))
@example(np.asfortranarray(counted(2, 3, 2, 2)))
@example(np.swapaxes(counted(2, 2, 3, 2), 1, 2))
def test_heads_are_merged_in_any_memory(kata, x):
    kata.check("merge_heads", x)


@pytest.mark.kata(stage="edges")
@given(arrays((2, 3, 4, 6)), st.sampled_from([1, 2]))
@example(np.asfortranarray(counted(1, 2, 4, 2)), 2)
def test_patches_are_cut_in_any_memory(kata, images, size):
    kata.check("to_patches", images, size)


@pytest.mark.kata(stage="edges")
def test_what_is_expanded_has_heads_and_patches_too(kata):
    kata.check(of_repeated_rows, counted(1, 1, 4), 3)
    kata.check(of_repeated_heads, counted(2, 1, 3, 2), 2)
    kata.check(of_repeated_channels, counted(1, 1, 4, 2), 3)


@pytest.mark.kata(stage="edges")
@pytest.mark.parametrize("shape", [(0, 3, 4), (2, 0, 4), (0, 0, 2), (1, 1, 2)])
def test_no_tokens_have_heads_too(kata, shape):
    kata.check("split_heads", counted(*shape), 2)


@pytest.mark.kata(stage="edges")
@pytest.mark.parametrize("shape", [(0, 2, 3, 2), (2, 2, 0, 3), (1, 1, 1, 1)])
def test_no_tokens_are_merged_too(kata, shape):
    kata.check("merge_heads", counted(*shape))


@pytest.mark.kata(stage="edges")
@pytest.mark.parametrize(("shape", "size"), [((0, 2, 4, 2), 2), ((1, 1, 3, 3), 3), ((1, 3, 1, 2), 1)])
def test_no_images_have_patches_too(kata, shape, size):
    kata.check("to_patches", counted(*shape), size)


@pytest.mark.kata(stage="edges")
@pytest.mark.parametrize("dtype", [np.int64, np.uint8, np.bool_], ids=["int64", "uint8", "bool"])
def test_no_number_of_any_dtype_changes(kata, dtype):
    start = 2**53 if dtype is np.int64 else 0
    x = (start + np.arange(24) % 7).astype(dtype)
    kata.check("split_heads", x.reshape(2, 3, 4), 2)
    kata.check("merge_heads", x.reshape(2, 3, 2, 2))
    kata.check("to_patches", x.reshape(1, 1, 4, 6), 2)


@pytest.mark.kata(stage="edges")
@pytest.mark.parametrize(("dim", "n_heads"), [(5, 2), (4, 3), (2, 4)])
def test_heads_that_do_not_divide_the_vector_are_refused(kata, dim, n_heads):
    kata.check_raises(ValueError, "split_heads", counted(2, 3, dim), n_heads, says=[dim, n_heads])


@pytest.mark.kata(stage="edges")
@pytest.mark.parametrize(("height", "width", "size"), [(5, 4, 2), (4, 5, 2), (3, 6, 4), (8, 9, 4)])
def test_a_size_that_does_not_divide_a_side_is_refused(kata, height, width, size):
    unfit = height if height % size else width
    kata.check_raises(ValueError, "to_patches", counted(1, 2, height, width), size, says=[unfit, size])


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(stage="torch")
def test_gradients_go_back_to_where_the_numbers_came_from(kata):
    kata.check_gradient("split_heads", counted(2, 3, 4), 2)
    kata.check_gradient("merge_heads", counted(2, 3, 4, 2))
    kata.check_gradient("to_patches", counted(1, 2, 4, 6), 2)


@pytest.mark.kata(stage="torch", targets="torch-cpu")
def test_numbers_stay_on_their_device(kata):
    kata.check_device("split_heads", TOKENS, 2)
    kata.check_device("merge_heads", HEADS)
    kata.check_device("to_patches", IMAGE, 2)
