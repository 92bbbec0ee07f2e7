"""The explanations of a wrong answer."""
