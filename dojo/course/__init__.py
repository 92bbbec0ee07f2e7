"""Tracks, days, stubs, hints and progress."""
