"""Loads the dojo's pytest plugin; nothing else."""

pytest_plugins = ["dojo.run.plugin"]
