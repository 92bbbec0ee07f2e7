"""``dojo prove``: bring what is written by machine up to date, look at the files, then prove."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from dojo.authors import papers, tables
from dojo.course.course import Course

PROOFS = Path(__file__).with_name("proofs.py")


def prove(root: Path, names: list[str], every: bool, options: list[str]) -> int:
    """Prove some katas of a course, or all of them.

    Parameters
    ----------
    root : Path
        The root of the course.
    names : list of str
        The katas, as they are named on the command line; none for all.
    every : bool
        All seeds and mutants are wanted.
    options : list of str
        More of pytest's.

    Returns
    -------
    int
        pytest's exit code; 1 where the files are not whole yet.

    Raises
    ------
    ValueError
        Where there is no such kata, or the minutes can't be worked out.
    """
    course = Course(root)
    places = [course.find(name) for name in names]
    if problems := "\n".join(line for place in places or course.places for line in papers.problems(place)):
        print(f"{problems}\n\nThese come first: nothing has been judged.")
        return 1
    for file in tables.write(root, places):
        print(f"written: {file.relative_to(root).as_posix()}")
    if places:
        screens = [sys.executable, "-m", "dojo.authors.shown", *(place.id for place in places)]
        subprocess.run(screens, cwd=root, check=False)  # a judge that can't work yet is told by its proofs
    chosen = [word for place in places for word in ("--kata", place.id)]
    plugins = ["-p", "dojo.run.plugin", "-p", "dojo.authors.proof_run"]
    command = [sys.executable, "-m", "pytest", str(PROOFS), f"--rootdir={root}", *plugins, *chosen, "-q", "-rs"]
    return subprocess.run([*command, *["--all-proofs"] * every, *options], check=False).returncode
