"""``dojo release``: what a teacher hands out. Some katas with their pages, and their references in one archive."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from jinja2 import Template

from dojo.classes import excerpts
from dojo.course import paths
from dojo.course.choices import Choice, questions_of
from dojo.course.course import Course
from dojo.course.milestones import milestones
from dojo.course.practice import counted
from dojo.course.stubs import SHIPPED, shipped, stubs_in
from dojo.engine.base import sealed
from dojo.engine.base.files import SHIPPED_FILES, KataFiles, version
from dojo.engine.base.mine import named_in, used_by
from dojo.engine.explain import ideas
from dojo.install.init import learner_files, settings
from dojo.install.shipped import manifest

_WORKFLOW, _AUTOGRADER = ".github/workflows/katas.yml", ".github/classroom50/autograder.py"
_EDITORS, _IGNORED = (".devcontainer/devcontainer.json", ".vscode/settings.json"), ".gitignore"
_BEGIN = Path(__file__).with_name("begin")
_OF_THE_WHOLE = {
    f"katas/{name}"
    for name in ("WHAT_YOU_BUILT.md", "what_you_built.svg", "COMPANIONS.md", "JUDGES.md", "MAP.md", "map.svg")
}
"""Files about the whole course."""
_LEFT_HERE = {"__pycache__", "kept.toml"}
"""What is not sealed."""
_NAMED = 12
"""Of so many katas each is named."""


def release(
    course: Course, chosen: list[KataFiles], out: Path, solutions: bool = True, hints: bool = True
) -> list[str]:
    """Write what is handed out.

    Parameters
    ----------
    course : Course
        A clone, a teacher's own, or the installed one.
    chosen : list of KataFiles
        The katas; those that they build on come along.
    out : Path
        A folder that is not there yet, or is empty.
    solutions : bool
        Whether ``dojo solution`` shows the model solutions.
    hints : bool
        Whether ``dojo hint`` has any.

    Returns
    -------
    list of str
        What was written, and what came along, a line each.

    Raises
    ------
    ValueError
        Where a kata can't be handed out, or the folder is not empty.
    """
    if out.is_file() or (out.is_dir() and any(out.iterdir())):
        raise ValueError(f"{out} is there already: choose a folder that is new, or empty")
    if not (places := with_parts(course, chosen)):
        raise ValueError(f"there is no kata in {course.root}")
    solutions = solutions and all(place.shows_solution for place in places)  # what was left out is not brought back
    for name, held in files_of(course, places, solutions, hints).items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(held)
    return [*_added(chosen, places), _written(out, places, solutions)]


def release_questions(places: list[KataFiles], out: Path) -> str:
    """Write the questions on the pages of some katas as GIFT, which Moodle imports; say what was written.

    Raises
    ------
    ValueError
        Where there are none, or the file is there.
    """
    if out.exists():
        raise ValueError(f"{out} is there already: name a new file, such as questions.gift.txt")
    if not (choices := [choice for place in places for choice in questions_of(place)]):
        raise ValueError("none of these katas has questions on its page")
    out.write_text("\n".join(map(gift, choices)), encoding="utf-8", newline="\n")
    return f"{out}: {counted(len(choices), 'question')}. In Moodle: Question bank, Import, GIFT format"


def gift(choice: Choice) -> str:
    """Write a question as GIFT, with the reasons as feedback."""
    rows = [
        f"{'~' if option.idea else '='}{_in_gift(option.says)}#{_in_gift(option.because)}"
        for option in choice.options.values()
    ]
    head = f"::{_in_gift(f'{choice.kata} {choice.number}')}::[markdown]{_in_gift(choice.ask)} {{"
    return "\n".join([head, *rows, "}", ""])


def _in_gift(text: str) -> str:
    return re.sub(r"([\\~=#{}:])", r"\\\1", " ".join(text.split()))


def with_parts(course: Course, chosen: Iterable[KataFiles]) -> list[KataFiles]:
    """List some katas and those that they may import, in the order of the course."""
    wanted = {other.id for place in chosen for other in (place, *used_by(place))}
    return [place for place in course.places if place.id in wanted]


def files_of(course: Course, places: list[KataFiles], solutions: bool, hints: bool = True) -> dict[str, bytes]:
    """Make all that is handed out, by its path."""
    pages = _pages(course, places)
    if not hints:
        pages = {name: held for name, held in pages.items() if not name.endswith("/hints.md")}
    has_milestone = any(_name(course, milestone.file) in pages for milestone in milestones(course))
    there = {"solution": solutions, "milestone": has_milestone, "hint": hints}
    without = [name for name, is_there in there.items() if not is_there]
    files = pages | _settings(places, without)
    files[SHIPPED] = _json({place.id: _stub(place) for place in places})
    files[sealed.SEALED] = sealed.sealed(_references(places), version(), solutions)
    return files | {SHIPPED_FILES: manifest(files).encode()}


def _pages(course: Course, places: list[KataFiles]) -> dict[str, bytes]:
    """Collect the katas, and what is said of them and of their tracks, without what leads to others."""
    files, names = learner_files(course.root, places), {place.name for place in places}
    for milestone in milestones(course):
        if not set(named_in(milestone.file, deep=False)) <= names:
            for file in (milestone.file, *milestone.shown):
                files.pop(_name(course, file), None)
    left_out = {("katas", track) for track in set(course.tracks) - {place.track for place in places}}
    files = {name: held for name, held in files.items() if PurePosixPath(name).parts[:2] not in left_out}
    files |= {_name(course, place.solution(place.root / "katas")): _stub(place).encode() for place in places}
    if len(places) < len(course.places):
        files = {name: held for name, held in files.items() if name not in _OF_THE_WHOLE}
        files |= {name: excerpts.path(course, places) for name in files if name == paths.FILE}
    return {name: excerpts.page(name, held, files) for name, held in files.items()}


def _name(course: Course, file: Path) -> str:
    return file.relative_to(course.root).as_posix()


def _stub(place: KataFiles) -> str:
    """Read the text of a stub.

    Raises
    ------
    ValueError
        Where it is not known, and the file is no stub any more.
    """
    file = place.solution(place.root / "katas")
    if (text := shipped(place)) is not None:
        return text
    if not stubs_in(file):
        why = f"is not in {SHIPPED}, and {file.name} is no stub: dojo prove {place.name} lists it, once it is one"
        raise ValueError(f"{place.id} {why}")
    return file.read_text(encoding="utf-8")


def _references(places: list[KataFiles]) -> dict[str, bytes]:
    """Collect what is sealed: ideas, models, references, mistakes, ways, and the questions that stand on pages."""
    held: dict[str, bytes] = {}
    if (shared := places[0].course / ideas.FILE).is_file():
        held[ideas.FILE] = shared.read_bytes()
    for place in places:
        folder = place.reference("").parent
        files = [file for file in folder.rglob("*") if file.is_file() and not _LEFT_HERE & {*file.parts}]
        if not files:
            raise ValueError(f"{place.id} has no reference: it can't be judged")
        held |= {f"reference/{place.id}/{file.relative_to(folder).as_posix()}": file.read_bytes() for file in files}
    return held


def _settings(places: list[KataFiles], without: list[str]) -> dict[str, bytes]:
    """Make what stands at the top, where a class needs something else than a learner alone."""
    texts = {name: held.decode() for name, held in settings("pyproject.toml", *_EDITORS, _IGNORED).items()}
    container, editor = (json.loads(texts[name]) for name in _EDITORS)
    container["postCreateCommand"] = "python3 -m venv .venv && .venv/bin/pip install -e ."
    editor["files.exclude"][sealed.SEALED] = True
    return {
        "README.md": _readme(places, without).encode(),
        "pyproject.toml": f"{_template('project.toml')}{texts['pyproject.toml']}".encode(),
        **dict(zip(_EDITORS, (_json(container), _json(editor)), strict=True)),
        _IGNORED: f"{texts[_IGNORED]}*.egg-info/\nbuild/\n/*.zip\n".encode(),
        _WORKFLOW: _template("katas.yml").encode(),
        _AUTOGRADER: _template("autograder.py").encode(),
    }


def _template(name: str) -> str:
    return (_BEGIN / name).read_text(encoding="utf-8").replace("{range}", _range())


def _range() -> str:
    """The engines that a hand-out goes with: this one, and those that come after it until a new major version."""
    return f">={version()},<{int(version().partition('.')[0]) + 1}"


def _readme(places: list[KataFiles], without: list[str]) -> str:
    """Write what a student reads first, without the commands that do nothing here."""
    template = Template(_template("README.md"), trim_blocks=True, keep_trailing_newline=True)
    return template.render(places=places, without=without)


def _json(value) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()


def _added(chosen: list[KataFiles], places: list[KataFiles]) -> list[str]:
    """Say which katas came along, and for which."""
    extra = [place for place in places if place not in chosen]
    users = {place: [user.name for user in chosen if place in used_by(user)] for place in extra}
    return [f"{place.id} comes along: {', '.join(names)} may import it" for place, names in users.items()]


def _written(out: Path, places: list[KataFiles], solutions: bool) -> str:
    count = counted(len(places), "kata")
    names = f" ({', '.join(place.name for place in places)})" if len(places) <= _NAMED else ""
    shown = "dojo solution shows them" if solutions else "dojo solution shows none"
    written = f"{out}: {count}{names}; the references are sealed in {sealed.SEALED}, {shown}."
    return f"{written} Try it as a student: cd {out} && dojo"
