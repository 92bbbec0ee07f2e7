"""A longer run of a tiny GPT, on the language reference that every Python ships: two minutes on one core.

    python katas/10_language_model/15_tiny_gpt/tiny_gpt.py

It calls what ``tiny_gpt.py`` defines, and is no part of what is judged.
"""

from pydoc_data import topics

import torch
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

STEPS, CONTEXT, LETTERS, BEGINNING = 2600, 64, 700, "The "


def prose() -> str:
    """The language reference without its tables and rules."""
    lines = "\n\n".join(topics.topics.values()).split("\n")
    return "\n".join(
        line for line in lines if not any(sign in line for sign in ("|", "+--", "***", "===", "---", "^^^"))
    )


def run(gpt, train, generate) -> None:
    """Train a model of about 165 000 parameters, and print what it writes before and after.

    Parameters
    ----------
    gpt, train, generate
        The class and the functions of the kata.
    """
    torch.set_num_threads(1)
    torch.manual_seed(0)
    console, text = Console(), prose()
    alphabet = sorted(set(text))
    ids = torch.tensor([alphabet.index(c) for c in text])
    model = gpt(vocab_size=len(alphabet), context=CONTEXT, dim=64, n_heads=4, n_layers=3)
    size = sum(parameter.numel() for parameter in model.parameters())
    console.print(f"{len(ids):,} characters, {len(alphabet)} different ones; {size:,} parameters\n")

    def write() -> str:
        start = torch.tensor([[alphabet.index(c) for c in BEGINNING]])
        chance = torch.Generator().manual_seed(1)
        found = generate(model, start, LETTERS, temperature=0.5, generator=chance)
        return "".join(alphabet[i] for i in found[0].tolist()).strip()

    console.rule("before")
    console.print(write()[:200], markup=False, highlight=False)
    bar = TextColumn("{task.completed}/{task.total} steps"), BarColumn(), TimeRemainingColumn()
    with Progress(*bar, console=console) as progress:
        task = progress.add_task("training", total=STEPS)
        hook = model.register_forward_hook(lambda *_: progress.advance(task))
        losses = train(model, ids, STEPS, seed=0)
        hook.remove()
    last = losses[-100:]
    console.print(f"loss {losses[0]:.2f} at first, {sum(last) / len(last):.2f} at last")
    console.rule("after")
    console.print(write(), markup=False, highlight=False)
