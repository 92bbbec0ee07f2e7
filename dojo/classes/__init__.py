"""Grading a class: ``dojo grade`` and ``dojo collect``."""
