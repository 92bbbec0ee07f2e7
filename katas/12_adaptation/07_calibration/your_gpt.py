"""The reliability diagram of your own GPT, on text that it has not seen.

    python katas/12_adaptation/07_calibration/your_gpt.py
    python katas/12_adaptation/07_calibration/your_gpt.py novel.txt

It needs the GPT that milestone 10 keeps. If you gave the milestone a text, give it here, too: the last tenth was kept
aside.
"""

import re
import sys
from pathlib import Path
from pydoc_data.topics import topics

import numpy as np
import torch

import dojo.mine  # noqa: F401
from dojo.milestone import kept_gpt, save
from mine.calibration import bin_means, calibration_errors, reliability_diagram, top_predictions


def kept_aside(files):
    """The last tenth of a file, or of Python's language reference, as milestone 10 has it."""
    parts = re.split(r"\n\s*\n", "\n\n".join(topics.values()))
    once = {}
    for part in parts:
        once.setdefault(re.sub(r"\W+", " ", part).strip().lower(), part.rstrip())
    text = Path(files[0]).read_text(encoding="utf-8") if files else "\n\n".join(once.values())
    return text[len(text) * 9 // 10 :]


@torch.no_grad()
def predictions(model, ids, temperature=1.0):
    """How sure the model is of each next token, and whether it is right; the text is read in pieces of its context."""
    found = []
    for x, y in zip(ids[:-1].split(model.context), ids[1:].split(model.context), strict=True):
        probs = (model(x[None])[0] / temperature).softmax(-1)  # (T, V)
        found.append(top_predictions(probs.numpy(), y.numpy()))
    return [np.concatenate(part) for part in zip(*found, strict=True)]


def main(files):
    """Print what each bin holds, and draw it; or say what is missing."""
    kept = kept_gpt()
    if kept is None:
        return "No GPT of yours is kept: dojo milestone 10 trains it."
    model, tokenizer = kept.model, kept.tokenizer
    ids = torch.tensor(tokenizer.encode(kept_aside(files)))
    confidence, correct = predictions(model.eval(), ids)
    print("predictions  confidence  accuracy")
    for count, mean, accuracy in zip(*bin_means(confidence, correct), strict=True):
        print(f"{count:11,}  {mean:10.3f}  {accuracy:8.3f}" if count else f"{count:11}")
    for temperature in (0.5, 1.0, 2.0):
        ece, mce = calibration_errors(*predictions(model, ids, temperature))
        print(f"temperature {temperature:g}: ECE {ece:.3f}, MCE {mce:.3f}")
    save(reliability_diagram(confidence, correct).figure, "calibration_of_your_gpt")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
