"""The truth: the references, and the rule by which two results are equal."""
