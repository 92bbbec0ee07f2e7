"""Judging what is due, and keeping each verdict."""
