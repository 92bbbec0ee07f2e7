"""Loading modules from their files."""

from __future__ import annotations

import builtins
import functools
import importlib.util
import itertools
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

from dojo.engine.base.files import KataFiles
from dojo.engine.base.lines import is_inside
from dojo.engine.base.mine import LIBRARY, Needs, our_parts_of

_serial = itertools.count()
_importable: list[str] = []
"""The folders whose helpers can be imported now."""


@contextmanager
def importable(folder: Path) -> Iterator[None]:
    """Make the helpers beside a file importable inside, and forget them after it: each kata has its own."""
    sys.path.insert(0, str(folder))
    _importable.append(str(folder))
    bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # it may be taken for a later version
    before = set(sys.modules)
    try:
        yield
    finally:
        sys.dont_write_bytecode = bytecode
        _importable.remove(str(folder))
        with suppress(ValueError):
            sys.path.remove(str(folder))
        for name in set(sys.modules) - before:
            if is_inside(getattr(sys.modules[name], "__file__", None) or "", folder):
                del sys.modules[name]


def load_trusted(file: Path, parts: Mapping[str, Path] | None = None, text: str | None = None) -> ModuleType:
    """Load a module of our own from its file, or from another text, with the parts that it may import."""
    with importable(file.parent):
        return execute(file, parts, text)


def load_ours(place: KataFiles, stem: str, text: str | None = None) -> ModuleType:
    """Load a reference of a kata, its mistakes, or the model solution; their parts are model solutions.

    Parameters
    ----------
    place, stem
        The kata, and the name of the file.
    text : str, optional
        What is loaded in the place of what the file holds.
    """
    return load_trusted(place.reference(stem), our_parts_of(place), text)


def load_variant(place: KataFiles, replacements: dict[str, object]) -> ModuleType:
    """A fresh copy of a model solution in which some names are replaced."""
    module = load_ours(place, place.name)
    vars(module).update(replacements)
    return module


class _FromSource(SourceFileLoader):
    """Compiles what the file holds now: kept bytecode can't tell two versions of one length saved within a second."""

    def __init__(self, name: str, path: str, text: str | None = None):
        super().__init__(name, path)
        self._text = text

    def get_code(self, fullname):
        return self.source_to_code(self.get_data(self.path), self.path)

    def get_data(self, path):
        return source_of(Path(path)) if self._text is None else self._text.encode()


_kept: dict[str, bytes] = {}


def keep_references(places: Iterable[KataFiles]) -> None:
    """Read the references and mistakes of some katas now, before a solution runs that may write into them."""
    for place in places:
        for file in (*place.reference("").parent.glob("*.py"), *our_parts_of(place).values()):
            _kept[str(file)] = file.read_bytes()


def is_there(file: Path) -> bool:
    """Tell whether a file can be loaded: from the disk, or as it was kept."""
    return str(file) in _kept or file.is_file()


def source_of(file: Path) -> bytes:
    """Read what a file holds, or held when it was kept."""
    return _kept[str(file)] if str(file) in _kept else file.read_bytes()


def execute(file: Path, parts: Mapping[str, Path] | None = None, text: str | None = None) -> ModuleType:
    """Run a file, or another text, as a module of a name of its own; it may import the parts from ``mine``."""
    return Mine(parts or {}).execute(file, text)


def _helper(name: str) -> Path | None:
    """The file of a helper beside a file that is being loaded, in its own spelling: Windows and macOS take any."""
    files = (file for folder in sys.path if folder in _importable for file in Path(folder).glob("*.py"))
    return next((file for file in files if file.stem == name and file.is_file()), None)


class Mine:
    """An import that knows ``mine``, for modules that belong together: each part is loaded once for all of them.

    Nothing is hooked for all modules: a process that judges may hold the model solution, mistakes and a learner's file.

    Parameters
    ----------
    table : mapping of str to Path
        The file of each part, by its name.
    """

    def __init__(self, table: Mapping[str, Path]):
        self.table = table
        self._loaded: dict[str, ModuleType] = {}
        self._loading: list[str] = []

    @functools.cached_property
    def builtins(self) -> dict:
        """The names that are built in, with an import that knows the parts."""
        return {**vars(builtins), "__import__": self._import}

    def part(self, name: str) -> ModuleType:
        """A part, as a module.

        Raises
        ------
        Needs
            Where it is missing, or can't be loaded, or needs itself.
        ImportError
            Where it is none of the kata's parts.
        """
        if name not in self._loaded:
            self._loaded[name] = self._load(name)
        return self._loaded[name]

    def execute(self, file: Path, text: str | None = None) -> ModuleType:
        """Run a file, or another text, as a module of a name of its own."""
        return self._run(f"dojo_loaded_{next(_serial)}_{file.stem}", file, text)

    def _run(self, name: str, file: Path, text: str | None = None) -> ModuleType:
        loader = _FromSource(name, str(file), text)
        spec = importlib.util.spec_from_file_location(name, file, loader=loader)
        module = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]  # with a loader, there is a spec
        vars(module)["__builtins__"] = self.builtins
        sys.modules[name] = module  # dataclasses and pickling look their module up
        try:
            loader.exec_module(module)
        except BaseException:
            del sys.modules[name]
            raise
        return module

    def _import(self, name, globals=None, locals=None, fromlist=(), level=0):
        library, _, part = name.partition(".")
        if level or library != LIBRARY:
            if not level and library not in sys.modules and (helper := _helper(library)) is not None:
                self._run(library, helper)
            return builtins.__import__(name, globals, locals, fromlist, level)
        _refuse_another(Path((globals or {}).get("__file__") or "."))
        if not part:
            return self.library
        module = self.part(part)
        if not fromlist:
            return self.library
        for wanted in fromlist:
            if wanted != "*" and not hasattr(module, wanted):
                raise Needs(part, f"which has no {wanted} yet")
        return module

    @functools.cached_property
    def library(self) -> ModuleType:
        """``mine`` itself."""
        return _Library(self)

    def _load(self, name: str) -> ModuleType:
        if name not in self.table:
            may = f"it may import {', '.join(self.table)}" if self.table else "it may import none"
            raise ImportError(f"{LIBRARY}.{name} is no part of this kata: {may}", name=f"{LIBRARY}.{name}")
        if name in self._loading:
            raise Needs(name, f"which needs itself: {' needs '.join([*self._loading, name])}")
        if not is_there(self.table[name]):
            raise Needs(name, "which is not there")
        self._loading.append(name)
        try:
            with importable(self.table[name].parent):
                return self.execute(self.table[name])
        except ImportError:
            raise
        except Exception as error:  # of a part: any
            raise Needs(name, f"which does not load ({type(error).__name__}: {error})") from error
        finally:
            self._loading.remove(name)


class _Everywhere:
    """Finds ``mine`` for all modules of a process."""

    def __init__(self, mine: Mine):
        self.mine = mine

    def find_spec(self, name, path=None, target=None):
        library, _, part = name.partition(".")
        if library != LIBRARY or "." in part:
            return None
        return importlib.util.spec_from_loader(name, self, is_package=not part)

    def create_module(self, spec) -> ModuleType:
        _, _, part = spec.name.partition(".")
        return self.mine.part(part) if part else self.mine.library

    def exec_module(self, module: ModuleType) -> None:
        """Nothing: a part has run when it comes."""


def open_mine(parts: Mapping[str, Path]) -> None:
    """Make the parts in a table importable from ``mine`` everywhere: in a notebook, never where a judge runs."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, _Everywhere)]
    for name in [name for name in sys.modules if name.partition(".")[0] == LIBRARY]:
        del sys.modules[name]
    sys.meta_path.insert(0, _Everywhere(Mine(parts)))


def open_parts() -> Mapping[str, Path]:
    """Return the table of the parts that are open; an empty one where none are."""
    return next((finder.mine.table for finder in sys.meta_path if isinstance(finder, _Everywhere)), {})


class _Library(ModuleType):
    """``mine`` itself: its attributes are the parts."""

    def __init__(self, mine: Mine):
        super().__init__(LIBRARY, "Your own solutions.")
        self.__mine = mine

    def __getattr__(self, name: str) -> ModuleType:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.__mine.part(name)


def _refuse_another(importing: Path) -> None:
    """Tell a learner whose own helper has the library's name."""
    if importing.with_name(f"{LIBRARY}.py").is_file():
        raise ImportError(f"{LIBRARY} is the library of your own katas: give your {LIBRARY}.py another name")


class _PutOff(ModuleType):
    """A module that is loaded when something is asked of it that only its code can tell.

    The standard library's own, `importlib.util.LazyLoader`, is loaded by a look at its ``__file__``, too: torch looks
    at the file of every module, to find the source of its own functions.
    """

    def __getattr__(self, name: str):
        self.__class__ = ModuleType  # type: ignore[assignment]  # what it is from now on
        vars(self)["__spec__"].loader.exec_module(self)
        return getattr(self, name)


def forget(file: Path) -> None:
    """Let a judge be loaded anew: under another profile, from another course, or where it was loaded by half.

    pytest keeps the module of a judge whose import was interrupted, and finds no test in it from then on.
    """
    here = str(Path(*file.parts[-4:]))
    for name in [n for n, m in sys.modules.items() if (getattr(m, "__file__", None) or "").endswith(here)]:
        del sys.modules[name]


def put_off(*names: str) -> None:
    """Load modules when something of them is first used.

    array_api_compat and SciPy ask NumPy for each name that it has, and so load its tools for tests and for Fortran.

    Parameters
    ----------
    *names : str
        Modules of packages that are loaded.
    """
    for name in names:
        if name in sys.modules or (spec := importlib.util.find_spec(name)) is None:
            continue
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        module.__class__ = _PutOff
        package, _, inner = name.rpartition(".")
        setattr(sys.modules[package], inner, module)
