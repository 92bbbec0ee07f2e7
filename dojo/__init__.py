"""The dojo: a pytest plugin that judges katas, and what judges are written with."""

from dojo.mistakes import mistake

__all__ = ["mistake"]
