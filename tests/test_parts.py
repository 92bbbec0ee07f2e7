"""The parts of the course fit together: model solutions of several katas, put to work as a learner would."""

from __future__ import annotations

import itertools
import math
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy

from dojo.engine.base.files import find_katas
from dojo.engine.base.importing import load_ours

ROOT = Path(__file__).parents[1]
OPTIMIZERS = {
    "SGD": ("sgd", torch.optim.SGD, {"lr": 0.05, "momentum": 0.9, "weight_decay": 0.01}),
    "Adam": ("adam", torch.optim.Adam, {"lr": 0.02}),
    "AdamW": ("adamw", torch.optim.AdamW, {"lr": 0.02, "weight_decay": 0.1}),
}
TEXT = "she sells sea shells by the sea shore; the shells that she sells are sea shells, she is sure. " * 8


def part(name: str) -> ModuleType:
    """The model solution of a kata, by its name."""
    (place,) = [place for place in find_katas(ROOT) if place.name == name]
    return load_ours(place, name)


@pytest.fixture(params=OPTIMIZERS)
def both(request):
    """A way to make our own optimiser, and torch's, with the same options."""
    name, theirs, options = OPTIMIZERS[request.param]
    own = getattr(part(name), request.param)
    return [lambda params, make=make: make(params, **options) for make in (own, theirs)]


def network() -> torch.nn.Module:
    torch.manual_seed(0)
    layers = torch.nn.Linear(2, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1)
    return torch.nn.Sequential(*layers).double()


def batches(*sizes: int) -> list:
    """Points of a smooth function, in batches."""
    generator = torch.Generator().manual_seed(1)
    points = [torch.randn(size, 2, generator=generator, dtype=torch.float64) for size in sizes]
    return [(x, torch.sin(x[:, :1]) * x[:, 1:]) for x in points]


def numbers(model: torch.nn.Module) -> np.ndarray:
    return torch.cat([p.detach().flatten() for p in model.parameters()]).numpy()


def test_the_optimisers_run_in_the_training_loop(both):
    fit, histories = part("training_loop").fit, []
    for make in both:
        model = network()
        histories.append(fit(model, batches(8, 8, 4), batches(6), mean_squared_error, make(model.parameters()), 30))
    own, theirs = histories
    np.testing.assert_allclose(own["train"], theirs["train"], rtol=1e-9)
    np.testing.assert_allclose(own["valid"], theirs["valid"], rtol=1e-9)
    assert own["train"][-1] < own["train"][0] / 2


def mean_squared_error(found, wanted):
    return ((found - wanted) ** 2).mean()


@pytest.mark.parametrize("function", ["train_step", "accumulate"])
def test_the_optimisers_run_in_a_step_of_training(both, function):
    step, models = getattr(part("accumulation"), function), [network(), network()]
    given = batches(8)[0] if function == "train_step" else batches(4, 2)
    for model, make in zip(models, both, strict=True):
        optimizer = make(model.parameters())
        losses = [step(model, given, mean_squared_error, optimizer) for _ in range(10)]
        assert losses[-1] < losses[0]
    np.testing.assert_allclose(*map(numbers, models), rtol=1e-9)


def test_a_step_clips_by_the_norm_and_follows_a_schedule(both):
    clip_by_norm, rate = part("gradient_clipping").clip_by_norm, part("lr_schedules").warmup_cosine_lr
    (x, y), (own, theirs) = batches(8)[0], (network(), network())
    ours, its = (make(model.parameters()) for make, model in zip(both, (own, theirs), strict=True))
    for k in range(12):
        ours.lr = its.param_groups[0]["lr"] = rate(k, lr=0.1, warmup=4, total=12)
        for model, optimizer in ((own, ours), (theirs, its)):
            optimizer.zero_grad()
            mean_squared_error(model(x), y).backward()
        clipped, norm = clip_by_norm((p.grad for p in own.parameters()), 0.5)
        assert norm == pytest.approx(float(torch.nn.utils.clip_grad_norm_(theirs.parameters(), 0.5)))
        ours.step(clipped)
        its.step()
    np.testing.assert_allclose(numbers(own), numbers(theirs), rtol=1e-9)


# ------------------------------------------------------------------------- a language model of one table


@pytest.fixture(scope="module")
def ids() -> torch.Tensor:
    """A text in pairs of bytes, as rows of ids."""
    tokenizer = part("byte_pair_encoding").Tokenizer()
    tokenizer.train(TEXT, 270)
    found = tokenizer.encode(TEXT)
    assert tokenizer.decode(found) == TEXT
    return torch.tensor(found[: len(found) // 8 * 8]).reshape(8, -1)  # (B, T + 1)


def test_cross_entropy_takes_batches_of_sequences(ids):
    logits = torch.randn(*ids.shape, 270, dtype=torch.float64, requires_grad=True)  # (B, T, V)
    own = part("cross_entropy").cross_entropy(logits, ids)
    theirs = cross_entropy(logits.flatten(0, 1), ids.flatten())
    torch.testing.assert_close(own, theirs)
    torch.testing.assert_close(*(torch.autograd.grad(loss, logits)[0] for loss in (own, theirs)))


def test_a_table_of_logits_learns_what_counting_finds(ids):
    """Own tokens, embedding, loss and optimiser; the loss can fall to that of the counted table, and no further."""
    embedding, own_loss = part("embedding").embedding, part("cross_entropy").cross_entropy
    table = torch.zeros(270, 270, dtype=torch.float64, requires_grad=True)
    optimizer, x, y = part("adamw").AdamW([table], lr=0.5, weight_decay=0.0), ids[:, :-1], ids[:, 1:]
    losses = []
    for _ in range(150):
        optimizer.zero_grad()
        loss = own_loss(embedding(table, x), y)  # (B, T, V), (B, T)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    least = own_loss(torch.log(counted(x, y))[x], y).item()
    assert losses[0] == pytest.approx(math.log(270))
    assert least < losses[-1] < 1.01 * least


def counted(x, y) -> torch.Tensor:
    """How often each id follows each, as probabilities."""
    counts = torch.zeros(270, 270, dtype=torch.float64)
    counts.index_put_((x.flatten(), y.flatten()), torch.ones(x.numel(), dtype=torch.float64), accumulate=True)
    return counts / counts.sum(dim=1, keepdim=True).clamp(min=1)


def test_the_bigram_model_takes_ids_as_characters(ids):
    bigram, alphabet = part("bigram_model"), "".join(map(chr, range(270)))
    text = "".join(map(chr, ids.flatten().tolist()))
    probs = bigram.probabilities(bigram.count(text, alphabet), smoothing=0.0)
    flat = ids.flatten()
    np.testing.assert_allclose(probs[flat[0]], counted(flat[:-1], flat[1:])[flat[0]])
    written = bigram.sample(probs, alphabet, text[0], np.random.default_rng(0).random(20))
    assert all(pair in text for pair in map("".join, itertools.pairwise(written)))


def test_a_draw_takes_the_next_number_of_a_generator():
    temperature, rng = part("temperature"), np.random.default_rng(0)
    logits = torch.log(torch.tensor([0.5, 0.25, 0.25], dtype=torch.float64))
    drawn = [int(temperature.sample_with_temperature(logits, 1.0, rng.random())) for _ in range(200)]
    again = np.random.default_rng(0).random(200)
    assert drawn == np.searchsorted([0.5, 0.75], again, side="right").tolist()


# ------------------------------------------------------------------------------------------- own engines


def test_adam_moves_the_numbers_of_the_scalar_engine():
    """A line through points; each Value is made of a number that the optimiser moves."""
    Value, Adam = part("scalar_engine").Value, part("adam").Adam
    own, theirs = [np.array(0.0), np.array(0.0)], torch.zeros(2, requires_grad=True, dtype=torch.float64)
    ours, its = Adam(own, lr=0.1), torch.optim.Adam([theirs], lr=0.1)
    for _ in range(200):
        w, b = (Value(float(number)) for number in own)
        sum((w * x + b - (3.0 * x - 1.0)) ** 2 for x in (-1.0, 0.0, 2.0)).backward()
        ours.step([np.array(w.grad), np.array(b.grad)])
        its.zero_grad()
        sum((theirs[0] * x + theirs[1] - (3.0 * x - 1.0)) ** 2 for x in (-1.0, 0.0, 2.0)).backward()
        its.step()
    np.testing.assert_allclose(own, theirs.detach(), rtol=1e-6)
    np.testing.assert_allclose(own, [3.0, -1.0], atol=0.01)


def test_a_module_of_the_tensor_engine_is_trained_by_adam():
    """A weight that is a Tensor and a Parameter, as the statement of module has it."""
    engine, module, kaiming = part("tensor_engine"), part("module"), part("initialization").kaiming_normal

    class Weight(engine.Tensor, module.Parameter):
        pass

    class Network(module.Module):
        def __init__(self, rng):
            super().__init__()
            self.W, self.V = (Weight(kaiming(shape, rng, mode="fan_out")) for shape in ((2, 8), (8, 1)))  # (in, out)

        def forward(self, x):
            return (x @ self.W).relu() @ self.V

    (x, y), model = (a.numpy() for a in batches(32)[0]), Network(np.random.default_rng(0))
    theirs = [torch.tensor(p.data, requires_grad=True) for p in model.parameters()]
    ours, its = part("adam").Adam([p.data for p in model.parameters()], lr=0.02), torch.optim.Adam(theirs, lr=0.02)
    losses = []
    for _ in range(60):
        model.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        ours.step([p.grad for p in model.parameters()])
        losses.append(float(loss.data))
        its.zero_grad()
        mean_squared_error((torch.tensor(x) @ theirs[0]).relu() @ theirs[1], torch.tensor(y)).backward()
        its.step()
    for own, their in zip(model.parameters(), theirs, strict=True):
        np.testing.assert_allclose(own.data, their.detach(), rtol=1e-6)
    assert losses[-1] < losses[0] / 2


def test_a_weight_of_an_mlp_keeps_the_size_of_its_numbers():
    shape, rng = (100, 400), np.random.default_rng(0)  # (in, out), as mlp keeps it
    W = part("initialization").kaiming_normal(shape, rng, mode="fan_out")
    np.testing.assert_allclose(W.std(), part("mlp").init(shape, rng)[0]["W"].std(), rtol=0.02)


def test_a_word_is_nearest_to_another_where_its_own_row_is_left_out():
    nearest, words = part("cosine_similarity").nearest, np.array([[1.0, 0.0], [0.0, 1.0], [0.9, 0.2]])
    assert nearest(words[0], words) == 0
    assert nearest(words[0], words[1:]) + 1 == 2


def test_the_heatmap_draws_weights_of_torch():
    weights = torch.softmax(torch.randn(3, 3, requires_grad=True), dim=-1)
    axes = part("attention_heatmap").attention_heatmap(weights.detach().numpy(), list("abc"))
    np.testing.assert_array_equal(axes.images[0].get_array(), weights.detach())


def test_the_gpt_goes_on_with_a_cache():
    torch.manual_seed(0)
    model, ids = part("gpt").GPT(11, 8, 12, 2, 2).double(), torch.randint(11, (2, 8))
    forward_cached, cache = part("kv_cache").forward_cached, part("kv_cache").Cache()
    with torch.no_grad():
        logits = [forward_cached(model, piece, cache) for piece in ids.split([5, 1, 2], dim=1)]
    np.testing.assert_allclose(torch.cat(logits, dim=1), model(ids).detach(), rtol=1e-9)


def test_the_gpt_of_today_writes_and_goes_on_with_a_cache():
    torch.manual_seed(0)
    model, ids = (
        part("modern_gpt").ModernGPT(11, 8, 16, 4, 2, 8, 2).double().requires_grad_(False),
        torch.arange(3)[None],
    )
    forward_cached, empty = part("kv_cache").forward_cached, part("kv_cache").Cache
    generate, cache = part("generate").generate, empty()
    text = generate(model, ids, 5, 0)
    assert torch.equal(generate(model, ids, 5, 0, cache=cache), text)
    assert len(cache) == 7
    assert len(generate(model, ids, 20, 0, cache=empty())[0]) == 23  # beyond its context
    cache = empty()
    logits = [forward_cached(model, piece, cache) for piece in text.split([5, 1, 2], dim=1)]
    np.testing.assert_allclose(torch.cat(logits, dim=1), model(text), rtol=1e-9)
