"""``python -m dojo``."""

from dojo.command import main

main()
