"""What pytest's hooks do: what is judged, in which order, and what is shown."""
