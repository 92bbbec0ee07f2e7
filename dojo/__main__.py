"""``python -m dojo``."""

from dojo.cli.command import main

main()
