"""Loading modules from their files."""

from __future__ import annotations

import importlib.util
import itertools
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

from dojo.base.files import KataFiles
from dojo.base.lines import is_inside

_serial = itertools.count()


@contextmanager
def importable(folder: Path) -> Iterator[None]:
    """Make the helpers beside a file importable inside, and forget them after it: each kata has its own."""
    sys.path.insert(0, str(folder))
    bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # it may be taken for a later version
    known = set(sys.modules)
    try:
        yield
    finally:
        sys.dont_write_bytecode = bytecode
        with suppress(ValueError):
            sys.path.remove(str(folder))
        for name in set(sys.modules) - known:
            if is_inside(getattr(sys.modules[name], "__file__", None) or "", folder):
                del sys.modules[name]


def load_trusted(file: Path) -> ModuleType:
    """Load a module of our own (a reference, the mistakes) from its file."""
    with importable(file.parent):
        return execute(file)


def load_variant(file: Path, replacements: dict[str, object]) -> ModuleType:
    """A fresh copy of a model solution in which some names are replaced."""
    module = load_trusted(file)
    vars(module).update(replacements)
    return module


class _FromSource(SourceFileLoader):
    """Compiles what the file holds now: kept bytecode can't tell two versions of one length saved within a second."""

    def get_code(self, fullname):
        return self.source_to_code(self.get_data(self.path), self.path)

    def get_data(self, path):
        return source_of(Path(path))


_kept: dict[str, bytes] = {}


def keep_references(places: Iterable[KataFiles]) -> None:
    """Read the references and mistakes of some katas now, before a solution runs that may write into them."""
    for place in places:
        for file in place.reference("").parent.glob("*.py"):
            _kept[str(file)] = file.read_bytes()


def is_there(file: Path) -> bool:
    """Whether a file can be loaded: from the disk, or as it was kept."""
    return str(file) in _kept or file.is_file()


def source_of(file: Path) -> bytes:
    """What a file holds, or held when it was kept."""
    return _kept[str(file)] if str(file) in _kept else file.read_bytes()


def execute(file: Path) -> ModuleType:
    """Run a file as a module of a name of its own."""
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


class _PutOff(ModuleType):
    """A module that is loaded when something is asked of it that only its code can tell.

    The standard library's own, `importlib.util.LazyLoader`, is loaded by a look at its ``__file__``, too: torch looks
    at the file of every module, to find the source of its own functions.
    """

    def __getattr__(self, name: str):
        self.__class__ = ModuleType
        self.__spec__.loader.exec_module(self)
        return getattr(self, name)


def put_off(*names: str) -> None:
    """Load modules when something of them is first used.

    array_api_compat and SciPy ask NumPy for each name that it has, and so load its tools for tests and for Fortran.

    Parameters
    ----------
    *names : str
        Modules of packages that are loaded.
    """
    for name in names:
        if name in sys.modules:
            continue
        sys.modules[name] = module = importlib.util.module_from_spec(importlib.util.find_spec(name))
        module.__class__ = _PutOff
        package, _, own = name.rpartition(".")
        setattr(sys.modules[package], own, module)
