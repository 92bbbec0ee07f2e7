"""Known wrong solutions, and the words that explain them."""

from __future__ import annotations

import difflib
import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """A known wrong solution.

    Parameters
    ----------
    function : str
        What it is called in ``mistakes.py``.
    replaces : str
        The name of the model solution that it takes the place of.
    words : str
        What a learner who made it is told.
    given : tuple of (str, value)
        The parameter of one that is of a family.
    """

    function: str
    replaces: str
    words: str
    given: tuple[tuple[str, object], ...] = ()

    @property
    def name(self) -> str:
        """``adds``, or ``adds[eps=1e-09]``."""
        values = (f"{name}={getattr(value, '__name__', value)}" for name, value in self.given)
        return f"{self.function}[{','.join(values)}]" if self.given else self.function

    def of(self, wrong):
        """The function or class, with the value of its parameter where it is one of a family."""
        return functools.partial(wrong, **dict(self.given)) if self.given else wrong


TINY = tuple(10.0**-n for n in (15, 12, 10, 9, 8, 7, 6, 5))
"""What beginners add so that nothing is divided by 0; where the first of them are lost in rounding, ``TINY[1:]``."""


def mistake(replaces: str, words: str, **family) -> Callable:
    """Mark a function or class of ``mistakes.py`` as a known wrong solution.

    Parameters
    ----------
    replaces : str
        Which name of the model solution it takes the place of.
    words : str
        One or two sentences: the idea that is missing, and how to repair it.
    **family : iterable
        A keyword parameter of the function, and the values that beginners give it: each makes a mistake.
    """

    def mark(wrong):
        text, name = " ".join(words.split()), wrong.__name__
        each = [((parameter, value),) for parameter, values in family.items() for value in values]
        wrong.__mistakes__ = [Mistake(name, replaces, text, given) for given in each or [()]]
        return wrong

    return mark


@functools.cache
def load_mistakes(place) -> dict[Mistake, object]:
    """The mistakes of a kata, in the order of the file, each with its whole module.

    Raises
    ------
    LookupError
        Where one takes the place of a name that the model solution does not define.
    """
    from dojo.base.importing import is_there, load_trusted, load_variant

    file = place.reference("mistakes")
    if not is_there(file):
        return {}
    model, found = place.reference(place.name), {}
    names = vars(load_trusted(model))
    for wrong in vars(load_trusted(file)).values():
        for known in getattr(wrong, "__mistakes__", ()):
            if known.replaces not in names:
                raise LookupError(_no_such_name(place, wrong, known.replaces, list(names)))
            found[known] = load_variant(model, {known.replaces: known.of(wrong)})
    return found


def _no_such_name(place, wrong, name: str, names: list[str]) -> str:
    where = f"{place.reference('mistakes').relative_to(place.course).as_posix()}:{inspect.getsourcelines(wrong)[1]}"
    near = "".join(f" Did you mean {like}?" for like in difflib.get_close_matches(name, names, n=1))
    return f'{where}: @mistake("{name}", ...), but the model solution {place.name}.py defines no {name}.{near}'
