"""Bug hunts: a right-looking file with one known mistake in it, to be seen, named and mended."""
