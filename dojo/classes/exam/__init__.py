"""An exam: bugs and questions drawn for each student, printed or in a folder, and graded."""
