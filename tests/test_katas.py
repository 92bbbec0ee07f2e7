"""The katas of this repository, proved: the proofs are in `dojo.authors.proofs`."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from dojo.authors.cases import TRAININGS
from dojo.authors.judged import PROOF, judge
from dojo.authors.mutants import list_of, read_listed
from dojo.authors.proofs import *  # noqa: F403
from dojo.engine.base.importing import load_trusted
from tests.judging import KATAS, ROOT, place_of


def test_katas_are_found():
    assert len(KATAS) >= 13
    assert {p.parent.relative_to(ROOT / "katas") for p in ROOT.glob("katas/*/*/README.md")} == {
        p.judge.parent.relative_to(ROOT / "katas") for p in KATAS
    }


def test_a_sample_trains_less():
    """And asks all else: what is no seed is not left out."""
    place, reference = place_of("07_neural_networks/03_linear"), ROOT / "reference"
    every, few = (judge(place, reference, PROOF, trainings=number) for number in (None, TRAININGS))
    left_out = {r.case for r in every.results} - {r.case for r in few.results}
    assert {r.case for r in few.results} < {r.case for r in every.results}
    assert {case.rstrip("]").rpartition("-")[2] for case in left_out} == {"2", "3", "4"}


@pytest.mark.parametrize("stem", ["with_numpy", "with_torch"])
def test_references_raise_what_the_page_names(stem):
    """torch says RuntimeError where shapes clash."""
    reference = load_trusted(place_of("01_linear_algebra/06_broadcasting").reference(stem))
    with pytest.raises(ValueError, match=r"size|shape"):
        reference.broadcast_shapes((2,), (3,))
    with pytest.raises(ValueError, match=r"size|shape"):
        reference.broadcast_to(torch.ones(2) if stem == "with_torch" else np.ones(2), (3,))


def test_mutants_that_are_listed_have_a_reason():
    for file in (ROOT / "reference").rglob("equivalent_mutants.toml"):
        assert file in map(list_of, KATAS), f"{file}: there is no such kata"
        for _, entry in read_listed(file):
            assert len(entry["why"]) > 20, f"{file}: {entry}"
