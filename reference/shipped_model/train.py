"""Train the model that comes with the course, and keep it: ``python reference/shipped_model/train.py``.

A GPT of today, every part of it ours, learns prose about Python and its libraries. The weights that are kept are those
of the lowest loss on text that was kept aside, a byte a number, with the merges of the tokenizer. No text is kept. On
one core it takes 25 minutes.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import numpy as np
import text
import torch

from dojo.book.living import SCALE, SHIPPED_MODEL
from dojo.course.course import Course
from dojo.engine.base.disk import write_whole
from dojo.engine.base.files import find_root
from dojo.engine.base.importing import open_mine
from dojo.engine.base.mine import all_parts
from dojo.models.export import settings_of
from dojo.models.kept import FORMAT, Kept

open_mine(all_parts(Course(find_root()).places, None))

from mine.adamw import AdamW  # noqa: E402
from mine.byte_pair_encoding import Tokenizer  # noqa: E402
from mine.cross_entropy import cross_entropy  # noqa: E402
from mine.generate import generate  # noqa: E402
from mine.gradient_clipping import clip_by_norm  # noqa: E402
from mine.lr_schedules import warmup_cosine_lr  # noqa: E402
from mine.modern_gpt import ModernGPT  # noqa: E402
from mine.muon import Muon, split  # noqa: E402
from mine.quantisation import quantise  # noqa: E402
from mine.train_gpt import batches, perplexity  # noqa: E402

SOURCES = ["manual", "standard", "numpy", "pandas", "matplotlib", "sklearn"]
SIZES = {"context": 128, "dim": 128, "n_heads": 4, "n_kv_heads": 2, "hidden": 344, "n_layers": 4}
VOCABULARY = 768
BATCH = 16
RATES = 1e-2, 3e-3
"""Of Muon, for the matrices inside, and of AdamW, for the table of tokens and the gains."""
PROMPT = "The "
PARTS = [
    *("modern_gpt", "rms_norm", "rotary_embedding", "swiglu", "grouped_query_attention", "attention"),
    *("byte_pair_encoding", "generate", "top_k_top_p", "kv_cache", "quantisation", "load_llama"),
]
"""What it writes with, and what shows it and hands it on."""


def tokens(seen: str, unseen: str) -> tuple[Tokenizer, torch.Tensor, torch.Tensor]:
    """Return a tokenizer that has read paragraphs from all over the text, and the ids of both texts."""
    tokenizer, paragraphs = Tokenizer(), seen.split("\n\n")
    tokenizer.train("\n\n".join(paragraphs[:: max(1, len(seen) // 200_000)]), VOCABULARY)
    return tokenizer, *(torch.tensor(tokenizer.encode(part)) for part in (seen, unseen))


def steps(model: ModernGPT, ids: torch.Tensor, count: int) -> Iterator[float]:
    """Train a model; yield the loss of each step."""
    matrices, others = split(model.named_parameters())
    muon, adamw = Muon(matrices), AdamW(others, betas=(0.9, 0.99), weight_decay=0.0)
    generator = torch.Generator().manual_seed(0)
    for k in range(count):
        x, y = batches(ids, model.context, BATCH, generator)
        loss = cross_entropy(model(x), y)
        loss.backward()
        clipped, _ = clip_by_norm([p.grad for p in (*matrices, *others)], 1.0)
        muon.lr, adamw.lr = (warmup_cosine_lr(k, rate, count // 50, count, rate / 20) for rate in RATES)
        muon.step(clipped[: len(matrices)])
        adamw.step(clipped[len(matrices) :])
        model.zero_grad()
        yield loss.item()


def written(model: ModernGPT, tokenizer: Tokenizer, prompt: str, seed: int, count: int = 60) -> str:
    """Return how a model goes on with a beginning."""
    start, draws = torch.tensor([tokenizer.encode(prompt)]), torch.Generator().manual_seed(seed)
    with torch.no_grad():
        return tokenizer.decode(generate(model, start, count, 0.6, p=0.95, generator=draws)[0].tolist())


def learn(model: ModernGPT, ids: torch.Tensor, new: torch.Tensor, letters: float, count: int) -> list[list[float]]:
    """Train a model, and give it back its best weights; return the loss on the way: step, learnt, kept aside."""
    curve, losses, best, began = [], [], None, process_time()
    for k, loss in enumerate(steps(model, ids, count), 1):
        losses.append(loss / letters)
        if k in (1, 50, 100) or k % (count // 24) == 0:
            aside = math.log(perplexity(model, new)) / letters
            curve.append([k, round(float(np.mean(losses[-100:])), 4), round(aside, 4)])
            print(*curve[-1], f"{process_time() - began:.0f} CPU s", flush=True)
            if aside <= min(point[2] for point in curve):
                best = copy.deepcopy(model.state_dict())
    model.load_state_dict(best)
    return curve


def small(model: ModernGPT) -> dict[str, np.ndarray]:
    """Return the weights, those of matrices a byte a number and a scale for each row."""
    arrays = {}
    for name, weight in model.state_dict().items():
        arrays[name] = weight.numpy()
        if weight.ndim == 2:
            codes, scale = quantise(weight, axis=-1)
            arrays |= {name: codes.numpy(), f"{name}{SCALE}": scale.numpy()}
    return arrays


def main() -> None:
    """Read the text, train, keep, and say how it writes."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sources", nargs="+", default=SOURCES)
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--sample", type=int, default=6, help="the seed of the text that is shown")
    parser.add_argument("--out", type=Path, default=SHIPPED_MODEL)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    began = process_time()
    seen, unseen = text.read(asked.sources)
    tokenizer, ids, new = tokens(seen, unseen)
    letters = len(unseen) / len(new)
    print(f"{len(seen):,} characters, {len(ids):,} tokens; kept aside {len(new):,}; {letters:.2f} characters a token")
    torch.manual_seed(0)
    arguments = {"vocab_size": VOCABULARY, **SIZES}
    model = ModernGPT(**arguments)
    before = re.sub(r"[^ -~\n]", "", written(model, tokenizer, PROMPT, 0))  # letters that every font has
    curve = learn(model, ids, new, letters, asked.steps)
    best = min(curve, key=lambda point: point[2])
    config = {"part": "modern_gpt", "class": "ModernGPT", "arguments": arguments, "ours": PARTS}
    about = {
        "format": FORMAT,
        **config,
        "tokenizer": "merges.json",
        "steps": best[0],
        "settings": settings_of(Kept(model, tokenizer, config, None)),
        "numbers": sum(p.numel() for p in model.parameters()),
        "minutes": round((process_time() - began) / 60),
        "text": text.licences(asked.sources),
        "curve": curve,
        "beginning": PROMPT,
        "before": before.removeprefix(PROMPT),
        "after": written(model, tokenizer, PROMPT, asked.sample).removeprefix(PROMPT),
    }
    asked.out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(asked.out / "weights.npz", **small(model))
    merges = [[*pair, new] for pair, new in tokenizer.merges.items()]
    write_whole(asked.out / "merges.json", json.dumps(merges, separators=(",", ":")))
    write_whole(asked.out / "config.json", json.dumps(about) + "\n")
    for seed in range(10):
        print(repr(written(model, tokenizer, PROMPT, seed, 90)))


if __name__ == "__main__":
    main()
