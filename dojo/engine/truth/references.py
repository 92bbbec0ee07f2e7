"""Ask the references, and tell whether an answer agrees with them."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from dojo.engine.base.files import KataFiles
from dojo.engine.base.importing import is_there, load_ours
from dojo.engine.base.nested import arrays_of, cast_floats, float_dtype, map_leaves
from dojo.engine.base.questions import Answer, Asked, Question
from dojo.engine.base.targets import NUMPY, PYTHON, TORCH_CPU, load_torch
from dojo.engine.process.memory import Memory
from dojo.engine.process.running import pull_back, run_trusted
from dojo.engine.truth.compare import DRAWS, Difference, difference, natural_scale


class NoAnswer(Exception):
    """A reference has no answer to a question: the contract asks for an error there."""


class References:
    """The NumPy and the torch version of a kata.

    Parameters
    ----------
    place : KataFiles
        Where its files are.
    answers : Memory, optional
        What they have answered.
    """

    def __init__(self, place: KataFiles, answers: Memory | None = None):
        self._place, self.answers = place, answers or Memory(1)

    @functools.cached_property
    def numpy(self):
        """The NumPy version; None where a kata has none."""
        return load_ours(self._place, "with_numpy") if is_there(self._place.reference("with_numpy")) else None

    @functools.cached_property
    def torch(self):
        """The torch version."""
        load_torch()
        return load_ours(self._place, "with_torch")

    @property
    def _first(self):
        """The NumPy version, or torch's where there is no other."""
        return self.torch if self.numpy is None else self.numpy

    def arguments(self, question: Question) -> list[tuple[str, object]]:
        """The arguments by the names that the reference or the scenario gives them."""
        names: list[str] = []
        try:
            if isinstance(question.scenario, str):
                names = _names(getattr(self._first, question.scenario), len(question.args))
            else:
                names = _names(question.scenario, len(question.args) + 1)[1:]
        except (AttributeError, TypeError, ValueError):
            pass
        names += [f"argument {i}" for i in range(len(names), len(question.args))]
        return [*zip(names, question.args, strict=False), *question.kwargs.items()]

    def parameters(self, scenario) -> frozenset[str]:
        """The names of the parameters of a function, or of a scenario; none where there is no such function."""
        return _parameters(getattr(self._first, scenario, None) if isinstance(scenario, str) else scenario)

    def defaults(self, question: Question) -> dict[str, Any]:
        """The defaults of the optional arguments of a function, or of a scenario, by name."""
        named = [question.scenario, *question.args]  # a scenario is told the names of what it calls
        called = [getattr(self._first, name, None) for name in named if isinstance(name, str)]
        parameters = [p for f in called if callable(f) for p in inspect.signature(f).parameters.values()]
        return {p.name: p.default for p in parameters if p.default is not p.empty}

    def truth(self, asked: Asked):
        """Give what is right, in float64; None where the contract asks for an error, from which every result is far."""
        if asked.demand.error is not None:
            return None
        if asked.question.is_gradient:
            return self._gradient(asked.question, np.float64).value
        return self.in_float64(asked.question)

    def in_float64(self, question: Question):
        """The result of the NumPy version in float64, or of torch's where there is no other."""
        return self._ask(*self._in_float64(question))

    def answers_to(self, question: Question) -> bool:
        """Tell whether there is a right result."""
        try:
            self.in_float64(question)
        except NoAnswer:
            return False
        return True

    def _in_float64(self, question: Question) -> tuple:
        """The question whose answer is the truth, and the reference that is asked."""
        question = _cast(question, np.float64)
        needed = question.scenario if isinstance(question.scenario, str) else "__name__"
        if self.numpy is not None and hasattr(self.numpy, needed):
            return question.at(NUMPY), self.numpy
        return question.at(PYTHON if question.target == PYTHON else TORCH_CPU), self.torch

    def yardstick(self, question: Question):
        """The result of the target's own library in the dtype of the input."""
        if question.on_torch:
            return self._ask(question.at(TORCH_CPU), self.torch)
        return self.in_float64(question) if self.numpy is None else self._ask(question.at(NUMPY), self.numpy)

    def right(self, asked: Asked):
        """Give what would have been a right answer, on the target and in the dtype of the question."""
        question = asked.question
        if not question.is_gradient:
            return self.yardstick(question)
        return self._gradient(question, float_dtype((question.args, question.kwargs))).value

    def _ask(self, question: Question, reference):
        """Ask a reference once: a training is not repeated for every mistake."""
        question = _plain(question)
        return self.answers.ask(question, (), lambda: _trusting(run_trusted, question, reference))

    def difference(self, asked: Asked) -> Difference | None:
        """Find where a result, or a gradient, parts from the truth."""
        question = asked.question
        if question.is_gradient:
            return self._difference_of_gradients(asked)
        scales = self._natural_scales(question, extra=_or_0(asked.demand.scale))
        plain = _plain(question)
        truth, like = self.answers.ask(plain, ("sides",), lambda: (self.in_float64(plain), self.yardstick(plain)))
        return difference(asked.value, truth, like, scales=scales, size=asked.roundings, tensors=question.on_torch)

    def is_cut_off(self, asked: Asked) -> bool:
        """Tell whether no gradient flows at all where torch's does."""
        truth = self._gradient(asked.question, np.float64).value
        return all(g is None for g in asked.value) and any(g is not None and np.any(g) for g in truth)

    def is_wrong(self, asked: Asked) -> bool:
        """Tell whether a question was answered otherwise than the contract asks."""
        answer, demand = asked.answer, asked.demand
        if demand.error is not None:
            return not demand.is_met_by(answer.raised)
        if answer.raised is not None or answer.changed or asked.ran_on:
            return True
        if demand.figure is not None:
            return not demand.figure.is_met_by(answer.value)
        try:
            cut_off = asked.question.is_gradient and self.is_cut_off(asked)
            return cut_off or self.difference(asked) is not None
        except NoAnswer:
            return True

    def _difference_of_gradients(self, asked: Asked) -> Difference | None:
        """The first input whose gradient is not torch's; its label is the path."""
        question = asked.question
        reference = self._gradient(question, np.float64)
        truth, like = reference.value, self._gradient(question, float_dtype((question.args, question.kwargs))).value
        labels = self._labels_of_floats(question)
        for i, (label, yours, expected, near) in enumerate(zip(labels, asked.value, truth, like, strict=True)):
            if yours is None and near is None:
                continue  # neither depends on this input
            if yours is None and np.any(expected):
                return Difference("gradient", None, expected, label)
            yours = np.zeros_like(near) if yours is None else yours
            expected = np.zeros_like(yours, np.float64) if expected is None else expected
            near = np.zeros_like(yours) if near is None else near

            extra = reference.magnitude + _or_0(asked.demand.scale)
            scales = (np.abs(scale[i]) + extra for scale in self._natural_scales(question))
            if apart := difference(yours, expected, near, scales=scales, size=asked.roundings):
                return replace(apart, path=label)
        return None

    def _labels_of_floats(self, question: Question) -> list[str]:
        """A name for each floating array among the arguments."""
        labels = []
        for name, value in self.arguments(question):
            count = sum(a.dtype.kind == "f" for a in arrays_of(value))
            labels += [name] if count == 1 else [f"{name}[{i}]" for i in range(count)]
        return labels

    def _natural_scales(self, question: Question, extra=0) -> Iterator:
        """Measure how much the truth moves with the input, in one draw and in all: once each, and only if needed."""

        def function(inputs):
            nearby = replace(question, args=inputs[0], kwargs=inputs[1])
            if nearby.is_gradient:
                return self._pulled_back(nearby, np.float64).value
            return run_trusted(*self._in_float64(nearby))

        inputs = cast_floats((question.args, question.kwargs), np.float64)
        centre = self._gradient(question, np.float64).value if question.is_gradient else self.in_float64(question)
        for draws in (1, DRAWS):
            scales = self.answers.ask(
                question, ("scale", draws), lambda draws=draws: natural_scale(function, inputs, centre, draws)
            )
            yield map_leaves(lambda scale: np.abs(scale) + extra, scales) if np.any(extra) else scales

    def _gradient(self, question: Question, dtype) -> Answer:
        """torch's gradients, and the magnitude that they start from: asked once."""
        return self.answers.ask(question, (str(dtype),), lambda: self._pulled_back(question, dtype))

    def _pulled_back(self, question: Question, dtype) -> Answer:
        value, magnitude = _trusting(pull_back, _cast(question, dtype).at(TORCH_CPU), self.torch)
        return Answer(value, magnitude=magnitude)


def _trusting(run: Callable, question: Question, reference):
    """Run a reference; `NoAnswer` where it raises."""
    try:
        return run(question, reference)
    except Exception as error:  # of a reference: any
        raise NoAnswer(f"the reference raised {type(error).__name__}: {error}") from error


def _cast(question: Question, dtype) -> Question:
    args, kwargs = cast_floats((question.args, question.kwargs), dtype)
    return replace(question, args=args, kwargs=kwargs)


def _plain(question: Question) -> Question:
    """A question as a reference is asked it."""
    if (question.kind, question.limit, question.seed) == ("result", None, None):
        return question
    return replace(question, kind="result", limit=None, seed=None)


@functools.lru_cache(1024)
def _parameters(function) -> frozenset[str]:
    try:
        return frozenset(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return frozenset()


def _names(function, count: int) -> list[str]:
    """List what a function calls its positional arguments: ``*shapes`` are shapes[0], shapes[1], and so on."""
    names: list[str] = []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is parameter.VAR_POSITIONAL:
            names += [f"{parameter.name}[{i}]" for i in range(count - len(names))]
        else:
            names.append(parameter.name)
    return names


def _or_0(scale):
    return 0 if scale is None else scale
