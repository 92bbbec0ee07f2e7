"""The text that a learner sees, word for word.

After a change that is meant: ``UPDATE_SNAPSHOTS=1 pytest tests/test_snapshots.py``, and read the difference.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.judging import ROOT, judge, place_of, submission

SNAPSHOTS = Path(__file__).parent / "snapshots"
HEAD = "from array_api_compat import array_namespace\n\n\ndef softmax(logits, axis=-1):\n    xp = array_namespace(logits)\n"
NUMPY, BOTH = ["--target=numpy"], ["--target=numpy", "--target=torch-cpu"]

CASES = {
    "untouched": (None, BOTH),
    "green": (
        HEAD + "    e = xp.exp(logits - xp.max(logits, axis=axis, keepdims=True))\n"
        "    return e / xp.sum(e, axis=axis, keepdims=True)\n",
        BOTH,
    ),
    "overflow": (HEAD + "    e = xp.exp(logits)\n    return e / xp.sum(e, axis=axis, keepdims=True)\n", BOTH),
    "wrong_axis": (
        HEAD + "    e = xp.exp(logits - xp.max(logits, axis=-1, keepdims=True))\n"
        "    return e / xp.sum(e, axis=-1, keepdims=True)\n",
        BOTH,
    ),
    "wrong_shape": (
        HEAD + "    e = xp.exp(logits - xp.max(logits, axis=axis, keepdims=True))\n"
        "    return xp.sum(e / xp.sum(e, axis=axis, keepdims=True), axis=axis)\n",
        NUMPY,
    ),
    "wrong_dtype": (
        HEAD + "    e = xp.exp(xp.astype(logits - xp.max(logits, axis=axis, keepdims=True), xp.float64))\n"
        "    return e / xp.sum(e, axis=axis, keepdims=True)\n",
        BOTH,
    ),
    "exception": (HEAD + "    e = xp.exp(logits)\n    return e / total\n", BOTH),
    "numpy_on_torch": (
        "import numpy as np\n\n\ndef softmax(logits, axis=-1):\n"
        "    e = np.exp(logits - np.max(logits, axis=axis, keepdims=True))\n"
        "    return e / np.sum(e, axis=axis, keepdims=True)\n",
        BOTH,
    ),
    "timeout": ("def softmax(logits, axis=-1):\n    while True:\n        pass\n", [*NUMPY, "--timeout=1"]),
    "shortcut": (
        "import torch\n\n\ndef softmax(logits, axis=-1):\n    return torch.softmax(logits, dim=axis)\n",
        ["--target=torch-cpu"],
    ),
    "changed_input": (
        HEAD + "    logits -= xp.max(logits, axis=axis, keepdims=True)\n    e = xp.exp(logits)\n"
        "    return e / xp.sum(e, axis=axis, keepdims=True)\n",
        NUMPY,
    ),
}


def _seen(case: str) -> str:
    text, options = CASES[case]
    place = place_of("03_probability/01_softmax")
    options = [*options, "--hypothesis-profile=grade", "--color=no", "--quiet", "--verbose"]
    if text is None:
        output = judge(place, ROOT / "katas", *options).output
    else:
        with submission(place, text) as folder:
            output = judge(place, folder, *options).output.replace(str(folder), "DIR")
    output = re.sub(r"in [\d.]+s( \([\d:]+\))?", "in N s", output)
    output = re.sub(r"=+ (.*) =+", r"\1", output)
    output = re.sub(r"^.*?(?=\n\S*test_softmax\.py|\n[.Fs]+ +\[)", "", output, flags=re.S)
    output = re.sub(r"(\d+) of \d+ katas green; next: .*", r"\1 katas green; next: ...", output)
    output = re.sub(r"^(\d\d_\w+ +)[#.█░]+ .*\n", "", output, flags=re.M)
    return "\n".join(line.rstrip() for line in output.split("\n")).strip() + "\n"


@pytest.mark.parametrize("case", CASES)
def test_the_text_is_as_it_was_read(case):
    file, seen = SNAPSHOTS / f"{case}.txt", _seen(case)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(seen, encoding="utf-8")
    assert seen == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES)
def test_the_text_fits_eighty_columns_and_hides_our_internals(case):
    text = (SNAPSHOTS / f"{case}.txt").read_text(encoding="utf-8")
    assert max(len(line) for line in text.split("\n")) <= 80
    for inside in ("Traceback", "site-packages", "dojo/", "hypothesis"):
        assert inside not in text
