"""A graph of doors is cut into balanced connected parts."""
