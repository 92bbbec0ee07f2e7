"""A model that is kept becomes a page of its own, and files that other programs load."""
