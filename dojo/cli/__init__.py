"""The command ``dojo``: what each of its words does."""
