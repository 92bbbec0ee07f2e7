"""The watch, and what the command shares with it."""
