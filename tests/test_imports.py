"""What the proofs of a kata depend on: where none of it has changed, they are not run again."""

from __future__ import annotations

import subprocess
import sys

from dojo.authors.depends import of_proofs
from tests.judging import KATAS, ROOT

LOADED = """
import sys, pytest
pytest.main(["tests/test_katas.py", "--kata=01_softmax", "-k", "stub_is_red or overflows", "-p", "no:cacheprovider"])
print(*(m.__file__ for n, m in sys.modules.items() if n.split(".")[0] == "dojo" and m.__file__))
"""


def test_what_the_proofs_have_loaded_is_among_it():
    done = subprocess.run([sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True)
    *told, files = done.stdout.strip().split("\n")
    assert "passed" in told[-1]
    assert set(files.split()) <= {str(file) for file in of_proofs(KATAS)}


def test_what_no_proof_runs_is_not():
    found = {file.relative_to(ROOT).as_posix() for file in of_proofs(KATAS)}
    assert found >= {
        "dojo/strategies.py",
        "dojo/engine/process/child/runner.py",
        "dojo/__init__.py",
        "dojo/authors/mutants.py",
    }
    assert "dojo/engine/explain/exceptions.toml" in found
    assert not found & {
        "dojo/watch/loop.py",
        "dojo/install/update.py",
        "dojo/classes/work/pool.py",
        "tests/test_watch.py",
    }
