"""Katas in Classroom 50: this goes to CLASSROOM/autograders/ASSIGNMENT/autograder.py of the classroom's own repository.

Beside it goes a copy of this whole folder, called course. The runner starts it in the student's checkout on each
submission. It judges the katas in the box of `dojo grade`, by the judges of that copy, and writes what the runner
reads: `result.json` (classroom50/result/v1; its points are whole numbers) and `release-body.md`, the feedback. Give
the assignment the runtime {"python": "3.12", "apt": ["bubblewrap"]}.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

COURSE = Path(__file__).parent / "course"


def main() -> None:
    install()
    with tempfile.TemporaryDirectory() as folder:
        results = judge(Path(folder))
        (graded,) = results.glob("gradescope/*/results.json")
        (feedback,) = results.glob("feedback/*.md")
        record = result(json.loads(graded.read_text(encoding="utf-8"))["tests"])
        put("result.json", json.dumps(record, indent=2) + "\n")
        put("release-body.md", feedback.read_text(encoding="utf-8"))


def put(name: str, text: str) -> None:
    """Write a file of the checkout anew: what a student has put there may be a link to anywhere."""
    there = Path(name)
    shutil.rmtree(there) if there.is_dir() and not there.is_symlink() else there.unlink(missing_ok=True)
    with there.open("x", encoding="utf-8") as out:
        out.write(text)


def install() -> None:
    """Install the course as the copy was made with it, or a later one."""
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "genai-katas[grading]{range}"], check=True)


def judge(folder: Path) -> Path:
    """Grade the checkout; a grading that fails ends this with an error, which the runner reports."""
    submission = folder / "submissions" / os.environ["USERNAME"]
    shutil.copytree(".", submission, symlinks=True, ignore=shutil.ignore_patterns(".git"))
    command = [sys.executable, "-m", "dojo", "grade", str(submission.parent), "--out", str(folder / "results")]
    subprocess.run(command, cwd=COURSE, check=True)
    return folder / "results"


def result(tests: list[dict]) -> dict:
    """Write what Classroom 50 keeps: a test for each kata that was judged and that students are told of."""
    environment = os.environ
    shown = [_test(test) for test in tests if test["visibility"] == "visible" and "score" in test]
    return {
        "schema": "classroom50/result/v1",
        "classroom": environment["CLASSROOM"],
        "assignment": environment["ASSIGNMENT"],
        "submission": environment["SUBMISSION_TAG"],
        "commit": environment["COMMIT_URL"],
        "release": environment["RELEASE_URL"],
        "review": environment.get("REVIEW_URL") or environment["COMMIT_URL"],
        "datetime": _submitted(),
        "score": sum(test["score"] for test in shown),
        "max-score": sum(test["max-score"] for test in shown),
        "tests": shown,
    }


def _test(test: dict) -> dict:
    score, most = round(test["score"]), round(test["max_score"])
    return {"test-name": test["name"], "passed": test["status"] == "passed", "score": score, "max-score": most}


def _submitted() -> str:
    """Return when the commit was made, which no later grading changes."""
    command = ["git", "log", "-1", "--format=%cd", "--date=format-local:%Y-%m-%dT%H:%M:%SZ"]
    return subprocess.check_output(command, env={**os.environ, "TZ": "UTC"}, text=True).strip()


if __name__ == "__main__":
    main()
