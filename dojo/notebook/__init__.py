"""The course in a notebook: a cell is a solution, and a day is a notebook."""
