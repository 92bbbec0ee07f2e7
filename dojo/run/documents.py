"""The documents that programs read of a course, as JSON: the list, a hint, a question asked again, a verdict.

The keys are documented in ``dojo/FORMAT.md``. Under one `FORMAT` keys may be added; none goes, and none changes its
meaning.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from dojo.course.hints import Hint
from dojo.course.pictures import picture_of
from dojo.course.progress import Progress
from dojo.course.results import Result
from dojo.course.states import state
from dojo.engine.base.facts import facts
from dojo.engine.base.files import KataFiles, version
from dojo.engine.base.lesson import Lesson
from dojo.engine.base.stages import STAGES
from dojo.practice.due import Schedule
from dojo.run import verdict

FORMAT = 1


def document(kind: str, **held) -> str:
    """One document, as text.

    Parameters
    ----------
    kind : str
        ``"list"``, ``"hint"``, ``"ask"`` or ``"verdict"``.
    **held
        What it says beside its format, the version of the course and its kind.
    """
    return json.dumps({"format": FORMAT, "version": version(), "kind": kind, **held}, indent=1)


def of_list(progress: Progress, places: Iterable[KataFiles]) -> str:
    """The list of katas, each with its state, and which one is next."""
    course = progress.course
    following, schedule = progress.next_of(course.order), Schedule(progress)
    return document(
        "list",
        path=course.path.name if course.path else None,
        next=following.id if following else None,
        katas=[
            {
                **_files(place),
                "state": state(place, progress).partition(",")[0],
                "day": course.day_of(place),
                "minutes": facts(place).minutes,
                "due": day.isoformat() if (day := schedule.day(place)) else None,
            }
            for place in places
        ],
    )


def _files(place: KataFiles) -> dict:
    """A kata, and where its files are: paths from the root of the course."""
    folder = f"katas/{place.id}"
    return {
        "kata": place.id,
        "name": place.name,
        "solution": f"{folder}/{place.name}.py",
        "statement": f"{folder}/README.md",
    }


def of_hint(place: KataFiles, hint: Hint | None) -> str:
    """The hint that is next; null where a kata has none."""
    parts = hint and {"number": hint.number, "of": hint.count, "title": hint.title.lower(), "text": hint.text}
    return document("hint", **_files(place), hint=parts)


def of_answer(place: KataFiles, texts: Iterable[str], expected: str | None) -> str:
    """The question on which a kata was red last, asked once more: its inputs, what came back, and what was expected."""
    *inputs, gives = texts
    gave = gives.strip().removeprefix("gives ")
    return document("ask", **_files(place), inputs=inputs, gives=gave, expected=expected)


def of_verdict(results: dict[str, list[Result]], places: dict[str, KataFiles], config=None) -> str:
    """The verdict on each kata that a run of pytest judged; with its `config`, the pictures that judges drew, too."""
    katas = [_judged(places[kata], of_kata, config) for kata, of_kata in results.items() if kata in places]
    return document("verdict", katas=katas)


def _judged(place: KataFiles, results: list[Result], config) -> dict:
    picture = picture_of(place, config)
    wrong = verdict.wrong(results)
    lesson = verdict.lesson(wrong[0], wrong) if wrong else None
    state, _ = verdict.state(results)
    counts = {stage: Counter(r.state for r in results if r.stage == stage) for stage in STAGES}
    return {
        **_files(place),
        "state": state,
        "stages": {stage: states for stage, states in counts.items() if states},
        "red": [{"test": r.sentence, "target": r.target, "stage": r.stage, "state": r.state} for r in wrong],
        "lesson": lesson and _lesson(lesson),
        "notes": verdict.notes(results),
        "picture": picture and str(picture),
    }


def _lesson(lesson: Lesson) -> dict:
    return {"title": lesson.title, "rows": lesson.rows, "words": lesson.paragraphs, "idea": lesson.idea or None}


def why_not_written(file: Path) -> str:
    """Say why a verdict may not take a file's place; empty where it may: nothing is there, or a verdict."""
    if not file.parent.is_dir():
        return f"there is no folder {file.parent}"
    try:
        held = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {"kind": "verdict"}
    except (OSError, ValueError):
        held = None
    is_verdict = isinstance(held, dict) and held.get("kind") == "verdict"
    return "" if is_verdict else "what is there is no verdict, and stays as it is"


def judged_apart(place: KataFiles, options: list[str], columns: int = 80) -> tuple[str, dict]:
    """Judge a kata in a run of pytest's own.

    Parameters
    ----------
    place : KataFiles
        The kata.
    options : list of str
        More options of pytest.
    columns : int
        Characters of a line.

    Returns
    -------
    str, dict
        What a terminal shows; and the verdict, as `dojo/FORMAT.md` has it: empty where there is none.

    Raises
    ------
    KeyboardInterrupt
        Where it is interrupted: then all that was begun has ended.
    """
    with tempfile.TemporaryDirectory(prefix="dojo-") as folder:
        out = Path(folder) / "verdict.json"
        process = _begun(["--kata", place.id, "--verdict", str(out), *options], place.root, columns)
        try:
            output, _ = process.communicate()
        except BaseException:
            end_all(process)
            raise
        return output, json.loads(out.read_text(encoding="utf-8")) if out.is_file() else {}


def _begun(arguments: list[str], root: Path, columns: int) -> subprocess.Popen[str]:
    """Begin a run of pytest in a process of its own, which says all on one stream."""
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=root,
        env={**os.environ, "COLUMNS": str(columns), "LINES": "60", "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        start_new_session=os.name != "nt",  # an interrupt is for whoever asks, who ends it
    )


def end_all(process: subprocess.Popen) -> None:
    """End a process that has a session of its own, and all that it has started."""
    with contextlib.suppress(OSError):
        process.kill() if os.name == "nt" else os.killpg(process.pid, signal.SIGKILL)
    process.wait()
