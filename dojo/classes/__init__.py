"""Grading a class: ``dojo grade``."""
