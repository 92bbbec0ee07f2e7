"""``python -m dojo``."""

from dojo.watch.command import main

main()
