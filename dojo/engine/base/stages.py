"""The stages of a kata. A leaf: what only lists katas imports neither pytest nor NumPy."""

STAGES = ("core", "edges", "torch", "cuda")
"""The order in which a kata is judged."""
