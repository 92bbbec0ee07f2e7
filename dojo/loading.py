"""Finding katas and loading their modules."""

from __future__ import annotations

import difflib
import importlib.util
import itertools
import sys
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

from dojo.failures import Halt, Message
from dojo.isolation import Isolation, captured, lines_of

_serial = itertools.count()


@dataclass(frozen=True)
class Place:
    """Where a kata's files are.

    Parameters
    ----------
    root : Path
        The folder that holds ``katas`` and ``reference``.
    track, folder : str
        The two folder names, ``"03_probability"`` and ``"01_softmax"``.
    """

    root: Path
    track: str
    folder: str

    @classmethod
    def of_judge(cls, judge: Path) -> Place:
        return cls(judge.parents[3], judge.parents[1].name, judge.parent.name)

    @property
    def id(self) -> str:
        return f"{self.track}/{self.folder}"

    @property
    def name(self) -> str:
        """The module name: the folder without its number."""
        return self.folder.split("_", 1)[1]

    @property
    def judge(self) -> Path:
        return self.root / "katas" / self.track / self.folder / f"test_{self.name}.py"

    def solution(self, directory: Path) -> Path:
        """The file to judge in a folder laid out like ``katas``."""
        return directory / self.track / self.folder / f"{self.name}.py"

    def reference(self, stem: str) -> Path:
        """``with_numpy``, ``with_torch``, ``mistakes``, or the model solution by the kata's name."""
        return self.root / "reference" / self.track / self.folder / f"{stem}.py"


def find_katas(root: Path) -> list[Place]:
    """All katas below ``root/katas``, in the order of the course."""
    judges = sorted((root / "katas").glob("[0-9][0-9]_*/[0-9][0-9]_*/test_*.py"))
    places = [Place.of_judge(judge) for judge in judges]
    return [place for place, judge in zip(places, judges, strict=True) if place.judge == judge]


def load_trusted(file: Path) -> ModuleType:
    """Load a module of our own (a reference, the mistakes) from its file."""
    with Isolation(file.parent, random=True):
        return _execute(file)


def load_solution(file: Path, random: bool = False) -> ModuleType:
    """Load what is judged, and make sure that it is that file.

    Raises
    ------
    Halt
        ``missing`` where there is no such file, ``does not load`` where it raises.
    """
    if not file.is_file():
        raise Halt(Message(f"there is no {_short(file)}"), "missing")
    try:
        with Isolation(file.parent, random), captured(file.parent):
            module = _execute(file)
    except Halt as halt:
        if halt.state == "fault":
            halt.message.title = f"as {file.name} is imported, {halt.message.title}"
        raise
    except SyntaxError as error:
        where = f"{Path(error.filename or file).name}:{error.lineno}  {(error.text or '').strip()}"
        rows = [("at", where), ("says", f"{type(error).__name__}: {error.msg}")]
        raise Halt(Message(f"{file.name} is not valid Python", rows), "does not load") from None
    except Exception as error:
        lines = lines_of(error, file.parent)
        rows = [("at", str(lines[-1]))] if lines else []
        rows.append(("says", f"{type(error).__name__}: {error}"))
        raise Halt(Message(f"{file.name} does not load", rows), "does not load") from None
    if Path(module.__file__).resolve() != file.resolve():
        raise Halt(Message(f"{file.name} put another file in its place: {module.__file__}"), "does not load")
    return module


def load_variant(file: Path, replacements: dict[str, object]) -> ModuleType:
    """A fresh copy of a model solution in which some names are replaced."""
    module = load_trusted(file)
    vars(module).update(replacements)
    return module


class _FromSource(SourceFileLoader):
    """Compiles what the file holds now: kept bytecode can't tell two versions of one length saved within a second."""

    def get_code(self, fullname):
        return self.source_to_code(self.get_data(self.path), self.path)


def _execute(file: Path) -> ModuleType:
    name = f"dojo_loaded_{next(_serial)}_{file.stem}"
    spec = importlib.util.spec_from_file_location(name, file, loader=_FromSource(name, str(file)))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses and pickling look their module up
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[spec.name]
        raise
    return module


def _short(file: Path) -> str:
    try:
        return str(file.relative_to(Path.cwd()))
    except ValueError:
        return str(file)


class Solution:
    """The names of a loaded solution; a missing one is reported, never skipped."""

    def __init__(self, module: ModuleType, file: Path):
        self._module, self._file = module, file

    def __getattr__(self, name: str):
        try:
            return vars(self._module)[name]
        except KeyError:
            own = [n for n in vars(self._module) if not n.startswith("_")]
            close = difflib.get_close_matches(name, own, n=1)
            words = [f"Did you mean to call it {name}? There is a {close[0]}."] if close else []
            message = Message(f"{self._file.name} has no {name}", words=words)
            raise Halt(message, "does not load") from None
