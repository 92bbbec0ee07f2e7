"""The examples that Hypothesis draws: their profiles, and the constants that it reads in a solution."""

from __future__ import annotations

import ast
import contextlib
import functools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import InvalidArgument

PROFILES = ("learn", "grade", "thorough")


def configure(profile: str) -> None:
    """Register the profiles and load one.

    Raises
    ------
    pytest.UsageError
        Where there is no such profile.
    """
    common = settings(
        settings.get_profile("default"),  # not Hypothesis's own for CI: a run means the same everywhere
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
        report_multiple_bugs=False,
        print_blob=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    repeats = settings(common, derandomize=True, database=None)
    settings.register_profile("learn", common, max_examples=20)
    settings.register_profile("grade", repeats, max_examples=60)
    settings.register_profile("thorough", common, max_examples=1000)
    settings.register_profile("proof", repeats, max_examples=20, phases=[Phase.explicit, Phase.generate])
    try:
        settings.load_profile(profile)
    except InvalidArgument:
        raise pytest.UsageError(
            f"--hypothesis-profile {profile}: there is no such profile; there are {', '.join(PROFILES)}"
        ) from None
    draw_constants_of(None)


def draw_constants_of(solution: Path | None) -> None:
    """Also draw the constants that a solution names, which helps to find a wrong threshold.

    Hypothesis itself reads those of the modules that are loaded, and the solution is loaded elsewhere. A grade must
    draw the same for everyone, so there it draws none. Hypothesis has no setting for it.
    """
    from hypothesis.internal.conjecture import providers

    if not hasattr(providers, "_get_local_constants"):
        return
    constants = providers.Constants()
    if solution is not None and solution.is_file() and not settings().derandomize:
        constants = _constants(solution, solution.stat().st_mtime_ns)
    providers._get_local_constants = lambda: constants
    providers.CONSTANTS_CACHE.cache.clear()


@functools.lru_cache(maxsize=8)
def _constants(solution: Path, changed: int):
    from hypothesis.internal.constants_ast import ConstantVisitor, TooManyConstants

    visitor = ConstantVisitor(limit=True)
    with contextlib.suppress(SyntaxError, ValueError, TooManyConstants):  # what was read until there
        visitor.visit(ast.parse(solution.read_bytes()))
    return visitor.constants
