"""Answering a question with a module: a solution, in its own process, or a mistake."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import Any

from dojo.engine.base.lines import Home
from dojo.engine.base.questions import Answer, Ended, Question, Raised
from dojo.engine.process.capture import Capture
from dojo.engine.process.child.gpu import UNUSABLE, first_sentence
from dojo.engine.process.running import LineCounter, TooManyLines, bind, changed_arrays, pull_back, seed_everything


def answer(question: Question, module, folder: Path | Home, show_prints: bool = False) -> Answer | Ended:
    """Ask a module, and give all that comes back.

    Parameters
    ----------
    question : Question
        What is asked.
    module
        Whose functions run.
    folder : Path or Home
        Where its code is.
    show_prints : bool
        Pass on what is printed.
    """
    if question.seed is not None:
        seed_everything(question.seed)
    capture, counter = Capture(folder, show_prints), LineCounter(folder, question.limit)
    fields: dict[str, Any] = {}
    began = time.process_time()
    try:
        args, kwargs = question.target.send((question.args, question.kwargs), requires_grad=question.is_gradient)
    except Exception as error:  # of the device: the values are the judge's
        return _left_out(str(error))
    with capture.recording():
        if question.is_gradient:
            fields["value"], fields["magnitude"] = pull_back(question, module, (args, kwargs))
        elif question.kind == "device":
            fields["device_fault"] = _device_fault(question, module, folder, args, kwargs)
        elif question.kind == "shortcuts":
            fields["shortcuts"], fields["ran"] = _shortcuts(question, module, folder, args, kwargs)
        else:
            with contextlib.suppress(TooManyLines), counter.counting():
                fields["value"] = bind(question.scenario, module)(*args, **kwargs)
            fields["value"] = question.target.fetch(fields.get("value"))
    if capture.ended is not None:
        return capture.ended
    if question.target.needs_gpu and capture.raised is not None and is_of_the_device(capture.raised):
        return _left_out(capture.raised.text)
    fields["seconds"] = time.process_time() - began
    if question.kind == "result" and capture.raised is None:
        fields["changed"] = changed_arrays([*question.args, *question.kwargs.values()], [*args, *kwargs.values()])
    return Answer(raised=capture.raised, log=capture.log, lines_run=counter.count, **fields)


def is_of_the_device(raised: Raised) -> bool:
    """Tell whether a GPU failed under a solution that is right on the CPU: an index beyond an array is its own."""
    is_full, text = "OutOfMemoryError" in raised.name, raised.text
    return is_full or ("CUDA error" in text and "device-side assert" not in text)


def _left_out(text: str) -> Ended:
    return Ended("left out", UNUSABLE.format(first_sentence(text)))


def _device_fault(question: Question, module, folder, args, kwargs):
    from dojo.engine.process.child.devices import find_fault

    function = bind(question.scenario, module)
    return find_fault(lambda given: function(*given[0], **given[1]), (args, kwargs), folder)


def _shortcuts(question: Question, module, folder, args, kwargs) -> tuple[tuple, tuple]:
    """The forbidden functions that a scenario comes to, and the functions of the solution that run."""
    from dojo.engine.process.child.calls_seen import Watch, inherited, watching

    watch = Watch(folder, question.forbidden)
    function = bind(question.scenario, module)
    try:
        with watching(watch):
            function(*args, **kwargs)
    except Exception:  # of the solution: any
        if not watch.calls:
            raise
    return (*watch.calls, *inherited(module, question.forbidden)), tuple(watch.ran)
