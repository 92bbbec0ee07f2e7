"""What becomes of a model that is kept: a page of its own, and files that other programs load."""
