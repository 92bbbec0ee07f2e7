"""The parts of track 11, put together as its page shows, are the block of LLaMA: torch's own functions agree."""

from __future__ import annotations

import re

import pytest
import torch
from torch.nn import functional as F

from dojo.base.importing import open_mine
from dojo.base.mine import all_parts
from tests.judging import KATAS, ROOT

SIZES = {"dim": 24, "n_heads": 6, "n_kv_heads": 2, "hidden": 20}
WIDTH, TOKENS = 4, 7


@pytest.fixture(scope="module")
def shown():
    """What the page of the track defines, with the model solutions as ``mine``."""
    page = (ROOT / "katas/11_modern_models/README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.S)
    open_mine(all_parts(KATAS, ROOT / "reference"))
    names: dict = {}
    exec(compile(code, "README.md", "exec"), names)
    return names


@pytest.fixture
def block(shown):
    """A block with random weights of a standard deviation of a half, in float64."""
    torch.manual_seed(0)
    block = shown["Block"](**SIZES).double()
    for parameter in block.parameters():
        torch.nn.init.normal_(parameter, 1.0 if parameter.ndim == 1 else 0.0, 0.5)
    return block


@pytest.fixture
def x():
    return torch.randn(2, TOKENS, SIZES["dim"], dtype=torch.float64, generator=torch.Generator().manual_seed(1))


def turned(x, positions):
    """Pairs of neighbours as complex numbers, turned by those of torch.polar."""
    angles = torch.outer(positions.double(), 10000.0 ** (-torch.arange(0, WIDTH, 2).double() / WIDTH))
    pairs = torch.view_as_complex(x.unflatten(-1, (-1, 2)).contiguous())
    return torch.view_as_real(pairs * torch.polar(torch.ones_like(angles), angles)).flatten(-2)


def of_torch(block, x, positions):
    """The block by torch's own functions, with the same weights."""
    own = dict(block.named_parameters())
    read = F.rms_norm(x, x.shape[-1:], own["norm1"], 1e-6)
    q, k, v = (F.linear(read, own[f"{name}.weight"]).unflatten(-1, (-1, WIDTH)).transpose(1, 2) for name in "qkv")
    q, k = turned(q, positions), turned(k, positions)
    heads = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
    x = x + F.linear(heads.transpose(1, 2).flatten(2), own["out.weight"])
    read = F.rms_norm(x, x.shape[-1:], own["norm2"], 1e-6)
    gated = F.silu(F.linear(read, own["mlp.gate.weight"])) * F.linear(read, own["mlp.up.weight"])
    return x + F.linear(gated, own["mlp.down.weight"])


def apart(one, other) -> float:
    """The largest difference, relative to the largest entry."""
    return float((one - other).detach().abs().max() / other.detach().abs().max())


ROUNDING = 1e-13
"""Hundreds of roundings of float64; a part that is another moves the result by a thousandth or more."""


def test_it_gives_what_torchs_own_functions_give(block, x):
    places = torch.arange(TOKENS)
    assert apart(block(x, places), of_torch(block, x, places)) < ROUNDING


def test_its_gradients_are_those_of_torchs_own_functions(block, x):
    names, upstream = dict(block.named_parameters()), torch.sin(torch.arange(x.numel()).double()).view_as(x)
    ours, theirs = (
        torch.autograd.grad((run(x, torch.arange(TOKENS)) * upstream).sum(), names.values())
        for run in (block, lambda *given: of_torch(block, *given))
    )
    assert all(apart(one, other) < ROUNDING for one, other in zip(ours, theirs, strict=True))


def test_it_knows_distances_and_no_places(block, x):
    near, far = (block(x, torch.arange(start, start + TOKENS)) for start in (0, 1000))
    assert apart(far, near) < 1e-11  # an angle of position 1000 is off by a thousand roundings
    assert apart(block(x, 2 * torch.arange(TOKENS)), near) > 1e-3


def test_a_later_token_changes_nothing_before_it(block, x):
    other = x.clone()
    other[:, 4:] = 1.0
    one, two = (block(each, torch.arange(TOKENS))[:, :4] for each in (x, other))
    assert apart(two, one) < ROUNDING


def test_keys_that_were_turned_are_kept_for_the_next_token(shown, block, x):
    """A step of a model that writes: one query, and the keys of all tokens, each turned at its own place."""
    places, attention = torch.arange(TOKENS), shown["grouped_query_attention"]
    read = shown["rms_norm"](x, block.norm1)
    q, k, v = (block.split(layer(read)).transpose(1, 2) for layer in (block.q, block.k, block.v))
    whole = attention(shown["rope"](q, places), shown["rope"](k, places), v)
    kept = torch.cat([shown["rope"](k[:, :, i : i + 1], places[i : i + 1]) for i in range(TOKENS)], dim=2)
    last = attention(shown["rope"](q[:, :, -1:], places[-1:]), kept, v)
    assert apart(last, whole[:, :, -1:]) < ROUNDING


OLD_PARTS = {
    "rms_norm": lambda x, weight: F.layer_norm(x, x.shape[-1:], weight),
    "rope": lambda x, positions: x,
    "grouped_query_attention": lambda q, k, v: F.scaled_dot_product_attention(
        q, k.repeat(1, 3, 1, 1), v.repeat(1, 3, 1, 1), is_causal=True
    ),
}


@pytest.mark.parametrize("part", OLD_PARTS)
def test_an_old_part_in_its_place_is_seen(shown, block, x, part, monkeypatch):
    monkeypatch.setitem(shown, part, OLD_PARTS[part])
    places = torch.arange(TOKENS)
    assert apart(block(x, places), of_torch(block, x, places)) > 1e-3


def test_a_sigmoid_in_its_gate_is_seen(block, x, monkeypatch):
    places = torch.arange(TOKENS)
    expected = of_torch(block, x, places)
    monkeypatch.setattr(F, "silu", torch.sigmoid)
    assert apart(block(x, places), expected) > 1e-3
