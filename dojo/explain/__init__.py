"""What is said of a wrong answer."""
