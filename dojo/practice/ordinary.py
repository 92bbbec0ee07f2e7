"""How ordinary a line is: the chance of its words, by what follows what in the model solutions of a course."""

from __future__ import annotations

import ast
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from dojo.practice.looks import attributes, changes, names

BEFORE = 2
"""The words before a word that its chance depends on."""
_TRUST = 3
"""A run of words that was seen so often counts as much as the shorter run in it."""
_COMMON = 4
"""A name that so many katas use is a word; one that only its file knows is a name like another."""
_WORD = re.compile(r"""f?'[^'\n]*'|f?"[^"\n]*"|\d[\w.]*(?:(?<=e)-\d+)?|\w+|[-+*/<>=!]=|\*\*|//|\S""")
_END = "\n"


class Wording:
    """What follows what in the texts of katas.

    Parameters
    ----------
    texts : mapping of str to str
        The model solution of each kata. What is asked of a kata is answered by those of the others.
    """

    def __init__(self, texts: Mapping[str, str]):
        self._katas = Counter(word for text in texts.values() for word in set(_WORD.findall(text)))
        self._of = {kata: Counter(self._runs(text)) for kata, text in texts.items()}
        self._all: Counter = Counter()
        for runs in self._of.values():
            self._all.update(runs)
        self._words = sum(len(run) == 1 for run in self._all)

    def odder(self, kata: str, model: str, text: str) -> float:
        """Return by how many nats the lines of a text are less ordinary than those they stand for, where most so."""
        known, named = _named(model), _named(text)
        places = changes(model, text)
        return max(self._nats(kata, now, named) - self._nats(kata, was, known) for was, now in places)

    def _nats(self, kata: str, lines: list[str], named: set[str]) -> float:
        return -sum(math.log(self._chance(kata, run)) for line in lines for run in self._runs_of(line, named))

    def _chance(self, kata: str, run: tuple[str, ...]) -> float:
        """The chance of a word after those before it: where they were seen seldom, that after fewer of them."""
        if not run:
            return 1 / self._words
        own = self._of.get(kata, Counter())
        seen, before = (self._all[part] - own[part] for part in (run, run[:-1]))
        return (seen + _TRUST * self._chance(kata, run[1:])) / (before + _TRUST)

    def _runs(self, text: str) -> Iterator[tuple[str, ...]]:
        """Each word of a text with those before it, with fewer of them, and with none."""
        named = _named(text)
        for line in filter(str.strip, text.split("\n")):
            for run in self._runs_of(line, named):
                yield from (run[start:] for start in range(len(run) + 1))

    def _runs_of(self, line: str, named: set[str]) -> Iterator[tuple[str, ...]]:
        """Each word of a line with those before it."""
        words = [_END, *(self._word(word, named) for word in _WORD.findall(line)), _END]
        return (tuple(words[max(end - BEFORE, 0) : end + 1]) for end in range(1, len(words)))

    def _word(self, word: str, named: set[str]) -> str:
        if word[-1] in "\"'":
            return "text"
        return "name" if word in named and self._katas[word] < _COMMON else word


def _named(text: str) -> set[str]:
    """The names that a text gives to something."""
    tree = ast.parse(text)
    defined = {node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    return names(tree, ast.Store) | attributes(tree, ast.Store) | defined
