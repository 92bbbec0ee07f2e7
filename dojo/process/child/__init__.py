"""What the process of a solution is made of. Nothing here knows a judge, a reference or a mistake."""
