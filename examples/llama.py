"""A Llama goes on with a text, in your own code: your ModernGPT, with published weights, and your generate.

    pip install 'genai-katas[gpt2]'
    python examples/llama.py "The meaning of life is"
    python examples/llama.py "The meaning of life is" --tokens 60 --temperature 0.7 --k 50 --seed 1
    python examples/llama.py "The meaning of life is" --model HuggingFaceTB/SmolLM2-360M
    python examples/llama.py "The meaning of life is" --model FOLDER

The first run fetches SmolLM2's 135 million numbers, 270 MB, from huggingface.co and keeps them; a FOLDER has the files
already. The weights may lie in one file or in several, in 16 bits or 32. Your ModernGPT has the shape of every model
whose config.json says `"model_type": "llama"`; where its angles are others, as in Llama 3.1, your from_llama says so.
"""

import json
import sys
from pathlib import Path

from gpt2 import goes_on

FILES = ("config.json", "model.safetensors", "tokenizer.json")
INDEX = "model.safetensors.index.json"
"""Is there where the weights lie in several files: which of them holds which."""


def fetched(model):
    """The folder of a model's files: as it is given, or fetched from huggingface.co and kept there.

    Parameters
    ----------
    model : str
        A folder, or the name of a model on huggingface.co.
    """
    if Path(model).is_dir():
        return Path(model)
    from huggingface_hub import snapshot_download
    from huggingface_hub.utils import logging

    logging.set_verbosity_error()  # without a network it would tell of each try
    return Path(snapshot_download(model, allow_patterns=[*FILES, INDEX, "model-*.safetensors"]))


def weights_in(folder):
    """All weights of a folder by their names, from however many files.

    Parameters
    ----------
    folder : Path
        Holds ``model.safetensors``, or several files and an index of them.
    """
    from safetensors.torch import load_file

    files = ["model.safetensors"]
    if (folder / INDEX).is_file():
        files = sorted(set(json.loads((folder / INDEX).read_text(encoding="utf-8"))["weight_map"].values()))
    return {name: weight for file in files for name, weight in load_file(folder / file).items()}


def loaded(model):
    """A Llama in the learner's ModernGPT, and its tokenizer.

    Parameters
    ----------
    model : str
        As for `fetched`.
    """
    from tokenizers import Tokenizer

    from mine.load_llama import from_llama

    folder = fetched(model)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    spelled = (folder / "tokenizer.json").read_text(encoding="utf-8")
    return from_llama(weights_in(folder), config).eval(), Tokenizer.from_str(spelled)


if __name__ == "__main__":
    sys.exit(goes_on("Llama", "HuggingFaceTB/SmolLM2-135M", loaded, FILES))
