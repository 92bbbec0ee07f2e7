"""Points, worked out from the verdicts that are kept: another file of points judges nothing again."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from dojo.base.files import KataFiles
from dojo.base.marks import STAGES
from dojo.classes.intake.overrides import Overrides
from dojo.classes.intake.roster import Roster
from dojo.classes.out.adjustments import Adjustments, Change, Late
from dojo.classes.outcome import NOT_JUDGED, PASSED, Stage, Verdict

DEFAULT = {"core": 60.0, "edges": 25.0, "torch": 15.0}
"""Per cent of a kata's points, by stage."""
_RULES = ("all", "share")
_OF_ALL = {"rule", "from_scratch", "stages"}
_OF_A_KATA = {*_OF_ALL, "points", "hidden"}
_AT_THE_TOP = {*_OF_ALL, "each", "total", "katas", "late", "lms"}
ASSIGNMENT = "Katas"
"""What the column for other systems is called, where nobody has said."""


@dataclass(frozen=True)
class Rule:
    """How the points of one kata come about.

    Parameters
    ----------
    points : float
        Of the kata.
    stages : dict of str to float
        Weights; of a kata that lacks a stage, the others count for more.
    share : bool
        Whether a stage counts by the share of its tests that pass, and not all or nothing; it counts for nothing
        where it was never seen what the solution calls.
    from_scratch : bool
        Whether a kata that calls what it must not call gets nothing.
    hidden : bool
        Whether students are not told of it.
    """

    points: float = 100.0
    stages: dict[str, float] = field(default_factory=lambda: dict(DEFAULT))
    share: bool = False
    from_scratch: bool = True
    hidden: bool = False

    def of(self, stages: list[str]) -> dict[str, float]:
        """The points that each stage of a kata may bring."""
        weights = {stage: self.stages.get(stage, 0.0) for stage in stages}
        whole = sum(weights.values())
        if not whole:
            weights = dict.fromkeys(stages, 1.0)
            whole = float(len(stages)) or 1.0
        return {stage: round(self.points * weight / whole, 4) for stage, weight in weights.items()}

    def earned(self, verdict: Verdict) -> dict[str, float]:
        """The points that a verdict brings, by stage."""
        due = self.of(list(verdict.stages))
        if self.from_scratch and not verdict.from_scratch:
            return dict.fromkeys(due, 0.0)
        earned, rests = {}, True
        for name, stage in verdict.stages.items():
            rests = rests and (stage.is_answered or not self.from_scratch)
            earned[name] = due[name] if stage.state == PASSED else self._share(stage) * due[name] * rests
        return earned

    def _share(self, stage: Stage) -> float:
        return stage.passed / stage.of if self.share and stage.of else 0.0


@dataclass(frozen=True)
class Grade:
    """The points of one verdict.

    Parameters
    ----------
    earned : dict of str to float
        By stage, as judged; none of what was not judged.
    due : dict of str to float
        What each stage may bring.
    of : float or None
        What the kata may bring; None where it was not judged and nobody has set its points: then it counts for nothing.
    changes : list of Change
        What was changed about them since.
    """

    earned: dict[str, float]
    due: dict[str, float]
    of: float | None
    changes: list[Change]

    @property
    def points(self) -> float | None:
        """Those that count; None where it does not count at all."""
        if self.of is None:
            return None
        return sum(self.earned.values()) + sum(change.points for change in self.changes)

    @property
    def words(self) -> str:
        """What was changed, as the student reads it."""
        return "; ".join(change.words for change in self.changes)


class Points:
    """The rules of a class.

    Parameters
    ----------
    rules : dict of str to Rule
        By kata, where one has its own.
    default : Rule
        Of the others.
    adjustments : Adjustments
        What is changed about the points that they bring.
    assignment : str
        The column that Canvas and Moodle import.
    """

    def __init__(
        self,
        rules: dict[str, Rule] | None = None,
        default: Rule | None = None,
        adjustments: Adjustments | None = None,
        assignment: str = ASSIGNMENT,
    ):
        self._rules, self._default, self.assignment = rules or {}, default or Rule(), assignment
        self.adjustments = adjustments or Adjustments()

    def rule(self, kata: str) -> Rule:
        return self._rules.get(kata, self._default)

    def grade(self, verdict: Verdict) -> Grade:
        """What a verdict brings, with what is changed about it."""
        rule, is_judged = self.rule(verdict.kata), verdict.state != NOT_JUDGED
        earned, due = (rule.earned(verdict), rule.of(list(verdict.stages))) if is_judged else ({}, {})
        changes = self.adjustments.changes(verdict.student, verdict.kata, sum(earned.values()))
        return Grade(earned, due, rule.points if is_judged or changes else None, changes)

    def sums(self, verdicts: list[Verdict]) -> tuple[float, float]:
        """The points of some verdicts, and how many there could be."""
        counting = [grade for grade in map(self.grade, verdicts) if grade.of is not None]
        return sum(grade.points for grade in counting), sum(grade.of for grade in counting)

    def told(self, verdicts: list[Verdict]) -> list[Verdict]:
        """The verdicts that students are told of."""
        return [verdict for verdict in verdicts if not self.rule(verdict.kata).hidden]

    def adjusted(self, roster: Roster | None, overrides: Overrides) -> Points:
        """The same rules, with what a roster and a table of overrides change.

        Raises
        ------
        ValueError
            Where the rules are about late submissions, and the roster does not tell when they came.
        """
        changed = Adjustments.of(self.adjustments.late, roster, overrides)
        return Points(self._rules, self._default, changed, self.assignment)

    @classmethod
    def read(cls, file: Path, places: list[KataFiles], known: list[KataFiles]) -> Points:
        """Read a ``points.toml``.

        Parameters
        ----------
        file : Path
            The file.
        places : list of KataFiles
            The katas that are graded.
        known : list of KataFiles
            Those that there are.

        Raises
        ------
        ValueError
            Where it can't be read, names what there is not, or does not add up.
        """
        try:
            told = tomllib.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ValueError(f"{file}: there is no such file") from None
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ValueError(f"{file}: it can't be read: {error}") from None
        try:
            return cls._from(told, places, known)
        except ValueError as error:
            raise ValueError(f"{file}: {error}") from None

    @classmethod
    def _from(cls, told: dict, places: list[KataFiles], known: list[KataFiles]) -> Points:
        _no_others(told, _AT_THE_TOP, "the file")
        own = _table(told.get("katas", {}), "[katas]")
        each = told.get("each") if "total" not in told or "each" in told else _share(told["total"], own, places)
        top = {name: value for name, value in told.items() if name in _OF_ALL}
        default = _rule(Rule(), top | ({} if each is None else {"points": each}), "each of the katas")
        rules = {kata: _own_rule(default, kata, rule, [place.id for place in known]) for kata, rule in own.items()}
        late = Late.read(told["late"]) if "late" in told else None
        points = cls(rules, default, Adjustments(late), _assignment(told.get("lms", {})))
        sum_ = sum(points.rule(place.id).points for place in places)
        if "total" in told and abs(sum_ - told["total"]) > 1e-6:
            raise ValueError(f"total = {told['total']}, but the points of the {len(places)} katas add up to {sum_:g}")
        return points


def _share(total, own: dict, places: list[KataFiles]) -> float | None:
    """The points of each kata that has none of its own, so that all add up to a total; none where each has."""
    if not _is_number(total):
        raise ValueError(f"total = {total!r} is no number of points")
    told = {kata: rule.get("points") if isinstance(rule, dict) else rule for kata, rule in own.items()}
    left = [place for place in places if told.get(place.id) is None]
    sum_ = sum(told[place.id] for place in places if place not in left and _is_number(told[place.id]))
    return max(total - sum_, 0) / len(left) if left else None


def _own_rule(default: Rule, kata: str, told, ids: list[str]) -> Rule:
    if kata not in ids:
        raise ValueError(f"there is no kata {kata}; a kata is named like {ids[0] if ids else 'track/kata'}")
    own = told if isinstance(told, dict) else {"points": told}
    _no_others(own, _OF_A_KATA, kata)
    return _rule(default, own, kata)


def _assignment(told) -> str:
    """The name of a column, such as ``Homework 1 (12345)``."""
    name = _table(told, "[lms]").get("assignment", ASSIGNMENT)
    _no_others(told, {"assignment"}, "[lms]")
    if not isinstance(name, str) or not name.strip():
        raise ValueError(f"[lms]: assignment = {name!r} is no name, such as Homework 1 (12345)")
    return name


def _table(told, where: str) -> dict:
    if not isinstance(told, dict):
        raise ValueError(f"{where} is no table")
    return told


def _rule(default: Rule, told: dict, where: str) -> Rule:
    points, stages = told.get("points", default.points), told.get("stages", default.stages)
    if not _is_number(points) or points < 0:
        raise ValueError(f"{where}: points = {points!r} is no number of points")
    if not isinstance(stages, dict) or not all(_is_number(w) and w >= 0 for w in stages.values()):
        raise ValueError(f"{where}: stages must be numbers by stage: core = 60")
    if unknown := set(stages) - set(STAGES):
        raise ValueError(f"{where}: there is no stage {sorted(unknown)[0]}; there are {', '.join(STAGES)}")
    if abs(sum(stages.values()) - 100) > 1e-6:
        raise ValueError(f"{where}: the stages are per cent, and add up to {sum(stages.values()):g}, not to 100")
    rule = told.get("rule", "share" if default.share else "all")
    if rule not in _RULES:
        raise ValueError(f"{where}: rule = {rule!r}; there are {' and '.join(_RULES)}")
    flags = {name: told.get(name, getattr(default, name)) for name in ("from_scratch", "hidden")}
    for name, value in flags.items():
        if not isinstance(value, bool):
            raise ValueError(f"{where}: {name} is true or false")
    return Rule(float(points), {k: float(v) for k, v in stages.items()}, rule == "share", **flags)


def _no_others(told: dict, known: set[str], where: str) -> None:
    if others := sorted(set(told) - known):
        raise ValueError(f"{where}: {others[0]} is none of {', '.join(sorted(known))}")


def _is_number(value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e12
