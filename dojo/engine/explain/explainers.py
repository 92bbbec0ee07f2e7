"""Who chooses what a learner reads: the explainers, in the order in which they are asked.

Each looks at the evidence and gives a lesson, or None where it has nothing to say. The first that has something is
heard.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from dojo.engine.base.lesson import Lesson
from dojo.engine.base.questions import Asked
from dojo.engine.explain.behaviour import behaviour
from dojo.engine.explain.diagnosis import TooLong
from dojo.engine.explain.evidence import Evidence
from dojo.engine.explain.exceptions import for_line, meaning
from dojo.engine.explain.neighbours import answered_instead
from dojo.engine.explain.part_symptoms import part_symptoms
from dojo.engine.explain.several import PERHAPS, Several, words_for
from dojo.engine.explain.wording import calls_numpy
from dojo.engine.explain.wrong_kind import VALUES_AND_INDICES, advice

CUT_OFF = (
    ".item(), .numpy(), .detach(), float() and torch.tensor(...) of a tensor cut it off from its gradient: keep to"
    " the tensors that you were given."
)
KEPT = "In a new process, this very call is right. So your solution keeps something from an earlier call."
WHERE_KEPT = "Look for what a call fills: a global, an attribute of a class, a default argument, a cache."
SHARED = "Other mistakes end like this, too, so it may be another one."
HALF_CUT_OFF = (
    "The result is right here, and its gradient is not. Perhaps a part of the way is cut off from it, by .detach(),"
    " .item(), .data, no_grad() or torch.tensor(...); or a clip or a small number that is added changes the slope, and"
    " hardly the result."
)
ON_TENSORS = (
    "This line calls NumPy on a torch tensor. On NumPy arrays the same input gives the right result. Ask the input for"
    " its library: xp = array_namespace(x), from array_api_compat, is numpy for an array and torch for a tensor. Then"
    " write xp.exp(x) where you wrote np.exp(x)."
)
AMONG_TENSORS = (
    "On NumPy arrays the same input gives the right result. Your solution calls NumPy: does that make something else of"
    " a torch tensor? Ask the input for its library: xp = array_namespace(x), and xp.exp(x) where you wrote np.exp(x)."
)
RIGHT_ON_NUMPY = "On NumPy the same input gives the right result."
NOT_REFUSED = "Nothing was raised. Check the input first, and raise the {} yourself: what is wrong with this input?"
NOT_YOUR_OWN = (
    "That exception comes from the computation itself, and another library may raise a different one. The contract"
    " names one: check the input first, and raise it yourself."
)
ASSERTED = "AssertionError is for assert, which python -O skips. Raise {} instead."
ANOTHER = "The input is refused, but not with the exception that the contract names. Raise {}."
_TOO_DEEP = (
    "A function calls itself too often: without end, or once for each entry or step. Which case ends it, and would a"
    " loop do?"
)
TOO_LARGE = "It asked for more memory than there is. Which array is larger than input and result?"
_CALL = r"\(\) (takes|missing|got an unexpected|got multiple)|takes no (keyword )?arguments"
_UNUSABLE = (
    "Your code ran to its end, but what it returned could not be used. Does it have the parts, the order and the names"
    " that the statement gives?"
)
_OTHER_PARTS = r"^KeyError|unhashable type|indices must be integers|values to unpack"
_REFUSED = (
    "Your own code raises this, and the statement allows what was asked. Is the check too strict, or is what it looks"
    " at wrong by then?"
)
_LEFT = "The raise of the stub is still there. Put the lines that are missing in its place, and return the result."
_RENAMED = "Keep the names and the number of the parameters as the stub has them."
_LACKS = "Your function has no parameter {}. The stub names it, or the page where it says what the edges ask."


def explain(evidence: Evidence, is_strict: bool = False) -> Lesson:
    """The lesson of a failed test.

    Parameters
    ----------
    evidence : Evidence
        What the test has shown.
    is_strict : bool
        Let an error of an explainer through, as the proofs do; a learner misses no more than that explanation.
    """
    lessons = (_heard(explainer, evidence, is_strict) for explainer in EXPLAINERS if evidence.asked)
    lesson = next(filter(None, lessons), evidence.lesson)
    return replace(lesson, rows=[*lesson.rows, *_printed(evidence.asked)])


def _heard(explainer, evidence: Evidence, is_strict: bool) -> Lesson | None:
    try:
        lesson = explainer(evidence)
        return lesson and replace(lesson, explainer=explainer.__name__)
    except TooLong:
        return None
    except Exception:  # an explanation that fails must not hide the evidence
        if is_strict:
            raise
        return None


# ---------------------------------------------------------------------------- known mistakes


def known_mistake(evidence: Evidence) -> Lesson | None:
    """A mistake that agrees with the solution, here and on the pinned questions."""
    asked, diagnosis = [*evidence.others, evidence.fault], evidence.diagnosis
    causes = diagnosis.mistakes(asked, evidence.told_apart)
    if not causes:
        return None
    is_sure = diagnosis.is_identified(asked, evidence.told_apart, causes[0]) and evidence.bears_out(causes[0])
    return evidence.named(causes, [] if is_sure else [SHARED])


def mistake_beside_others(evidence: Evidence) -> Lesson | None:
    """A mistake that agrees with a part of what is wrong."""
    fits = Several(evidence.diagnosis, evidence.told_apart).fits(evidence.fault, evidence.others)
    causes, words = words_for(fits)
    return evidence.named(causes, words) if causes or words else None


def two_mistakes(evidence: Evidence) -> Lesson | None:
    """One of the commonest mistakes, where it and another one together give what the solution gives."""
    pair = evidence.diagnosis.pair([*evidence.others, evidence.fault], evidence.told_apart)
    return evidence.saying(f"{PERHAPS} {pair.words}") if pair else None


# ---------------------------------------------------------------------------- earlier calls


def kept_between_calls(evidence: Evidence) -> Lesson | None:
    """A call that is right where it is the first: an earlier one has left something behind."""
    last = evidence.last
    may_be = last.question.kind == "result" and (evidence.difference is not None or last.answer.raised is not None)
    if not may_be or not evidence.diagnosis.is_quick(last):
        return None
    names = evidence.what_is_kept(last)
    return None if names is None else evidence.saying(f"{KEPT} {kept_words(names) or WHERE_KEPT}")


def kept_words(names: list[str]) -> str | None:
    """Say which names hold something else than at first, three at most; None where there are none."""
    if not names:
        return None
    return f"A call has changed {', '.join(names[:3])} since your file was loaded, and later calls find that."


# ---------------------------------------------------------------------------- questions nearby


def likely_neighbour(evidence: Evidence) -> Lesson | None:
    """The right answer to another question, which says more than any fact."""
    return _neighbour(evidence, only_likely=True)


def neighbour(evidence: Evidence) -> Lesson | None:
    """The right answer to a question that few would ask."""
    return _neighbour(evidence, only_likely=False)


def _neighbour(evidence: Evidence, only_likely: bool) -> Lesson | None:
    if not evidence.diagnosis.is_quick(evidence.last):
        return None
    others, further = lambda: evidence.known_answers, lambda: evidence.further
    return evidence.saying(answered_instead(evidence.last, evidence.references, others, further, only_likely))


# ---------------------------------------------------------------------------- what the check knows


def words_of_the_check(evidence: Evidence) -> Lesson | None:
    """A changed input, too many lines, a law: the check itself knows why."""
    return evidence.saying(*evidence.lesson.words)


def refusal(evidence: Evidence) -> Lesson | None:
    """An exception that the contract names, and that did not come."""
    error, raised = evidence.last.demand.error, evidence.last.answer.raised
    if error is None:
        return None
    if raised is None:
        words = NOT_REFUSED
    elif not raised.by_solution:
        words = NOT_YOUR_OWN
    else:
        words = ASSERTED if raised.is_a(AssertionError) else ANOTHER
    return evidence.saying(words.format(error.__name__))


# ---------------------------------------------------------------------------- exceptions, and NumPy on tensors


def numpy_on_a_tensor(evidence: Evidence) -> Lesson | None:
    """A line that raised and calls NumPy, where the same input is right on NumPy."""
    raised = evidence.last.answer.raised
    at = raised.lines[-1] if raised is not None and raised.lines else None
    if at is None or not calls_numpy(Path(at.file), at.number) or not evidence.blames_torch:
        return None
    in_torch = for_line(str(at))
    return evidence.saying(f"{ON_TENSORS} {in_torch}" if in_torch else ON_TENSORS)


def exception(evidence: Evidence) -> Lesson | None:
    """Say what an exception means."""
    return evidence.saying(what_it_means(evidence.last))


def what_it_means(asked: Asked) -> str | None:
    """Find what to say of an exception where a result is due; None where that is not known, or none came."""
    raised = asked.answer.raised
    if raised is None:
        return None
    afterwards = not raised.lines and callable(asked.question.scenario)  # where the judge uses what was returned
    if raised.is_a(RecursionError):
        return _TOO_DEEP
    if raised.by_solution:
        return _LEFT if raised.is_a(NotImplementedError) and not raised.text else _REFUSED
    if raised.is_a(TypeError) and not raised.lines and re.search(_CALL, raised.text):
        lacking = re.search(r"unexpected keyword argument '(\w+)'", raised.text)
        return _LACKS.format(lacking[1]) if lacking else _RENAMED
    if afterwards and re.search(_OTHER_PARTS, f"{raised.name}: {raised.text}"):
        return _UNUSABLE
    return meaning(raised, asked.question.on_torch) or (_UNUSABLE if afterwards else None)


def values_and_indices(evidence: Evidence) -> Lesson | None:
    """A pair where one array is due: torch's max gives both."""
    words = advice(evidence.last, evidence.difference)
    return evidence.saying(words) if words == VALUES_AND_INDICES else None


def numpy_among_tensors(evidence: Evidence) -> Lesson | None:
    """A solution that calls NumPy somewhere, and is right on NumPy."""
    apart, last = evidence.difference, evidence.last
    differs = apart is not None and last.question.kind == "result" and apart.aspect != "dtype"
    if not (differs or last.answer.raised is not None) or not calls_numpy(evidence.file):
        return None
    return evidence.saying(AMONG_TENSORS) if evidence.blames_torch else None


# ---------------------------------------------------------------------------- facts


def cut_off(evidence: Evidence) -> Lesson | None:
    """An input to which no gradient flows."""
    is_cut_off = evidence.difference is not None and evidence.difference.aspect == "gradient"
    return evidence.saying(CUT_OFF) if is_cut_off else None


def wrong_gradient(evidence: Evidence) -> Lesson | None:
    """A gradient that is wrong where the result is right."""
    question = evidence.last.question
    if not question.is_gradient or evidence.difference is None:
        return None
    result = evidence.ask(replace(question, kind="result"))
    return None if result is None or evidence.references.is_wrong(result) else evidence.saying(HALF_CUT_OFF)


def fact(evidence: Evidence) -> Lesson | None:
    """Say what can be read off the two results."""
    return evidence.saying(*evidence.facts, _where(evidence)) if evidence.facts else None


def parts(evidence: Evidence) -> Lesson | None:
    """Say which parts of a result are right, where that is all that is known of the others."""
    last, apart = evidence.last, evidence.difference
    if apart is None or last.demand.error is not None or last.question.kind != "result":
        return None
    return evidence.saying(part_symptoms(last.value, evidence.references.truth(last), apart.path))


def behaves_otherwise(evidence: Evidence) -> Lesson | None:
    """Say what should become of the result as an input changes."""
    last, apart = evidence.last, evidence.difference
    if apart is None or apart.aspect != "values" or last.demand.error is not None or last.question.kind != "result":
        return None
    return evidence.saying(behaviour(last, apart.path, evidence.references, evidence.ask))


def another_kind(evidence: Evidence) -> Lesson | None:
    """A result of another type or dtype."""
    words = advice(evidence.last, evidence.difference)
    return evidence.saying(words, _where(evidence)) if words else None


def right_on_numpy(evidence: Evidence) -> Lesson | None:
    """Say that the same input is right on NumPy, where nothing more is known."""
    may_be = evidence.difference is not None or evidence.last.answer.raised is not None
    return evidence.saying(_where(evidence)) if may_be else None


def _where(evidence: Evidence) -> str | None:
    """Say of a result on torch that NumPy's is right."""
    return RIGHT_ON_NUMPY if evidence.last.question.kind == "result" and evidence.blames_torch else None


def nothing(evidence: Evidence) -> Lesson:
    """No words, but the warnings that came up."""
    return evidence.warned()


EXPLAINERS = (
    known_mistake,
    kept_between_calls,
    mistake_beside_others,
    two_mistakes,
    likely_neighbour,
    words_of_the_check,
    refusal,
    numpy_on_a_tensor,
    exception,
    values_and_indices,
    numpy_among_tensors,
    cut_off,
    fact,
    another_kind,
    right_on_numpy,
    neighbour,
    wrong_gradient,
    parts,
    behaves_otherwise,
    nothing,
)
"""In the order in which they are asked."""


def _printed(asked: tuple[Asked, ...]) -> list[tuple[str, str]]:
    """The end of what the solution printed as it answered last."""
    printed = asked[-1].answer.log.printed if asked else ""
    tail = printed.rstrip().split("\n")[-5:]
    return [("printed", "\n".join(line[:60] for line in tail))] if printed.strip() else []
