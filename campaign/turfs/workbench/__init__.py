"""The map on which an organiser cuts: its layers by version, and what a hand on it does."""
