"""What stands around a solution while it is graded."""
