"""What judges let through: a bank of solutions with oracles of their own, and the runner that counts."""
