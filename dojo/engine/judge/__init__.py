"""The kata that a judge speaks to."""
