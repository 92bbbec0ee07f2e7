"""Heads and patches are the same entries in other places, and each place is known."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, on_its_device
from dojo.strategies import laid_out

pytestmark = pytest.mark.kata(
    minutes=40,
    targets="torch",
    ladder={"x": "real", "images": "real"},
    batch="B N",
)


def counted(*shape):
    """An array in which each entry is its own number, so that a wrong place shows."""
    return np.arange(float(np.prod(shape))).reshape(shape)


sizes, few = st.integers(2, 5), st.integers(2, 4)
TOKENS = counted(1, 2, 6)
IMAGE = counted(1, 1, 2, 4)


# ------------------------------------------------------------------------------------------ core


def test_worked_example_of_split_heads(kata):
    kata.check_figure("split_heads", TOKENS, 2, gives=[[[[0, 1, 2], [6, 7, 8]], [[3, 4, 5], [9, 10, 11]]]])


def test_worked_example_of_merge_heads(kata):
    kata.check_figure("merge_heads", counted(1, 2, 2, 3), gives=[[[0, 1, 2, 6, 7, 8], [3, 4, 5, 9, 10, 11]]])


def test_worked_example_of_to_patches(kata):
    kata.check_figure("to_patches", IMAGE, 2, gives=[[[0, 1, 4, 5], [2, 3, 6, 7]]])


@given(sizes, sizes, few, sizes)
@example(2, 3, 2, 4)
@example(2, 4, 4, 2)
@example(3, 2, 2, 5)
def test_head_h_has_the_h_th_stretch_of_each_token(kata, b, t, h, d):
    kata.check("split_heads", counted(b, t, h * d), h)


@given(sizes, few, sizes, sizes)
@example(2, 2, 3, 4)
@example(2, 4, 4, 2)
@example(3, 2, 2, 5)
def test_a_merged_token_has_its_heads_side_by_side(kata, b, h, t, d):
    kata.check("merge_heads", counted(b, h, t, d))


def there_and_back(solution, x, n_heads):
    return solution.merge_heads(solution.split_heads(x, n_heads))


@given(sizes, sizes, few, sizes)
@example(2, 3, 2, 4)
def test_merging_undoes_splitting(kata, b, t, h, d):
    x = counted(b, t, h * d)
    kata.equal(kata.run(there_and_back, x, h), x, "merge_heads(split_heads(x, n_heads)) = x")


@given(few, few, few, few, st.integers(2, 3))
@example(2, 3, 2, 3, 2)
@example(2, 2, 3, 2, 2)
@example(2, 2, 2, 2, 3)
def test_a_patch_is_a_square_of_its_image(kata, n, c, rows, columns, size):
    kata.check("to_patches", counted(n, c, rows * size, columns * size), size)


@given(few, few, sizes)
def test_an_image_of_one_patch_is_read_from_start_to_end(kata, n, c, size):
    images = counted(n, c, size, size)
    kata.equal(kata.to_patches(images, size), images.reshape(n, 1, -1), "the only patch is the whole image")


# ----------------------------------------------------------------------------------------- edges

DTYPES = [np.float32, np.float16, np.int64, np.uint8, np.bool_]


@edges
@pytest.mark.parametrize("dtype", DTYPES)
def test_the_dtype_stays(kata, dtype):
    kata.check("split_heads", (counted(2, 3, 4) % 7).astype(dtype), 2)
    kata.check("merge_heads", (counted(2, 2, 3, 4) % 7).astype(dtype))
    kata.check("to_patches", (counted(2, 3, 4, 6) % 7).astype(dtype), 2)


@st.composite
def in_any_memory(draw, *sides):
    """Numbers counted up, in a memory layout of their own."""
    return draw(laid_out(counted(*sides)))


@edges
@given(st.integers(1, 3), st.integers(1, 3), st.integers(1, 4), st.integers(1, 3), st.data())
def test_heads_in_any_memory(kata, b, t, h, d, data):
    kata.check("split_heads", data.draw(in_any_memory(b, t, h * d)), h)
    kata.check("merge_heads", data.draw(in_any_memory(b, h, t, d)))


@edges
@given(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), st.data())
def test_patches_in_any_memory(kata, n, c, rows, columns, size, data):
    kata.check("to_patches", data.draw(in_any_memory(n, c, rows * size, columns * size)), size)


def of_views(solution, x):
    """x has the shape (6, 4); the views of it are no fresh memory."""
    expanded, turned = x.expand(2, 6, 4), x[None].transpose(1, 2)
    return {
        "split_heads of x.expand(2, 6, 4)": solution.split_heads(expanded, 2),
        "split_heads of x[None].transpose(1, 2)": solution.split_heads(turned, 3),
        "merge_heads of x.expand(2, 3, 6, 4)": solution.merge_heads(x.expand(2, 3, 6, 4)),
        "merge_heads of x.T.expand(2, 3, 4, 6)": solution.merge_heads(x.T.expand(2, 3, 4, 6)),
        "to_patches of x.expand(2, 3, 6, 4)": solution.to_patches(x.expand(2, 3, 6, 4), 2),
        "to_patches of x.T.expand(2, 3, 4, 6)": solution.to_patches(x.T.expand(2, 3, 4, 6), 2),
    }


@edges
def test_an_expanded_or_transposed_tensor_is_a_tensor_too(kata):
    kata.check(of_views, counted(6, 4))


@edges
@pytest.mark.parametrize("shape", [(0, 3, 4), (2, 0, 4), (0, 0, 4)])
def test_no_tokens_make_empty_heads(kata, shape):
    kata.check("split_heads", np.zeros(shape), 2)
    kata.check("merge_heads", np.zeros((shape[0], 2, shape[1], 2)))


@edges
def test_no_images_have_no_patches(kata):
    kata.check("to_patches", np.zeros((0, 3, 4, 6)), 2)


@edges
@pytest.mark.parametrize(("width", "n_heads"), [(23, 47), (46, 17), (23, 0), (46, -23)])
def test_heads_that_do_not_divide_the_vector_are_refused(kata, width, n_heads):
    kata.check_raises(ValueError, "split_heads", counted(1, 2, width), n_heads, says=[width, n_heads])


@edges
@pytest.mark.parametrize(
    ("height", "width", "size"),
    [(12, 23, 4), (23, 12, 6), (38, 19, 38), (19, 76, 38), (76, 19, 38), (23, 23, 0), (8, 8, -8)],
)
def test_patches_that_do_not_fit_are_refused(kata, height, width, size):
    fits = [side for side in (height, width) if size > 0 and side % size == 0]
    unfit = [side for side in (height, width) if side not in fits]
    kata.check_raises(ValueError, "to_patches", counted(1, 1, height, width), size, says=[size, *unfit[:1]])


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(stage="torch")
@given(sizes, sizes, few, sizes)
def test_gradients_go_back_to_where_the_entries_came_from(kata, b, t, h, d):
    kata.check_gradient("split_heads", counted(b, t, h * d), h)
    kata.check_gradient("merge_heads", counted(b, h, t, d))
    kata.check_gradient("to_patches", counted(b, 3, h * 2, t * 2), 2)


test_stays_on_the_device_of_its_input = on_its_device(
    ("split_heads", TOKENS, 2), ("merge_heads", counted(1, 2, 2, 3)), ("to_patches", IMAGE, 2)
)
