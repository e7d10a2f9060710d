"""A walk in words, turn by turn."""
