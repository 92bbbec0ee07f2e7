"""The command, and the watch."""
