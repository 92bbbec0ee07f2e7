"""Values that all rooms share, and the files of a kata."""
