"""What beginners hand in for cosine similarity, and what to tell them."""

import numpy as np
from array_api_compat import array_namespace

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_axis="compares_the_last_sizes works_along_the_first_axis",
    axis_lost="keeps_the_axis normalises_without_keepdims",
    whole_for_slice="takes_the_norm_of_everything takes_everything_for_one_vector",
    wrong_divisor="gives_the_dot_product divides_by_one_norm divides_by_the_other_norm",
    root_or_square="forgets_the_root",
    sign="takes_opposites_for_similar loses_the_sign clips_at_zero",
    opposite_choice="takes_the_smallest_cosine",
    off_by_one="counts_from_one",
    entries_mixed_up="counts_within_a_part",
    writes_into_input="writes_into_its_input",
    overflow="overflows",
    cancellation="rounds_the_similarities",
    epsilon=(
        "adds_eps_under_the_root gives_zero_below_eps adds_eps_to_the_product adds_eps_to_each_norm "
        "bounds_the_product bounds_the_squares adds_eps_and_ignores_the_axis"
    ),
    empty_input="gives_an_index_for_an_empty_corpus",
    zero_case="puts_zero_rows_last divides_by_zero",
    nan_hidden="takes_nan_for_the_largest sweeps_nan_away",
    wrong_exception="leaves_the_error_to_the_library",
    refuses_what_is_allowed="leaves_the_query_out does_not_broadcast",
    default_value="ignores_eps ignores_axis",
    gradient_cut="detaches_the_norms",
    broadcast_by_accident=(
        "stretches_rows compares_all_pairs stretches_vectors multiplies_matrices "
        "multiplies_matrices_and_takes_the_norm_of_everything"
    ),
    wrong_initialisation="starts_from_zero starts_from_minus_one",
    ties_and_order="takes_the_last_of_equals",
    wrong_formula=(
        "takes_the_largest_dot_product takes_the_smallest_distance takes_l1_norms gives_the_distance "
        "gives_the_angle squashes_the_cosine gives_the_correlation divides_by_the_sum_of_norms"
    ),
    what_counts_as_zero="mends_exact_zeros_only",
    other_kind_of_result="gives_the_row gives_the_similarity gives_an_array_of_indices gives_the_order",
)


def _refuse_no_rows(query, corpus):
    if corpus.shape[0] == 0 or corpus.shape[1] != query.shape[0]:
        raise ValueError("rows as long as the query expected")


edit(
    "counts_from_one",
    "The rows are numbered from 1. Python counts from 0.",
    ("int(array_namespace(corpus).argmax(similarities))", "int(array_namespace(corpus).argmax(similarities)) + 1"),
)

edit(
    "takes_the_largest_dot_product",
    "The row with the largest dot product is taken, so a long vector beats a similar one. Compare cosines.",
    (
        "array_namespace(corpus).argmax(similarities)",
        "array_namespace(corpus).argmax(array_namespace(corpus).sum(query * corpus, axis=-1))",
    ),
)

edit(
    "takes_the_smallest_distance",
    "The row at the smallest distance is taken. A similar text may have a longer or a shorter vector: compare cosines.",
    (
        "array_namespace(corpus).argmax(similarities)",
        "array_namespace(corpus).argmin(array_namespace(corpus).sum((query - corpus) ** 2, axis=-1))",
    ),
)

edit(
    "starts_from_zero",
    "The search starts from a similarity of 0, so it finds no row if all of them point away from the query. Start"
    " from the first row, or from minus infinity.",
    (
        "return int(array_namespace(corpus).argmax(similarities))",
        "best = 0.0\n"
        "index = 0\n"
        "for i, similarity in enumerate(similarities):\n"
        "    if similarity > best:\n"
        "        best = similarity\n"
        "        index = i\n"
        "return index",
    ),
)

edit(
    "takes_opposites_for_similar",
    "The absolute value of the cosine is compared, so an opposite counts as similar. Compare the cosines with their"
    " signs.",
    ("cosine_similarity(query, corpus)", "array_namespace(corpus).abs(cosine_similarity(query, corpus))"),
)

edit(
    "takes_the_smallest_cosine",
    "That row points furthest away from the query. The most similar row has the largest cosine.",
    ("array_namespace(corpus).argmax", "array_namespace(corpus).argmin"),
)

edit(
    "takes_the_last_of_equals",
    "If several rows are equally similar, it gives the last one. Take the first: replace the best row only by one"
    " that is more similar.",
    (
        "int(array_namespace(corpus).argmax(similarities))",
        "corpus.shape[0] - 1 - int(array_namespace(corpus).argmax(array_namespace(corpus).flip(similarities, axis=0)))",
    ),
)


@mistake(
    "nearest",
    "A zero row gives 0/0, which is NaN, and argmax treats NaN as the largest. Use cosine_similarity, whose eps"
    " prevents that.",
)
def takes_nan_for_the_largest(query, corpus):
    _refuse_no_rows(query, corpus)
    xp = array_namespace(corpus)
    norms = xp.sqrt(xp.sum(corpus * corpus, axis=-1)) * xp.sqrt(xp.sum(query * query))
    return int(xp.argmax(xp.sum(query * corpus, axis=-1) / norms))


edit(
    "gives_the_row",
    "That is the nearest row itself. Return its index.",
    ("int(array_namespace(corpus).argmax(similarities))", "corpus[int(array_namespace(corpus).argmax(similarities))]"),
)

edit(
    "gives_the_similarity",
    "That is the largest similarity. Return the index of the row that has it: argmax, not max.",
    ("int(array_namespace(corpus).argmax(similarities))", "array_namespace(corpus).max(similarities)"),
)

edit(
    "starts_from_minus_one",
    "The search starts from a similarity of -1, so it finds no row if all of them are exact opposites of the query."
    " Start from the first row, or from minus infinity.",
    (
        "return int(array_namespace(corpus).argmax(similarities))",
        "best = -1.0\n"
        "index = None\n"
        "for i, similarity in enumerate(similarities):\n"
        "    if similarity > best:\n"
        "        best = similarity\n"
        "        index = i\n"
        "return index",
    ),
)

edit(
    "rounds_the_similarities",
    "The similarities are rounded before they are compared, so rows that differ in the fifth digit count as equal."
    " Compare them as they are.",
    ("cosine_similarity(query, corpus)", "array_namespace(corpus).round(cosine_similarity(query, corpus), decimals=4)"),
)

edit(
    "leaves_the_query_out",
    "A row that points exactly the same way as the query is left out. It is the nearest one, even if it is the"
    " query itself.",
    (
        "array_namespace(corpus).argmax(similarities)",
        "array_namespace(corpus).argmax(array_namespace(corpus).where(similarities > 1 - 1e-9, "
        "-array_namespace(corpus).ones_like(similarities), similarities))",
    ),
)

edit(
    "puts_zero_rows_last",
    "A zero row is ranked after all others. Its similarity is 0, which is more than the similarity of a row that"
    " points away from the query.",
    (
        "array_namespace(corpus).argmax(similarities)",
        "array_namespace(corpus).argmax(array_namespace(corpus).where(array_namespace(corpus).any(corpus "
        "!= 0, axis=-1), similarities, -2 * array_namespace(corpus).ones_like(similarities)))",
    ),
)

edit(
    "counts_within_a_part",
    "The corpus is searched in parts, and the index is counted from the start of a part. Add the position at which"
    " the part begins.",
    ("int(array_namespace(corpus).argmax(similarities))", "int(array_namespace(corpus).argmax(similarities)) % 100"),
)

edit(
    "gives_an_index_for_an_empty_corpus",
    "A corpus without rows gets an index, but no row has that index. Raise ValueError before the search.",
    ('raise ValueError("a corpus without rows has no nearest one")', "return -1"),
)

edit(
    "leaves_the_error_to_the_library",
    "A corpus without rows raises an IndexError. The statement asks for a ValueError, so that callers can catch it.",
    (
        'ValueError("a corpus without rows has no nearest one")',
        'IndexError("a corpus without rows has no nearest one")',
    ),
)

edit(
    "stretches_rows",
    "Rows that are not as long as the query are stretched to its length. Raise ValueError instead.",
    (
        "if corpus.shape[0] == 0:",
        "length = max(query.shape[0], corpus.shape[1])\n"
        "query = array_namespace(corpus).broadcast_to(query, (length,))\n"
        "corpus = array_namespace(corpus).broadcast_to(corpus, (corpus.shape[0], length))\n"
        "if corpus.shape[0] == 0:",
    ),
)

edit(
    "compares_the_last_sizes",
    "The check compares the sizes of the last axis, but the vectors lie along axis. Compare a.shape[axis] with"
    " b.shape[axis].",
    ("a.shape[axis] != b.shape[axis]", "a.shape[-1] != b.shape[-1]"),
    (
        "norm_b = xp.sqrt(xp.sum(b * b, axis=axis))\n",
        "norm_b = xp.sqrt(xp.sum(b * b, axis=axis))\n"
        "norm_a, norm_b = (xp.clip(xp.sqrt(xp.sum(x * x, axis=axis)), min=eps) for x in (a, b))\n",
    ),
)

edit(
    "sweeps_nan_away",
    "A NaN is replaced by a number, so a broken vector looks like one that is unlike all others. eps takes care of"
    " zero vectors; leave out nan_to_num.",
    (
        "dot / xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps)",
        "xp.nan_to_num(dot / xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps))",
    ),
)

generics(
    "cosine_similarity",
    passes_through_float32="The vectors pass through float32, which keeps about 7 digits of the 16 that float64"
    " has. Stay in the dtype that came in.",
    loses_the_dtype="The result is float64 whatever came in. Work in the dtype of the vectors: float32 in, float32"
    " out.",
    asserts="Vectors of different length raise an AssertionError. The statement asks for a ValueError: write if"
    " ...: raise ValueError(...) instead of assert.",
)

edit(
    "adds_eps_under_the_root",
    "The square of eps is added under each root. Here eps is a lower limit for each norm: a norm above eps does not"
    " change at all.",
    (
        "xp = array_namespace(a)\n",
        "xp = array_namespace(a)\nnorm_a_1, norm_b_2 = (xp.sqrt(xp.sum(x * x, axis=axis)) for x in (a, b))\n",
    ),
    (
        "xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps)",
        "(xp.sqrt(norm_a_1 ** 2 + eps ** 2) * xp.sqrt(norm_b_2 ** 2 + eps ** 2))",
    ),
)

edit(
    "gives_zero_below_eps",
    "A vector shorter than eps gets the similarity 0. Raise its norm to eps and divide as usual: only a zero vector"
    " comes out as 0.",
    (
        "xp = array_namespace(a)\n",
        "xp = array_namespace(a)\n"
        "norm_a_1, norm_b_2 = (xp.sqrt(xp.sum(x * x, axis=axis)) for x in (a, b))\n"
        "long = (norm_a_1 >= eps) & (norm_b_2 >= eps)\n",
    ),
    (
        "dot / xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps)",
        "xp.where(long, dot / xp.where(long, norm_a_1 * norm_b_2, xp.ones_like(norm_a_1 * norm_b_2)), "
        "xp.zeros_like(dot))",
    ),
)

edit(
    "clips_at_zero",
    "Negative similarities are cut off at 0. Vectors that point away from each other have a cosine down to -1.",
    (
        "dot / xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps)",
        "xp.clip(dot / xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps), min=0.0)",
    ),
)

edit(
    "detaches_the_norms",
    "The norms are cut off from autograd, by .detach() or .item(), so their part of the gradient is missing. They"
    " depend on the vectors: leave them attached.",
    (
        "dot = xp.sum(a * b, axis=axis)\n",
        "dot = xp.sum(a * b, axis=axis)\nnorm_a_1, norm_b_2 = (xp.sqrt(xp.sum(x * x, axis=axis)) for x in (a, b))\n",
    ),
    (
        "norm_b = xp.sqrt(xp.sum(b * b, axis=axis))\n",
        "norm_b = norm_b_2\n"
        "if hasattr(norm_a, 'detach'):\n"
        "    norm_a = norm_a.detach()\n"
        "    norm_b = norm_b.detach()\n",
    ),
)

edit(
    "does_not_broadcast",
    "Only arrays of the same shape are accepted. Apart from the axis of the vectors the shapes broadcast: one query"
    " may be compared with many rows.",
    (
        "if a.shape[axis] != b.shape[axis]:",
        "if a.shape != b.shape:\n"
        "    raise ValueError('arrays of one shape expected')\n"
        "if a.shape[axis] != b.shape[axis]:",
    ),
)

edit(
    "overflows",
    "The two sums of squares are multiplied before the root. Their product can overflow when neither of them does:"
    " take each root on its own.",
    (
        "xp = array_namespace(a)\n",
        "xp = array_namespace(a)\nnorm_a_1, norm_b_2 = (xp.sqrt(xp.sum(x * x, axis=axis)) for x in (a, b))\n",
    ),
    (
        "xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps)",
        "(xp.sqrt(xp.clip(norm_a_1 ** 2, min=eps ** 2) * xp.clip(norm_b_2 ** 2, min=eps ** 2)))",
    ),
)

edit(
    "gives_the_dot_product",
    "That is the dot product alone, which grows with the lengths of the vectors. Divide it by both norms.",
    ("dot / xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps)", "dot"),
)

edit(
    "divides_by_one_norm",
    "The dot product is divided by the norm of the first vector only. Divide by both norms.",
    (
        "xp = array_namespace(a)\n",
        "xp = array_namespace(a)\nnorm_a_1, norm_b = (xp.sqrt(xp.sum(x * x, axis=axis)) for x in (a, b))\n",
    ),
    ("xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps)", "(xp.clip(norm_a_1, min=eps))"),
)

edit(
    "divides_by_the_other_norm",
    "The dot product is divided by the norm of the second vector only. Divide by both norms.",
    (
        "xp = array_namespace(a)\n",
        "xp = array_namespace(a)\nnorm_a, norm_b_1 = (xp.sqrt(xp.sum(x * x, axis=axis)) for x in (a, b))\n",
    ),
    ("xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps)", "(xp.clip(norm_b_1, min=eps))"),
)

edit(
    "divides_by_the_sum_of_norms",
    "The dot product is divided by the sum of the norms. Divide by their product: only then does the length of each"
    " vector cancel.",
    (
        "xp = array_namespace(a)\n",
        "xp = array_namespace(a)\nnorm_a_1, norm_b_2 = (xp.sqrt(xp.sum(x * x, axis=axis)) for x in (a, b))\n",
    ),
    ("xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps)", "(xp.clip(norm_a_1 + norm_b_2, min=eps))"),
)

edit(
    "forgets_the_root",
    "The dot product is divided by the sums of squares. A norm is the root of the sum of squares.",
    (
        "xp = array_namespace(a)\n",
        "xp = array_namespace(a)\nnorm_a_1, norm_b_2 = (xp.sqrt(xp.sum(x * x, axis=axis)) for x in (a, b))\n",
    ),
    ("xp.sqrt(xp.sum(a * a, axis=axis))", "norm_a_1 ** 2"),
    ("xp.sqrt(xp.sum(b * b, axis=axis))", "norm_b_2 ** 2"),
)

edit(
    "divides_by_zero",
    "A zero vector gives 0/0, which is NaN. Raise each norm to at least eps before you divide.",
    (
        "xp = array_namespace(a)\n",
        "xp = array_namespace(a)\nnorm_a_0, norm_b_1 = (xp.sqrt(xp.sum(x * x, axis=axis)) for x in (a, b))\n",
    ),
    ("xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps)", "(norm_a_0 * norm_b_1)"),
)

edit(
    "adds_eps_to_the_product",
    "eps is added to the product of the norms, which makes every cosine a little too small. Here eps is a lower"
    " limit for each norm: only norms below eps change.",
    (
        "xp = array_namespace(a)\n",
        "xp = array_namespace(a)\nnorm_a_0, norm_b_1 = (xp.sqrt(xp.sum(x * x, axis=axis)) for x in (a, b))\n",
    ),
    ("xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps)", "(norm_a_0 * norm_b_1 + eps)"),
)

edit(
    "adds_eps_to_each_norm",
    "eps is added to each norm, which makes every cosine a little too small. Here eps is a lower limit for each"
    " norm: only norms below eps change.",
    (
        "xp = array_namespace(a)\n",
        "xp = array_namespace(a)\nnorm_a_0, norm_b_1 = (xp.sqrt(xp.sum(x * x, axis=axis)) for x in (a, b))\n",
    ),
    ("xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps)", "((norm_a_0 + eps) * (norm_b_1 + eps))"),
)

edit(
    "bounds_the_product",
    "eps limits the product of the two norms. It has to limit each of them: raise both norms to at least eps, then"
    " multiply.",
    (
        "xp = array_namespace(a)\n",
        "xp = array_namespace(a)\nnorm_a_1, norm_b_2 = (xp.sqrt(xp.sum(x * x, axis=axis)) for x in (a, b))\n",
    ),
    ("xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps)", "(xp.clip(norm_a_1 * norm_b_2, min=eps))"),
)

edit(
    "bounds_the_squares",
    "eps limits the sum of squares, before the root. It has to limit the norm itself: take the root first.",
    (
        "xp = array_namespace(a)\n",
        "xp = array_namespace(a)\nnorm_a_1, norm_b_2 = (xp.sqrt(xp.sum(x * x, axis=axis)) for x in (a, b))\n",
    ),
    (
        "xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps)",
        "(xp.sqrt(xp.clip(norm_a_1 ** 2, min=eps)) * xp.sqrt(xp.clip(norm_b_2 ** 2, min=eps)))",
    ),
)

edit(
    "mends_exact_zeros_only",
    "Only a norm of exactly 0 is treated. Every norm below eps has to be raised to eps.",
    (
        "xp = array_namespace(a)\n",
        "xp = array_namespace(a)\n"
        "norm_a_1, norm_b_2 = (xp.sqrt(xp.sum(x * x, axis=axis)) for x in (a, b))\n"
        "product = norm_a_1 * norm_b_2\n",
    ),
    (
        "dot / xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps)",
        "xp.where(product == 0, dot, dot / xp.where(product == 0, xp.ones_like(product), product))",
    ),
)

edit(
    "ignores_eps",
    "The parameter eps is ignored, and the limit is always 1e-8. Use the eps that the caller gives.",
    ("min=eps", "min=1e-8", 2),
)

edit(
    "takes_l1_norms",
    "The norms are sums of absolute values. The cosine needs the Euclidean norm: the root of the sum of squares.",
    (
        "xp = array_namespace(a)\n",
        "xp = array_namespace(a)\n"
        "norm_a_1, norm_b_2 = (xp.sqrt(xp.sum(x_3 * x_3, axis=axis)) for x_3 in (a, b))\n"
        "norm_a, norm_b = (xp.sum(xp.abs(x), axis=axis) for x in (a, b))\n",
    ),
    ("xp.sqrt(xp.sum(a * a, axis=axis))", "norm_a"),
    ("xp.sqrt(xp.sum(b * b, axis=axis))", "norm_b"),
)

edit(
    "takes_the_norm_of_everything",
    "One norm is taken of the entire array. Each vector has its own norm: sum the squares along the axis.",
    (
        "xp = array_namespace(a)\n",
        "xp = array_namespace(a)\n"
        "norm_a_1, norm_b_2 = (xp.sqrt(xp.sum(x_3 * x_3, axis=axis)) for x_3 in (a, b))\n"
        "norm_a, norm_b = (xp.sqrt(xp.sum(x * x)) for x in (a, b))\n",
    ),
    ("xp.sqrt(xp.sum(a * a, axis=axis))", "norm_a"),
    ("xp.sqrt(xp.sum(b * b, axis=axis))", "norm_b"),
)

edit(
    "ignores_axis",
    "It always works along the last axis. Pass axis on to every reduction.",
    ("a.shape[axis] != b.shape[axis]", "a.shape[-1] != b.shape[-1]"),
    ("xp.sum(a * b, axis=axis)", "xp.sum(a * b, axis=-1)"),
    ("xp.sum(a * a, axis=axis)", "xp.sum(a * a, axis=-1)"),
    ("xp.sum(b * b, axis=axis)", "xp.sum(b * b, axis=-1)"),
)

edit(
    "works_along_the_first_axis",
    "It always works along the first axis. Pass axis on to every reduction.",
    ("a.shape[axis] != b.shape[axis]", "a.shape[0] != b.shape[0]"),
    ("xp.sum(a * b, axis=axis)", "xp.sum(a * b, axis=0)"),
    ("xp.sum(a * a, axis=axis)", "xp.sum(a * a, axis=0)"),
    ("xp.sum(b * b, axis=axis)", "xp.sum(b * b, axis=0)"),
)

edit(
    "keeps_the_axis",
    "The axis of the vectors is still there, with size 1, but a cosine is one number for each vector. keepdims=True"
    " is useful for a division on the way, not for the result.",
    (
        "dot / xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps)",
        "xp.expand_dims(dot / xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps), axis=axis)",
    ),
)

edit(
    "compares_all_pairs",
    "Every row of a meets every row of b, as in a matrix product. Two arrays of the same shape are compared vector"
    " by vector: the first with the first, and so on.",
    (
        "if a.shape[axis] != b.shape[axis]:",
        "if a.ndim == b.ndim == 2 and axis in (-1, 1):\n"
        "    a = a[:, None, :]\n"
        "if a.shape[-1 if a.ndim == 3 else axis] != b.shape[-1 if a.ndim == 3 else axis]:",
    ),
    ("xp.sum(a * b, axis=axis)", "xp.sum(a * b, axis=-1 if a.ndim == 3 else axis)"),
    ("xp.sum(a * a, axis=axis)", "xp.sum(a * a, axis=-1 if a.ndim == 3 else axis)"),
    ("xp.sum(b * b, axis=axis)", "xp.sum(b * b, axis=-1 if a.ndim == 3 else axis)"),
)

edit(
    "gives_the_distance",
    "That is the cosine distance, 1 minus the cosine. The similarity is the cosine itself.",
    (
        "dot / xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps)",
        "1 - dot / xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps)",
    ),
)

edit(
    "loses_the_sign",
    "The minus sign is lost. Vectors that point in opposite directions have similarity -1.",
    (
        "dot / xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps)",
        "xp.abs(dot / xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps))",
    ),
)

edit(
    "gives_the_angle",
    "That is the angle. The cosine is what the division gives: leave out arccos.",
    (
        "dot / xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps)",
        "xp.acos(xp.clip(dot / xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps), min=-1.0, max=1.0))",
    ),
)

edit(
    "writes_into_its_input",
    "The input is changed: a /= ... writes into the caller's array. Make a new one: unit = a / ...",
    (
        "xp = array_namespace(a)\n",
        "xp = array_namespace(a)\n"
        "norm_a_1, norm_b_2 = (xp.sqrt(xp.sum(x * x, axis=axis)) for x in (a, b))\n"
        "a /= xp.expand_dims(xp.clip(norm_a_1, min=eps), axis=axis)\n",
    ),
    ("xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps)", "(xp.clip(norm_b_2, min=eps))"),
)

edit(
    "stretches_vectors",
    "The lengths are not compared, and broadcasting stretches a vector of length 1 to fit any other. Compare the"
    " sizes along the axis first, and raise ValueError.",
    (
        "if a.shape[axis] != b.shape[axis]:\n"
        '    raise ValueError(f"expected vectors of equal length, got shapes {tuple(a.shape)} and {tuple('
        'b.shape)}")',
        "norm_a, norm_b = (array_namespace(a).sqrt(array_namespace(a).sum(x * x, axis=axis)) for x in (a, b))",
    ),
)

edit(
    "takes_everything_for_one_vector",
    "The entire array is treated as one vector. Sum along the axis, in the dot product and in both norms.",
    (
        "norm_b = xp.sqrt(xp.sum(b * b, axis=axis))\n",
        "norm_b = xp.sqrt(xp.sum(b * b, axis=axis))\n"
        "norm_a_1, norm_b_2 = (xp.sqrt(xp.sum(x_3 * x_3, axis=axis)) for x_3 in (a, b))\n"
        "norm_a, norm_b = (xp.clip(xp.sqrt(xp.sum(x * x)), min=eps) for x in (a, b))\n",
    ),
    ("dot / xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps)", "xp.sum(a * b) / (norm_a * norm_b)"),
)

edit(
    "multiplies_matrices",
    "np.dot and @ multiply matrices as soon as there is a batch. For the dot product of each pair of vectors, sum a"
    " * b along the axis.",
    ("dot = xp.sum(a * b, axis=axis)\n", "dot = a @ b\n"),
)


@mistake(
    "cosine_similarity",
    "np.dot and @ multiply matrices as soon as there is a batch, and the norms are those of the entire array. Begin"
    " with the dot product: sum a * b along the axis.",
)
def multiplies_matrices_and_takes_the_norm_of_everything(a, b, axis=-1, eps=1e-8):
    xp = array_namespace(a)
    norm_a, norm_b = (xp.sqrt(xp.sum(x * x)) for x in (a, b))
    return (np.dot(a, b) if isinstance(a, np.ndarray) else a @ b) / (norm_a * norm_b)


edit(
    "normalises_without_keepdims",
    "Each norm has lost the axis of the vectors, so the division of a vector by its norm does not line up. Keep the"
    " axis with keepdims=True.",
    (
        "xp = array_namespace(a)\n",
        "xp = array_namespace(a)\nnorm_a_1, norm_b_2 = (xp.sqrt(xp.sum(x * x, axis=axis)) for x in (a, b))\n",
    ),
    (
        "dot / xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps)",
        "xp.sum(a / xp.clip(norm_a_1, min=eps) * (b / xp.clip(norm_b_2, min=eps)), axis=axis)",
    ),
)

edit(
    "adds_eps_and_ignores_the_axis",
    "eps is added to the product of the norms, and the sums run over the entire array. Begin with the sums: each"
    " vector along the axis has its own dot product and norm.",
    (
        "dot / xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps)",
        "xp.sum(a * b) / (xp.sqrt(xp.sum(a * a)) * xp.sqrt(xp.sum(b * b)) + eps)",
    ),
)

edit(
    "squashes_the_cosine",
    "Similarities are squashed into 0 to 1 by (1 + cos) / 2. A cosine runs from -1 to 1: return it as it is.",
    (
        "dot / xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps)",
        "(1 + dot / xp.clip(norm_a, min=eps) / xp.clip(norm_b, min=eps)) / 2",
    ),
)

edit(
    "gives_the_correlation",
    "The vectors are centred first, so the result is their correlation. Leave out the mean.",
    (
        "if a.shape[axis] != b.shape[axis]:",
        "a, b = (x - array_namespace(a).mean(x, axis=axis, keepdims=True) for x in (a, b))\n"
        "if a.shape[axis] != b.shape[axis]:",
    ),
)

edit(
    "gives_an_array_of_indices",
    "That is an array of indices. Return one whole number: argmax gives the first of the largest.",
    (
        "int(array_namespace(corpus).argmax(similarities))",
        "array_namespace(corpus).nonzero(similarities == array_namespace(corpus).max(similarities))[0]",
    ),
)

edit(
    "gives_the_order",
    "That is the order of all rows. Return one whole number, the index of the most similar row.",
    ("int(array_namespace(corpus).argmax(similarities))", "array_namespace(corpus).argsort(-similarities)"),
)
