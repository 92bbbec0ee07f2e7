"""What is right: the references, and when two results are equal."""
