"""The tools that a milestone is written with: settings, a progress bar, and pictures that are kept and can be opened.

A milestone is a script in cells (``# %%``): an editor shows it as a notebook, ``dojo milestone`` runs it whole.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import itertools
import math
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from pydoc_data.topics import topics
from timeit import timeit
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import Progress, track

from dojo.course.course import Course
from dojo.course.stubs import stubs_in
from dojo.engine.base import layout
from dojo.engine.base.files import find_katas, find_root
from dojo.engine.base.importing import load_ours, open_parts
from dojo.engine.base.mine import LIBRARY, imported
from dojo.engine.process.child.gpu import fault_of, first_sentence
from dojo.models.borrowed import takes
from dojo.models.kept import (
    MILESTONES,
    OUR,
    SHIPPED,
    Kept,
    keep,
    kept_model,
    load,
    loaded,
    open_kept,
    open_published,
    put_aside,
)
from dojo.models.published import about

FEW = 300
"""With fewer steps than these, our own GPT does not beat the table of pairs in milestone 10."""
_UNUSED = {
    "device": "has no training that a GPU would shorten",
    "model": "reads no model that dojo load has loaded",
}
"""What is said of a setting that a milestone has not read."""
_TOKENIZER = ("byte_pair_encoding",)
_T = TypeVar("_T")
_given: dict[str, Any] = {}
_pictures: list[Path] = []
_read: set[str] = set()


def say(*values, **options) -> None:
    """Print as ``print`` does, on a terminal with lines that are broken between words."""
    text, columns = options.pop("sep", " ").join(map(str, values)), layout.width_of(options.get("file") or sys.stdout)
    lines = [part for line in text.split("\n") for part in layout.broken(line, columns)] if columns else [text]
    print("\n".join(lines), **options)


def setting(name: str, default: _T) -> _T:
    """Return what ``dojo milestone --NAME VALUE`` asks for, as ``"minutes"``; in a notebook, the default."""
    _read.add(name)
    given = _given.get(name)
    return default if given is None else given


def amount(whole: int, quick: int) -> int:
    """Return how many steps to take: the whole, or few where a test only looks whether it runs."""
    return quick if _given.get("quick") else whole


def progress(items: Iterable[_T], what: str, total: float | None = None) -> Iterable[_T]:
    """Go through items behind a progress bar, which is gone at the end.

    Parameters
    ----------
    items : iterable
        What is gone through.
    what : str
        What is being done.
    total : float, optional
        How many there are, where they have no length.
    """
    return track(items, description=what, total=total, transient=True, console=_console())


def _keeps() -> bool:
    """Tell whether a model is kept: one that was trained with somebody else's parts is not."""
    return not _given.get("quick") and _given.get("keeps", True)


def keep_model(model, tokenizer, config: dict, steps: int) -> None:
    """Keep a model, for ``dojo write``, and say so.

    Parameters
    ----------
    model, tokenizer
        Of the learner's own classes.
    config : dict
        How the model was made: ``{"part": "gpt", "class": "GPT", "arguments": {...}}``.
    steps : int
        How many it was trained for.
    """
    if not _keeps():
        say("\nThis model is not kept. dojo write goes on with yours, once yours is trained.")
        return
    part, ours = config["part"], _ours_in(config["part"])
    name = f"{OUR}{part}" if ours else part
    if aside := put_aside(kept_model(find_root(), name), ours):
        say(f"\nThe {name} that was kept has other parts of ours: it is called {aside} from now on.")
    keep(kept_model(find_root(), name), model, tokenizer, {**config, "ours": ours}, steps)
    chosen, holds = (
        f" --model {name}" if name != "gpt" else "",
        f" as {name}: by ours {', '.join(ours)}" if ours else "",
    )
    say(f"\nIt is kept{holds}.")
    say(f'Go on with any beginning: dojo write "The "{chosen}, with --temperature 0.5, or --top-p 0.9.')
    say(f"To look inside, in one file: dojo look{chosen}. For other programs: dojo export{chosen}.")


def _ours_in(part: str) -> list[str]:
    """Name the parts of a kata's model, and of its tokenizer, that ``mine`` has of ours."""
    table, names = open_parts(), [part, *_TOKENIZER]
    names += [name for file in [table.get(part)] if file for name in imported(file, table) if name not in names]
    return [name for name in names if name in table and not table[name].is_relative_to(find_root() / "katas")]


def kept_gpt(part: str = "gpt") -> Kept | None:
    """Return the GPT that a milestone has kept; None where none is kept, or yours is another by now.

    It says so where the model had few steps.

    Parameters
    ----------
    part : str
        Its kata: ``"gpt"`` or ``"modern_gpt"``.
    """
    if not _keeps():
        return None
    for name in (part, f"{OUR}{part}"):
        with contextlib.suppress(LookupError):
            kept = load(kept_model(find_root(), name))
            if kept.config.get("ours", []) == _ours_in(part):
                _warn_of_few(part, kept.steps)
                return kept
    return None


def real_models() -> list[Kept]:
    """Return a model that ``dojo load`` has loaded, and the next larger one with its tokenizer, if there is one.

    It is the one of ``--model``, or the smallest; where none is loaded, the model that comes with the course. It says
    which are taken, and which parts are ours.

    Raises
    ------
    SystemExit
        Where no model of that name is loaded.
    """
    course, table, asked_for = Course(find_root()), open_parts(), setting("model", None)
    folders = {} if _given.get("quick") else loaded(course.root)
    sizes = {name: size for name, folder in folders.items() if (size := _size_of(name, folder))}
    if asked_for not in {None, SHIPPED, *sizes}:
        raise SystemExit(f"--model {asked_for}: dojo load has loaded {', '.join(sizes) or 'none'}, and not this one")
    if asked_for == SHIPPED or not sizes:
        say("This is the small model that comes with the course.")
        say("dojo load HuggingFaceTB/SmolLM2-135M fetches a real one, 270 MB.")
        return [open_kept(course, table, SHIPPED)]
    first = asked_for or min(sizes, key=lambda name: sizes[name])
    larger = sorted((size, name) for name, size in sizes.items() if name != first and size >= sizes[first])
    spelled = (folders[first] / "tokenizer.json").read_bytes()
    like = [name for _, name in larger if (folders[name] / "tokenizer.json").read_bytes() == spelled][:1]
    for name in [first, *like]:
        say(f"{name}: {about(folders[name])}")
    if larger and not asked_for:
        say(f"{first} is the smallest of the {len(sizes)} that are loaded: --model {larger[0][1]} takes another.")
    return [open_published(course, table, folders[name], say) for name in [first, *like]]


def _size_of(name: str, folder: Path) -> int:
    """Return how many numbers a model has that was loaded; 0, after a line that says why, where it can't be read."""
    try:
        return about(folder).numbers
    except (LookupError, ValueError) as error:
        say(f"{name} is left out: {error}.")
        return 0


def _warn_of_few(part: str, steps: int | None) -> None:
    if steps is not None and steps < FEW:
        say(f"The GPT that is kept had {steps} steps, which are few: what follows will be poor.")
        say(f"dojo milestone {MILESTONES[part]} --minutes 10 trains it longer.")


def manual() -> str:
    """Return Python's language reference, each paragraph once: it says many things twice."""
    once: dict[str, str] = {}
    for paragraph in re.split(r"\n\s*\n", "\n\n".join(topics.values())):
        once.setdefault(re.sub(r"\W+", " ", paragraph).strip().lower(), paragraph.rstrip())
    return "\n\n".join(once.values())


def own_text(least: int = 5000) -> str | None:
    """Return the text of ``dojo milestone --text FILE``, of so many characters at least; None where none was given.

    Raises
    ------
    SystemExit
        Where it can't be read, or is too short.
    """
    if (file := setting("text", None)) is None:
        return None
    try:
        text = Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SystemExit(f"{file} can't be read as a text in UTF-8: {error}") from None
    if len(text) < least:
        few = f"{file} has {len(text):,} characters"
        raise SystemExit(f"{few}: a model needs a text of {least:,} or more to learn from.")
    return text


def seconds_used(device: str = "cpu") -> float:
    """Return the CPU seconds used so far, by torch's threads: a busy machine takes no more. On a GPU it is the time."""
    import torch

    return time.process_time() / torch.get_num_threads() if device == "cpu" else time.perf_counter()


def clock(seconds: float, what: str, device: str = "cpu", quick: int = 20) -> Iterator[float]:
    """Go on until so many seconds are used, behind a progress bar that is gone at the end.

    Parameters
    ----------
    seconds : float
        As `seconds_used` counts them.
    what : str
        What is being done.
    device : str
        Where.
    quick : int
        How often to go on where a test only looks whether it runs.

    Yields
    ------
    float
        The share of the seconds that is used, from 0 up to 1.
    """
    began, share = seconds_used(device), 0.0
    with Progress(transient=True, console=_console()) as bar:
        task = bar.add_task(what, total=1.0)
        for k in itertools.count(1):
            yield share
            share = k / quick if _given.get("quick") else (seconds_used(device) - began) / max(seconds, 1e-9)
            bar.update(task, completed=share)
            if share >= 1:
                return


def seconds_a_step(step: Callable[[], object], device: str = "cpu") -> float:
    """Return what a step of training uses, with one thread of torch or with all: the quicker of the two stays set."""
    import torch

    times = {}
    for threads in sorted({1, torch.get_num_threads()}):
        torch.set_num_threads(threads)
        step()  # the first is slow: it does not count
        times[threads] = min(timeit(step, number=1) for _ in range(3))
    best = min(times, key=lambda threads: times[threads])
    torch.set_num_threads(best)
    used = min(timeit(step, timer=partial(seconds_used, device), number=1) for _ in range(3))
    more = "".join(f", and {times[n] / times[best]:.1f} times as long with {n}" for n in times if n != best)
    say(f"a step takes {1000 * used:.0f} ms with {best} of torch's threads{more}")
    return used


def device(step: Callable[[str], object]) -> str:
    """Return the device to train on, and say which it is: what ``--device`` asks for, or the one that is quicker.

    Parameters
    ----------
    step : callable
        Takes a step of training on a device: ``"cuda"``, ``"mps"`` or ``"cpu"``.

    Raises
    ------
    SystemExit
        Where the one that was asked for does not compute.
    """
    if asked := setting("device", ""):
        if fault := fault_of(asked):
            raise SystemExit(f"--device {asked} can't be used: {fault}")
        print(f"it trains on {_called(asked)}")
        return asked
    there = [name for name in ("cuda", "mps") if not fault_of(name)]
    times = {name: _seconds_of(step, name) for name in [*there, "cpu"]} if there else {"cpu": 0.0}
    best = min(times, key=lambda name: times[name])
    each = ", ".join(f"{1000 * seconds:.0f} ms on {_called(name)}" for name, seconds in times.items())
    print(f"it trains on {_called(best)}" + (f": a step takes {each}" if there else ""))
    return best


def _called(device: str) -> str:
    """Name a device as its owner does."""
    import torch

    names = {"cuda": torch.cuda.get_device_name, "mps": lambda: "Apple's GPU", "cpu": lambda: "the CPU"}
    return names[device]()


def _seconds_of(step: Callable[[str], object], device: str) -> float:
    """Return the time of a step on a device; without end where a part of the learner's fails there."""
    try:
        step(device)  # the first is slow: it does not count
        return min(timeit(lambda: step(device), number=1) for _ in range(3))
    except Exception as error:  # of a part: any
        if device == "cpu":
            raise
        print(f"on {_called(device)} a part fails: {first_sentence(error)}")
        return math.inf


def drawn_unlike_ours(model) -> str:
    """Say which of a new GPT's weights are not drawn as the page of ``gpt`` has it; empty where all of them are.

    Parameters
    ----------
    model : GPT or ModernGPT
        Of the learner's own class, before its first step.
    """
    found = {name.removesuffix(".weight"): _unlike(name, p.detach(), model) for name, p in model.named_parameters()}
    if not (strange := {name: how for name, how in found.items() if how}):
        return ""
    name = max(strange, key=lambda name: abs(math.log(strange[name][0] or 1e-9)))
    more = len(strange) - 1
    others = f", and {more} other{'s are' if more > 1 else ' is'} not as ours" if more else ""
    return f"{name} {strange[name][1]}{others}"


def _unlike(name: str, parameter, model) -> tuple[float, str] | None:
    """How many times as wide as ours a parameter is drawn, and that in words; None where it is drawn as ours."""
    if parameter.ndim == 1:
        start = 0 if name.endswith("bias") else 1
        return (1.0, f"does not begin at {start}") if "norm" in name and bool((parameter != start).any()) else None
    adds = name.endswith(("out.weight", "down.weight"))
    times = float(parameter.std()) * (model.tokens.embedding_dim * (2 * len(model.blocks) if adds else 1)) ** 0.5
    by_chance = 4 / (2 * parameter.numel()) ** 0.5
    return None if abs(times - 1) < 0.1 + by_chance else (times, f"is drawn {times:.2g} times as wide as ours")


def asked(prompt: str) -> Iterator[str]:
    """Yield what is typed in the terminal, until an empty line; nothing where nobody is there to type."""
    if _given.get("quick") or not sys.stdin.isatty():
        return
    with contextlib.suppress(EOFError):
        while line := input(prompt).strip():
            yield line


def written(part: str) -> bool:
    """Tell whether a kata is written that a milestone can do without: no function of ``"tensor_engine"`` is a stub."""
    try:
        module = importlib.import_module(f"{LIBRARY}.{part}")
    except ImportError:
        return False
    return not stubs_in(Path(inspect.getfile(module)))


def taking(mine: Callable, name: str) -> Callable:
    """Return a function or class of the learner's, where it takes an argument that came later; else ours, and say so.

    Parameters
    ----------
    mine : function or type
        From ``mine``.
    name : str
        The argument, of a function or of a model's ``forward``; or a method of a class.
    """
    if takes(mine, name):
        return mine
    loaded = {module.__name__: key for key, module in sys.modules.items() if key.startswith(f"{LIBRARY}.")}
    part = loaded[mine.__module__].partition(".")[2]
    say(f"Your {mine.__name__} of {part} has no {name} yet: ours takes its place here.")
    place = next(place for place in find_katas(find_root()) if place.name == part)
    return getattr(load_ours(place, part), mine.__name__)


class OnTorch:
    """An optimiser of the learner's for torch's parameters, with the face of torch's own.

    It is given NumPy's view of each parameter, which shares its memory: so one that knows only NumPy's arrays will do.

    Parameters
    ----------
    params : iterable of torch.nn.Parameter
        What is trained.
    make : callable
        Gives the optimiser for a list of arrays.
    """

    def __init__(self, params, make):
        self.params = list(params)
        self.optimizer = make([p.detach().numpy() for p in self.params])

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget all gradients."""
        for p in self.params:
            p.grad = None

    def step(self, closure=None):
        """Take one step of the learner's optimiser; return the loss, where a closure gives one."""
        loss = None if closure is None else closure()
        self.optimizer.step(self.gradients())
        return loss

    def gradients(self) -> list:
        """Return the gradients that the optimiser is given."""
        return [None if p.grad is None else p.grad.numpy() for p in self.params]


def save(figure, name: str) -> Path:
    """Keep a Matplotlib figure as ``pictures/NAME.png``."""
    file = _file(f"{name}.png")
    figure.savefig(file, dpi=120, bbox_inches="tight")
    return _kept(file)


def save_animation(animation, name: str, fps: int = 12, dpi: int = 70) -> Path:
    """Keep a Matplotlib animation as ``pictures/NAME.gif``, of ``fps`` pictures a second and ``dpi`` points an inch."""
    file = _file(f"{name}.gif")
    with Progress(transient=True, console=_console()) as bar:
        task = bar.add_task(f"drawing {file.name}", total=None)
        animation.save(file, "pillow", fps, dpi, progress_callback=lambda i, n: bar.update(task, completed=i, total=n))
    _show_film(animation, file)
    return _kept(file)


def _show_film(animation, file: Path) -> None:
    """Show the film in place of its last frame, in a notebook."""
    if "IPython" not in sys.modules or (shell := sys.modules["IPython"].get_ipython()) is None:
        return
    import matplotlib.pyplot as plt
    from IPython.display import Image, display

    plt.close(animation._fig)  # Matplotlib keeps it nowhere else
    if hasattr(shell, "kernel"):
        display(Image(filename=file))


def _console() -> Console:
    """Return where a bar is drawn; in a notebook it is plain text, since a bar there needs widgets."""
    return Console(stderr=True, force_jupyter=False)


def _file(name: str) -> Path:
    folder = Path(_given.get("pictures") or find_root() / "pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name


def _kept(file: Path) -> Path:
    _pictures.append(file)
    here = Path.cwd()
    say(f"picture: {file.relative_to(here).as_posix() if file.is_relative_to(here) else file}")
    return file


@contextlib.contextmanager
def begun(**given) -> Iterator[list[Path]]:
    """Hold the settings of a run while it lasts, and the pictures that it keeps: for the command.

    Parameters
    ----------
    **given
        ``minutes``, ``text``, ``device`` and ``model``, as they were asked for; ``keeps`` is False where the parts are
        not the learner's; ``quick`` where a test only looks whether it runs, ``pictures`` the folder for them.
    """
    _given.update(given)
    _pictures.clear()
    _read.clear()
    try:
        yield _pictures
        for name in (name for name in _UNUSED if _given.get(name) and name not in _read):
            say(f"\n--{name} changes nothing here: this milestone {_UNUSED[name]}.")
    finally:
        _given.clear()
