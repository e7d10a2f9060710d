"""Exact ways from door to door along the network."""
