"""Asking a solution that runs in a process of its own."""
