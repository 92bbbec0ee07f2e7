"""The dojo: a pytest plugin that judges katas, a command beside it, and what judges are written with."""

__all__ = ["mistake"]


def __getattr__(name: str):
    """Load what mistakes are written with when it is asked for: ``dojo list`` needs none of it."""
    if name == "mistake":
        from dojo.mistakes import mistake

        return mistake
    raise AttributeError(f"module 'dojo' has no attribute {name!r}")
