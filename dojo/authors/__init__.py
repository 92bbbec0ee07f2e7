"""The proofs of a kata: right is accepted, wrong is rejected in its own words, and its pages are whole."""
