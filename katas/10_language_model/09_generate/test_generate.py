"""Generation appends one token after the other, each drawn from what the model says of the text so far."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges

pytestmark = pytest.mark.kata(
    minutes=45,
    targets="torch",
    random=True,  # the weights of the judge's own model are drawn
    uses=["top_k_top_p"],
)

IDS = np.array([[3, 1, 4, 1, 5, 9], [2, 6, 5, 3, 5, 8]])
LONG = IDS[:, [0, 1, 2, 3, 4, 5, 5, 3, 0, 1, 1, 4]]
CONTEXT = 8
ROWS = 4000
"""So many rows draw, to tell what they draw from: false alarm below 1e-7, for counts within six deviations."""


def reader(ids, vocab_size=10, seed=0):
    """A small model in float64 that reads all of its window, each token at its place, and drops out in training."""
    import torch
    from torch import nn

    class Reader(nn.Module):
        def __init__(self):
            super().__init__()
            self.context = CONTEXT
            self.tokens, self.positions = nn.Embedding(vocab_size, 16), nn.Embedding(CONTEXT, 16)
            self.mix, self.head, self.dropout = nn.Linear(16, 16), nn.Linear(16, vocab_size), nn.Dropout(0.5)

        def forward(self, ids, cache=None):
            before = 0 if cache is None else len(cache)
            places = slice(before, before + ids.shape[1])
            if places.stop > self.context:
                raise IndexError(f"the model is given {places.stop} tokens, but its context is {self.context}")
            x = self.tokens(ids) * (1 + self.positions.weight[places])
            sums = self.dropout(x).cumsum(dim=1)
            return 3 * self.head(torch.tanh(self.mix(sums if cache is None else cache.extend(sums))))

    torch.manual_seed(seed)
    return Reader().double().to(ids.device).eval()


class Sums:
    """A cache for the reader: the sum of what it has read, and how many tokens it was given each time."""

    def __init__(self):
        self.total, self.given = 0.0, []

    def __len__(self):
        return sum(self.given)

    def extend(self, sums):
        """The sums of new tokens, with that of the old ones."""
        sums = sums + self.total
        self.total = sums[:, -1:]
        self.given.append(sums.shape[1])
        return sums


def chance(ids, seed=1):
    import torch

    return torch.Generator(device=ids.device).manual_seed(seed)


# ------------------------------------------------------------------------------------- scenarios


def kind_of_text(solution, ids, n, temperature):
    """What comes out of generate, for beginnings of two rows."""
    found = solution.generate(reader(ids), ids, n, temperature, generator=chance(ids))
    return {
        "shape": list(found.shape),
        "begins with the beginnings": bool((found[:, : ids.shape[1]] == ids).all()),
        "dtype": str(found.dtype),
        "asks for a gradient": found.requires_grad,
    }


def most_likely_text(solution, ids, n, seed, *filters):
    """What is written at temperature 0."""
    return solution.generate(reader(ids, seed=seed), ids, n, 0, *filters, generator=chance(ids, seed))


def a_close_call(solution, ids):
    """What many rows go on with at temperature 0 where one token is ahead by next to nothing."""
    import torch

    model = reader(ids)
    with torch.no_grad():
        model.head.weight.zero_()
        model.head.bias.zero_()[7] = 1e-12
    return solution.generate(model, ids.repeat(50, 1), 2, 0, generator=chance(ids))[:, -2:]


def what_is_drawn(solution, ids, *options):
    """From which distribution the next two tokens of many rows are drawn, in words."""
    import torch

    model = reader(ids, 5)
    text = solution.generate(model, ids.repeat(ROWS, 1), 2, *options, generator=chance(ids))
    with torch.no_grad():
        logits = model.eval()(text)  # the second token follows many beginnings
    counts = (text[:, -2:, None] == torch.arange(5, device=ids.device)).sum(dim=0)
    for words, probs in known_distributions(logits, *options).items():
        far = (counts - probs.sum(dim=0)).abs() > 6 * (probs * (1 - probs)).sum(dim=0).sqrt()
        if not far.any():
            return words
    return "one token alone" if counts.max() == ROWS else "another distribution"


def known_distributions(logits, temperature=1.0, k=None, p=None):
    """Distributions of the next two tokens that can be told apart, the right one first."""
    last = logits[:, -3:-1]
    return {
        "softmax of the filtered logits": likely(last / temperature, k, p),
        "softmax(logits / temperature)": likely(last / temperature, None, None),
        "filtered before the temperature": likely(likely(last, k, p).log() / temperature, None, None),
        "softmax(logits)": likely(last, k, p),
        "softmax(logits * temperature)": likely(last * temperature, k, p),
        "the logits of another token": likely(logits[:, :2] / temperature, k, p),
        "all alike": likely(0 * last, None, None),
    }


def likely(logits, k, p):
    """The probabilities of the k most likely tokens, and of the fewest of them that reach p."""
    probs = logits.softmax(dim=-1)
    if k is not None:
        probs = probs.where(probs >= probs.sort(descending=True).values[..., k - 1 : k], 0)
    if p is not None:
        ranked = (probs / probs.sum(dim=-1, keepdim=True)).sort(descending=True)
        before = ranked.values.cumsum(dim=-1) - ranked.values
        probs = probs.scatter(-1, ranked.indices, ranked.values.where(before < p, 0))
    return probs / probs.sum(dim=-1, keepdim=True)


def two_texts(solution, ids, seed, other_seed):
    """Whether two texts from two generators are the same, and whether two rows of the first are."""
    import torch

    model = reader(ids)
    torch.manual_seed(seed)  # chance comes from the generator, not from here
    one = solution.generate(model, ids, 12, 1.0, generator=chance(ids, seed))
    torch.manual_seed(99)
    two = solution.generate(model, ids, 12, 1.0, generator=chance(ids, other_seed))
    return {"two texts": bool((one == two).all()), "two rows": bool((one[0, -12:] == one[1, -12:]).all())}


def inside_generate(solution, ids, n, training):
    """In which mode, and with or without gradients, generate asks the model; and the mode after it."""
    import torch

    model, seen = reader(ids), []
    model.train(training)
    model.register_forward_hook(lambda *_: seen.append((model.training, torch.is_grad_enabled())))
    solution.generate(model, ids, n, generator=chance(ids))
    modes = {"eval mode inside": not any(mode for mode, _ in seen), "no gradients inside": not any(g for _, g in seen)}
    return modes | {"mode as before": all(part.training == training for part in model.modules())}


def takes(solution, name):
    """Whether generate has this parameter: what was written before it came is right without it."""
    import inspect

    return name in inspect.signature(solution.generate).parameters


def text_through_a_cache(solution, ids, n, seed):
    """What is written at temperature 0 with a cache, and how many tokens the model was given each time."""
    cache = Sums()
    text = solution.generate(reader(ids, seed=seed), ids, n, 0, generator=chance(ids, seed), cache=cache)
    return {"text": text, "tokens given each time": cache.given}


def text_until(solution, ids, n, seed, end):
    """What is written at temperature 0 with a token that ends a row."""
    return solution.generate(reader(ids, seed=seed), ids, n, 0, generator=chance(ids, seed), end=end)


def drawn_until(solution, ids, n, end):
    """What many rows append at temperature 1 with a token that ends a row."""
    rows = ids.repeat(50, 1)
    return solution.generate(reader(ids), rows, n, generator=chance(ids), end=end)[:, ids.shape[1] :]


# ------------------------------------------------------------------------------------------ core


def test_appends_n_tokens_to_each_row(kata):
    found = kata.run(kind_of_text, IDS, 4, 1.0)
    kata.equal(found["shape"], [2, 10], "T tokens and n more make T + n")
    kata.require(found["begins with the beginnings"], "a text begins with what was given")


@given(st.integers(1, 12), st.integers(0, 99))
@example(12, 1)
@example(2, 2)
@example(1, 0)
def test_at_temperature_0_takes_the_most_likely_token_each_time(kata, n, seed):
    kata.check(most_likely_text, IDS, n, seed)


def test_at_temperature_0_the_smallest_lead_is_enough(kata):
    kata.check(a_close_call, IDS)


@pytest.mark.parametrize("temperature", [1.0, 0.5, 2.0])
def test_draws_from_the_softmax_of_the_logits_divided_by_the_temperature(kata, temperature):
    found = kata.run(what_is_drawn, np.array([[0, 3, 1]]), temperature)
    kata.equal(found, "softmax of the filtered logits", "tokens are drawn from softmax(logits / temperature)")


@pytest.mark.parametrize(
    ("temperature", "k", "p"), [(1.0, 2, None), (1.0, None, 0.6), (2.0, None, 0.6), (0.5, None, 0.8), (1.0, 3, 0.8)]
)
def test_draws_from_what_the_filter_leaves(kata, temperature, k, p):
    found = kata.run(what_is_drawn, np.array([[0, 3, 1]]), temperature, k, p)
    law = "temperature first, then k, then p: tokens are drawn from the softmax of what is left"
    kata.equal(found, "softmax of the filtered logits", law)


def test_chance_comes_from_the_generator(kata):
    found = kata.run(two_texts, IDS[:1].repeat(2, axis=0), 3, 3)
    kata.require(found["two texts"], "generators with one seed give one text")
    kata.require(not found["two rows"], "each row draws for itself")
    kata.require(not kata.run(two_texts, IDS, 3, 4)["two texts"], "generators with two seeds give two texts")


# ----------------------------------------------------------------------------------------- edges


@edges
@pytest.mark.parametrize(("n", "training"), [(2, True), (2, False), (0, True)])
def test_asks_the_model_in_eval_mode_and_without_gradients(kata, n, training):
    found = kata.run(inside_generate, IDS, n, training)
    kata.require(found["eval mode inside"], "the model is in eval mode while a text is generated")
    kata.require(found["no gradients inside"], "no gradients are recorded while a text is generated")
    kata.require(found["mode as before"], "afterwards each part of the model is in the mode in which it was")


@edges
def test_leaves_the_logits_as_they_are_by_default(kata):
    found = kata.run(what_is_drawn, np.array([[0, 3, 1]]))
    kata.equal(found, "softmax of the filtered logits", "the temperature is 1 by default, and nothing is cut off")


@edges
@pytest.mark.parametrize("ids", [LONG, IDS[:, :1], LONG[:, :CONTEXT]], ids=["longer", "one token", "as long"])
def test_goes_on_from_a_beginning_of_any_length(kata, ids):
    kata.check(most_likely_text, ids, 3, 5)


@edges
@pytest.mark.parametrize("filters", [(3, None), (None, 0.5), (1, 0.1)])
def test_at_temperature_0_the_filter_plays_no_part(kata, filters):
    kata.check(most_likely_text, IDS, 5, 6, *filters)


@edges
@pytest.mark.parametrize("dtype", ["int64", "int32"])
@pytest.mark.parametrize(("n", "temperature"), [(0, 0.7), (1, 0.7), (1, 0)])
def test_appends_nothing_or_one_token_of_the_same_dtype(kata, n, temperature, dtype):
    found = kata.run(kind_of_text, IDS.astype(dtype), n, temperature)
    kata.equal(found["shape"], [2, 6 + n], "T tokens and n more make T + n")
    kata.equal(found["dtype"], f"torch.{dtype}", f"ids stay {dtype}")


@edges
@pytest.mark.kata(pinned=False)  # mistakes are told apart without the parameter
@pytest.mark.parametrize(("seed", "end"), [(4, 4), (0, 9), (3, 7), (5, 1)])
def test_a_row_goes_on_with_its_end_alone(kata, seed, end):
    if kata.run(takes, "end"):
        kata.check(text_until, IDS, 8, seed, end)


@edges
@pytest.mark.kata(pinned=False)  # whatever is drawn
def test_a_row_that_is_drawn_ends_as_well(kata):
    if kata.run(takes, "end"):
        new = kata.run(drawn_until, IDS, 8, 5)
        ended = np.cumsum(new == 5, axis=1) > 0
        kata.require(new[ended] == 5, "after the first 5 that a row has appended, all of it is 5")
        kata.require(ended[:, -1].mean() < 1, "a row goes on as long as it has appended no 5")


@edges
@pytest.mark.kata(pinned=False)  # mistakes are told apart without the parameter
@pytest.mark.parametrize(("length", "n"), [(6, 3), (1, 6), (2, 1)])
def test_with_a_cache_each_token_is_read_once(kata, length, n):
    if kata.run(takes, "cache"):
        kata.check(text_through_a_cache, IDS[:, :length], n, 4)
