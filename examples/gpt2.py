"""GPT-2 goes on with a text, in your own code: your GPT, with the published weights, and your generate.

    pip install 'genai-katas[gpt2]'
    python examples/gpt2.py "The meaning of life is"
    python examples/gpt2.py "The meaning of life is" --tokens 60 --temperature 0.7 --k 50 --seed 1
    python examples/gpt2.py "The meaning of life is" --model openai-community/gpt2-medium
    python examples/gpt2.py "The meaning of life is" --model FOLDER

The first run fetches 550 MB from huggingface.co and keeps them; a FOLDER has the four files already. GPT-2 has a
tokenizer of its own, whose merges are in its files: Hugging Face's `tokenizers` reads them.
"""

import argparse
import json
import sys
from pathlib import Path

FILES = ("config.json", "model.safetensors", "vocab.json", "merges.txt")
LIBRARIES = ("huggingface_hub", "safetensors", "tokenizers")
INSTALL = "This needs three small libraries: pip install 'genai-katas[gpt2]'"
FETCH = "GPT-2 can't be fetched ({}). Is there a network? With --model FOLDER it is read from a folder that has {}."


def fetched(model):
    """The paths of GPT-2's files: in a folder, or fetched from huggingface.co and kept there.

    Parameters
    ----------
    model : str
        A folder, or the name of a GPT-2 on huggingface.co.

    Returns
    -------
    list of Path
        Config, weights, vocabulary and merges.
    """
    if Path(model).is_dir():
        return [Path(model) / name for name in FILES]
    from huggingface_hub import hf_hub_download
    from huggingface_hub.utils import logging

    logging.set_verbosity_error()  # without a network it would tell of each try
    return [Path(hf_hub_download(model, name)) for name in FILES]


def loaded(model):
    """GPT-2 in the learner's GPT, and its tokenizer.

    Parameters
    ----------
    model : str
        As for `fetched`.
    """
    from safetensors.torch import load_file
    from tokenizers import ByteLevelBPETokenizer

    from mine.load_gpt2 import from_gpt2

    config, weights, vocabulary, merges = fetched(model)
    n_heads = json.loads(config.read_text(encoding="utf-8"))["n_head"]
    tokenizer = ByteLevelBPETokenizer.from_file(str(vocabulary), str(merges))
    return from_gpt2(load_file(weights), n_heads).eval(), tokenizer


def continued(model, tokenizer, text, n, temperature, k, seed):
    """The text, and n tokens more.

    Parameters
    ----------
    model : GPT
        Has an attribute ``context``.
    tokenizer : ByteLevelBPETokenizer
        The one that the model was trained with.
    text : str
        The beginning, at least one token.
    n, temperature, k
        As for the learner's ``generate``.
    seed : int
        The same seed gives the same text.
    """
    import torch

    from mine.generate import generate

    ids = torch.tensor([tokenizer.encode(text).ids])  # (1, T)
    generator = torch.Generator().manual_seed(seed)
    return tokenizer.decode(generate(model, ids, n, temperature, k=k, generator=generator)[0].tolist())


def asked(words):
    """What the command line says."""
    parser = argparse.ArgumentParser(description="GPT-2 goes on with a text, in your own code.")
    parser.add_argument("text", nargs="?", default="The meaning of life is")
    parser.add_argument("--model", default="openai-community/gpt2", help="a GPT-2 on huggingface.co, or a folder")
    parser.add_argument("--tokens", type=int, default=40)
    parser.add_argument("--temperature", type=float, default=0.8)
    parser.add_argument("--k", type=int, default=40, help="draw from the k most likely tokens")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args(words)


def goes_on(words=None):
    """Write a text, or say in one sentence what is missing."""
    import dojo.mine  # noqa: F401

    told = asked(words)
    try:
        model, tokenizer = loaded(told.model)
    except ModuleNotFoundError as error:
        return INSTALL if error.name.partition(".")[0] in LIBRARIES else str(error)
    except OSError as error:  # what fails on the way to huggingface.co, and a file that is not there
        return FETCH.format(type(error).__name__, ", ".join(FILES))
    print(continued(model, tokenizer, told.text, told.tokens, told.temperature, told.k, told.seed))


if __name__ == "__main__":
    sys.exit(goes_on())
