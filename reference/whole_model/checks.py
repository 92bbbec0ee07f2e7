"""Check what each part of the whole model has to do, whatever the other parts are like.

A check runs where the learner's files run. It gives what is wrong in a sentence, or nothing.
"""

from __future__ import annotations

import inspect
from contextlib import contextmanager
from pathlib import Path

FILE_OF = {
    **dict.fromkeys(["attention", "mlp", "block", "whole", "construction"], "model.py"),
    **dict.fromkeys(["data", "batches", "loss", "schedule", "optimizer", "step", "held_out"], "train.py"),
    "sampling": "sample.py",
}
"""The parts, and the file of each."""
ABOUT = {
    "attention": "Attention: causal, each head scaled by its own width",
    "mlp": "MLP: four times as wide inside, gelu between",
    "block": "Block: norms before attention and MLP, each added to what it read",
    "whole": "GPT.forward: tokens, positions, blocks, norm, head",
    "construction": "GPT as it is made: layers of their own, a shared head, small weights",
    "data": "load: nine tenths to learn from, the rest kept apart",
    "batches": "batch_of: windows from all of the text, and the token after each",
    "loss": "loss_of: the mean cross-entropy of all places",
    "schedule": "rate_at: a warm-up, then half a cosine down to a tenth",
    "optimizer": "optimizer_of: AdamW on all parameters, decay for matrices alone",
    "step": "step_of: one step at the given rate, gradients clipped to length 1",
    "held_out": "held_out: the loss without dropout, and the model as it was afterwards",
    "sampling": "generate: top-k at a temperature, from the last tokens that fit",
}


def check(solution, part, folder):
    """Say what is wrong with a part; empty where nothing is.

    Parameters
    ----------
    solution : module
        The learner's file that has the part.
    part : str
        One of `FILE_OF`.
    folder : str
        Where the sound files are.
    """
    import torch

    from dojo.engine.base.importing import load_trusted

    files = {name: Path(folder, f"{name}.py") for name in ("model", "train", "sample")}
    sound = load_trusted(Path(folder, FILE_OF[part]), files)
    torch.manual_seed(0)
    try:
        return _CHECKS[part](solution, sound, torch)
    except Exception as error:  # of the learner's files: any
        return f"{type(error).__name__}: {error}"


def _differs(what, yours, right):
    import torch

    if yours.shape != right.shape:
        return f"{what} has the shape {tuple(yours.shape)}, and should have {tuple(right.shape)}"
    if torch.allclose(yours, right, rtol=1e-4, atol=1e-5):
        return ""
    at = tuple(int(i) for i in torch.nonzero(~torch.isclose(yours, right, rtol=1e-4, atol=1e-5))[0])
    return f"{what} at {at} is {yours[at]:.4f}, and should be {right[at]:.4f}"


def _attention(theirs, sound, torch):
    right, yours = sound.Attention(12, 3), theirs.Attention(12, 3)
    yours.load_state_dict(right.state_dict())
    x = torch.randn(2, 5, 12)
    return _differs("with x of shape (2, 5, 12), the result", yours(x), right(x))


def _mlp(theirs, sound, torch):
    right, yours = sound.MLP(4), theirs.MLP(4)
    if yours.up.weight.shape != right.up.weight.shape:
        return _differs("MLP(4).up.weight", yours.up.weight, right.up.weight)
    yours.load_state_dict(right.state_dict())
    x = torch.randn(3, 4)
    return _differs("with x of shape (3, 4), the result", yours(x), right(x))


def _block(theirs, sound, torch):
    right, yours = sound.Block(8, 2, 0.0), theirs.Block(8, 2, 0.0)
    for name, parameter in right.named_parameters():
        if name.startswith("norm"):
            torch.nn.init.normal_(parameter, 1.0, 0.5)
    yours.attention, yours.mlp = right.attention, right.mlp
    yours.norm1.load_state_dict(right.norm1.state_dict())
    yours.norm2.load_state_dict(right.norm2.state_dict())
    x = 3 + 2 * torch.randn(2, 4, 8)
    return _differs("with sound attention and MLP, the result", yours(x), right(x))


def _whole(theirs, sound, torch):
    right, yours = (kind.GPT(11, 6, dim=8, heads=2, layers=1, dropout=0.0) for kind in (sound, theirs))
    for model in (right, yours):
        model.blocks = torch.nn.ModuleList()
    parts = ("tokens", "positions", "norm", "head")
    for name in parts:
        torch.nn.init.normal_(getattr(right, name).weight)
    for name in parts:
        getattr(yours, name).load_state_dict(getattr(right, name).state_dict())
    yours.head.weight = torch.nn.Parameter(right.head.weight.detach().clone())
    ids = torch.tensor([[3, 1, 4, 1], [5, 9, 2, 6]])
    return _differs("without blocks, the logits", yours(ids), right(ids))


def _construction(theirs, sound, torch):
    yours = theirs.GPT(300, 16, dim=32, heads=4, layers=3)
    if yours.head.weight is not yours.tokens.weight:
        return "head.weight is not tokens.weight"
    if len({id(block) for block in yours.blocks}) != 3:
        return "the layers are not three blocks"
    for name in ("tokens", "positions"):
        if not 0.015 < (std := getattr(yours, name).weight.std().item()) < 0.025:
            return f"the weights of {name} have the standard deviation {std:.3f}, and should have 0.02"
    return ""


def _data(theirs, sound, torch):
    names = ("letters", "what is learnt from", "what is kept")
    for what, yours, right in zip(names, theirs.load(), sound.load(), strict=True):
        if len(yours) != len(right):
            return f"{what}: {len(yours)}, and should be {len(right)}"
    return ""


def _batches(theirs, sound, torch):
    ids = torch.arange(5000)
    x, y = theirs.batch_of(ids, 200, torch.Generator().manual_seed(0))
    if x.shape != (200, theirs.CONTEXT) or y.shape != x.shape:
        return f"the shapes are {tuple(x.shape)} and {tuple(y.shape)}"
    if not torch.equal(y, x + 1):
        return f"of the text 0 1 2 3 ..., x begins with {x[0, :3].tolist()} and y with {y[0, :3].tolist()}"
    if x[:, 0].max() < 4000 or x[:, 0].unique().numel() < 150:
        return f"of 5000 places, 200 windows begin at {x[:, 0].unique().numel()}, the last at {int(x[:, 0].max())}"
    return ""


class _Table:
    """A model whose logits are looked up by the token."""

    def __init__(self, torch):
        self.table, self.training = torch.randn(7, 7), True

    def __call__(self, ids):
        return self.table[ids]


def _loss(theirs, sound, torch):
    x, y = torch.randint(7, (3, 5)), torch.randint(7, (3, 5))
    model = _Table(torch)
    return _differs("the loss of a table", theirs.loss_of(model, x, y), sound.loss_of(model, x, y))


def _schedule(theirs, sound, torch):
    for step in (0, 10, sound.WARM_UP - 1, sound.WARM_UP, 100, sound.STEPS // 2, sound.STEPS - 1):
        if abs(theirs.rate_at(step) - sound.rate_at(step)) > 1e-9:
            return f"the rate at step {step} is {theirs.rate_at(step):.6f}, and should be {sound.rate_at(step):.6f}"
    return ""


def _small(sound, torch):
    torch.manual_seed(0)
    return sound.GPT(7, 5, dim=8, heads=2, layers=1, dropout=0.0)


def _optimizer(theirs, sound, torch):
    model = _small(sound, torch)
    groups = theirs.optimizer_of(model).param_groups
    decay = {id(p): group["weight_decay"] for group in groups for p in group["params"]}
    for name, parameter in model.named_parameters():
        right = 0.1 if parameter.dim() >= 2 else 0.0
        if decay.get(id(parameter)) != right:
            yours = decay.get(id(parameter), "in no group")
            return f"the decay of {name}, of shape {tuple(parameter.shape)}, is {yours}, and should be {right}"
    return ""


@contextmanager
def _calling(function, **sound):
    """Inside, a function calls sound ones in the place of some of its own module's."""
    names = inspect.unwrap(function).__globals__  # held_out is wrapped by no_grad
    theirs = {name: names[name] for name in sound}
    names.update(sound)
    try:
        yield
    finally:
        names.update(theirs)


def _step(theirs, sound, torch):
    x, y = torch.randint(7, (4, 5)), torch.randint(7, (4, 5))
    right, ends = sound.loss_of, []
    for kind in (theirs, sound):
        model = _small(sound, torch)
        optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
        with _calling(kind.step_of, loss_of=lambda model, x, y: 50 * right(model, x, y)):
            for rate in (0.5, 0.25, 0.125):
                kind.step_of(model, optimizer, x, y, rate)
        ends.append(model.tokens.weight.detach())
    return _differs("after three steps of plain descent, tokens.weight", *ends)


def _held_out(theirs, sound, torch):
    seen = []

    def loss(model, x, y):
        seen.append(model.training)
        return torch.tensor(1.0)

    with _calling(theirs.held_out, batch_of=lambda *_: (0, 0), loss_of=loss):
        model = torch.nn.Linear(1, 1).train()
        theirs.held_out(model, torch.arange(2000) % 7)
    if any(seen):
        return "the loss is measured in training mode"
    return "" if model.training else "the model is left in eval mode"


def _sampling(theirs, sound, torch):
    class Model(torch.nn.Module):
        context = 4

        def __init__(self):
            super().__init__()
            self.modes = []

        def forward(self, ids):
            self.modes.append(self.training)
            rows = torch.cumsum(ids, dim=1)[..., None] * torch.arange(1, 12)
            return torch.sin(rows.float()) * 3

    ids, ends = torch.tensor([[3, 1, 4, 1, 5, 9, 2]]), []
    for kind in (theirs, sound):
        model = Model().train()
        ends.append(kind.generate(model, ids, 30, 0.4, 3, torch.Generator().manual_seed(0)))
        if any(model.modes):
            return "the model writes in training mode"
    yours, right = ends
    if yours.shape != right.shape:
        return f"30 tokens after 7 have the shape {tuple(yours.shape)}"
    wrong = torch.nonzero(yours != right)
    if len(wrong):
        return f"with the same draws, the token at place {int(wrong[0, 1])} is another one"
    return ""


_CHECKS = {
    "attention": _attention,
    "mlp": _mlp,
    "block": _block,
    "whole": _whole,
    "construction": _construction,
    "data": _data,
    "batches": _batches,
    "loss": _loss,
    "schedule": _schedule,
    "optimizer": _optimizer,
    "step": _step,
    "held_out": _held_out,
    "sampling": _sampling,
}
