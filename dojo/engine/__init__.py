"""The engine: a solution, two references, a lesson. It knows nothing of a course."""
