"""Points, worked out from the verdicts that are kept: another file of points judges nothing again."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dojo.classes.outcome import NOT_JUDGED, PASSED, Stage, Verdict
from dojo.engine.base.files import KataFiles
from dojo.engine.base.stages import STAGES

DEFAULT = {"core": 60.0, "edges": 25.0, "torch": 15.0}
"""Per cent of a kata's points, by stage."""
_RULES = ("all", "share")
_OF_ALL = {"rule", "from_scratch", "stages"}
_OF_A_KATA = {*_OF_ALL, "points", "hidden"}
_AT_THE_TOP = {*_OF_ALL, "each", "total", "katas", "lms"}
ASSIGNMENT = "Katas"
"""What the column for other systems is called, where nobody has said."""


@dataclass(frozen=True)
class Rule:
    """The way in which the points of one kata come about.

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
        """Work out the points that each stage of a kata may bring."""
        weights = {stage: self.stages.get(stage, 0.0) for stage in stages}
        whole = sum(weights.values())
        if not whole:
            weights = dict.fromkeys(stages, 1.0)
            whole = float(len(stages)) or 1.0
        return {stage: round(self.points * weight / whole, 4) for stage, weight in weights.items()}

    def earned(self, verdict: Verdict) -> dict[str, float]:
        """Work out the points that a verdict brings, by stage."""
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
        By stage; none of what was not judged.
    due : dict of str to float
        What each stage may bring.
    of : float or None
        What the kata may bring; None where it was not judged: then it counts for nothing.
    """

    earned: dict[str, float]
    due: dict[str, float]
    of: float | None

    @property
    def points(self) -> float | None:
        """Add up those that count; None where it does not count at all."""
        return None if self.of is None else sum(self.earned.values())


@dataclass(frozen=True)
class Points:
    """The rules of a class.

    Parameters
    ----------
    rules : dict of str to Rule
        By kata, where one has its own.
    default : Rule
        Of the others.
    assignment : str
        The column that Canvas and Moodle import.
    """

    rules: dict[str, Rule] = field(default_factory=dict)
    default: Rule = field(default_factory=Rule)
    assignment: str = ASSIGNMENT

    def rule(self, kata: str) -> Rule:
        return self.rules.get(kata, self.default)

    def grade(self, verdict: Verdict) -> Grade:
        """Work out what a verdict brings."""
        if verdict.state == NOT_JUDGED:
            return Grade({}, {}, None)
        rule = self.rule(verdict.kata)
        return Grade(rule.earned(verdict), rule.of(list(verdict.stages)), rule.points)

    def sums(self, verdicts: list[Verdict]) -> tuple[float, float]:
        """Add up the points of some verdicts, and how many there could be."""
        grades = [self.grade(verdict) for verdict in verdicts]
        return sum(grade.points or 0.0 for grade in grades), sum(grade.of or 0.0 for grade in grades)

    def shown(self, verdicts: list[Verdict]) -> list[Verdict]:
        """List the verdicts that students are told of."""
        return [verdict for verdict in verdicts if not self.rule(verdict.kata).hidden]

    @classmethod
    def read(cls, file: Path, places: list[KataFiles], all_places: list[KataFiles]) -> Points:
        """Read a ``points.toml``.

        Parameters
        ----------
        file : Path
            The file.
        places : list of KataFiles
            The katas that are graded.
        all_places : list of KataFiles
            Those that there are.

        Raises
        ------
        ValueError
            Where it can't be read, names what there is not, or does not add up.
        """
        try:
            return cls._from(tomllib.loads(file.read_text(encoding="utf-8")), places, all_places)
        except FileNotFoundError:
            raise ValueError(f"{file}: there is no such file") from None
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ValueError(f"{file}: it can't be read: {error}") from None
        except ValueError as error:
            raise ValueError(f"{file}: {error}") from None

    @classmethod
    def _from(cls, table: dict, places: list[KataFiles], all_places: list[KataFiles]) -> Points:
        if "late" in table:
            raise ValueError("there is no [late]: late days belong to your LMS, which takes off what they cost")
        _no_others(table, _AT_THE_TOP, "the file")
        of_katas, ids = _table(table.get("katas", {}), "[katas]"), [place.id for place in all_places]
        each = table.get("each")
        if "total" in table and "each" not in table:
            each = _share(table["total"], of_katas, places)
        top = {name: value for name, value in table.items() if name in _OF_ALL}
        default = _rule(Rule(), top | ({} if each is None else {"points": each}), "each of the katas")
        rules = {kata: _own_rule(default, kata, rule, ids) for kata, rule in of_katas.items()}
        points = cls(rules, default, _assignment(table.get("lms", {})))
        sum_ = sum(points.rule(place.id).points for place in places)
        if "total" in table and abs(sum_ - table["total"]) > 1e-6:
            raise ValueError(f"total = {table['total']}, but the points of the {len(places)} katas add up to {sum_:g}")
        return points


def _share(total, of_katas: dict, places: list[KataFiles]) -> float | None:
    """Give each kata that has no points of its own so many that all add up to a total; none where each has."""
    if not _is_number(total):
        raise ValueError(f"total = {total!r} is no number of points")
    points: dict[str, Any] = {
        kata: rule.get("points") if isinstance(rule, dict) else rule for kata, rule in of_katas.items()
    }
    left = [place for place in places if points.get(place.id) is None]
    sum_ = sum(points[place.id] for place in places if place not in left and _is_number(points[place.id]))
    return max(total - sum_, 0) / len(left) if left else None


def _own_rule(default: Rule, kata: str, value, ids: list[str]) -> Rule:
    if kata not in ids:
        raise ValueError(f"there is no kata {kata}; a kata is named like {ids[0] if ids else 'track/kata'}")
    table = value if isinstance(value, dict) else {"points": value}
    _no_others(table, _OF_A_KATA, kata)
    return _rule(default, table, kata)


def _assignment(value) -> str:
    """Read the name of a column, such as ``Homework 1 (12345)``."""
    table = _table(value, "[lms]")
    _no_others(table, {"assignment"}, "[lms]")
    name = table.get("assignment", ASSIGNMENT)
    if not isinstance(name, str) or not name.strip():
        raise ValueError(f"[lms]: assignment = {name!r} is no name, such as Homework 1 (12345)")
    return name


def _table(value, where: str) -> dict:
    if not isinstance(value, dict):
        raise ValueError(f"{where} is no table")
    return value


def _rule(default: Rule, table: dict, where: str) -> Rule:
    points, stages = table.get("points", default.points), table.get("stages", default.stages)
    if not _is_number(points) or points < 0:
        raise ValueError(f"{where}: points = {points!r} is no number of points")
    if not isinstance(stages, dict) or not all(_is_number(w) and w >= 0 for w in stages.values()):
        raise ValueError(f"{where}: stages must be numbers by stage: core = 60")
    if unknown := set(stages) - set(STAGES):
        raise ValueError(f"{where}: there is no stage {sorted(unknown)[0]}; there are {', '.join(STAGES)}")
    if abs(sum(stages.values()) - 100) > 1e-6:
        raise ValueError(f"{where}: the stages are per cent, and add up to {sum(stages.values()):g}, not to 100")
    rule = table.get("rule", "share" if default.share else "all")
    if rule not in _RULES:
        raise ValueError(f"{where}: rule = {rule!r}; there are {' and '.join(_RULES)}")
    flags = {name: table.get(name, getattr(default, name)) for name in ("from_scratch", "hidden")}
    for name, value in flags.items():
        if not isinstance(value, bool):
            raise ValueError(f"{where}: {name} is true or false")
    return Rule(float(points), {k: float(v) for k, v in stages.items()}, rule == "share", **flags)


def _no_others(table: dict, keys: set[str], where: str) -> None:
    if others := sorted(set(table) - keys):
        raise ValueError(f"{where}: {others[0]} is none of {', '.join(sorted(keys))}")


def _is_number(value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e12
