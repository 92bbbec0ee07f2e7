"""Find which of the two references is wrong, where a model solution is red."""

from __future__ import annotations

import tempfile
from pathlib import Path

from dojo.authors.judged import PROOF, judge
from dojo.authors.solutions import copied
from dojo.engine.base.files import KataFiles


def odd_one_out(place: KataFiles) -> str:
    """Name the reference that is alone against a red model solution and the other one, or nothing."""
    if not place.reference("with_numpy").is_file():
        return ""
    agrees = {"with_numpy": _is_green(place, "--target=numpy", "--target=python")}
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(place, Path(folder))
        copy.reference("with_numpy").unlink()  # torch is then the truth, but no yardstick for what is on NumPy
        agrees["with_torch"] = _is_green(copy, "--target=torch-cpu", "--target=python")
    if agrees["with_numpy"] == agrees["with_torch"]:
        return ""
    other, odd = sorted(agrees, key=agrees.__getitem__, reverse=True)
    return f"{odd}.py is the odd one out: {other}.py agrees with the model solution. Look at {odd}.py first."


def _is_green(place: KataFiles, *targets: str) -> bool:
    verdict = judge(place, place.course / "reference", PROOF, *targets)
    return bool(verdict.passed) and not verdict.red
