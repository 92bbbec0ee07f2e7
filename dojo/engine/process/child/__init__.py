"""The code that runs in the process of a solution. Nothing here knows a judge, a reference or a mistake."""
