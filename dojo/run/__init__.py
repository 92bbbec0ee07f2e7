"""The hooks of pytest: they choose what is judged, order it, and show what came of it."""
