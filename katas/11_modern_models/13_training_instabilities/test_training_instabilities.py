"""A model that does not train is looked into: for leaks, for dead units, for gradients that explode."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dojo import edges, on_its_device

pytestmark = pytest.mark.kata(minutes=120, targets="torch", random=True)  # the layers' first weights are drawn

V, T, D, F, LAYERS = 11, 8, 16, 32, 4
NEXT = np.array([3, 7, 1, 9, 0, 10, 5, 2, 8, 4, 6])  # the token after each token, in the texts


def texts(seed, count=16, length=T):
    """Texts (count, length) in which each token decides the next."""
    rows = [np.random.default_rng(seed).integers(0, V, count)]
    for _ in range(length - 1):
        rows.append(NEXT[rows[-1]])
    return np.stack(rows, axis=1)


IDS = texts(0)
FEW = IDS[:2, :5]


# ------------------------------------------------------------------------------ patients


def healthy(seed=0, dtype=np.float64):
    """The weights of a model that trains: the matrices keep sizes level, and what is added to the path is smaller."""
    rng = np.random.default_rng(seed)
    state = {"tokens.weight": rng.normal(0, 0.5, (V, D)), "positions.weight": rng.normal(0, 0.5, (T, D))}
    for i in range(LAYERS):
        for name, (out, into) in {"qkv": (3 * D, D), "out": (D, D), "up": (F, D), "down": (D, F)}.items():
            adds = (2 * LAYERS) ** -0.5 if name in ("out", "down") else 1.0
            state[f"blocks.{i}.{name}.weight"] = rng.normal(0, adds * into**-0.5, (out, into))
            state[f"blocks.{i}.{name}.bias"] = np.zeros(out)
        state[f"blocks.{i}.mask"] = np.tri(T, dtype=bool)
    state["head.weight"] = rng.normal(0, D**-0.5, (V, D))
    return {name: value if value.dtype == bool else value.astype(dtype) for name, value in state.items()}


def leaking(at=None, blocks=range(LAYERS), **given):
    """Masks that are off by one, or with one entry too many."""
    state = healthy(**given)
    for i in blocks:
        mask = np.tri(T, k=1, dtype=bool) if at is None else np.tri(T, dtype=bool)
        if at is not None:
            mask[at] = True
        state[f"blocks.{i}.mask"] = mask
    return state


def without(dead, **given):
    """Of each block some units are 0 for every token, and the rest have some bias."""
    state = healthy(**given)
    for i, units in enumerate(dead):
        state[f"blocks.{i}.up.bias"] = np.full(F, 0.1, state["head.weight"].dtype)
        state[f"blocks.{i}.up.bias"][list(units)] = -50.0
    return state


def dying(share, blocks, **given):
    """The first units of some blocks are 0 for every token."""
    return without([range(int(share * F) if i in blocks else 0) for i in range(LAYERS)], **given)


def exploding(times=None, **given):
    """The matrices of the blocks are drawn with the standard deviation 1, or are so many times too large."""
    state = healthy(**given)
    for name, value in state.items():
        if name.startswith("blocks") and name.endswith("weight"):
            state[name] = value * (times or 1 / value.std())
    return state


def masks(state):
    """The masks of a model alone."""
    return {name: value for name, value in state.items() if name.endswith("mask")}


def large(**given):
    """A head so large that all gradients are large, in each block alike."""
    state = healthy(**given)
    return {**state, "head.weight": 300 * state["head.weight"]}


LEAKS = {
    "every mask off by one": leaking(),
    "one mask off by one": leaking(blocks=[2]),
    "one entry of one mask": leaking((2, 5), [1]),
    "the first token sees the last": leaking((0, T - 1), [3]),
    "the first token sees one in the middle": leaking((0, 3), [0]),
    "the last but one sees the last": leaking((T - 2, T - 1), [2]),
}
DEAD = {
    "the first block": dying(1, [0]),
    "one block": dying(1, [1]),
    "most of the last block": dying(0.75, [3]),
    "every block": dying(1, range(LAYERS)),
}
EXPLODING = {
    "2.5 times too large": exploding(2.5),  # the first norm is 213 times the last
    "a standard deviation of 1": exploding(),
    "five times too large": exploding(5.0),
}
ILL = {
    **{f"exploding gradients, {how}": state for how, state in EXPLODING.items()},
    **{f"dead units, {how}": state for how, state in DEAD.items()},
    **{f"leak, {how}": state for how, state in LEAKS.items()},
}
WELL = {
    "healthy": healthy(),
    "a few dead units": dying(0.25, [0, 2]),
    "half of the units of a relu": dying(0.5, [1]),
    "large gradients, but level": large(),
    "gradients that grow a little": exploding(2.0),  # the first norm is 49 times the last
}
BOTH = {
    "a leak and dead units": dying(1, [1]) | masks(leaking()),
    "a leak and exploding gradients": exploding(5.0) | masks(leaking()),
    "dead units and exploding gradients": exploding(5.0) | {"blocks.0.up.bias": np.full(F, -1e6)},
}


def patient(state, dropout=0.0):
    """A small GPT without norms, with these weights and masks."""
    import torch
    from torch import nn

    class Block(nn.Module):
        def __init__(self, dim, hidden, context):
            super().__init__()
            self.qkv, self.out = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)
            self.up, self.act, self.down = nn.Linear(dim, hidden), nn.ReLU(), nn.Linear(hidden, dim)
            self.dropout = nn.Dropout(dropout)
            self.register_buffer("mask", torch.ones(context, context, dtype=torch.bool))

        def forward(self, x):
            q, k, v = self.qkv(x).chunk(3, dim=-1)
            hidden = ~self.mask[: x.shape[1], : x.shape[1]]
            weights = (q @ k.mT / q.shape[-1] ** 0.5).masked_fill(hidden, -torch.inf).softmax(dim=-1)
            x = x + self.dropout(self.out(weights @ v))
            return x + self.dropout(self.down(self.act(self.up(x))))

    class Model(nn.Module):
        def __init__(self, vocab_size, context, dim, hidden, layers):
            super().__init__()
            self.tokens, self.positions = nn.Embedding(vocab_size, dim), nn.Embedding(context, dim)
            self.blocks = nn.ModuleList(Block(dim, hidden, context) for _ in range(layers))
            self.head = nn.Linear(dim, vocab_size, bias=False)

        def forward(self, ids):
            x = self.tokens(ids) + self.positions(torch.arange(ids.shape[1], device=ids.device))
            for block in self.blocks:
                x = block(x)
            return self.head(x)

    like, layers = state["tokens.weight"], sum(name.endswith("mask") for name in state)
    sizes = (*like.shape, len(state["positions.weight"]), len(state["blocks.0.up.bias"]))
    model = Model(sizes[0], sizes[2], sizes[1], sizes[3], layers).to(device=like.device, dtype=like.dtype)
    model.load_state_dict(dict(state))
    return model


# ------------------------------------------------------------------------------ scenarios


def leak_of(solution, state, ids):
    return bool(solution.leaks(patient(state), ids))


def dead_units_of(solution, state, ids):
    return {name: float(share) for name, share in solution.dead_units(patient(state), ids).items()}


def of_another_model(solution, table, ids, sees):
    """What is found in a model without blocks: each token is added to the one before it, or to the one after it."""
    from torch import nn
    from torch.nn.functional import pad

    class Pairs(nn.Module):
        def __init__(self):
            super().__init__()
            self.tokens = nn.Embedding.from_pretrained(table, freeze=False)
            self.net = nn.Sequential(nn.ReLU(), nn.Linear(4, 4), nn.ReLU())

        def forward(self, ids):
            x = self.tokens(ids)
            return self.net(x + (pad(x[:, :-1], (0, 0, 1, 0)) if sees == "before" else pad(x[:, 1:], (0, 0, 0, 1))))

    model = Pairs().to(table)
    nn.init.eye_(model.net[1].weight)
    nn.init.constant_(model.net[1].bias, -1.0)
    return {"leaks": bool(solution.leaks(model, ids)), "dead units": solution.dead_units(model, ids)}


def gradient_norms_of(solution, state, ids):
    return [float(norm) for norm in solution.gradient_norms(patient(state), ids)]


def diagnosis_of(solution, state, ids):
    return solution.diagnose(patient(state), ids)


def shape_of(mask):
    """What a mask shows, in words."""
    import torch

    whole = torch.ones_like(mask)
    shapes = {"lower triangle": 0, "lower triangle, one token ahead": 1, "lower triangle without the diagonal": -1}
    known = {name: whole.tril(k) for name, k in shapes.items()}
    known |= {"upper triangle": whole.triu(), "upper triangle without the diagonal": whole.triu(1)}
    return next((name for name, right in known.items() if torch.equal(mask, right)), "something else")


def look_at(model, ids):
    """The signs of illness: the shapes of the masks, the dead units, and how gradients grow."""
    import torch

    active, blocks, hooks = [], [], []
    for block in model.blocks:
        hooks.append(block.up.register_forward_hook(lambda _, __, y: active.append((y > 0).flatten(0, 1).any(0))))
        hooks.append(block.register_forward_hook(lambda _, __, y: blocks.append(y)))
    logits = model(ids)
    for hook in hooks:
        hook.remove()
    loss = torch.nn.functional.cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten())
    norms = [float(grad.norm()) for grad in torch.autograd.grad(loss, blocks, retain_graph=True)]
    weights = [block.up.weight for block in model.blocks]
    layers = [layer for block in model.blocks for layer in (block.qkv, block.out, block.up, block.down)]
    largest = max(float(layer.weight.detach().std()) * layer.in_features**0.5 for layer in layers)
    learn = all(w.requires_grad for w in weights) and all(
        float(grad.norm()) > 1e-9 for grad in torch.autograd.grad(loss, weights)
    )
    return {
        "masks": ", ".join(sorted({shape_of(block.mask) for block in model.blocks})),
        "dead units": "most" if any(float(one.double().mean()) < 0.5 for one in active) else "few",
        "matrices": "far too small to learn" if largest < 0.2 else "not too small",
        "gradients": "level" if norms[0] <= 100 * norms[-1] else "explode",
        "blocks": f"{len(model.blocks)}, of which {'all' if learn else 'not all'} learn",
    }


PARTS = {
    "masks of the blocks": ("mask",),
    "biases of up": ("up.bias",),
    "matrices of the blocks": ("qkv.weight", "out.weight", "up.weight", "down.weight"),
}


def changes(before, after):
    """What became different, in words."""
    import torch

    if {*before} != {*after} or any(before[name].shape != after[name].shape for name in before):
        return "names and shapes"
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    found = [part for part, ends in PARTS.items() if any(n.startswith("blocks") and n.endswith(ends) for n in changed)]
    known = tuple(end for ends in PARTS.values() for end in ends)
    others = sorted(name for name in changed if not (name.startswith("blocks") and name.endswith(known)))
    return ", ".join([*found, *others]) or "nothing"


def mended(solution, state, ids, illness):
    """What was changed, and what is to be seen afterwards."""
    model = patient(state)
    solution.mend(model, illness)
    return {"changed": changes(state, model.state_dict()), **look_at(model, ids)}


def trained(solution, state, batches, illness):
    """What a model has learnt, once it is mended, in 100 steps of gradient descent: a loss in words."""
    import torch

    model = patient(state)
    solution.mend(model, illness)
    for ids in batches:
        loss = torch.nn.functional.cross_entropy(model(ids)[:, :-1].flatten(0, 1), ids[:, 1:].flatten())
        parameters = [p for p in model.parameters() if p.requires_grad]
        with torch.no_grad():
            for parameter, grad in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
                parameter -= 0.015 * grad
    return "below 1.4" if float(loss.detach()) < 1.4 else "1.4 or more, or not a number"


# ------------------------------------------------------------------------------------------ core


@pytest.mark.parametrize("state", [*LEAKS.values(), healthy()], ids=[*LEAKS, "no leak"])
def test_finds_a_leak(kata, state):
    kata.check(leak_of, state, IDS)


@pytest.mark.parametrize(
    "state", [*DEAD.values(), dying(0.25, [0, 2]), healthy()], ids=[*DEAD, "a few in two blocks", "none"]
)
def test_counts_dead_units(kata, state):
    kata.check(dead_units_of, state, IDS)


@pytest.mark.parametrize("sees", ["before", "after"])
def test_looks_into_any_model(kata, sees):
    table = np.array(
        [[1.0, -1.0, 0.5, -2.0], [-1.0, -2.0, 1.5, -1.0], [0.5, -0.5, -1.0, -1.5], [0.25, -1.0, 2.0, -0.5]]
    )
    kata.check(of_another_model, table, np.array([[0, 1, 2, 3], [2, 3, 0, 1]]), sees)


@pytest.mark.parametrize("state", [healthy(), healthy(1), exploding(2.0)], ids=["healthy", "another", "twice as large"])
def test_measures_the_gradient_at_each_block(kata, state):
    kata.check(gradient_norms_of, state, IDS, scale=10.0)


@pytest.mark.parametrize("state", [*ILL.values(), *BOTH.values()], ids=[*ILL, *BOTH])
def test_names_what_is_wrong(kata, state):
    kata.check(diagnosis_of, state, IDS)


@pytest.mark.parametrize("state", WELL.values(), ids=WELL)
def test_says_nothing_of_a_model_that_is_well(kata, state):
    kata.check(diagnosis_of, state, IDS)


def test_two_short_texts_are_enough(kata):
    kata.check(leak_of, leaking(), FEW)
    kata.check(dead_units_of, dying(0.75, [3]), FEW)
    kata.check(gradient_norms_of, healthy(), FEW, scale=10.0)


@pytest.mark.parametrize("name", ILL)
def test_mends_what_is_wrong_and_changes_nothing_else(kata, name):
    kata.check(mended, ILL[name], IDS, name.partition(",")[0])


@pytest.mark.parametrize("state", WELL.values(), ids=WELL)
def test_leaves_a_model_alone_that_is_well(kata, state):
    kata.check(mended, state, IDS, "nothing")


@pytest.mark.kata(pinned=False)
@pytest.mark.parametrize("seed", range(5))
def test_a_mended_model_trains(kata, seed):
    # Right scales end between 0.06 and 0.73, far too small ones above 1.7, and what is not mended is not a number.
    batches = np.stack([texts(1000 * seed + step) for step in range(100)])
    found = kata.run(trained, exploding(seed=seed), batches, "exploding gradients")
    kata.equal(found, "below 1.4", "with its gradients mended, the loss falls from 2.4 to less than 1.4 in 100 steps")


# ----------------------------------------------------------------------------------------- edges


@edges
@given(st.lists(st.sets(st.integers(0, F - 1)), min_size=LAYERS, max_size=LAYERS), st.integers(0, 99))
def test_counts_any_dead_units_and_says_when_they_are_most(kata, dead, seed):
    state = without(dead, seed=seed)
    kata.check(dead_units_of, state, IDS)
    kata.check(diagnosis_of, state, IDS)


@edges
@pytest.mark.parametrize("length", [1, 2, 5])
@pytest.mark.parametrize("state", [healthy(), leaking((0, 1), [0])], ids=["healthy", "leaking"])
def test_finds_a_leak_in_short_texts(kata, state, length):
    kata.check(leak_of, state, IDS[:, :length])


@edges
@pytest.mark.parametrize("ids", [np.zeros((2, T), int), np.full((1, T), V - 1)], ids=["first token", "last token"])
@pytest.mark.parametrize("state", [healthy(), leaking((2, 5), [1])], ids=["healthy", "leaking"])
def test_finds_a_leak_in_texts_of_one_token(kata, state, ids):
    kata.check(leak_of, state, ids)


def leak_and_mode(solution, state, ids, training):
    model = patient(state, dropout=0.5)
    model.train(training)
    return {"leaks": bool(solution.leaks(model, ids)), "in training mode afterwards": model.training}


@edges
@pytest.mark.parametrize("training", [True, False])
def test_dropout_is_no_leak_and_the_mode_stays(kata, training):
    kata.check(leak_and_mode, healthy(), IDS, training)


def traces(solution, state, ids):
    """What the instruments leave behind."""
    model = patient(state)
    for instrument in (solution.leaks, solution.dead_units, solution.gradient_norms, solution.diagnose):
        instrument(model, ids)
    hooks = sum(len(module._forward_hooks) + len(module._forward_pre_hooks) for module in model.modules())
    hooks += sum(len(module._backward_hooks) + len(module._backward_pre_hooks) for module in model.modules())
    grads = any(parameter.grad is not None for parameter in model.parameters())
    return {"changed": changes(state, model.state_dict()), "hooks": hooks, "gradients": grads}


@edges
def test_the_instruments_leave_no_trace(kata):
    kata.check(traces, healthy(), IDS)


@edges
@pytest.mark.parametrize("name", ["healthy", "leak", "dead units", "exploding gradients"])
def test_names_what_is_wrong_in_float32(kata, name):
    made = {"healthy": healthy, "leak": leaking, "exploding gradients": exploding}
    state = made[name](dtype=np.float32) if name in made else dying(1, [1], dtype=np.float32)
    kata.check(diagnosis_of, state, texts(3, 4))


@edges
def test_refuses_an_illness_that_it_does_not_know(kata):
    kata.check_raises(ValueError, mended, healthy(), IDS, "flu", says=["flu"])


# ----------------------------------------------------------------------------------------- torch


test_stays_on_the_device_of_its_input = on_its_device(dead_units_of, healthy(), IDS)
