"""In what order the doors of a turf are walked."""
