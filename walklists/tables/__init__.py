"""A walk list as a table: written, filled in, read back."""
